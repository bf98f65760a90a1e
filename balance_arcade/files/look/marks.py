"""Numbers that mean "no value": -9999, 9999, 1e30 and their kind.

A mark is a number of nines (three or more), the end of a 16 or 32-bit integer, or one that no force
and no place can have. Nines and ends alone are no proof, 999 N is a load: they are marks only where
they lie apart from all other values by more than those lie from each other. Units were brought to
the house's before, so they are looked for behind the usual factors too.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]

IMPOSSIBLE: Final = 1e20
_MARKS = np.array(
    [10.0**k - 1.0 for k in range(3, 8)]
    + [999.9, 9999.9, 99999.9, 999.99, 9999.99, 99999.99]
    # What integers of 16 and 32 bits, with a sign and without, end with.
    + [2.0**15 - 1.0, 2.0**15, 2.0**16 - 1.0, 2.0**31 - 1.0, 2.0**31, 2.0**32 - 1.0]
)
# mm, cm, m, Nm and kN; kg; lb.
_FACTORS = np.array([1.0, 10.0, 1000.0, 9.80665, 4.4482216152605])
_KNOWN = np.unique(np.outer(_FACTORS, _MARKS))


def may_hold_marks(values: Floats) -> bool:
    """Whether any value is large enough for a mark: a clean array costs two passes."""
    # fmin and fmax pass over NaN.
    flat = values.ravel()
    return bool(flat.size) and max(np.fmax.reduce(flat), -np.fmin.reduce(flat)) >= _KNOWN[0]


def find_marks(values: Floats) -> Marks:
    """Find the values of one column that mean "no value".

    Parameters
    ----------
    values : ndarray of float64, shape (n_samples,)
        One column; NaN may be among them.

    Returns
    -------
    ndarray of bool, shape (n_samples,)

    Examples
    --------
    >>> find_marks(np.array([1.0, -9999.0, 2.0, 1e30, 3.0])).tolist()
    [False, True, False, True, False]
    """
    if not may_hold_marks(values):
        return np.zeros(values.shape, np.bool_)
    marks = np.abs(values) >= IMPOSSIBLE
    known = _is_known(values)
    others = values[~marks & ~known]
    if not known.any() or not np.isfinite(others).any():
        return marks
    high, low = np.fmax.reduce(others), np.fmin.reduce(others)
    apart = np.maximum(values - high, low - values) > high - low
    return np.asarray(marks | (known & apart), np.bool_)


def as_written(mark: float) -> str:
    """Write a mark as its file has it, before its unit was brought to the house's.

    Examples
    --------
    >>> as_written(-99990.0), as_written(1e30)
    ('-9999', '1e+30')
    """
    for factor in _FACTORS:
        if np.isclose(abs(mark) / factor, _MARKS, rtol=1e-9, atol=0.0).any():
            return f"{mark / factor:.10g}"
    return f"{mark:g}"


def _is_known(values: Floats) -> Marks:
    size = np.abs(values)
    above = np.minimum(np.searchsorted(_KNOWN, size * (1.0 - 1e-9)), _KNOWN.size - 1)
    return np.asarray(np.abs(size - _KNOWN[above]) <= 1e-9 * size, np.bool_)
