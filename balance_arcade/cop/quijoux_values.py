"""The quantities of Quijoux et al. 2021 as their program computes them, for its preset only."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop import recurrences as sums_of
from balance_arcade.cop.definitions import DEFINITIONS
from balance_arcade.cop.definitions_time import NO_DIRECTION
from balance_arcade.cop.density import sway_density
from balance_arcade.cop.describe import f_quantile_2
from balance_arcade.cop.metric import AXES, Changes, Metric, by_name
from balance_arcade.cop.prepare import Prepared, run_rows, unbroken_runs
from balance_arcade.cop.quijoux2021 import N_PAD, smooth_order_4
from balance_arcade.cop.record_sums import MEAN_SIZE_ML, MOST_RADIUS, SWEPT, distances
from balance_arcade.cop.velocity_peaks import N_FIT, velocity_of_run

Floats = npt.NDArray[np.float64]

DENSITY_HZ = 2.5

_QUIJOUX = "Quijoux 2021"

PAPER_ROWS: dict[str, Metric] = by_name(
    Metric(
        "vfy_mm_s2",
        "mm/s2",
        "unsound: var(speed) / mean_ap, depends on where the origin is",
        _QUIJOUX,
        "path",
        5,
        changes=Changes(None, move="-", swap="-", back="near"),
    ),
    Metric(
        "lfs_per_mm",
        "1/mm",
        "unsound: sway_path / ellipse_area, grows with the duration; not Gagey's LFS",
        _QUIJOUX,
        "path",
        3,
        "the ellipse has no area",
        changes=Changes(-1, turn="same"),
    ),
    Metric(
        "mean_ellipse_area_mm2",
        "mm2",
        "unsound: 95 % confidence ellipse of the mean, pi 2(N-1)/(N(N-2)) F sqrt(det S)",
        "Schubert & Kirchner 2014",
        "place",
        3,
        changes=Changes(2, turn="same"),
    ),
    Metric(
        "principal_direction_from_ap_deg",
        "deg",
        "unsound: angle between the principal direction and ap, 0 to 90, the side is lost",
        _QUIJOUX,
        "place",
        2,
        NO_DIRECTION,
        changes=Changes(swap="axial"),
    ),
)
"""The rows of what only this preset has."""

_TEXTS = {
    "mean_{a}_mm": "mean of {a} before anything is done to the record",
    "rms_{a}_mm": "sqrt(mean({a}^2)) about the mean of the untreated record, 1/N",
    "mean_distance_{a}_mm": "mean of |{a}| about the mean of the untreated record",
    "max_distance_{a}_mm": "maximum of |{a}| about the mean of the untreated record",
    "mean_frequency_{a}_hz": "mean of |step| 25 Hz / (4 sqrt(2) mean_distance), {a}",
    "phase_plane_{a}": "sqrt(rms^2 + var(v)), mm2 and mm2/s2 added, 1/N, {a}",
}
_PLANE_TEXTS = {
    "rms_mm": "sqrt(mean(r^2)) about the mean of the untreated record, 1/N",
    "planar_deviation_mm": "sqrt(rms_ml^2 + rms_ap^2)",
    "mean_distance_mm": "mean of r about the mean of the untreated record",
    "max_distance_mm": "maximum of r about the mean of the untreated record",
    "sway_direction_coefficient": "mean(x y) / (rms_ml rms_ap), about the untreated record's mean",
    "ellipse_area_mm2": (
        "95 % prediction ellipse, 2 pi F(0.95;2,N-2) (N-1)(N+1)/(N(N-2)) sqrt(det S0), S0 with 1/N "
        "about the mean of the untreated record"
    ),
    "sway_area_rate_mm2_s": (
        "sum of |x_i y_i+1 - x_i+1 y_i| / (2 T), T = steps / 25 Hz, about the untreated "
        "record's mean"
    ),
    "mean_frequency_hz": "mean step 25 Hz / (2 pi mean_distance)",
    "phase_plane": "sqrt(phase_plane_ml^2 + phase_plane_ap^2)",
    "sway_density_peak_s": (
        "mean peak of the stay within 3 mm about every sample but the last, low-passed at 2.5 Hz "
        "(order 4, two passes)"
    ),
    "sway_density_peak_distance_mm": "mean distance between the places of neighbouring such peaks",
    "sway_density_peak_rate_hz": "such peaks a second",
}


def _table() -> dict[str, Metric]:
    formulas = {
        pattern.format(a=axis): text.format(a=axis)
        for pattern, text in _TEXTS.items()
        for axis in AXES
    } | _PLANE_TEXTS
    # Another formula has another twin: that of the whole preset, in the tests of its 72 quantities.
    changed = {
        name: DEFINITIONS[name]._replace(formula=formula, twin="")
        for name, formula in formulas.items()
    }
    return DEFINITIONS | changed | PAPER_ROWS


PAPER_TABLE = _table()


def paper_values(
    raw: Prepared, used: Prepared, sums: Floats, values: dict[str, float]
) -> dict[str, float]:
    """Give the paper's quantities where they are not those of the other presets.

    Parameters
    ----------
    raw : Prepared
        The record before anything is done to it: its mean is what the paper's program centres on.
    used : Prepared
        Samples of `balance_arcade.cop.quijoux2021.quijoux_samples`.
    sums : numpy.ndarray, shape (N_SUMS,)
        Their sums.
    values : dict of str to float
        The other metrics of the same samples.

    Returns
    -------
    dict of str to float
        Those of `PAPER_ROWS` and of the names whose formula differs here.

    Notes
    -----
    Quijoux et al. 2021, doi 10.14814/phy2.15067, and their program. The record is centred before
    it is resampled and not again, so what is "about the mean" is about that of the raw record. The
    confidence ellipse of the mean is not theirs; it is smaller than the prediction ellipse by
    N + 1 and says nothing about sway (Schubert and Kirchner 2014,
    doi 10.1016/j.gaitpost.2013.09.001). Departure: steps across a break count nothing, and T is
    the number of steps over the rate; without a break that is the program's (N - 1) / rate.
    """
    n = float(sums[sums_of.COUNT])
    if n < 1.0:
        return dict.fromkeys(PAPER_ROWS, math.nan)
    there = raw.cop_mm[~np.isnan(raw.cop_mm[:, 0])]
    centre = there.mean(axis=0)
    out = {"mean_ml_mm": float(centre[0]), "mean_ap_mm": float(centre[1])}
    out |= _places(used, sums, centre, values)
    runs = unbroken_runs(used)
    n_steps = n - len(runs)
    far = distances(used.cop_mm, centre, run_rows(used)).tolist()
    most = [
        max(float(sums[high]) - float(centre[k]), float(centre[k]) - float(sums[low]))
        for k, (low, high) in enumerate(
            ((sums_of.MIN_ML, sums_of.MAX_ML), (sums_of.MIN_AP, sums_of.MAX_AP))
        )
    ]
    for k, axis in enumerate(("_ml", "_ap", "")):
        mean_mm = far[MEAN_SIZE_ML + k]
        out[f"mean_distance{axis}_mm"] = mean_mm
        out[f"max_distance{axis}_mm"] = (*most, far[MOST_RADIUS])[k]
        scale = (4.0 * math.sqrt(2.0) if axis else 2.0 * math.pi) * mean_mm * n_steps
        path = values[f"sway_path{axis}_mm"]
        out[f"mean_frequency{axis}_hz"] = used.rate_hz * path / scale if scale > 0.0 else math.nan
    out["sway_area_rate_mm2_s"] = used.rate_hz * far[SWEPT] / n_steps if n_steps else math.nan
    return out | _densities(used, runs) | _unsound(used, runs, out, sums, values)


def _places(
    used: Prepared, sums: Floats, centre: Floats, values: dict[str, float]
) -> dict[str, float]:
    """Second moments about the mean of the untreated record."""
    n = float(sums[sums_of.COUNT])
    off_ml = float(sums[sums_of.MEAN_ML] - centre[0])
    off_ap = float(sums[sums_of.MEAN_AP] - centre[1])
    ml2 = float(sums[sums_of.S_MLML]) / n + off_ml**2
    ap2 = float(sums[sums_of.S_APAP]) / n + off_ap**2
    both = float(sums[sums_of.S_MLAP]) / n + off_ml * off_ap
    rms = math.sqrt(ml2 + ap2)
    out = {
        "rms_ml_mm": math.sqrt(ml2),
        "rms_ap_mm": math.sqrt(ap2),
        "rms_mm": rms,
        "planar_deviation_mm": rms,
        "sway_direction_coefficient": math.nan,
        "ellipse_area_mm2": math.nan,
    }
    if ml2 > 0.0 and ap2 > 0.0 and math.isfinite(values["sway_direction_coefficient"]):
        out["sway_direction_coefficient"] = both / math.sqrt(ml2) / math.sqrt(ap2)
    if n >= 3.0:
        scale = 2.0 * (n - 1.0) * (n + 1.0) / (n * (n - 2.0)) * f_quantile_2(0.95, n - 2.0)
        out["ellipse_area_mm2"] = math.pi * scale * math.sqrt(max(ml2 * ap2 - both**2, 0.0))
    plane = 0.0
    for axis, off in (("ml", off_ml), ("ap", off_ap)):
        out[f"phase_plane_{axis}"] = math.hypot(values[f"phase_plane_{axis}"], off)
        plane = math.hypot(plane, out[f"phase_plane_{axis}"])
    out["phase_plane"] = plane
    return out


def _densities(used: Prepared, runs: list[tuple[int, int]]) -> dict[str, float]:
    """Peaks of the sway density behind the paper's own filter."""
    heights, ways, n_steps = [], [], 0
    for start, stop in runs:
        # One stay less than samples: see below.
        if stop - start <= N_PAD + 1:
            continue
        points = np.ascontiguousarray(used.cop_mm[start:stop])
        # The program asks of every sample but the last how long the stay about it is.
        stays_s = sway_density(points, used.rate_hz)[:-1]
        curve = smooth_order_4(stays_s, used.rate_hz, DENSITY_HZ)
        peaks = np.flatnonzero((curve[1:-1] > curve[:-2]) & (curve[1:-1] > curve[2:])) + 1
        heights.append(curve[peaks])
        ways.append(np.hypot(*np.diff(points[peaks], axis=0).T))
        n_steps += stop - start - 1
    all_heights = np.concatenate(heights) if heights else np.empty(0)
    all_ways = np.concatenate(ways) if ways else np.empty(0)
    return {
        "sway_density_peak_s": float(all_heights.mean()) if all_heights.size else math.nan,
        "sway_density_peak_distance_mm": float(all_ways.mean()) if all_ways.size else math.nan,
        "sway_density_peak_rate_hz": (
            all_heights.size * used.rate_hz / n_steps if n_steps else math.nan
        ),
    }


def _unsound(
    used: Prepared,
    runs: list[tuple[int, int]],
    places: dict[str, float],
    sums: Floats,
    values: dict[str, float],
) -> dict[str, float]:
    out = dict.fromkeys(PAPER_ROWS, math.nan)
    speeds = [
        np.hypot(*(velocity_of_run(used.cop_mm[a:b, k], used.rate_hz) for k in (0, 1)))
        for a, b in runs
        if b - a >= N_FIT
    ]
    if speeds and places["mean_ap_mm"] != 0.0:
        out["vfy_mm_s2"] = float(np.var(np.concatenate(speeds))) / places["mean_ap_mm"]
    if places["ellipse_area_mm2"] > 0.0:
        out["lfs_per_mm"] = values["sway_path_mm"] / places["ellipse_area_mm2"]
    n = float(sums[sums_of.COUNT])
    if n >= 3.0:
        s_ml, s_ap = float(sums[sums_of.S_MLML]), float(sums[sums_of.S_APAP])
        root = math.sqrt(max(s_ml * s_ap - float(sums[sums_of.S_MLAP]) ** 2, 0.0)) / (n - 1.0)
        scale = 2.0 * (n - 1.0) / (n * (n - 2.0)) * f_quantile_2(0.95, n - 2.0)
        out["mean_ellipse_area_mm2"] = math.pi * scale * root
    out["principal_direction_from_ap_deg"] = abs(90.0 - values["principal_direction_deg"])
    return out
