"""Where sessions are kept on this computer."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import platformdirs

from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.session_log import SessionLog, open_session_log
from balance_arcade.files.recording import recover_folder

ENVIRONMENT_NAME = "BALANCE_ARCADE_DATA"
RECORDS_ENVIRONMENT = "BALANCE_ARCADE_RECORDS"
"""Address of the clinic's records, where a command is not told another one."""

RECORDS_FILE = "records.db"


def data_folder(asked: str | None = None) -> Path:
    """Folder for recordings and summaries, made if it is not there.

    Parameters
    ----------
    asked : str, optional
        What ``--out`` said. Without it the environment's ``BALANCE_ARCADE_DATA`` counts, then
        the system's place for a user's application data.

    Returns
    -------
    Path

    Raises
    ------
    ConfigError
        The folder cannot be made or written to.
    """
    # Without False, Windows gets the application's name twice: platformdirs takes it for the
    # author.
    default = platformdirs.user_data_path("balance-arcade", appauthor=False) / "sessions"
    folder = Path(asked or os.environ.get(ENVIRONMENT_NAME) or default).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"The folder {folder} cannot be made ({error.strerror}).",
            hint=f"Name another one with --out or {ENVIRONMENT_NAME}.",
        ) from error
    # `mkdir` says nothing of a folder that is there already and belongs to somebody else.
    if not os.access(folder, os.W_OK):
        raise ConfigError(
            f"The folder {folder} cannot be written to.",
            hint=f"Name another one with --out or {ENVIRONMENT_NAME}.",
        )
    return folder


def records_address(asked: str | None, folder: Path) -> str | Path:
    """Address of the clinic's records.

    Parameters
    ----------
    asked : str or None
        What ``--db`` or ``--records`` said. Without it the environment's
        ``BALANCE_ARCADE_RECORDS`` counts, then a file beside the recordings.
    folder : Path
        Of the recordings.

    Returns
    -------
    str or Path
        As `balance_arcade.records.clinic.database.Database` takes it.
    """
    return asked or os.environ.get(RECORDS_ENVIRONMENT) or folder / RECORDS_FILE


def session_folder(asked: str | None = None, *, say: Callable[[str], None]) -> Path:
    """Folder for a session about to begin; recordings that were cut off there are made whole.

    Parameters
    ----------
    asked : str, optional
        As for `data_folder`.
    say : callable
        Told of every recording that was made whole, or could not be.

    Returns
    -------
    Path

    Raises
    ------
    ConfigError
        The folder cannot be made or written to.
    """
    folder = data_folder(asked)
    # A file that a living process writes holds a lock, and is left alone.
    for found in recover_folder(folder):
        say(found.error or found.message)
    return folder


def open_log(folder: Path | None, session_id: str) -> SessionLog | None:
    """Open the session's log beside its recordings; None where nothing is kept."""
    if folder is None:
        return None
    return open_session_log(folder, f"{WallAnchor.now().stamp()}-{session_id[:8]}")
