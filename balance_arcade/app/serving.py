"""A host that goes on without a session: reads, records, and does what stations order."""

from __future__ import annotations

import contextlib
import math
import threading

from balance_arcade.app.headless import silence_s, tell_failure
from balance_arcade.app.host import Host
from balance_arcade.app.live_session import END_OF_DATA
from balance_arcade.app.mirroring import OffScreenMirror
from balance_arcade.app.session_end import attach_last
from balance_arcade.core.errors import CalibrationError, ConfigError, RecordingError
from balance_arcade.core.events import Command, Event, Scalar
from balance_arcade.core.samples import CopSample
from balance_arcade.games.marks import MARK_ORDERS
from balance_arcade.session.mark_book import MarkBook
from balance_arcade.session.taring import EmptyBoard

LABEL = "serve"
"""Label of the recordings in which nothing is played."""

TIME_IS_UP = "The time is up."
STOPPED = "Stopped by order."

TARE_S = 1.5
TARE_MAX_S = 15.0
"""A board that has not been empty and still for so long is not zeroed, and that is told."""


class Tare:
    """Waits for a stretch in which the empty board holds still; pure.

    Attributes
    ----------
    why_not : str
        Why it has not been found; empty while all is well.
    """

    def __init__(self) -> None:
        self._empty = EmptyBoard(TARE_S)
        self._begun_s = math.nan
        self.why_not = ""

    def push(self, sample: CopSample) -> tuple[int, int] | None:
        """Take a sample; return first and last number of the stretch once there is one."""
        if math.isnan(self._begun_s):
            self._begun_s = sample.t_s
        self._empty.push(sample)
        if self._empty.still(sample.t_s) and not self._empty.occupied:
            return self._empty.first_seq, self._empty.last_seq
        if sample.t_s - self._begun_s > TARE_MAX_S:
            self.why_not = (
                "Somebody stands on the board."
                if self._empty.occupied
                else f"The board did not hold still for {TARE_S:g} s."
            )
        return None


class Serving:
    """Reads a board until a station says Stop, the time is up, or nothing more comes.

    Parameters
    ----------
    host : Host
        Opened with ``serves=True``.
    seconds : float, optional
        On the board's clock.
    """

    def __init__(self, host: Host, seconds: float | None = None) -> None:
        self._host = host
        self._seconds = math.inf if seconds is None else seconds
        self._t_s = 0.0
        self._tare: Tare | None = None
        self._records, self._marks = True, MarkBook()
        self._lost: RecordingError | None = None
        self._ended_because = ""
        self._ending = threading.Event()

    def end(self, reason: str) -> None:
        """Let `run` come to its end soon; callable from any thread."""
        self._ended_because = reason
        self._ending.set()

    def begin(self) -> None:
        """Start to record, unless that was ordered off.

        Raises
        ------
        RecordingError
            The recording cannot be started.
        """
        if self._host.switches.folder is not None and self._records:
            self._host.record(LABEL)
            self._lost = None

    def run(self) -> None:
        """Read on, also where nothing can be recorded any more: stations are told, and may stop.

        Raises
        ------
        BalanceArcadeError
            The board failed, or at the end: nothing was recorded from some time on. What was
            recorded is kept.
        """
        with OffScreenMirror(self._host):
            while not self._is_over():
                try:
                    self._step()
                except RecordingError as error:
                    self._lose_recording(error)
            self._come_to_an_end()

    def _step(self) -> None:
        host = self._host
        samples = host.source.pump()
        for sample in samples:
            self._take(sample)
            if self._t_s >= self._seconds:
                break
        # Before the orders: what has failed is let go of before another recording takes its place.
        self._look_for_faults()
        # Between two reads, in the thread that feeds: only here a session begins or a recording
        # changes.
        for command in host.orders.drain():
            self._carry_out(command)
        if host.session is not None:
            host.session.tick(silence_s(host, samples))
            host.session.watch_board()
            # A Stop ends the session although the board may have fallen silent.
            self._end_if_finished()

    def _look_for_faults(self) -> None:
        source, session = self._host.source, self._host.session
        failure, lost = source.failure, source.recording_failure
        if failure is not None and failure is not lost:
            if session is not None:
                tell_failure(session, failure)
            raise failure
        if lost is not None and source.recording:  # Otherwise it has been let go of, and told.
            raise lost

    def _lose_recording(self, error: RecordingError) -> None:
        """End what is played, with the error; the stream goes on, by which stations read why."""
        host, self._lost = self._host, error
        if host.session is not None:
            tell_failure(host.session, error)
        # What has failed fails once more at its end.
        with contextlib.suppress(RecordingError):
            host.end_session("fault")
        with contextlib.suppress(RecordingError):
            self._close_recording()
        if host.source.recording_failure is None:  # It could not be started.
            self._tell_failed("session.record_failed", str(error))

    def _come_to_an_end(self) -> None:
        host = self._host
        if host.session is not None:
            stopped = host.orders.stopped.is_set() or self._ending.is_set()
            host.session.finish(self._why_over(), "stopped" if stopped else "done")
            host.end_session()
        self._close_recording()
        # What the source keeps it raises itself, when it is stopped.
        if self._lost is not None and host.source.recording_failure is None:
            raise self._lost

    def _is_over(self) -> bool:
        ended = self._ending.is_set() or self._host.orders.stopped.is_set()
        return ended or self._host.source.ended or self._t_s >= self._seconds

    def _why_over(self) -> str:
        if self._ended_because:
            return self._ended_because
        if self._host.orders.stopped.is_set():
            return STOPPED
        return TIME_IS_UP if self._t_s >= self._seconds else END_OF_DATA

    def _take(self, sample: CopSample) -> None:
        host = self._host
        self._t_s = sample.t_s
        if host.session is not None:
            host.session.feed((sample,))
            self._end_if_finished()
        # A session takes its own zero; an order to tare waits only while nothing is played.
        elif self._tare is not None:
            self._try_tare(self._tare, sample)

    def _end_if_finished(self) -> None:
        host = self._host
        if host.session is not None and host.session.run.finished:
            marks = host.session.run.marks
            host.end_session()
            self._marks.follow(marks)
            self.begin()

    def _try_tare(self, tare: Tare, sample: CopSample) -> None:
        found, why_not = tare.push(sample), tare.why_not
        if found is not None:
            self._tare = None
            try:
                self._host.source.set_zero_from(*found)
            except CalibrationError as error:
                why_not = str(error)
        if why_not:
            self._tare = None
            self._tell_failed("session.tare_failed", why_not)

    def _tell_failed(self, kind: str, reason: str) -> None:
        data: dict[str, Scalar] = {"reason": reason}
        self._host.source.emit(Event(self._t_s, kind, data))

    def _carry_out(self, command: Command) -> None:
        source = self._host.source
        if command.name in MARK_ORDERS:
            told, why = self._marks.take(command)
            # Refused although it was accepted: what there is to withdraw is known here alone.
            facts = command.facts(f"rejected: {why}")
            source.emit(Event(self._t_s, *(told or ("session.command", facts))))
            return
        if command.name == "person":
            why = attach_last(self._host, command.args, command.by)
            facts = command.facts(f"rejected: {why}" if why else "accepted")
            source.emit(Event(self._t_s, "session.command", facts))
            return
        # Told before it is carried out: a start closes this recording and begins the session's own.
        source.emit(Event(self._t_s, "session.command", command.facts("accepted")))
        if command.name == "tare":
            self._tare = Tare()
            return
        if command.name == "record":
            self._record(command)
            return
        try:
            self._start(command)
        except ConfigError as error:
            # The order was looked through before it was accepted; the board may still not do.
            self._host.orders.follow(None)
            self._tell_failed("session.start_failed", str(error))

    def _start(self, command: Command) -> None:
        """Begin the session that a station asked for, with recordings of its own."""
        host = self._host
        playlist = host.orders.playlist(command)
        session = host.begin(playlist, follower=host.follower, only_new=True)
        self._tare = None
        self._close_recording()
        session.begin()
        self._lost = None  # The session's own recording has begun.

    def _record(self, command: Command) -> None:
        """Record into another file from the next sample on, or no further."""
        host, label = self._host, str(command.args.get("label", "recording"))
        self._records = command.args.get("on", True) is True
        folder = host.switches.folder
        try:
            if self._records and host.source.recording and folder is not None:
                begun, closed = host.source.next_recording(folder, label)
                host.started.append(begun)
                host.recordings += [closed] if closed is not None else []
                return
            self._close_recording()
            if self._records:
                host.record(label)
                self._lost = None
        except RecordingError as error:
            self._tell_failed("session.record_failed", str(error))

    def _close_recording(self) -> None:
        closed = self._host.source.stop_recording()
        if closed is not None:
            self._host.recordings.append(closed)
