"""Force-plate components, centre of pressure and corner forces, one from the other."""

from __future__ import annotations

import numpy as np

from balance_arcade.core.board import Geometry
from balance_arcade.files.tables.trial import FloatArray

MIN_PLATE_LOAD_N = 10.0
"""Below this load a plate's moments say nothing of a person, so there is no centre of pressure."""


def plate_to_cop(plate: FloatArray) -> FloatArray:
    """Centre of pressure of force-plate components.

    Parameters
    ----------
    plate : ndarray of float64, shape (n_samples, 3)
        Fz in newtons, Mx and My in newton millimetres, x = ml and y = ap.

    Returns
    -------
    ndarray of float64, shape (n_samples, 2)
        ``ml = -My / Fz`` and ``ap = Mx / Fz`` in millimetres; NaN where Fz is below 10 N.

    Examples
    --------
    >>> plate_to_cop(np.array([[700.0, 7000.0, -1400.0]])).tolist()
    [[2.0, 10.0]]
    """
    fz_n = np.where(plate[:, 0] >= MIN_PLATE_LOAD_N, plate[:, 0], np.nan)
    return np.column_stack((-plate[:, 2] / fz_n, plate[:, 1] / fz_n))


def cop_to_plate(cop_mm: FloatArray, fz_n: FloatArray) -> FloatArray:
    """Force-plate components of a centre of pressure under a known load.

    Parameters
    ----------
    cop_mm : ndarray of float64, shape (n_samples, 2)
        ml and ap in millimetres.
    fz_n : ndarray of float64, shape (n_samples,)
        Vertical load in newtons.

    Returns
    -------
    ndarray of float64, shape (n_samples, 3)
        Fz in newtons, Mx and My in newton millimetres; moments are 0 where the centre of pressure
        is NaN, and so is the load: nobody is on the plate.

    Examples
    --------
    >>> cop_to_plate(np.array([[2.0, 10.0]]), np.array([700.0])).tolist()
    [[700.0, 7000.0, -1400.0]]
    """
    empty = np.isnan(cop_mm[:, 0]) | np.isnan(cop_mm[:, 1])
    load_n = np.where(empty, 0.0, fz_n)
    cop_mm = np.where(empty[:, None], 0.0, cop_mm)
    return np.column_stack((load_n, cop_mm[:, 1] * load_n, 0.0 - cop_mm[:, 0] * load_n))


def plate_to_corners(plate: FloatArray, geometry: Geometry) -> FloatArray:
    """Resolve a plate's load and moments onto four corners.

    Three components do not determine four forces. Of all that fit, the one of least norm is taken;
    for a rectangle that is ``Fz/4 - My x_i/w^2 + Mx y_i/l^2``. A corner force may be negative when
    the centre of pressure lies far out: these are not forces that cells would have read.

    Parameters
    ----------
    plate : ndarray of float64, shape (n_samples, 3)
        Fz in newtons, Mx and My in newton millimetres, x = ml and y = ap.
    geometry : Geometry
        Spacing of the corners.

    Returns
    -------
    ndarray of float64, shape (n_samples, 4)
        Corner forces tl tr bl br in newtons. ``sum(f x) / sum(f)`` over the corners gives the
        plate's centre of pressure back.

    Examples
    --------
    >>> corners_n = plate_to_corners(np.array([[400.0, 0.0, -40000.0]]), Geometry(400.0, 600.0))
    >>> corners_n.tolist()
    [[50.0, 150.0, 50.0, 150.0]]
    """
    corners_mm = np.array(geometry.corners_mm())
    arm_x = corners_mm[:, 0] / geometry.width_mm**2
    arm_y = corners_mm[:, 1] / geometry.length_mm**2
    return np.ascontiguousarray(
        plate[:, :1] / 4.0 - plate[:, 2:3] * arm_x[None, :] + plate[:, 1:2] * arm_y[None, :]
    )
