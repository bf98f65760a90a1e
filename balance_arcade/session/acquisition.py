"""From a board to everybody who wants its samples: file first, then CoP, then the listeners."""

from __future__ import annotations

import contextlib
import math
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from balance_arcade.core.board import Board, BoardHealth, BoardInfo
from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.errors import BalanceArcadeError, BoardError, RecordingError
from balance_arcade.core.events import Event, Scalar, SessionState
from balance_arcade.core.samples import CopSample, ForceSample, LiveMetrics
from balance_arcade.core.source import StreamSink
from balance_arcade.session.fanout import Fanout, SinkFailure
from balance_arcade.session.pipeline import Corners, Pipeline, Stream
from balance_arcade.session.recorder import Item
from balance_arcade.session.tape import Tape

READ_TIMEOUT_S = 0.05
_JOIN_S = 5.0


class Acquisition:
    """Read one board: record raw forces, compute the centre of pressure, hand both on.

    Parameters
    ----------
    board : Board
        An open board; `stop` closes it.
    stream : CopStream
        Turns forces into the centre of pressure.
    sinks : sequence of StreamSink
        Listeners. They only enqueue; one that raises is let go, named in an event
        (``stream.sink_failed``) and its error comes out of `stop`.
    ring_s : float
        How much of the stream is kept for `since`, in seconds. Full: the oldest makes room.
    metrics_hz : float
        How often the sliding window is described, on the samples' clock.
    clock : Clock
        Tells how old the newest sample is and when the disk is synced.
    session_id : str
        Written into every recording.

    Notes
    -----
    Either call `pump` by hand, from one thread, or `start` a reader thread: both give the same
    samples, metrics and events. A board that goes away is stored in `failure`, told as the event
    ``board.lost`` and raised by `stop`; a recording that stops is told as ``recording.failed`` and
    does not stop the samples.
    """

    def __init__(
        self,
        board: Board,
        stream: Stream,
        *,
        sinks: Sequence[StreamSink] = (),
        ring_s: float = 60.0,
        metrics_hz: float = 10.0,
        clock: Clock | None = None,
        session_id: str = "",
    ) -> None:
        self._board = board
        self._info = info = board.info
        self._pipeline = Pipeline(
            stream, rate_hz=info.nominal_rate_hz, ring_s=ring_s, metrics_hz=metrics_hz
        )
        self._fanout = Fanout(sinks)
        self._clock: Clock = clock or MonotonicClock()
        self._tape = Tape(info, clock=self._clock, session_id=session_id)
        # A recording starts and stops, and the zero is set, between two batches of samples; what
        # the listeners hear comes in one order for all of them.
        self._lock = threading.RLock()
        self._failure: BalanceArcadeError | None = None
        self._fault: Exception | None = None
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._stopped = self._told_end = False
        self._name_failed(self._fanout.info(info))

    @property
    def info(self) -> BoardInfo:
        """The board behind the stream."""
        return self._info

    @property
    def health(self) -> BoardHealth:
        """The board's counters."""
        return self._board.health

    @property
    def failure(self) -> BalanceArcadeError | None:
        """The board's or the recording's fault; None while all is well."""
        return self._failure or self._tape.failure

    @property
    def recording_failure(self) -> RecordingError | None:
        """What stopped the newest recording; samples still come."""
        return self._tape.failure

    @property
    def sink_failures(self) -> tuple[SinkFailure, ...]:
        """Listeners that raised and were let go."""
        return tuple(self._fanout.failures)

    @property
    def ended(self) -> bool:
        """No further sample will come: end of a recording, board lost, or stopped."""
        return self._stopped or self._failure is not None or self._board.ended

    @property
    def recording(self) -> str:
        """File name of the recording under way; empty where there is none."""
        return self._tape.name

    @property
    def zero_n(self) -> Corners | None:
        """Forces of the empty board at tl tr bl br in newtons; None before it was weighed."""
        return self._pipeline.zero_n

    def latest(self) -> CopSample | None:
        """Newest sample, or None before the first."""
        return self._pipeline.latest

    def since(self, seq: int) -> Sequence[CopSample]:
        """Return the samples whose ``seq`` is greater, oldest first, as far back as is kept."""
        with self._lock:
            return self._pipeline.since(seq)

    def metrics(self) -> LiveMetrics | None:
        """Newest metrics of the sliding window, or None before the first."""
        return self._pipeline.metrics

    def age_s(self, now_ns: int | None = None) -> float:
        """How long ago the newest sample arrived, in seconds of the wall's clock.

        Parameters
        ----------
        now_ns : int, optional
            Time of the machine's monotonic clock; the present one where it is left out.

        Returns
        -------
        float
            Infinite before the first sample; 0 for a board that is read as fast as it goes
            (``speed=0``), whose samples cannot be late.
        """
        newest = self._pipeline.latest
        if newest is None or self._info.speed == 0.0:
            return 0.0 if self._info.speed == 0.0 else math.inf
        now_ns = self._clock.now_ns() if now_ns is None else now_ns
        return max(0.0, (now_ns - newest.t_host_ns) / 1e9)

    def start(self) -> None:
        """Start the reader thread.

        Raises
        ------
        RuntimeError
            It was started or stopped before.
        """
        if self._thread is not None or self._stopped:
            raise RuntimeError("The acquisition was started or stopped before.")
        name = f"acquisition {self._info.board_id}"
        self._thread = threading.Thread(target=self._read_on, name=name, daemon=True)
        self._thread.start()

    def pump(self, timeout_s: float = READ_TIMEOUT_S) -> list[CopSample]:
        """Read the board once, by hand.

        Parameters
        ----------
        timeout_s : float
            How long to wait for the first sample.

        Returns
        -------
        list of CopSample
            Empty on time-out, and once `ended`: look there and at `failure`.

        Raises
        ------
        RuntimeError
            The reader thread runs, or all was stopped.
        """
        if self._thread is not None or self._stopped:
            raise RuntimeError("pump() is for an acquisition that was neither started nor stopped.")
        return self._read_once(timeout_s)

    def _read_on(self) -> None:
        try:
            while not self._stopping.is_set() and not self.ended:
                self._read_once(READ_TIMEOUT_S)
        except Exception as error:  # noqa: BLE001 - a thread hands every error to `stop`
            self._fault = error
            message = f"Reading was stopped by a fault of the program: {error!r}."
            self._lose(BoardError(message, address=self._info.address, hint="Please report it."))

    def _read_once(self, timeout_s: float) -> list[CopSample]:
        if self.ended:
            return []
        try:
            samples = self._board.read(timeout_s)
        except BalanceArcadeError as error:
            if not self._stopping.is_set():
                self._lose(error)
            return []
        taken = self._take(samples) if samples else []
        if self._board.ended and not self._told_end:
            self._told_end = True
            self.emit(Event(self._pipeline.now_s, "board.ended", {}))
        return taken

    def _lose(self, error: BalanceArcadeError) -> None:
        self._failure = error
        data: dict[str, Scalar] = {"error": type(error).__name__, "message": str(error)}
        self.emit(Event(self._pipeline.now_s, "board.lost", data))

    def _take(self, samples: Sequence[ForceSample]) -> list[CopSample]:
        taken: list[CopSample] = []
        with self._lock:
            self._record(samples)
            for output in self._pipeline.take(samples):
                if isinstance(output, Event):
                    self.emit(output)
                elif isinstance(output, LiveMetrics):
                    self._name_failed(self._fanout.metrics(output))
                else:
                    taken += output
                    self._name_failed(self._fanout.samples(output))
        return taken

    def emit(self, event: Event) -> None:
        """Write an event into the recording and tell all listeners; callable from any thread."""
        with self._lock:
            self._record(event)
            self._name_failed(self._fanout.event(event))

    def publish_state(self, state: SessionState) -> None:
        """Write the session's state into the recording and tell all listeners."""
        with self._lock:
            self._record(state)
            self._name_failed(self._fanout.state(state))

    def _name_failed(self, failures: list[SinkFailure]) -> None:
        for failure in failures:
            data: dict[str, Scalar] = {"sink": failure.name, "error": repr(failure.error)}
            self.emit(Event(self._pipeline.now_s, "stream.sink_failed", data))

    def set_zero_from(self, first_seq: int, last_seq: int) -> Corners:
        """Take the mean of raw samples of the empty board as its zero; told as ``board.zeroed``.

        Parameters
        ----------
        first_seq, last_seq : int
            First and last of them, both included.

        Returns
        -------
        tuple of 4 floats
            Newtons at tl, tr, bl, br.

        Raises
        ------
        CalibrationError
            Fewer than five of the samples are still kept and finite.
        """
        with self._lock:
            zero_n, event = self._pipeline.set_zero_from(first_seq, last_seq)
            self.emit(event)
        return zero_n

    def start_recording(
        self,
        path: Path,
        label: str,
        trial_id: str = "",
        *,
        details: dict[str, Scalar] | None = None,
    ) -> Path:
        """Record from the next sample on.

        Parameters
        ----------
        path : Path
            A folder, in which the file gets its usual name, or a name that ends in ``.mcap``.
        label : str
            What the trial is.
        trial_id : str
            Unique name; one is made up where it is empty.
        details : dict, optional
            Plain facts for the header.

        Returns
        -------
        Path
            Where the file will stand once it is finished.

        Raises
        ------
        RecordingError
            It cannot be started, or another one is under way.
        """
        # Opened outside of the lock: the reader does not wait for the disk.
        recorder = self._tape.open(path, label, trial_id, self.zero_n, details or {})
        with self._lock:
            self._tape.insert(recorder)
            data: dict[str, Scalar] = {"file": recorder.path.name, "label": label}
            data["trial_id"] = recorder.header.trial_id
            self.emit(Event(self._pipeline.now_s, "recording.started", data))
        return recorder.path

    def stop_recording(self) -> Path | None:
        """Close the recording after the newest sample.

        Returns
        -------
        Path or None
            The finished file; None where nothing is recorded.

        Raises
        ------
        RecordingError
            The recording had failed before, or its end cannot be written.
        """
        with self._lock:
            name = self._tape.name
            if name and self._tape.failure is None:
                self.emit(Event(self._pipeline.now_s, "recording.stopped", {"file": name}))
            recorder = self._tape.take_out()
        if recorder is None:
            return None
        try:
            return recorder.stop()
        except RecordingError as error:
            self._tape.failure = error
            raise

    def _record(self, item: Item) -> None:
        failure = self._tape.put(item)
        if failure is not None:
            data: dict[str, Scalar] = {"file": self._tape.name, "message": str(failure)}
            event = Event(self._pipeline.now_s, "recording.failed", data)
            self._name_failed(self._fanout.event(event))

    def stop(self) -> None:
        """Stop reading, close recording and board; from any state, any number of times.

        Raises
        ------
        BalanceArcadeError
            The first fault of board, recording or listener that was stored, the others as notes;
            only the first call raises it.
        """
        with self._lock:
            first_call, self._stopped = not self._stopped, True
        self._stopping.set()
        stuck = self._join()
        with contextlib.suppress(RecordingError):
            self.stop_recording()  # what it raises stays in `failure`
        self._board.close()
        problems = (stuck, self._fault, self._failure, self._tape.failure)
        found = [problem for problem in problems if problem is not None]
        found += [failure.error for failure in self._fanout.failures]
        if found and first_call:
            for other in found[1:]:
                found[0].add_note(f"Also: {other}")
            raise found[0]

    def _join(self) -> Exception | None:
        thread = self._thread
        if thread is None or thread is threading.current_thread():
            return None
        thread.join(_JOIN_S)
        if not thread.is_alive():
            return None
        message = f"The board's reader did not stop within {_JOIN_S:g} s."
        return BoardError(message, address=self._info.address)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self.stop()
        except Exception as error:
            if exc is None:
                raise
            exc.add_note(f"Also: {error}")
