"""Where calibrations lie: one folder a user, one file a board."""

from __future__ import annotations

import re
from pathlib import Path

import platformdirs

from balance_arcade.core.board import BoardInfo
from balance_arcade.hw.calibration.apply import Calibration
from balance_arcade.hw.calibration.file import load_calibration


def calibration_folder() -> Path:
    """Folder of the user's settings in which calibrations lie."""
    return Path(platformdirs.user_config_dir("balance-arcade")) / "calibrations"


def calibration_path(board_id: str, folder: Path | None = None) -> Path:
    """File of a board.

    Parameters
    ----------
    board_id : str
        Serial number of the board, for example its unique id or Bluetooth address.
    folder : Path, optional
        Instead of the user's own.

    Examples
    --------
    >>> calibration_path("00:1E:35:AA:BB:CC", Path("c")).as_posix()
    'c/00-1e-35-aa-bb-cc.toml'
    """
    name = re.sub(r"[^a-z0-9]+", "-", board_id.lower()).strip("-") or "board"
    return (folder or calibration_folder()) / f"{name}.toml"


def owner_of(info: BoardInfo) -> str:
    """Id that a board's calibration carries: its serial number, or its id where it has none."""
    return info.serial or info.board_id


def find_calibration(board_id: str, folder: Path | None = None) -> Calibration | None:
    """Calibration of a board, if it was ever calibrated here.

    Parameters
    ----------
    board_id : str
        Serial number of the board.
    folder : Path, optional
        Instead of the user's own.

    Returns
    -------
    Calibration or None

    Raises
    ------
    CalibrationError
        There is a file, and it cannot be used: never opened with something else in silence.
    """
    path = calibration_path(board_id, folder)
    return load_calibration(path, board_id) if path.exists() else None
