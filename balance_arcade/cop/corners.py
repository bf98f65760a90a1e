"""From four corner forces to the centre of pressure, over a whole record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.recurrences import corner_cop_series
from balance_arcade.core.board import Geometry

Floats = npt.NDArray[np.float64]

# An error of e newtons on one side moves the centre of pressure by half the board's width times
# e / total. Hobby-grade cells with noise and creep of some 0.5 N would move it 5 mm at 20 N, on
# a board 433 mm wide, and by 0.2 mm under a person of 55 kg. A lighter load than 20 N (2 kg) is a
# hand or a cat. Whether a person stands there the session decides: it knows the weight.
DEFAULT_MIN_LOAD_N = 20.0


class CornerCop(NamedTuple):
    """Centre of pressure and loads of a record.

    Attributes
    ----------
    cop_mm : numpy.ndarray, shape (n_samples, 2)
        ml and ap; NaN where nobody is on the board.
    fz_n : numpy.ndarray, shape (n_samples,)
        Total force, zero removed.
    left_frac, front_frac : numpy.ndarray, shape (n_samples,)
        Share of the load on the left and the front corners; NaN where nobody is on the board. A
        share leaves 0 to 1 if a cell is pulled upwards; it is not clipped.
    """

    cop_mm: Floats
    fz_n: Floats
    left_frac: Floats
    front_frac: Floats


def cop_from_corners(
    corners_n: npt.ArrayLike,
    geometry: Geometry,
    *,
    min_load_n: float = DEFAULT_MIN_LOAD_N,
    zero_n: Sequence[float] | None = None,
) -> CornerCop:
    """Compute the centre of pressure of every sample.

    Parameters
    ----------
    corners_n : array_like, shape (n_samples, 4)
        Forces in newtons, corners in the order tl, tr, bl, br.
    geometry : Geometry
        Spacing of the cells.
    min_load_n : float
        Total force below which there is no centre of pressure.
    zero_n : sequence of 4 floats, optional
        Forces of the empty board, taken off first.

    Returns
    -------
    CornerCop

    Raises
    ------
    ValueError
        The array does not have four columns, or the zero does not have four numbers.

    Notes
    -----
    ``ml = width/2 ((tr + br) - (tl + bl)) / sum``, ``ap = length/2 ((tl + tr) - (bl + br)) / sum``:
    the point about which the vertical forces have no moment. A sample with a force that is not
    finite has no centre of pressure.

    Examples
    --------
    >>> cop_from_corners([[10.0, 30.0, 10.0, 30.0]], Geometry(400.0, 200.0)).cop_mm
    array([[100.,   0.]])
    """
    forces = np.ascontiguousarray(corners_n, np.float64)
    if forces.ndim != 2 or forces.shape[1] != 4:
        raise ValueError(f"corners_n must have shape (n_samples, 4), got {forces.shape}.")
    if zero_n is not None:
        zero = np.asarray(zero_n, np.float64)
        if zero.shape != (4,):
            raise ValueError(f"zero_n must be four numbers, got shape {zero.shape}.")
        forces = forces - zero
    out = corner_cop_series(
        forces, geometry.width_mm / 2.0, geometry.length_mm / 2.0, float(min_load_n)
    )
    return CornerCop(out[:, :2].copy(), out[:, 2].copy(), out[:, 3].copy(), out[:, 4].copy())
