"""How much of one page the words of a summary take, so that the figures get the rest."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from balance_arcade.reports.page_style import PAGE_HEIGHT
from balance_arcade.reports.summary import SessionSummary, details, programme_lines

MAX_ACTIVITIES: Final = 12
MAX_PAUSES: Final = 4
MAX_RECORDINGS: Final = 6
MAX_TITLE_CHARS: Final = 100
MAX_DETAIL_CHARS: Final = 300
MAX_NOTE_CHARS: Final = 90
MAX_ACCURACY_CHARS: Final = 220
MAX_PROGRAMME_CHARS: Final = 105
"""What is longer is cut on the page, which is one; the words beside it hold all of it."""

CHART_HEIGHT: Final = 92.0
"""Of a programme's minutes by week, in CSS pixels."""

ONE_COLUMN_ACTIVITIES: Final = 6
ONE_COLUMN_PAUSES: Final = 2
LONG_TITLE_CHARS: Final = 38

_LEAST_FIGURE: Final = 170.0
_MOST_FIGURE: Final = 350.0
_MOST_SINGLE_FIGURE: Final = 420.0
_LEAST_ROOMY_FIGURE: Final = 260.0
_FOOT_CHARS: Final = 118
_NOTE_CHARS: Final = 105
_LONG_WORD: Final = 60
"""Signs on a line, rather too few."""


class FigureRoom(NamedTuple):
    """Height of the figures in CSS pixels, and what was given up to leave that much.

    ``dense``: rows stand close. ``has_chart``: the minutes of a programme are drawn by week.
    """

    figure_px: float
    dense: bool
    has_chart: bool = True


class _Pitch(NamedTuple):
    """Heights in CSS pixels, as `page_style` sets them."""

    heading: float
    row: float
    pause: float
    gap: float


_ROOMY: Final = _Pitch(heading=26.0, row=26.6, pause=20.0, gap=16.0)
_DENSE: Final = _Pitch(heading=23.0, row=22.6, pause=19.0, gap=11.0)
_FOOT_LINE: Final = 14.4
_PROGRAMME_LINE: Final = 22.6
_SLACK: Final = 42.0
"""Words are measured by their number of signs; what a browser makes of them differs a little."""


def figure_room(summary: SessionSummary) -> FigureRoom:
    """Say how high the figures may be.

    Parameters
    ----------
    summary : SessionSummary
        What the page will hold.

    Returns
    -------
    FigureRoom
        Rows stand close only where the figures would else be small.
    """
    left = PAGE_HEIGHT - _words_height(summary, _ROOMY)
    dense = left < _LEAST_ROOMY_FIGURE
    # Measured anew: close rows leave more, and the figures get all of it.
    if dense:
        left = PAGE_HEIGHT - _words_height(summary, _DENSE)
    # A page that is full to the brim has no room for both; the words beside it name every week.
    has_chart = left >= _LEAST_FIGURE
    left += 0.0 if has_chart else CHART_HEIGHT
    both = summary.limits_mm and len(summary.quiet_mm) > 1
    most = _MOST_FIGURE if both else _MOST_SINGLE_FIGURE
    return FigureRoom(max(_LEAST_FIGURE, min(most, left)), dense, has_chart)


def foot_lines(summary: SessionSummary) -> list[tuple[str, str]]:
    """Details of a summary, cut to what a page holds."""
    names = summary.recordings
    lines = []
    for about, words in details(summary):
        if about == "Recordings" and len(names) > MAX_RECORDINGS:
            # First and last name bound the session; the files beside the page name the rest.
            lines.append((about, f"{len(names)} files, {names[0]} to {names[-1]}."))
        else:
            lines.append((about, words))
    return [(about, cut(words, MAX_DETAIL_CHARS)) for about, words in lines]


def cut(words: str, n_most: int) -> str:
    """Words with an ellipsis where they are too long.

    Examples
    --------
    >>> cut("a long walk", 7)
    'a long…'
    """
    return words if len(words) <= n_most else words[: n_most - 1].rstrip() + "…"


def _words_height(summary: SessionSummary, pitch: _Pitch) -> float:
    head = 66.0 + 2.0 * 24.0 if len(summary.title) > LONG_TITLE_CHARS else 66.0 + 36.0
    mark = 36.0 + pitch.gap if summary.mark else 0.0
    figures = pitch.heading + 24.0 + pitch.gap
    load = 36.0 + pitch.gap if math.isfinite(summary.left_share) else 0.0
    load += 26.0 + pitch.gap if _lacks(summary) else 0.0
    parts = (head, mark, figures, load, _played(summary, pitch), _numbers(summary, pitch))
    said = [_lines(len(lines), pitch) for lines in (summary.adverse, summary.answers) if lines]
    listed = _lines(len(summary.pauses), pitch) + sum(said)
    return sum(parts) + _programme(summary, pitch) + listed + _foot(summary, pitch) + _SLACK


def _lacks(summary: SessionSummary) -> bool:
    return not (summary.limits_mm and summary.quiet_mm and math.isfinite(summary.left_share))


def _played(summary: SessionSummary, pitch: _Pitch) -> float:
    n_rows = min(len(summary.activities), MAX_ACTIVITIES)
    if n_rows > ONE_COLUMN_ACTIVITIES:
        n_rows = math.ceil(n_rows / 2)
    more = 20.0 if len(summary.activities) > MAX_ACTIVITIES else 0.0
    return pitch.heading + 20.0 + pitch.row * max(n_rows, 1) + more + pitch.gap


def _programme(summary: SessionSummary, pitch: _Pitch) -> float:
    if summary.programme is None:
        return 0.0
    chart = CHART_HEIGHT if summary.programme.minutes else 0.0
    lines = len(programme_lines(summary.programme))
    return pitch.heading + _PROGRAMME_LINE * lines + chart + pitch.gap


def _numbers(summary: SessionSummary, pitch: _Pitch) -> float:
    n_notes = math.ceil(min(len(summary.accuracy), MAX_ACCURACY_CHARS) / _NOTE_CHARS)
    n_rows = math.ceil(len(summary.numbers) / 2)
    return pitch.heading + pitch.row * n_rows + 18.0 * n_notes + pitch.gap


def _lines(n_lines: int, pitch: _Pitch) -> float:
    n_rows = min(n_lines, MAX_PAUSES)
    if n_rows > ONE_COLUMN_PAUSES:
        n_rows = math.ceil(n_rows / 2)
    return pitch.heading + pitch.pause * max(n_rows, 1) + pitch.gap


def _foot(summary: SessionSummary, pitch: _Pitch) -> float:
    lengths = [len(about) + len(words) + 1 for about, words in foot_lines(summary)]
    n_lines = sum(math.ceil(length / _FOOT_CHARS) for length in lengths)
    # A long word begins a line of its own.
    n_lines += any(len(word) > _LONG_WORD for word in summary.board.split())
    return _FOOT_LINE * n_lines + 9.0 + pitch.gap
