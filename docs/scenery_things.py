"""Samples of things that stand at a place, for the sheet of `make_scenery.py`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Final

import pygame

from balance_arcade.games import scenery as s
from balance_arcade.games.kit import Kit


def _at(kit: Kit, x: float, y: float) -> tuple[float, float]:
    return x * kit.size[0], y * kit.size[1]


def _pines(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_snow(kit, picture, picture.get_rect())
    places = [_at(kit, 0.2 + 0.2 * k, 0.55 + 0.3 * (k % 2)) for k in range(4)]
    pines = [(place, (60 + 16 * k) * kit.u) for k, place in enumerate(places)]
    s.stamp_pines(kit, picture, pines)


def _terraces(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_sky(kit, picture, picture.get_rect(), s.DUSK_SKY)
    greens = ((0.3, (0x4E, 0x52, 0x50)), (0.5, (0x44, 0x50, 0x46)), (0.7, (0x3A, 0x4B, 0x3C)))
    s.paint_terraces(kit, picture, picture.get_rect(), greens)


def _row(kit: Kit, picture: pygame.Surface) -> None:
    _terraces(kit, picture)
    box = picture.get_rect()
    s.plant_row(kit, picture, s.hill_line(box, 0.7, 0.05), 0.16 * box.height)


def _bower(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_sky(kit, picture, picture.get_rect(), s.DUSK_SKY)
    s.paint_bower(kit, picture, _edge(kit))


def _edge(kit: Kit) -> s.Bower:
    width, height = kit.size
    return s.Bower(width / 2, height * 0.2, height * 0.4, width * 0.2, width * 0.2, height * 0.8)


def _pile(kit: Kit, picture: pygame.Surface) -> None:
    at, half, depth = _at(kit, 0.5, 0.4), 220 * kit.u, 240 * kit.u
    s.draw_basket_mouth(kit, picture, at, half, depth)
    s.draw_pile(kit, picture, at, half, [k % 4 for k in range(9)])
    s.draw_basket_front(kit, picture, at, half, depth)


def _twig(kit: Kit, picture: pygame.Surface) -> None:
    for x, foot in ((0.3, 0.5), (0.7, 0.8)):
        s.draw_twig(kit, picture, x * kit.size[0], 0.0, foot * kit.size[1])


def _spot(kit: Kit, picture: pygame.Surface) -> None:
    for x, taken in ((0.27, False), (0.73, True)):
        s.draw_spot(kit, picture, _at(kit, x, 0.6), 150 * kit.u, taken=taken)


def _bloom(kit: Kit, picture: pygame.Surface) -> None:
    blooms = s.Blooms(kit, (255, 206, 132))
    blooms.add(0.0, _at(kit, 0.5, 0.8), 160 * kit.u)
    blooms.draw(picture, 0.6)


def _lights(kit: Kit, picture: pygame.Surface) -> None:
    for k, age_s in enumerate((0.15, 0.5, 0.9)):
        lights = s.GoalLights(kit, (176, 214, 255))
        lights.add(0.0, _at(kit, 0.2 + 0.3 * k, 0.5), 90 * kit.u)
        lights.draw(picture, age_s)


def _home(kit: Kit, picture: pygame.Surface) -> None:
    for x, bright in ((0.27, 0.0), (0.73, 1.0)):
        s.draw_home(kit, picture, _at(kit, x, 0.5), 150 * kit.u, bright, held=0.5)


_PLOUGH: Final = ((0.1, 0.3), (0.3, 0.35), (0.4, 0.5), (0.5, 0.7), (0.8, 0.75), (0.85, 0.5))
_JOINS: Final = ((0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 2))


def _constellation(kit: Kit, picture: pygame.Surface) -> None:
    spots = [_at(kit, x, y) for x, y in _PLOUGH]
    s.draw_constellation(kit, picture, spots, _JOINS, [9.0, 9.0, 9.0, 9.0, 0.5, -1.0])


def _outline(kit: Kit, picture: pygame.Surface) -> None:
    s.draw_outline(kit, picture, [_at(kit, x, y) for x, y in _PLOUGH], _JOINS)


def _star(kit: Kit, picture: pygame.Surface) -> None:
    for k in range(3):
        s.draw_star(kit, picture, _at(kit, 0.2 + 0.3 * k, 0.5), (20 + 30 * k) * kit.u)


def _petals(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_petals(kit, picture, _at(kit, 0.5, 0.5), 0.45 * kit.size[1])


def _breathing(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_sky(kit, picture, picture.get_rect(), s.NIGHT_SKY)
    moving = Kit(kit.size, dataclasses.replace(kit.theme, reduced_motion=False))
    s.draw_breathing_stars(moving, picture, 1.0)


def _dome(kit: Kit, picture: pygame.Surface) -> None:
    box = picture.get_rect()
    s.paint_sky(kit, picture, box, s.NIGHT_SKY)
    tops = s.with_dome(s.hill_line(box, 0.8, 0.05), _at(kit, 0.5, 0.85), 0.3 * box.height)
    s.paint_ground(kit, picture, box, tops, (0x26, 0x32, 0x5A), (0x14, 0x1C, 0x38))


def _goal_cups(kit: Kit, picture: pygame.Surface) -> None:
    states = ({"filled": True}, {"calls": True, "age_s": 1.0}, {"passed": True})
    for k, state in enumerate(states):
        s.draw_goal_cup(kit, picture, _at(kit, 0.2 + 0.3 * k, 0.5), 80 * kit.u, **state)


def _spread(kit: Kit) -> s.Spread:
    width, height = kit.size
    return s.spread_of(pygame.Rect(0, 0, width, height).inflate(-width // 8, -height // 8), 6, 3)


def _tray(kit: Kit, picture: pygame.Surface) -> None:
    spread = _spread(kit)
    s.lay_tray(kit, picture, spread, s.TrayWood(spread.outer.size))


def _walls(kit: Kit, picture: pygame.Surface) -> None:
    _tray(kit, picture)
    walls = s.TrayWalls(kit, ((1, 0, 1, 2), (3, 1, 3, 3), (4, 1, 5, 1)), 0.07, _spread(kit))
    walls.paint_to(1.0)
    walls.draw(kit, picture, (5, 5))


def _cloud(kit: Kit, picture: pygame.Surface) -> None:
    s.draw_cloud(kit, picture, _at(kit, 0.5, 0.5), (300 * kit.u, 110 * kit.u), 1.0)


def _sea(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_sky(kit, picture, picture.get_rect(), s.DAWN_SKY)
    for k, grey in enumerate((0x76, 0x5C, 0x44)):
        colour, level = (grey, grey, grey + 0x20), 0.45 + 0.17 * k
        s.paint_cloud_sea(kit, picture, picture.get_rect(), colour, level=level, size=0.1, seed=k)


def _drum(kit: Kit, picture: pygame.Surface) -> None:
    s.draw_drum(kit, picture, _at(kit, 0.5, 0.3), 330 * kit.u)


def _tally(kit: Kit, picture: pygame.Surface) -> None:
    spots = [_at(kit, 0.14 + 0.18 * k, 0.5) for k in range(5)]
    s.draw_tally(kit, picture, spots, (True, False, True), 70 * kit.u)


THINGS: Final[dict[str, Callable[[Kit, pygame.Surface], None]]] = {
    "stamp_pines": _pines,
    "paint_terraces": _terraces,
    "plant_row": _row,
    "paint_bower": _bower,
    "draw_pile": _pile,
    "draw_twig": _twig,
    "draw_spot": _spot,
    "Blooms": _bloom,
    "GoalLights": _lights,
    "draw_home": _home,
    "draw_constellation": _constellation,
    "draw_outline": _outline,
    "draw_star": _star,
    "paint_petals": _petals,
    "draw_breathing_stars": _breathing,
    "with_dome": _dome,
    "draw_goal_cup": _goal_cups,
    "lay_tray": _tray,
    "TrayWalls": _walls,
    "draw_cloud": _cloud,
    "paint_cloud_sea": _sea,
    "draw_drum": _drum,
    "draw_tally": _tally,
}
"""A picture of each, by its name."""
