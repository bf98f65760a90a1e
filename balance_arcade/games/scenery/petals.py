"""Petals of light around a middle: where a person can lean to, one for each direction."""

from __future__ import annotations

import numpy as np
import pygame

from balance_arcade.games.kit import Kit, Rgb
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.sprites import tinted


def paint_petals(kit: Kit, surface: pygame.Surface, centre: Point, r: float) -> None:
    """Paint eight faint petals that end at the person's own limit.

    Parameters
    ----------
    kit, surface
        As everywhere.
    centre : tuple of float
        Pixel of the middle.
    r : float
        Pixels of the person's limit.
    """
    side = 2 * round(r * 1.06)
    colour = kit.theme.paper if kit.theme.is_high_contrast else kit.theme.goal
    fill = 0.0 if kit.theme.is_high_contrast else 0.10
    edge = 0.55 if kit.theme.is_high_contrast else 0.36

    def make() -> pygame.Surface:
        return _petal_picture(side, r, colour, (fill, edge, max(1.4, 2.0 * kit.u)))

    kit.stamp(surface, kit.store.get(("petals", side, colour), make), centre)


def _petal_picture(
    side: int, r: float, colour: Rgb, manner: tuple[float, float, float]
) -> pygame.Surface:
    """Petals as a picture; ``manner`` is the strength of fill and edge and the edge's width."""
    fill, edge, line = manner
    axis = np.arange(side, dtype=np.float32) - np.float32((side - 1) / 2.0)
    x, y = axis[:, None], axis[None, :]
    away = np.sqrt(x * x + y * y)
    # Folded onto one petal: eight are drawn for the price of one shape.
    turn = (np.arctan2(x, -y) + np.pi / 8.0) % (np.pi / 4.0) - np.pi / 8.0
    along, across = away * np.cos(turn), away * np.sin(turn)
    half_long = np.float32(0.37 * r)
    at = (along - (r - half_long)) / half_long
    half_wide = np.float32(0.215 * r) * (1.0 + 0.22 * np.clip(at, -1.0, 1.0))
    shape = np.sqrt(at * at + (across / half_wide) ** 2)
    slope = np.sqrt((at / half_long) ** 2 + (across / half_wide**2) ** 2) / np.maximum(shape, 1e-6)
    # An ellipse's equation over its slope is near the distance in pixels, for smooth edges.
    gap = (shape - 1.0) / np.maximum(slope, 1e-6)
    inside = np.clip(0.5 - gap, 0.0, 1.0)
    rim = np.clip(line / 2.0 + 0.5 - np.abs(gap), 0.0, 1.0)
    towards_tip = 0.25 + 0.75 * np.clip(away / r, 0.0, 1.0) ** 2
    cover = np.maximum(inside * fill * towards_tip, rim * edge * towards_tip)
    return tinted(cover, colour)
