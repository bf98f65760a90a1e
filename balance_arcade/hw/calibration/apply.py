"""Four cells to four corner forces, a sample at a time."""

from __future__ import annotations

import numpy as np

from balance_arcade.core.board import CellAccuracy, Geometry
from balance_arcade.hw.calibration.readings import Floats, Four

NOMINAL = "nominal"
"""Id of the rough calibration, from a data sheet, of a board that was never calibrated."""

UNCALIBRATED = (NOMINAL, "counts")
"""Ids of calibrations whose forces are not measurements."""


class Calibration:
    """A linear map from four cells to four corner forces.

    Parameters
    ----------
    calibration_id : str
        Name that goes with every sample's board.
    geometry : Geometry
        Spacing of the cells.
    zero : tuple of 4 floats
        What the cells of the empty board deliver, in the board's unit.
    newtons_per_unit : array_like of float, shape (4, 4)
        Row i: what a unit of each cell adds to corner force i.
    accuracy : CellAccuracy, optional
        How well the cells measure; None where nobody has found out.
    warnings : tuple of str
        What to know of it, in plain words.

    Examples
    --------
    >>> calibration = Calibration("example", Geometry(400.0, 300.0), (10.0, 0, 0, 0), np.eye(4))
    >>> calibration.forces_n(110, 20, 30, 40)
    (100.0, 20.0, 30.0, 40.0)
    """

    def __init__(
        self,
        calibration_id: str,
        geometry: Geometry,
        zero: Four,
        newtons_per_unit: Floats,
        *,
        accuracy: CellAccuracy | None = None,
        warnings: tuple[str, ...] = (),
    ) -> None:
        self.calibration_id = calibration_id
        self.geometry = geometry
        self.accuracy = accuracy
        self.warnings = warnings
        # Plain tuples: one sample at a time is four times as fast as through NumPy.
        self._zero = zero
        self._rows: tuple[Four, ...] = tuple(
            (float(a), float(b), float(c), float(d)) for a, b, c, d in newtons_per_unit
        )

    def forces_n(self, tl: float, tr: float, bl: float, br: float) -> Four:
        """Corner forces in newtons from the cells of one sample."""
        z = self._zero
        a, b, c, d = tl - z[0], tr - z[1], bl - z[2], br - z[3]
        r0, r1, r2, r3 = self._rows
        return (
            r0[0] * a + r0[1] * b + r0[2] * c + r0[3] * d,
            r1[0] * a + r1[1] * b + r1[2] * c + r1[3] * d,
            r2[0] * a + r2[1] * b + r2[2] * c + r2[3] * d,
            r3[0] * a + r3[1] * b + r3[2] * c + r3[3] * d,
        )


def as_delivered(geometry: Geometry, unit: str) -> Calibration:
    """Pass the cells' values through unchanged: for a board that is to be calibrated.

    Parameters
    ----------
    geometry : Geometry
        Spacing of the cells.
    unit : str
        ``counts`` or ``N``; becomes the calibration's id.

    Returns
    -------
    Calibration
        Its "newtons" are the board's own unit.
    """
    return Calibration(unit, geometry, (0.0, 0.0, 0.0, 0.0), np.eye(4))
