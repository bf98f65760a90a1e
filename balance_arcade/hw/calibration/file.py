"""The calibration file of a board, version 2; version 1 is still read.

Version 2 is what ``balance-arcade calibrate`` writes. It holds the raw readings beside the result,
so that it can be fitted again. Version 1 is written by hand: see `FileV1`.
"""

from __future__ import annotations

import datetime
import hashlib
import logging
from pathlib import Path
from typing import Literal, TypeVar

import msgspec
import numpy as np

from balance_arcade import __version__
from balance_arcade.core.board import CellAccuracy, Geometry
from balance_arcade.core.errors import CalibrationError
from balance_arcade.files.named import read_ordinary
from balance_arcade.files.tables import plate_to_corners
from balance_arcade.files.whole import write_whole
from balance_arcade.hw.calibration.apply import Calibration
from balance_arcade.hw.calibration.fit import CalibrationFit
from balance_arcade.hw.calibration.readings import Floats, Four, Readings
from balance_arcade.hw.calibration.toml import toml_text

_log = logging.getLogger(__name__)

MAX_AGE = datetime.timedelta(days=365)
"""An older calibration is still used, with a warning."""

Rows = tuple[Four, Four, Four]
Content = TypeVar("Content")


class FileV1(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Version 1: either four gains or a matrix, without their accuracy.

    Attributes
    ----------
    version : 1
    board_id, calibration_id : str
        Whose it is, and its name.
    width_mm, length_mm : float
        Spacing of the cells.
    zero_counts : tuple of 4 floats
        The empty board.
    gain_n_per_count : tuple of 4 floats, optional
        Newtons a count.
    matrix : tuple of 3 rows of 4 floats, optional
        Fz in newtons, Mx and My in newton millimetres a count (x = ml, y = ap).
    """

    version: Literal[1]
    board_id: str
    calibration_id: str
    width_mm: float
    length_mm: float
    zero_counts: Four
    gain_n_per_count: Four | None = None
    matrix: Rows | None = None


class FileV2(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Version 2.

    Attributes
    ----------
    version : 2
    board_id : str
        Whose it is.
    calibration_id : str
        Day, and a hash of what follows.
    made : datetime.date
        When the readings were taken.
    made_by : str
        Program and version that fitted it.
    fit : CalibrationFit
        The result.
    readings : Readings
        What it was computed from.
    """

    version: Literal[2]
    board_id: str
    calibration_id: str
    made: datetime.date
    made_by: str
    fit: CalibrationFit
    readings: Readings

    @property
    def accuracy(self) -> CellAccuracy:
        """Accuracy of the board's cells."""
        masses = [point.mass_kg for point in self.readings.points]
        source = f"calibration of {self.made:%Y-%m-%d} with {min(masses):g} to {max(masses):g} kg"
        return CellAccuracy(self.fit.noise_sd_n, self.fit.residual_n, source)


class _FileVersion(msgspec.Struct):
    version: int


def new_file(readings: Readings, fit: CalibrationFit, made: datetime.date) -> FileV2:
    """Make a file's content of a result and its readings.

    Parameters
    ----------
    readings : Readings
        As measured.
    fit : CalibrationFit
        Of them.
    made : datetime.date
        When they were taken.

    Returns
    -------
    FileV2
    """
    # Of result and readings, so that two calibrations of one day have two names.
    digest = hashlib.sha256(msgspec.json.encode((readings, fit))).hexdigest()[:8]
    name = f"{made:%Y-%m-%d} {digest}"
    made_by = f"balance-arcade {__version__}"
    return FileV2(2, readings.board_id, name, made, made_by, fit, readings)


def write_file(path: Path, content: FileV2) -> None:
    """Write a calibration file, as a whole or not at all; its folder is made.

    Raises
    ------
    CalibrationError
        It cannot be written.
    """
    builtin = msgspec.to_builtins(content, builtin_types=(datetime.date,))
    _write(path, toml_text(builtin), "The calibration")


def write_part(path: Path, readings: Readings) -> None:
    """Write the readings so far, so that the calibration can be resumed.

    Raises
    ------
    CalibrationError
        It cannot be written.
    """
    _write(path, toml_text(msgspec.to_builtins(readings)), "What was read so far")


def _write(path: Path, text: str, what: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CalibrationError(
            f"The folder {path.parent} cannot be made: {error.strerror}.",
            hint="Choose another folder with --folder.",
        ) from error
    write_whole(path, text.encode("utf-8"), what)


def read_part(path: Path, board_id: str) -> Readings:
    """Read an unfinished calibration.

    Raises
    ------
    CalibrationError
        It does not exist, cannot be understood, or belongs to another board.
    """
    if not path.exists():
        raise CalibrationError(
            "There is no unfinished calibration of this board.",
            hint=f"Start one without --resume; it would be stored at {path}.",
        )
    readings = _decode(path, _bytes(path), Readings)
    _check_owner(path, readings.board_id, board_id)
    return readings


def read_file(path: Path) -> FileV1 | FileV2:
    """Read a calibration file of either version, without checking its board.

    Raises
    ------
    CalibrationError
        It cannot be read or is not understood.
    """
    data = _bytes(path)
    version = _decode(path, data, _FileVersion).version
    # The version is read first and alone: a file of a later one would fail by some field that
    # nobody knows.
    if version not in (1, 2):
        raise CalibrationError(
            f"The calibration {path.name} has version {version}, which this program does not know.",
            hint="Install a newer Balance Arcade, or calibrate the board again.",
        )
    return _decode(path, data, FileV1) if version == 1 else _decode(path, data, FileV2)


def load_calibration(
    path: Path, board_id: str, *, today: datetime.date | None = None
) -> Calibration:
    """Read a board's calibration file.

    Parameters
    ----------
    path : Path
        A TOML file of version 1 or 2.
    board_id : str
        Id of the board it must belong to.
    today : datetime.date, optional
        Against which its age is told; this computer's by default.

    Returns
    -------
    Calibration

    Raises
    ------
    CalibrationError
        The file cannot be read, is of a version that is not known, belongs to another board, or
        its numbers are not a valid calibration.
    """
    content = read_file(path)
    _check_owner(path, content.board_id, board_id)
    _log.info("calibration of %s: %s, from %s", board_id, content.calibration_id, path)
    if isinstance(content, FileV1):
        geometry = Geometry(content.width_mm, content.length_mm)
        rows = _rows_v1(path, content, geometry)
        _check_sound(path, geometry, content.zero_counts, rows)
        return Calibration(content.calibration_id, geometry, content.zero_counts, rows)
    geometry, fit = content.readings.geometry, content.fit
    # Three rows say the load and the two moments; corner forces are four numbers that say the same.
    rows = _resolved(path, fit.matrix, geometry)
    _check_sound(path, geometry, fit.zero, rows)
    return Calibration(
        content.calibration_id,
        geometry,
        fit.zero,
        rows,
        accuracy=content.accuracy,
        warnings=_age(content.made, today or datetime.datetime.now(tz=datetime.UTC).date()),
    )


def _age(made: datetime.date, today: datetime.date) -> tuple[str, ...]:
    if today - made <= MAX_AGE:
        return ()
    return (f"The calibration is of {made:%Y-%m-%d}: calibrate again, at least once a year.",)


def _bytes(path: Path) -> bytes:
    try:
        return read_ordinary(path)
    except OSError as error:
        raise CalibrationError(
            f"The calibration {path} cannot be read: {error.strerror}.",
            hint="Check the path and its permissions.",
        ) from error


def _decode(path: Path, data: bytes, kind: type[Content]) -> Content:
    try:
        return msgspec.toml.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CalibrationError(
            f"The calibration {path.name} cannot be understood: {error}.",
            hint="Calibrate the board again, or correct the file; versions 1 and 2 are known.",
        ) from error


def _check_owner(path: Path, owner: str, board_id: str) -> None:
    # Another board's numbers look plausible, and are wrong by as much as cells differ.
    if owner.lower() != board_id.lower():
        raise CalibrationError(
            f"The calibration {path.name} belongs to board {owner}, not to {board_id}.",
            hint="Use the file of this board, or calibrate the board.",
        )


def _rows_v1(path: Path, content: FileV1, geometry: Geometry) -> Floats:
    if (content.gain_n_per_count is None) == (content.matrix is None):
        raise CalibrationError(
            f"The calibration {path.name} must contain either gain_n_per_count or matrix.",
            hint="Calibrate the board again.",
        )
    if content.matrix is not None:
        return _resolved(path, content.matrix, geometry)
    gains = content.gain_n_per_count or ()
    # A cell with the gain 0 would be left out of every load in silence.
    if 0.0 in gains:
        raise _senseless(path)
    return np.diag(gains)


def _resolved(path: Path, matrix: Rows, geometry: Geometry) -> Floats:
    numbers = np.array(matrix)
    sides = min(geometry.width_mm, geometry.length_mm)
    # Below rank 3 load and moments cannot be told apart.
    if not (np.isfinite(numbers).all() and sides > 0.0 and np.linalg.matrix_rank(numbers) == 3):
        raise _senseless(path)
    return plate_to_corners(numbers.T, geometry).T


def _check_sound(path: Path, geometry: Geometry, zero: Four, rows: Floats) -> None:
    sides = (geometry.width_mm, geometry.length_mm)
    finite = np.isfinite([*sides, *zero]).all() and np.isfinite(rows).all()
    if not (finite and min(sides) > 0.0):
        raise _senseless(path)


def _senseless(path: Path) -> CalibrationError:
    return CalibrationError(
        f"The numbers in the calibration {path.name} are not a valid calibration.",
        hint="Widths must be positive, gains not zero, and the matrix of full rank.",
    )
