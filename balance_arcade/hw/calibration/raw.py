"""Which calibration turns raw counts of a board without a data sheet into newtons."""

from __future__ import annotations

from pathlib import Path

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import CalibrationError, ConfigError
from balance_arcade.hw.calibration.apply import Calibration, as_delivered
from balance_arcade.hw.calibration.file import load_calibration
from balance_arcade.hw.calibration.store import calibration_path, find_calibration

RAW_COUNTS = "counts"
"""Opens a board with its cells as they are, to be calibrated."""


def counts_calibration(
    owner: str, wanted: str, geometry: Geometry | None, *, address: str
) -> Calibration:
    """Find the calibration of a board whose counts mean nothing without one.

    Parameters
    ----------
    owner : str
        Id of the board, as `owner_of` gives it.
    wanted : str
        A file; ``counts``; or empty: the board's own file in the user's settings.
    geometry : Geometry or None
        What the address says of the cells' spacing. It is needed for ``counts``, and must be that
        of the file where both say one.
    address : str
        For messages.

    Returns
    -------
    Calibration

    Raises
    ------
    CalibrationError
        There is no file, or it cannot be used.
    ConfigError
        The spacing is missing, or is not that of the file.
    """
    if wanted == RAW_COUNTS:
        if geometry is None:
            raise missing_spacing(address)
        return as_delivered(geometry, RAW_COUNTS)
    found = load_calibration(Path(wanted), owner) if wanted else find_calibration(owner)
    if found is None:
        raise CalibrationError(
            f"The counts of board {owner} mean nothing yet: it was never calibrated here.",
            hint="Run 'balance-arcade calibrate' with this address; the file would be"
            f" {calibration_path(owner)}.",
        )
    if geometry is not None and geometry != found.geometry:
        own = found.geometry
        raise ConfigError(
            f"'{address}' says {geometry.width_mm:g} x {geometry.length_mm:g} mm, and the board"
            f" was calibrated with {own.width_mm:g} x {own.length_mm:g} mm.",
            hint="Leave width= and length= out, or calibrate again.",
        )
    return found


def missing_spacing(address: str) -> ConfigError:
    """Make the error of an address that does not say where the cells are."""
    return ConfigError(
        f"'{address}' does not say how far apart the cells are.",
        hint="Add width=MM&length=MM, the spacing of the cells in millimetres.",
    )
