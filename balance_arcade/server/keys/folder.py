"""Where keys are kept: a folder of the user's settings, closed to everybody else."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path

import platformdirs

from balance_arcade.core.errors import ConfigError

ENVIRONMENT_NAME = "BALANCE_ARCADE_KEYS"

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keys_folder(asked: str | os.PathLike[str] | None = None) -> Path:
    """Folder of the user's settings that holds keys, certificates and who is let in.

    Parameters
    ----------
    asked : str or path-like, optional
        Another folder. Without it the environment's ``BALANCE_ARCADE_KEYS`` counts, then the
        system's place for a user's settings. It need not be there yet.

    Returns
    -------
    Path

    Examples
    --------
    >>> keys_folder("ward-3").name
    'ward-3'
    """
    # Without False, Windows gets the application's name twice: platformdirs takes it for the
    # author.
    default = platformdirs.user_config_path("balance-arcade", appauthor=False) / "keys"
    return Path(asked or os.environ.get(ENVIRONMENT_NAME) or default).expanduser()


def write_private(path: Path, text: str) -> None:
    """Write a file that only this user can read (0600), in a folder likewise (0700), at once.

    Whoever reads meanwhile finds the old file or the new one, never half of one. Windows has no
    such permissions; a user's settings are closed to other users there by their place.

    Parameters
    ----------
    path : Path
        Replaced if it is there.
    text : str
        What it is to hold.

    Raises
    ------
    ConfigError
        It cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_private(Path(folder) / "keys" / "a.key", "secret")
    ...     (Path(folder) / "keys" / "a.key").read_text()
    'secret'
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)
        # Made closed, not closed afterwards: nobody can open it in between.
        descriptor = os.open(
            part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR
        )
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise ConfigError(
            f"{path} cannot be written ({error.strerror}).",
            hint=f"Make room, or name another folder with {ENVIRONMENT_NAME}.",
        ) from error


def read_private(path: Path) -> str:
    """Read a file that `write_private` has written.

    Raises
    ------
    FileNotFoundError
        There is none.
    ConfigError
        Other users of this computer can read or change it, or it is not text, or not readable.
    """
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path} cannot be read ({error}).", hint="Make the key anew, or mend the file."
        ) from error
    if os.name == "posix" and mode & _OTHERS:
        raise ConfigError(
            f"{path} is open to other users of this computer (mode {stat.S_IMODE(mode):04o}).",
            hint=f"Close it with: chmod 600 {path}; if somebody may have read it, make a new key.",
        )
    return text
