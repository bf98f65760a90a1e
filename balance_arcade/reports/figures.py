"""Figures of a session: limits of stability, statokinesigram, load left and right; true to scale.

Each takes the plain values of `SessionSummary` and returns a `Drawing`; each drawing carries the
mark SIMULATED or REPLAY itself, because pictures are cut out of pages.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from balance_arcade.core.words import msgid
from balance_arcade.reports.axis import Axis, equal_axes, nice_step
from balance_arcade.reports.drawing import Drawing, Paint, Point, Type
from balance_arcade.reports.look import AMBER, BLUE, FAINT, GOAL, INK, LINE, SOFT, WHITE
from balance_arcade.reports.petals import DIRECTIONS, petal_points

SIZE: Final = 12.0
SMALL: Final = 11.0
LEAST_RANGE_MM: Final = 8.0
"""A quieter stance than this is not drawn larger, so that stillness looks still."""

_VALUE: Final = Type(SIZE, INK, "middle", bold=True)
_WORD: Final = Type(SMALL, SOFT, "middle")
_STAR_INNER: Final = 0.45
_PLOT_LEFT, _PLOT_TOP, _PLOT_RIGHT, _PLOT_BOTTOM = 38.0, 20.0, 8.0, 36.0
_TICK_SPACING: Final = 28.0
_LABEL_ROOM: Final = 110.0
_DASH: Final = ("", "5 3")
"""A solid line and a dashed one."""


def limits_figure(
    limits_mm: Sequence[float],
    size: tuple[float, float],
    mark: str = "",
    *,
    then_mm: Sequence[float] = (),
) -> Drawing | None:
    """Eight petals at one scale, rings of millimetres beneath, an outline through their tips.

    Parameters
    ----------
    limits_mm : sequence of 8 floats
        Directional limits from the centre of quiet stance, clockwise from forward, millimetres.
        A limit that is not a finite number, or below 0, gets a dash and no petal.
    size : tuple of float
        Width and height of the drawing.
    mark : str
        SIMULATED or REPLAY.
    then_mm : sequence of 8 floats
        Limits of an earlier day: a dashed outline without petals over those of now, the number of
        each in brackets behind the present one. Empty for none.

    Returns
    -------
    Drawing or None
        None where no limit is a number.

    Examples
    --------
    >>> limits_figure([math.nan] * 8, (340.0, 300.0)) is None
    True
    """
    if not any(_reached(limit) for limit in limits_mm):
        return None
    drawing = Drawing(*size, msgid("Limits of stability in eight directions"))
    at = (size[0] / 2.0, size[1] / 2.0)
    # Room beside and above the outermost ring for its words.
    radius = min(at[0] - 52.0, at[1] - 22.0)
    outer_mm = _outer((*limits_mm, *then_mm))
    _rings(drawing, at, radius / outer_mm, outer_mm)
    tips = []
    for k, limit in enumerate(limits_mm):
        if _reached(limit):
            length = radius * limit / outer_mm
            drawing.polygon(petal_points(at, length, k, 3.0), Paint(fill=GOAL, stroke=BLUE))
            tips.append(_around(at, length, k))
        before = then_mm[k] if then_mm else math.nan
        _limit_label(drawing, at, radius, (k, limit, before))
    # With a tip missing the outline would cut across a direction that nobody measured.
    if len(tips) == len(limits_mm):
        drawing.polygon(
            tips, Paint(stroke=BLUE, width=1.8 if then_mm else 1.5, dash=_DASH[not then_mm])
        )
    if then_mm and all(map(_reached, then_mm)):
        outline = [_around(at, radius * one / outer_mm, k) for k, one in enumerate(then_mm)]
        drawing.polygon(outline, Paint(stroke=INK, width=1.6, dash=_DASH[True]))
        for corner in outline:
            drawing.circle(corner, 2.2, Paint(fill=WHITE, stroke=INK, width=1.2))
    drawing.circle(at, 3.0, Paint(fill=INK))
    _marked(drawing, mark)
    return drawing


def _reached(limit: float) -> bool:
    return math.isfinite(limit) and limit >= 0.0


def _around(at: Point, length: float, direction: float) -> Point:
    angle = math.radians(45.0 * direction)
    return at[0] + length * math.sin(angle), at[1] - length * math.cos(angle)


def ring_step(limits_mm: Sequence[float]) -> float:
    """Distance between the rings of `limits_figure` in millimetres."""
    return nice_step(_outer(limits_mm), 4)


def _outer(limits_mm: Sequence[float]) -> float:
    return max(LEAST_RANGE_MM, *(limit for limit in limits_mm if _reached(limit)))


def _rings(drawing: Drawing, at: Point, scale: float, outer_mm: float) -> None:
    step = nice_step(outer_mm, 4)
    for k in range(8):
        drawing.line([at, _around(at, scale * outer_mm, k)], Paint(stroke=FAINT))
    for k in range(1, math.floor(outer_mm / step + 1e-9) + 1):
        drawing.circle(at, scale * k * step, Paint(stroke=LINE))


def _limit_label(
    drawing: Drawing, at: Point, radius: float, petal: tuple[int, float, float]
) -> None:
    k, limit, before = petal
    x, y = _around(at, radius, k)
    words = f"{limit:.0f}" if _reached(limit) else "–"
    # Directions count clockwise from forward: 0 above, 2 right, 4 below, 6 left.
    below, after = 2 < k < 6, k < 4
    if k in {0, 4}:
        y += -8.0 if k == 0 else 17.0
        drawing.text((x + 3.0, y), DIRECTIONS[k], Type(SMALL, SOFT, "end"))
        drawing.text((x + 8.0, y), words, Type(SIZE, INK, bold=True))
        x += 8.0 + Type(SIZE, bold=True).width(words) + 2.0
    elif k in {2, 6}:
        x += 26.0 if k == 2 else -26.0
        drawing.text((x, y - 4.0), DIRECTIONS[k], _WORD)
        drawing.text((x, y + 10.0), words, _VALUE)
        x, y = x - 11.0, y + 14.0
    else:
        x, y = x + (15.0 if after else -15.0), y + (13.0 if below else -3.0)
        drawing.text((x, y), words, _VALUE)
        x += 11.0 if after else -11.0 - Type(SMALL).width(f"({before:.0f})")
    if _reached(before):
        foot = y + 10.0 if k in {2, 6} else y
        drawing.text((x, foot), f"({before:.0f})", Type(SMALL, SOFT))


def statokinesigram(
    path_mm: Sequence[Point],
    ellipse_mm: tuple[float, float, float, float, float],
    size: tuple[float, float],
    mark: str = "",
    *,
    span_mm: float = LEAST_RANGE_MM,
) -> Drawing | None:
    """Path of the centre of pressure, millimetre grid, equal scale both ways, 95 % ellipse.

    Parameters
    ----------
    path_mm : sequence of (ml, ap)
        In millimetres, board's axes; places that are not finite are left out.
    ellipse_mm : tuple of float
        Centre ml, ap, semi-axes, angle from +ml in radians; not drawn where one is not finite.
    size : tuple of float
        Width and height of the drawing.
    mark : str
        SIMULATED or REPLAY.
    span_mm : float
        What is seen at least; the same for two figures makes their scales the same.

    Returns
    -------
    Drawing or None
        None where the path has fewer than two places.
    """
    path = [point for point in path_mm if math.isfinite(point[0] + point[1])]
    if len(path) < 2:
        return None
    drawing = Drawing(*size, msgid("Statokinesigram of quiet stance"))
    ml, ap = _plot_axes(path, ellipse_mm, size, span_mm)
    _grid(drawing, ml, ap)
    around = math.isfinite(sum(ellipse_mm))
    at = (ml.place(ellipse_mm[0]), ap.place(ellipse_mm[1])) if around else (0.0, 0.0)
    if around:
        scale = (ml.at_high - ml.at_low) / (ml.high - ml.low)
        radii = (ellipse_mm[2] * scale, ellipse_mm[3] * scale)
        # Beneath the path: a PDF of ours has no glass, and would hide it.
        paint = Paint(fill=GOAL, fill_opacity=0.15, stroke=BLUE, width=2.2)
        drawing.ellipse(at, radii, math.degrees(ellipse_mm[4]), paint)
    drawing.line([(ml.place(x), ap.place(y)) for x, y in path], Paint(stroke=INK, width=1.3))
    if around:
        drawing.circle(at, 3.5, Paint(fill=BLUE, stroke=WHITE))
    _marked(drawing, mark)
    return drawing


def _plot_axes(
    path: Sequence[Point],
    ellipse_mm: tuple[float, float, float, float, float],
    size: tuple[float, float],
    least_mm: float,
) -> tuple[Axis, Axis]:
    width = size[0] - _PLOT_LEFT - _PLOT_RIGHT
    height = size[1] - _PLOT_TOP - _PLOT_BOTTOM
    box = (_PLOT_LEFT, _PLOT_TOP, width, height)
    return equal_axes(plane_spans(path, ellipse_mm), box, least=max(least_mm, LEAST_RANGE_MM))


def plane_spans(
    path_mm: Sequence[Point], ellipse_mm: tuple[float, float, float, float, float]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """How far a path and its ellipse reach along ml and ap.

    Parameters
    ----------
    path_mm : sequence of (ml, ap)
        At least one place, each finite.
    ellipse_mm : tuple of float
        As for `statokinesigram`; left out where it is not finite.

    Returns
    -------
    tuple of (low, high)
        Of ml and of ap, millimetres.
    """
    spans = [_span([point[axis] for point in path_mm]) for axis in (0, 1)]
    if math.isfinite(sum(ellipse_mm)):
        centre_ml, centre_ap, major, minor, angle = ellipse_mm
        # Half the extent of a turned ellipse along each axis.
        halves = (
            math.hypot(major * math.cos(angle), minor * math.sin(angle)),
            math.hypot(major * math.sin(angle), minor * math.cos(angle)),
        )
        for axis, (centre, half) in enumerate(zip((centre_ml, centre_ap), halves, strict=True)):
            spans[axis] = _span([*spans[axis], centre - half, centre + half])
    return spans[0], spans[1]


def _span(values: Sequence[float]) -> tuple[float, float]:
    return min(values), max(values)


def _grid(drawing: Drawing, ml: Axis, ap: Axis) -> None:
    box = (ml.at_high - ml.at_low, ap.at_low - ap.at_high)
    drawing.rect((ml.at_low, ap.at_high), box, Paint(fill=WHITE))
    n_most = max(2, math.floor(box[0] / _TICK_SPACING))
    # One step for both axes, so that the grid is of squares.
    step = nice_step(ml.high - ml.low, n_most)
    for axis, is_ml in ((ml, True), (ap, False)):
        for tick in _multiples(axis, step):
            place = axis.place(tick)
            ends = (
                [(place, ap.at_low), (place, ap.at_high)]
                if is_ml
                else [(ml.at_low, place), (ml.at_high, place)]
            )
            drawing.line(ends, Paint(stroke=SOFT if tick == 0.0 else FAINT))
            words = f"{tick:g}".replace("-", "−")
            if is_ml:
                drawing.text((place, ap.at_low + 15.0), words, _WORD)
            else:
                drawing.text((ml.at_low - 5.0, place + 4.0), words, Type(SMALL, SOFT, "end"))
    drawing.rect((ml.at_low, ap.at_high), box, Paint(stroke=LINE))
    drawing.text((2.0, 12.0), msgid("forward, ap mm"), Type(SMALL, SOFT))
    middle = (ml.at_low + ml.at_high) / 2.0
    drawing.text((middle, ap.at_low + 31.0), msgid("right, ml mm"), _WORD)


def _multiples(axis: Axis, step: float) -> tuple[float, ...]:
    first, last = math.ceil(axis.low / step), math.floor(axis.high / step)
    return tuple(k * step for k in range(first, last + 1))


def load_figure(left_share: float, size: tuple[float, float]) -> Drawing | None:
    """Share of the load on the left and on the right as one bar, with the middle marked.

    Parameters
    ----------
    left_share : float
        Mean share of the load on the left, 0 to 1.
    size : tuple of float
        Width and height of the drawing.

    Returns
    -------
    Drawing or None
        None where the share is not a number.

    Examples
    --------
    >>> load_figure(0.47, (700.0, 40.0)).root[0].text
    'Load: 47 % left, 53 % right'
    """
    if not math.isfinite(left_share):
        return None
    # The right is 100 less this, so that both together are 100 on the page.
    left = round(100.0 * left_share)
    drawing = Drawing(
        *size, msgid("Load: {left} % left, {right} % right").format(left=left, right=100 - left)
    )
    axis = Axis(0.0, 1.0, _LABEL_ROOM, size[0] - _LABEL_ROOM)
    split = axis.place(min(1.0, max(0.0, left_share)))
    top, tall = 6.0, size[1] - 12.0
    drawing.rect((axis.at_low, top), (split - axis.at_low, tall), Paint(fill=GOAL))
    drawing.rect((split, top), (axis.at_high - split, tall), Paint(fill=BLUE))
    middle = axis.place(0.5)
    drawing.line([(middle, 0.0), (middle, size[1])], Paint(stroke=INK, width=2.0))
    foot = size[1] / 2.0 + 5.0
    drawing.text(
        (axis.at_low - 10.0, foot),
        msgid("left {left} %").format(left=left),
        Type(14.0, INK, "end", bold=True),
    )
    words = msgid("{right} % right").format(right=100 - left)
    drawing.text((axis.at_high + 10.0, foot), words, Type(14.0, INK, "start", bold=True))
    return drawing


def stars_figure(stars: int, n_stars: int = 3) -> Drawing:
    """Stars in a row: won ones are filled, the others an outline."""
    drawing = Drawing(20.0 * n_stars, 18.0, f"{stars} of {n_stars} stars")
    for k in range(n_stars):
        won = k < stars
        paint = Paint(fill=AMBER, stroke="#8A5A00") if won else Paint(stroke=LINE, width=1.2)
        drawing.polygon(_star((20.0 * k + 10.0, 9.5), 8.0), paint)
    return drawing


def _star(at: Point, radius: float) -> list[Point]:
    lengths = (radius, _STAR_INNER * radius)
    # Ten corners are 36 degrees apart, and `_around` counts in eighths of a turn.
    return [_around(at, lengths[k % 2], k * 360.0 / 10.0 / 45.0) for k in range(10)]


def difficulty_figure(difficulty: float) -> Drawing:
    """Draw a short bar, filled from the left as far as the difficulty, 0 to 1."""
    drawing = Drawing(60.0, 10.0, "Difficulty from 0 to 1")
    drawing.rect((0.0, 2.0), (60.0, 6.0), Paint(fill=FAINT), radius=3.0)
    share = min(1.0, max(0.0, difficulty)) if math.isfinite(difficulty) else 0.0
    if share > 0.0:
        drawing.rect((0.0, 2.0), (60.0 * share, 6.0), Paint(fill=BLUE), radius=3.0)
    return drawing


def _marked(drawing: Drawing, mark: str) -> None:
    if mark:
        drawing.text((drawing.width - 8.0, 13.0), mark, Type(SMALL, SOFT, "end", bold=True))
