"""Velocity by Savitzky and Golay, its peaks between zero crossings, and the phase plane."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from balance_arcade.core.kernel import kernel

Floats = npt.NDArray[np.float64]

N_FIT = 5

# Slope at each of five equally spaced samples of the cubic that fits them best: row k weighs the
# samples for the slope at sample k. The middle row is (1, -8, 0, 8, -1) / 12.
_PLACES = np.arange(N_FIT) - 2.0
_SLOPES: Floats = np.stack(
    [
        np.array([0.0, 1.0, 2.0 * p, 3.0 * p * p])
        @ np.linalg.pinv(np.vander(_PLACES, 4, increasing=True))
        for p in _PLACES
    ]
)

# A slope this small beside the places it comes from is rounding: none, not one with a sign.
ROUNDING = 1e-13

CROSSINGS, N_POSITIVE, SUM_POSITIVE, N_NEGATIVE, SUM_NEGATIVE = range(5)


def velocity_of_run(position_mm: Floats, rate_hz: float) -> Floats:
    """Velocity over one unbroken stretch, cubic fit over five samples.

    Parameters
    ----------
    position_mm : numpy.ndarray, shape (n_samples,)
        At least five samples, no NaN.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    numpy.ndarray, shape (n_samples,)
        In mm/s. The two samples at each end take the slope of the first and last fit. A slope
        under 1e-13 of the largest of its five places is 0: on a grid, where places repeat, what
        rounding leaves of a slope of nothing would else have a side, and count as crossings.

    Notes
    -----
    Savitzky and Golay 1964, doi 10.1021/ac60214a047, table of the first derivative, cubic, with
    five points.

    Examples
    --------
    >>> velocity_of_run(np.arange(1.0, 7.0) ** 2, 1.0).round(9).tolist()
    [2.0, 4.0, 6.0, 8.0, 10.0, 12.0]
    """
    # About the first sample, so that a place far from the origin costs no digits.
    x = position_mm - position_mm[0]
    velocity: Floats = np.empty_like(x)
    velocity[2:-2] = (8.0 * (x[3:-1] - x[1:-3]) - (x[4:] - x[:-4])) / 12.0
    velocity[:2] = _SLOPES[:2] @ x[:N_FIT]
    # About their own first: five equal samples have no velocity, not one of rounding.
    velocity[-2:] = _SLOPES[-2:] @ (x[-N_FIT:] - x[-N_FIT])
    velocity[np.abs(velocity) <= ROUNDING * _largest_of_five(np.abs(position_mm))] = 0.0
    return rate_hz * velocity


def _largest_of_five(sizes: Floats) -> Floats:
    """Largest of the five values that each sample's velocity comes from."""
    largest = np.empty_like(sizes)
    near = largest[2:-2]
    np.maximum(sizes[:-4], sizes[1:-3], out=near)
    for first, stop in ((2, -2), (3, -1), (4, None)):
        np.maximum(near, sizes[first:stop], out=near)
    largest[:2], largest[-2:] = largest[2], largest[-3]
    return largest


@kernel
def peak_sums(velocity_mm_s: Floats) -> Floats:
    """Count zero crossings of a velocity and sum up its greatest values between them.

    Parameters
    ----------
    velocity_mm_s : numpy.ndarray, shape (n_samples,)
        One unbroken stretch.

    Returns
    -------
    numpy.ndarray, shape (5,)
        Number of zero crossings; number and sum of the positive peaks; number and sum of the
        sizes of the negative ones. What lies before the first and after the last crossing has no
        known peak and is left out.
    """
    out = np.zeros(5)
    side = 0.0
    peak = 0.0
    for i in range(velocity_mm_s.shape[0]):
        v = velocity_mm_s[i]
        # Zero has no side: a velocity that touches zero and goes on has not crossed it.
        if v == 0.0:
            continue
        if side * v < 0.0:
            # The first lobe began before the record, so its peak may not be in it.
            if out[CROSSINGS] > 0.0:
                place = N_POSITIVE if side > 0.0 else N_NEGATIVE
                out[place] += 1.0
                out[place + 1] += peak
            out[CROSSINGS] += 1.0
            peak = 0.0
        side = 1.0 if v > 0.0 else -1.0
        peak = max(peak, abs(v))
    return out


def velocity_values(
    cop_mm: Floats, runs: Sequence[tuple[int, int]], *, rate_hz: float
) -> dict[str, float]:
    """Velocity peaks, zero crossings and phase plane by name; NaN where there is none.

    Parameters
    ----------
    cop_mm : numpy.ndarray, shape (n_samples, 2)
        ml and ap in millimetres.
    runs : sequence of tuple of int
        First row and row after the last of every stretch without a break.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    dict of str to float
        The unit stands in each name.

    Notes
    -----
    Peaks, crossings and phase plane after Quijoux et al. 2021, doi 10.14814/phy2.15067; the phase
    plane is that of Riley et al. 1995 (J Rehabil Res Dev 32:227): it adds mm2 to mm2/s2 and so
    depends on the unit of time. Its variances are those of the samples that have a velocity, 1/N.
    """
    values = dict.fromkeys(VELOCITY_NAMES, math.nan)
    long = [(start, stop) for start, stop in runs if stop - start >= N_FIT]
    if not long:
        return values
    plane = 0.0
    for axis, name in enumerate(("ml", "ap")):
        places = [np.ascontiguousarray(cop_mm[start:stop, axis]) for start, stop in long]
        velocities = [velocity_of_run(x, rate_hz) for x in places]
        sums = np.zeros(5)
        for velocity in velocities:
            sums += peak_sums(velocity)
        values[f"n_zero_crossings_{name}"] = float(sums[CROSSINGS])
        # n samples span n - 1 periods, and the breaks between stretches do not count.
        time_s = sum(v.shape[0] - 1 for v in velocities) / rate_hz
        values[f"zero_crossing_rate_{name}_hz"] = float(sums[CROSSINGS]) / time_s
        positive, negative = float(sums[SUM_POSITIVE]), float(sums[SUM_NEGATIVE])
        n_positive, n_negative = float(sums[N_POSITIVE]), float(sums[N_NEGATIVE])
        if n_positive > 0.0:
            values[f"peak_velocity_pos_{name}_mm_s"] = positive / n_positive
        if n_negative > 0.0:
            values[f"peak_velocity_neg_{name}_mm_s"] = negative / n_negative
        if n_positive + n_negative > 0.0:
            values[f"peak_velocity_{name}_mm_s"] = (positive + negative) / (n_positive + n_negative)
        square = float(np.var(np.concatenate(places)) + np.var(np.concatenate(velocities)))
        values[f"phase_plane_{name}"] = math.sqrt(square)
        plane += square
    values["phase_plane"] = math.sqrt(plane)
    return values


VELOCITY_NAMES = (
    "n_zero_crossings_ml",
    "n_zero_crossings_ap",
    "zero_crossing_rate_ml_hz",
    "zero_crossing_rate_ap_hz",
    "peak_velocity_pos_ml_mm_s",
    "peak_velocity_pos_ap_mm_s",
    "peak_velocity_neg_ml_mm_s",
    "peak_velocity_neg_ap_mm_s",
    "peak_velocity_ml_mm_s",
    "peak_velocity_ap_mm_s",
    "phase_plane_ml",
    "phase_plane_ap",
    "phase_plane",
)
