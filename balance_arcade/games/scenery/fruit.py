"""Fruit: four kinds that ripen from a small green bud, and the rotten one, as pictures."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pygame

from balance_arcade.games.kit import Kit, Rgb, fields, mix
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.fields import Field
from balance_arcade.games.kit.sprites import blank, supersampled
from balance_arcade.games.painting import cut_out
from balance_arcade.games.scenery.plants import leaf_points

FRUIT_UNITS: Final = 34.0
"""Radius of a ripe fruit in layout units."""

SMALLEST: Final = 0.22
N_RIPE_STEPS: Final = 24
N_FLIES: Final = 3
_CANVAS: Final = 3.4
"""Side of a fruit's picture in its radii: room for stem and leaves."""

_GREEN: Final = (104, 138, 66)
_RIPE: Final[tuple[tuple[Rgb, Rgb], ...]] = (
    ((196, 52, 44), (232, 138, 66)),
    ((176, 160, 62), (206, 112, 58)),
    ((122, 66, 138), (190, 108, 160)),
    ((226, 132, 84), (204, 70, 70)),
)
"""Colour and blush of apple, pear, plum and peach."""

_ROTTEN: Final = (104, 78, 60)
_ROTTEN_DARK: Final = (46, 32, 28)
_LEAF: Final = (112, 158, 78)
_STEM: Final = (84, 60, 42)
_TWIG: Final = (64, 44, 38)


def fruit_radius_px(kit: Kit, ripe: float) -> float:
    """Radius of a fruit of some ripeness, in pixels."""
    return FRUIT_UNITS * kit.u * (SMALLEST + (1.0 - SMALLEST) * ripe)


def draw_fruit(
    kit: Kit,
    surface: pygame.Surface,
    at: Point,
    radius: float,
    kind: int,
    *,
    ripe: float = 1.0,
    rotten: bool = False,
    alpha: int = 255,
    passing: bool = False,
) -> None:
    """Draw a fruit with its leaves.

    Parameters
    ----------
    kit : Kit
        Theme and size.
    surface : pygame.Surface
        Drawn on.
    at : tuple of float
        Pixel of its middle.
    radius : float
        In pixels, as it is now.
    kind : int
        0 to 3.
    ripe : float
        0 to 1: green and bare to coloured with two leaves.
    rotten : bool
        Brown, lumpy, spotted and striped, its leaf hanging.
    alpha : int
        Strength, 0 to 255.
    passing : bool
        Its radius changes from frame to frame, so the scaled picture is not worth keeping.
    """
    # Ripeness in steps, so that a fruit that ripens makes a few pictures and not one a frame.
    step = round(ripe * N_RIPE_STEPS)
    full = fruit_radius_px(kit, 1.0)
    key = ("fruit", kind, step, rotten, full, kit.theme.name)
    whole = kit.store.get(key, lambda: _picture(kit, full, kind, step, rotten=rotten))
    radius = max(2.0, round(radius))
    side = round(whole.get_width() * radius / full)
    if side == whole.get_width():
        kit.stamp(surface, whole, at, alpha)
    elif passing:
        kit.stamp(surface, _scaled(whole, side), at, alpha)
    else:
        kit.stamp(surface, kit.store.get((*key, radius), lambda: _scaled(whole, side)), at, alpha)


def draw_flies(kit: Kit, surface: pygame.Surface, at: Point, radius: float, age_s: float) -> None:
    """Draw three flies about a rotten fruit: nobody wants this one. They sit in reduced motion."""
    strong = kit.theme.is_high_contrast
    body: Rgb = (255, 255, 255) if strong else (0x12, 0x0E, 0x10)
    wing: Rgb = (160, 160, 160) if strong else (0xB8, 0xB4, 0xB0)
    size = max(2.0, radius * 0.13)
    for k in range(N_FLIES):
        turn = 2.0 * math.pi * (k / N_FLIES + 0.10)
        turn += 0.0 if kit.theme.reduced_motion else 1.9 * age_s * (1.0 + 0.2 * k)
        spot = (at[0] + 1.42 * radius * math.sin(turn), at[1] - 0.95 * radius * math.cos(turn))
        for side in (-1.0, 1.0):
            place = (spot[0] + side * size * 0.9, spot[1] - size * 0.7)
            kit.ellipse(surface, place, (size * 0.95, size * 0.55), wing, 230)
        kit.ellipse(surface, spot, (size * 0.75, size * 1.05), body)


def draw_twig(
    kit: Kit, surface: pygame.Surface, x: float, top: float, foot: float, alpha: int = 255
) -> None:
    """Draw a bare twig that hangs straight down from ``top`` to ``foot``, in pixels."""
    length = max(4, round((foot - top) / 4.0) * 4)
    size = (round(22.0 * kit.u), length)
    colour = kit.theme.paper if kit.theme.is_high_contrast else _TWIG

    def paint(large: pygame.Surface, _factor: int) -> None:
        width, height = large.get_size()
        middle = width / 2.0
        points = [
            (middle + width * 0.10 * math.sin(3.2 * k / 8.0), height * k / 8.0) for k in range(9)
        ]
        for k in range(8):
            pygame.draw.line(large, colour, points[k], points[k + 1], round(width * 0.22))

    sprite = kit.picture(("twig", size, colour), size, paint, colour)
    kit.stamp(surface, sprite, (x, top + length / 2.0), alpha)


def _scaled(whole: pygame.Surface, side: int) -> pygame.Surface:
    # Scaling takes the strength along with which the kept picture was last drawn.
    whole.set_alpha(255)
    return pygame.transform.smoothscale(whole, (side, side))


def _picture(kit: Kit, radius: float, kind: int, step: int, *, rotten: bool) -> pygame.Surface:
    """Fruit at its full size; leaves are painted four times as large, in the upper half only."""
    ripe = step / N_RIPE_STEPS
    side = math.ceil(radius * _CANVAS) + 2
    strong = kit.theme.is_high_contrast

    def paint_leaves(large: pygame.Surface, factor: int) -> None:
        _paint_leaves(large, radius * factor, ripe, rotten=rotten, strong=strong)

    hidden: Rgb = (255, 255, 255) if strong else _LEAF
    # Leaves are all in the upper half; sixteen times the pixels are painted of that half only.
    leaves = supersampled((side, side // 2), paint_leaves, hidden)
    picture = blank((side, side), hidden)
    picture.blit(leaves, (0, 0))
    picture.blit(_body(kit, side, radius, kind, ripe, rotten=rotten), (0, 0))
    return picture


def _paint_leaves(
    large: pygame.Surface, r: float, ripe: float, *, rotten: bool, strong: bool
) -> None:
    """Paint stem and leaves: none at first, one half ripe, two when ripe, a limp one if rotten."""
    middle = large.get_width() / 2.0
    top = (middle, middle - r * 0.82)
    stem: Rgb = (255, 255, 255) if strong else _STEM
    pygame.draw.line(large, stem, top, (middle + r * 0.06, top[1] - r * 0.42), round(r * 0.15))
    leaf: Rgb = (255, 255, 255) if strong else _LEAF
    if rotten:
        wilted: Rgb = (160, 160, 160) if strong else (96, 84, 52)
        _paint_leaf(large, (top[0], top[1] - r * 0.30), r * 0.95, 112.0, wilted)
        return
    first = max(0.0, min(1.0, (ripe - 0.25) / 0.35))
    second = max(0.0, min(1.0, (ripe - 0.65) / 0.35))
    if first > 0.0:
        _paint_leaf(large, (top[0], top[1] - r * 0.14), r * 0.95 * first, 62.0, leaf)
    if second > 0.0:
        shade = leaf if strong else mix(leaf, (30, 60, 40), 0.35)
        _paint_leaf(large, (top[0], top[1] - r * 0.12), r * 0.85 * second, -58.0, shade)


def _paint_leaf(
    large: pygame.Surface, foot: Point, length: float, turn_deg: float, colour: Rgb
) -> None:
    """Paint a pointed leaf from its foot outwards; 0 degrees points up, 90 to the right."""
    points = leaf_points(foot, length, turn_deg)
    pygame.draw.polygon(large, colour, points)
    tip = points[len(points) // 2]
    is_grey = colour[0] == colour[1] == colour[2]
    vein = mix(colour, (0, 0, 0) if is_grey else (20, 40, 20), 0.45)
    pygame.draw.line(large, vein, foot, tip, max(1, round(length * 0.05)))


def _body(kit: Kit, side: int, r: float, kind: int, ripe: float, *, rotten: bool) -> pygame.Surface:
    x, y = fields.grid(side, side)
    x, y = x / np.float32(r), y / np.float32(r)
    distance = _rotten_shape(x, y) if rotten else _shape(kind, x, y)
    cover = fields.coverage(distance * np.float32(r))
    if kit.theme.is_high_contrast:
        colours = _plain_colours(x, y, distance, ripe, rotten=rotten)
    elif rotten:
        colours = _rotten_colours(x, y, distance)
    else:
        colours = _ripe_colours(x, y, distance, kind, ripe)
    return cut_out(colours, cover)


def _shape(kind: int, x: Field, y: Field) -> Field:
    """Distance to a fruit's edge in radii: apple, pear, plum or peach."""
    away = np.sqrt(x * x + y * y)
    turn = np.abs(np.arctan2(x, -y))
    if kind == 0:
        edge = (
            0.98
            - 0.17 * np.exp(-((turn / 0.34) ** 2))
            - 0.07 * np.exp(-(((np.pi - turn) / 0.30) ** 2))
        )
        return np.asarray(away - edge + 0.03 * np.cos(2.0 * turn), dtype=np.float32)
    if kind == 1:
        belly = np.sqrt(x * x + (y - 0.26) ** 2) - 0.74
        neck = np.sqrt(x * x + (y + 0.52) ** 2) - 0.36
        # A smooth union of two discs, so that the pear's waist has no crease.
        blend = np.clip(0.5 + (neck - belly) / 0.9, 0.0, 1.0)
        return np.asarray(
            neck * (1.0 - blend) + belly * blend - 0.45 * blend * (1.0 - blend), dtype=np.float32
        )
    if kind == 2:
        return np.asarray(np.sqrt((x / 0.84) ** 2 + y * y) * 0.92 - 0.90, dtype=np.float32)
    return np.asarray(away - 0.94 + 0.10 * np.exp(-((turn / 0.22) ** 2)), dtype=np.float32)


def _rotten_shape(x: Field, y: Field) -> Field:
    """Distance to a shrivelled, lumpy edge."""
    turn = np.arctan2(x, -y)
    edge = 0.84 + 0.07 * np.sin(5.0 * turn + 1.0) + 0.05 * np.sin(3.0 * turn + 0.4)
    return np.asarray(np.sqrt(x * x + y * y) - edge, dtype=np.float32)


def _shaded(x: Field, y: Field, distance: Field, colour: Field) -> Field:
    """Light from the upper left, and a darker edge."""
    lit = np.clip(np.hypot(x + 0.38, y + 0.42) / 1.5, 0.0, 1.0)[..., None] ** 1.5
    shaded = colour * (1.18 - 0.62 * lit)
    edge = np.clip(1.0 + distance / 0.16, 0.0, 1.0)[..., None] ** 2
    return np.asarray(shaded * (1.0 - 0.45 * edge), dtype=np.float32)


def _ripe_colours(x: Field, y: Field, distance: Field, kind: int, ripe: float) -> Field:
    colour, blush = _RIPE[kind]
    share = min(1.0, max(0.0, (ripe - 0.30) / 0.60))
    base = np.asarray(mix(_GREEN, colour, share), np.float32)
    cheek = np.asarray(mix(_GREEN, blush, share), np.float32)
    side = np.clip(0.5 + 0.75 * (x * 0.8 + y * 0.4), 0.0, 1.0)[..., None]
    mixed = np.asarray(base + (cheek - base) * side, np.float32)
    colours = _shaded(x, y, distance, mixed)
    crease = np.exp(-(((x - 0.10 + 0.22 * y * y) / 0.05) ** 2)) * (y < 0.7)
    if kind >= 2:
        colours *= 1.0 - 0.30 * (crease * share)[..., None]
    gleam = np.exp(-(((x + 0.36) / 0.20) ** 2 + ((y + 0.40) / 0.14) ** 2)) * (0.2 + 0.5 * share)
    return np.asarray(colours + (255.0 - colours) * gleam[..., None] * 0.8, dtype=np.float32)


_SPOTS: Final = ((-0.30, -0.22, 0.17), (0.26, 0.06, 0.21), (-0.12, 0.38, 0.14), (0.34, -0.42, 0.11))


def _spots_and_stripes(x: Field, y: Field) -> Field:
    """Share of dark on a rotten fruit."""
    dark = np.zeros(np.broadcast_shapes(x.shape, y.shape), dtype=np.float32)
    for sx, sy, size in _SPOTS:
        dark = np.maximum(dark, np.clip((size - np.hypot(x - sx, y - sy)) / 0.05, 0.0, 1.0))
    stripe = np.abs(((x * 0.8 + y * 1.1) / 0.42) % 2.0 - 1.0)
    return np.asarray(
        np.maximum(dark, np.clip((stripe - 0.72) / 0.12, 0.0, 1.0) * 0.75), np.float32
    )


def _rotten_colours(x: Field, y: Field, distance: Field) -> Field:
    dark = _spots_and_stripes(x, y)[..., None]
    base = (
        np.asarray(_ROTTEN, np.float32) * (1.0 - dark) + np.asarray(_ROTTEN_DARK, np.float32) * dark
    )
    return _shaded(x, y, distance, np.asarray(base, np.float32))


def _plain_colours(x: Field, y: Field, distance: Field, ripe: float, *, rotten: bool) -> Field:
    """Black and white: an outline while green, filled when ripe, spots and stripes if rotten."""
    rim = np.clip(1.0 + distance / 0.13, 0.0, 1.0)
    if rotten:
        light = np.maximum(rim, 1.0 - _spots_and_stripes(x, y)) * 160.0
    else:
        light = np.where(ripe >= 0.95, distance < -0.07, rim > 0.0) * 255.0
    return np.asarray(np.repeat(light[..., None], 3, axis=2), dtype=np.float32)
