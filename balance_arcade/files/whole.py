"""Atomic writes: afterwards a file is complete, or it does not exist."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from balance_arcade.core.errors import RecordingError

_TEMPORARY = ".tmp"


def write_whole(path: Path, data: bytes, what: str) -> None:
    """Write a file under another name, then rename it; a full disk leaves no partial file.

    Parameters
    ----------
    path : Path
        The file to be; replaced if it is there.
    data : bytes
        All of it.
    what : str
        What people call it, as the beginning of a sentence.

    Raises
    ------
    RecordingError
        It cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder) / "note.txt", b"calm", "The note")
    ...     [file.name for file in Path(folder).iterdir()]
    ['note.txt']
    """
    _write_whole(path, lambda temporary: temporary.write_bytes(data), what)


def write_whole_by(path: Path, write: Callable[[BinaryIO], object], what: str) -> None:
    """Write a file as `write_whole` does, piece by piece: all of it need not fit in memory.

    Parameters
    ----------
    path : Path
        The file to be; replaced if it is there.
    write : callable
        Writes all of it into the opened file that it is given.
    what : str
        What people call it, as the beginning of a sentence.

    Raises
    ------
    RecordingError
        It cannot be written.
    """

    def all_of_it(temporary: Path) -> None:
        with temporary.open("wb") as file:
            write(file)

    _write_whole(path, all_of_it, what)


def _write_whole(path: Path, write: Callable[[Path], object], what: str) -> None:
    temporary = path.with_name(path.name + _TEMPORARY)
    try:
        write(temporary)
        # POSIX renames atomically within one file system: a reader sees the old or the new file.
        os.replace(temporary, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise RecordingError(
            f"{what} cannot be written to {path} ({error.strerror}).",
            hint="Check the folder and the space on the disk.",
        ) from error
