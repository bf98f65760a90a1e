"""A wicker basket: an open mouth behind, a woven front; what it holds is drawn in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pygame

from balance_arcade.games.kit import Kit, ease, fields
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.fields import Field
from balance_arcade.games.painting import cut_out
from balance_arcade.games.scenery.fruit import draw_fruit

MOUTH: Final = 0.24
"""Height of the mouth's ellipse as a share of its width."""

STEP: Final = 4.0
"""Baskets are made in sizes this many pixels apart, so that few are made during play."""

NARROWER: Final = 0.20
N_STAVES: Final = 10
_STRAW: Final = (178, 122, 70)
_DARK: Final = (66, 40, 26)
_LIGHT: Final = (224, 172, 112)
_INSIDE: Final = (40, 26, 22)

PILE: Final = (
    (-0.52, 0.02),
    (0.52, 0.02),
    (0.0, -0.06),
    (-0.27, 0.10),
    (0.27, 0.10),
    (-0.15, -0.22),
    (0.17, -0.24),
)
"""Places of the fruit in a basket, in half widths from the middle of its mouth."""

PILE_RADIUS: Final = 0.26


def draw_basket_mouth(
    kit: Kit, surface: pygame.Surface, at: Point, half: float, depth: float
) -> None:
    """Draw what of a basket lies behind what it holds.

    Parameters
    ----------
    kit : Kit
        Theme and size.
    surface : pygame.Surface
        Drawn on.
    at : tuple of float
        Middle of the mouth, in pixels.
    half, depth : float
        Half width of the mouth, and from the mouth to the foot, in pixels.
    """
    kit.stamp(surface, _picture(kit, half, depth, front=False), _middle(at, half, depth))


def draw_basket_front(
    kit: Kit, surface: pygame.Surface, at: Point, half: float, depth: float
) -> None:
    """Draw a basket's woven front and rim, before what it holds; as `draw_basket_mouth`."""
    kit.stamp(surface, _picture(kit, half, depth, front=True), _middle(at, half, depth))


def draw_pile(
    kit: Kit,
    surface: pygame.Surface,
    at: Point,
    half: float,
    kinds: Sequence[int],
    coming: Mapping[int, tuple[Point, float, float]] | None = None,
) -> None:
    """Draw fruit in a basket, between mouth and front; there is room for the newest few.

    Parameters
    ----------
    kit, surface, at, half
        As of `draw_basket_mouth`.
    kinds : sequence of int
        Kind of each fruit that was ever put in, see `draw_fruit`.
    coming : mapping, optional
        For a fruit, by its number, that is still on its way: from where, its radius there, and
        which share of the way it has gone.
    """
    newest = range(max(0, len(kinds) - len(PILE)), len(kinds))
    # From the back of the pile to its front, so that near fruit covers far fruit.
    for number in sorted(newest, key=lambda number: PILE[number % len(PILE)][1]):
        x, y = PILE[number % len(PILE)]
        spot, radius = (at[0] + x * half, at[1] + y * half), half * PILE_RADIUS
        if coming is None or number not in coming:
            draw_fruit(kit, surface, spot, radius, kinds[number])
            continue
        start, first, share = coming[number]
        between = (
            ease.between(start[0], spot[0], share),
            ease.between(start[1], spot[1], share),
        )
        radius = ease.between(first, radius, share)
        draw_fruit(kit, surface, between, radius, kinds[number], passing=True)


def _middle(at: Point, half: float, depth: float) -> Point:
    return at[0], at[1] + (depth + half * MOUTH) / 2.0 - half * MOUTH / 2.0


def _picture(kit: Kit, half: float, depth: float, *, front: bool) -> pygame.Surface:
    # The basket's width follows the difficulty, and each width is a picture of its own.
    half, depth = STEP * round(half / STEP), float(round(depth))
    key = ("basket", half, depth, front, kit.theme.name)
    make = _plain if kit.theme.is_high_contrast else _woven
    return kit.store.get(key, lambda: make(half, depth, max(2.0, 3.0 * kit.u), front=front))


def _fields(half: float, depth: float) -> tuple[Field, Field, Field, Field]:
    """Pixels across and down, share of the way from mouth to foot, and the body's half width."""
    width = round(2.3 * half)
    height = round(depth + 2.0 * half * MOUTH)
    x, _ = fields.grid(width, height)
    y = np.arange(height, dtype=np.float32)[None, :] - np.float32(half * MOUTH)
    # The near half of the mouth's ellipse: the front begins below it.
    sag = np.float32(half * MOUTH) * np.sqrt(np.clip(1.0 - (x / half) ** 2, 0.0, 1.0))
    down = (y - sag) / np.float32(depth - half * MOUTH)
    edge = np.float32(half) * (1.0 - NARROWER * np.clip(down, 0.0, 1.0) ** 1.3)
    return x, y, np.asarray(down, np.float32), np.asarray(edge, np.float32)


def _covers(half: float, depth: float) -> tuple[Field, Field, Field]:
    """Coverage of body, mouth and rim."""
    x, y, down, edge = _fields(half, depth)
    tall = np.float32(depth - half * MOUTH)
    body = fields.coverage(np.asarray(np.abs(x) - edge, np.float32))
    body = body * np.clip(down * tall + 0.5, 0.0, 1.0)
    foot = y - depth * 0.80 - 0.20 * depth * np.sqrt(np.clip(1.0 - (x / (0.82 * half)) ** 2, 0, 1))
    body = body * np.clip(0.5 - foot, 0.0, 1.0)
    width, height = body.shape
    shape = np.sqrt((x / half) ** 2 + (y / (half * MOUTH)) ** 2)
    slope = np.sqrt((x / half**2) ** 2 + (y / (half * MOUTH) ** 2) ** 2) / np.maximum(shape, 1e-6)
    mouth = np.asarray((shape - 1.0) / np.maximum(slope, 1e-6), np.float32)
    rim = fields.coverage(fields.band(mouth, max(3.0, half * 0.10)))
    return np.asarray(body, np.float32), fields.coverage(mouth), rim.reshape(width, height)


def _woven(half: float, depth: float, _line: float, *, front: bool) -> pygame.Surface:
    x, y, down, edge = _fields(half, depth)
    body, mouth, rim = _covers(half, depth)
    # As on a cylinder seen from the side: staves crowd towards the edges.
    across = np.arcsin(np.clip(x / edge, -1.0, 1.0)) / np.pi + 0.5
    n_rows = max(5, round(7.0 * depth / half))
    row = np.floor(down * n_rows)
    # Every second row half a stave further, as weaving goes over and under.
    column = across * N_STAVES + 0.5 * (row % 2.0)
    strand = np.sin(np.pi * (down * n_rows - row)) * np.abs(np.sin(np.pi * column)) ** 0.5
    light = np.clip(strand, 0.0, 1.0)[..., None]
    dark, straw, bright = (np.asarray(c, np.float32) for c in (_DARK, _STRAW, _LIGHT))
    colours = dark + (straw - dark) * np.minimum(1.0, light * 1.35)
    colours += (bright - straw) * np.clip(light - 0.72, 0.0, 1.0) * 1.6
    round_ = np.clip(1.0 - 0.55 * np.abs(x / edge + 0.25) ** 2.2, 0.35, 1.0)
    colours *= (round_ * (1.0 - 0.30 * np.clip(down, 0.0, 1.0)))[..., None]
    twist = 0.72 + 0.28 * np.sin(np.arctan2(y / MOUTH, x) * 26.0 + 1.0)
    wound = (dark + (bright - dark) * (0.30 + 0.55 * twist[..., None])) * np.float32(0.95)
    if front:
        near = rim * (y >= 0.0)
        cover = np.maximum(body, near)
        return cut_out(colours + (wound - colours) * near[..., None], cover)
    inside = np.asarray(_INSIDE, np.float32) * np.ones_like(colours)
    return cut_out(inside + (wound * 0.8 - inside) * rim[..., None], np.maximum(mouth, rim))


def _plain(half: float, depth: float, line: float, *, front: bool) -> pygame.Surface:
    """Black with white lines."""
    body, mouth, rim = _covers(half, depth)
    x, y, down, edge = _fields(half, depth)
    if not front:
        return cut_out(np.repeat((rim * 255.0)[..., None], 3, axis=2), np.maximum(mouth, rim))
    near = rim * (y >= 0.0)
    sides = np.clip(line + 0.5 - (edge - np.abs(x)), 0.0, 1.0)
    rows = np.abs((down * 3.0) % 1.0 - 0.5) * (depth / 3.0)
    weave = np.clip(line / 2.0 + 0.5 - rows, 0.0, 1.0)
    light = np.maximum(np.maximum(sides, weave) * body, near)
    return cut_out(np.repeat((light * 255.0)[..., None], 3, axis=2), np.maximum(body, near))
