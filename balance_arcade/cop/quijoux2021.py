"""The samples of Quijoux et al. 2021: artefacts off, SWARII to 25 Hz, order 4 at 10 Hz."""

from __future__ import annotations

import itertools
import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.prepare import Prepared
from balance_arcade.cop.recurrences import biquad_series
from balance_arcade.cop.swarii import RATE_HZ, ROUNDING_S, resample, without_artefacts

Floats = npt.NDArray[np.float64]

CUTOFF_HZ = 10.0

# Odd extension at each end: three times the number of coefficients of an order-4 filter.
N_PAD = 15

# The paper's program draws a line across empty windows of any length. Longer gaps than this are
# breaks here, as everywhere else.
MOST_FILLED_S = 0.2


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


def since_start(t_s: Floats, rate_hz: float) -> Floats:
    """Count times from the first one, without the digits that a late clock has lost.

    Parameters
    ----------
    t_s : numpy.ndarray, shape (n_samples,)
        By any clock; one that counts from 1970 has 2.4e-7 s between two numbers.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    numpy.ndarray, shape (n_samples,)
        Where every time lies within 1e-6 s of a multiple of the period, these multiples, as the
        program of Quijoux et al. 2021 makes its own times (sample over rate). Otherwise, where
        every one lies within 3e-7 s of a whole microsecond, those. Otherwise the differences.

    Notes
    -----
    A sample at 0.1 s is kept or falls by the last digit, and with it the whole 25 Hz grid would
    move by a sample.

    Examples
    --------
    >>> clock_s = 1.7e9 + np.arange(4) / 100.0
    >>> (clock_s - clock_s[0]).tolist() == since_start(clock_s, 100.0).tolist()
    False
    >>> since_start(clock_s, 100.0).tolist()
    [0.0, 0.01, 0.02, 0.03]
    """
    passed: Floats = t_s - t_s[0]
    for ticks_hz, off_s in ((rate_hz, ROUNDING_S), (1e6, 0.3 * ROUNDING_S)):
        whole: Floats = np.rint(passed * ticks_hz) / ticks_hz
        if (np.abs(whole - passed) <= off_s).all():
            return whole
    return passed


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
    start_s, t_s = t_s[0], since_start(t_s, raw.rate_hz)
    kept = without_artefacts(t_s, np.ascontiguousarray(table[:, :2]))
    t_s, table = t_s[kept], table[kept]
    edges = [0, *(np.flatnonzero(np.diff(t_s) > MOST_FILLED_S + ROUNDING_S) + 1), t_s.shape[0]]
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
