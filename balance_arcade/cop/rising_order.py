"""The order that sorts a series: by buckets, which takes a fifth of the time of comparing."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.core.kernel import kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# With more values in one of as many buckets as there are values, comparing is as fast.
_MOST_IN_ONE = 32


@kernel
def _by_buckets(values: Floats) -> Ints:
    """Sort by buckets, and what is left by inserting; -1 first where one has too many values."""
    n = values.shape[0]
    out = np.empty(n, np.int64)
    out[0] = -1
    least, most = values[0], values[0]
    for value in values:
        least, most = min(least, value), max(most, value)
    scale = (n - 1) / (most - least) if most > least else 0.0
    # A span that is next to nothing, or no number.
    if not 0.0 < scale < math.inf:
        return out
    starts, buckets = np.empty(n + 1, np.int64), np.empty(n, np.int64)
    for k in range(n + 1):
        starts[k] = 0
    for i in range(n):
        buckets[i] = int((values[i] - least) * scale)
        starts[buckets[i] + 1] += 1
    fullest = 0
    for k in range(n):
        fullest = max(fullest, starts[k + 1])
        starts[k + 1] += starts[k]
    if fullest > _MOST_IN_ONE:
        return out
    for i in range(n):
        out[starts[buckets[i]]] = i
        starts[buckets[i]] += 1
    for k in range(1, n):
        i, at = out[k], k
        while at > 0 and values[out[at - 1]] > values[i]:
            out[at] = out[at - 1]
            at -= 1
        out[at] = i
    return out


def rising_order(values: Floats) -> Ints:
    """Find what sorts a series; equal values stay in their order.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_samples,)
        Finite.

    Returns
    -------
    numpy.ndarray, shape (n_samples,)
        The same as ``np.argsort(values, kind="stable")``.

    Examples
    --------
    >>> rising_order(np.array([3.0, 1.0, 2.0, 1.0])).tolist()
    [1, 3, 2, 0]
    """
    if values.shape[0] > 1:
        order: Ints = _by_buckets(values)
        if order[0] >= 0:
            return order
    return np.argsort(values, kind="stable")
