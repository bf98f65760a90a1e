"""A board on this computer: read, recorded, zeroed and heard, behind one protocol.

This is what stands between a session and the board today; `balance_arcade.core.source` has the
protocol, so that another process can stand there later without a change to a game.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from balance_arcade.core.away import Away
from balance_arcade.core.board import Board, BoardHealth, BoardInfo
from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.errors import BalanceArcadeError, RecordingError
from balance_arcade.core.events import Event, Scalar, SessionState
from balance_arcade.core.inputs import SessionInput
from balance_arcade.core.samples import CopSample, LiveMetrics
from balance_arcade.core.source import SoFar, StreamSink
from balance_arcade.files.recording import SessionDetails
from balance_arcade.session.acquisition import READ_TIMEOUT_S, Acquisition
from balance_arcade.session.bus import Bus
from balance_arcade.session.listeners import SinkFailure
from balance_arcade.session.pipeline import Corners, SamplePipeline, Stream
from balance_arcade.session.recorder import Recorder
from balance_arcade.session.recording_switch import RecordingSwitch


class LocalSource:
    """Join one board with its pipeline, its bus and its recording.

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
    session : SessionDetails, optional
        Written into the header of every recording; `describe_session` changes it.

    Notes
    -----
    Either call `pump` by hand, from one thread, or `start` a reader thread: both give the same
    samples, metrics and events. A board that goes away is stored in `failure`, told as the event
    ``board.lost`` and raised by `stop`; a recording that stops is told as ``recording.failed`` and
    does not stop the samples.

    Examples
    --------
    >>> from balance_arcade.cop.live import CopStream
    >>> from balance_arcade.hw import open_board
    >>> board = open_board("sim:?seed=1&speed=0")
    >>> stream = CopStream(board.info.geometry, board.info.nominal_rate_hz)
    >>> with LocalSource(board, stream) as source:
    ...     [sample.seq for sample in source.pump()]
    [0]
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
        session: SessionDetails | None = None,
    ) -> None:
        info = board.info
        clock = clock or MonotonicClock()
        self._pipeline = pipeline = SamplePipeline(
            stream, rate_hz=info.nominal_rate_hz, ring_s=ring_s, metrics_hz=metrics_hz
        )
        self._recording = RecordingSwitch(info, clock=clock, session=session)
        self._bus = Bus(info, self._recording, sinks, now_s=lambda: pipeline.now_s)
        self._acquisition = Acquisition(board, pipeline, self._bus, clock=clock)
        self._told_faults = False

    # -- what a session reads ----------------------------------------------------------------

    @property
    def info(self) -> BoardInfo:
        """The board behind the stream."""
        return self._acquisition.info

    @property
    def health(self) -> BoardHealth:
        """The board's counters."""
        return self._acquisition.health

    @property
    def failure(self) -> BalanceArcadeError | None:
        """The board's or the recording's fault; None while all is well."""
        return self._acquisition.failure or self._recording.failure

    @property
    def recording_failure(self) -> RecordingError | None:
        """What stopped the newest recording; samples still come."""
        return self._recording.failure

    @property
    def away(self) -> Away | None:
        """What is known of the board while it is away; None while it is there."""
        return self._acquisition.away

    @property
    def n_button_presses(self) -> int:
        """How often the board's button was pressed; 0 where it has none."""
        return self._acquisition.n_button_presses

    @property
    def sink_failures(self) -> tuple[SinkFailure, ...]:
        """Listeners that raised and were let go."""
        return self._bus.sink_failures

    @property
    def ended(self) -> bool:
        """No further sample will come: end of a recording, board lost, or stopped."""
        return self._acquisition.ended

    @property
    def recording(self) -> str:
        """File name of the recording under way; empty where there is none."""
        return self._recording.name

    def recorder_age_s(self) -> float:
        """Seconds since the recorder last wrote; NaN where nothing is recorded."""
        return self._recording.age_s

    @property
    def zero_n(self) -> Corners | None:
        """Forces of the empty board at tl tr bl br in newtons; None before it was weighed."""
        return self._pipeline.zero_n

    def latest(self) -> CopSample | None:
        """Newest sample, or None before the first."""
        return self._pipeline.latest

    def since(self, seq: int) -> Sequence[CopSample]:
        """Return the samples whose ``seq`` is greater, oldest first, as far back as is kept."""
        return self._acquisition.since(seq)

    def so_far(self) -> SoFar:
        """How far the samples have come, between two of them."""
        with self._bus.lock:
            return self._pipeline.so_far

    def metrics(self) -> LiveMetrics | None:
        """Newest metrics of the sliding window, or None before the first."""
        return self._pipeline.metrics

    def spare_metrics(self) -> None:
        """Describe no window from now on, unless a listener wants it: nobody asks for `metrics`."""
        if not self._bus.wants_metrics:
            self._pipeline.spare_metrics()

    def age_s(self, now_ns: int | None = None) -> float:
        """How long ago the newest sample arrived; see `Acquisition.age_s`."""
        return self._acquisition.age_s(now_ns)

    def start(self) -> None:
        """Start the reader thread; see `Acquisition.start`."""
        self._acquisition.start()

    def pump(self, timeout_s: float = READ_TIMEOUT_S, n_reads: int = 1) -> list[CopSample]:
        """Read the board by hand; see `Acquisition.pump`."""
        return self._acquisition.pump(timeout_s, n_reads)

    # -- what a session has done -------------------------------------------------------------

    def emit(self, event: Event) -> None:
        """Write an event into the recording and tell all listeners; callable from any thread."""
        self._bus.emit(event)

    def publish_state(self, state: SessionState) -> None:
        """Write the session's state into the recording and tell all listeners."""
        self._bus.publish_state(state)

    def note(self, told: SessionInput) -> None:
        """Write what the session was told into the recording, and nowhere else."""
        self._bus.note(told)

    def describe_session(self, session: SessionDetails) -> None:
        """Write something else into the headers of the recordings that begin from now on."""
        self._recording.session = session

    def set_zero_from(self, first_seq: int, last_seq: int) -> Corners:
        """Take the mean of raw samples of the empty board as its zero.

        See `Acquisition.set_zero_from`.
        """
        return self._acquisition.set_zero_from(first_seq, last_seq)

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
        recorder = self._recording.open(path, label, trial_id, self.zero_n, details or {})
        # The reader waits here, so that the first sample of the recording stands behind the event
        # that begins it.
        with self._bus.lock:
            self._insert(recorder)
        return recorder.path

    def next_recording(self, path: Path, label: str) -> tuple[Path, Path | None]:
        """Record into another file from the next sample on; see `start_recording`.

        Returns
        -------
        Path
            Where the file will stand once it is finished.
        Path or None
            The file before, closed; None where nothing was recorded.

        Raises
        ------
        RecordingError
            The file cannot be started, or the one before had failed or cannot be closed.
        """
        recorder = self._recording.open(path, label, "", self.zero_n, {}, beside_another=True)
        # The reader waits only while the files change places, so that every sample is in one.
        with self._bus.lock:
            before = self._take_out()
            self._insert(recorder)
        return recorder.path, self._close(before)

    def _insert(self, recorder: Recorder) -> None:
        self._recording.insert(recorder)
        data: dict[str, Scalar] = {"file": recorder.path.name, "label": recorder.header.label}
        data["trial_id"] = recorder.header.trial_id
        self.emit(Event(self._pipeline.now_s, "recording.started", data))

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
        # The disk is waited for outside of the lock.
        with self._bus.lock:
            recorder = self._take_out()
        return self._close(recorder)

    def _take_out(self) -> Recorder | None:
        """Record no further; the event is written as the last thing."""
        name = self._recording.name
        if name and self._recording.failure is None:
            self.emit(Event(self._pipeline.now_s, "recording.stopped", {"file": name}))
        return self._recording.take_out()

    def _close(self, recorder: Recorder | None) -> Path | None:
        if recorder is None:
            return None
        try:
            return recorder.stop()
        except RecordingError as error:
            self._recording.failure = error
            raise
        except KeyboardInterrupt:
            # Nobody else knows the recorder any more: its file is closed all the same.
            recorder.stop()
            raise

    def stop(self) -> None:
        """Stop reading, close recording and board; from any state, any number of times.

        Raises
        ------
        BalanceArcadeError
            The first fault of board, recording or listener that was stored, the others as notes;
            only the first call raises it.
        """
        # In this order: no sample comes any more, the recording is whole, then the board is closed.
        self._acquisition.stop_reading()
        with contextlib.suppress(RecordingError):
            self.stop_recording()  # what it raises stays in `failure`
        found = self._acquisition.close()
        if self._recording.failure is not None:
            found.append(self._recording.failure)
        found += [failure.error for failure in self._bus.sink_failures]
        first_call, self._told_faults = not self._told_faults, True
        if found and first_call:
            # One error can be raised; the others must not be lost behind it.
            for other in found[1:]:
                found[0].add_note(f"Also: {other}")
            raise found[0]

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
            # The error that ended the block says more than what closing has to say.
            if exc is None:
                raise
            exc.add_note(f"Also: {error}")
