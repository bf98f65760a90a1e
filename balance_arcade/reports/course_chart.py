"""A chart of an outcome over time, with the band within which a change may be error."""

from __future__ import annotations

from typing import Final

from balance_arcade.records.clinic.progress import Course
from balance_arcade.reports.axis import Axis
from balance_arcade.reports.drawing import Anchor, Drawing, Paint, Type
from balance_arcade.reports.look import BLUE, FAINT, GOAL, INK, LINE, SOFT, WHITE
from balance_arcade.reports.outcome_names import spoken

SIZE: Final = (360.0, 190.0)
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 12.0, 22.0, 26.0
_UNTITLED_TOP, _TICK = 8.0, 16.0
"""Above a chart without a title; and of a number beside it, with room."""


def course_chart(
    course: Course, drawn: tuple[float, float] = SIZE, *, titled: bool = True
) -> Drawing:
    """Draw an outcome session by session, with the band within which a change may be error.

    Parameters
    ----------
    course : Course
        With two values at least.
    drawn : tuple of float
        Width and height.
    titled : bool
        Write the outcome's name above it; without it, a caption says it.

    Returns
    -------
    Drawing
        The band lies about the first value; without one there is none. Grey behind it lies the
        norm, where one applies.
    """
    drawing = Drawing(*drawn, f"{spoken(course.name)} over {len(course.points)} sessions")
    points = [(k, one.value) for k, one in enumerate(course.points) if one.value is not None]
    values = [value for _, value in points]
    band = course.mdc95 or 0.0
    low, high = min(*values, values[0] - band), max(*values, values[0] + band)
    norms = [one.band for one in course.points if one.band is not None]
    low = min([low, *(edges[0] for edges in norms if edges[0] is not None)])
    high = max([high, *(edges[1] for edges in norms)])
    room = 0.08 * (high - low) or 1.0
    x = Axis(-0.4, len(course.points) - 0.6, _LEFT, drawn[0] - _RIGHT)
    y = Axis(low - room, high + room, drawn[1] - _BOTTOM, _TOP if titled else _UNTITLED_TOP)
    size = (x.at_high - x.at_low, y.at_low - y.at_high)
    drawing.rect((x.at_low, y.at_high), size, Paint(fill=WHITE))
    _norm_bands(drawing, course, x, y)
    if band:
        top, foot = y.place(values[0] + band), y.place(values[0] - band)
        drawing.rect((x.at_low, top), (size[0], foot - top), Paint(fill=GOAL, fill_opacity=0.18))
    # A low chart has no room for as many numbers.
    for tick in y.ticks(max(1, min(4, int(size[1] // _TICK)))):
        drawing.line([(x.at_low, y.place(tick)), (x.at_high, y.place(tick))], Paint(stroke=FAINT))
        drawing.text((x.at_low - 5.0, y.place(tick) + 4.0), f"{tick:g}", Type(11.0, SOFT, "end"))
    drawing.rect((x.at_low, y.at_high), size, Paint(stroke=LINE))
    drawing.line([(x.place(k), y.place(value)) for k, value in points], Paint(stroke=BLUE, width=2))
    for k, value in points:
        drawing.circle((x.place(k), y.place(value)), 4.0, Paint(fill=BLUE, stroke=WHITE, width=1.2))
    for k, one in enumerate(course.points):
        if one.value is None:
            # No value is no zero: a hollow mark at the foot says that there was a session.
            drawing.circle((x.place(k), y.at_low - 6.0), 3.5, Paint(stroke=SOFT, fill=WHITE))
    for k in sorted({0, len(course.points) - 1}):
        anchor: Anchor = "start" if k == 0 else "end"
        at = (x.at_low if k == 0 else x.at_high, drawn[1] - 9.0)
        drawing.text(at, f"{course.points[k].began:%Y-%m-%d}", Type(11.0, SOFT, anchor))
    title = spoken(course.name)
    if titled:
        drawing.text((2.0, 13.0), Type(12.0, INK).fitted(title, drawn[0] - 4.0), Type(12.0, INK))
    return drawing


def _norm_bands(drawing: Drawing, course: Course, x: Axis, y: Axis) -> None:
    """Shade the norm behind each session it applies to: age and stance may change between them."""
    first = 0
    points = course.points
    for k in range(1, len(points) + 1):
        # Sessions of one band are one rectangle: edges that touch would show as lines.
        if k < len(points) and points[k].band == points[first].band:
            continue
        band, begun, first = points[first].band, first, k
        if band is None:
            continue
        left, right = max(x.place(begun - 0.5), x.at_low), min(x.place(k - 0.5), x.at_high)
        top, foot = y.place(band[1]), y.at_low if band[0] is None else y.place(band[0])
        drawing.rect((left, top), (right - left, foot - top), Paint(fill=SOFT, fill_opacity=0.16))
