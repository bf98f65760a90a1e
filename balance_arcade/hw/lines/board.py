"""An open board that prints lines."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from balance_arcade.core.away import CABLE, SUPPLY, Away
from balance_arcade.core.board import BoardHealth, BoardInfo
from balance_arcade.core.clock import Clock
from balance_arcade.core.closing import Closing
from balance_arcade.core.errors import BoardDisconnectedError, BoardError, BoardProtocolError
from balance_arcade.core.samples import ForceSample
from balance_arcade.hw.away import FIRST_SAMPLE_S, away_now, wait_s
from balance_arcade.hw.calibration import Calibration
from balance_arcade.hw.cell_watch import CellWatch
from balance_arcade.hw.lines.columns import Columns
from balance_arcade.hw.lines.counters import LineCounters
from balance_arcade.hw.lines.decoder import LineDecoder
from balance_arcade.hw.lines.links import ByteLink, FdLink, UdpLink, begins_whole
from balance_arcade.hw.lines.start import Batch, Beginning
from balance_arcade.hw.lines.timeline import LineTimeline
from balance_arcade.hw.linetext import why_not
from balance_arcade.hw.logged import log_closed
from balance_arcade.hw.reading import read_in_time

_log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.1
"""A port that went away is tried again so often."""

SILENT_S = 1.0
"""After so long without a sample the silence is said."""


class LinesBoard(Closing):
    """A board whose lines can be read; it is read until it is closed.

    Parameters
    ----------
    link : ByteLink
        Open; closed with the board.
    decoder : LineDecoder
        Has taken the link's bytes so far.
    columns : Columns
        What a line holds.
    beginning : Beginning
        What came while the board was opened; handed out first.
    info : BoardInfo
        Description of the board.
    calibration : Calibration
        Turns a line's numbers into newtons.
    clock : Clock
        Stamps what comes.
    silence_s : float
        After how long without a sample the board counts as gone.
    reopen : callable, optional
        Opens the link again after it went away; without it the board is lost then.

    Notes
    -----
    A line has no checksum: what was damaged and still reads as numbers is taken as they stand.
    What is missing is missing from ``seq`` where arrival, time or number tell it.
    """

    watches_cells = True

    def __init__(
        self,
        link: ByteLink,
        decoder: LineDecoder,
        columns: Columns,
        beginning: Beginning,
        info: BoardInfo,
        calibration: Calibration,
        *,
        clock: Clock,
        silence_s: float,
        reopen: Callable[[], ByteLink] | None = None,
    ) -> None:
        self._link, self._decoder, self._columns = link, decoder, columns
        self._info, self._calibration = info, calibration
        self._clock, self._silence_s, self._reopen = clock, silence_s, reopen
        self._timeline = LineTimeline(columns, beginning.rate_hz)
        self._counters = LineCounters(raw=info.calibration_id != "", own_time=columns.time >= 0)
        # Cells that do not move are found by the numbers as they were printed.
        self._cells = CellWatch(info, remedy="check its wires", finds_dead=False)
        self._pending = list(beginning.batches)
        self._ticked = columns.time >= 0
        self._away, self._returned = False, False
        self._n_senders = getattr(link, "n_senders", 0)
        self._n_bad_heard = decoder.n_bad_lines
        self._heard_ns = self._looked_ns = clock.now_ns()
        self._closed = threading.Event()
        # Held while the link is changed for another one, so that `close` never misses the new one.
        self._lock = threading.Lock()

    @property
    def info(self) -> BoardInfo:
        """Description of the board."""
        return self._info

    @property
    def health(self) -> BoardHealth:
        """Counters since the board was opened."""
        counters, decoder = self._counters, self._decoder
        warnings = counters.warnings(decoder, self._timeline, self._info.nominal_rate_hz)
        silent_s = self._silent_s()
        if self._away:
            warnings.insert(0, f"The lines broke off {silent_s:.1f} s ago: check the cable.")
        elif silent_s >= SILENT_S and counters.count["samples"]:
            warnings.insert(0, f"No sample has come for {silent_s:.1f} s.")
        if isinstance(self._link, UdpLink) and self._link.n_foreign:
            warnings.append(
                f"{self._link.n_foreign} datagrams of another sender, {self._link.foreign}, were"
                " left out: give each board a port of its own."
            )
        return BoardHealth(
            n_samples=counters.count["samples"],
            n_gaps=counters.count["gaps"],
            n_lost=counters.count["lost"],
            n_bad_frames=decoder.n_bad_lines,
            n_discarded_bytes=decoder.n_discarded_bytes,
            measured_rate_hz=counters.rate.hz,
            warnings=(*warnings, *self._cells.warnings(), *self._calibration.warnings),
            n_restarts=decoder.n_restarts + self._timeline.n_restarts,
            n_reconnects=counters.count["reconnects"],
            n_late=counters.count["late"],
            n_held=counters.count["held"],
            n_doubled=self._timeline.n_doubles,
        )

    @property
    def away(self) -> Away | None:
        """What is known while the board is away; see `balance_arcade.core.away`."""
        broken = self._away or self._returned
        # A serial port has a cable to be pulled; a pipe or a host in the network has none.
        remedy = SUPPLY if isinstance(self._link, FdLink) or not broken else CABLE
        return away_now(self._silent_s(), self._wait_s, broken=broken, remedy=remedy)

    @property
    def _wait_s(self) -> float:
        return wait_s(self._silence_s, self._counters.count["samples"])

    @property
    def ended(self) -> bool:
        """Always false: a live board has no end."""
        return False

    def read(self, timeout_s: float) -> Sequence[ForceSample]:
        """Return the samples that have come, and wait for the first no longer than ``timeout_s``.

        Raises
        ------
        BoardDisconnectedError
            The lines broke off and did not come back, or none came too long, or the board was
            closed.
        BoardProtocolError
            Lines come that cannot be read any more.
        """
        return read_in_time(
            self._read_once,
            timeout_s,
            clock=self._clock,
            closed=self._closed,
            address=self._info.address,
        )

    def close(self) -> None:
        """Close the link. Any thread may call it, any number of times."""
        if self._closed.is_set():
            return
        self._closed.set()
        log_closed(self._info, self.health)
        with self._lock:
            link = self._link
        link.close()

    def _read_once(self, timeout_s: float) -> list[ForceSample]:
        if self._pending:
            pending, self._pending = self._pending, []
            return [sample for batch in pending for sample in self._take(batch)]
        if self._away:
            self._look_again(timeout_s)
            return []
        left_s = min(timeout_s, self._timeline.wait_s(self._clock.now_ns()))
        try:
            data = self._link.read(left_s)
        except BoardDisconnectedError as error:
            self._begin_to_look(error)
            return self._take(Batch([], self._clock.now_ns()))
        now_ns = self._clock.now_ns()
        self._note_sender()
        samples = self._take(Batch(self._decoder.feed(data) if data else [], now_ns))
        if not samples:
            self._give_up_in_time()
        return samples

    def _take(self, batch: Batch) -> list[ForceSample]:
        rows, now_ns = batch
        if rows:
            if self._returned:
                self._returned = False
                self._counters.count["reconnects"] += 1
            self._heard_ns, self._n_bad_heard = now_ns, self._decoder.n_bad_lines
        samples: list[ForceSample] = []
        forces, note, ticked = self._calibration.forces_n, self._counters.note_row, self._ticked
        for placed in self._timeline.take(rows, now_ns):
            row = placed.row
            forces_n = forces(*row.cells)
            flags = note(placed)
            ticks = int(row.ticks) if ticked else -1
            samples.append(
                ForceSample(placed.seq, placed.arrived_ns, placed.t_s, *forces_n, ticks, flags)
            )
        self._cells.note(samples)
        return samples

    def _note_sender(self) -> None:
        """Take note of another sender in the place of one that fell silent."""
        n_senders = getattr(self._link, "n_senders", 0)
        if n_senders != self._n_senders:
            if self._n_senders:
                self._decoder.begin_anew(whole=True)
                self._returned = True
            self._n_senders = n_senders

    def _begin_to_look(self, error: BoardDisconnectedError) -> None:
        if self._reopen is None or self._closed.is_set():
            raise error
        _log.warning("%s: away, trying again: %s", self._info.board_id, error)
        self._link.close()
        # Before the samples that are still held back are asked for: they came before the break.
        self._decoder.begin_anew(whole=True)
        self._timeline.break_off()
        self._away = True

    def _look_again(self, timeout_s: float) -> None:
        """Open the link again when it is due; wait no longer than said."""
        reopen = self._reopen
        due_ns = self._looked_ns + round(LOOK_EVERY_S * 1e9)
        now_ns = self._clock.now_ns()
        if reopen is None or now_ns < due_ns:
            self._give_up_in_time()
            self._clock.sleep(min(max(timeout_s, 0.0), (due_ns - now_ns) / 1e9))
            return
        try:
            link = reopen()
        except BoardError as error:
            _log.debug("%s: not back yet: %s", self._info.board_id, error)
            self._looked_ns = self._clock.now_ns()
            self._give_up_in_time()
            return
        self._looked_ns = self._clock.now_ns()
        with self._lock:
            self._link, self._away = link, False
        if self._closed.is_set():
            link.close()
            return
        self._decoder.begin_anew(whole=begins_whole(link))
        self._returned = True

    def _silent_s(self) -> float:
        return (self._clock.now_ns() - self._heard_ns) / 1e9

    def _give_up_in_time(self) -> None:
        silent_s, address = self._silent_s(), self._info.address
        bad = self._decoder.n_bad_lines > self._n_bad_heard and not self._away
        # Whoever sends what cannot be read is there, and waiting for it mends nothing.
        if silent_s < (min(self._silence_s, FIRST_SAMPLE_S) if bad else self._wait_s):
            return
        if self._away:
            raise BoardDisconnectedError(
                f"The lines broke off and did not come back within {silent_s:.1f} s.",
                address=address,
                hint="Check the cable, then open the board again.",
            )
        if bad:
            what, hint = why_not(self._decoder.bad_line, len(self._columns))
            raise BoardProtocolError(
                f"No line could be read for {silent_s:.1f} s. {what}", address=address, hint=hint
            )
        raise BoardDisconnectedError(
            f"The board has sent no line for {silent_s:.1f} s.",
            address=address,
            hint="Check its power and the cable, then open it again.",
        )
