"""Largest Lyapunov exponent: how fast moments of sway that were alike part again."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.embedded_pairs import neighbours_apart
from balance_arcade.cop.recurrence import delay_of
from balance_arcade.cop.series import finite_series

Floats = npt.NDArray[np.float64]

# Nearest neighbours are farther away in time than a mean period of sway (Rosenstein 1993);
# that is a matter of the person there, and fixed here.
APART_S = 3.0
FOLLOWED_S = 1.0


def divergence_curve(values: npt.ArrayLike, rate_hz: float) -> Floats:
    """Measure the mean logarithm of the distance from nearest neighbours, as both go on.

    Parameters
    ----------
    values : array_like, shape (n_samples,)
        Any unit, finite, evenly sampled.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    numpy.ndarray, shape (n_steps,)
        After 0, 1, ... samples, up to 1 s. NaN where nothing parts, and for a series so short that
        a moment has no neighbour.

    Raises
    ------
    ValueError
        A value is not finite.

    Examples
    --------
    >>> curve = divergence_curve(np.random.default_rng(1).normal(size=750), 25.0)
    >>> curve.size, bool(curve[-1] > curve[0])
    (26, True)
    """
    series = finite_series(values)
    delay, n_apart = delay_of(rate_hz), round(APART_S * rate_hz)
    n_follow = round(FOLLOWED_S * rate_hz) + 1
    if series.shape[0] - 2 * delay - n_follow + 1 < 2 * (n_apart + 1):
        return np.full(n_follow, math.nan)
    squares = neighbours_apart(series - series[0], delay, n_apart, n_follow)
    if (squares > 0.0).all():
        return np.asarray(0.5 * np.log(squares).mean(axis=1))
    # Moments that coincide have no logarithm; the others tell how those part.
    apart = [row[row > 0.0] for row in squares]
    return np.array([0.5 * np.log(row).mean() if row.size else math.nan for row in apart])


def lyapunov_exponent(values: npt.ArrayLike, rate_hz: float) -> float:
    """Measure the largest Lyapunov exponent.

    Parameters
    ----------
    values : array_like, shape (n_samples,)
        Any unit, finite, evenly sampled.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    float
        Slope of `divergence_curve` over the first second by least squares, in 1/s; NaN where the
        curve has none.

    Raises
    ------
    ValueError
        A value is not finite.

    Notes
    -----
    Rosenstein 1993, doi 10.1016/0167-2789(93)90009-P; moments of three samples 0.48 s apart,
    neighbours at least 3 s away, each pair followed for 1 s.

    Examples
    --------
    >>> noise = np.random.default_rng(1).normal(size=750)
    >>> 0.0 < lyapunov_exponent(noise, 25.0) < 1.0
    True
    """
    curve = divergence_curve(values, rate_hz)
    t_s = np.arange(curve.size) / rate_hz
    t_s -= t_s.mean()
    return float(t_s @ curve) / float(t_s @ t_s)
