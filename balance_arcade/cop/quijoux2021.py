"""The pipeline of Quijoux et al. 2021, and the quantities that only that paper's readers want."""

from __future__ import annotations

import itertools
import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop import recurrences as sums_of
from balance_arcade.cop.definitions import Definition
from balance_arcade.cop.describe import ellipse_area_mm2, f_quantile_2
from balance_arcade.cop.prepare import Prepared, unbroken_runs
from balance_arcade.cop.recurrences import biquad_series
from balance_arcade.cop.swarii import RATE_HZ, resample, without_artefacts
from balance_arcade.cop.velocity_peaks import N_FIT, velocity_of_run

Floats = npt.NDArray[np.float64]

PRESET = "quijoux2021"
CUTOFF_HZ = 10.0

# Odd extension at each end: three times the number of coefficients of an order-4 filter.
N_PAD = 15

# The paper's program draws a line across empty windows of any length. Longer gaps than this are
# breaks here, as everywhere else.
MOST_FILLED_S = 0.2

PAPER_DEFINITIONS: dict[str, Definition] = {
    "vfy_mm_s2": Definition(
        "mm/s2", "path", 5, "unsound: var(speed) / mean_ap, depends on where the origin is"
    ),
    "lfs_per_mm": Definition(
        "1/mm",
        "path",
        3,
        "unsound: sway_path / ellipse_area, grows with the duration; not Gagey's LFS",
        "the ellipse has no area",
    ),
    "mean_ellipse_area_mm2": Definition(
        "mm2",
        "place",
        3,
        "unsound: 95 % confidence ellipse of the mean, pi 2(N-1)/(N(N-2)) F sqrt(det S)",
    ),
    "principal_direction_from_ap_deg": Definition(
        "deg",
        "place",
        2,
        "unsound: angle between the principal direction and ap, 0 to 90, the side is lost",
        "no direction has the greatest spread",
    ),
}


def order_4_sections(rate_hz: float, cutoff_hz: float) -> list[Floats]:
    """Design a fourth-order Butterworth low-pass as two sections in a row.

    Parameters
    ----------
    rate_hz, cutoff_hz : float
        Sampling rate, and -3 dB frequency of one pass.

    Returns
    -------
    list of numpy.ndarray, shape (5,)
        b0, b1, b2, a1, a2 of each section, see `balance_arcade.cop.filters.design_lowpass`.

    Notes
    -----
    Pole pairs ``s^2 + 2 cos(angle) s + 1`` at 22.5 and 67.5 degrees, bilinear transform, prewarped.
    """
    warped = math.tan(math.pi * cutoff_hz / rate_hz)
    sections = []
    for angle in (math.pi / 8.0, 3.0 * math.pi / 8.0):
        damping = 2.0 * math.cos(angle) * warped
        norm = 1.0 + damping + warped * warped
        b0 = warped * warped / norm
        a1 = 2.0 * (warped * warped - 1.0) / norm
        sections.append(np.array([b0, 2.0 * b0, b0, a1, (1.0 - damping + warped * warped) / norm]))
    return sections


def smooth_order_4(values: Floats, rate_hz: float, cutoff_hz: float = CUTOFF_HZ) -> Floats:
    """Filter forwards and backwards with order 4; -6 dB at the cutoff, as in the paper.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_samples,)
        More than 15 samples, no NaN.
    rate_hz, cutoff_hz : float
        Sampling rate and cutoff of one pass; no correction for the second.

    Returns
    -------
    numpy.ndarray, shape (n_samples,)
    """
    head = 2.0 * values[0] - values[N_PAD:0:-1]
    tail = 2.0 * values[-1] - values[-2 : -N_PAD - 2 : -1]
    out = np.concatenate((head, values, tail))
    for _ in range(2):
        for section in order_4_sections(rate_hz, cutoff_hz):
            out = biquad_series(out, section)
        out = np.ascontiguousarray(out[::-1])
    return out[N_PAD:-N_PAD].copy()


def quijoux_samples(raw: Prepared) -> Prepared:
    """Take a record through the paper's pipeline: artefacts, SWARII at 25 Hz, order 4 at 10 Hz.

    Parameters
    ----------
    raw : Prepared
        Any rate, regular or not.

    Returns
    -------
    Prepared
        At 25 Hz; empty if no stretch is long enough. `n_short_run` counts the samples of the
        stretches left out.
    """
    there = ~np.isnan(raw.cop_mm[:, 0])
    t_s = raw.t_s[there]
    table = np.column_stack((raw.cop_mm[there], raw.left_frac[there], raw.front_frac[there]))
    kept = without_artefacts(t_s - t_s[0], np.ascontiguousarray(table[:, :2]))
    start_s, t_s, table = t_s[0], t_s[kept] - t_s[0], table[kept]
    edges = [0, *(np.flatnonzero(np.diff(t_s) > MOST_FILLED_S) + 1), t_s.shape[0]]
    times, parts, n_short = [np.empty(0)], [np.empty((0, 4))], 0
    for first, stop in itertools.pairwise(edges):
        part = _smoothed(t_s[first:stop], table[first:stop]) if stop - first > 1 else None
        if part is None:
            n_short += int(stop - first)
            continue
        times.append(part[0] + start_s)
        parts.append(part[1])
    values = np.concatenate(parts)
    return raw._replace(
        t_s=np.concatenate(times),
        cop_mm=np.ascontiguousarray(values[:, :2]),
        left_frac=np.ascontiguousarray(values[:, 2]),
        front_frac=np.ascontiguousarray(values[:, 3]),
        rate_hz=RATE_HZ,
        n_short_run=n_short,
    )


def _smoothed(t_s: Floats, table: Floats) -> tuple[Floats, Floats] | None:
    """Resample and filter one stretch; None if it is too short. Loads are resampled only."""
    columns = np.ascontiguousarray(table if np.isfinite(table).all() else table[:, :2])
    out_t, out, n_empty = resample(t_s, columns)
    if out_t.shape[0] <= N_PAD:
        return None
    filled = np.full((out_t.shape[0], 4), math.nan)
    filled[:, : out.shape[1]] = out
    if n_empty:
        there = ~np.isnan(out[:, 0])
        for k in range(out.shape[1]):
            filled[:, k] = np.interp(out_t, out_t[there], out[there, k])
    for axis in (0, 1):
        filled[:, axis] = smooth_order_4(np.ascontiguousarray(filled[:, axis]), RATE_HZ)
    return out_t, filled


def paper_values(used: Prepared, sums: Floats, values: dict[str, float]) -> dict[str, float]:
    """Give the paper's own quantities by name, see `PAPER_DEFINITIONS`.

    Parameters
    ----------
    used : Prepared
        Samples of `quijoux_samples`.
    sums : numpy.ndarray, shape (N_SUMS,)
        Their sums.
    values : dict of str to float
        The other metrics of the same samples.

    Returns
    -------
    dict of str to float

    Notes
    -----
    Quijoux et al. 2021, doi 10.14814/phy2.15067, for Vfy, LFS and the direction. The confidence
    ellipse of the mean is smaller than the prediction ellipse by N + 1 and says nothing about
    sway (Schubert and Kirchner 2014, doi 10.1016/j.gaitpost.2013.09.001); it is here for
    comparison with programs that print it.
    """
    out = dict.fromkeys(PAPER_DEFINITIONS, math.nan)
    n = float(sums[sums_of.COUNT])
    speeds = [
        np.hypot(*(velocity_of_run(used.cop_mm[a:b, k], used.rate_hz) for k in (0, 1)))
        for a, b in unbroken_runs(used)
        if b - a >= N_FIT
    ]
    mean_ap = float(sums[sums_of.MEAN_AP])
    if speeds and mean_ap != 0.0:
        out["vfy_mm_s2"] = float(np.var(np.concatenate(speeds))) / mean_ap
    area = ellipse_area_mm2(sums)
    if area > 0.0:
        out["lfs_per_mm"] = values["sway_path_mm"] / area
    if n >= 3.0:
        s_ml, s_ap = float(sums[sums_of.S_MLML]), float(sums[sums_of.S_APAP])
        root = math.sqrt(max(s_ml * s_ap - float(sums[sums_of.S_MLAP]) ** 2, 0.0)) / (n - 1.0)
        scale = 2.0 * (n - 1.0) / (n * (n - 2.0)) * f_quantile_2(0.95, n - 2.0)
        out["mean_ellipse_area_mm2"] = math.pi * scale * root
    out["principal_direction_from_ap_deg"] = abs(90.0 - values["principal_direction_deg"])
    return out
