"""A hill above a sea of clouds at daybreak, or in another place, painted once."""

from __future__ import annotations

from typing import Final

import numpy as np
import pygame

from balance_arcade.games import painting, scenery
from balance_arcade.games.kit import Kit, Rgb
from balance_arcade.games.kit.layout import PlayArea

HILL_HALF: Final = 4.6
_SUN: Final[Rgb] = (0xCC, 0xA4, 0x8C)
_HILL: Final[tuple[Rgb, Rgb]] = ((0x24, 0x2C, 0x44), (0x10, 0x14, 0x24))
_HILLS: Final[dict[str, tuple[Rgb, Rgb]]] = {
    "snow range": ((0x1E, 0x36, 0x3E), (0x0C, 0x18, 0x22)),
    "sea cliff": ((0x34, 0x24, 0x38), (0x16, 0x10, 0x20)),
}
"""The hill of the drum in the other places."""

HORIZON: Final = 0.66
_SEA: Final[tuple[tuple[float, float, Rgb, Rgb, int], ...]] = (
    (0.60, 0.030, (0x86, 0x72, 0x88), (0x6A, 0x64, 0x84), 3),
    (0.66, 0.044, (0x74, 0x68, 0x88), (0x56, 0x58, 0x7C), 8),
    (0.735, 0.062, (0x5C, 0x5C, 0x80), (0x40, 0x48, 0x6C), 15),
    (0.83, 0.085, (0x46, 0x4E, 0x72), (0x2A, 0x34, 0x56), 21),
)
"""Rows of the sea of clouds, far ones first: edge and size of its rounds in screen heights, colour
at the edge and at the foot, and chance."""


def paint_daybreak(kit: Kit, picture: pygame.Surface, area: PlayArea) -> None:
    """Paint the sky, the sun, the sea of clouds and the hill that the drum stands on."""
    width, height = picture.get_size()
    if kit.theme.is_high_contrast:
        kit.ground(picture)
        y = area.centre[1] + scenery.DRUM_TALL * area.scale
        kit.line(picture, ((0.0, y), (float(width), y)), 3.0 * kit.u, kit.theme.track)
        return
    if scenery.paint_scene(
        kit,
        picture,
        horizon=HORIZON,
        middle=(area.centre[0] / width, area.centre[1] / height),
        reach=2.0 * area.scale / height,
        on_shore=lambda: _paint_hill(kit, picture, area),
    ):
        return
    _paint_clouds(kit, picture)
    _paint_hill(kit, picture, area)
    scenery.paint_vignette(kit, picture, strength=0.42, middle=(0.5, 0.42))


def _paint_clouds(kit: Kit, picture: pygame.Surface) -> None:
    """Paint the sky at daybreak, the sun, far isles and the sea of clouds."""
    width, height = picture.get_size()
    sky = pygame.Rect(0, 0, width, round(0.74 * height))
    scenery.paint_sky(kit, picture, sky, scenery.DAWN_SKY)
    upper = pygame.Rect(0, 0, width, round(0.42 * height))
    scenery.paint_stars(kit, picture, upper, seed=12, n_stars=150)
    sun = (0.17 * width, 0.565 * height)
    scenery.paint_shine(kit, picture, sun, 0.75 * height, (96, 58, 34), flat=0.55)
    band = pygame.Rect(0, round(0.30 * height), width, round(0.26 * height))
    scenery.paint_clouds(kit, picture, band, (0xB0, 0x84, 0x86), seed=6, amount=0.45, strength=0.4)
    kit.disc(picture, sun, 0.050 * height, _SUN)
    _paint_isles(kit, picture)
    birds = pygame.Rect(round(0.72 * width), round(0.40 * height), round(0.2 * width), 0)
    birds.height = round(0.1 * height)
    scenery.paint_birds(kit, picture, birds, (0x2E, 0x34, 0x50), n_birds=5, seed=4)
    for level, size, light, shade, seed in _SEA:
        box = pygame.Rect(0, 0, width, height)
        scenery.paint_cloud_sea(kit, picture, box, light, shade, level=level, size=size, seed=seed)


def _paint_isles(kit: Kit, picture: pygame.Surface) -> None:
    """Let far hills stand out of the clouds like isles, with pines on them."""
    width, height = picture.get_size()
    for x, wide, level, seed in ((0.80, 0.36, 0.54, 31), (0.42, 0.22, 0.57, 33)):
        box = pygame.Rect(round((x - wide / 2.0) * width), 0, round(wide * width), height)
        t = np.linspace(-1.0, 1.0, box.width * painting.FINE, dtype=np.float32)
        line = scenery.hill_line(box, level, 0.05, seed=seed, wave=0.18)
        tops = np.asarray(line + height * 0.14 * t * t, np.float32)
        tops = scenery.with_pines(tops, 0.028 * height, seed=seed)
        box.height = round(0.72 * height)
        scenery.paint_ground(kit, picture, box, tops, (0x54, 0x52, 0x70), (0x6C, 0x66, 0x84))


def _paint_hill(kit: Kit, picture: pygame.Surface, area: PlayArea) -> None:
    """Paint the near hill, its grass, and two small trees at its sides."""
    width, height = picture.get_size()
    foot = area.centre[1] + scenery.DRUM_TALL * area.scale
    t = np.linspace(-1.0, 1.0, width * painting.FINE, dtype=np.float32)
    slope = np.abs(t) * np.float32(width / (2.0 * HILL_HALF * area.scale))
    fall = np.float32(1.15 * (height - foot)) * slope**3.4
    noise = painting.noise_line(width * painting.FINE, painting.FINE * 0.05 * height, 44, 3)
    tops = np.asarray(foot - 0.010 * height + fall + 0.008 * height * noise, np.float32)
    box = pygame.Rect(0, 0, width, height)
    scenery.paint_ground(kit, picture, box, tops, *_HILLS.get(kit.theme.scene, _HILL))
    for side, away, size in ((-1.0, 2.35, 0.92), (1.0, 2.6, 0.66)):
        x = area.centre[0] + side * away * area.scale
        column = min(len(tops) - 1, max(0, round(x * painting.FINE)))
        at = (x, float(tops[column]) + 0.05 * area.scale)
        scenery.paint_tree(kit, picture, at, size * area.scale)
    grass = pygame.Rect(0, 0, round(5.6 * area.scale), round(0.7 * area.scale))
    grass.midtop = (round(area.centre[0]), round(foot + 0.08 * area.scale))
    scenery.paint_tufts(kit, picture, grass, (0x2C, 0x3A, 0x48), (0x1C, 0x28, 0x36), seed=7)
