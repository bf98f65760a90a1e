"""A series of numbers as it comes from a caller."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

STILL = "the centre of pressure does not move along this axis"
"""Why a series of which `moves` is false has no number."""


# The square of half of this is a number.
_SURE = 1e-100


def finite_series(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Take a series, in one piece of memory.

    Parameters
    ----------
    values : array_like, shape (n_samples,)
        Any unit.

    Returns
    -------
    numpy.ndarray, shape (n_samples,)

    Raises
    ------
    ValueError
        It is no series, or a value is not finite: what rests on all pairs of samples or on their
        order has no use for a hole.

    Examples
    --------
    >>> finite_series([1, 2]).tolist()
    [1.0, 2.0]
    """
    series = np.ascontiguousarray(values, np.float64)
    # A lone number has been made a series of one.
    if np.ndim(values) != 1 or not np.isfinite(series).all():
        raise ValueError("values must be one finite number a sample.")
    return series


def moves(series: npt.NDArray[np.float64]) -> bool:
    """Whether a series has a spread that can be told.

    Parameters
    ----------
    series : numpy.ndarray, shape (n_samples,)
        Finite.

    Examples
    --------
    >>> moves(np.full(10, 0.1)), moves(np.arange(2.0))
    (False, True)
    """
    if not series.shape[0]:
        return False
    low, high = float(series.min()), float(series.max())
    # The spread of a constant may be rounding, and that of the tiniest steps nothing.
    return high > low and (high - low > _SURE or float(series.std()) > 0.0)
