"""Where things stand in a scene: its horizon, its middle, its banks; and how one is registered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pygame

from balance_arcade.games.kit import Kit
from balance_arcade.games.kit.canvas import Point


def nothing() -> None:
    """Set nothing on the shore."""


@dataclass(frozen=True, slots=True)
class Site:
    """What a game says of its place to whoever paints another one there.

    Attributes
    ----------
    box : pygame.Rect
        The whole picture.
    horizon, foot : int
        Rows where the land ends and the water begins, and where there is land again, in pixels.
    middle : tuple of float
        Where the person stands in the picture, in pixels.
    reach : float
        Pixels from there to the own limit: what stands within is in the way.
    on_shore : callable
        Draws what the game needs before the water mirrors it.
    """

    box: pygame.Rect
    horizon: int
    foot: int
    middle: Point
    reach: float
    on_shore: Callable[[], None] = nothing

    @property
    def sky(self) -> pygame.Rect:
        """All above the horizon."""
        return pygame.Rect(0, 0, self.box.width, self.horizon)

    @property
    def below(self) -> pygame.Rect:
        """All from the horizon on."""
        return pygame.Rect(0, self.horizon, self.box.width, self.box.height - self.horizon)

    def band(self, top: float, foot: float) -> pygame.Rect:
        """Rows between two shares of the picture's height, as wide as it is."""
        first = round(top * self.box.height)
        return pygame.Rect(0, first, self.box.width, round(foot * self.box.height) - first)

    def above(self, top: float) -> pygame.Rect:
        """Rows from a share of the picture's height down to the horizon, as wide as it is."""
        first = round(top * self.box.height)
        return pygame.Rect(0, first, self.box.width, self.horizon - first)


Scene = Callable[[Kit, pygame.Surface, Site], None]

SCENES: Final[dict[str, Scene]] = {}
"""Painter of each scene, by the name that a game's `GameSpec.scenes` has."""


def scene(name: str) -> Callable[[Scene], Scene]:
    """Enter a painter under a name."""

    def enter(paint: Scene) -> Scene:
        SCENES[name] = paint
        return paint

    return enter
