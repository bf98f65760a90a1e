"""The force-time curve of a jump with its phases, as athlete and coach want to see it.

On top the few numbers that are talked about, each with its expanded uncertainty; below the load in
newtons and body weights, the phases as bands of colour with their names and lengths in a ribbon
beneath, body weight as a line, and what makes the trial a bad one in words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from balance_arcade.assess.jump_record import JumpResult
from balance_arcade.assess.jumps import JumpCurves
from balance_arcade.cop.jumps.uncertainty import COVERAGE
from balance_arcade.reports.axis import Axis, nice_step
from balance_arcade.reports.drawing import Drawing, Paint, Point, Type
from balance_arcade.reports.look import (
    AMBER,
    BLUE,
    CARE,
    FAINT,
    GOAL,
    GOOD,
    INK,
    LINE,
    MAUVE,
    PAPER,
    SOFT,
    WHITE,
)
from balance_arcade.reports.plot_frame import Frame

WIDTH, HEIGHT = 960.0, 600.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 76.0, 64.0, 172.0, 506.0
_EDGE: Final = 28.0
_RIBBON: Final = 36.0
_MOST_POINTS: Final = 4000

TITLES: Final = {
    "cmj": "Countermovement jump",
    "sj": "Squat jump",
    "dj": "Drop jump",
    "hops": "Repeated hops",
    "landing": "Landing",
    "push": "Isometric push",
    "squat": "Squat",
    "sts": "Sit to stand",
}


class _Number(NamedTuple):
    """A number of the headline: which value, what it is called, its factor, unit and digits."""

    name: str
    label: str
    factor: float
    unit: str
    digits: int


_HEIGHT: Final = _Number("jump_height_impulse_m", "height, impulse", 100.0, "cm", 1)
_FLOWN: Final = _Number("jump_height_flight_m", "height, flight time", 100.0, "cm", 1)
_FROM_STANDING: Final = (
    _HEIGHT,
    _FLOWN,
    _Number("rsi_modified_m_s", "modified RSI", 1.0, "m/s", 2),
    _Number("peak_power_w_kg", "peak power", 1.0, "W/kg", 1),
    _Number("time_to_take_off_s", "time to take-off", 1000.0, "ms", 0),
)
_NUMBERS: Final[dict[str, tuple[_Number, ...]]] = {
    "cmj": _FROM_STANDING,
    "sj": _FROM_STANDING,
    "dj": (
        _Number("rsi_m_s", "RSI", 1.0, "m/s", 2),
        _Number("contact_time_s", "contact", 1000.0, "ms", 0),
        _FLOWN,
        _Number("drop_height_m", "drop height", 100.0, "cm", 1),
        _Number("peak_force_bw", "peak force", 1.0, "BW", 2),
    ),
    "hops": (
        _Number("best5_rsi_m_s", "RSI, best five", 1.0, "m/s", 2),
        _Number("best5_contact_time_s", "contact, best five", 1000.0, "ms", 0),
        _Number("best5_height_m", "height, best five", 100.0, "cm", 1),
        _Number("mean_stiffness_n_m", "stiffness", 0.001, "kN/m", 1),
        _Number("n_hops", "hops", 1.0, "", 0),
    ),
    "landing": (
        _Number("time_threshold_s", "steady within 5 %", 1.0, "s", 2),
        _Number("vertical_stability_index", "stability index", 1.0, "", 3),
        _Number("peak_force_bw", "peak force", 1.0, "BW", 2),
        _Number("drop_height_m", "drop height", 100.0, "cm", 1),
    ),
    "push": (
        _Number("net_peak_force_n", "net peak force", 1.0, "N", 0),
        _Number("time_to_peak_s", "time to peak", 1.0, "s", 2),
        _Number("rfd_0_200_n_s", "RFD 0-200 ms", 0.001, "kN/s", 2),
        _Number("holding_error_pct", "holding error", 1.0, "%", 1),
    ),
    "squat": (
        _Number("peak_power_w", "peak power", 1.0, "W", 0),
        _Number("depth_m", "depth", 100.0, "cm", 1),
        _Number("peak_velocity_m_s", "peak velocity", 1.0, "m/s", 2),
    ),
    "sts": (
        _Number("peak_power_w", "peak power", 1.0, "W", 0),
        _Number("rise_time_s", "rise", 1.0, "s", 2),
        _Number("peak_force_bw", "peak force", 1.0, "BW", 2),
    ),
}

_PHASES: Final = (
    ("weighing", "", "", LINE),
    ("unweighting", "onset", "braking", GOAL),
    ("braking", "braking", "propulsion", AMBER),
    ("propulsion", "propulsion", "take_off", GOOD),
    ("flight", "take_off", "landing", PAPER),
    ("landing", "landing", "landed", MAUVE),
)
_CONTACT_PHASES: Final = (
    ("braking", "touch_down", "propulsion", AMBER),
    ("propulsion", "propulsion", "take_off", GOOD),
    ("flight", "take_off", "landing", PAPER),
    ("landing", "landing", "landed", MAUVE),
)
_OTHER_PHASES: Final = {
    "hops": (("hops", "first_take_off", "last_landing", GOAL),),
    "landing": (("landing", "landing", "landed", MAUVE),),
    "push": (("rise", "onset", "peak", GOOD),),
    "squat": (("lowering", "onset", "lowest", AMBER), ("rising", "lowest", "risen", GOOD)),
    "sts": (("seat off", "onset", "peak", AMBER), ("rising", "peak", "risen", GOOD)),
}


class _Band(NamedTuple):
    name: str
    start_s: float
    stop_s: float
    colour: str


def jump_figure(result: JumpResult, curves: JumpCurves, *, of: str, mark: str = "") -> Drawing:
    """Draw one trial.

    Parameters
    ----------
    result : JumpResult
        Its values and events.
    curves : JumpCurves
        Its load.
    of : str
        Of what: the file.
    mark : str
        SIMULATED or REPLAY; empty for a person on a real plate.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> from balance_arcade.assess.jumps import JumpRecord, measure_jumps
    >>> from balance_arcade.testing.jump_models import countermovement_jump
    >>> [jump] = measure_jumps(JumpRecord(countermovement_jump(1).load_n, 1000.0))
    >>> drawing = jump_figure(jump.result, jump.curves, of="demo", mark="SIMULATED")
    >>> "Countermovement jump" in drawing.file_text()
    True
    """
    title = TITLES[result.test]
    drawing = Drawing(WIDTH, HEIGHT, f"{title} of {of}")
    drawing.rect((0.0, 0.0), (WIDTH, HEIGHT), Paint(fill=WHITE))
    _head(drawing, title, result, of, mark)
    _headline(drawing, result)
    bands = _bands(result, curves)
    frame = _frame(drawing, result, curves, bands)
    _ground(frame, bands, curves)
    _curves(frame, curves)
    _events(frame, result, curves)
    _ribbon(frame, bands)
    _foot(drawing, result)
    return drawing


def _head(drawing: Drawing, title: str, result: JumpResult, of: str, mark: str) -> None:
    drawing.text((_EDGE, 36.0), title, Type(22.0, INK, bold=True))
    if mark:
        drawing.text((WIDTH - _EDGE, 36.0), mark, Type(15.0, INK, "end", bold=True))
    said = f"trial {result.number} · {result.rate_hz:g} Hz · {of}"
    style = Type(13.0, SOFT)
    drawing.text((_EDGE, 56.0), style.fitted(said, WIDTH - 2.0 * _EDGE), style)


def _headline(drawing: Drawing, result: JumpResult) -> None:
    numbers = _NUMBERS[result.test]
    wide = (WIDTH - 2.0 * _EDGE) / len(numbers)
    for k, number in enumerate(numbers):
        at = _EDGE + k * wide
        value = result.value(number.name)
        # The unit stands with the name: how wide bold digits are hangs on the machine's typeface.
        label = f"{number.label}, {number.unit}" if number.unit else number.label
        drawing.text((at, 85.0), label, Type(13.0, SOFT))
        if value is None:
            drawing.text((at, 120.0), "–", Type(32.0, SOFT, bold=True))
            drawing.text((at, 139.0), "no value", Type(12.0, SOFT))
            continue
        words = f"{number.factor * value:.{number.digits}f}"
        drawing.text((at, 120.0), words, Type(32.0 if k else 36.0, INK, bold=True))
        u = result.uncertainty.get(number.name)
        if u is not None:
            spread = number.factor * COVERAGE * u
            said = f"{spread:.{number.digits}f}"
            said = said if float(said) else f"{spread:.1g}"
            drawing.text((at, 139.0), f"± {said} (95 %)", Type(12.0, SOFT))


def _bands(result: JumpResult, curves: JumpCurves) -> list[_Band]:
    events = result.events
    rows = _OTHER_PHASES.get(result.test)
    if rows is None:
        rows = _CONTACT_PHASES if result.test == "dj" else _PHASES
    bands = []
    for name, begin, end, colour in rows:
        if name == "weighing" and curves.weighing_s is not None:
            bands.append(_Band(name, *curves.weighing_s, colour))
        elif begin in events and end in events and events[end] > events[begin]:
            bands.append(_Band(name, events[begin], events[end], colour))
    return bands


def _frame(
    drawing: Drawing, result: JumpResult, curves: JumpCurves, bands: Sequence[_Band]
) -> Frame:
    begin, end = float(curves.t_s[0]), float(curves.t_s[-1])
    moving = [band for band in bands if band.name != "weighing"]
    if moving:
        # The jump fills the picture; of quiet standing a little is enough.
        length = moving[-1].stop_s - moving[0].start_s
        begin = max(begin, moving[0].start_s - max(0.35, 0.3 * length))
        end = min(end, moving[-1].stop_s + max(0.45, 0.35 * length))
    shown = (curves.t_s >= begin) & (curves.t_s <= end)
    there = curves.force_n[shown & np.isfinite(curves.force_n)]
    top = max(1.0, float(there.max())) if there.size else 1.0
    high = max(1.12 * top, 1.5 * (curves.body_weight_n or top))
    low = min(-0.03 * high, float(there.min())) if there.size else 0.0
    frame = Frame(
        drawing,
        Axis(begin, end, _LEFT, WIDTH - _RIGHT),
        Axis(low, high, _BOTTOM, _TOP),
    )
    _ticks(frame, curves.body_weight_n)
    return frame


def _ticks(frame: Frame, weight_n: float | None) -> None:
    drawing, x, y = frame.drawing, frame.x, frame.y
    small = Type(12.0, SOFT, "end")
    for tick in y.ticks(6):
        place = y.place(tick)
        drawing.line([(x.at_low, place), (x.at_high, place)], Paint(stroke=FAINT))
        drawing.text((x.at_low - 8.0, place + 4.0), f"{tick:g}", small)
    drawing.text((x.at_low - 8.0, y.at_high - 10.0), "N", small)
    if weight_n:
        step = max(1.0, nice_step(y.high / weight_n, 7))
        for k in range(1, int(y.high / weight_n / step) + 1):
            place = y.place(k * step * weight_n)
            drawing.text((x.at_high + 8.0, place + 4.0), f"{k * step:g}", Type(12.0, SOFT))
        drawing.text((x.at_high + 8.0, y.at_high - 10.0), "BW", Type(12.0, SOFT))


def _ground(frame: Frame, bands: Sequence[_Band], curves: JumpCurves) -> None:
    drawing, x, y = frame.drawing, frame.x, frame.y
    for band in bands:
        left, right = (x.place(min(max(t, x.low), x.high)) for t in band[1:3])
        faint = 0.12 if band.name in ("weighing", "flight") else 0.2
        colour = SOFT if band.name in ("weighing", "flight") else band.colour
        paint = Paint(fill=colour, fill_opacity=faint if band.name != "flight" else 0.06)
        if right > left:
            drawing.rect((left, y.at_high), (right - left, y.at_low - y.at_high), paint)
    drawing.line([(x.at_low, y.place(0.0)), (x.at_high, y.place(0.0))], Paint(stroke=LINE))
    if curves.body_weight_n:
        place = y.place(curves.body_weight_n)
        dashed = Paint(stroke=SOFT, width=1.2, dash="6 4")
        drawing.line([(x.at_low, place), (x.at_high, place)], dashed)
        words = f"body weight {curves.body_weight_n:.0f} N"
        style = Type(12.0, SOFT)
        size = (1.05 * style.width(words) + 8.0, 17.0)
        drawing.rect((x.at_low + 4.0, place - 20.0), size, Paint(fill=WHITE, fill_opacity=0.75))
        drawing.text((x.at_low + 8.0, place - 6.0), words, style)


def _curves(frame: Frame, curves: JumpCurves) -> None:
    shown = (curves.t_s >= frame.x.low) & (curves.t_s <= frame.x.high)
    t_s = curves.t_s[shown]
    if curves.sides_n is not None:
        sides = curves.sides_n[shown]
        frame.curve(_points(t_s, sides[:, 0]), Paint(stroke=BLUE, width=1.5))
        frame.curve(_points(t_s, sides[:, 1]), Paint(stroke=CARE, width=1.5, dash="7 3"))
        left = frame.x.at_high - 150.0
        for k, (word, colour, dash) in enumerate((("left", BLUE, ""), ("right", CARE, "7 3"))):
            at = left + 78.0 * k
            line = [(at, _TOP - 14.0), (at + 26.0, _TOP - 14.0)]
            frame.drawing.line(line, Paint(stroke=colour, width=1.8, dash=dash))
            frame.drawing.text((at + 32.0, _TOP - 10.0), word, Type(12.0, INK))
    frame.curve(_points(t_s, curves.force_n[shown]), Paint(stroke=INK, width=2.2))


def _points(t_s: np.ndarray, values: np.ndarray) -> list[Point]:
    step = max(1, t_s.size // _MOST_POINTS)
    whole = np.isfinite(values)
    return list(zip(t_s[whole][::step].tolist(), values[whole][::step].tolist(), strict=True))


def _events(frame: Frame, result: JumpResult, curves: JumpCurves) -> None:
    for name in ("onset", "touch_down", "take_off", "landing"):
        t_s = result.events.get(name)
        if t_s is None or not frame.x.low <= t_s <= frame.x.high:
            continue
        at = min(int(np.searchsorted(curves.t_s, t_s - 1e-9)), curves.force_n.size - 1)
        force = float(curves.force_n[at])
        if math.isfinite(force):
            place = (frame.x.place(t_s), frame.y.place(min(max(force, frame.y.low), frame.y.high)))
            frame.drawing.circle(place, 4.2, Paint(fill=WHITE, stroke=INK, width=1.8))


def _ribbon(frame: Frame, bands: Sequence[_Band]) -> None:
    drawing, x = frame.drawing, frame.x
    names = [Type(size, INK, "middle") for size in (11.0, 9.5, 8.5)]
    bold = Type(12.5, INK, "middle", bold=True)
    top = _BOTTOM + 6.0
    for tick in x.ticks(8):
        drawing.text((x.place(tick), top + _RIBBON + 18.0), f"{tick:g}", Type(12.0, SOFT, "middle"))
    drawing.text((x.at_high + 8.0, top + _RIBBON + 18.0), "s", Type(12.0, SOFT))
    for band in bands:
        left, right = (x.place(min(max(t, x.low), x.high)) for t in band[1:3])
        if right - left < 1.0:
            continue
        opacity = 0.25 if band.name in ("weighing", "flight") else 0.55
        colour = SOFT if band.name in ("weighing", "flight") else band.colour
        drawing.rect(
            (left, top),
            (right - left, _RIBBON),
            Paint(fill=colour, fill_opacity=opacity, stroke=WHITE, width=1.5),
            radius=4.0,
        )
        middle, room = (left + right) / 2.0, right - left - 4.0
        length = f"{1000.0 * (band.stop_s - band.start_s):.0f} ms"
        if bold.width(length) > room:
            length = length.removesuffix(" ms")
        if bold.width(length) <= room:
            drawing.text((middle, top + 30.0), length, bold)
        for style in names:
            if style.width(band.name) <= room:
                drawing.text((middle, top + 14.0), band.name, style)
                break


def _foot(drawing: Drawing, result: JumpResult) -> None:
    style = Type(13.0, CARE, bold=True)
    if result.flags:
        words = style.fitted("! " + "; ".join(result.flags), WIDTH - 2.0 * _EDGE)
        drawing.text((_EDGE, HEIGHT - 16.0), words, style)
        return
    plain = Type(12.0, SOFT)
    drawing.text(
        (_EDGE, HEIGHT - 16.0), plain.fitted(how_found(result), WIDTH - 2.0 * _EDGE), plain
    )


def how_found(result: JumpResult) -> str:
    """Say in one line how weight, onset and flight were found.

    Examples
    --------
    >>> from balance_arcade.assess.jumps import JumpRecord, measure_jumps
    >>> from balance_arcade.testing.jump_models import countermovement_jump
    >>> [jump] = measure_jumps(JumpRecord(countermovement_jump(1).load_n, 1000.0))
    >>> how_found(jump.result)[:32]
    'weighed before the movement, SD '
    """
    parts = []
    weighed = re.search(r"weighed=(\w+) weighing=\S+ sd=([\d.]+)N", result.method)
    if weighed:
        when = {"before": "before the movement", "after": "after the landing"}
        parts.append(f"weighed {when.get(weighed[1], 'as stated')}, SD {float(weighed[2]):.1f} N")
    onset = re.search(r"onset_threshold=([-+][\d.]+)N", result.method)
    if onset:
        parts.append(f"onset {abs(float(onset[1])):.1f} N from body weight, 30 ms back")
    flight = re.search(r"flight1_threshold=([-\d.]+)N \(empty \S+ sd ([\d.]+)N", result.method)
    if flight:
        parts.append(f"flight below {flight[1]} N (empty plate SD {float(flight[2]):.1f} N)")
    return "; ".join(parts)
