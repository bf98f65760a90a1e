"""Loads from Linux's event node alone: what the kernel's driver has made of the reports.

The kernel has applied the board's calibration, discarded everything below 10 g and below zero,
and reports an axis only when it has changed by more than its fuzz. A report that changes nothing is
not told at all. The samples are the kernel's frames, each with the loads that were last reported
and with the kernel's time; late ones are spread back over the pause that they fill
(`balance_arcade.hw.arrival`). Between two frames that are no more than `HOLD_S` apart the loads had
not changed, so they are repeated at the board's rate, marked as held: otherwise a board with quiet
cells would look as if it sent too little. Across a longer silence nothing is made up.
"""

from __future__ import annotations

import contextlib
import math
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from balance_arcade.core.board import CellAccuracy
from balance_arcade.core.clock import Clock
from balance_arcade.core.errors import BoardNotFoundError
from balance_arcade.core.samples import SampleFlag
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.hw.arrival import Arrival, Arrivals
from balance_arcade.hw.wii.calibration import battery_bars
from balance_arcade.hw.wii.hidraw import open_node
from balance_arcade.hw.wii.reports import Counts
from balance_arcade.hw.wii.source import (
    BATTERIES_EMPTY,
    RAW_ACCURACY,
    SampleBatch,
    SourceState,
    WiiSample,
)
from balance_arcade.hw.wii.sysfs import LinuxBoard, LinuxSystem, battery_level
from balance_arcade.hw.wii.transport import DescriptorReader

EV_SYN, EV_KEY, EV_ABS = 0, 1, 3
SYN_REPORT, SYN_DROPPED = 0, 3
BTN_A = 0x130
ABS_OF_CORNERS: Final = (0x12, 0x10, 0x13, 0x11)
"""Axes of tl tr bl br: the kernel has TR on HAT0X, BR on HAT0Y, TL on HAT1X, BL on HAT1Y."""

HOLD_S: Final = 0.25
"""Longest time for which unchanged loads are repeated. Of cells with half a count of noise the
kernel keeps 55 % of the reports to itself; 25 of them in a row are one case in three million."""

PERIOD_NS: Final = 10_000_000
"""A board sends 100 reports a second."""

MUCH_HELD: Final = 0.2
"""A board with a larger share of repeated loads says so."""

PROBE_AFTER_S: Final = 0.5
"""After so long without a frame the board's battery is asked for, to see whether it is there."""

BATTERY_EVERY_S: Final = 60.0
"""And so often in any case: the events do not tell it, and each question costs a few of them."""

# struct input_event: a timeval of two longs, type, code, value; native sizes and alignment.
INPUT_EVENT: Final = struct.Struct("@llHHi")
_ABSINFO = struct.Struct("@6i")
# EVIOCSCLOCKID is _IOW('E', 0xa0, int). Without it events carry the wall clock, which may jump.
_CLOCK_MONOTONIC = 1
_EVIOCSCLOCKID = (1 << 30) | (4 << 16) | (ord("E") << 8) | 0xA0
_READ_EVENTS = 64
_N_PER_UNIT = 0.01 * STANDARD_GRAVITY_M_S2
_CORNER_OF_ABS = {axis: corner for corner, axis in enumerate(ABS_OF_CORNERS)}

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


class EventFrame(msgspec.Struct, frozen=True):
    """The loads after one report of the kernel.

    Attributes
    ----------
    t_ns : int
        The kernel's time of it.
    centi_kg : tuple of int
        Hundredths of a kilogram at tl, tr, bl, br.
    dropped : bool
        Frames before it were lost.
    """

    t_ns: int
    centi_kg: Counts
    dropped: bool


class EventAssembler:
    """Join events into frames; an axis that is not told keeps its value.

    Parameters
    ----------
    ask : callable
        Returns the loads at tl, tr, bl, br as the kernel has them now: for the start, and after
        the kernel has dropped events.

    Examples
    --------
    >>> assembler = EventAssembler(lambda: (10, 20, 30, 40))
    >>> changed = INPUT_EVENT.pack(5, 250000, EV_ABS, 0x10, 21)
    >>> assembler.feed(changed + INPUT_EVENT.pack(5, 250000, EV_SYN, SYN_REPORT, 0))
    [EventFrame(t_ns=5250000000, centi_kg=(10, 21, 30, 40), dropped=False)]
    """

    def __init__(self, ask: Callable[[], Counts]) -> None:
        self._ask = ask
        self._values = list(ask())
        self._changed = self._dropping = False
        self.button = False
        self.n_presses = 0

    def feed(self, data: bytes) -> list[EventFrame]:
        """Take whole events and return the frames they complete; a cut one at the end is left."""
        frames: list[EventFrame] = []
        whole = len(data) - len(data) % INPUT_EVENT.size
        for seconds, micros, kind, code, value in INPUT_EVENT.iter_unpack(data[:whole]):
            # The kernel's queue ran over. Until the next SYN_REPORT nothing is complete, and the
            # axes must be asked for (Documentation/input/event-codes.rst).
            if kind == EV_SYN and code == SYN_DROPPED:
                self._dropping = True
            elif kind == EV_SYN and code == SYN_REPORT:
                frames += self._end(seconds * 1_000_000_000 + micros * 1000)
            elif kind == EV_ABS and code in _CORNER_OF_ABS:
                self._values[_CORNER_OF_ABS[code]] = value
                self._changed = True
            elif kind == EV_KEY and code == BTN_A:
                self.n_presses += int(value == 1)
                self.button = value != 0
        return frames

    def _end(self, t_ns: int) -> list[EventFrame]:
        dropped, self._dropping = self._dropping, False
        changed, self._changed = self._changed, False
        # The kernel has forgotten changes, and what it keeps now is the truth (EVIOCGABS).
        if dropped:
            self._values = list(self._ask())
        # A frame of the button alone is no sample of the loads.
        if not (changed or dropped):
            return []
        tl, tr, bl, br = self._values
        return [EventFrame(t_ns, (tl, tr, bl, br), dropped)]


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

    def fill(self, frame: EventFrame) -> list[tuple[EventFrame, bool]]:
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

    ready = True
    fault = None

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
        self._battery = board.battery
        self._probe: threading.Thread | None = None
        self._probed_ns = clock.now_ns()
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
        self._start_probe()  # For the bars; the events do not tell them.

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
        # At most 0.1 s, so that the battery is asked for in time while a caller waits for longer.
        wait_s = min(max(timeout_s, 0.0), 0.1, self._arrivals.wait_s(self._clock.now_ns()))
        data = self._reader.drain(wait_s, n_bytes=_READ_EVENTS * INPUT_EVENT.size, at_most=64)
        now_ns = self._clock.now_ns()
        frames = self._assembler.feed(b"".join(data))
        if frames:
            self._state.alive_ns = now_ns
        probed_s, silent_s = (now_ns - self._probed_ns) / 1e9, (now_ns - self._state.alive_ns) / 1e9
        # Asked again while it is silent, and not more often than the probe's own interval: each
        # question costs the board some reports.
        if min(probed_s, silent_s) >= PROBE_AFTER_S or probed_s >= BATTERY_EVERY_S:
            self._probed_ns = now_ns
            self._start_probe()
        # Without the kernel's times no one can tell how many reports stood between two frames.
        if not self._stamped:
            return SampleBatch(tuple(self._reading(frame) for frame in frames))
        return SampleBatch(tuple(self._filled(frames, now_ns)))

    def close(self) -> None:
        """Close the node."""
        self._reader.close()

    def _filled(self, frames: Sequence[EventFrame], now_ns: int) -> Iterator[WiiSample]:
        settled: list[Arrival[EventFrame]] = []
        for frame in frames:
            settled += self._arrivals.break_off() if frame.dropped else ()
            settled += self._arrivals.take((frame,), frame.t_ns)
        settled += self._arrivals.take((), now_ns)
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

    def _start_probe(self) -> None:
        """Ask for the battery in a thread: the kernel asks the board, and waits up to a second."""
        if self._battery is None or (self._probe is not None and self._probe.is_alive()):
            return
        self._probe = threading.Thread(
            target=self._ask_battery, args=(self._battery,), name="wii battery", daemon=True
        )
        self._probe.start()

    def _ask_battery(self, path: Path) -> None:
        level = battery_level(path)
        if level is None:
            return  # No sign of life; the silence goes on.
        # Written by the probe's thread, read by the reader; one assignment each, so no lock.
        self._state.alive_ns = self._clock.now_ns()
        self._state.battery_bars = battery_bars(level)
