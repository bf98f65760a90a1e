"""A spot on the ground where something will come down, or somebody is to be."""

from __future__ import annotations

import math
from typing import Final

import pygame

from balance_arcade.games.kit import Kit, Rgb, fields
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.sprites import tinted

FLAT: Final = 0.24
"""Height of a circle that lies on the ground, as a share of its width."""


def draw_spot(
    kit: Kit, surface: pygame.Surface, at: Point, half: float, *, taken: bool, share: float = 1.0
) -> None:
    """Draw a ring that lies on the ground, wider and filled while somebody is there.

    Parameters
    ----------
    kit, surface
        As everywhere.
    at : tuple of float
        Its middle in pixels.
    half : float
        Half the width of what has to be there, in pixels.
    taken : bool
        Whether it is.
    share : float
        Strength, 0 to 1: it may come gently.
    """
    width = half * (1.28 if taken else 1.12)
    colour, line = kit.theme.goal, max(3.0, 5.0 * kit.u)
    key = ("spot", round(half), round(width))
    fill = kit.store.get(key, lambda: _flat_round(width, colour, 0.0))
    ring = kit.store.get((*key, "ring"), lambda: _flat_round(width, colour, line))
    kit.stamp(surface, fill, at, round((130 if taken else 50) * share))
    kit.stamp(surface, ring, at, round(255 * share))


def _flat_round(half: float, colour: Rgb, line: float) -> pygame.Surface:
    """Circle lying on the ground: filled, or a line of some width."""
    width, height = math.ceil(2.0 * half + line) + 4, math.ceil(2.0 * half * FLAT + line) + 4
    distance = fields.ellipse(width, height, half, half * FLAT)
    if line > 0.0:
        distance = fields.band(distance, line)
    return tinted(fields.coverage(distance), colour)
