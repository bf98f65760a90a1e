"""Permutation entropy: how evenly the orders of four successive values are taken."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.kernel import kernel

Floats = npt.NDArray[np.float64]

ORDER = 4
# Each of the six comparisons of four values is a bit; 24 of the 64 numbers occur.
N_CODES = 64


@kernel
def _add_patterns(rows: Floats, counts: Floats, weights: Floats) -> None:
    """Count the orders of four values in each row, and add up the variance of those four."""
    for r in range(rows.shape[0]):
        for i in range(rows.shape[1] - 3):
            a, b, c, d = rows[r, i], rows[r, i + 1], rows[r, i + 2], rows[r, i + 3]
            code = (a > b) + 2 * (b > c) + 4 * (c > d) + 8 * (a > c) + 16 * (b > d) + 32 * (a > d)
            middle = (a + b + c + d) / 4.0
            a, b, c, d = a - middle, b - middle, c - middle, d - middle
            counts[r, code] += 1.0
            weights[r, code] += (a * a + b * b + c * c + d * d) / 4.0


def permutation_entropies(rows: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Measure permutation entropy of order 4, and weighted permutation entropy.

    Parameters
    ----------
    rows : array_like, shape (n_series, n_samples)
        Any unit, finite, at least 4 samples.

    Returns
    -------
    tuple of numpy.ndarray, shape (n_series,)
        Permutation entropy, and that in which each pattern weighs as much as the variance (1/N) of
        its four values; both over ln 24, from 0 for one order only to 1 for all equally often. The
        weighted one of a constant is NaN.

    Notes
    -----
    Bandt & Pompe 2002, doi 10.1103/PhysRevLett.88.174102; Fadlallah 2013, doi
    10.1103/PhysRevE.87.022911. Of equal values the earlier one is the smaller.

    Examples
    --------
    >>> plain, weighted = permutation_entropies([[1.0, 2.0, 3.0, 4.0, 5.0, 0.0]])
    >>> plain.round(3).tolist(), weighted.round(3).tolist()
    ([0.2], [0.214])
    """
    series = np.ascontiguousarray(rows, np.float64)
    counts, weights = np.zeros((2, series.shape[0], N_CODES))
    _add_patterns(series, counts, weights)
    return evenness(counts), evenness(weights)


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
