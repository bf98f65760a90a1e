"""Counts to newtons: a linear calibration that belongs to one board.

A calibration file is TOML, one file a board, named after its id::

    version = 1
    board_id = "0011223344556677"
    calibration_id = "2026-03-02 bench"
    width_mm = 400.0
    length_mm = 300.0
    zero_counts = [1200.0, -800.0, 15.0, 3300.0]
    gain_n_per_count = [0.00023, 0.00023, 0.00023, 0.00023]

Instead of ``gain_n_per_count`` it may hold ``matrix``, three rows of four: Fz in newtons, Mx and My
in newton millimetres a count (x = ml, y = ap), resolved onto the corners as a force plate is. The
order of the cells is tl tr bl br. The wizard that makes such a file comes with a later version.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec
import numpy as np

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import CalibrationError
from balance_arcade.core.tables import plate_to_corners
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.hw.arduino.messages import AdcKind, HelloFrame

NOMINAL = "nominal"
NOMINAL_GEOMETRY = Geometry(width_mm=400.0, length_mm=300.0)

# A 50 kg half-bridge cell of about 1 mV/V. Cells of this kind differ widely among themselves.
_NOMINAL_CAPACITY_N = 50.0 * STANDARD_GRAVITY_M_S2
_NOMINAL_SENSITIVITY_V_V = 1.0e-3
_FULL_COUNTS = float(1 << 23)

_Four = tuple[float, float, float, float]


class CalibrationFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in a calibration file; see the module for an example."""

    version: Literal[1]
    board_id: str
    calibration_id: str
    width_mm: float
    length_mm: float
    zero_counts: _Four
    gain_n_per_count: _Four | None = None
    matrix: tuple[_Four, _Four, _Four] | None = None


class Calibration:
    """A linear map from four counts to four corner forces.

    Parameters
    ----------
    calibration_id : str
        Name that goes with every sample's board.
    geometry : Geometry
        Spacing of the cells.
    zero_counts : sequence of float, shape (4,)
        Counts of the empty board.
    newtons_per_count : array_like of float, shape (4, 4)
        Row i: what a count of each cell adds to corner force i.

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
        zero_counts: tuple[float, float, float, float],
        newtons_per_count: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    ) -> None:
        self.calibration_id = calibration_id
        self.geometry = geometry
        # Plain tuples: one sample at a time is four times as fast as through NumPy.
        self._zero = zero_counts
        self._rows: tuple[_Four, ...] = tuple(
            (float(a), float(b), float(c), float(d)) for a, b, c, d in newtons_per_count
        )

    def forces_n(self, tl: int, tr: int, bl: int, br: int) -> tuple[float, float, float, float]:
        """Corner forces in newtons from counts of one sample."""
        z = self._zero
        a, b, c, d = tl - z[0], tr - z[1], bl - z[2], br - z[3]
        r0, r1, r2, r3 = self._rows
        return (
            r0[0] * a + r0[1] * b + r0[2] * c + r0[3] * d,
            r1[0] * a + r1[1] * b + r1[2] * c + r1[3] * d,
            r2[0] * a + r2[1] * b + r2[2] * c + r2[3] * d,
            r3[0] * a + r3[1] * b + r3[2] * c + r3[3] * d,
        )


def load_calibration(path: Path, board_id: str) -> Calibration:
    """Read a calibration file.

    Parameters
    ----------
    path : Path
        A TOML file.
    board_id : str
        Id of the board it must belong to, 16 hexadecimal digits.

    Returns
    -------
    Calibration

    Raises
    ------
    CalibrationError
        The file cannot be read, is not version 1, belongs to another board, or its numbers make
        no calibration.
    """
    try:
        content = msgspec.toml.decode(path.read_bytes(), type=CalibrationFile)
    except OSError as error:
        raise CalibrationError(
            f"The calibration {path} cannot be read: {error.strerror}.",
            hint="Check the path and its permissions.",
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CalibrationError(
            f"The calibration {path.name} is not understood: {error}.",
            hint="Calibrate the board again, or mend the file; version 1 is known.",
        ) from error
    if content.board_id.lower() != board_id:
        raise CalibrationError(
            f"The calibration {path.name} belongs to board {content.board_id}, not to {board_id}.",
            hint="Give the file of this board, or calibrate it.",
        )
    geometry = Geometry(content.width_mm, content.length_mm)
    return Calibration(
        content.calibration_id, geometry, content.zero_counts, _map(path, content, geometry)
    )


def _map(
    path: Path, content: CalibrationFile, geometry: Geometry
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    if (content.gain_n_per_count is None) == (content.matrix is None):
        raise CalibrationError(
            f"The calibration {path.name} must hold either gain_n_per_count or matrix.",
            hint="Calibrate the board again.",
        )
    numbers = [content.width_mm, content.length_mm, *content.zero_counts]
    if content.matrix is None:
        rows = np.diag(content.gain_n_per_count or ())
        sound = bool(np.all(np.diag(rows) != 0.0))
    else:
        rows = plate_to_corners(np.array(content.matrix).T, geometry).T
        sound = bool(np.linalg.matrix_rank(np.array(content.matrix)) == 3)
    finite = bool(np.isfinite(numbers).all() and np.isfinite(rows).all())
    if not (finite and sound and min(content.width_mm, content.length_mm) > 0.0):
        raise CalibrationError(
            f"The numbers in the calibration {path.name} make no calibration.",
            hint="Widths must be positive, gains not zero, and the matrix of full rank.",
        )
    return np.ascontiguousarray(rows, dtype=np.float64)


def nominal_calibration(hello: HelloFrame, geometry: Geometry) -> Calibration:
    """Make a rough calibration from the converter's data sheet.

    Good enough to see that a board works and to play with; not for measurements. It takes 50 kg
    half-bridge cells of 1 mV/V, all alike, and a ratiometric converter with a range of half the
    supply over its gain (HX711 data sheet: +-20 mV at 5 V and gain 128).

    Parameters
    ----------
    hello : HelloFrame
        What the board says of its converter.
    geometry : Geometry
        Spacing of the cells.

    Returns
    -------
    Calibration
        Its id is ``nominal``.

    Raises
    ------
    CalibrationError
        Nothing is known of the converter.
    """
    if hello.adc not in (AdcKind.HX711, AdcKind.HX717) or hello.adc_gain == 0:
        raise CalibrationError(
            f"There is no nominal calibration for converter {hello.adc} at gain {hello.adc_gain}.",
            hint="Calibrate the board and give the file as calibration=FILE.",
        )
    full_scale_v_v = 0.5 / hello.adc_gain
    counts_at_capacity = _NOMINAL_SENSITIVITY_V_V / full_scale_v_v * _FULL_COUNTS
    gain = _NOMINAL_CAPACITY_N / counts_at_capacity
    return Calibration(NOMINAL, geometry, (0.0, 0.0, 0.0, 0.0), np.eye(4) * gain)
