"""The recorder thread: raw samples go to the disk while the reader never waits for it."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.errors import RecordingError
from balance_arcade.core.events import Event, SessionState
from balance_arcade.core.inputs import SessionInput
from balance_arcade.core.samples import ForceSample
from balance_arcade.files.recording import RecordingHeader, RecordingWriter
from balance_arcade.files.recording.disk import AppendFile, DiskFile

_log = logging.getLogger(__name__)

Item = Sequence[ForceSample] | Event | SessionState | SessionInput

SYNC_NS = 1_000_000_000
"""How much wall time a power cut may cost."""

FLUSH_S = 0.2
"""How long something may wait for its chunk when nothing else comes."""

_JOIN_S = 30.0


class Recorder:
    """Write one trial in a thread of its own.

    Parameters
    ----------
    path : Path
        The file to be, ending in ``.mcap``.
    header : RecordingHeader
        What stands at its head.
    max_waiting : int
        Samples, events and states that may wait for the disk. **Full: the trial stops**, `offer`
        raises, and what was written stays readable. Samples are never dropped in silence.
    patient : bool
        A board without real time (``speed=0``) can wait for the disk: full means `offer` waits.
    clock : Clock
        Says when a second is over.
    open_file : callable
        Opens an existing file for appending; tests put a failing one in its place.

    Raises
    ------
    RecordingError
        The file cannot be started; from `offer` and `stop`, whatever stopped the recording.
    """

    def __init__(
        self,
        path: Path,
        header: RecordingHeader,
        *,
        max_waiting: int = 20_000,
        patient: bool = False,
        clock: Clock | None = None,
        open_file: Callable[[Path], AppendFile] = DiskFile,
    ) -> None:
        self._writer = RecordingWriter(path, header, open_file=open_file)
        self._clock = clock or MonotonicClock()
        self._wrote_ns = self._clock.now_ns()
        self._max_waiting = max_waiting
        self._patient = patient
        self._items: deque[Item] = deque()
        self._n_waiting = 0
        # Protects items, counters, failure and the flags; `offer` comes from the reader's thread,
        # `_run` is the recorder's own.
        self._changed = threading.Condition()
        self._stopping = False
        self._done = False
        self._failure: RecordingError | None = None
        # A daemon: a program that ends without `stop` must not hang; the next start recovers.
        self._thread = threading.Thread(target=self._run, name=f"recorder {path.name}", daemon=True)
        self._thread.start()

    @property
    def path(self) -> Path:
        """The finished file's name."""
        return self._writer.path

    @property
    def header(self) -> RecordingHeader:
        """What stands at the file's head."""
        return self._writer.header

    @property
    def failure(self) -> RecordingError | None:
        """What stopped the recording, if anything did."""
        return self._failure

    @property
    def n_waiting(self) -> int:
        """Samples, events and states that wait for the disk."""
        return self._n_waiting

    @property
    def age_s(self) -> float:
        """Seconds since it last wrote; since its start before that."""
        return max(0.0, (self._clock.now_ns() - self._wrote_ns) / 1e9)

    def offer(self, *items: Item) -> None:
        """Enqueue samples, events or states; returns at once unless `patient`.

        Raises
        ------
        RecordingError
            The recording has failed, or the disk did not keep up.
        """
        size = sum(map(_size, items))
        with self._changed:
            # Bounded all the same: a disk that hangs must become an error, not a session that
            # hangs.
            if self._patient:
                self._changed.wait_for(lambda: self._room(size) or self._done, timeout=_JOIN_S)
            if self._failure is not None:
                raise self._failure
            if self._stopping or self._done:
                raise RecordingError(f"The recording {self.path.name} is closed.")
            if not self._room(size):
                self._failure = RecordingError(
                    f"The recording {self.path.name} was stopped: the disk takes the samples too "
                    f"slowly, {self._n_waiting} were waiting.",
                    hint="Record to a faster disk; what was written stays readable.",
                )
                self._changed.notify_all()
                raise self._failure
            self._items += items
            self._n_waiting += size
            self._changed.notify_all()

    def _room(self, size: int) -> bool:
        # An item larger than the queue is taken where nothing else waits, or it could never be.
        return self._n_waiting == 0 or self._n_waiting + size <= self._max_waiting

    def stop(self) -> Path:
        """Write what waits, close the file and join the thread.

        Returns
        -------
        Path
            The finished file.

        Raises
        ------
        RecordingError
            What stopped the recording before.
        """
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        # Outside of the lock, which the thread needs to come to its end.
        self._thread.join(_JOIN_S)
        if self._thread.is_alive():
            raise RecordingError(
                f"The disk has not taken the end of {self.path.name} for {_JOIN_S:g} s.",
                hint="Check the disk; the recording is still open.",
            )
        if self._failure is not None:
            raise self._failure
        return self.path

    def _run(self) -> None:
        try:
            self._write_all()
        except RecordingError as error:
            with self._changed:
                self._failure = self._failure or error
        except BaseException as error:  # noqa: BLE001 - a thread hands every error to `stop`
            _log.exception("%s: the recorder has failed", self.path.name)
            with self._changed:
                self._failure = RecordingError(
                    f"The recording {self.path.name} was stopped by a fault of the program: "
                    f"{type(error).__name__}: {error}.",
                    hint="Please report it; what was written stays readable.",
                )
                self._failure.__cause__ = error
        finally:
            # Does nothing after a finish; after a fault it closes the file and leaves what was
            # written readable.
            self._writer.abandon()
            with self._changed:
                self._done = True
                self._items.clear()
                self._n_waiting = 0
                self._changed.notify_all()

    def _write_all(self) -> None:
        synced_ns = self._clock.now_ns()
        while True:
            with self._changed:
                woken = self._changed.wait_for(
                    lambda: bool(self._items) or self._stopping or self._failure is not None,
                    timeout=FLUSH_S,
                )
                items = list(self._items)
                self._items.clear()
                stopping = self._stopping
                failed = self._failure is not None
            # Written without the lock, so that the reader never waits for the disk.
            for item in items:
                self._write(item)
            if items:
                self._wrote_ns = self._clock.now_ns()
            with self._changed:
                # Only now: what is being written still counts as waiting, or twice as much could
                # pile up.
                self._n_waiting -= sum(_size(item) for item in items)
                self._changed.notify_all()
            if failed:
                # What had been taken before the queue ran over is still worth keeping.
                self._writer.finish("interrupted")
                return
            if stopping:
                self._writer.finish()
                return
            # Nothing came for a while: what waits for a full chunk is written out, so that a crash
            # costs little.
            if not woken:
                self._writer.flush()
            if self._clock.now_ns() - synced_ns >= SYNC_NS:
                synced_ns = self._clock.now_ns()
                self._writer.sync()

    def _write(self, item: Item) -> None:
        if isinstance(item, Event):
            self._writer.write_event(item)
        elif isinstance(item, SessionState):
            self._writer.write_state(item)
        elif isinstance(item, SessionInput):
            self._writer.write_input(item)
        else:
            self._writer.write_samples(item)


def _size(item: Item) -> int:
    return 1 if isinstance(item, (Event, SessionState, SessionInput)) else len(item)
