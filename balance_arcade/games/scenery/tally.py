"""A row of places to be filled one after the other: what went well is ticked, the rest is dim."""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from balance_arcade.games.kit import Kit
from balance_arcade.games.kit.canvas import Point


def draw_tally(
    kit: Kit,
    surface: pygame.Surface,
    spots: Sequence[Point],
    marks: Sequence[bool],
    size: float,
    *,
    waits: bool = True,
    share: float = 1.0,
) -> None:
    """Draw a row of places; for every frame.

    Parameters
    ----------
    kit, surface
        As everywhere.
    spots : sequence of tuple of float
        Pixel of each place.
    marks : sequence of bool
        Whether it went well, of those that are over.
    size : float
        Radius in pixels.
    waits : bool
        Whether the next one is asked for now.
    share : float
        Strength, 0 to 1: it may come gently.
    """
    if share <= 0.0:
        return
    theme, line = kit.theme, max(3.0, 4.0 * kit.u)
    tick = theme.ink if theme.is_high_contrast else theme.paper
    for k, at in enumerate(spots):
        if k < len(marks) and marks[k]:
            kit.glow(surface, at, 3.2 * size, (255, 190, 110), 0.5 * share)
            kit.disc(surface, at, size, theme.good, round(255 * share))
            # It grows in a few steps: a check has no other way to come gently.
            kit.check(surface, at, 1.2 * size * round(8.0 * share) / 8.0, tick)
        elif k < len(marks):
            kit.disc(surface, at, 0.45 * size, theme.hush, round(200 * share))
        else:
            is_next = waits and k == len(marks)
            colour = theme.goal if is_next else theme.hush
            kit.ring(surface, at, size, line, colour, round((255 if is_next else 130) * share))
