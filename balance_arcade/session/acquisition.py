"""From a board to its centre of pressure: reads, computes, and hands on to the bus."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Sequence

import msgspec

from balance_arcade.core.away import Away
from balance_arcade.core.board import Board, BoardHealth, BoardInfo
from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.errors import BalanceArcadeError, BoardError, board_raised
from balance_arcade.core.events import Event, Scalar
from balance_arcade.core.new_warnings import NewWarnings
from balance_arcade.core.samples import CopSample, ForceSample, LiveMetrics
from balance_arcade.hw.cell_watch import CellWatch, CellWatcher
from balance_arcade.session.board_watch import BoardWatch
from balance_arcade.session.bus import Bus
from balance_arcade.session.pipeline import Corners, SamplePipeline
from balance_arcade.session.taring import offset_notes

READ_TIMEOUT_S = 0.05
LOOK_EVERY_S = 1.0
_JOIN_S = 5.0

_log = logging.getLogger(__name__)


class Acquisition:
    """Read one board and compute its centre of pressure; nothing else.

    Parameters
    ----------
    board : Board
        An open board; `stop` closes it.
    pipeline : SamplePipeline
        Turns forces into the centre of pressure and keeps the newest.
    bus : Bus
        Gets raw samples first, then what follows from them.
    clock : Clock
        Tells how old the newest sample is.

    Notes
    -----
    Either call `pump` by hand, from one thread, or `start` a reader thread: both give the same
    samples, metrics and events. A board that goes away is stored in `failure` and told as the event
    ``board.lost``.
    """

    def __init__(
        self, board: Board, pipeline: SamplePipeline, bus: Bus, *, clock: Clock | None = None
    ) -> None:
        self._board = board
        self._watch = BoardWatch(board)
        self._info = board.info
        self._pipeline = pipeline
        self._bus = bus
        self._clock: Clock = clock or MonotonicClock()
        self._failure: BalanceArcadeError | None = None
        self._fault: Exception | None = None
        self._stuck: Exception | None = None
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._stopped = self._told_end = False
        # A simulation or a recording has the cells that it has; real boards of other packages do
        # not know what ours look for.
        watched = board.info.origin != "real" or isinstance(board, CellWatcher)
        self._cells = None if watched else CellWatch(board.info, remedy="check its wires")
        self._warnings, self._warned_s = NewWarnings(), math.nan

    @property
    def info(self) -> BoardInfo:
        """The board behind the stream."""
        return self._info

    @property
    def health(self) -> BoardHealth:
        """The board's counters; among its warnings what cells and zero have shown here."""
        health = self._board.health
        zero_n = self._pipeline.zero_n
        notes = self._cells.warnings() if self._cells is not None else []
        notes += offset_notes(zero_n) if zero_n is not None else []
        if not notes:
            return health
        return msgspec.structs.replace(health, warnings=(*health.warnings, *notes))

    @property
    def away(self) -> Away | None:
        """What is known of the board while it is away; None while it is there, or is lost."""
        return None if self._failure is not None else self._watch.away

    @property
    def n_button_presses(self) -> int:
        """How often the board's button was pressed; 0 where it has none."""
        return self._watch.n_button_presses

    @property
    def failure(self) -> BalanceArcadeError | None:
        """The board's fault; None while all is well."""
        return self._failure

    @property
    def ended(self) -> bool:
        """No further sample will come: end of a recording, board lost, or stopped."""
        return self._stopped or self._failure is not None or self._board.ended

    def latest(self) -> CopSample | None:
        """Newest sample, or None before the first."""
        return self._pipeline.latest

    def since(self, seq: int) -> Sequence[CopSample]:
        """Return the samples whose ``seq`` is greater, oldest first, as far back as is kept."""
        with self._bus.lock:
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
        # Without real time nothing is ever late, not even before the first sample.
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

    def pump(self, timeout_s: float = READ_TIMEOUT_S, n_reads: int = 1) -> list[CopSample]:
        """Read the board by hand, once or some times before anything is handed on.

        Parameters
        ----------
        timeout_s : float
            How long to wait for the first sample.
        n_reads : int
            How often to read, at most.

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
        return self._read(timeout_s, n_reads)

    def _read_on(self) -> None:
        try:
            while not self._stopping.is_set() and not self.ended:
                self._read(READ_TIMEOUT_S)
        except Exception as error:  # noqa: BLE001 - a thread hands every error to `stop`
            self._fault = error
            _log.exception("The reader of %s stopped.", self._info.board_id)
            message = f"Reading was stopped by a fault of the program: {error!r}."
            # To the session this is a lost board: it ends with a reason, instead of waiting for
            # samples.
            self._lose(BoardError(message, address=self._info.address, hint="Please report it."))

    def _read(self, timeout_s: float, n_reads: int = 1) -> list[CopSample]:
        if self.ended:
            return []
        samples: Sequence[ForceSample] = ()
        fault: BalanceArcadeError | None = None
        try:
            board = self._board
            samples = board.read(timeout_s)
            while (n_reads := n_reads - 1) > 0 and not board.ended:
                samples = (*samples, *board.read(timeout_s))
        except BalanceArcadeError as error:
            fault = error
        except Exception as error:  # noqa: BLE001 - a board of another package may raise anything
            fault = board_raised(self._info.model, self._info.address, error)
        taken = self._hand_on(samples) if fault is None or samples else []
        # While it is being stopped, a closed board is what was asked for and no fault.
        if fault is not None and not self._stopping.is_set():
            self._lose(fault)
        return taken

    def _hand_on(self, samples: Sequence[ForceSample]) -> list[CopSample]:
        """Hand on what was read, and what the board has to tell beside it."""
        # Before the samples are handed on: whoever sees the first one sees a board that is back.
        for event in self._watch.look(self._pipeline.now_s):
            self._bus.emit(event)
        taken = self._take(samples) if samples else []
        if samples:
            self._look_at_warnings(samples)
        # After the last samples were handed on, so that whoever hears of the end has them all.
        if self._board.ended and not self._told_end:
            self._told_end = True
            self._bus.emit(Event(self._pipeline.now_s, "board.ended", {}))
        return taken

    def _look_at_warnings(self, samples: Sequence[ForceSample]) -> None:
        """Look at the cells, and once a second log the board's warnings that are new."""
        if self._cells is not None:
            self._cells.note(samples)
        t_s = samples[-1].t_s
        # Written so that the first time, which is no number yet, is a second ago as well.
        if t_s - self._warned_s < LOOK_EVERY_S:
            return
        self._warned_s = t_s
        for text in self._warnings.take(self.health.warnings):
            _log.warning("%s: %s", self._info.board_id, text)

    def _lose(self, error: BalanceArcadeError) -> None:
        self._failure = error
        data: dict[str, Scalar] = {"error": type(error).__name__, "message": str(error)}
        self._bus.emit(Event(self._pipeline.now_s, "board.lost", data))

    def _take(self, samples: Sequence[ForceSample]) -> list[CopSample]:
        taken: list[CopSample] = []
        # One hold for both: a recording that begins has either a sample and all that follows from
        # it, or neither.
        with self._bus.lock:
            self._bus.record_raw(samples)
            for output in self._pipeline.take(samples):
                taken += self._bus.hand_on(output)
        return taken

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
        with self._bus.lock:
            zero_n, event = self._pipeline.set_zero_from(first_seq, last_seq)
            self._bus.emit(event)
        return zero_n

    def stop_reading(self) -> None:
        """Stop the reader, the board still open; from any state, any number of times."""
        self._stopped = True
        self._stopping.set()
        # Joined before `close`: no driver has to bear that its port is closed while it is being
        # read, if the reader can be stopped.
        self._stuck = self._stuck or self._join()

    def close(self) -> list[Exception]:
        """Close the board, the reader having been stopped.

        Returns
        -------
        list of Exception
            Every fault of reader and board, the worst first.
        """
        self._board.close()
        for event in self._watch.end(self._pipeline.now_s):
            self._bus.emit(event)
        # The worst first: a reader that hangs still holds the board, a fault of the program
        # explains the board's.
        problems = (self._stuck, self._fault, self._failure)
        return [problem for problem in problems if problem is not None]

    def _join(self) -> Exception | None:
        thread = self._thread
        # A listener may call `stop` from the reader's own thread, which cannot wait for itself.
        if thread is None or thread is threading.current_thread():
            return None
        thread.join(_JOIN_S)
        if not thread.is_alive():
            return None
        message = f"The board's reader did not stop within {_JOIN_S:g} s."
        return BoardError(message, address=self._info.address)
