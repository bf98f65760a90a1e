"""A file that only grows, and the lock that shows that a program is writing it."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from pathlib import Path
from typing import IO, Protocol

from balance_arcade.core.errors import RecordingError


class AppendFile(Protocol):
    """Where a recording's bytes go; a test may put a failing one in its place."""

    def append(self, data: bytes) -> None:
        """Write all of it at the end, or raise OSError."""
        ...

    def sync(self) -> None:
        """Wait until it lies on the disk."""
        ...

    def truncate(self, n_bytes: int) -> None:
        """Cut the file after ``n_bytes``."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


class DiskFile:
    """The usual `AppendFile`: unbuffered, so that the system has the bytes once `append` returns.

    Parameters
    ----------
    path : Path
        An existing file; what is appended goes behind its end.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("r+b", buffering=0)
        self._file.seek(0, os.SEEK_END)

    def append(self, data: bytes) -> None:
        """Write all of it, in as many pieces as the system takes."""
        # An unbuffered write may take a part only, on a full disk for example.
        rest = memoryview(data)
        while rest:
            n_written = self._file.write(rest)
            if not n_written:
                raise OSError(errno.EIO, "The disk accepted no bytes")
            rest = rest[n_written:]

    def sync(self) -> None:
        """``fdatasync`` where there is one; on macOS and Windows ``fsync``."""
        # fdatasync writes the data and the length, and leaves out times that nobody needs: one
        # write less on the disk. On macOS fsync leaves the drive's own cache alone.
        getattr(os, "fdatasync", os.fsync)(self._file.fileno())

    def truncate(self, n_bytes: int) -> None:
        """Cut the file and go on behind its new end."""
        self._file.truncate(n_bytes)
        self._file.seek(n_bytes)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder last; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    # fsync of a file does not make its name durable; fsync of its folder does (man 2 fsync).
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


class FileLock:
    """Held by the process that writes a recording; the system frees it when the process dies.

    Parameters
    ----------
    path : Path
        The lock's own file, ``<recording>.part.lock``. A file beside the recording, because Windows
        neither renames nor reads a file that is locked.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] | None = None

    def acquire(self, n_tries: int = 1) -> bool:
        """Take the lock; False if another process or object holds it.

        Parameters
        ----------
        n_tries : int
            How often to try, 10 ms apart: a start-up scan holds a lock for a moment.

        Raises
        ------
        RecordingError
            The file system has no locks.
        """
        for n_tried in range(n_tries):
            if n_tried:
                time.sleep(0.01)
            file = self.path.open("ab")
            try:
                taken = _lock(file)
            except OSError as error:
                file.close()
                raise RecordingError(
                    f"The folder {self.path.parent} cannot lock files: {error.strerror}.",
                    hint="Record to a local disk.",
                ) from error
            if taken and self._is_current(file):
                self._file = file
                return True
            file.close()
        return False

    def _is_current(self, file: IO[bytes]) -> bool:
        """Whether the locked file still has its name: its last holder may have removed it."""
        try:
            return os.path.samestat(os.fstat(file.fileno()), self.path.stat())
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Remove the lock's file and unlock it; does nothing if the lock is not held."""
        file, self._file = self._file, None
        if file is None:
            return
        if sys.platform == "win32":
            file.close()
            with contextlib.suppress(PermissionError, FileNotFoundError):
                self.path.unlink()
        else:
            # Unlinked while it is still held, so that nobody can take it in between and believe
            # in a lock that is about to vanish.
            self.path.unlink(missing_ok=True)
            file.close()


def _lock(file: IO[bytes]) -> bool:
    if sys.platform == "win32":
        import msvcrt

        try:
            # Locks one byte; the system frees it when the process ends.
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in {errno.EACCES, errno.EDEADLK}:
                return False
            raise
        return True
    import fcntl

    try:
        # flock and not lockf: a POSIX lock is lost when any descriptor of the file is closed.
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def disk_error(error: OSError, path: Path, doing: str) -> RecordingError:
    """Make the error for a fault of the disk."""
    if error.errno == errno.ENOSPC:
        return RecordingError(
            f"The disk is full: the recording {path.name} could not be {doing}.",
            hint=f"Free some space on the disk of {path.parent}; what was recorded stays readable.",
        )
    return RecordingError(
        f"The recording {path.name} could not be {doing}: {error.strerror or error}.",
        hint=f"Check the disk and the permissions of {path.parent}.",
    )
