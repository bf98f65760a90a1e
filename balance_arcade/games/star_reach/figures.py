"""Constellations as they are drawn: where they stand on the screen, stars that settle, lines."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pygame

from balance_arcade.games.kit import Kit, PlayArea, ease
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.sprites import tinted
from balance_arcade.games.star_reach.constellations import Constellation

LINE_S: Final = 1.2
N_LINE_STEPS: Final = 16
STAR_UNITS: Final = 10.0
"""Radius of a settled star in layout units."""

_GLOW: Final = (150, 196, 255)
_FAINT: Final = (0x34, 0x42, 0x6E)


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
    """Draw a constellation.

    Parameters
    ----------
    kit : Kit
        Theme and size.
    surface : pygame.Surface
        Drawn on.
    frame : FigureFrame
        Where.
    figure : Constellation
        Which.
    settled_s : sequence of float
        For each star how long ago it settled, negative for one that has not.
    alpha : float
        Strength of the whole, 0 to 1.
    """
    if alpha <= 0.0:
        return
    spots = [frame.px(star) for star in figure.stars]
    for a, b in figure.lines:
        share = ease.in_out(min(settled_s[a], settled_s[b]) / LINE_S)
        if share > 0.0:
            first, second = (a, b) if settled_s[a] >= settled_s[b] else (b, a)
            _draw_line(kit, surface, spots[first], spots[second], share, alpha)
    for spot, age_s in zip(spots, settled_s, strict=True):
        if age_s < 0.0:
            kit.disc(surface, spot, 4.0 * kit.u, kit.theme.hush, round(110 * alpha))
        else:
            draw_star(kit, surface, spot, min(STAR_UNITS * kit.u, frame.half * 0.085), alpha)


def draw_outline(
    kit: Kit, surface: pygame.Surface, frame: FigureFrame, figure: Constellation
) -> None:
    """Draw where a constellation will stand: faint dots and hairlines, so that the sky waits."""
    spots = [frame.px(star) for star in figure.stars]
    strong = kit.theme.is_high_contrast
    for a, b in figure.lines:
        kit.line(surface, (spots[a], spots[b]), 1.0, kit.theme.track if strong else _FAINT)
    for spot in spots:
        kit.disc(surface, spot, 3.4 * kit.u, kit.theme.hush, 120)


def draw_star(
    kit: Kit, surface: pygame.Surface, at: Point, radius: float, alpha: float = 1.0
) -> None:
    """Draw an earned star with its light."""
    kit.glow(surface, at, radius * 3.0, _GLOW, 0.55 * alpha)
    kit.star(surface, at, radius, kit.theme.paper, round(255 * alpha))


def _draw_line(
    kit: Kit, surface: pygame.Surface, a: Point, b: Point, share: float, alpha: float
) -> None:
    """Draw a line of light that grows from a towards b and stops short of the stars."""
    step = round(share * N_LINE_STEPS)
    if step == 0:
        return
    strong = kit.theme.is_high_contrast
    width = (4.0 if strong else 3.2) * kit.u
    key = ("sky line", round(b[0] - a[0]), round(b[1] - a[1]), step, width, strong)
    colour = kit.theme.paper if strong else _GLOW
    make = _line_maker(a, b, step / N_LINE_STEPS, width, colour, soft=not strong)
    sprite = kit.store.get(key, make)
    middle = ((a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0)
    kit.stamp(surface, sprite, middle, round((255 if strong else 175) * alpha))


def _line_maker(
    a: Point, b: Point, share: float, width: float, colour: tuple[int, int, int], *, soft: bool
) -> Callable[[], pygame.Surface]:
    """Return what makes the picture of a line, its middle half way between the points."""

    def make() -> pygame.Surface:
        dx, dy = b[0] - a[0], b[1] - a[1]
        length = max(1.0, math.hypot(dx, dy))
        margin = math.ceil(width * 4.0)
        size = (math.ceil(abs(dx)) + 2 * margin, math.ceil(abs(dy)) + 2 * margin)
        x = np.arange(size[0], dtype=np.float32)[:, None] + np.float32((dx - size[0] + 1) / 2.0)
        y = np.arange(size[1], dtype=np.float32)[None, :] + np.float32((dy - size[1] + 1) / 2.0)
        clear = min(0.30, STAR_UNITS * width / 3.2 * 1.5 / length)
        end = clear + (1.0 - 2.0 * clear) * share
        along = np.clip((x * dx + y * dy) / length**2, clear, end)
        away = np.sqrt((x - along * dx) ** 2 + (y - along * dy) ** 2)
        cover = np.clip(width / 2.0 + 0.5 - away, 0.0, 1.0)
        if soft:
            halo = np.exp(-((away / (width * 1.6)) ** 2)) * 0.35
            cover = np.maximum(cover * 0.8, halo)
        return tinted(np.asarray(cover, np.float32), colour)

    return make
