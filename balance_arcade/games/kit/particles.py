"""A few slow sparks that fall outwards and fade: at most 24, seeded, moved by time alone."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import Final

import pygame

from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.shapes import Shapes
from balance_arcade.games.kit.theme import Rgb

MAX_PARTICLES: Final = 24
LIFE_S: Final = 2.4


@dataclass(slots=True)
class _Spark:
    at: Point
    velocity: Point
    radius: float
    colour: Rgb
    born_s: float


class Particles:
    """Sparks of one scene; times are the scene's own, in seconds.

    Parameters
    ----------
    seed : int
        Equal seed and equal bursts look equal.
    """

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)  # noqa: S311 - decoration, nothing secret
        self._sparks: list[_Spark] = []

    def __len__(self) -> int:
        return len(self._sparks)

    def burst(self, at: Point, colour: Rgb, now_s: float, *, u: float, n_sparks: int = 8) -> None:
        """Let sparks leave a point; the oldest make room, never more than 24 at once."""
        first = self._random.random()
        for k in range(min(n_sparks, MAX_PARTICLES)):
            angle = 2.0 * math.pi * (k / n_sparks + first + 0.04 * self._random.random())
            speed = u * (34.0 + 26.0 * self._random.random())
            velocity = (speed * math.cos(angle), speed * math.sin(angle))
            radius = u * (2.6 + 2.4 * self._random.random())
            self._sparks.append(_Spark(at, velocity, radius, colour, now_s))
        del self._sparks[:-MAX_PARTICLES]

    def draw(self, kit: Shapes, surface: pygame.Surface, now_s: float) -> None:
        """Draw what is still alight; nothing in reduced motion."""
        self._sparks = [s for s in self._sparks if 0.0 <= now_s - s.born_s < LIFE_S]
        if kit.theme.reduced_motion:
            return
        for spark in self._sparks:
            age = now_s - spark.born_s
            # Place from age alone and not from the last frame, so that the frame rate changes
            # nothing.
            slowed = 1.0 - math.exp(-1.6 * age)
            x = spark.at[0] + spark.velocity[0] * slowed
            y = spark.at[1] + spark.velocity[1] * slowed + 16.0 * kit.u * age * age
            alpha = round(255.0 * (1.0 - age / LIFE_S) ** 1.5)
            kit.disc(surface, (x, y), spark.radius, spark.colour, alpha)
