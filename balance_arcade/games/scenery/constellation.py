"""Constellations: stars that settle one by one, lines of light between them, and their outline."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import pygame

from balance_arcade.games.kit import Kit, Rgb, ease
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.sprites import tinted

LINE_S: Final = 1.2
N_LINE_STEPS: Final = 16
STAR_UNITS: Final = 10.0
"""Radius of a settled star in layout units, where there is room."""

_GLOW: Final = (150, 196, 255)
_FAINT: Final = (0x34, 0x42, 0x6E)


def draw_constellation(
    kit: Kit,
    surface: pygame.Surface,
    spots: Sequence[Point],
    lines: Sequence[tuple[int, int]],
    settled_s: Sequence[float],
    *,
    radius: float = math.inf,
    alpha: float = 1.0,
) -> None:
    """Draw stars, and the lines between those that are there.

    Parameters
    ----------
    kit, surface
        As everywhere.
    spots : sequence of tuple of float
        Pixel of each star.
    lines : sequence of tuple of int
        Pairs of stars that are joined.
    settled_s : sequence of float
        For each star how long ago it settled, negative for one that has not.
    radius : float
        Of a star in pixels, at most; the usual one where there is room for it.
    alpha : float
        Strength of the whole, 0 to 1.
    """
    if alpha <= 0.0:
        return
    for a, b in lines:
        share = ease.in_out(min(settled_s[a], settled_s[b]) / LINE_S)
        if share > 0.0:
            first, second = (a, b) if settled_s[a] >= settled_s[b] else (b, a)
            _draw_line(kit, surface, spots[first], spots[second], share, alpha)
    for spot, age_s in zip(spots, settled_s, strict=True):
        if age_s < 0.0:
            kit.disc(surface, spot, 4.0 * kit.u, kit.theme.hush, round(110 * alpha))
        else:
            draw_star(kit, surface, spot, min(STAR_UNITS * kit.u, radius), alpha)


def draw_outline(
    kit: Kit, surface: pygame.Surface, spots: Sequence[Point], lines: Sequence[tuple[int, int]]
) -> None:
    """Draw where a constellation will stand: faint dots and hairlines, so that the sky waits."""
    colour = kit.theme.track if kit.theme.is_high_contrast else _FAINT
    for a, b in lines:
        kit.line(surface, (spots[a], spots[b]), 1.0, colour)
    for spot in spots:
        kit.disc(surface, spot, 3.4 * kit.u, kit.theme.hush, 120)


def draw_star(
    kit: Kit, surface: pygame.Surface, at: Point, radius: float, alpha: float = 1.0
) -> None:
    """Draw a star that was earned, with its light."""
    kit.glow(surface, at, radius * 3.0, _GLOW, 0.55 * alpha)
    kit.star(surface, at, radius, kit.theme.paper, round(255 * alpha))


def _draw_line(
    kit: Kit, surface: pygame.Surface, a: Point, b: Point, share: float, alpha: float
) -> None:
    """Draw a line of light that grows from a towards b and stops short of the stars."""
    step = round(share * N_LINE_STEPS)
    if step == 0:
        return
    strong = kit.theme.is_high_contrast
    width = (4.0 if strong else 3.2) * kit.u
    key = ("sky line", round(b[0] - a[0]), round(b[1] - a[1]), step, width, strong)
    colour = kit.theme.paper if strong else _GLOW
    make = _line_maker(a, b, step / N_LINE_STEPS, width, colour, soft=not strong)
    sprite = kit.store.get(key, make)
    middle = ((a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0)
    kit.stamp(surface, sprite, middle, round((255 if strong else 175) * alpha))


def _line_maker(
    a: Point, b: Point, share: float, width: float, colour: Rgb, *, soft: bool
) -> Callable[[], pygame.Surface]:
    """Return what makes the picture of a line, its middle half way between the points."""

    def make() -> pygame.Surface:
        dx, dy = b[0] - a[0], b[1] - a[1]
        length = max(1.0, math.hypot(dx, dy))
        margin = math.ceil(width * 4.0)
        size = (math.ceil(abs(dx)) + 2 * margin, math.ceil(abs(dy)) + 2 * margin)
        x = np.arange(size[0], dtype=np.float32)[:, None] + np.float32((dx - size[0] + 1) / 2.0)
        y = np.arange(size[1], dtype=np.float32)[None, :] + np.float32((dy - size[1] + 1) / 2.0)
        clear = min(0.30, STAR_UNITS * width / 3.2 * 1.5 / length)
        end = clear + (1.0 - 2.0 * clear) * share
        along = np.clip((x * dx + y * dy) / length**2, clear, end)
        away = np.sqrt((x - along * dx) ** 2 + (y - along * dy) ** 2)
        cover = np.clip(width / 2.0 + 0.5 - away, 0.0, 1.0)
        if soft:
            halo = np.exp(-((away / (width * 1.6)) ** 2)) * 0.35
            cover = np.maximum(cover * 0.8, halo)
        return tinted(np.asarray(cover, np.float32), colour)

    return make
