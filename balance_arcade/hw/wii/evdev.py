"""Loads from Linux's event node alone: what the kernel's driver has made of the reports.

The kernel has applied the board's calibration, discarded everything below 10 g and below zero,
and reports an axis only when it has changed by more than its fuzz. A report that changes nothing is
not told at all. The samples are the kernel's frames, each with the loads that were last reported
and with the kernel's time; late ones are spread back over the pause that they fill
(`balance_arcade.hw.arrival`). Between two frames that are no more than `HOLD_S` apart the loads had
not changed, so they are repeated at the board's rate, marked as held: otherwise a board with quiet
cells would look as if it sent too little. A longer silence is either a board at rest, all of whose
cells may read below zero, or a board that is not there. It is asked for its battery: where it
answers at once, the loads are repeated up to the question; where it does not, that is a gap.
"""

from __future__ import annotations

import contextlib
import math
import struct
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from balance_arcade.core.board import CellAccuracy
from balance_arcade.core.clock import Clock
from balance_arcade.core.errors import BoardDisconnectedError, BoardNotFoundError
from balance_arcade.core.samples import SampleFlag
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.hw.arrival import Arrival, Arrivals
from balance_arcade.hw.wii.calibration import battery_bars
from balance_arcade.hw.wii.events import ABS_OF_CORNERS, INPUT_EVENT, EventAssembler, EventFrame
from balance_arcade.hw.wii.hidraw import open_node
from balance_arcade.hw.wii.liveness import Answer, BatteryProbe
from balance_arcade.hw.wii.reports import Counts
from balance_arcade.hw.wii.session import SessionFault
from balance_arcade.hw.wii.source import (
    BATTERIES_EMPTY,
    RAW_ACCURACY,
    SampleBatch,
    SourceState,
    WiiSample,
)
from balance_arcade.hw.wii.sysfs import LinuxBoard, LinuxSystem
from balance_arcade.hw.wii.transport import DescriptorReader

HOLD_S: Final = 0.25
"""Longest time for which unchanged loads are repeated. Of cells with half a count of noise the
kernel keeps 55 % of the reports to itself; 25 of them in a row are one case in three million."""

DEAD_AFTER_MISSED: Final = 2
"""A board that was never heard and has not answered so often is not there."""

MOST_REST_S: Final = 2.0
"""Longest rest that is filled by one answer."""

PERIOD_NS: Final = 10_000_000
"""A board sends 100 reports a second."""

MUCH_HELD: Final = 0.2
"""A board with a larger share of repeated loads says so."""

PROBE_AFTER_S: Final = 0.5
"""After so long without a frame the board's battery is asked for, to see whether it is there."""

REST_EVERY_S: Final = 0.1
"""While a board at rest answers it is asked so often, so that its samples are never 0.2 s old."""

BATTERY_EVERY_S: Final = 60.0
"""And so often in any case: the events do not tell it, and each question costs a few of them."""

_ABSINFO = struct.Struct("@6i")
# EVIOCSCLOCKID is _IOW('E', 0xa0, int). Without it events carry the wall clock, which may jump.
_CLOCK_MONOTONIC = 1
_EVIOCSCLOCKID = (1 << 30) | (4 << 16) | (ord("E") << 8) | 0xA0
_READ_EVENTS = 64
_N_PER_UNIT = 0.01 * STANDARD_GRAVITY_M_S2

ACCURACY: Final = CellAccuracy(
    noise_sd_n=RAW_ACCURACY.noise_sd_n,
    residual_n=RAW_ACCURACY.residual_n,
    source=f"{RAW_ACCURACY.source}; the kernel rounds down to 0.1 N and cuts below zero",
)


def eviocgabs(axis: int) -> int:
    """Request number that asks for the state of an axis."""
    # ioctl numbers are made of direction, size, type and number (asm-generic/ioctl.h): EVIOCGABS is
    # _IOR('E', 0x40 + axis, struct input_absinfo).
    return (2 << 30) | (_ABSINFO.size << 16) | (ord("E") << 8) | (0x40 + axis)


_HELD_MUCH = (
    "Many samples repeat the loads before them, because the kernel tells only changes (evdev): "
    "use this for play, not for measurements."
)


EventPair = tuple[EventFrame, bool]
"""A reading, and whether it is held."""


class Hold:
    """Repeats loads that the kernel did not tell again because they had not changed.

    Attributes
    ----------
    n_told, n_held : int
        Readings that the kernel reported, and that were repeated.

    Examples
    --------
    >>> hold = Hold()
    >>> frames = [EventFrame(t, (t, 0, 0, 0), False) for t in (0, 10_000_000, 40_000_000)]
    >>> [(frame.t_ns, held) for one in frames for frame, held in hold.fill(one)]
    [(0, False), (10000000, False), (20000000, True), (30000000, True), (40000000, False)]
    """

    def __init__(self) -> None:
        self._last: EventFrame | None = None
        self.n_told = self.n_held = 0

    @property
    def much(self) -> bool:
        """Whether so much is repeated that one should know."""
        return self.n_told > 100 and self.n_held > MUCH_HELD * (self.n_told + self.n_held)

    def fill(self, frame: EventFrame) -> list[EventPair]:
        """Return what belongs before a frame, and the frame itself; with whether it is held."""
        last, self._last = self._last, frame
        self.n_told += 1
        # Lost frames had loads that nobody knows, so nothing may be repeated across them.
        if last is None or frame.dropped or frame.t_ns - last.t_ns > HOLD_S * 1e9:
            return [(frame, False)]
        away_ns = frame.t_ns - last.t_ns
        n_steps = max(1, math.floor(away_ns / PERIOD_NS + 0.25))  # A late report is none missing.
        held = [
            (EventFrame(last.t_ns + k * away_ns // n_steps, last.centi_kg, False), True)
            for k in range(1, n_steps)
        ]
        self.n_held += len(held)
        return [*held, (frame, False)]

    def rest(self, frame: EventFrame) -> list[EventPair]:
        """Return what stands between the last reading and a moment at which nothing had changed.

        Parameters
        ----------
        frame : EventFrame
            The loads as the kernel has them, and the moment.
        """
        last = self._last
        # Nobody asked for so long, because nobody read.
        slept = last is not None and frame.t_ns - last.t_ns > MOST_REST_S * 1e9
        if last is None or frame.dropped or slept:
            held = [frame]
        else:
            n_steps = max(0, (frame.t_ns - last.t_ns) // PERIOD_NS)
            times = (last.t_ns + k * PERIOD_NS for k in range(1, n_steps + 1))
            held = [EventFrame(t_ns, last.centi_kg, False) for t_ns in times]
        self.n_held += len(held)
        self._last = held[-1] if held else last
        return [(one, True) for one in held]


class EvdevSource:
    """A board whose loads the kernel has computed.

    Parameters
    ----------
    board : LinuxBoard
        Whose event node to open.
    system : LinuxSystem
        Opens it.
    clock : Clock
        Tells how long nothing came.
    address : str
        For messages.

    Raises
    ------
    BoardNotFoundError, BoardUnavailableError
        There is no node, or it may not be opened.
    """

    def __init__(
        self, board: LinuxBoard, system: LinuxSystem, *, clock: Clock, address: str
    ) -> None:
        if board.event is None:
            raise BoardNotFoundError(
                "The board has no event node.",
                address=address,
                hint="Load the module hid-wiimote, then connect the board again.",
            )
        # 0 is O_RDONLY: nothing is sent to the board this way.
        fd = open_node(system, board.event, 0, address=address)
        self._reader = DescriptorReader(fd, address=address)
        self._fd, self._system, self._clock = fd, system, clock
        self._probe = BatteryProbe(board.battery, system, clock, self._hear_answer)
        # When the newest frame was read, and up to when the loads were repeated.
        self._heard_ns, self._rested_ns = clock.now_ns(), 0
        self._answer: Answer | None = None
        self._notes, self._stamped = self._set_clock()
        self._assembler, self._hold = EventAssembler(self._ask), Hold()
        # Before anything is repeated: what fills a pause late needs no repetition.
        self._arrivals: Arrivals[EventFrame] = Arrivals(1e9 / PERIOD_NS, pauses_are_gaps=False)
        self._arrived_ns = 0
        self._state = SourceState(
            serial=board.uniq,
            model="Wii Balance Board (evdev, kernel-processed)",
            calibration_id="factory, by the kernel",
            accuracy=ACCURACY,
            samples_stop_at_rest=True,
        )
        self._probe.ask()  # For the bars; the events do not tell them.

    @property
    def ready(self) -> bool:
        """Whether the board has been heard since it was opened, or cannot be asked."""
        return self._state.alive_ns > 0 or not self._probe.can_ask

    @property
    def fault(self) -> SessionFault | None:
        """Whether a node was opened whose board is not there."""
        silent = not self.ready and self._probe.n_missed >= DEAD_AFTER_MISSED
        return SessionFault.SILENT if silent else None

    @property
    def state(self) -> SourceState:
        """What is known of the board now."""
        self._state.button = self._assembler.button
        self._state.n_presses = self._assembler.n_presses
        empty = self._state.battery_bars == 0
        notes = (*self._notes, *((BATTERIES_EMPTY,) if empty else ()))
        self._state.notes = (*notes, *((_HELD_MUCH,) if self._hold.much else ()))
        return self._state

    def read(self, timeout_s: float) -> SampleBatch:
        """Return the frames that have come; see `Source`."""
        # Looked at before the events: whatever the board said before its answer is among them then.
        answer = self._probe.answer
        # At most 0.1 s, so that the battery is asked for in time while a caller waits for longer.
        wait_s = min(max(timeout_s, 0.0), 0.1, self._arrivals.wait_s(self._clock.now_ns()))
        try:
            data = self._reader.drain(wait_s, n_bytes=_READ_EVENTS * INPUT_EVENT.size, at_most=64)
        except BoardDisconnectedError:
            # What was held back came before the board went; the next read says that it has.
            if waiting := tuple(self._held_to(self._arrivals.break_off())):
                return SampleBatch(waiting)
            raise
        now_ns = self._clock.now_ns()
        frames = self._assembler.feed(b"".join(data))
        if frames and self._probe.missed_since(self._newest_ns, now_ns):
            frames[0] = msgspec.structs.replace(frames[0], dropped=True)
        # Without the kernel's times no one can tell how many reports stood between two frames.
        if self._stamped:
            items = list(self._filled(frames, now_ns))
            items += self._rested(frames, None if answer is self._answer else answer)
        else:
            items = [self._reading(frame) for frame in frames]
        self._answer = answer
        if frames:
            self._heard_ns = self._state.alive_ns = now_ns
        self._ask_again(now_ns)
        return SampleBatch(tuple(items))

    def close(self) -> None:
        """Close the node."""
        self._reader.close()

    def _filled(self, frames: Sequence[EventFrame], now_ns: int) -> Iterator[WiiSample]:
        settled: list[Arrival[EventFrame]] = []
        for frame in frames:
            settled += self._arrivals.break_off() if frame.dropped else ()
            settled += self._arrivals.take((frame,), frame.t_ns)
        settled += self._arrivals.take((), now_ns)
        yield from self._held_to(settled)

    def _held_to(self, settled: Sequence[Arrival[EventFrame]]) -> Iterator[WiiSample]:
        """Return frames at their places, and between them what is held."""
        for arrival in settled:
            placed = msgspec.structs.replace(arrival.item, t_ns=arrival.place.t_ns)
            for frame, held in self._hold.fill(placed):
                # What is repeated never came; that it did so after what was before it is enough.
                arrived_ns = frame.t_ns if held else arrival.arrived_ns
                self._arrived_ns = max(self._arrived_ns, arrived_ns)
                yield self._reading(frame, held=held, arrived_ns=self._arrived_ns)

    def _reading(
        self, frame: EventFrame, *, held: bool = False, arrived_ns: int | None = None
    ) -> WiiSample:
        tl, tr, bl, br = (value * _N_PER_UNIT for value in frame.centi_kg)
        stamp = frame.t_ns if self._stamped else None
        flags = int(SampleFlag.HELD) if held else 0
        return WiiSample((tl, tr, bl, br), flags, stamp, frame.dropped, arrived_ns)

    def _set_clock(self) -> tuple[tuple[str, ...], bool]:
        """Ask for stamps of the monotonic clock; samples that were queued before are discarded."""
        try:
            self._system.ioctl(self._fd, _EVIOCSCLOCKID, struct.pack("@i", _CLOCK_MONOTONIC))
        except OSError:
            return (
                "The kernel does not deliver times; samples get the time at which they are read.",
            ), False
        return (), True

    def _ask(self) -> Counts:
        values = []
        for axis in ABS_OF_CORNERS:
            state = bytearray(_ABSINFO.size)
            # Where it fails the board is gone, which the next read tells.
            with contextlib.suppress(OSError):
                self._system.ioctl(self._fd, eviocgabs(axis), state)
            values.append(_ABSINFO.unpack(state)[0])
        return (values[0], values[1], values[2], values[3])

    def _hear_answer(self, answer: Answer) -> None:
        # In the probe's thread; one assignment each, so no lock.
        self._state.alive_ns = answer.answered_ns
        self._state.battery_bars = battery_bars(answer.level or 0)

    def _rested(self, frames: list[EventFrame], answer: Answer | None) -> Iterator[WiiSample]:
        """Repeat the loads of a board at rest up to the question that it has answered.

        A board that says nothing by itself and answers at once has nothing to say. Where events
        come beside the answer, or it is slow, they may have been on their way.
        """
        if frames or answer is None or not answer.is_prompt:
            return
        # The first report may still be on its way while the board tells its charge.
        if answer.asked_ns - self._heard_ns < HOLD_S * 1e9:
            return
        missed = self._probe.missed_since(self._newest_ns, answer.answered_ns)
        self._rested_ns = answer.asked_ns
        # What comes next was not late by the rest: it has nothing to fill.
        yield from self._held_to(self._arrivals.break_off())
        frame = EventFrame(answer.asked_ns, self._assembler.loads, missed)
        for one, _ in self._hold.rest(frame):
            self._arrived_ns = max(self._arrived_ns, one.t_ns)
            yield self._reading(one, held=True, arrived_ns=self._arrived_ns)

    @property
    def _newest_ns(self) -> int:
        return max(self._heard_ns, self._rested_ns)

    def _ask_again(self, now_ns: int) -> None:
        """Ask while the board is silent, and now and then; each question costs it some reports."""
        silent_s = (now_ns - self._heard_ns) / 1e9
        asked_s = (now_ns - self._probe.asked_ns) / 1e9
        rests = self._rested_ns > self._heard_ns
        every_s = REST_EVERY_S if rests else PROBE_AFTER_S
        if (silent_s >= PROBE_AFTER_S and asked_s >= every_s) or asked_s >= BATTERY_EVERY_S:
            self._probe.ask()
