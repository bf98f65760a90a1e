r"""Twelve numbers from masses at places: load and moments as linear in the four cells.

A mass at a place determines three things, ``Fz``, ``Mx = ap Fz`` and ``My = -ml Fz``. It does not
determine four cell forces: on four feet they also hang on the floor. So the rows of a 3x4 matrix
are fitted, ``[Fz, Mx, My] = C n``, ``n`` the cells less the empty board.

A stiff plate answers three kinds of load, so ``n`` hardly leaves three dimensions: the fourth,
twist, is exercised by nothing but noise, and plain least squares would fill it with noise. Each row
is therefore drawn towards what four gains alone would give (themselves fitted to the same points)
with a standard deviation of `PRIOR_FRAC` of a coefficient. What the points say is many times
stronger than that in the three directions they can tell, and far weaker in the fourth.

Each equation is divided by its own uncertainty: of the mass for ``Fz``, of the place for moments.
"""

from __future__ import annotations

import msgspec
import numpy as np

from balance_arcade.core.board import Geometry
from balance_arcade.hw.calibration.readings import Floats, Loads

MASS_FRAC = 2e-4
"""Standard uncertainty of a mass checked on a trade scale, of the mass: 2 g in 10 kg."""

FORCE_FLOOR_N = 0.05
"""What two readings of one load differ by in any case, on cheap cells."""

PRIOR_FRAC = 0.02
"""How far a coefficient may be from what the gains say, of a coefficient of that row."""


class RowFit(msgspec.Struct, frozen=True):
    """The matrix, and the residual of each point.

    Attributes
    ----------
    matrix : ndarray of float64, shape (3, 4)
        Fz in newtons, Mx and My in newton millimetres, a unit of each cell.
    gains : ndarray of float64, shape (4,)
        Newtons a unit of each cell if cells did not influence each other.
    residual : ndarray of float64, shape (n_points, 3)
        Given less fitted load and moments.
    leverage : ndarray of float64, shape (n_points, 3)
        How much each point pulls its own fit, 0 to 1.
    sigma : ndarray of float64, shape (n_points, 3)
        Uncertainty that each equation was divided by.
    """

    matrix: Floats
    gains: Floats
    residual: Floats
    leverage: Floats
    sigma: Floats

    def left_out(self) -> Floats:
        """Residual of each point to a fit without it, shape (n_points, 3)."""
        return self.residual / (1.0 - self.leverage)

    def studentised(self) -> Floats:
        """Residual over its own standard deviation, from all the others, shape (n_points, 3).

        Notes
        -----
        Externally studentised residuals: Cook and Weisberg, Residuals and Influence in Regression
        (1982), section 2.2.1.
        """
        r = self.residual / self.sigma
        # Four coefficients a row are fitted to these points.
        n_free = len(r) - 4
        if n_free < 2:
            return np.zeros_like(r)
        keep = 1.0 - self.leverage
        others = (np.sum(r**2, axis=0) - r**2 / keep) / (n_free - 1)
        # Points that fit exactly have no residual; 0 over 0 would be NaN.
        smallest = np.finfo(np.float64).tiny
        return np.asarray(r / np.sqrt(np.maximum(others, smallest) * keep), np.float64)


def uncertainty(loads: Loads, geometry: Geometry, placement_mm: float) -> Floats:
    """Return the standard uncertainty of each given load and moment, shape (n_points, 3)."""
    fz = np.hypot(MASS_FRAC * loads.force_n, FORCE_FLOOR_N)
    ml, ap = loads.place_mm.T
    place = loads.force_n * placement_mm
    # Of a moment both arm and load are uncertain; the floor acts at a cell, half a side from the
    # centre.
    mx = np.hypot(place, np.hypot(fz * ap, FORCE_FLOOR_N * geometry.length_mm / 2.0))
    my = np.hypot(place, np.hypot(fz * ml, FORCE_FLOOR_N * geometry.width_mm / 2.0))
    return np.column_stack((fz, mx, my))


def fit_gains(loads: Loads, geometry: Geometry) -> Floats:
    """Fit four gains, each cell at its corner, shape (4,).

    Load and moments count alike, relative to the load and to the load at the cells: what four
    gains cannot say is wrong by the like of a hundredth, far more than masses and places are.

    Examples
    --------
    >>> loads = Loads(np.eye(4) * 50, np.full(4, 100.0), np.array(Geometry(4, 2).corners_mm()))
    >>> fit_gains(loads, Geometry(4, 2)).round(3).tolist()
    [2.0, 2.0, 2.0, 2.0]
    """
    x, y = np.array(geometry.corners_mm()).T
    rows, due = [], []
    for k, arm in enumerate((np.ones(4), y, -x)):
        scale = loads.force_n * float(np.abs(arm).mean())
        rows.append(loads.net * arm / scale[:, None])
        due.append(loads.plate()[:, k] / scale)
    gains, *_ = np.linalg.lstsq(np.vstack(rows), np.concatenate(due), rcond=None)
    return np.asarray(gains, np.float64)


def fit_rows(loads: Loads, geometry: Geometry, placement_mm: float) -> RowFit:
    """Fit the matrix; see the module.

    Parameters
    ----------
    loads : Loads
        At least four points.
    geometry : Geometry
        Spacing of the cells.
    placement_mm : float
        How well the masses were placed, standard deviation.

    Returns
    -------
    RowFit
    """
    sigma = uncertainty(loads, geometry, placement_mm)
    gains = fit_gains(loads, geometry)
    x, y = np.array(geometry.corners_mm()).T
    due = loads.plate()
    matrix, leverage = np.zeros((3, 4)), np.zeros((len(due), 3))
    for k, arm in enumerate((np.ones(4), y, -x)):
        # In newtons a cell, so that a converter's units do not matter.
        design = loads.net * gains / sigma[:, k : k + 1]
        prior = arm.astype(np.float64)
        spread = PRIOR_FRAC * float(np.abs(prior).mean())
        # The prior as four more equations, one a coefficient: ridge regression towards the gains.
        both = np.vstack((design, np.eye(4) / spread))
        answer = np.concatenate((due[:, k] / sigma[:, k], prior / spread))
        # QR and not the normal equations: those would square the condition.
        q, r = np.linalg.qr(both)
        matrix[k] = np.linalg.solve(r, q.T @ answer) * gains
        # Diagonal of the hat matrix: the squared rows of Q, of the points alone.
        leverage[:, k] = np.sum(q[: len(due)] ** 2, axis=1)
    return RowFit(matrix, gains, due - loads.net @ matrix.T, leverage, sigma)


def cop_of(plate: Floats) -> Floats:
    """Place (ml, ap) of load and moments, shape (n_points, 2), whatever the load."""
    return np.column_stack((-plate[:, 2], plate[:, 1])) / plate[:, :1]
