"""Eight petals that grow as far as the person leans: the picture of one's own limits."""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from balance_arcade.games.kit import Kit
from balance_arcade.games.kit.theme import Rgb
from balance_arcade.reports.petals import petal_points

FULL_MM = 110.0
"""Reach that fills a petal's whole length on the screen, in millimetres."""


def draw_petals(
    kit: Kit,
    surface: pygame.Surface,
    at: tuple[float, float],
    radius: float,
    reached_mm: Sequence[float],
    *,
    asked: int = -1,
    colour: Rgb | None = None,
) -> None:
    """Draw eight petals around a point.

    Parameters
    ----------
    kit, surface
        What draws, and on what.
    at, radius
        Middle, and length of a full petal in pixels.
    reached_mm : sequence of float
        Reach in each direction; none is shown where it is 0.
    asked : int
        The petal to grow now, -1 for none.
    colour : tuple of int, optional
        Of reached petals; the goal's by default.
    """
    inner = radius * 0.16
    for k in range(8):
        bed = petal_points(at, radius, k, inner)
        # An outline alone, so that what grows in it is seen against the dark.
        if k == asked:
            kit.shape(surface, _grown(bed, 1.0 + 13.0 * kit.u / radius), kit.theme.goal)
            kit.shape(surface, bed, kit.theme.panel)
        else:
            kit.shape(surface, bed, kit.theme.track)
        reach = reached_mm[k] if k < len(reached_mm) else 0.0
        if reach > 0.0:
            length = inner + (radius - inner) * min(1.0, reach / FULL_MM)
            fill = colour or (kit.theme.you if k == asked else kit.theme.goal)
            kit.shape(surface, petal_points(at, round(length), k, inner), fill)


def _grown(points: list[tuple[float, float]], factor: float) -> list[tuple[float, float]]:
    """Outline enlarged about its middle."""
    x0 = sum(x for x, _ in points) / len(points)
    y0 = sum(y for _, y in points) / len(points)
    return [(x0 + (x - x0) * factor, y0 + (y - y0) * factor) for x, y in points]
