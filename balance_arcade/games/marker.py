"""The person's own marker in every game: it follows at once, and may leave gently."""

from __future__ import annotations

from typing import Final

import pygame

from balance_arcade.games.kit import Kit
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.memory import Fade

RADIUS_UNITS: Final = 21.0
"""Radius of the marker in layout units."""

FADE_S: Final = 0.6
ABSENT_ALPHA: Final = 110
N_DASHES: Final = 12


class Marker:
    """Draws the marker where the person is, and says so when it is hidden on purpose.

    Parameters
    ----------
    kit : Kit
        Theme and size.
    """

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._shown = Fade(FADE_S)
        self.radius = RADIUS_UNITS * kit.u

    def draw(
        self,
        surface: pygame.Surface,
        at: Point,
        home: Point,
        now_s: float,
        *,
        visible: bool = True,
        on_board: bool = True,
    ) -> None:
        """Draw the marker.

        Parameters
        ----------
        surface : pygame.Surface
            Drawn on.
        at : tuple of float
            Pixel of where the person is now; never smoothed.
        home : tuple of float
            Pixel where an empty dashed ring says that the marker is out of sight on purpose.
        now_s : float
            Game time.
        visible, on_board : bool
            Whether it may be seen, and whether somebody stands there.
        """
        shown = self._shown.at(now_s, on=visible)
        # The empty place stands at home and not at the person: it must not tell where they are.
        if shown < 1.0:
            self._draw_hint(surface, home, 1.0 - shown)
        alpha = round((255 if on_board else ABSENT_ALPHA) * shown)
        if alpha > 0:
            self._kit.you(surface, at, self.radius, alpha=alpha)

    def _draw_hint(self, surface: pygame.Surface, at: Point, share: float) -> None:
        """Draw the empty place of the marker: a dashed round of its colour."""
        kit, r = self._kit, self.radius
        side = round(2.4 * r)

        def paint(large: pygame.Surface, factor: int) -> None:
            middle = large.get_width() / 2.0
            step = pygame.math.Vector2(r * factor, 0.0)
            for dash in range(N_DASHES):
                spot = step.rotate(360.0 * dash / N_DASHES)
                pygame.draw.circle(
                    large, kit.theme.you, (middle + spot.x, middle + spot.y), r * factor * 0.13
                )

        hint = kit.picture(("marker hint", side), (side, side), paint, kit.theme.you)
        kit.stamp(surface, hint, at, round(200 * share))
