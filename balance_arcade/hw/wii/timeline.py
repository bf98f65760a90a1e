"""Times of samples that carry no time of their own.

A Wii Balance Board sends neither a time nor a number, so a sample's time is when it arrived, and
nothing tells a lost report from a late one or from none. What arrives late is placed late. Only
samples that were waiting together, because we did not look for a while, are spread back over that
while: their arrival was not seen. A pause of several periods is marked as a gap, and what it has
cost is estimated from its length.
"""

from __future__ import annotations

import statistics
from collections import deque

import msgspec

GAP_PERIODS = 5.0
"""A pause longer than so many typical periods is a gap."""

# Odd, so that the median is one of the intervals; a second of samples follows a change of rate.
_REMEMBERED = 101
_ENOUGH = 20


class ArrivalTime(msgspec.Struct, frozen=True):
    """Number and time of a sample.

    Attributes
    ----------
    seq : int
        Number on the timeline; a jump is a gap.
    t_s : float
        Seconds since the first sample, by this computer's clock; always later than the one before.
    n_lost : int
        Samples that are probably missing before this one.
    gap : bool
        Whether any are.
    """

    seq: int
    t_s: float
    n_lost: int
    gap: bool


class HostTimeline:
    """Give samples their times by their arrival.

    Parameters
    ----------
    rate_hz : float
        Nominal rate, until twenty intervals have shown the typical one.
    pauses_are_gaps : bool
        False for a source that is silent while nothing changes; then only `break_off` makes gaps.

    Examples
    --------
    >>> timeline = HostTimeline(100.0)
    >>> [place.t_s for place in timeline.place(1, 0)]
    [0.0]
    >>> [round(place.t_s, 3) for place in timeline.place(3, 40_000_000)]
    [0.02, 0.03, 0.04]
    >>> place = timeline.place(1, 140_000_000)[0]
    >>> place.seq, place.gap, place.n_lost
    (13, True, 9)
    """

    def __init__(self, rate_hz: float, *, pauses_are_gaps: bool = True) -> None:
        self._nominal_ns = 1e9 / rate_hz
        self._pauses_are_gaps = pauses_are_gaps
        self._intervals_ns: deque[int] = deque(maxlen=_REMEMBERED)
        self._first_ns = self._last_ns = 0
        self._seq = -1
        self._broken = False

    @property
    def period_ns(self) -> float:
        """Typical interval between samples: the median of the newest hundred."""
        if len(self._intervals_ns) < _ENOUGH:
            return self._nominal_ns
        # The median, since Bluetooth delivers some reports late and the next ones early.
        return statistics.median(self._intervals_ns)

    def break_off(self) -> None:
        """Take note that samples are missing before the next one."""
        self._broken = True

    def place(self, n_samples: int, now_ns: int, *, overflowed: bool = False) -> list[ArrivalTime]:
        """Give samples that were fetched together their times.

        Parameters
        ----------
        n_samples : int
            How many were waiting; most often one.
        now_ns : int
            When they were fetched; the newest of them is placed there.
        overflowed : bool
            The queue they waited in was full, so that newer ones may have been discarded: they
            are placed onwards from the last one instead.

        Returns
        -------
        list of ArrivalTime
            Oldest first.
        """
        if self._seq < 0:
            # The first batch has no sample before it to be spread from, so the nominal spacing goes
            # back.
            self._first_ns = self._last_ns = now_ns - round((n_samples - 1) * self._nominal_ns)
            first = [ArrivalTime(0, 0.0, 0, gap=False)]
            self._seq, self._broken = 0, False
            return first + self.place(n_samples - 1, now_ns) if n_samples > 1 else first
        period_ns = self.period_ns
        # At least 1 ns a sample, so that times grow even where the clock has not.
        room_ns = max(now_ns - self._last_ns, n_samples)
        # Samples never stand further apart than usual: what is left over is one pause before them.
        # Where there is less room than that, they share it.
        step_ns = min(period_ns, room_ns / n_samples)
        # Whole nanoseconds from the last sample on: a float holds no nanoseconds of a long uptime.
        last_ns, skipped_ns = self._last_ns, room_ns - n_samples * step_ns
        start_ns = 0.0 if overflowed else skipped_ns
        return [
            self._place_at(last_ns + round(start_ns + (i + 1) * step_ns), period_ns)
            for i in range(n_samples)
        ]

    def _place_at(self, t_ns: int, period_ns: float) -> ArrivalTime:
        # Rounding, or a kernel's stamp that goes back, must not turn the timeline around.
        t_ns = max(t_ns, self._last_ns + 1)
        interval_ns = t_ns - self._last_ns
        n_periods = max(1, round(interval_ns / period_ns))
        gap = self._broken or (self._pauses_are_gaps and interval_ns > GAP_PERIODS * period_ns)
        # `break_off` may know of a loss too short to show in the time: at least one is missing
        # then.
        n_lost = max(1, n_periods - 1) if gap else 0
        # A pause is no interval of the board; taken in, a few of them would raise the typical
        # period and hide the next pause.
        if not gap:
            self._intervals_ns.append(interval_ns)
        self._broken = False
        self._last_ns = t_ns
        self._seq += 1 + n_lost
        return ArrivalTime(self._seq, (t_ns - self._first_ns) / 1e9, n_lost, gap)
