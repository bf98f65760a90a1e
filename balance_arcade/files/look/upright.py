"""An axis that points up and is not Fz: laboratories for gait often have y up."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from balance_arcade.core.data_faults import DataFault

Floats = npt.NDArray[np.float64]

LEAST_N: Final = 150.0
_ENOUGH = 20_000
TIMES: Final = 1.5
"""Shear that is larger than the load would make a foot slip, on any floor."""


def name_upright(
    load_n: Floats, horizontal_n: Floats, axes: tuple[str, str]
) -> tuple[DataFault, ...]:
    """Name a level axis that bears the load.

    Parameters
    ----------
    load_n : ndarray of float64, shape (n_samples,)
        What is taken for the load, in newtons.
    horizontal_n : ndarray of float64, shape (n_samples, 2)
        Forces along ml and ap, in newtons.
    axes : tuple of str
        Names of these two in the file: ``("x", "y")``.

    Returns
    -------
    tuple of DataFault
        One or none.

    Examples
    --------
    >>> level = np.column_stack((np.zeros(50), np.full(50, 700.0)))
    >>> name_upright(np.full(50, 12.0), level, ("x", "y"))[0].name
    'other_axis_is_up'
    """
    if not _largest(horizontal_n) >= LEAST_N:
        return ()
    usual = [_high(load_n), _high(horizontal_n[:, 0]), _high(horizontal_n[:, 1])]
    largest = 1 if usual[1] > usual[2] else 2
    if not usual[largest] >= max(LEAST_N, TIMES * usual[0]):
        return ()
    axis = axes[largest - 1]
    return (
        DataFault(
            "other_axis_is_up",
            f"Fz hardly exceeds {usual[0]:.0f} N while F{axis} is {usual[largest]:.0f} N: the "
            f"{axis} axis seems to point up in this file. Say --up {axis} (up={axis} in an "
            "address).",
            "refused",
            int(load_n.size),
        ),
    )


def _largest(force_n: Floats) -> float:
    # fmin and fmax pass over NaN.
    flat = force_n.ravel()
    return float(max(np.fmax.reduce(flat), -np.fmin.reduce(flat))) if flat.size else 0.0


def _high(force_n: Floats) -> float:
    thin = force_n[:: max(1, force_n.size // _ENOUGH)]
    known = np.abs(thin[np.isfinite(thin)])
    return float(np.quantile(known, 0.95)) if known.size else 0.0
