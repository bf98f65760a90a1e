"""Time irreversibility: whether a series rises as it falls, and so looks the same reversed."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.series import finite_series

Floats = npt.NDArray[np.float64]

# Samples between the two values of a step, 1 to this: up to 0.4 s at 25 Hz.
N_LAGS = 10


class Asymmetry(NamedTuple):
    """Four ways to say whether a series falls otherwise than it rises; 0 where it does not.

    Attributes
    ----------
    porta : float
        Share of the falling less that of the rising steps: above 0 it rises in fewer, greater
        steps.
    guzik : float
        Share of the rising less that of the falling steps in the sum of their squares.
    costa : float
        Mean of the first over steps of 1, 2, ... 10 samples.
    reversal : float
        Mean of the third powers of the steps over that of their squares to the 3/2.
    """

    porta: float
    guzik: float
    costa: float
    reversal: float


def asymmetry(values: npt.ArrayLike) -> Asymmetry:
    """Measure how a series falls otherwise than it rises.

    Parameters
    ----------
    values : array_like, shape (n_samples,)
        Any unit, finite, more than 10.

    Returns
    -------
    Asymmetry
        NaN where there is no step that is not 0.

    Raises
    ------
    ValueError
        A value is not finite.

    Notes
    -----
    Porta 2008, doi 10.1152/ajpregu.00129.2008, and Guzik 2006, doi 10.1515/BMT.2006.054, give
    percentages of which 50 is symmetric; here they go from -1 to 1, so that the mirror image has
    minus the value. Costa 2005, doi 10.1103/PhysRevLett.95.198102, compares entropies of the
    histograms of rises and falls where we compare how many there are, which needs no bins.
    Schreiber & Schmitz 2000, doi 10.1016/S0167-2789(00)00043-9, for the third powers.

    Examples
    --------
    A saw that rises at once and falls slowly:

    >>> found = asymmetry(-(np.arange(40.0) % 4.0))
    >>> round(found.porta, 3), round(found.guzik, 3), round(found.reversal, 3)
    (0.538, 0.459, 1.137)
    """
    series = finite_series(values)
    steps = np.diff(series)
    size = float(np.abs(steps).max()) if steps.shape[0] else 0.0
    if not size > 0.0:
        return Asymmetry(*4 * (math.nan,))
    # By the greatest one first: third powers of tiny steps would vanish.
    steps = steps / size
    squares = steps * steps
    power = float(squares.sum())
    lags = range(1, min(N_LAGS, series.shape[0] - 1) + 1)
    return Asymmetry(
        porta=_falling(series, 1),
        guzik=float((squares * np.sign(steps)).sum()) / power,
        costa=math.fsum(_falling(series, lag) for lag in lags) / len(lags),
        reversal=float((squares * steps).mean()) / (power / steps.shape[0]) ** 1.5,
    )


def _falling(series: Floats, lag: int) -> float:
    """Share of the falls less that of the rises over so many samples; 0 where there are none."""
    before, after = series[:-lag], series[lag:]
    n_falls = int(np.count_nonzero(after < before))
    n_rises = int(np.count_nonzero(after > before))
    n_steps = n_falls + n_rises
    return (n_falls - n_rises) / n_steps if n_steps else 0.0
