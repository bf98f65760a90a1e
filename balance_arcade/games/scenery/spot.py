"""A spot on the ground where something will come down, and the middle to come back to."""

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


def draw_home(
    kit: Kit,
    surface: pygame.Surface,
    at: Point,
    radius: float,
    bright: float,
    *,
    held: float = 0.1,
    grown: float = 1.0,
    quiet: int = 110,
) -> None:
    """Draw the middle: a goal while it is where to go, a quiet ring otherwise.

    Parameters
    ----------
    kit, surface
        As everywhere.
    at : tuple of float
        Pixel of the middle.
    radius : float
        How near counts, in pixels.
    bright : float
        0 for the quiet ring, 1 for the goal; it may change gently.
    held, grown : float
        Share of the stay that is over, and of the goal's ring that has grown.
    quiet : int
        Opacity of the quiet ring, to 255.
    """
    width, goal = max(3.0, 5.0 * kit.u), kit.theme.goal
    kit.ring(surface, at, radius, width * 0.6, kit.theme.hush, round(quiet * (1 - bright)))
    if bright > 0.0:
        kit.glow(surface, at, radius * 1.7, goal, (0.18 + 0.2 * held) * bright)
        kit.disc(surface, at, radius, goal, round((26 + 80 * held) * bright))
        kit.ring(surface, at, radius * grown, width, goal, round(255 * bright))


def _flat_round(half: float, colour: Rgb, line: float) -> pygame.Surface:
    """Circle lying on the ground: filled, or a line of some width."""
    width, height = math.ceil(2.0 * half + line) + 4, math.ceil(2.0 * half * FLAT + line) + 4
    distance = fields.ellipse(width, height, half, half * FLAT)
    if line > 0.0:
        distance = fields.band(distance, line)
    return tinted(fields.coverage(distance), colour)
