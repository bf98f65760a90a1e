"""Charts of the summary: reach as petals, the statokinesigram, the load bar; true to scale."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import pygame

from balance_arcade.games.kit import Kit
from balance_arcade.games.kit.theme import NIGHT, Rgb
from balance_arcade.reports.summary import SessionSummary
from balance_arcade.window.petals import petal_points

PAPER: Final[Rgb] = (0xF7, 0xF7, 0xF2)
INK: Final[Rgb] = (0x14, 0x1A, 0x2C)
SOFT: Final[Rgb] = (0x4A, 0x52, 0x66)
LINE: Final[Rgb] = (0xC3, 0xC6, 0xCC)
FAINT: Final[Rgb] = (0xE4, 0xE5, 0xE3)
BLUE: Final[Rgb] = NIGHT.second[2]
SKY: Final[Rgb] = NIGHT.goal

CAP: Final = 11.5
_NICE: Final = (1.0, 2.0, 5.0)


def nice_step(span: float, n_most: int) -> float:
    """Round distance between grid lines, so that at most ``n_most`` fit a span.

    Examples
    --------
    >>> nice_step(100.0, 5), nice_step(7.0, 4)
    (20.0, 2.0)
    """
    rough = span / n_most
    power = 10.0 ** math.floor(math.log10(rough))
    for nice in _NICE:
        if nice * power >= rough * (1.0 - 1e-9):
            return nice * power
    return 10.0 * power


def _note(kit: Kit, surface: pygame.Surface, box: pygame.Rect, words: str) -> None:
    kit.box(surface, box, 14.0, PAPER, edge=FAINT, edge_width=2.0)
    kit.text.draw_line(surface, words, box.center, CAP + 2.0, SOFT)


def limits_flower(
    kit: Kit, surface: pygame.Surface, box: pygame.Rect, summary: SessionSummary
) -> None:
    """Eight petals at one scale, rings for millimetres, the number at each petal."""
    if not summary.limits_mm:
        _note(kit, surface, box, "Not measured.")
        return
    at = (float(box.centerx), float(box.centery))
    radius = box.width / 2.0 - 34.0
    step = nice_step(max(summary.limits_mm), 3)
    outer = step * math.ceil(max(summary.limits_mm) / step - 1e-9)
    for k in range(round(outer / step), 0, -1):
        kit.ring(surface, at, radius * k * step / outer, 2.0, LINE if k * step == outer else FAINT)
    for k, limit in enumerate(summary.limits_mm):
        points = petal_points(at, max(12.0, radius * limit / outer), k, 8.0)
        kit.shape(surface, points, SKY)
        angle = math.radians(45.0 * k)
        far = radius + 20.0
        spot = (at[0] + math.sin(angle) * far, at[1] - math.cos(angle) * far)
        kit.text.draw_line(surface, f"{limit:.0f}", spot, CAP, INK)
    kit.disc(surface, at, 6.0, INK)
    words = f"mm, rings {step:g} mm, forward is up"
    kit.text.draw_line(surface, words, (box.centerx, box.bottom + 18), CAP - 1.0, SOFT)


def statokinesigram(
    kit: Kit, surface: pygame.Surface, box: pygame.Rect, summary: SessionSummary
) -> None:
    """Path of quiet stance over a millimetre grid, equal scale both ways, and its ellipse."""
    if len(summary.quiet_mm) < 2:
        _note(kit, surface, box, "Not recorded.")
        return
    mls = [ml for ml, _ in summary.quiet_mm]
    aps = [ap for _, ap in summary.quiet_mm]
    middle = ((min(mls) + max(mls)) / 2.0, (min(aps) + max(aps)) / 2.0)
    reach = max(max(mls) - min(mls), max(aps) - min(aps), 8.0) / 2.0
    if math.isfinite(sum(summary.ellipse_mm)):
        reach = max(reach, summary.ellipse_mm[2])
    half_mm = 1.18 * reach
    scale = box.width / 2.0 / half_mm
    step = nice_step(2.0 * half_mm, 5)
    kit.box(surface, box, 14.0, (255, 255, 255), edge=LINE, edge_width=2.0)

    def px(ml: float, ap: float) -> tuple[float, float]:
        return (
            box.centerx + (ml - middle[0]) * scale,
            box.centery - (ap - middle[1]) * scale,
        )

    _grid(kit, surface, box, (middle, half_mm, step), scale)
    _path(surface, [px(*point) for point in summary.quiet_mm])
    _ellipse(kit, surface, summary, px)
    words = f"grid {step:g} mm, right is right, forward is up"
    kit.text.draw_line(surface, words, (box.centerx, box.bottom + 18), CAP - 1.0, SOFT)


def _grid(
    kit: Kit,
    surface: pygame.Surface,
    box: pygame.Rect,
    grid: tuple[tuple[float, float], float, float],
    scale: float,
) -> None:
    middle, half_mm, step = grid
    for axis in (0, 1):
        first = math.ceil((middle[axis] - half_mm) / step)
        last = math.floor((middle[axis] + half_mm) / step)
        for k in range(first, last + 1):
            offset = (k * step - middle[axis]) * scale
            colour = LINE if k == 0 else FAINT
            if axis == 0:
                x = box.centerx + offset
                ends = [(x, box.top + 4.0), (x, box.bottom - 4.0)]
            else:
                y = box.centery - offset
                ends = [(box.left + 4.0, y), (box.right - 4.0, y)]
            kit.line(surface, ends, 2.0, colour)


def _path(surface: pygame.Surface, points: list[tuple[float, float]]) -> None:
    pygame.draw.aalines(surface, INK, False, points)
    pygame.draw.aalines(surface, INK, False, [(x + 0.6, y + 0.6) for x, y in points])


def _ellipse(
    kit: Kit,
    surface: pygame.Surface,
    summary: SessionSummary,
    px: Callable[[float, float], tuple[float, float]],
) -> None:
    ml, ap, major, minor, angle = summary.ellipse_mm
    if not math.isfinite(ml + ap + major + minor + angle):
        return
    outline = []
    for k in range(97):
        turn = 2.0 * math.pi * k / 96.0
        x, y = major * math.cos(turn), minor * math.sin(turn)
        outline.append(
            px(
                ml + x * math.cos(angle) - y * math.sin(angle),
                ap + x * math.sin(angle) + y * math.cos(angle),
            )
        )
    kit.line(surface, outline, 3.5, BLUE)
    kit.disc(surface, px(ml, ap), 5.0, BLUE)


def load_bar(kit: Kit, surface: pygame.Surface, box: pygame.Rect, summary: SessionSummary) -> None:
    """Share of the load on the left and on the right, with the middle marked."""
    share = summary.left_share
    if not math.isfinite(share):
        _note(kit, surface, box, "Not known.")
        return
    kit.box(surface, box, 10.0, SKY)
    split = box.left + round(box.width * min(1.0, max(0.0, share)))
    right = pygame.Rect(split, box.top, box.right - split, box.height)
    if right.width > 0:
        kit.box(surface, right, 10.0, BLUE)
    kit.line(surface, [(box.centerx, box.top - 8.0), (box.centerx, box.bottom + 8.0)], 3.0, INK)
    left = round(100.0 * share)
    y = box.bottom + 24.0
    kit.text.draw_line(surface, f"left {left} %", (box.left, y), 13.0, INK, align="left")
    kit.text.draw_line(surface, f"{100 - left} % right", (box.right, y), 13.0, INK, align="right")
