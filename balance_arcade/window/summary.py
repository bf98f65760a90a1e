"""The session's one-page summary as a picture: much white, few numbers, readable in grey."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import Final

import pygame

from balance_arcade.files.whole import write_whole
from balance_arcade.games.kit import Kit
from balance_arcade.games.kit.text import Align, fit
from balance_arcade.games.kit.theme import NIGHT, Rgb, Theme
from balance_arcade.reports.summary import SessionSummary, number_text, small_print
from balance_arcade.window import summary_charts as charts
from balance_arcade.window.summary_charts import FAINT, INK, LINE, PAPER, SOFT

SIZE: Final = (1240, 1754)
"""A4 upright at 150 dots an inch."""

PRINT: Final = Theme(
    name="print",
    night_top=PAPER,
    night_bottom=PAPER,
    paper=INK,
    hush=SOFT,
    you=NIGHT.you,
    goal=NIGHT.second[2],
    good=NIGHT.good,
    care=NIGHT.care,
    second=NIGHT.second,
    panel=(255, 255, 255),
    panel_edge=LINE,
    track=FAINT,
    ink=INK,
    shadow_alpha=0,
    glow=0.0,
    reduced_motion=True,
)

MARGIN: Final = 84
HEAD_CAP: Final = 34.0
SECTION_CAP: Final = 17.0
TEXT_CAP: Final = 15.0
SMALL_CAP: Final = 10.5

_COLUMNS: Final = (0.0, 0.40, 0.56, 0.74, 1.0)
_MAX_ROWS: Final = 5
_MAX_PAUSES: Final = 3
_CHART: Final = (208, 430)


class _Page:
    """Sets words on the page."""

    def __init__(self, surface: pygame.Surface) -> None:
        self.surface = surface
        self.kit = Kit(SIZE, PRINT)
        self.left, self.right = MARGIN, SIZE[0] - MARGIN

    @property
    def width(self) -> int:
        return self.right - self.left

    def text(
        self,
        words: str,
        at: tuple[float, float],
        cap: float = TEXT_CAP,
        colour: Rgb = INK,
        align: Align = "left",
    ) -> None:
        self.kit.text.draw_line(self.surface, words, at, cap, colour, align=align)

    def rule(self, y: float, colour: Rgb = LINE) -> None:
        self.kit.line(self.surface, [(self.left, y), (self.right, y)], 2.0, colour)

    def section(self, words: str, y: float, *, left: int | None = None) -> float:
        self.text(words, (left or self.left, y), SECTION_CAP, NIGHT.second[2])
        return y + 38.0


def draw_summary(summary: SessionSummary) -> pygame.Surface:
    """Draw the page.

    Parameters
    ----------
    summary : SessionSummary
        What happened.

    Returns
    -------
    pygame.Surface
        1240 x 1754 pixels.
    """
    if not pygame.font.get_init():
        pygame.font.init()
    surface = pygame.Surface(SIZE, 0, 32)
    surface.fill(PAPER)
    page = _Page(surface)
    y = _head(page, summary)
    y = _played(page, summary, y)
    y = _pictures(page, summary, y)
    y = _numbers(page, summary, y)
    _pauses(page, summary, y)
    _foot(page, summary)
    return surface


def save_summary(path: Path, summary: SessionSummary) -> None:
    """Write the page as a PNG.

    Raises
    ------
    RecordingError
        The file cannot be written.
    """
    page = io.BytesIO()
    pygame.image.save(draw_summary(summary), page, "page.png")
    write_whole(path, page.getvalue(), "The summary")


def _head(page: _Page, summary: SessionSummary) -> float:
    kit, surface = page.kit, page.surface
    fitted = fit(summary.title, page.width * 0.62, HEAD_CAP * 1.6, HEAD_CAP, HEAD_CAP / 2.0)
    page.text(" ".join(fitted.lines), (page.left, 100.0), fitted.cap_px)
    if summary.mark:
        width = round(kit.width_of(summary.mark, 20.0)) + 56
        plate = pygame.Rect(page.right - width, 72, width, 58)
        kit.stripes(surface, plate, 8.0, ((0xF0, 0xE4, 0x42), INK))
        kit.box(surface, plate.inflate(-16, -16), 5.0, INK)
        kit.text.draw_line(surface, summary.mark, plate.center, 20.0, (0xF0, 0xE4, 0x42))
    second = "   ".join(part for part in (summary.person, summary.date) if part)
    page.text(second, (page.left, 156.0), TEXT_CAP, SOFT)
    page.rule(192.0, INK)
    return 236.0


def _played(page: _Page, summary: SessionSummary, y: float) -> float:
    y = page.section("What was played", y)
    xs = [page.left + share * page.width for share in _COLUMNS]
    heads = ("", "Time", "Reached", "Stars", "Difficulty")
    for k, words in enumerate(heads[1:], start=1):
        page.text(words, (xs[k], y), SMALL_CAP + 1.5, SOFT, "right" if k != 3 else "centre")
    y += 32.0
    for activity in summary.activities[:_MAX_ROWS]:
        page.text(activity.title, (xs[0], y))
        page.text(f"{activity.seconds:.0f} s", (xs[1], y), align="right")
        page.text(f"{activity.successes} of {activity.trials}", (xs[2], y), align="right")
        for star in range(3):
            colour = NIGHT.second[0] if star < activity.stars else LINE
            page.kit.star(page.surface, (xs[3] + (star - 1) * 34.0, y), 14.0, colour)
        page.text(f"{activity.difficulty:.2f}", (xs[4], y), align="right")
        page.rule(y + 26.0, FAINT)
        y += 50.0
    left_out = len(summary.activities) - _MAX_ROWS
    if left_out > 0 or not summary.activities:
        words = f"and {left_out} more" if left_out > 0 else "Nothing was played."
        page.text(words, (xs[0], y), TEXT_CAP, SOFT)
        y += 46.0
    return y + 26.0


def _pictures(page: _Page, summary: SessionSummary, y: float) -> float:
    needed = 150.0 + 104.0 + 40.0 * math.ceil(len(summary.numbers) / 2)
    needed += 40.0 + 34.0 * (min(len(summary.pauses), _MAX_PAUSES) + 1)
    side = round(min(_CHART[1], max(_CHART[0], _foot_top(page, summary) - y - 110.0 - needed)))
    left = pygame.Rect(page.left, round(y) + 34, side, side)
    right = pygame.Rect(page.right - _CHART[1], round(y) + 34, side, side)
    page.section(_limits_title(summary), y)
    page.section("Quiet stance, 95 % ellipse", y, left=right.left)
    charts.limits_flower(page.kit, page.surface, left, summary)
    charts.statokinesigram(page.kit, page.surface, right, summary)
    return y + 34.0 + side + 76.0


def _limits_title(summary: SessionSummary) -> str:
    source = f" ({summary.limits_source})" if summary.limits_source else ""
    return f"Reach in eight directions{source}"


def _numbers(page: _Page, summary: SessionSummary, y: float) -> float:
    y = page.section("Load", y)
    charts.load_bar(
        page.kit, page.surface, pygame.Rect(page.left, round(y), page.width, 40), summary
    )
    y += 112.0
    if not summary.numbers:
        return y
    y = page.section("Numbers", y)
    half = math.ceil(len(summary.numbers) / 2)
    width = (page.width - 60) / 2.0
    for k, number in enumerate(summary.numbers):
        x = page.left + (k // half) * (width + 60.0)
        row = y + (k % half) * 40.0
        fitted = fit(number.label, width * 0.64, TEXT_CAP * 1.6, TEXT_CAP, TEXT_CAP / 2.0)
        page.text(" ".join(fitted.lines), (x, row), fitted.cap_px)
        page.text(number_text(number.value), (x + width * 0.80, row), align="right")
        page.text(number.unit.replace("mm2", "mm²"), (x + width * 0.82, row), TEXT_CAP, SOFT)
    return y + half * 40.0 + 26.0


def _pauses(page: _Page, summary: SessionSummary, y: float) -> float:
    y = page.section("Pauses", y)
    if not summary.pauses:
        page.text("None.", (page.left, y), TEXT_CAP, SOFT)
        return y + 36.0
    for pause in summary.pauses[:_MAX_PAUSES]:
        words = f"at {pause.t_s:.0f} s, {pause.seconds:.0f} s: {pause.reason}"
        fitted = fit(words, float(page.width), TEXT_CAP * 1.6, TEXT_CAP, TEXT_CAP / 2.0)
        page.text(" ".join(fitted.lines), (page.left, y), fitted.cap_px)
        y += 34.0
    left_out = len(summary.pauses) - _MAX_PAUSES
    if left_out > 0:
        page.text(f"and {left_out} more", (page.left, y), TEXT_CAP, SOFT)
        y += 34.0
    return y


def _foot_lines(page: _Page, summary: SessionSummary) -> list[str]:
    lines: list[str] = []
    for line in small_print(summary):
        lines += fit(line, float(page.width), 200.0, SMALL_CAP, SMALL_CAP).lines
    return lines


def _foot_top(page: _Page, summary: SessionSummary) -> float:
    return SIZE[1] - 52.0 - 24.0 * (len(_foot_lines(page, summary)) - 1) - 30.0


def _foot(page: _Page, summary: SessionSummary) -> None:
    y = _foot_top(page, summary)
    page.rule(y)
    for k, line in enumerate(_foot_lines(page, summary)):
        page.text(line, (page.left, y + 30.0 + 24.0 * k), SMALL_CAP, SOFT)
