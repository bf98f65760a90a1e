"""Write the recording of one trial so that a crash costs one chunk at most."""

from __future__ import annotations

import contextlib
import logging
import math
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from balance_arcade.core.errors import RecordingError
from balance_arcade.core.events import Event, SessionState
from balance_arcade.core.inputs import SessionInput
from balance_arcade.core.samples import ForceSample
from balance_arcade.files.recording.chunkfile import ChunkFile
from balance_arcade.files.recording.disk import (
    AppendFile,
    DiskFile,
    FileLock,
    disk_error,
    sync_folder,
)
from balance_arcade.files.recording.header import RecordingEnd, RecordingHeader
from balance_arcade.files.recording.layout import EVENT, FORCE, INPUT, STATE, pack

_log = logging.getLogger(__name__)

CHUNK_S = 0.2
_MAX_MESSAGES = 256

PART = ".part"
NEW = ".part.new"
LOCK = ".part.lock"


class RecordingWriter:
    """Write forces, events and states into ``<path>.part``; `finish` gives it its name.

    Parameters
    ----------
    path : Path
        Where the finished file will stand, ending in ``.mcap``; its folder is made.
    header : RecordingHeader
        What stands at its head.
    chunk_s : float
        Sample time in one chunk, in seconds: what a crash may cost.
    open_file : callable
        Opens an existing file for appending; tests put a failing one in its place.

    Raises
    ------
    RecordingError
        There is a file already, the folder cannot be written, the disk is full. The same error
        comes from every method; what was written before it stays readable.

    Notes
    -----
    Not to be called by two threads at once. Beside the recording stands ``<path>.part.lock`` while
    it is written; the system frees that lock when the process dies.
    """

    def __init__(
        self,
        path: Path,
        header: RecordingHeader,
        *,
        chunk_s: float = CHUNK_S,
        open_file: Callable[[Path], AppendFile] = DiskFile,
    ) -> None:
        self.path = Path(path)
        self.part_path = beside(self.path, PART)
        self.header = header
        self.n_samples = 0
        self.n_events = 0
        self._chunk_s = chunk_s
        self._samples: list[ForceSample] = []
        self._messages: list[tuple[int, float, bytes]] = []
        self._failure: RecordingError | None = None
        self._closed = False
        self._lock = FileLock(beside(self.path, LOCK))
        self._encode = msgspec.msgpack.Encoder().encode
        try:
            self._file = self._create(open_file)
        except OSError as error:
            self._lock.release()
            _log.error("%s cannot be started: %s", self.path.name, error)
            raise disk_error(error, self.path, "started") from error
        except BaseException:
            self._lock.release()
            raise
        _log.info("%s: recording", self.path.name)

    def _create(self, open_file: Callable[[Path], AppendFile]) -> ChunkFile:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists() or self.part_path.exists():
            raise RecordingError(
                f"There is already a recording called {self.path.name}.",
                hint="Give the trial another name; recordings are never overwritten.",
            )
        # A start-up scan (`recover_folder`) may hold it for a moment.
        if not self._lock.acquire(n_tries=20):
            raise RecordingError(f"{self.path.name} is being written by another program.")
        # The header is written under another name, so that every `.part` has one.
        new = beside(self.path, NEW)
        new.write_bytes(b"")
        file = open_file(new)
        try:
            chunks = ChunkFile(file, self.header, folder=self.path.parent)
            file.sync()
            file.close()
            os.replace(new, self.part_path)
            sync_folder(self.path.parent)
        except BaseException:  # Ctrl-C too
            file.close()
            new.unlink(missing_ok=True)
            raise
        # Closed and opened again, because Windows does not rename a file that is open.
        chunks.use(open_file(self.part_path))
        return chunks

    def write_samples(self, samples: Sequence[ForceSample]) -> None:
        """Take raw samples, oldest first; a chunk is written once it is long enough."""
        self._check()
        for sample in samples:
            self._samples.append(sample)
            span_s = sample.t_s - self._samples[0].t_s
            # A clock that goes back, after a restart for example, ends the chunk as well.
            if not 0.0 <= span_s < self._chunk_s:
                self.flush()
        if len(self._samples) >= _MAX_SAMPLES:
            self.flush()

    def write_event(self, event: Event) -> None:
        """Take an event; it goes into the chunk under way."""
        self._message(EVENT, event.t_s, self._encode(event))
        self.n_events += 1

    def write_state(self, state: SessionState) -> None:
        """Take a state of the session; it goes into the chunk under way."""
        self._message(STATE, state.t_s, self._encode(state))

    def write_input(self, told: SessionInput) -> None:
        """Take something that the session was told; it goes into the chunk under way."""
        self._message(INPUT, math.nan, self._encode(told))  # It is placed by a sample's number.

    def _message(self, channel: int, t_s: float, data: bytes) -> None:
        self._check()
        self._messages.append((channel, t_s, data))
        if len(self._messages) >= _MAX_MESSAGES:
            self.flush()

    @property
    def waiting(self) -> bool:
        """Whether something has not been handed to the file yet."""
        return bool(self._samples or self._messages)

    def flush(self) -> None:
        """End the chunk under way and hand it to the system."""
        self._check()
        if self.waiting:
            self._guard(self._write_chunk, "written")

    def _write_chunk(self) -> None:
        if self._samples:
            self._file.add(FORCE, self._samples[-1].t_s, pack(self._samples))
            self.n_samples += len(self._samples)
            self._samples = []
        for channel, t_s, data in self._messages:
            self._file.add(channel, t_s, data)
        self._messages = []
        self._file.end_chunk()

    def sync(self) -> None:
        """Wait until everything handed to the system lies on the disk."""
        self._check()
        self._guard(self._file.sync, "written")

    def finish(self, reason: str = "finished") -> Path:
        """Write the rest, the index and the end; give the file its name.

        Parameters
        ----------
        reason : str
            How it ended: ``finished`` or ``interrupted``.

        Returns
        -------
        Path
            The finished file.
        """
        self.flush()
        end = RecordingEnd(reason, self.n_samples, self.n_events)
        self._guard(lambda: self._finish(end), "finished")
        self._closed = True
        self._lock.release()
        _log.info("%s: %s, %d samples", self.path.name, reason, self.n_samples)
        return self.path

    def _finish(self, end: RecordingEnd) -> None:
        self._file.finish(end)
        self._file.sync()
        self._file.close()
        os.replace(self.part_path, self.path)
        sync_folder(self.path.parent)

    def abandon(self) -> None:
        """Close the file as it is: a readable ``.part``. Safe in any state."""
        if not self._closed:
            self._closed = True
            self._file.close()
            self._lock.release()
            _log.warning("%s: left unfinished, %d samples", self.part_path.name, self.n_samples)

    def _guard(self, action: Callable[[], None], doing: str) -> None:
        try:
            action()
        except OSError as error:
            self._failure = disk_error(error, self.path, doing)
            _log.error("%s cannot be %s: %s", self.path.name, doing, error)
            with contextlib.suppress(OSError, ValueError):
                # A partial chunk would look like damage to a reader.
                self._file.cut_back()
            self.abandon()
            raise self._failure from error

    def _check(self) -> None:
        if self._failure is not None:
            raise self._failure
        if self._closed:
            raise RecordingError(f"The recording {self.path.name} is closed.")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if not self._closed:
            self.finish("finished" if exc is None else "interrupted")


# Samples whose clock stands still would never fill a chunk by time.
_MAX_SAMPLES = 4096


def beside(path: Path, ending: str) -> Path:
    """Path of a file that belongs to a recording, for example its ``.part``."""
    return path.with_name(path.name + ending)
