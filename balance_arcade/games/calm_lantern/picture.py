"""The pond at night and the lantern that floats on it, painted once for a size."""

from __future__ import annotations

from typing import Final

import pygame

from balance_arcade.games import scenery
from balance_arcade.games.kit import Kit, PlayArea, Rgb, mix
from balance_arcade.games.kit.canvas import Point

HORIZON: Final = 0.53
"""Height of the far shore, of the picture's."""

GLOBE: Final = 0.64
"""Radius of the lantern's globe in units of the play area."""

FRAME: Final[Rgb] = (0x4C, 0x3A, 0x34)
GLASS: Final[Rgb] = (0x1C, 0x1E, 0x34)
WAX: Final[Rgb] = (0x66, 0x56, 0x4E)


def globe_radius(area: PlayArea) -> float:
    """Radius of the lantern's globe in pixels."""
    return GLOBE * area.scale


def paint_pond(kit: Kit, picture: pygame.Surface, area: PlayArea) -> None:
    """Paint sky, far shore, water, reeds and the lantern without its flame."""
    if not scenery.paint_scene(kit, picture, horizon=HORIZON):
        _paint_night(kit, picture)
    _paint_lantern(kit, picture, area)
    scenery.paint_vignette(kit, picture, strength=0.45)


def _paint_night(kit: Kit, picture: pygame.Surface) -> None:
    width, height = picture.get_size()
    shore = round(height * HORIZON)
    sky = pygame.Rect(0, 0, width, shore)
    pond = pygame.Rect(0, shore, width, height - shore)
    scenery.paint_sky(kit, picture, sky, scenery.NIGHT_SKY)
    scenery.paint_stars(kit, picture, sky, n_stars=220)
    moon = (width * 0.30, height * 0.20)
    if not kit.theme.is_high_contrast:
        scenery.paint_moon(kit, picture, moon, height * 0.034, (0xA8, 0xA8, 0x9C), lit=0.7)
    for level, pines, shade in ((0.74, 0.0, (0x1E, 0x2A, 0x4C)), (0.90, 0.12, (0x12, 0x1A, 0x34))):
        if not kit.theme.is_high_contrast:
            scenery.paint_hills(
                kit,
                picture,
                sky,
                shade,
                level=level,
                swing=0.14,
                pines=pines,
                seed=round(level * 9),
            )
    scenery.paint_water(kit, picture, pond, (0x1E, 0x2A, 0x4A), (0x07, 0x0B, 0x18))
    scenery.paint_reflection(kit, picture, pond, strength=0.55)
    scenery.paint_light_path(kit, picture, pond, moon[0], (0x9A, 0x9E, 0xA8), width=0.02)
    pads = pygame.Rect(round(width * 0.06), shore + round(height * 0.08), 0, round(height * 0.12))
    pads.width = round(width * 0.88)
    if not kit.theme.is_high_contrast:
        scenery.paint_lily_pads(kit, picture, pads, (0x1A, 0x34, 0x30), n_pads=11, seed=4)
    for left, seed in ((-0.02, 3), (0.86, 5)):
        reeds = pygame.Rect(round(width * left), round(height * 0.52), round(width * 0.16), 0)
        reeds.height = height - reeds.top + round(height * 0.02)
        scenery.paint_reeds(kit, picture, reeds, (0x16, 0x26, 0x2A), n_reeds=15, seed=seed)


def _paint_lantern(kit: Kit, picture: pygame.Surface, area: PlayArea) -> None:
    """Paint the globe on its wooden float, with cap and ring; in high contrast outlines."""
    at, r, strong = area.centre, globe_radius(area), kit.theme.is_high_contrast
    frame = kit.theme.track if strong else FRAME
    if not strong:
        water = (at[0], at[1] + r * 1.24)
        kit.ellipse(picture, water, (r * 1.05, r * 0.16), (0x06, 0x0A, 0x14), 150)
    foot = _box(at, (0.0, 1.10), (1.45, 0.22), r)
    cap = _box(at, (0.0, -1.04), (0.72, 0.16), r)
    kit.ring(picture, (at[0], at[1] - r * 1.20), r * 0.10, r * 0.04, frame)
    for box in (foot, cap):
        kit.box(picture, box, r * 0.06, kit.theme.night_top if strong else frame)
        if strong:
            kit.box(picture, box, r * 0.06, kit.theme.night_top, edge=frame, edge_width=3.0 * kit.u)
        else:
            lit = pygame.Rect(box.left, box.top, box.width, max(2, box.height // 4))
            kit.box(picture, lit, r * 0.03, mix(FRAME, (255, 214, 160), 0.3))
    kit.disc(picture, at, r, kit.theme.night_top if strong else GLASS)
    kit.ring(picture, at, r, max(3.0, r * 0.035), frame)
    if not strong:
        shine = (at[0] - r * 0.52, at[1] - r * 0.42)
        kit.ellipse(picture, shine, (r * 0.10, r * 0.22), (150, 160, 190), 46)
    candle = _box(at, (0.0, 0.56), (0.30, 0.74), r)
    if strong:
        kit.box(picture, candle, r * 0.05, kit.theme.night_top, edge=frame, edge_width=3.0 * kit.u)
    else:
        kit.box(picture, candle, r * 0.06, WAX)
        lit = pygame.Rect(candle.left, candle.top, candle.width, candle.height // 4)
        kit.box(picture, lit, r * 0.06, mix(WAX, (255, 220, 170), 0.35))


def _box(
    at: Point, middle: tuple[float, float], size: tuple[float, float], r: float
) -> pygame.Rect:
    """Rectangle about a place, all in globe radii."""
    box = pygame.Rect(0, 0, round(size[0] * r), round(size[1] * r))
    box.center = (round(at[0] + middle[0] * r), round(at[1] + middle[1] * r))
    return box
