"""The quality log of a board as a picture: error of the load and of the place, check by check."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from typing import Final

from balance_arcade.hw.calibration.quality import LOAD_FRAC, PLACE_MM, CheckLine
from balance_arcade.reports.axis import Axis
from balance_arcade.reports.drawing import Drawing, Paint, Type
from balance_arcade.reports.look import BLUE, CARE, GOAL, INK, SOFT, WHITE
from balance_arcade.reports.plot_frame import (
    LEFT,
    RIGHT,
    WIDTH,
    Entry,
    Frame,
    legend,
    new_drawing,
    number,
    ticks,
)

_HEIGHT: Final = 560.0
_GAP: Final = 64.0
_FOOT: Final = 46.0
_GOOD: Final = Paint(fill=BLUE, stroke=BLUE)
_BAD: Final = Paint(fill=WHITE, stroke=CARE, width=2.6)
_LIMIT: Final = Paint(stroke=CARE, width=1.6, dash="7 4")
_BAND: Final = Paint(fill=GOAL, fill_opacity=0.16)
_LINE: Final = Paint(stroke=BLUE, width=1.4)
_CALIBRATED: Final = Paint(stroke=INK, width=1.2, dash="2 4")
_DOT: Final = 4.2
_DAY_S: Final = 86_400.0
_DATE_WIDE: Final = 90.0


def quality_figure(lines: Sequence[CheckLine], *, of: str) -> Drawing:
    """Draw the checks of one board.

    Parameters
    ----------
    lines : sequence of CheckLine
        At least one, oldest first.
    of : str
        Name of the log.

    Returns
    -------
    Drawing
        Load above, place below, with their tolerances; a failed check is an open ring, a new
        calibration a dotted line.
    """
    drawing = new_drawing(_HEIGHT, "Checks with a known mass", of, "")
    entries = [
        Entry(_GOOD, "good", dot=True),
        Entry(_BAD, "failed", dot=True),
        Entry(_LIMIT, f"tolerance: load {100 * LOAD_FRAC:g} %, place {PLACE_MM:g} mm"),
        Entry(_CALIBRATED, "calibrated anew"),
    ]
    top = legend(drawing, entries)
    tall = (_HEIGHT - top - _GAP - _FOOT) / 2.0
    days = [datetime.datetime.fromisoformat(line.when).timestamp() / _DAY_S for line in lines]
    span = max(days[-1] - days[0], 1.0)
    x = Axis(days[0] - 0.03 * span, days[-1] + 0.03 * span, LEFT, WIDTH - RIGHT)
    loads = [100.0 * line.load_frac for line in lines]
    most = 1.25 * max(100.0 * LOAD_FRAC, *map(abs, loads))
    _panel(
        Frame(drawing, x, Axis(-most, most, top + tall, top)),
        (-100.0 * LOAD_FRAC, 100.0 * LOAD_FRAC),
        "error of the load, %",
        lines,
        loads,
    )
    places = [_farthest_mm(line) for line in lines]
    low = top + tall + _GAP
    most = 1.25 * max(PLACE_MM, *places)
    frame = Frame(drawing, x, Axis(0.0, most, low + tall, low))
    _panel(frame, (0.0, PLACE_MM), "largest error of a place, mm", lines, places)
    _dates(frame, days)
    return drawing


def _farthest_mm(line: CheckLine) -> float:
    return max(math.hypot(point.error_ml_mm, point.error_ap_mm) for point in line.points)


def _panel(
    frame: Frame,
    limits: tuple[float, float],
    name: str,
    lines: Sequence[CheckLine],
    values: Sequence[float],
) -> None:
    frame.grid(y_name=name)
    x, y, drawing = frame.x, frame.y, frame.drawing
    high, low = y.place(limits[1]), y.place(limits[0])
    drawing.rect((x.at_low, high), (x.at_high - x.at_low, low - high), _BAND)
    for limit in limits:
        if limit:
            drawing.line([(x.at_low, y.place(limit)), (x.at_high, y.place(limit))], _LIMIT)
    days = [datetime.datetime.fromisoformat(line.when).timestamp() / _DAY_S for line in lines]
    begin = 0
    for index in range(1, len(lines) + 1):
        # A line joins only what one calibration has measured.
        if index < len(lines) and lines[index].calibration_id == lines[begin].calibration_id:
            continue
        frame.curve(zip(days[begin:index], values[begin:index], strict=True), _LINE)
        if index < len(lines):
            at = x.place((days[index - 1] + days[index]) / 2.0)
            drawing.line([(at, y.at_high), (at, y.at_low)], _CALIBRATED)
        begin = index
    for line, day, value in zip(lines, days, values, strict=True):
        at_point = (x.place(day), y.place(value))
        drawing.circle(at_point, _DOT, _GOOD if line.good else _BAD)
        if not line.good:
            words = number(float(f"{value:.2g}"))
            drawing.text((at_point[0], at_point[1] - 9.0), words, Type(12.0, INK, "middle"))


def _dates(frame: Frame, days: Sequence[float]) -> None:
    """Write dates below the lines of the grid that stand for whole days; else the first check's."""
    x = frame.x
    at = [day for day in ticks(x, (x.at_high - x.at_low) / _DATE_WIDE) if day == round(day)]
    for day in at or days[:1]:
        moment = datetime.datetime.fromtimestamp(day * _DAY_S, tz=datetime.UTC)
        below = (x.place(day), frame.y.at_low + 20.0)
        frame.drawing.text(below, moment.date().isoformat(), Type(13.0, SOFT, "middle"))
