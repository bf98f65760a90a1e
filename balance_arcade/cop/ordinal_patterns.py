"""Permutation entropy: how evenly the orders of four successive values are taken."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.series import finite_series
from balance_arcade.core.kernel import kernel

Floats = npt.NDArray[np.float64]

ORDER = 4
# Each of the six comparisons of four values is a bit; 24 of the 64 numbers occur.
N_CODES = 64


@kernel
def _add_patterns(series: Floats, counts: Floats, weights: Floats) -> None:
    """Count the orders of four values, and add up the variance of those four."""
    for i in range(series.shape[0] - 3):
        a, b, c, d = series[i], series[i + 1], series[i + 2], series[i + 3]
        code = (a > b) + 2 * (b > c) + 4 * (c > d) + 8 * (a > c) + 16 * (b > d) + 32 * (a > d)
        middle = (a + b + c + d) / 4.0
        a, b, c, d = a - middle, b - middle, c - middle, d - middle
        counts[code] += 1.0
        weights[code] += (a * a + b * b + c * c + d * d) / 4.0


def permutation_entropies(values: npt.ArrayLike) -> tuple[float, float]:
    """Measure permutation entropy of order 4, and weighted permutation entropy.

    Parameters
    ----------
    values : array_like, shape (n_samples,)
        Any unit, finite.

    Returns
    -------
    tuple of float
        Permutation entropy, and that in which each order weighs as much as the variance (1/N) of
        its four values; both over ln 24, from 0 for one order only to 1 for all equally often. NaN
        for fewer than 4 values; the weighted one of a constant is NaN too.

    Raises
    ------
    ValueError
        A value is not finite.

    Notes
    -----
    Bandt & Pompe 2002, doi 10.1103/PhysRevLett.88.174102; Fadlallah 2013, doi
    10.1103/PhysRevE.87.022911. Of equal values the earlier one is the smaller.

    Examples
    --------
    >>> plain, weighted = permutation_entropies([1.0, 2.0, 3.0, 4.0, 5.0, 0.0])
    >>> round(plain, 3), round(weighted, 3)
    (0.2, 0.214)
    """
    amounts = np.zeros((2, N_CODES))
    _add_patterns(finite_series(values), amounts[0], amounts[1])
    plain, weighted = evenness(amounts).tolist()
    return plain, weighted


def evenness(amounts: Floats) -> Floats:
    """Measure how evenly the orders of four values are taken.

    Parameters
    ----------
    amounts : numpy.ndarray, shape (n_series, N_CODES)
        How often, or how heavily, each order occurs.

    Returns
    -------
    numpy.ndarray, shape (n_series,)
        Shannon's entropy of the shares over ln 24; NaN where no order occurs.
    """
    with np.errstate(invalid="ignore"):
        shares = amounts / amounts.sum(axis=1, keepdims=True)
    # An order that does not occur adds nothing: x ln x goes to 0.
    logs = np.log(shares, where=shares > 0.0, out=np.zeros_like(shares))
    out: Floats = np.abs((shares * logs).sum(axis=1)) / math.log(math.factorial(ORDER))
    return out
