"""Draws a sheet of all elements of places: python docs/make_scenery.py FILE [--high-contrast].

Each picture is a small screen, so that sizes are to each other as in a game.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pygame
from scenery_lands import LANDS
from scenery_things import THINGS

from balance_arcade.games import scenery as s
from balance_arcade.games.kit import HIGH_CONTRAST, NIGHT, Kit, Theme
from balance_arcade.games.scenery.sky import Stops

CELL: Final = (384, 216)
N_COLUMNS: Final = 5
TITLE: Final = 26
_DEEP: Final = (0x12, 0x1C, 0x2C)


def _box(kit: Kit, top: float = 0.0, foot: float = 1.0) -> pygame.Rect:
    width, height = kit.size
    return pygame.Rect(0, round(top * height), width, round((foot - top) * height))


def _at(kit: Kit, x: float, y: float) -> tuple[float, float]:
    return x * kit.size[0], y * kit.size[1]


def _night(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_sky(kit, picture, _box(kit), s.NIGHT_SKY)


def _shore(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_sky(kit, picture, _box(kit), s.DUSK_SKY)
    s.paint_hills(kit, picture, _box(kit, 0.2, 0.55), (0x3A, 0x30, 0x48), level=0.5, pines=0.2)
    s.paint_water(kit, picture, _box(kit, 0.55), (0x6A, 0x4A, 0x54), _DEEP)


def _sky(stops: Stops) -> Callable[[Kit, pygame.Surface], None]:
    return lambda kit, picture: s.paint_sky(kit, picture, _box(kit), stops)


def _stars(kit: Kit, picture: pygame.Surface) -> None:
    _night(kit, picture)
    s.paint_stars(kit, picture, _box(kit, 0.0, 0.9))


def _nebula(kit: Kit, picture: pygame.Surface) -> None:
    _night(kit, picture)
    lights = (((96, 66, 150), 0.62), ((34, 104, 124), 0.55), ((150, 74, 104), 0.40))
    s.paint_nebula(kit, picture, _box(kit), lights)


def _clouds(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_sky(kit, picture, _box(kit), s.DAWN_SKY)
    s.paint_clouds(kit, picture, _box(kit, 0.0, 0.7), (0x9C, 0x7C, 0x86))


def _shine(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_sky(kit, picture, _box(kit), s.DUSK_SKY)
    s.paint_shine(kit, picture, _at(kit, 0.4, 0.9), kit.size[1] * 0.8, (96, 52, 18), flat=0.8)


def _moon(kit: Kit, picture: pygame.Surface) -> None:
    _night(kit, picture)
    s.paint_moon(kit, picture, _at(kit, 0.3, 0.45), 60 * kit.u)
    s.paint_moon(kit, picture, _at(kit, 0.7, 0.45), 60 * kit.u, lit=0.3)


def _hills(kit: Kit, picture: pygame.Surface) -> None:
    _night(kit, picture)
    s.paint_hills(kit, picture, _box(kit, 0.4), (0x30, 0x3C, 0x62), level=0.2, seed=1)
    s.paint_hills(kit, picture, _box(kit, 0.4), (0x20, 0x2B, 0x4E), level=0.4, pines=0.10, seed=2)
    s.paint_hills(kit, picture, _box(kit, 0.4), (0x0D, 0x14, 0x29), level=0.75, pines=0.2, seed=3)


def _ground(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_sky(kit, picture, _box(kit), s.DUSK_SKY)
    line = s.hill_line(_box(kit, 0.5), 0.2, 0.2)
    s.paint_ground(kit, picture, _box(kit), line, (0x4A, 0x58, 0x40), (0x14, 0x1E, 0x1C))


def _pines(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_sky(kit, picture, _box(kit), s.MORNING_SKY)
    line = s.with_pines(s.hill_line(_box(kit, 0.5), 0.4, 0.2), 0.35 * kit.size[1])
    s.paint_ground(kit, picture, _box(kit), line, (0x1C, 0x30, 0x38))


def _terrace_wall(kit: Kit, picture: pygame.Surface) -> None:
    _ground(kit, picture)
    line = s.hill_line(_box(kit, 0.5), 0.5, 0.2)
    s.paint_terrace_wall(kit, picture, _box(kit), line, 60 * kit.u, (0x54, 0x48, 0x50))


def _wall(kit: Kit, picture: pygame.Surface) -> None:
    _shore(kit, picture)
    s.paint_wall(kit, picture, _box(kit, 0.6, 0.95), (0x5C, 0x56, 0x58))


def _sand(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_sky(kit, picture, _box(kit), s.DAWN_SKY)
    s.paint_sand(kit, picture, _box(kit, 0.4), (0x86, 0x74, 0x66), (0x3E, 0x34, 0x34))


def _snow(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_sky(kit, picture, _box(kit), s.MORNING_SKY)
    s.paint_snow(kit, picture, _box(kit, 0.3))


def _reflection(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_sky(kit, picture, _box(kit), s.DUSK_SKY)
    s.paint_hills(kit, picture, _box(kit, 0.2, 0.55), (0x3A, 0x30, 0x48), level=0.5, pines=0.3)
    s.paint_water(kit, picture, _box(kit, 0.55), (0x5A, 0x44, 0x54), _DEEP)
    s.paint_reflection(kit, picture, _box(kit, 0.55))


def _light_path(kit: Kit, picture: pygame.Surface) -> None:
    _night(kit, picture)
    s.paint_moon(kit, picture, _at(kit, 0.6, 0.2), 40 * kit.u)
    s.paint_water(kit, picture, _box(kit, 0.5), (0x22, 0x2E, 0x50), (0x0A, 0x10, 0x20))
    s.paint_light_path(kit, picture, _box(kit, 0.5), kit.size[0] * 0.6, (0xC8, 0xC8, 0xB8))


def _rings(kit: Kit, picture: pygame.Surface) -> None:
    picture.fill((0x12, 0x20, 0x36))
    s.draw_rings(kit, picture, _at(kit, 0.5, 0.5), 300 * kit.u, 0.6, kit.theme.paper)


def _swell(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_sky(kit, picture, _box(kit), s.DUSTY_SKY)
    for k, colour in enumerate(((0x2C, 0x48, 0x60), (0x20, 0x38, 0x50), (0x14, 0x26, 0x3C))):
        s.draw_swell(kit, picture, _box(kit, 0.45 + 0.17 * k), 2.0 * k, colour, high=0.10)


def _leaf(kit: Kit, picture: pygame.Surface) -> None:
    s.stamp_leaves(
        kit,
        picture,
        [
            (_at(kit, 0.14 + 0.12 * k, 0.7), 200 * kit.u, s.LEAVES[k % 5], 30.0 * k)
            for k in range(7)
        ],
    )


def _tufts(kit: Kit, picture: pygame.Surface) -> None:
    picture.fill((0x28, 0x38, 0x2C))
    s.paint_tufts(kit, picture, _box(kit, 0.3), (0x50, 0x5C, 0x40), (0x1C, 0x2A, 0x24))


def _reeds(kit: Kit, picture: pygame.Surface) -> None:
    _shore(kit, picture)
    s.paint_reeds(kit, picture, _box(kit, 0.3), n_reeds=40)


def _tree(kit: Kit, picture: pygame.Surface) -> None:
    _ground(kit, picture)
    for k in range(3):
        s.paint_tree(kit, picture, _at(kit, 0.2 + 0.3 * k, 0.85), (90 + 50 * k) * kit.u, seed=k)


def _foliage(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_sky(kit, picture, _box(kit), s.DUSK_SKY)
    s.paint_foliage(kit, picture, _box(kit), lambda _x: kit.size[1] * 0.55)


def _pads(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_water(kit, picture, _box(kit), (0x1C, 0x34, 0x44), _DEEP)
    s.paint_lily_pads(kit, picture, _box(kit, 0.2, 0.9), n_pads=24)


def _shade(kit: Kit, picture: pygame.Surface) -> None:
    _snow(kit, picture)
    s.shade_below(kit, picture, _box(kit, 0.6), 0.7)


def _planks(kit: Kit, picture: pygame.Surface) -> None:
    wood = ((0x6A, 0x48, 0x34), (0x3A, 0x26, 0x20))
    s.paint_planks(kit, picture, _box(kit), wood)


def _brass(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_planks(kit, picture, _box(kit))
    s.draw_brass_ring(kit, picture, _at(kit, 0.3, 0.5), 200 * kit.u, 40 * kit.u, face=(34, 46, 54))
    s.draw_brass_ring(kit, picture, _at(kit, 0.72, 0.5), 140 * kit.u, 26 * kit.u)


def _shafts(kit: Kit, picture: pygame.Surface) -> None:
    picture.fill((0x24, 0x30, 0x34))
    s.paint_shafts(kit, picture, _box(kit))


def _vignette(kit: Kit, picture: pygame.Surface) -> None:
    _snow(kit, picture)
    s.paint_vignette(kit, picture, strength=0.8)


def _lantern(kit: Kit, picture: pygame.Surface) -> None:
    _night(kit, picture)
    for k in range(3):
        s.paint_lantern(kit, picture, _at(kit, 0.2 + 0.3 * k, 0.5), 260 * kit.u, lit=k / 2)


def _window(kit: Kit, picture: pygame.Surface) -> None:
    picture.fill((0x2A, 0x26, 0x32))
    s.paint_window(kit, picture, _at(kit, 0.5, 0.5), 200 * kit.u)


def _lamp(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_planks(kit, picture, _box(kit))
    s.paint_lamp_light(kit, picture, _at(kit, 0.4, 0.4), kit.size[1] * 0.9)


def _birds(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_sky(kit, picture, _box(kit), s.DAWN_SKY)
    s.paint_birds(kit, picture, _box(kit, 0.2, 0.7))


def _house(kit: Kit, picture: pygame.Surface) -> None:
    _ground(kit, picture)
    s.paint_house(kit, picture, _at(kit, 0.5, 0.8), 160 * kit.u)


def _boat(kit: Kit, picture: pygame.Surface) -> None:
    _shore(kit, picture)
    s.paint_boat(kit, picture, _at(kit, 0.3, 0.78), 320 * kit.u, heel_deg=6.0)
    s.paint_boat(kit, picture, _at(kit, 0.75, 0.7), 200 * kit.u, sail=None)


def _jetty(kit: Kit, picture: pygame.Surface) -> None:
    _shore(kit, picture)
    box = pygame.Rect(0, round(kit.size[1] * 0.62), round(kit.size[0] * 0.7), 200)
    box.height = round(kit.size[1] * 0.3)
    s.paint_jetty(kit, picture, box)


def _figure(kit: Kit, picture: pygame.Surface) -> None:
    kit.ground(picture)
    third = kit.size[0] // 3
    for k, movement in enumerate(("sideways", "forward", "one_leg")):
        box = pygame.Rect(k * third, 0, third, kit.size[1])
        s.draw_figure(kit, picture, box, movement, 1.8 + s.figure.LEAN_S)


def _basket(kit: Kit, picture: pygame.Surface) -> None:
    for draw in (s.draw_basket_mouth, s.draw_basket_front):
        draw(kit, picture, _at(kit, 0.5, 0.4), 220 * kit.u, 240 * kit.u)


def _mouth(kit: Kit, picture: pygame.Surface) -> None:
    s.draw_basket_mouth(kit, picture, _at(kit, 0.5, 0.4), 220 * kit.u, 240 * kit.u)


def _fruit(kit: Kit, picture: pygame.Surface) -> None:
    for kind in range(4):
        s.draw_fruit(kit, picture, _at(kit, 0.2 + 0.2 * kind, 0.3), 80 * kit.u, kind)
        s.draw_fruit(kit, picture, _at(kit, 0.2 + 0.2 * kind, 0.75), 60 * kit.u, kind, ripe=0.3)


def _flies(kit: Kit, picture: pygame.Surface) -> None:
    s.draw_fruit(kit, picture, _at(kit, 0.5, 0.5), 130 * kit.u, 0, rotten=True)
    s.draw_flies(kit, picture, _at(kit, 0.5, 0.5), 130 * kit.u, 0.4)


def _bell(kit: Kit, picture: pygame.Surface) -> None:
    s.draw_bell(kit, picture, _at(kit, 0.32, 0.5), 300 * kit.u, 0.0, lit=0.0)
    s.draw_bell(kit, picture, _at(kit, 0.70, 0.5), 300 * kit.u, 18.0, lit=0.0)


def _cup(kit: Kit, picture: pygame.Surface) -> None:
    s.draw_cup(kit, picture, _at(kit, 0.32, 0.5), 150 * kit.u)


def _marble(kit: Kit, picture: pygame.Surface) -> None:
    s.draw_marble(kit, picture, _at(kit, 0.5, 0.5), 160 * kit.u, (0.2, 0.4))


def _level(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_level(kit, picture, _at(kit, 0.5, 0.5), 200 * kit.u)


def _keepsakes(kit: Kit, picture: pygame.Surface) -> None:
    for number, kind in enumerate(("tree", "star", "lantern", "marble")):
        s.draw_keepsake(kit, picture, kind, _at(kit, 0.2 + 0.2 * number, 0.6), 3, number, scale=4.0)


SAMPLES: Final[dict[str, Callable[[Kit, pygame.Surface], None]]] = {
    "NIGHT_SKY": _sky(s.NIGHT_SKY),
    "DUSK_SKY": _sky(s.DUSK_SKY),
    "DAWN_SKY": _sky(s.DAWN_SKY),
    "MORNING_SKY": _sky(s.MORNING_SKY),
    "DUSTY_SKY": _sky(s.DUSTY_SKY),
    "paint_stars": _stars,
    "paint_nebula": _nebula,
    "paint_clouds": _clouds,
    "paint_shine": _shine,
    "paint_moon": _moon,
    "paint_hills": _hills,
    "paint_ground": _ground,
    "with_pines": _pines,
    "paint_terrace_wall": _terrace_wall,
    "paint_wall": _wall,
    "paint_sand": _sand,
    "paint_snow": _snow,
    "paint_water": _shore,
    "paint_reflection": _reflection,
    "paint_light_path": _light_path,
    "draw_rings": _rings,
    "draw_swell": _swell,
    "stamp_leaves": _leaf,
    "paint_tufts": _tufts,
    "paint_reeds": _reeds,
    "paint_tree": _tree,
    "paint_foliage": _foliage,
    "paint_lily_pads": _pads,
    "paint_planks": _planks,
    "draw_brass_ring": _brass,
    "draw_cup": _cup,
    "draw_marble": _marble,
    "paint_level": _level,
    "paint_lamp_light": _lamp,
    "paint_shafts": _shafts,
    "paint_lantern": _lantern,
    "paint_window": _window,
    "paint_vignette": _vignette,
    "shade_below": _shade,
    "paint_birds": _birds,
    "paint_house": _house,
    "paint_boat": _boat,
    "paint_jetty": _jetty,
    "draw_bell": _bell,
    "draw_fruit": _fruit,
    "draw_flies": _flies,
    "draw_basket_front": _basket,
    "draw_basket_mouth": _mouth,
    "draw_figure": _figure,
    "draw_keepsake": _keepsakes,
    **THINGS,
    **LANDS,
}
"""A picture of each element, by its name."""


def draw_sheet(theme: Theme) -> pygame.Surface:
    """Draw all elements beside each other, with their names."""
    n_rows = -(-len(SAMPLES) // N_COLUMNS)
    sheet = pygame.Surface((N_COLUMNS * CELL[0], n_rows * (CELL[1] + TITLE)), 0, 32)
    sheet.fill((0x08, 0x0A, 0x12))
    words = Kit((1280, 720), theme)
    for number, (name, paint) in enumerate(SAMPLES.items()):
        # Twice as large and shrunk: a small screen has the edges of a large one.
        kit = Kit((2 * CELL[0], 2 * CELL[1]), theme)
        picture = pygame.Surface(kit.size, 0, 32)
        picture.fill(theme.night_top)
        paint(kit, picture)
        left, top = number % N_COLUMNS * CELL[0], number // N_COLUMNS * (CELL[1] + TITLE)
        cell = pygame.Rect(left, top, *CELL).inflate(-4, -4)
        sheet.blit(pygame.transform.smoothscale(picture, cell.size), cell)
        words.label(sheet, name, (left + CELL[0] / 2, top + CELL[1] + TITLE / 2 - 2), cap_px=12)
    return sheet


def main() -> None:
    """Draw the sheet into a file."""
    parser = argparse.ArgumentParser(description="Draw a sheet of all elements of places.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--high-contrast", action="store_true")
    args = parser.parse_args()
    pygame.image.save(draw_sheet(HIGH_CONTRAST if args.high_contrast else NIGHT), str(args.file))


if __name__ == "__main__":
    main()
