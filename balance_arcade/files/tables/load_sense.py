"""Plates of one file whose loads have different signs, turned alike before they are summed."""

from __future__ import annotations

from typing import Final

import numpy as np

from balance_arcade.files.tables.trial import FloatArray

_OPPOSITE: Final = -0.5
_LEAST_SHARE: Final = 0.1


def alike(columns: FloatArray) -> tuple[FloatArray, list[str]]:
    """Turn the plates that are negative under load where others are positive.

    Parameters
    ----------
    columns : ndarray of float64, shape (n_samples, n_plates)
        Vertical loads.

    Returns
    -------
    ndarray of float64, shape (n_samples, n_plates)
        With one sign.
    list of str
        What was turned.

    Notes
    -----
    A plate that was tared with a person on it may read less than nothing while they stand, but it
    rises where the others rise. One of the other sign falls.

    Examples
    --------
    >>> push = np.concatenate((np.full(50, 350.0), np.linspace(350.0, 900.0, 50)))
    >>> turned, said = alike(np.column_stack((push, -push)))
    >>> bool(np.array_equal(turned[:, 0], turned[:, 1])), said
    (True, ['Plate 2 is negative under load, and plate 1 is not; it was inverted.'])
    """
    whole = columns[np.isfinite(columns).all(axis=1)]
    if columns.shape[1] < 2 or len(whole) < 2:
        return columns, []
    usual = np.median(whole, axis=0)
    first = int(np.argmax(np.abs(usual)))
    made, said = columns.copy(), []
    for k in range(columns.shape[1]):
        light = abs(usual[k]) < _LEAST_SHARE * abs(usual[first])
        if light or usual[k] * usual[first] > 0.0:
            continue
        if float(np.corrcoef(whole[:, k], whole[:, first])[0, 1]) < _OPPOSITE:
            made[:, k] *= -1.0
            said.append(_said(k if usual[k] < 0.0 else first, first if usual[k] < 0.0 else k))
    return made, said


def _said(down: int, up: int) -> str:
    return f"Plate {down + 1} is negative under load, and plate {up + 1} is not; it was inverted."
