"""Terraced hills at dusk, framed by two old trees whose boughs meet above."""

from __future__ import annotations

from typing import Final

import pygame

from balance_arcade.games import painting, scenery
from balance_arcade.games.kit import Kit, Rgb, mix

SEED: Final = 50
_SKY: Final = (
    (0.0, (0x1E, 0x1C, 0x40)),
    (0.18, (0x3C, 0x2E, 0x5C)),
    (0.33, (0x7A, 0x4A, 0x66)),
    (0.44, (0xB0, 0x68, 0x58)),
    (0.52, (0xC8, 0x86, 0x58)),
    (1.0, (0xC8, 0x86, 0x58)),
)
_RANGES: Final[tuple[tuple[float, float, Rgb, Rgb], ...]] = (
    (0.425, 0.090, (0x7A, 0x54, 0x6C), (0x8C, 0x60, 0x62)),
    (0.465, 0.070, (0x5A, 0x46, 0x60), (0x66, 0x50, 0x58)),
)
_TERRACES: Final[tuple[tuple[float, Rgb], ...]] = (
    (0.492, (0x4E, 0x52, 0x50)),
    (0.548, (0x44, 0x50, 0x46)),
    (0.610, (0x3A, 0x4B, 0x3C)),
)
"""Height of each terrace's edge and its green; in heights."""

_ROWS: Final[tuple[tuple[float, Rgb, Rgb], ...]] = (
    (0.026, (0x30, 0x36, 0x3A), (0x66, 0x5A, 0x48)),
    (0.034, (0x1E, 0x30, 0x2A), (0x56, 0x5C, 0x3C)),
)
"""Size of the trees along the far terraces, in heights, and their dark and light."""

_GRASS: Final = (0x32, 0x45, 0x34)
_GRASS_FOOT: Final = (0x12, 0x1A, 0x1B)
_SUNLIT: Final = (0xC0, 0x90, 0x58)


def paint_orchard(kit: Kit, picture: pygame.Surface) -> None:
    """Paint the whole place; in high contrast only the edges of leaves and ground."""
    if scenery.paint_scene(kit, picture):
        return
    bower = scenery.bower_of(kit)
    if kit.theme.is_high_contrast:
        picture.fill(kit.theme.night_top)
        scenery.paint_bower(kit, picture, bower)
        return
    box = picture.get_rect()
    width, height = box.size
    scenery.paint_sky(kit, picture, box, _SKY)
    sun = (width * 0.36, height * 0.48)
    scenery.paint_shine(kit, picture, sun, height * 0.75, (96, 52, 18))
    clouds = pygame.Rect(0, 0, width, round(height * 0.46))
    scenery.paint_clouds(kit, picture, clouds, (0x9C, 0x5C, 0x66), seed=SEED + 9)
    for number, (level, swing, top, foot) in enumerate(_RANGES):
        scenery.paint_hills(
            kit, picture, box, top, foot, level=level, swing=swing, seed=SEED + number
        )
    lines = scenery.paint_terraces(kit, picture, box, _TERRACES, light=_SUNLIT, seed=SEED + 20)
    for seed, (line, (size, dark, light)) in enumerate(zip(lines, _ROWS, strict=False), SEED + 70):
        scenery.plant_row(kit, picture, line, height * size, dark=dark, light=light, seed=seed)
    x = width * 0.70
    door = float(lines[1][int(x) * painting.FINE]) + height * 0.010
    scenery.paint_house(kit, picture, (x, door), height * 0.036)
    meadow = pygame.Rect(0, round(bower.ground - 56.0 * kit.u), width, 0)
    meadow.height = height - meadow.top
    line = scenery.hill_line(meadow, 0.04, 0.06, seed=SEED + 30, wave=1.4)
    scenery.paint_ground(kit, picture, meadow, line, mix(_GRASS, _SUNLIT, 0.30))
    scenery.paint_ground(kit, picture, meadow, line + 4.0 * kit.u, _GRASS, _GRASS_FOOT)
    scenery.paint_bower(kit, picture, bower, seed=SEED + 30)
    far, near = mix(_GRASS, (0x8E, 0x8A, 0x56), 0.38), mix(_GRASS, _GRASS_FOOT, 0.72)
    tufts = pygame.Rect(0, meadow.top + round(16.0 * kit.u), width, meadow.height)
    scenery.paint_tufts(kit, picture, tufts, far, near, seed=SEED + 31)
