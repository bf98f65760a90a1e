"""Stabilogram diffusion: how far the centre of pressure gets in how much time."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.core.kernel import inner_kernel, kernel

Floats = npt.NDArray[np.float64]

# The break between the two regimes is looked for here.
BREAK_S = (0.3, 2.5)
N_LOG_LAGS = 60
# Sums over the differences themselves where the sum over products would cancel.
_N_DIRECT = 32
# Parts of a long record that are transformed on their own have at least so many samples.
_LEAST_PART = 8192
_PORTION = 1024


class Diffusion(NamedTuple):
    """Short-term and long-term regime of one mean square displacement; NaN where undetermined.

    Attributes
    ----------
    diffusion_short_mm2_s, diffusion_long_mm2_s : float
        Half the slope over time.
    h_short, h_long : float
        Half the slope on logarithmic axes.
    critical_time_s, critical_msd_mm2 : float
        Where the two straight lines over time cross.
    """

    diffusion_short_mm2_s: float
    diffusion_long_mm2_s: float
    h_short: float
    h_long: float
    critical_time_s: float
    critical_msd_mm2: float


NOTHING = Diffusion(*[math.nan] * 6)


def mean_square_displacement(values_mm: npt.ArrayLike, n_lags: int | None = None) -> Floats:
    """Average the squared displacement over every pair of samples that far apart.

    Parameters
    ----------
    values_mm : array_like, shape (n_samples,)
        Evenly sampled, none missing.
    n_lags : int, optional
        How many lags are wanted, from 0 on; all by default. Few lags of a long record are much
        quicker.

    Returns
    -------
    numpy.ndarray, shape (n_samples,) or (n_lags,)
        mm2 by lag in samples; 0 at lag 0.

    Notes
    -----
    (x_i+k - x_i)^2 = x_i+k^2 + x_i^2 - 2 x_i x_i+k; the products by Fourier transform, O(n log n).

    Examples
    --------
    >>> mean_square_displacement([0.0, 1.0, 2.0, 3.0]).round(9).tolist()
    [0.0, 1.0, 4.0, 9.0]
    """
    x = np.array(values_mm, np.float64)
    n = x.shape[0]
    m = n if n_lags is None else min(n, n_lags)
    if m == 0:
        return x[:0]
    # Displacements do not see an offset, but squares of it would drown them.
    x -= x.mean()
    squares = np.concatenate(([0.0], np.cumsum(x * x)))
    counts = np.arange(n, n - m, -1.0)
    both = squares[n : n - m : -1] + (squares[n] - squares[:m])
    # Rounding can leave a difference of equal sums just below zero.
    msd: Floats = np.maximum(both - 2.0 * _lagged_products(x, m), 0.0) / counts
    n_direct = min(m, _N_DIRECT + 1)
    if n_lags is None:
        # As version 1 of the pipelines sums, to the last digit.
        sums = [float(steps @ steps) for steps in (x[k:] - x[: n - k] for k in range(n_direct))]
        msd[:n_direct] = np.array(sums) / counts[:n_direct]
    else:
        msd[:n_direct] = _squared_steps(x, n_direct) / counts[:n_direct]
    return msd


@kernel
def _squared_steps(x: Floats, n_lags: int) -> Floats:
    """Sum the squared differences of samples that far apart, for the first lags."""
    n = x.shape[0]
    total, part = np.zeros(n_lags), np.zeros(n_lags)
    inner = n - n_lags + 1
    # Portions keep the sums small, and so their rounding.
    for start in range(0, inner, _PORTION):
        part[:] = 0.0
        for i in range(start, min(start + _PORTION, inner)):
            for lag in range(n_lags):
                part[lag] += (x[i + lag] - x[i]) * (x[i + lag] - x[i])
        total += part
    # The last ones are not followed by as many.
    for i in range(max(0, inner), n):
        for lag in range(n - i):
            total[lag] += (x[i + lag] - x[i]) * (x[i + lag] - x[i])
    return total


def _lagged_products(x: Floats, n_lags: int) -> Floats:
    """Sum the products of samples that far apart, for the first lags."""
    n = x.shape[0]
    # In parts that stay in the cache, each beside what follows it; their spectra are added up.
    size = _fast_length(max(8 * n_lags, _LEAST_PART))
    step = size - n_lags + 1
    if n <= size:
        size = _fast_length(n + n_lags - 1)
        spectrum = np.fft.rfft(x, size)
        power = spectrum.real**2 + spectrum.imag**2
        return np.asarray(np.fft.irfft(power, size)[:n_lags])
    total = np.zeros(size // 2 + 1, np.complex128)
    for start in range(0, n, step):
        part, following = x[start : start + step], x[start : start + size]
        total += np.conj(np.fft.rfft(part, size)) * np.fft.rfft(following, size)
    return np.asarray(np.fft.irfft(total, size)[:n_lags])


def _fast_length(least: int) -> int:
    """Find the least product of 2, 3 and 5 that is not below."""
    best = 1 << (least - 1).bit_length()
    fives = 1
    while fives < best:
        threes = fives
        while threes < best:
            rest = -(-least // threes)
            best = min(best, threes << (rest - 1).bit_length())
            threes *= 3
        fives *= 5
    return best


def fit_diffusion(msd_mm2: Floats, rate_hz: float, longest_s: float) -> Diffusion:
    """Describe a mean square displacement by two regimes.

    Parameters
    ----------
    msd_mm2 : numpy.ndarray, shape (n_lags,)
        From lag 0 on.
    rate_hz : float
        Sampling rate.
    longest_s : float
        Longest lag that is looked at.

    Returns
    -------
    Diffusion

    Notes
    -----
    Collins and De Luca 1993, doi 10.1007/BF00229788, choose the regimes by eye. Here the break is
    the lag between 0.3 and 2.5 s at which two lines on logarithmic axes, fitted to 60 lags spread
    evenly there, leave the least squares together.

    Examples
    --------
    >>> free = 2.0 * 3.0 * np.arange(1001) / 100.0
    >>> fit = fit_diffusion(free, 100.0, 10.0)
    >>> round(fit.diffusion_short_mm2_s, 6), round(fit.h_long, 6)
    (3.0, 0.5)
    """
    # A product that falls a rounding below a whole lag still means that lag.
    last = min(msd_mm2.shape[0] - 1, math.floor(longest_s * rate_hz + 1e-9))
    if last < 4:
        return NOTHING
    lags = np.unique(np.geomspace(1.0, last, N_LOG_LAGS).round().astype(np.int64))
    # No logarithm: the person, or a simulation, stood still for some lag.
    if not (msd_mm2[lags] > 0.0).all():
        return NOTHING
    x, y = np.log(lags / rate_hz), np.log(msd_mm2[lags])
    at = _break(lags / rate_hz, x, y, *BREAK_S)
    if at < 0:
        return NOTHING
    # D is fitted to all lags of a regime, evenly over time; H to those even over log time.
    short, long = np.arange(1, lags[at] + 1), np.arange(lags[at], last + 1)
    slope_short, start_short = _line(short / rate_hz, msd_mm2[short])
    slope_long, start_long = _line(long / rate_hz, msd_mm2[long])
    h_short, h_long = _line(x[: at + 1], y[: at + 1])[0], _line(x[at:], y[at:])[0]
    apart = slope_short - slope_long
    # Lines that meet outside of the lags that were looked at do not part two regimes.
    meet_s = (start_long - start_short) / apart if apart > 0.0 else math.nan
    meet_s = meet_s if 0.0 < meet_s <= last / rate_hz else math.nan
    return Diffusion(
        slope_short / 2.0,
        slope_long / 2.0,
        h_short / 2.0,
        h_long / 2.0,
        meet_s,
        start_short + slope_short * meet_s,
    )


def _line(x: Floats, y: Floats) -> tuple[float, float]:
    """Fit a line by least squares: slope and value at 0."""
    about = x - x.mean()
    slope = float(about @ y) / float(about @ about)
    return slope, float(y.mean()) - slope * float(x.mean())


@inner_kernel
def _left_over(x: Floats, y: Floats, first: int, stop: int) -> float:
    """Sum of the squares that the best line leaves between two places."""
    n = stop - first
    mean_x, mean_y = 0.0, 0.0
    for i in range(first, stop):
        mean_x += x[i] / n
        mean_y += y[i] / n
    spread, tilt = 0.0, 0.0
    for i in range(first, stop):
        spread += (x[i] - mean_x) * (x[i] - mean_x)
        tilt += (x[i] - mean_x) * (y[i] - mean_y)
    left = 0.0
    for i in range(first, stop):
        off = y[i] - mean_y - tilt / spread * (x[i] - mean_x)
        left += off * off
    return left


@kernel
def _break(lag_s: Floats, x: Floats, y: Floats, earliest_s: float, latest_s: float) -> int:
    """Find the lag that parts the two best lines, part of both; -1 if there is none."""
    best, found = math.inf, -1
    n = x.shape[0]
    # Both lines have at least three points each: two leave nothing, and would always win.
    for k in range(2, n - 2):
        if earliest_s <= lag_s[k] <= latest_s:
            left = 0.0
            # The line up to the lag and the line from it on.
            for first, stop in ((0, k + 1), (k, n)):
                left += _left_over(x, y, first, stop)
            if left < best:
                best, found = left, k
    return found
