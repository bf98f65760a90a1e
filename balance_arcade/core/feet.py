"""Two boards, one a foot, in the four corner forces of one sample.

Four corner forces have four degrees of freedom. Total load and centre of pressure take three; the
fourth, the twist ``(tl + br) - (tr + bl)``, moves neither. With two boards there are just four
numbers to keep: the load of each foot, and the common centre of pressure. So the twist carries
what the other three leave open, and nothing is lost on the way through recorder and stream::

    left  = (tl + bl) + ((tl + br) - (tr + bl)) / 2
    right = (tr + br) - ((tl + br) - (tr + bl)) / 2

Both are linear in the forces: a zero that is taken off the corners is taken off the feet. It holds
for samples that carry the flag `SampleFlag.FOOT_LOADS` and for no others: one board's twist is
whatever its cells measured.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from balance_arcade.core.board import Geometry


def corners_of_feet(
    left_n: float, right_n: float, moment_ml_nmm: float, moment_ap_nmm: float, geometry: Geometry
) -> tuple[float, float, float, float]:
    """Corner forces of two feet; inverse of `foot_loads_n`.

    Parameters
    ----------
    left_n, right_n : float
        Load of each foot in newtons.
    moment_ml_nmm, moment_ap_nmm : float
        Sum of force times place over both boards, in newton millimetres: the common centre of
        pressure times the total load.
    geometry : Geometry
        Spacing of the corners. Where its width is the distance between the feet, the shares of the
        left and right corners are those of the feet, up to how far each foot's own centre of
        pressure lies from where the foot was said to be.

    Returns
    -------
    tuple of float
        Newtons in the order tl, tr, bl, br. They are no forces that cells have read.

    Examples
    --------
    >>> corners_of_feet(300.0, 500.0, 40_000.0, 0.0, Geometry(400.0, 200.0))
    (150.0, 250.0, 150.0, 250.0)
    """
    # Quarter, side and front give load and centre of pressure; the twist is free to carry the feet.
    quarter = (left_n + right_n) / 4.0
    side = moment_ml_nmm / (2.0 * geometry.width_mm)
    front = moment_ap_nmm / (2.0 * geometry.length_mm)
    twist = (left_n - (2.0 * quarter - 2.0 * side)) / 2.0
    return (
        quarter - side + front + twist,
        quarter + side + front - twist,
        quarter - side - front - twist,
        quarter + side - front + twist,
    )


def foot_loads_n(corners_n: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Load of each foot from the corner forces of two boards.

    Parameters
    ----------
    corners_n : array_like, shape (n_samples, 4)
        Newtons in the order tl, tr, bl, br, of samples flagged FOOT_LOADS.

    Returns
    -------
    ndarray of float64, shape (n_samples, 2)
        Left and right foot in newtons.

    Raises
    ------
    ValueError
        The array does not have four columns.

    Examples
    --------
    >>> foot_loads_n([[150.0, 250.0, 150.0, 250.0]]).tolist()
    [[300.0, 500.0]]
    """
    corners = np.asarray(corners_n, dtype=np.float64)
    if corners.ndim != 2 or corners.shape[1] != 4:
        raise ValueError("corners_n must have the shape (n_samples, 4).")
    tl, tr, bl, br = corners.T
    # Signs as in the module's text: positive where the left foot has more than its corners say.
    half_twist = ((tl + br) - (tr + bl)) / 2.0
    return np.column_stack((tl + bl + half_twist, tr + br - half_twist))


def share_of_left_foot(
    loads_n: npt.NDArray[np.float64], estimate: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Share of the load on the left foot.

    Parameters
    ----------
    loads_n : ndarray of float64, shape (n_samples, 2)
        Load of the left and the right foot in newtons.
    estimate : ndarray of float64, shape (n_samples,)
        The share by corners: NaN where nobody is on the boards, and the result with it.

    Returns
    -------
    ndarray of float64, shape (n_samples,)

    Examples
    --------
    >>> share_of_left_foot(np.array([[300.0, 500.0], [0.0, 0.0]]), np.array([0.4, np.nan])).tolist()
    [0.375, nan]
    """
    # The estimate knows when nobody stands there; a share of two loads near 0 is any number.
    there = ~np.isnan(estimate)
    total_n = loads_n.sum(axis=1)
    share = np.full(len(loads_n), np.nan)
    share[there] = loads_n[there, 0] / total_n[there]
    return share
