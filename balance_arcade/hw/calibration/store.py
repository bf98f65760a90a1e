"""Where calibrations are stored: one folder for each user, one file for each board."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import platformdirs

from balance_arcade.core.board import BoardInfo
from balance_arcade.core.errors import CalibrationError
from balance_arcade.hw.calibration.apply import Calibration
from balance_arcade.hw.calibration.file import FileV2, load_calibration, read_file

_log = logging.getLogger(__name__)


def calibration_folder() -> Path:
    """Folder of the user's settings that holds the calibrations."""
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
    # A serial number comes from the board: nothing in it may lead out of the folder.
    name = re.sub(r"[^a-z0-9]+", "-", board_id.lower()).strip("-") or "board"
    return (folder or calibration_folder()) / f"{name}.toml"


def owner_of(info: BoardInfo) -> str:
    """Id of a board in its calibration: its serial number, or its board id without one."""
    return info.serial or info.board_id


def known_calibrations(folder: Path | None = None) -> tuple[FileV2, ...]:
    """Calibrations of this user's boards that state their accuracy.

    Parameters
    ----------
    folder : Path, optional
        Instead of the user's own.

    Returns
    -------
    tuple of FileV2
        By board id. A file that cannot be understood is left out here: it is named, with what to
        do, when its board is opened.
    """
    found = []
    for path in sorted((folder or calibration_folder()).glob("*.toml")):
        try:
            content = read_file(path)
        except CalibrationError as error:
            _log.warning("%s is left out: %s", path.name, error)
            continue
        if isinstance(content, FileV2):
            found.append(content)
    return tuple(found)


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
        The board's file exists and cannot be used. No other calibration replaces it silently.
    """
    path = calibration_path(board_id, folder)
    return load_calibration(path, board_id) if path.exists() else None
