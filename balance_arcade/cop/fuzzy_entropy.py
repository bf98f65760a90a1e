"""Fuzzy entropy: templates are alike by degrees, and all pairs count, in O(n log n).

Two templates are alike by exp(-d / r). Of two values about their mean there is one coordinate, so
the sum over all pairs is a running one in rising order. Of three values about their mean the
greatest of the three differences is the one whose sign no other has, and then exp(-d / r) is the
quotient of a number of each template: what is left is to add up, for each template, those that are
below it in both of the other values, with a Fenwick tree. No pair is visited.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.rising_order import rising_order
from balance_arcade.cop.series import finite_series, moves
from balance_arcade.core.kernel import inner_kernel, kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Standard deviations; with m = 2 the choice of the house's other entropies.
TOLERANCE = 0.2

# Differences are counted in 2^-40 radii: whole numbers in floats, so that the three about a mean
# add up to 0 exactly and no pair falls between the cases. It moves no degree by more than 1e-12.
_FINE = 2.0**40
# exp(700) is about the greatest number there is.
MOST_RADII = 700.0


@inner_kernel
def _places(key: Floats, order: Ints, place: Ints) -> None:
    """How many have no greater key than each one."""
    n = place.shape[0]
    reached = n
    for k in range(n - 1, -1, -1):
        if k < n - 1 and key[order[k]] != key[order[k + 1]]:
            reached = k + 1
        place[order[k]] = reached


@kernel
def _sum_rising(
    key: Floats,
    order: Ints,
    other: Floats,
    other_order: Ints,
    lift: Floats,
    place: Ints,
    tree: Floats,
    seen: Ints,
) -> tuple[float, int]:
    """Add up the pairs of which one is above in the key and not below in the other one.

    Each counts as the quotient of its lifts. How many pairs are equal in both comes with it.
    """
    n = place.shape[0]
    _places(other, other_order, place)
    for k in range(n + 1):
        tree[k] = 0.0
    total, n_equal, start = 0.0, 0, 0
    while start < n:
        stop = start
        here = key[order[start]]
        while stop < n and key[order[stop]] == here:
            i = order[stop]
            below = 0.0
            at = place[i]
            while at > 0:
                below += tree[at]
                at &= at - 1
            total += lift[i] * below
            n_equal += seen[place[i]]
            seen[place[i]] += 1
            stop += 1
        for k in range(start, stop):
            i = order[k]
            seen[place[i]] = 0
            at, weight = place[i], 1.0 / lift[i]
            while at <= n:
                tree[at] += weight
                at += at & -at
        start = stop
    return total, n_equal


def fuzzy_sums(values: Floats, radius: float) -> tuple[float, float]:
    """Add up how alike the templates of a series are.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_samples,)
        Finite, at least 4.
    radius : float
        Positive.

    Returns
    -------
    tuple of float
        Over all pairs of the first N - 2 templates: exp(-d / radius) of two and of three values,
        d the greatest difference between values that are each taken about its template's mean.
        NaN where a step is farther than 1050 radii, which floats do not hold.
    """
    steps = np.rint(np.diff(values) * (_FINE / radius))
    first, second = steps[:-1], steps[1:]
    # Three times each value about the mean of the three: whole numbers.
    keys = np.stack((-2.0 * first - second, first - second, first + 2.0 * second))
    if not np.abs(keys).max() <= 3.0 * MOST_RADII * _FINE:
        return math.nan, math.nan
    half = first[rising_order(first)] / (2.0 * _FINE)
    two = float((np.exp(-half[1:]) * np.cumsum(np.exp(half[:-1]))).sum())
    n = first.shape[0]
    orders, lifts = [rising_order(key) for key in keys], np.exp(keys / (3.0 * _FINE))
    space = np.empty(n, np.int64), np.empty(n + 1), np.zeros(n + 1, np.int64)
    three = 0.0
    # Of a pair whose greatest difference is that of the first of three, one template is above the
    # other in the second and not below it in the third: whatever the differences are, that is so
    # in just one of these cases, unless all are 0.
    for greatest, rising, other in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        total, n_equal = _sum_rising(
            keys[rising], orders[rising], keys[other], orders[other], lifts[greatest], *space
        )
        # Equal templates are found in every case, and count once.
        three += total + (n_equal if greatest == 0 else 0)
    return two, three


def fuzzy_entropy(values: npt.ArrayLike, *, tolerance: float = TOLERANCE) -> float:
    """Measure fuzzy entropy with m = 2 and n = 1.

    Parameters
    ----------
    values : array_like, shape (n_samples,)
        Any unit, finite.
    tolerance : float
        Radius in standard deviations (1/N).

    Returns
    -------
    float
        NaN for a constant and for fewer than 4 values.

    Raises
    ------
    ValueError
        A value is not finite.

    Notes
    -----
    Chen 2007, doi 10.1109/TNSRE.2007.897025: each template is taken about its own mean, pairs of
    the first N - 2 templates are alike by exp(-d^n / r). With n = 1 it is the same whether the
    power is taken of d alone or of d / r, about which the literature disagrees, and the value does
    not hang on the unit.

    Examples
    --------
    >>> round(fuzzy_entropy(np.sin(np.arange(1000) / 5.0)), 3)
    0.395
    """
    series = finite_series(values)
    if series.shape[0] < 4 or not moves(series):
        return math.nan
    two, three = fuzzy_sums(series, tolerance * float(series.std()))
    return math.log(two / three)
