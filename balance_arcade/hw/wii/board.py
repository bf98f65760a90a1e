"""An open Wii Balance Board, over any transport."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Sequence

from balance_arcade.core.away import FRONT_BUTTON, Away
from balance_arcade.core.board import BoardHealth, BoardInfo, Geometry
from balance_arcade.core.clock import Clock
from balance_arcade.core.closing import Closing
from balance_arcade.core.errors import BalanceArcadeError, BoardDisconnectedError
from balance_arcade.core.sample_counts import FlagCounts
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.hw.arrival import Arrival, Arrivals
from balance_arcade.hw.away import away_now, wait_s
from balance_arcade.hw.calibration import Calibration
from balance_arcade.hw.cell_watch import CellWatch
from balance_arcade.hw.logged import log_closed
from balance_arcade.hw.measured_rate import MeasuredRate
from balance_arcade.hw.wii.describe import NOMINAL_RATE_HZ, describe
from balance_arcade.hw.wii.floor import FloorWatch
from balance_arcade.hw.wii.presses import PressCount
from balance_arcade.hw.wii.source import SampleBatch, Source, WiiSample

_log = logging.getLogger(__name__)

RECONNECT_EVERY_S = 0.2
"""Interval between two attempts to reconnect."""

ELSEWHERE_AFTER_S = 1.0
"""A board that is silent this long may be connected under another node, and is searched there."""

SETTLE_S = 2.0
"""Time for a reopened node to send a sample, before another node is tried."""

REMEDY = "use another board, this one needs a repair"
_CELL_FAULT = int(SampleFlag.CELL_FAULT)

STRANGER_REST_S = 1.0
"""A board that proved to be another one is left alone for so long."""

_AWAY_AT_THE_END = "The board was away at the end, so it was not switched off."


class WiiBoard(Closing):
    """A board that is read until it is closed.

    Parameters
    ----------
    source : Source
        Open and ready; closed with the board.
    reopen : callable
        Opens the same board again, or raises why not.
    moved : callable
        Whether the same board is connected under another node than the open one.
    give_up : callable
        Ends what `reopen` has begun; called when the board is closed.
    address : str
        The address that opens it again.
    geometry : Geometry
        Spacing of its sensors.
    clock : Clock
        Stamps what arrives, and says when the board has been disconnected too long.
    silence_s : float
        After how long without a sample it counts as gone.
    remedy : str
        What brings it back; see `balance_arcade.core.away.Away`.
    others : callable
        Addresses of boards that were connected since this one was opened.
    switch_off : callable, optional
        Switches the board off once it is closed; ``off_words`` then says what came of it.
    notes : sequence of str
        What was decided when it was opened; they stay among the warnings.
    correction : Calibration, optional
        Made with known masses; corrects the forces of the board's own calibration.

    Attributes
    ----------
    opening_notes : tuple of str
        The notes, and what the correction warns of.

    Notes
    -----
    The board has no clock and its samples have no numbers. A sample's time is its arrival, and that
    of late ones is spread back, see `balance_arcade.hw.arrival`; ``n_lost`` in `health` is
    estimated from pauses.
    """

    watches_cells = True

    def __init__(
        self,
        source: Source,
        reopen: Callable[[], Source],
        moved: Callable[[], bool],
        give_up: Callable[[], None] = lambda: None,
        *,
        address: str,
        geometry: Geometry,
        clock: Clock,
        silence_s: float,
        remedy: str = FRONT_BUTTON,
        others: Callable[[], Sequence[str]] = tuple,
        switch_off: Callable[[], str] | None = None,
        notes: Sequence[str] = (),
        correction: Calibration | None = None,
    ) -> None:
        self._source: Source | None = source
        self._remedy, self._find_others, self._others = remedy, others, tuple[str, ...]()
        self._switch_off, self.off_words = switch_off, ""
        self._reopen, self._moved, self._give_up = reopen, moved, give_up
        self._address = address
        self._clock = clock
        self._silence_s = silence_s
        self.opening_notes = (*notes, *(correction.warnings if correction else ()))
        self._correction = correction
        self._state = source.state
        self._calibration_id = source.state.calibration_id
        self._info = describe(
            self._state, address=address, geometry=geometry, correction=correction
        )
        # What the kernel has rounded and filtered stands still by itself now and then, so that over
        # evdev a cell is only named, and nothing is flagged for it.
        rounded = self._state.samples_stop_at_rest
        self._cells = CellWatch(self._info, remedy=REMEDY, rounded=rounded)
        self._floor = FloorWatch() if rounded else None
        # The kernel tells no report that changes nothing, so over evdev a pause is rest, not loss.
        self._arrivals: Arrivals[WiiSample] = Arrivals(
            NOMINAL_RATE_HZ, pauses_are_gaps=not self._state.samples_stop_at_rest
        )
        # Samples that were held back when the board went away.
        self._settled: list[Arrival[WiiSample]] = []
        self._count: Counter[str] = Counter()
        self._flagged = FlagCounts()
        self._rate = MeasuredRate()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._lost = False
        self._presses = PressCount()
        self._presses.see(self._state.n_presses, is_in_use=True)
        self._refusal = ""
        self._heard_ns = self._looked_ns = clock.now_ns()
        # As if it was opened long ago: the first source has sent samples already.
        self._opened_ns = self._heard_ns - round(SETTLE_S * 1e9)

    @property
    def info(self) -> BoardInfo:
        """Description of the board."""
        return self._info

    @property
    def health(self) -> BoardHealth:
        """Counters since the board was opened."""
        return BoardHealth(
            n_samples=self._count["samples"],
            n_gaps=self._count["gaps"],
            n_lost=self._count["lost"],
            n_bad_frames=self._count["bad"] + self._state.n_bad_reports,
            measured_rate_hz=self._rate.hz,
            warnings=self._warnings(),
            n_reconnects=self._count["reconnects"],
            battery_bars=self._state.battery_bars,
            n_late=self._flagged.n_late,
            n_held=self._flagged.n_held,
        )

    @property
    def ended(self) -> bool:
        """Always false: a live board has no end."""
        return False

    @property
    def front_button(self) -> bool:
        """Whether the button at the board's front edge is down."""
        return self._state.button

    @property
    def n_button_presses(self) -> int:
        """How often the button went down since the board was opened, but to connect it."""
        return self._presses.n

    @property
    def away(self) -> Away | None:
        """What is known while the board is away; see `balance_arcade.core.away`."""
        return away_now(
            self._silent_s(self._clock.now_ns()),
            self._wait_s,
            broken=self._lost,
            remedy=self._remedy,
            others=self._others,
        )

    @property
    def _wait_s(self) -> float:
        return wait_s(self._silence_s, self._count["samples"])

    def _silent_s(self, now_ns: int) -> float:
        # A board at rest may send nothing over evdev for minutes; an answer about its battery
        # counts as life.
        return (now_ns - max(self._heard_ns, self._state.alive_ns)) / 1e9

    def read(self, timeout_s: float) -> Sequence[ForceSample]:
        """Return the samples that have come, and wait for the first no longer than ``timeout_s``.

        Raises
        ------
        BoardDisconnectedError
            The board was away or silent for too long, or it was closed.
        """
        if self._closed.is_set():
            raise BoardDisconnectedError(
                "The board is closed.", address=self._address, hint="Open it again."
            )
        end_ns = self._clock.now_ns() + round(max(timeout_s, 0.0) * 1e9)
        while True:
            asked_ns = self._clock.now_ns()
            left_s = min((end_ns - asked_ns) / 1e9, self._arrivals.wait_s(asked_ns))
            readings = self._fetch(left_s)
            now_ns = self._clock.now_ns()
            # Checked before the close below: samples that came are never thrown away for it.
            if readings.items:
                self._heard_ns = now_ns
            if samples := self._take(readings, now_ns):
                self._cells.note(samples)
                if self._floor is not None:
                    self._floor.note(samples)
                return samples
            if self._closed.is_set():
                return ()
            self._watch(now_ns)
            if now_ns >= end_ns:
                return ()

    def close(self) -> None:
        """Close the board. Any thread may call it, any number of times."""
        is_first = not self._closed.is_set()
        if is_first:
            log_closed(self._info, self.health)
        # Before the source is taken away: a reader that sees None then knows that it is closed, and
        # does not look for the board.
        self._closed.set()
        with self._lock:
            source, self._source = self._source, None
        self._give_up()
        if source is not None:
            source.close()
        # Last of all, and only of a board that is there.
        if is_first and self._switch_off is not None:
            self.off_words = self._switch_off() if source is not None else _AWAY_AT_THE_END
            _log.info("%s: %s", self._info.board_id, self.off_words)

    def _fetch(self, timeout_s: float) -> SampleBatch:
        source = self._source
        if source is None:
            self._closed.wait(min(max(timeout_s, 0.0), RECONNECT_EVERY_S))
            self._look_again()
            return SampleBatch()
        try:
            readings = source.read(timeout_s)
        except BoardDisconnectedError as error:
            if not self._closed.is_set():  # Closed under a waiting read is no fault.
                self._lose(source, error.message)
            return SampleBatch()
        self._state = source.state
        if source.fault is not None:
            self._lose(source, source.fault.value)
        elif readings.items and self._is_stranger():
            self._turn_away(source)
            return SampleBatch()
        self._presses.see(self._state.n_presses, is_in_use=bool(readings.items))
        return readings

    def _is_stranger(self) -> bool:
        """Whether another board has come back; without an address its calibration tells."""
        is_other = self._state.calibration_id != self._calibration_id
        return is_other and self._lost and not self._info.serial

    def _turn_away(self, source: Source) -> None:
        who = f"one with the calibration {self._state.calibration_id}"
        self._lose(source, f"another board has come: {who}")
        self._others = (who,)
        self._looked_ns = self._clock.now_ns() + round(STRANGER_REST_S * 1e9)

    def _lose(self, source: Source, why: str) -> None:
        _log.warning("%s: away, looking for it: %s", self._info.board_id, why)
        self._count["bad"] += source.state.n_bad_reports
        self._state = source.state
        # They are in the board's own counter now; the next source counts from 0.
        self._state.n_bad_reports = 0
        source.close()
        with self._lock:
            self._source = None
        self._lost = True
        self._presses.connect()
        self._settled += self._arrivals.break_off()

    def _look_again(self) -> None:
        now_ns = self._clock.now_ns()
        if self._closed.is_set() or now_ns - self._looked_ns < RECONNECT_EVERY_S * 1e9:
            return
        self._looked_ns = now_ns
        try:
            source = self._reopen()
        except BalanceArcadeError as error:
            if error.message != self._refusal:  # It is tried five times a second.
                self._refusal = error.message
                _log.debug("%s: not back: %s", self._info.board_id, error)
            self._others = tuple(self._find_others()) or self._others
            return  # Not there yet; `_watch` says when that has lasted too long.
        with self._lock:
            if not self._closed.is_set():
                self._source = source
                self._opened_ns = now_ns
                return
        # Closed while it was being opened: nobody else knows of this source.
        source.close()

    def _watch(self, now_ns: int) -> None:
        source = self._source
        silent_s = self._silent_s(now_ns)
        if silent_s >= self._wait_s:
            away = "has been disconnected" if source is None else "has sent no sample"
            there = "".join(f" Another board is connected: {who}." for who in self._others)
            raise BoardDisconnectedError(
                f"The board {away} for {silent_s:.1f} s.{there}",
                address=self._address,
                hint="Press the button at its front; change its batteries if the light stays dark.",
            )
        settling = now_ns - self._opened_ns < SETTLE_S * 1e9
        if source is None or silent_s < ELSEWHERE_AFTER_S or settling:
            return
        if now_ns - self._looked_ns >= RECONNECT_EVERY_S * 1e9:
            self._looked_ns = now_ns
            # A link that broke without notice leaves a dead node behind, and the board gets a new
            # one.
            if self._moved():
                self._lose(source, "it is connected under another node")
            else:
                self._others = tuple(self._find_others()) or self._others

    def _take(self, readings: SampleBatch, now_ns: int) -> list[ForceSample]:
        if self._lost and readings.items:
            self._lost, self._others = False, ()
            self._count["reconnects"] += 1
            _log.info("%s: back, time %d", self._info.board_id, self._count["reconnects"])
        settled, self._settled = self._settled, []
        items = readings.items
        # A source stamps all of its samples or none.
        if items and items[0].t_ns is not None:
            for item in items:
                if item.gap:
                    self._arrivals.break_off()
                t_ns, arrived_ns = item.t_ns or now_ns, item.arrived_ns or now_ns
                settled.append(self._arrivals.take_settled(item, t_ns, arrived_ns))
        else:
            if any(item.gap for item in items):
                settled += self._arrivals.break_off()
            settled += self._arrivals.take(items, now_ns, overflowed=readings.overflowed)
        return [self._sample(arrival) for arrival in settled]

    def _sample(self, arrival: Arrival[WiiSample]) -> ForceSample:
        place, reading = arrival.place, arrival.item
        flags = reading.flags | arrival.flags
        if self._floor is None and self._cells.has_dead:
            flags |= _CELL_FAULT
        self._count["gaps"] += place.gap
        self._count["lost"] += place.n_lost - place.n_found
        self._flagged.note(flags)
        self._count["samples"] += 1
        self._rate.note(self._count["samples"], place.t_s)
        forces_n = reading.forces_n
        if self._correction is not None:
            forces_n = self._correction.forces_n(*forces_n)
        return ForceSample(place.seq, arrival.arrived_ns, place.t_s, *forces_n, -1, flags)

    def _warnings(self) -> tuple[str, ...]:
        away = ("The board is away: press the button at its front.",) if self._lost else ()
        cells = self._cells.warnings() + (self._floor.warnings() if self._floor is not None else [])
        return (*away, *cells, *self.opening_notes, *self._state.notes)
