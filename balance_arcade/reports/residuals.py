"""The residuals of a calibration on the board: where it errs, which way, and by how much."""

from __future__ import annotations

import math
from typing import Final

from balance_arcade.hw.calibration.file import FileV2
from balance_arcade.hw.calibration.fit import PointError
from balance_arcade.reports.axis import Axis, round_below
from balance_arcade.reports.drawing import Drawing, Paint, Point, Type
from balance_arcade.reports.look import BLUE, CARE, INK, LINE, PAPER, SOFT, WHITE

MARGIN_MM, HEAD_MM, FOOT_MM = 56.0, 70.0, 64.0
MIN_WIDTH_MM: Final = 470.0
LONGEST_FRAC: Final = 0.16
"""The greatest error is drawn about this long, of the board's smaller side."""
LEAST_ERROR_MM: Final = 1e-3
"""Smaller errors are not drawn larger still."""

_EDGE: Final = 16.0
_WORD: Final = Type()
_SOFT_WORD: Final = Type(11.0, SOFT, "middle")
_TICKS: Final = 4
_CORNER_MM: Final = 20.0


def residual_picture(content: FileV2) -> str:
    """Draw the plan of the board with an error arrow at each point.

    Parameters
    ----------
    content : FileV2
        A fitted calibration.

    Returns
    -------
    str
        An SVG file; one user unit is a millimetre of the board, errors are enlarged by the factor
        that stands beneath. The same calibration gives the same text.
    """
    readings = content.readings
    width, length = readings.width_mm, readings.length_mm
    whole = max(width + 2.0 * MARGIN_MM, MIN_WIDTH_MM)
    drawing = Drawing(
        whole,
        HEAD_MM + length + 2.0 * MARGIN_MM + FOOT_MM,
        f"Residuals of calibration {content.calibration_id} on board {content.board_id}",
        scale=2.0,
    )
    drawing.rect((0.0, 0.0), (drawing.width, drawing.height), Paint(fill=WHITE))
    middle = (whole / 2.0, HEAD_MM + MARGIN_MM + length / 2.0)
    ml = Axis(-width / 2.0, width / 2.0, middle[0] - width / 2.0, middle[0] + width / 2.0)
    # Turned over: ap grows towards the toes, places on the page grow downwards.
    ap = Axis(-length / 2.0, length / 2.0, middle[1] + length / 2.0, middle[1] - length / 2.0)
    times = _enlargement(content)
    _head(drawing, content)
    _plan(drawing, ml, ap)
    for number, error in enumerate(content.fit.errors, start=1):
        _arrow(drawing, number, error, ((ml.place(error.ml_mm), ap.place(error.ap_mm)), times))
    _foot(drawing, content, times)
    return drawing.file_text()


def _enlargement(content: FileV2) -> float:
    """Pick a round factor that makes the greatest error long enough to see."""
    greatest = max(
        (math.hypot(e.error_ml_mm, e.error_ap_mm) for e in content.fit.errors), default=0.0
    )
    longest = LONGEST_FRAC * min(content.readings.width_mm, content.readings.length_mm)
    return round_below(longest / max(greatest, LEAST_ERROR_MM))


def _head(drawing: Drawing, content: FileV2) -> None:
    fit = content.fit
    lines = [
        f"Calibration {content.calibration_id}: errors of the centre of pressure",
        f"each place left out in turn: {fit.left_out_rms_mm:.2f} mm rms,"
        f" {fit.left_out_max_mm:.2f} mm at most",
    ]
    if fit.check_rms_mm is not None:
        lines.append(
            f"held-back points: {fit.check_rms_mm:.2f} mm rms, {fit.check_max_mm:.2f} mm at most"
        )
    room = drawing.width - 2.0 * _EDGE
    title = Type(16.0, INK, bold=True)
    drawing.text((_EDGE, 26.0), title.fitted(f"Board {content.board_id}", room), title)
    for k, line in enumerate(lines):
        drawing.text((_EDGE, 45.0 + 16.0 * k), _WORD.fitted(line, room), _WORD)


def _plan(drawing: Drawing, ml: Axis, ap: Axis) -> None:
    left, right, top, bottom = ml.at_low, ml.at_high, ap.at_high, ap.at_low
    edge = Paint(fill=PAPER, stroke=SOFT)
    drawing.rect((left, top), (right - left, bottom - top), edge, radius=6.0)
    cross = Paint(stroke=LINE, width=0.8, dash="4 4")
    drawing.line([(left, ap.place(0.0)), (right, ap.place(0.0))], cross)
    drawing.line([(ml.place(0.0), top), (ml.place(0.0), bottom)], cross)
    for tick in _inner_ticks(ml):
        x = ml.place(tick)
        drawing.line([(x, bottom), (x, bottom + 5.0)], Paint(stroke=SOFT))
        drawing.text((x, bottom + 18.0), _value(tick), _SOFT_WORD)
    for tick in _inner_ticks(ap):
        y = ap.place(tick)
        drawing.line([(left - 5.0, y), (left, y)], Paint(stroke=SOFT))
        drawing.text((left - 9.0, y + 4.0), _value(tick), Type(11.0, SOFT, "end"))
    middle = ml.place(0.0)
    drawing.text((middle, top - 18.0), "front (toes), ap + mm", Type(anchor="middle"))
    drawing.text((middle, bottom + 38.0), "rear", Type(anchor="middle"))
    drawing.text((right + 10.0, ap.place(0.0) + 4.0), "ml +", _WORD)
    corners = (("TL", left, top), ("TR", right, top), ("BL", left, bottom), ("BR", right, bottom))
    for name, x, y in corners:
        drawing.circle((x, y), 8.0, Paint(fill=WHITE, stroke=SOFT))
        outwards = -20.0 if x == left else 20.0
        drawing.text((x + outwards, y + (-8.0 if y == top else 16.0)), name, _SOFT_WORD)


def _inner_ticks(axis: Axis) -> list[float]:
    """Ticks that do not run into the corners."""
    return [tick for tick in axis.ticks(_TICKS) if abs(tick) < axis.high - _CORNER_MM]


def _value(tick: float) -> str:
    return f"{tick:g}".replace("-", "−")


def _arrow(drawing: Drawing, number: int, error: PointError, drawn: tuple[Point, float]) -> None:
    (x, y), times = drawn
    colour = CARE if error.held_back else BLUE
    title = (
        f"{number}: {error.mass_kg:g} kg at {error.ml_mm:g}, {error.ap_mm:g} mm;"
        f" error {error.error_ml_mm:+.2f}, {error.error_ap_mm:+.2f} mm"
    )
    with drawing.group(title):
        _place_mark(drawing, (x, y), held_back=error.held_back)
        # The sign turns for the same reason: up on the page is forward.
        dx, dy = times * error.error_ml_mm, -times * error.error_ap_mm
        far = math.hypot(dx, dy)
        # A shorter arrow would be hidden by its own mark.
        if far > 1.0:
            tip = (x + dx, y + dy)
            # Barbs of 5 units, or half of a short arrow.
            long, aside = min(5.0, far / 2.0) / far, 0.45
            back = (tip[0] - long * dx, tip[1] - long * dy)
            barbs = [
                (back[0] - side * aside * long * dy, back[1] + side * aside * long * dx)
                for side in (1.0, -1.0)
            ]
            line = Paint(stroke=colour, width=1.6)
            drawing.line([(x, y), tip], line)
            drawing.line([barbs[0], tip, barbs[1]], line)


def _place_mark(drawing: Drawing, at: Point, *, held_back: bool) -> None:
    if held_back:
        drawing.rect((at[0] - 2.6, at[1] - 2.6), (5.2, 5.2), Paint(fill=CARE))
    else:
        drawing.circle(at, 2.6, Paint(fill=BLUE))


def _foot(drawing: Drawing, content: FileV2, times: float) -> None:
    bar_mm = round_below(0.25 * drawing.width / times)
    end, y = _EDGE + bar_mm * times, drawing.height - FOOT_MM + 6.0
    line = Paint(stroke=INK, width=1.6)
    drawing.line([(_EDGE, y), (end, y)], line)
    for x in (_EDGE, end):
        drawing.line([(x, y - 4.0), (x, y + 4.0)], line)
    drawing.text(
        (end + 10.0, y + 4.0), f"{bar_mm:g} mm of error, drawn {times:g} times as large", _WORD
    )
    _place_mark(drawing, (_EDGE + 4.0, y + 20.0), held_back=False)
    drawing.text((32.0, y + 24.0), "fitted; its arrow is from a fit without this place", _WORD)
    _place_mark(drawing, (_EDGE + 4.0, y + 38.0), held_back=True)
    readings = content.readings
    masses = ", ".join(f"{mass:g}" for mass in sorted({e.mass_kg for e in content.fit.errors}))
    cells = f"cells {readings.width_mm:g} x {readings.length_mm:g} mm"
    words = f"held back, not fitted.  Masses: {masses} kg; {cells}"
    drawing.text((32.0, y + 42.0), _WORD.fitted(words, drawing.width - 32.0 - _EDGE), _WORD)
