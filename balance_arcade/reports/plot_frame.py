"""The frame of a plot: title, axes with ticks and names, a legend; lines of any length inside."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from balance_arcade.reports.axis import Axis, nice_step
from balance_arcade.reports.drawing import Drawing, Paint, Point, Type
from balance_arcade.reports.look import FAINT, INK, LINE, SOFT, WHITE

WIDTH: Final = 720.0
"""Of every plot, in user units."""
LEFT, RIGHT, TOP, BOTTOM = 74.0, 22.0, 62.0, 56.0
"""Room around the inside of a plot."""

_EDGE: Final = 18.0
_SIZE: Final = 13.0
_TICK_X: Final = 90.0
_TICK_Y: Final = 44.0
_HEAD: Final = Type(17.0, INK, bold=True)
_SUBHEAD: Final = Type(_SIZE, SOFT)
_LEGEND_LINE: Final = 19.0
_DECADES_WITH_MINOR: Final = 4
_MINOR: Final = (2.0, 5.0)
_HEAD_FOOT: Final = 25.0
_SAMPLE: Final = 30.0
"""Length of a line in the legend."""


class Entry(NamedTuple):
    """A line of the legend: how it is drawn, and what it is."""

    paint: Paint
    words: str
    dot: bool = False


class Frame(NamedTuple):
    """A drawing and the two axes of its plot.

    Attributes
    ----------
    drawing : Drawing
        With title and white ground.
    x, y : Axis
        Of the plot; ``y.at_low`` lies below ``y.at_high`` on the page.
    """

    drawing: Drawing
    x: Axis
    y: Axis

    def grid(self, *, x_name: str = "", y_name: str = "", square: bool = False) -> None:
        """Draw lines at ticks, their values, and the axes' names.

        Parameters
        ----------
        x_name, y_name : str
            Without a name the horizontal axis has no values.
        square : bool
            Whether both axes have ticks equally far apart.
        """
        x, y, drawing = self.x, self.y, self.drawing
        box = (x.at_high - x.at_low, y.at_low - y.at_high)
        n_across = box[0] / _TICK_X
        if square:
            step = nice_step(y.high - y.low, int(box[1] / _TICK_Y))
            n_across = math.ceil((x.high - x.low) / step)
        for tick in ticks(x, n_across):
            place = x.place(tick)
            drawing.line([(place, y.at_low), (place, y.at_high)], Paint(stroke=FAINT))
            if x_name:
                drawing.text((place, y.at_low + 18.0), number(tick), Type(_SIZE, SOFT, "middle"))
        for tick in ticks(y, box[1] / _TICK_Y):
            place = y.place(tick)
            drawing.line([(x.at_low, place), (x.at_high, place)], Paint(stroke=FAINT))
            words = number(tick)
            drawing.text((x.at_low - 8.0, place + 4.5), words, Type(_SIZE, SOFT, "end"))
        drawing.rect((x.at_low, y.at_high), box, Paint(stroke=LINE))
        if x_name:
            middle = (x.at_low + x.at_high) / 2.0
            drawing.text((middle, y.at_low + 42.0), x_name, Type(_SIZE, INK, "middle"))
        if y_name:
            drawing.text((_EDGE, y.at_high - 9.0), y_name, Type(_SIZE, INK))

    def curve(self, points: Iterable[Point], paint: Paint) -> None:
        """Draw lines from value to value; what lies outside of the plot is cut off."""
        inside: list[Point] = []
        for a, b in itertools.pairwise(points):
            part = _clipped(self._places(a, b), self)
            if part is None or (inside and inside[-1] != part[0]):
                self._put(inside, paint)
                inside = []
            if part is not None:
                inside = inside or [part[0]]
                inside.append(part[1])
        self._put(inside, paint)

    def _places(self, a: Point, b: Point) -> tuple[Point, Point]:
        return (self.x.place(a[0]), self.y.place(a[1])), (self.x.place(b[0]), self.y.place(b[1]))

    def _put(self, points: list[Point], paint: Paint) -> None:
        if len(points) > 1:
            self.drawing.line(points, paint)


def legend(drawing: Drawing, entries: Sequence[Entry]) -> float:
    """Explain the lines in rows above the plot, where they hide nothing.

    Parameters
    ----------
    drawing : Drawing
        As `new_drawing` gives it.
    entries : sequence of Entry
        As many to a row as fit.

    Returns
    -------
    float
        Where the inside of the plot begins.
    """
    style, left, foot = Type(_SIZE, INK), _EDGE, _HEAD_FOOT + _LEGEND_LINE + 2.0
    for entry in entries:
        wide = _SAMPLE + 7.0 + style.width(entry.words)
        if left > _EDGE and left + wide > WIDTH - _EDGE:
            left, foot = _EDGE, foot + _LEGEND_LINE
        if entry.dot:
            drawing.circle((left + _SAMPLE / 2.0, foot - 4.5), 3.6, entry.paint)
        else:
            line = [(left, foot - 4.5), (left + _SAMPLE, foot - 4.5)]
            drawing.line(line, entry.paint._replace(fill="none", fill_opacity=1.0))
        drawing.text((left + _SAMPLE + 7.0, foot), entry.words, style)
        left += wide + 12.0
    return foot + 38.0


def new_drawing(height: float, title: str, of: str, mark: str) -> Drawing:
    """Begin a plot: white ground, what it shows, of which file, and the mark of unreal data.

    Parameters
    ----------
    height : float
        Of the whole drawing.
    title, of : str
        What is shown; of what.
    mark : str
        SIMULATED or REPLAY; empty for a person on a real board.
    """
    drawing = Drawing(WIDTH, height, f"{title} of {of}")
    drawing.rect((0.0, 0.0), (WIDTH, height), Paint(fill=WHITE))
    drawing.text((_EDGE, _HEAD_FOOT), title, _HEAD)
    marked = Type(14.0, INK, "end", bold=True)
    if mark:
        drawing.text((WIDTH - _EDGE, _HEAD_FOOT), mark, marked)
    start = _EDGE + _HEAD.width(title) + 14.0
    room = WIDTH - _EDGE - start - (marked.width(mark) + 14.0 if mark else 0.0)
    drawing.text((start, _HEAD_FOOT), _SUBHEAD.fitted(of, room), _SUBHEAD)
    return drawing


def ticks(axis: Axis, n_most: float) -> tuple[float, ...]:
    """Round values along an axis: with 2 and 5 of each decade where decades are few.

    Examples
    --------
    >>> ticks(Axis(0.1, 20.0, 0.0, 100.0, log=True), 5.0)
    (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
    """
    if not axis.log:
        return axis.ticks(max(2, math.floor(n_most)))
    decades = axis.ticks(1)
    if math.log10(axis.high / axis.low) >= _DECADES_WITH_MINOR:
        return decades
    first = math.floor(math.log10(axis.low) + 1e-9)
    last = math.ceil(math.log10(axis.high))
    values = (factor * 10.0**power for power in range(first, last + 1) for factor in (1.0, *_MINOR))
    near = 1.0 + 1e-9
    return tuple(
        float(f"{value:.6g}") for value in values if axis.low / near <= value <= axis.high * near
    )


def number(value: float) -> str:
    """Write a tick's value, with a real minus sign.

    Examples
    --------
    >>> number(-20.0), number(0.001), number(1e-6)
    ('−20', '0.001', '1e−06')
    """
    return f"{value:g}".replace("-", "−")


def _clipped(line: tuple[Point, Point], frame: Frame) -> tuple[Point, Point] | None:
    """Part of a line that lies in the plot (Liang and Barsky 1984, doi 10.1145/357332.357333)."""
    (x0, y0), (x1, y1) = line
    dx, dy = x1 - x0, y1 - y0
    enter, leave = 0.0, 1.0
    for step, room in (
        (-dx, x0 - frame.x.at_low),
        (dx, frame.x.at_high - x0),
        (-dy, y0 - frame.y.at_high),
        (dy, frame.y.at_low - y0),
    ):
        if step == 0.0:
            if room < 0.0:
                return None
        elif step < 0.0:
            enter = max(enter, room / step)
        else:
            leave = min(leave, room / step)
    if enter > leave:
        return None
    return (
        (x0 + enter * dx, y0 + enter * dy) if enter > 0.0 else (x0, y0),
        (x0 + leave * dx, y0 + leave * dy) if leave < 1.0 else (x1, y1),
    )
