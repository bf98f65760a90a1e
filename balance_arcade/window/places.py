"""Where one is between the games: each kind of pause has its own place and time of day.

A rest is a lake at dusk, a result a meadow at dawn, the end a moonlit bay; all else is the night
over soft hills (`balance_arcade.window.chrome`). They are painted at half the size: a little out of
focus, they stay behind the words, and a first frame has the time for one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

import pygame

from balance_arcade.games import scenery
from balance_arcade.games.kit import Kit, Rgb

PlaceName = Literal["night", "lake", "meadow", "bay"]

_REED: Final[Rgb] = (0x12, 0x18, 0x22)


def paint_place_between(kit: Kit, picture: pygame.Surface, name: PlaceName) -> None:
    """Paint one of the places, darkened so that words stand out everywhere."""
    width, height = picture.get_size()
    small = Kit((width // 2, height // 2), kit.theme)
    half = pygame.Surface(small.size, 0, 32)
    _PAINTERS[name](small, half)
    scenery.paint_vignette(small, half, strength=0.55)
    picture.blit(pygame.transform.smoothscale(half, (width, height)), (0, 0))


def _paint_lake(kit: Kit, picture: pygame.Surface) -> None:
    width, height = picture.get_size()
    shore = round(height * 0.66)
    sky = pygame.Rect(0, 0, width, shore)
    lake = pygame.Rect(0, shore, width, height - shore)
    stops = (
        (0.0, (0x12, 0x12, 0x2C)),
        (0.5, (0x26, 0x1E, 0x42)),
        (0.85, (0x4C, 0x30, 0x4C)),
        (1.0, (0x66, 0x40, 0x48)),
    )
    scenery.paint_sky(kit, picture, sky, stops)
    scenery.paint_stars(kit, picture, sky, seed=4, n_stars=90)
    hills: tuple[tuple[float, float, Rgb, float], ...] = (
        (0.80, 0.16, (0x2E, 0x24, 0x3E), 0.0),
        (0.90, 0.10, (0x20, 0x1B, 0x32), 0.05),
    )
    for number, (level, swing, colour, pines) in enumerate(hills):
        scenery.paint_hills(
            kit, picture, sky, colour, level=level, swing=swing, pines=pines, seed=30 + number
        )
    scenery.paint_water(
        kit, picture, lake, (0x3A, 0x2A, 0x42), (0x0C, 0x10, 0x20), glint=(120, 84, 92)
    )
    scenery.paint_reflection(kit, picture, lake, strength=0.5)
    for left in (0, round(width * 0.86)):
        reeds = pygame.Rect(left, round(height * 0.56), round(width * 0.14), round(height * 0.44))
        scenery.paint_reeds(kit, picture, reeds, _REED, head=(0x24, 0x1C, 0x20), seed=left + 1)


def _paint_meadow(kit: Kit, picture: pygame.Surface) -> None:
    box = picture.get_rect()
    width, height = box.size
    stops = (
        (0.0, (0x0E, 0x1A, 0x34)),
        (0.45, (0x1E, 0x2E, 0x50)),
        (0.70, (0x38, 0x3A, 0x58)),
        (1.0, (0x50, 0x43, 0x50)),
    )
    scenery.paint_sky(kit, picture, box, stops)
    clouds = pygame.Rect(0, round(height * 0.08), width, round(height * 0.5))
    scenery.paint_clouds(kit, picture, clouds, (0x50, 0x4C, 0x68), seed=12, strength=0.35)
    sun = (width * 0.5, height * 0.72)
    scenery.paint_shine(kit, picture, sun, width * 0.42, (34, 22, 12), flat=0.6)
    hills: tuple[tuple[float, float, Rgb, Rgb, float], ...] = (
        (0.70, 0.08, (0x2E, 0x38, 0x56), (0x26, 0x30, 0x48), 0.0),
        (0.77, 0.05, (0x20, 0x2E, 0x40), (0x1A, 0x26, 0x36), 0.035),
        (0.87, 0.03, (0x1C, 0x2E, 0x30), (0x0A, 0x12, 0x18), 0.0),
    )
    for number, (level, swing, top, foot, pines) in enumerate(hills):
        scenery.paint_hills(
            kit, picture, box, top, foot, level=level, swing=swing, pines=pines, seed=50 + number
        )
    for x, size in ((0.05, 0.13), (0.13, 0.09), (0.90, 0.10), (0.965, 0.14)):
        foot_at = (width * x, height * 0.90)
        scenery.paint_tree(
            kit,
            picture,
            foot_at,
            height * size,
            dark=(0x12, 0x20, 0x28),
            light=(0x34, 0x40, 0x40),
            seed=round(100 * x),
        )
    birds = pygame.Rect(round(width * 0.06), round(height * 0.30), round(width * 0.2), 40)
    scenery.paint_birds(kit, picture, birds, n_birds=4)


def _paint_bay(kit: Kit, picture: pygame.Surface) -> None:
    width, height = picture.get_size()
    shore = round(height * 0.62)
    sky, bay = pygame.Rect(0, 0, width, shore), pygame.Rect(0, shore, width, height - shore)
    stops = ((0.0, (0x08, 0x0C, 0x1C)), (0.6, (0x12, 0x1C, 0x38)), (1.0, (0x26, 0x32, 0x52)))
    scenery.paint_sky(kit, picture, sky, stops)
    scenery.paint_stars(kit, picture, sky, seed=9, n_stars=160)
    moon = (width * 0.86, height * 0.14)
    scenery.paint_moon(kit, picture, moon, height * 0.055, (0xA8, 0xB4, 0xCC), halo=0.7)
    scenery.paint_hills(kit, picture, sky, (0x14, 0x1C, 0x36), level=0.93, swing=0.14, seed=61)
    scenery.paint_water(kit, picture, bay, (0x1C, 0x28, 0x48), (0x08, 0x0E, 0x1E), strength=0.16)
    scenery.paint_light_path(kit, picture, bay, moon[0], (0x86, 0x94, 0xB0))
    boat = (width * 0.13, height * 0.72)
    scenery.paint_boat(
        kit, picture, boat, height * 0.15, hull=(0x1E, 0x1A, 0x22), sail=(0x58, 0x58, 0x66)
    )


_PAINTERS: Final[dict[str, Callable[[Kit, pygame.Surface], None]]] = {
    "lake": _paint_lake,
    "meadow": _paint_meadow,
    "bay": _paint_bay,
}
