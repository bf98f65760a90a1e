"""Clocks that can be passed in: the machine's monotonic one, and one that a test moves by hand."""

from __future__ import annotations

import datetime
import time
from typing import Protocol

import msgspec

PROGRAM_BEGAN_NS = time.monotonic_ns()
"""When this module was read first, which is soon after the program's start."""


class Clock(Protocol):
    """Monotonic time and a way to wait for it."""

    def now_ns(self) -> int:
        """Nanoseconds since an arbitrary start; never runs backwards."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait; returns at once for zero or less."""
        ...


class MonotonicClock:
    """``time.monotonic_ns`` of this machine."""

    def now_ns(self) -> int:
        """Nanoseconds of the machine's monotonic clock."""
        return time.monotonic_ns()

    def sleep(self, seconds: float) -> None:
        """Sleep on the wall's clock."""
        if seconds > 0.0:
            time.sleep(seconds)


class ManualClock:
    """A clock that moves only when told to; `sleep` moves it.

    Examples
    --------
    >>> clock = ManualClock()
    >>> clock.sleep(0.5)
    >>> clock.now_ns()
    500000000
    """

    def __init__(self, start_ns: int = 0) -> None:
        self._now_ns = start_ns

    def now_ns(self) -> int:
        """Nanoseconds as they were last set."""
        return self._now_ns

    def sleep(self, seconds: float) -> None:
        """Move the clock on without waiting."""
        if seconds > 0.0:
            self._now_ns += round(seconds * 1e9)


class WallAnchor(msgspec.Struct, frozen=True):
    """One pair of wall and monotonic time, taken once a session.

    Attributes
    ----------
    unix_ns : int
        Wall clock, nanoseconds since 1970 in UTC.
    monotonic_ns : int
        Monotonic clock of this machine at the same moment.
    """

    unix_ns: int
    monotonic_ns: int

    @classmethod
    def now(cls) -> WallAnchor:
        """Take the pair; the monotonic reading stands between two wall readings."""
        before = time.time_ns()
        monotonic_ns = time.monotonic_ns()
        after = time.time_ns()
        # The middle is wrong by no more than half of what an interruption took.
        return cls((before + after) // 2, monotonic_ns)

    def stamp(self) -> str:
        """Wall time in UTC, to the second, fit for a file's name.

        Examples
        --------
        >>> WallAnchor(0, 0).stamp()
        '19700101T000000Z'
        """
        moment = datetime.datetime.fromtimestamp(self.unix_ns / 1e9, tz=datetime.UTC)
        return moment.strftime("%Y%m%dT%H%M%SZ")

    def iso(self) -> str:
        """Wall time as ISO 8601 in UTC, to the second."""
        moment = datetime.datetime.fromtimestamp(self.unix_ns / 1e9, tz=datetime.UTC)
        return moment.isoformat(timespec="seconds")

    def day(self) -> str:
        """Date on the wall's calendar, in this computer's time zone, as ``2026-03-02``."""
        moment = datetime.datetime.fromtimestamp(self.unix_ns / 1e9, tz=datetime.UTC)
        # The therapist's day: in UTC an evening in America belongs to tomorrow.
        return moment.astimezone().date().isoformat()
