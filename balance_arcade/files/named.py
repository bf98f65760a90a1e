"""Files that somebody named: what they are instead, and reading them."""

from __future__ import annotations

import errno
import stat
from pathlib import Path


def no_file(path: Path) -> tuple[str, str] | None:
    """Say why a name is not that of a file that can be read to its end.

    Parameters
    ----------
    path : Path
        What somebody named.

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
    except (FileNotFoundError, NotADirectoryError, ValueError):  # a zero byte names no file
        return f"No file at {path}.", "Check the path."
    except OSError as error:
        return f"{path} cannot be reached ({error.strerror}).", "Check the path and its rights."
    if stat.S_ISDIR(mode):
        return f"{path} is a folder.", "Name a file in it."
    if not stat.S_ISREG(mode):
        # A device or a pipe may never end.
        return f"{path} is no ordinary file.", "Save what it holds as a file."
    return None


def read_ordinary(path: Path) -> bytes:
    """Read a file that somebody named; never a pipe or a device, which may have no end.

    Raises
    ------
    OSError
        It cannot be read, or is no ordinary file; ``strerror`` says which.

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
        raise OSError(errno.EINVAL, "it is no ordinary file", str(path))
    return path.read_bytes()
