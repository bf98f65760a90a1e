"""The night sky of Star Reach: soft clouds of light, far stars, hills with pines, a small dome."""

from __future__ import annotations

from typing import Final

import pygame

from balance_arcade.games import scenery
from balance_arcade.games.kit import Kit, Rgb

SEED: Final = 20

_CLOUDS: Final[tuple[tuple[Rgb, float], ...]] = (
    ((96, 66, 150), 0.62),
    ((34, 104, 124), 0.55),
    ((150, 74, 104), 0.40),
)
_HILLS: Final[tuple[tuple[float, float, Rgb, Rgb, float], ...]] = (
    (0.862, 0.050, (0x26, 0x32, 0x5A), (0x20, 0x2B, 0x4E), 0.0),
    (0.900, 0.045, (0x18, 0x22, 0x42), (0x14, 0x1C, 0x38), 0.030),
    (0.945, 0.050, (0x0D, 0x14, 0x29), (0x08, 0x0D, 0x1C), 0.070),
)
"""Height of the ridge, its swing, colours at top and foot, height of its trees; in heights."""


def paint_night(kit: Kit, picture: pygame.Surface) -> None:
    """Paint the whole place; in high contrast only the horizon's line."""
    if scenery.paint_scene(kit, picture):
        return
    box = picture.get_rect()
    width, height = box.size
    scenery.paint_sky(kit, picture, box, scenery.NIGHT_SKY)
    if kit.theme.is_high_contrast:
        foot = kit.layout.prompt.top / height
        scenery.paint_hills(kit, picture, box, (0, 0, 0), level=foot - 0.02, swing=0.04)
        return
    scenery.paint_nebula(kit, picture, box, _CLOUDS, seed=SEED)
    heaven = pygame.Rect(0, 0, width, round(height * 0.86))
    scenery.paint_stars(kit, picture, heaven, seed=SEED, n_stars=460)
    dome, radius = (width * 0.13, height * 0.905), height * 0.040
    for number, (level, swing, top, foot_colour, pines) in enumerate(_HILLS):
        tops = scenery.hill_line(box, level, swing, seed=SEED + 40 + number)
        if pines > 0.0:
            tops = scenery.with_pines(tops, pines * height, seed=SEED + 60 + number)
        if number == 1:
            tops = scenery.with_dome(tops, dome, radius)
        scenery.paint_ground(kit, picture, box, tops, top, foot_colour)
    window = (dome[0] + radius * 0.34, dome[1] - radius * 0.02)
    scenery.paint_window(kit, picture, window, radius * 0.40)
