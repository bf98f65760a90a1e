"""Samples without a time of their own, from their arrival to their place in time.

For any board whose samples bring neither time nor number. What is punctual is handed on at once. A
sample that comes more than 20 ms late (and 1.5 periods) may be the first of a burst that fills the
pause before it, or the only one left. Samples that were handed out cannot be moved, so such a
sample is held back until that is known: for 5 ms after the newest of them, and no longer than
20 ms. A burst that is still coming then goes on being placed along the learned pace.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Generic, TypeVar

import msgspec

from balance_arcade.core.samples import LATE_S, SampleFlag
from balance_arcade.hw.timeline import ArrivalTime, HostTimeline

QUIET_S: Final = 0.005
"""A burst is through once so long nothing has come. Bluetooth has a packet every 1.25 ms at best
(two slots of 625 us, Bluetooth Core 5.4, volume 2, part B, 2.2), a board a sample every 10."""

HOLD_S: Final = 0.02
"""No sample waits longer than this for its time."""

# A burst comes at more than twice the usual pace.
_BURST_PACE = 2.0
# A burst whose room is filled to half a period has no further sample.
_FILLED_PERIODS = 0.5

_GAP, _LATE = int(SampleFlag.GAP_BEFORE), int(SampleFlag.LATE)
_LATE_NS, _QUIET_NS, _HOLD_NS = (round(s * 1e9) for s in (LATE_S, QUIET_S, HOLD_S))
_T = TypeVar("_T")


class Arrival(msgspec.Struct, Generic[_T], frozen=True, gc=False):
    """One sample with its place in time.

    Attributes
    ----------
    item : object
        As it was given.
    place : ArrivalTime
        Its number and time, and what is missing before it.
    arrived_ns : int
        When it came.
    """

    item: _T
    place: ArrivalTime
    arrived_ns: int

    @property
    def flags(self) -> int:
        """`SampleFlag` bits that follow from its place: gap before, late."""
        place = self.place
        late = _LATE if self.arrived_ns - place.t_ns > _LATE_NS else 0
        return late | _GAP if place.gap else late


class Arrivals(Generic[_T]):
    """Place samples in time, and hold back those of which more must be known first.

    Parameters
    ----------
    rate_hz, pauses_are_gaps, regular
        As of `HostTimeline`.

    Examples
    --------
    Two samples are punctual. The third is late, and so are those that come right behind it:

    >>> arrivals = Arrivals(100.0)
    >>> ms = 1_000_000
    >>> [one.item for t in (0, 10) for one in arrivals.take(["ab"[t // 10]], t * ms)]
    ['a', 'b']
    >>> arrivals.take(["c"], 50 * ms), arrivals.wait_s(50 * ms)
    ([], 0.005)
    >>> [one.item for one in arrivals.take(["d", "e", "f"], 51 * ms)]
    ['c', 'd', 'e', 'f']
    """

    def __init__(
        self, rate_hz: float, *, pauses_are_gaps: bool = True, regular: bool = False
    ) -> None:
        self._timeline = HostTimeline(rate_hz, pauses_are_gaps=pauses_are_gaps, regular=regular)
        self._held: list[tuple[_T, int]] = []
        self._newest_ns = 0
        self._was_full = False

    @property
    def period_s(self) -> float:
        """Typical interval between samples, in seconds, as it was learned."""
        return self._timeline.period_ns / 1e9

    def take(
        self, items: Sequence[_T], now_ns: int, *, overflowed: bool = False
    ) -> list[Arrival[_T]]:
        """Take samples that were fetched together.

        Parameters
        ----------
        items : sequence
            Oldest first; where it is empty, what was held back long enough is returned.
        now_ns : int
            When they came.
        overflowed : bool
            The queue they waited in was full, so that newer ones may have been discarded.

        Returns
        -------
        list of Arrival
            Those whose place is settled, oldest first; also ones that were taken earlier.
        """
        held, timeline = self._held, self._timeline
        if not items:
            return self._place(now_ns) if held and self._due_ns() <= now_ns else []
        since_ns, self._newest_ns = now_ns - self._newest_ns, now_ns
        if not held:
            if overflowed or timeline.lag_ns(len(items), now_ns) <= timeline.patience_ns:
                # The rest of a burst whose beginning was placed already goes on from there.
                hurries = not self._was_full and _BURST_PACE * since_ns < timeline.period_ns
                onwards, self._was_full = overflowed or hurries, overflowed
                places = timeline.place(len(items), now_ns, onwards=onwards)
                return [Arrival(*pair, now_ns) for pair in zip(items, places, strict=True)]
            self._held = [(item, now_ns) for item in items]
            return []
        held += [(item, now_ns) for item in items]
        # The second sample of a burst does not end it by coming in time: a third may follow.
        filled = timeline.lag_ns(len(held), now_ns) <= _FILLED_PERIODS * timeline.period_ns
        if overflowed or filled or self._due_ns() <= now_ns:
            return self._place(now_ns, onwards=overflowed)
        return []

    def take_settled(self, item: _T, t_ns: int, arrived_ns: int) -> Arrival[_T]:
        """Take a sample whose time somebody else has settled; nothing may be held back."""
        return Arrival(item, self._timeline.place(1, t_ns)[0], arrived_ns)

    def wait_s(self, now_ns: int) -> float:
        """How long until `take` should be called, whether samples came or not.

        Returns
        -------
        float
            Seconds, at most `QUIET_S`; infinite while nothing is held back.
        """
        return max(0.0, (self._due_ns() - now_ns) / 1e9) if self._held else float("inf")

    def break_off(self) -> list[Arrival[_T]]:
        """Take note that samples are missing before the next one; return what was held back."""
        settled = self._place(self._held[-1][1]) if self._held else []
        self._timeline.break_off()
        return settled

    def _due_ns(self) -> int:
        first_ns, newest_ns = self._held[0][1], self._held[-1][1]
        return min(newest_ns + _QUIET_NS, first_ns + _HOLD_NS)

    def _place(self, now_ns: int, *, onwards: bool = False) -> list[Arrival[_T]]:
        held, self._held = self._held, []
        newest_ns = held[-1][1]
        # Behind a queue that was full stands what it could not hold, so that nothing goes on there.
        coming = not self._was_full and now_ns - newest_ns < _QUIET_NS and self._hurries(held)
        self._was_full = onwards
        places = self._timeline.place(len(held), newest_ns, onwards=onwards or coming)
        return [
            Arrival(item, place, arrived_ns)
            for (item, arrived_ns), place in zip(held, places, strict=True)
        ]

    def _hurries(self, held: list[tuple[_T, int]]) -> bool:
        took_ns = held[-1][1] - held[0][1]
        return took_ns > 0 and len(held) - 1 > _BURST_PACE * took_ns / self._timeline.period_ns
