"""Figures of a measured trial: statokinesigram, stabilogram, spectrum, diffusion, DFA.

Light ground and colours that the colour-blind tell apart (Okabe and Ito): blue for ml, vermilion
for ap, and each line also differs in its dashes. Every figure carries its values, its file and the
mark SIMULATED or REPLAY, because pictures are cut out of pages.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.curves import Floats, TrialCurves
from balance_arcade.cop.metric import AXES
from balance_arcade.reports.axis import Axis, equal_axes
from balance_arcade.reports.drawing import Drawing, Paint, Point
from balance_arcade.reports.figures import LEAST_RANGE_MM, plane_spans
from balance_arcade.reports.look import BLUE, CARE, GOAL, INK, WHITE
from balance_arcade.reports.plot_frame import (
    BOTTOM,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Entry,
    Frame,
    legend,
    new_drawing,
    number,
)

Values = Mapping[str, float | None]

AXIS_PAINT: Final = {
    "ml": Paint(stroke=BLUE, width=1.6),
    "ap": Paint(stroke=CARE, width=1.6, dash="7 3"),
    "": Paint(stroke=INK, width=2.0),
}
_PATH: Final = Paint(stroke=INK, width=0.9)
_ELLIPSE: Final = Paint(fill=GOAL, fill_opacity=0.16, stroke=BLUE, width=2.2)
_HULL: Final = Paint(stroke=CARE, width=1.8, dash="7 4")
_FIT: Final = Paint(stroke=INK, width=1.3, dash="3 4")
_MOST_POINTS: Final = 6000
"""More points a line than this cannot be seen, and make pictures of megabytes."""
_TALL: Final = 520.0
_SQUARE: Final = 640.0
_DECADES: Final = 5.0
"""Of density that are shown below the peak: deeper lies the noise of the board."""


def trial_figures(
    curves: TrialCurves, values: Values, *, of: str, mark: str = ""
) -> dict[str, Drawing]:
    """Draw what can be drawn of a trial.

    Parameters
    ----------
    curves : TrialCurves
        Of the trial.
    values : mapping of str to float or None
        Metrics by name, as they were measured.
    of : str
        The file's name, and how it was measured.
    mark : str
        SIMULATED or REPLAY; empty for a person on a real board.

    Returns
    -------
    dict of str to Drawing
        By the name of the figure; one whose values were refused is left out.
    """
    figures = {}
    if np.isfinite(curves.cop_mm).all(axis=1).sum() > 1:
        figures["statokinesigram"] = _statokinesigram(curves, values, of, mark)
        figures["stabilogram"] = _stabilogram(curves, values, of, mark)
    if curves.spectra and all((values.get(f"power_{axis}_mm2") or 0.0) > 0.0 for axis in AXES):
        figures["spectrum"] = _spectrum(curves, values, of, mark)
    if curves.msd_mm2 and values.get("sda_diffusion_short_mm2_s") is not None:
        figures["diffusion"] = _diffusion(curves, values, of, mark)
    if curves.fluctuation_mm and None not in (values.get(f"dfa_alpha_{a}") for a in ("ml", "ap")):
        figures["dfa"] = _dfa(curves, values, of, mark)
    return figures


def _statokinesigram(curves: TrialCurves, values: Values, of: str, mark: str) -> Drawing:
    drawing = new_drawing(_SQUARE, "Statokinesigram", of, mark)
    centre_ml, centre_ap, major, minor, angle_deg = (
        _number(values, name)
        for name in (
            "mean_ml_mm", "mean_ap_mm", "ellipse_major_mm", "ellipse_minor_mm", "ellipse_angle_deg"
        )
    )  # fmt: skip
    around = math.isfinite(centre_ml + centre_ap + major + minor + angle_deg)
    entries = [Entry(_PATH._replace(width=1.6), "path")]
    if around:
        area = _words(values, "ellipse_area_mm2")
        entries.append(Entry(_ELLIPSE, f"95 % prediction ellipse {area} mm²"))
    if len(curves.hull_mm) > 1:
        area = _words(values, "hull_area_mm2")
        entries.append(Entry(_HULL, f"convex hull {area} mm²"))
    top = legend(drawing, entries)
    box = (LEFT, top, WIDTH - LEFT - RIGHT, _SQUARE - top - BOTTOM)
    ellipse = (centre_ml, centre_ap, major, minor, math.radians(angle_deg))
    spans = plane_spans(curves.hull_mm.tolist(), ellipse)
    frame = Frame(drawing, *equal_axes(spans, box, least=LEAST_RANGE_MM))
    frame.grid(x_name="ml, mm (right +)", y_name="ap, mm (forward +)", square=True)
    for run in runs(curves.t_s, curves.cop_mm, curves.max_step_s):
        frame.curve(_points(run[:, 1], run[:, 2]), _PATH)
    if around:
        scale = (frame.x.at_high - frame.x.at_low) / (frame.x.high - frame.x.low)
        at = (frame.x.place(centre_ml), frame.y.place(centre_ap))
        drawing.ellipse(at, (major * scale, minor * scale), angle_deg, _ELLIPSE)
        drawing.circle(at, 3.6, Paint(fill=BLUE, stroke=WHITE))
    if len(curves.hull_mm) > 1:
        frame.curve([(x, y) for x, y in [*curves.hull_mm.tolist(), curves.hull_mm[0]]], _HULL)
    return drawing


def _stabilogram(curves: TrialCurves, values: Values, of: str, mark: str) -> Drawing:
    drawing = new_drawing(_TALL, "Stabilogram", of, mark)
    time = Axis(float(curves.t_s[0]), float(curves.t_s[-1]), LEFT, WIDTH - RIGHT)
    tall = (_TALL - TOP - BOTTOM - 38.0) / 2.0
    # One scale for both, so that the greater sway looks greater.
    reach = max(np.nanmax(curves.cop_mm, axis=0) - np.nanmin(curves.cop_mm, axis=0)) / 2.0
    half = max(1.08 * float(reach), LEAST_RANGE_MM / 2.0)
    for k, (axis, way) in enumerate((("ml", "right +"), ("ap", "forward +"))):
        top = TOP + k * (tall + 38.0)
        low, high = np.nanmin(curves.cop_mm[:, k]), np.nanmax(curves.cop_mm[:, k])
        middle = float(low + high) / 2.0
        frame = Frame(drawing, time, Axis(middle - half, middle + half, top + tall, top))
        frame.grid(x_name="time, s" if axis == "ap" else "", y_name=f"{axis}, mm ({way})")
        mean = _number(values, f"mean_{axis}_mm")
        if math.isfinite(mean):
            frame.curve([(time.low, mean), (time.high, mean)], _FIT)
        paint = AXIS_PAINT[axis]._replace(dash="", width=1.1)
        for run in runs(curves.t_s, curves.cop_mm, curves.max_step_s):
            frame.curve(_points(run[:, 0], run[:, 1 + k]), paint)
    return drawing


def _spectrum(curves: TrialCurves, values: Values, of: str, mark: str) -> Drawing:
    drawing = new_drawing(_TALL, "Power spectrum", of, mark)
    shown = {}
    for axis, spectrum in curves.spectra.items():
        high_hz = min(curves.band_hz[1], float(spectrum.frequency_hz[-1]))
        inside = (spectrum.frequency_hz >= max(curves.band_hz[0], spectrum.spacing_hz)) & (
            spectrum.frequency_hz <= high_hz * (1.0 + 1e-9)
        )
        shown[axis] = (spectrum.frequency_hz[inside], spectrum.density_mm2_hz[inside])
    peak = max(float(density.max()) for _, density in shown.values())
    least = min(float(density[density > 0.0].min()) for _, density in shown.values())
    entries = []
    for axis in shown:
        edges = (_words(values, f"{name}_{axis}_hz") for name in ("f50", "f95"))
        words = "{}: half below {} Hz, 95 % below {} Hz (dotted)".format(axis, *edges)
        entries.append(Entry(AXIS_PAINT[axis], words))
    top = legend(drawing, entries)
    frequency = shown["ml"][0]
    frame = Frame(
        drawing,
        Axis(float(frequency[0]), float(frequency[-1]), LEFT, WIDTH - RIGHT, log=True),
        Axis(max(least, peak / 10.0**_DECADES), 1.6 * peak, _TALL - BOTTOM, top, log=True),
    )
    frame.grid(x_name="frequency, Hz", y_name="density, mm²/Hz")
    for axis, (f, density) in shown.items():
        frame.curve(_points(f, np.maximum(density, frame.y.low / 10.0)), AXIS_PAINT[axis])
        for name in ("f50", "f95"):
            edge = _number(values, f"{name}_{axis}_hz")
            if math.isfinite(edge):
                ends = [(edge, frame.y.low), (edge, frame.y.high)]
                frame.curve(ends, AXIS_PAINT[axis]._replace(width=1.0, dash="2 4"))
    return drawing


def _diffusion(curves: TrialCurves, values: Values, of: str, mark: str) -> Drawing:
    drawing = new_drawing(_TALL, "Stabilogram diffusion", of, mark)
    entries = []
    for axis, words in (("", "both axes"), ("ml", "ml"), ("ap", "ap")):
        suffix = f"_{axis}" if axis else ""
        short = _words(values, f"sda_diffusion_short{suffix}_mm2_s")
        long = _words(values, f"sda_diffusion_long{suffix}_mm2_s")
        entries.append(Entry(AXIS_PAINT[axis], f"{words}: D short {short}, long {long} mm²/s"))
    cross = (_number(values, "sda_critical_time_s"), _number(values, "sda_critical_msd_mm2"))
    if math.isfinite(sum(cross)):
        at_s, at_mm2 = (_words(values, f"sda_critical_{name}") for name in ("time_s", "msd_mm2"))
        words = f"lines of both axes, crossing at {at_s} s, {at_mm2} mm²"
        entries.append(Entry(_FIT, words))
    top = legend(drawing, entries)
    lag = curves.lag_s
    most = max(float(curve.max()) for curve in curves.msd_mm2.values())
    frame = Frame(
        drawing,
        Axis(0.0, float(lag[-1]), LEFT, WIDTH - RIGHT),
        Axis(0.0, 1.1 * most, _TALL - BOTTOM, top),
    )
    frame.grid(x_name="lag, s", y_name="mean square displacement, mm²")
    for axis in AXIS_PAINT:
        frame.curve(_points(lag, curves.msd_mm2[axis]), AXIS_PAINT[axis])
    if math.isfinite(sum(cross)):
        for name, last in (("short", 1.6 * cross[0]), ("long", float(lag[-1]))):
            slope = 2.0 * _number(values, f"sda_diffusion_{name}_mm2_s")
            frame.curve([(t, cross[1] + slope * (t - cross[0])) for t in (0.0, last)], _FIT)
        if cross[0] <= lag[-1] and 0.0 <= cross[1] <= frame.y.high:
            at = (frame.x.place(cross[0]), frame.y.place(cross[1]))
            drawing.circle(at, 4.2, Paint(fill=WHITE, stroke=INK, width=1.6))
    return drawing


def _dfa(curves: TrialCurves, values: Values, of: str, mark: str) -> Drawing:
    drawing = new_drawing(_TALL, "Detrended fluctuation analysis", of, mark)
    dots = {"ml": Paint(fill=BLUE), "ap": Paint(fill=WHITE, stroke=CARE, width=1.6)}
    entries = [
        Entry(dots[axis], f"{axis}: slope α {_words(values, f'dfa_alpha_{axis}')}", dot=True)
        for axis in curves.fluctuation_mm
    ]
    top = legend(drawing, entries)
    every = np.concatenate(list(curves.fluctuation_mm.values()))
    scale = curves.scale_s
    frame = Frame(
        drawing,
        Axis(0.9 * float(scale[0]), 1.1 * float(scale[-1]), LEFT, WIDTH - RIGHT, log=True),
        Axis(0.6 * float(every.min()), 1.6 * float(every.max()), _TALL - BOTTOM, top, log=True),
    )
    frame.grid(x_name="window, s", y_name="fluctuation of the summed sway, mm")
    for axis, fluctuation in curves.fluctuation_mm.items():
        # The line of least squares goes through the means, with the slope that was measured.
        x, y = float(np.log(scale).mean()), float(np.log(fluctuation).mean())
        alpha = _number(values, f"dfa_alpha_{axis}")
        ends = [
            (t, math.exp(y + alpha * (math.log(t) - x)))
            for t in (float(scale[0]), float(scale[-1]))
        ]
        frame.curve(ends, AXIS_PAINT[axis]._replace(width=1.4))
        for t, f in _points(scale, fluctuation):
            drawing.circle((frame.x.place(t), frame.y.place(f)), 3.6, dots[axis])
    return drawing


def runs(t_s: Floats, cop_mm: Floats, max_step_s: float) -> list[Floats]:
    """Stretches without a break, thinned to what can be seen.

    Parameters
    ----------
    t_s : ndarray of float64, shape (n_samples,)
        Times.
    cop_mm : ndarray of float64, shape (n_samples, 2)
        ml and ap; NaN for nobody.
    max_step_s : float
        Longest step that is no break.

    Returns
    -------
    list of ndarray of float64, shape (n_points, 3)
        Time, ml and ap.
    """
    rows = np.column_stack((t_s, cop_mm))
    broken: npt.NDArray[np.bool_] = np.asarray(np.isnan(cop_mm).any(axis=1))
    broken[1:] |= np.diff(t_s) > max_step_s
    n_bucket = 4 * math.ceil(len(rows) / _MOST_POINTS)
    parts = (part[~np.isnan(part).any(axis=1)] for part in np.split(rows, np.flatnonzero(broken)))
    return [_thinned(part, n_bucket) for part in parts if len(part) > 1]


def _thinned(rows: Floats, n_bucket: int) -> Floats:
    """Of so many rows each keep the farthest four, so that no peak is lost."""
    if n_bucket <= 4:
        return rows
    kept = {0, len(rows) - 1}
    for start in range(0, len(rows), n_bucket):
        part = rows[start : start + n_bucket, 1:]
        kept |= {start + int(row) for row in (*part.argmin(axis=0), *part.argmax(axis=0))}
    return rows[sorted(kept)]


def _points(x: Floats, y: Floats) -> list[Point]:
    return list(zip(x.tolist(), y.tolist(), strict=True))


def _words(values: Values, name: str) -> str:
    value = values.get(name)
    return "–" if value is None else number(float(f"{value:.4g}"))


def _number(values: Values, name: str) -> float:
    value = values.get(name)
    return math.nan if value is None else value
