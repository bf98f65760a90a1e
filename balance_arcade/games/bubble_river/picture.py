"""The river seen from above, painted once; the leaf and the bubble that follows it."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pygame

from balance_arcade.games import scenery
from balance_arcade.games.kit import Kit, PlayArea, Rgb, mix
from balance_arcade.games.kit.canvas import Point

_FAR: Final[Rgb] = (0x3A, 0x5C, 0x68)
_NEAR: Final[Rgb] = (0x0E, 0x22, 0x34)
_SKY: Final = ((0.0, (0x2A, 0x3A, 0x58)), (0.6, (0x5A, 0x5C, 0x70)), (1.0, (0x96, 0x7C, 0x74)))
_WOOD: Final[tuple[Rgb, ...]] = ((0x34, 0x44, 0x52), (0x1E, 0x30, 0x36))
SHORE: Final = 0.105
"""Where the far bank lies, of the height."""

_LEAF: Final[tuple[Rgb, Rgb]] = ((0xC8, 0x78, 0x2E), (0xF2, 0xC0, 0x78))
_FILM: Final[tuple[Rgb, ...]] = ((186, 232, 244), (244, 196, 226), (214, 240, 190))
N_TURNS: Final = 48
"""A leaf is kept turned in so many directions."""


def paint_river(kit: Kit, picture: pygame.Surface, area: PlayArea) -> None:
    """Paint a river at dusk: the far bank mirrored in it, reeds on both sides, the middle free."""
    width, height = picture.get_size()
    shore = round(height * SHORE)
    sky, water = pygame.Rect(0, 0, width, shore), pygame.Rect(0, shore, width, height - shore)
    if kit.theme.is_high_contrast:
        kit.ground(picture)
        _paint_sides(kit, picture, area)
        return
    at, reach = area.centre[0] / width, area.scale / height
    if scenery.paint_scene(kit, picture, horizon=SHORE, middle=(at, 0.5), reach=reach):
        return
    scenery.paint_sky(kit, picture, sky, _SKY)
    for colour, level, seed in ((_WOOD[0], 0.34, 3), (_WOOD[1], 0.62, 9)):
        scenery.paint_hills(
            kit, picture, sky, colour, level=level, swing=0.30, pines=0.30, seed=seed
        )
    scenery.paint_water(kit, picture, water, _FAR, _NEAR, glint=(150, 176, 180), strength=0.11)
    scenery.paint_reflection(kit, picture, water, strength=0.5, ripple=0.006)
    shine = (width * 0.5, float(shore))
    scenery.paint_shine(kit, picture, shine, height * 0.9, (52, 40, 34), flat=0.5)
    _paint_sides(kit, picture, area)
    scenery.paint_vignette(kit, picture, strength=0.42)


def _paint_sides(kit: Kit, picture: pygame.Surface, area: PlayArea) -> None:
    """Let reeds stand left and right, denser outwards, and pads float before them."""
    width, height = picture.get_size()
    for side in (-1.0, 1.0):
        inner = area.centre[0] + side * min(area.scale * 1.04, width * 0.42)
        outer = float(width if side > 0.0 else 0.0)
        room = pygame.Rect(round(min(inner, outer)), 0, round(abs(outer - inner)), height)
        pads = pygame.Rect(room.left, round(height * 0.44), room.width, round(height * 0.36))
        n_pads = max(4, round(room.width / (34.0 * kit.u)))
        scenery.paint_lily_pads(
            kit, picture, pads, (0x1C, 0x40, 0x3A), n_pads=n_pads, flat=0.42, seed=6 + round(side)
        )
        # From the far row to the near one: taller, darker, and further out.
        for row, (foot, tall, shade) in enumerate(_ROWS):
            wide = room.width * (0.96 - 0.16 * row)
            left = room.left if side < 0.0 else room.right - wide
            n_clumps = max(1, round(wide / (74.0 * kit.u)))
            for clump in range(n_clumps):
                box = pygame.Rect(0, 0, round(wide / n_clumps), round(height * tall))
                # Clumps stand a little before or behind each other: no row ends in a line.
                ahead = 0.026 * ((5 * clump + 3 * row) % 4 - 1.5)
                box.midbottom = (
                    round(left + (clump + 0.5) * wide / n_clumps),
                    round(height * (foot + ahead)),
                )
                if not kit.theme.is_high_contrast:
                    spread = (0.62 * box.width, 9.0 * kit.u)
                    kit.ellipse(picture, box.midbottom, spread, _NEAR, 110)
                seed = 40 * row + 7 * clump + round(2.0 + side)
                scenery.paint_reeds(kit, picture, box, shade, n_reeds=7, seed=seed)


_ROWS: Final[tuple[tuple[float, float, Rgb], ...]] = (
    (0.52, 0.26, (0x38, 0x54, 0x4A)),
    (0.80, 0.44, (0x2A, 0x44, 0x3A)),
    (1.04, 0.56, (0x18, 0x2C, 0x26)),
)
"""Foot and height of a row of reeds, of the screen's height, and its colour."""


def draw_leaf(kit: Kit, surface: pygame.Surface, at: Point, size: float, turn_deg: float) -> None:
    """Draw the leaf, ``size`` pixels long, its tip towards ``turn_deg`` (0 up, 90 right)."""
    turn = round(turn_deg / 360.0 * N_TURNS) % N_TURNS
    side = round(size * 1.25)
    strong = kit.theme.is_high_contrast

    def paint(large: pygame.Surface, factor: int) -> None:
        middle = large.get_width() / 2.0
        way = math.radians(360.0 * turn / N_TURNS)
        along, across = (math.sin(way), -math.cos(way)), (math.cos(way), math.sin(way))

        def spot(forward: float, aside: float) -> Point:
            return (
                middle + size * factor * (forward * along[0] + aside * across[0]),
                middle + size * factor * (forward * along[1] + aside * across[1]),
            )

        edge = [spot(0.5 - t, _half_width(t)) for t in np.linspace(0.0, 0.86, 25)]
        edge += [spot(0.5 - t, -_half_width(t)) for t in np.linspace(0.86, 0.0, 25)]
        body, vein = (kit.theme.paper, kit.theme.night_top) if strong else _LEAF
        pen = max(2, round(size * factor * 0.022))
        pygame.draw.polygon(large, body, edge)
        if not strong:
            pygame.draw.polygon(large, mix(body, (60, 20, 10), 0.35), edge, pen)
        pygame.draw.line(large, vein, spot(-0.52, 0.0), spot(0.40, 0.0), pen + 1)
        for t in (-0.16, 0.02, 0.20):
            for out in (-1.0, 1.0):
                pygame.draw.line(large, vein, spot(t, 0.0), spot(t + 0.13, out * 0.17), pen)

    key = ("river leaf", side, turn, strong)
    base = kit.theme.paper if strong else _LEAF[0]
    kit.stamp(surface, kit.picture(key, (side, side), paint, base), at)


def _half_width(t: float) -> float:
    """Half width of the leaf, its tip at 0: widest before its middle, with small teeth."""
    teeth = 0.018 * abs(math.sin(9.0 * math.pi * t))
    return 0.34 * math.pow(math.sin(math.pi * min(1.0, t / 0.86) ** 0.85), 0.8) + teeth


def draw_bubble(
    kit: Kit, surface: pygame.Surface, at: Point, radius: float, bright: float, shown: float
) -> None:
    """Draw the soap bubble round the person's light: a thin film that glints."""
    if shown <= 0.02:
        return
    if kit.theme.is_high_contrast:
        kit.ring(surface, at, radius, 3.0 * kit.u, kit.theme.you, round(255 * shown))
        return
    side = round(2.0 * radius) + 4

    def paint(large: pygame.Surface, factor: int) -> None:
        middle, r = large.get_width() / 2.0, radius * factor
        pen = max(2, round(1.3 * kit.u * factor))
        for k, tint in enumerate(_FILM):
            pygame.draw.circle(large, tint, (middle, middle), round(r - k * pen), pen)
        box = pygame.Rect(0, 0, round(1.5 * r), round(1.5 * r))
        box.center = (round(middle), round(middle))
        pygame.draw.arc(large, (255, 255, 255), box, math.radians(115), math.radians(160), 3 * pen)
        pygame.draw.arc(large, _FILM[0], box, math.radians(300), math.radians(330), 2 * pen)

    film = kit.picture(("soap film", side), (side, side), paint, _FILM[0])
    kit.glow(surface, at, radius * 1.5, (110, 160, 170), (0.18 + 0.30 * bright) * shown)
    kit.stamp(surface, film, at, round((150 + 90 * bright) * shown))
