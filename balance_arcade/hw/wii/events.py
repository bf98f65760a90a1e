"""The kernel's events of a board, joined into frames: one a report that changed something.

Codes and layout: Linux ``include/uapi/linux/input-event-codes.h`` and ``input.h``; which axis is
which cell: ``wiimod_bboard_in_ext`` in drivers/hid/hid-wiimote-modules.c (6.1).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final

import msgspec

from balance_arcade.hw.wii.reports import Counts

EV_SYN, EV_KEY, EV_ABS = 0, 1, 3
SYN_REPORT, SYN_DROPPED = 0, 3
BTN_A = 0x130
ABS_OF_CORNERS: Final = (0x12, 0x10, 0x13, 0x11)
"""Axes of tl tr bl br: the kernel has TR on HAT0X, BR on HAT0Y, TL on HAT1X, BL on HAT1Y."""

# struct input_event: a timeval of two longs, type, code, value; native sizes and alignment.
INPUT_EVENT: Final = struct.Struct("@llHHi")
_CORNER_OF_ABS = {axis: corner for corner, axis in enumerate(ABS_OF_CORNERS)}


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

    @property
    def loads(self) -> Counts:
        """Hundredths of a kilogram at tl, tr, bl, br, as the kernel has them now."""
        tl, tr, bl, br = self._values
        return (tl, tr, bl, br)

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
        return [EventFrame(t_ns, self.loads, dropped)]
