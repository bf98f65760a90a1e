"""What stations say of their clocks, and which of it is worth an event."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import msgspec

from balance_arcade.core.events import Scalar, giver_name

MAX_STATIONS = 32
"""Names that are remembered. Policy when full: forget the one unheard for longest."""

EVERY_NS = 600_000_000_000
"""An offset that has hardly changed is told again after so long."""

LEAST_NS = 1_000_000_000
"""So long lies between two that are told, whatever the stations call themselves."""

LARGEST_NS = 2**62


class ClockNote(msgspec.Struct, frozen=True):
    """Publisher's clock less a station's, and the largest error of that, in nanoseconds."""

    by: str
    offset_ns: int
    bound_ns: int


class StationClocks:
    """Collects the offsets that stations tell with `clock`.

    Examples
    --------
    >>> clocks = StationClocks()
    >>> clocks.hear("station-1", {"offset_ns": 2000, "bound_ns": 300}, 0)
    >>> clocks.hear("station-1", {"offset_ns": 2100, "bound_ns": 300}, LEAST_NS)
    >>> clocks.take()
    [ClockNote(by='station-1', offset_ns=2000, bound_ns=300)]
    """

    def __init__(self) -> None:
        self._told: OrderedDict[str, tuple[int, ClockNote]] = OrderedDict()
        self._news: list[ClockNote] = []
        self._told_ns: int | None = None

    def hear(self, by: Any, args: Mapping[str, Scalar], now_ns: int) -> None:
        """Take what a station says; nothing, or what makes no sense, is no news."""
        offset_ns, bound_ns = args.get("offset_ns"), args.get("bound_ns")
        name = giver_name(by)
        if not (name and _is_time(offset_ns) and _is_time(bound_ns) and bound_ns >= 0):  # type: ignore[operator]
            return
        note = ClockNote(name, offset_ns, bound_ns)  # type: ignore[arg-type]
        known = self._told.get(name)
        if known is not None and not _is_news(known[1], note, now_ns - known[0]):
            return
        if self._told_ns is not None and now_ns - self._told_ns < LEAST_NS:
            return  # It says so again soon.
        self._told_ns = now_ns
        self._told[name] = (now_ns, note)
        self._told.move_to_end(name)
        if len(self._told) > MAX_STATIONS:
            self._told.popitem(last=False)
        self._news.append(note)

    def take(self) -> list[ClockNote]:
        """Return what is to be told, each once."""
        news, self._news = self._news, []
        return news


def _is_time(value: Scalar) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < LARGEST_NS


def _is_news(known: ClockNote, note: ClockNote, since_ns: int) -> bool:
    moved = abs(note.offset_ns - known.offset_ns) > note.bound_ns + known.bound_ns
    return moved or note.bound_ns * 2 < known.bound_ns or since_ns >= EVERY_NS
