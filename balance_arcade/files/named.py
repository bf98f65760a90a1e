"""Check and read the files that a user names."""

from __future__ import annotations

import errno
import stat
from pathlib import Path


def no_file(path: Path) -> tuple[str, str] | None:
    """Say why a path is not a regular file.

    Parameters
    ----------
    path : Path
        The path that the user gave.

    Returns
    -------
    tuple of str, or None
        What it is instead and what to do, a sentence each; None where it is an ordinary file.

    Examples
    --------
    >>> no_file(Path("nowhere.csv"))
    ('No file at nowhere.csv.', 'Check the path.')
    """
    try:
        mode = path.stat().st_mode
    except (
        FileNotFoundError,
        NotADirectoryError,
        ValueError,
    ):  # a name with a zero byte is not a file name
        return f"No file at {path}.", "Check the path."
    except OSError as error:
        return (
            f"{path} cannot be reached ({error.strerror}).",
            "Check the path and its permissions.",
        )
    if stat.S_ISDIR(mode):
        return f"{path} is a folder.", "Name a file in it."
    if not stat.S_ISREG(mode):
        # A device or a pipe may never end.
        return f"{path} is not a regular file.", "Save its content as a regular file."
    return None


def read_ordinary(path: Path) -> bytes:
    """Read a regular file; refuse a pipe or a device, which may have no end.

    Raises
    ------
    OSError
        It cannot be read, or is not a regular file; ``strerror`` says which.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "note.txt"
    ...     _ = path.write_bytes(b"calm")
    ...     read_ordinary(path)
    b'calm'
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))
    return path.read_bytes()
