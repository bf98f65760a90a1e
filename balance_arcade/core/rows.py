"""Rows of a few numbers each: what NumPy does along short rows takes it ten times as long."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def row_sums(values: Floats) -> Floats:
    """Add up each row, column after column.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_rows, n_columns)
        Fewer than eight columns, at least one.

    Returns
    -------
    numpy.ndarray, shape (n_rows,)
        To the last bit what ``values.sum(axis=1)`` gives.

    Examples
    --------
    >>> row_sums(np.array([[1.0, 2.0, 4.0], [0.5, 0.0, 0.0]])).tolist()
    [7.0, 0.5]
    """
    sums: Floats = values[:, 0].copy()
    for k in range(1, values.shape[1]):
        sums += values[:, k]
    return sums


def rows_with_nan(values: Floats) -> npt.NDArray[np.bool_]:
    """Tell in which rows a number is missing.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_rows, n_columns)
        At least one column.

    Returns
    -------
    numpy.ndarray of bool, shape (n_rows,)

    Examples
    --------
    >>> rows_with_nan(np.array([[1.0, 2.0], [0.5, np.nan]])).tolist()
    [False, True]
    """
    missing: npt.NDArray[np.bool_] = np.isnan(values[:, 0])
    for k in range(1, values.shape[1]):
        missing |= np.isnan(values[:, k])
    return missing
