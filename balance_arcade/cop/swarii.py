"""Regular samples from an irregular board: weighted means over sliding windows, in one pass."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.core.kernel import kernel

Floats = npt.NDArray[np.float64]

# Columns of a point.
ML, AP = range(2)

RATE_HZ = 25.0
WINDOW_S = 0.08

# The window is open at both ends; at 100 Hz its ends would fall on samples but for rounding.
_SHORTER_S = 1e-6
# What clocks that began long ago lose of a time.
ROUNDING_S = 1e-6

# Single samples that jump out and back: thresholds of the published program, there in centimetres.
_OUT_MM = 20.0
_BACK_MM = 5.0
_SETTLING_S = 0.1


class Resampled(NamedTuple):
    """What `resample` gives.

    Attributes
    ----------
    t_s : numpy.ndarray, shape (n_out,)
        Regular times.
    values : numpy.ndarray, shape (n_out, n_channels)
        Weighted means; NaN where the window is empty.
    n_empty : int
        Number of empty windows.
    """

    t_s: Floats
    values: Floats
    n_empty: int


@kernel
def keep_mask(
    t_s: Floats, cop_mm: Floats, settling_s: float, out_mm: float, back_mm: float
) -> Floats:
    """Mark the samples to keep: 1, or 0 for the settling, the two ends, and single spikes.

    Parameters
    ----------
    t_s : numpy.ndarray, shape (n_samples,)
        Times from the start of the record.
    cop_mm : numpy.ndarray, shape (n_samples, 2)
        ml and ap.
    settling_s, out_mm, back_mm : float
        Earlier samples are left out. A sample is a spike if it lies farther than `out_mm` from the
        last one kept, and one of the next two lies nearer than `back_mm` to that; distances are
        sums over both axes.

    Returns
    -------
    numpy.ndarray, shape (n_samples,)
    """
    n = t_s.shape[0]
    keep = np.zeros(n)
    last = -1
    for i in range(1, n - 1):
        if t_s[i] < settling_s:
            continue
        if last >= 0:
            # The last one kept, not the one before: the second of two spikes must not hide behind
            # the first.
            x = cop_mm[last, ML]
            y = cop_mm[last, AP]
            if abs(cop_mm[i, ML] - x) + abs(cop_mm[i, AP] - y) > out_mm:
                if abs(cop_mm[i + 1, ML] - x) + abs(cop_mm[i + 1, AP] - y) < back_mm:
                    continue
                if (
                    i > 1
                    and i < n - 2
                    and abs(cop_mm[i + 2, ML] - x) + abs(cop_mm[i + 2, AP] - y) < back_mm
                ):
                    continue
        keep[i] = 1.0
        last = i
    return keep


@kernel
def _window_means(t_s: Floats, values: Floats, out_t: Floats, half_s: float, out: Floats) -> int:
    """Fill `out` with the weighted mean of each window; returns the number of empty windows.

    Two places move forwards only: the first sample inside a window and the first one after it.
    """
    n, n_channels = t_s.shape[0], values.shape[1]
    first = 0
    after = 0
    n_empty = 0
    # Channels are written one by one: slices of arrays would take seconds to compile.
    for k in range(out_t.shape[0]):
        now = out_t[k]
        # Samples first to after - 1 lie in the window; both places only move on, as `now` does.
        while first < n and t_s[first] < now and not abs(t_s[first] - now) < half_s:
            first += 1
        after = max(after, first)
        while after < n and abs(t_s[after] - now) < half_s:
            after += 1
        # One sample stands for the whole window: there is no interval to weigh it by.
        if after <= first + 1:
            for c in range(n_channels):
                out[k, c] = values[first, c] if after > first else math.nan
            n_empty += 1 if after == first else 0
            continue
        for c in range(n_channels):
            out[k, c] = 0.0
        total = 0.0
        for i in range(first, after):
            left = max(t_s[0], now - half_s)
            if i > first:
                left = 0.5 * (t_s[i] + t_s[i - 1])
            right = min(t_s[n - 1], now + half_s)
            if i < after - 1:
                right = 0.5 * (t_s[i + 1] + t_s[i])
            total += right - left
            for c in range(n_channels):
                out[k, c] += values[i, c] * (right - left)
        for c in range(n_channels):
            out[k, c] /= total
    return n_empty


@kernel
def _output_times(start_s: float, end_s: float, step_s: float) -> Floats:
    """List times from the start while they are before the end, each by adding to the one before."""
    # Room for what rounding of the quotient and of the sums may add.
    out = np.empty(max(0, int((end_s - start_s) / step_s) + 3))
    now = start_s
    n = 0
    while now < end_s and n < out.shape[0]:
        out[n] = now
        n += 1
        now += step_s
    return out[:n].copy()


def resample(
    t_s: npt.ArrayLike,
    values: npt.ArrayLike,
    *,
    rate_hz: float = RATE_HZ,
    window_s: float = WINDOW_S,
) -> Resampled:
    """Resample irregular samples by weighted means over sliding windows (SWARII).

    Parameters
    ----------
    t_s : array_like, shape (n_samples,)
        Strictly rising times in seconds.
    values : array_like, shape (n_samples, n_channels)
        Any unit; no NaN.
    rate_hz : float
        Rate of the output.
    window_s : float
        Width of the window about each output time; its ends do not belong to it.

    Returns
    -------
    Resampled

    Raises
    ------
    ValueError
        Shapes that do not fit, times that do not rise, values that are not finite, a rate or
        window that is not positive.

    Notes
    -----
    Audiffren and Contal 2016, doi 10.3390/s16081208. Each sample of a window weighs as much as the
    part of the window that is nearer to it than to its neighbours; the outer ones reach to the
    window's end, or to that of the record. The paper's formula for the outer intervals does not
    say this; the authors' program, which this follows, does. The window is 1e-6 s shorter than
    `window_s`, as in the program of Quijoux et al. 2021. Output times begin at 0, or later with
    the first sample, and are made by adding, so they agree to the last digit with that program.
    Empty windows are NaN here; the program draws a line across them. The cost is linear in the
    number of samples, and one window's samples for each output.

    Examples
    --------
    >>> out = resample([0.0, 0.01, 0.03, 0.04, 0.09], [[1.0], [1.0], [1.0], [1.0], [1.0]])
    >>> out.values[:, 0].tolist()
    [1.0, 1.0, 1.0]
    """
    times = np.ascontiguousarray(t_s, np.float64)
    table = np.ascontiguousarray(values, np.float64)
    if times.ndim != 1 or table.ndim != 2 or table.shape[0] != times.shape[0]:
        raise ValueError(
            f"t_s must be (n_samples,) and values (n_samples, n_channels), "
            f"got {times.shape} and {table.shape}."
        )
    if not (np.isfinite(times).all() and np.isfinite(table).all()):
        raise ValueError("t_s and values must be finite.")
    if not (np.diff(times) > 0.0).all():
        raise ValueError("t_s must rise strictly.")
    if not (rate_hz > 0.0 and window_s > 2.0 * _SHORTER_S):
        raise ValueError(f"rate_hz and window_s must be positive, got {rate_hz}, {window_s}.")
    if times.shape[0] == 0:
        return Resampled(times, table, 0)
    out_t = _output_times(max(0.0, float(times[0])), float(times[-1]), 1.0 / rate_hz)
    out = np.empty((out_t.shape[0], table.shape[1]))
    half_s = (window_s - _SHORTER_S) * 0.5
    return Resampled(out_t, out, int(_window_means(times, table, out_t, half_s, out)))


def without_artefacts(t_s: Floats, cop_mm: Floats) -> npt.NDArray[np.bool_]:
    """Mark what the paper's program keeps: no first 0.1 s, no first or last sample, no spikes.

    Parameters
    ----------
    t_s : numpy.ndarray, shape (n_samples,)
        Times from the start of the record.
    cop_mm : numpy.ndarray, shape (n_samples, 2)
        ml and ap in millimetres, no NaN.

    Returns
    -------
    numpy.ndarray of bool, shape (n_samples,)

    Notes
    -----
    A spike is a sample, or two, more than 20 mm (sum over both axes) from the last sample kept,
    after which the record is back within 5 mm. These are the thresholds of the program of Quijoux
    et al. 2021 (2 and 0.5, in its centimetres), doi 10.14814/phy2.15067. A sample at 0.1 s is
    kept there; so it is here, however the last digits of its time fall.
    """
    return keep_mask(t_s, cop_mm, _SETTLING_S - ROUNDING_S, _OUT_MM, _BACK_MM) > 0.0
