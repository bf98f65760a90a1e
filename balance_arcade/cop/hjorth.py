"""Hjorth's mobility and complexity: mean frequency and breadth of a spectrum, without one."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.series import finite_series

# One difference has a second one only from here on.
_LEAST_SAMPLES = 3


def hjorth(values: npt.ArrayLike, rate_hz: float) -> tuple[float, float]:
    """Measure mobility and complexity.

    Parameters
    ----------
    values : array_like, shape (n_samples,)
        Any unit, finite, evenly sampled.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    float
        Mobility in 1/s: 2 pi times the root mean square frequency of a slow series. NaN where
        nothing moves.
    float
        Complexity: the mobility of the first differences over it, 1 for a sine. NaN where those do
        not change.

    Raises
    ------
    ValueError
        A value is not finite.

    Notes
    -----
    Hjorth 1970, doi 10.1016/0013-4694(70)90143-4, standard deviations with 1/N.

    Examples
    --------
    >>> sine = np.sin(np.arange(2500) / 25.0 * 2.0 * np.pi)
    >>> mobility, complexity = hjorth(sine, 25.0)
    >>> round(mobility, 2), round(complexity, 3)
    (6.27, 1.001)
    """
    series = finite_series(values)
    if series.shape[0] < _LEAST_SAMPLES:
        return math.nan, math.nan
    steps = np.diff(series)
    spread, of_steps, of_turns = (_deviation(v) for v in (series, steps, np.diff(steps)))
    if not spread > 0.0:
        return math.nan, math.nan
    mobility = of_steps / spread
    complexity = of_turns / of_steps / mobility if of_steps > 0.0 else math.nan
    return mobility * rate_hz, complexity


def _deviation(values: npt.NDArray[np.float64]) -> float:
    """Take the standard deviation, exactly 0 for a constant."""
    # Rounding of the mean would give a constant such as 0.1 a tiny deviation.
    if float(values.max()) == float(values.min()):
        return 0.0
    about = values - values.mean()
    return math.sqrt(float(about @ about) / about.size)
