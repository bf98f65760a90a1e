"""The outline of a petal: how far a person can lean, on the screen and on the page alike."""

from __future__ import annotations

import math
from typing import Final

from balance_arcade.core.words import msgid

DIRECTIONS: Final = (
    msgid("forward"),
    msgid("forward right"),
    msgid("right"),
    msgid("back right"),
    msgid("back"),
    msgid("back left"),
    msgid("left"),
    msgid("forward left"),
)
"""Names of the directional limits in their order: clockwise from forward."""

_STEPS: Final = 20


def petal_points(
    at: tuple[float, float], length: float, direction: int, inner: float
) -> list[tuple[float, float]]:
    """Outline of one petal; ``direction`` counts clockwise from up, ``inner`` is left free."""
    angle = math.radians(45.0 * direction)
    along = (math.sin(angle), -math.cos(angle))
    aside = (-along[1], along[0])
    points = []
    for k in range(2 * _STEPS):
        turn = 2.0 * math.pi * k / (2 * _STEPS)
        t = 0.5 - 0.5 * math.cos(turn)
        # Widest beyond the middle, so that eight petals lie side by side like a flower's.
        half = math.sin(turn) * (0.10 + 0.125 * t) * max(length, inner)
        reach = inner + t * max(0.0, length - inner)
        points.append(
            (
                at[0] + along[0] * reach + aside[0] * half,
                at[1] + along[1] * reach + aside[1] * half,
            )
        )
    return points
