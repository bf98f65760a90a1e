"""Where constellations stand on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pygame

from balance_arcade.games.kit import Kit, PlayArea
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.scenery import draw_constellation
from balance_arcade.games.star_reach.constellations import Constellation


@dataclass(frozen=True, slots=True)
class FigureFrame:
    """Where a constellation stands.

    Attributes
    ----------
    centre : tuple of float
        In pixels.
    half : float
        Pixels from its middle to the edge of its square.
    name_box : pygame.Rect or None
        Where its name is written.
    """

    centre: Point
    half: float
    name_box: pygame.Rect | None = None

    def px(self, place: tuple[float, float]) -> Point:
        """Pixel of a place in the constellation's own square."""
        return self.centre[0] + place[0] * self.half, self.centre[1] - place[1] * self.half


def growing_frame(kit: Kit, area: PlayArea) -> FigureFrame:
    """Place for the constellation under way: left of the play area, its name below."""
    layout, gap = kit.layout, round(22 * kit.u)
    name_height = round(3.6 * layout.type.body)
    room = pygame.Rect(layout.safe.left, layout.mark.bottom + gap, 1, 1)
    room.width = max(1, area.rect.left - gap - room.left)
    room.height = max(1, layout.stage.bottom - room.top)
    half = min(room.width, room.height - name_height) / 2.0
    side = min(half, 215 * kit.u)
    middle = room.top + (room.height - name_height) / 2.0
    name_box = pygame.Rect(room.left, round(middle + side + gap / 2), room.width, name_height)
    return FigureFrame((float(room.centerx), middle), side * 0.90, name_box)


def kept_frames(kit: Kit, area: PlayArea) -> list[FigureFrame]:
    """Places for whole constellations: right of the play area, under the numbers."""
    layout, gap = kit.layout, round(22 * kit.u)
    left = area.rect.right + gap
    room = pygame.Rect(left, layout.numbers.bottom + gap, max(1, layout.safe.right - left), 1)
    room.height = max(1, layout.stage.bottom - room.top)
    n_cols = max(1, round(room.width / (room.height / 2.0)))
    wide, high = room.width / n_cols, room.height / 2.0
    half = min(wide, high) / 2.0 * 0.80
    return [
        FigureFrame((room.left + wide * (col + 0.5), room.top + high * (row + 0.5)), half)
        for row in range(2)
        for col in range(n_cols)
    ]


def draw_figure(
    kit: Kit,
    surface: pygame.Surface,
    frame: FigureFrame,
    figure: Constellation,
    settled_s: Sequence[float],
    alpha: float = 1.0,
) -> None:
    """Draw a constellation in its frame; as `balance_arcade.games.scenery.draw_constellation`."""
    spots, radius = [frame.px(star) for star in figure.stars], frame.half * 0.085
    draw_constellation(kit, surface, spots, figure.lines, settled_s, radius=radius, alpha=alpha)
