"""What a file's numbers hang on, as a hash: its own bytes, and those of what is read with it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.bids import files_beside

_CHUNK: Final = 1 << 20


def file_hash(file: Path) -> str:
    """SHA-256 of a file, read in pieces.

    Raises
    ------
    RecordingError
        It cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with file.open("rb") as opened:
            while chunk := opened.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise RecordingError(f"{file.name} cannot be read: {error.strerror}.") from error
    return digest.hexdigest()


def content_hash(file: Path) -> str:
    """SHA-256 of everything that is read where a file is measured.

    Parameters
    ----------
    file : Path
        Anything that `balance_arcade.files.tables.read_trial` reads.

    Returns
    -------
    str
        That of the file's bytes; where other files are read with it (a BIDS recording has its
        columns in a JSON), that of all their hashes.

    Raises
    ------
    RecordingError
        One of them cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "a.csv"
    ...     _ = file.write_bytes(b"t_s")
    ...     content_hash(file) == hashlib.sha256(b"t_s").hexdigest()
    True
    """
    hashes = [file_hash(one) for one in (file, *files_beside(file))]
    if len(hashes) == 1:
        return hashes[0]
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()
