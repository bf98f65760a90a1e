"""Times of samples that carry no time of their own.

Such a sample's time is when it arrived, as long as it is punctual. Samples that arrive close
together after a pause were measured while it lasted: they are late, and are spread back over it. A
pause that they do not fill has lost something, is marked as a gap, and what it has cost is
estimated from its length. Which samples belong together is decided in `balance_arcade.hw.arrival`.
"""

from __future__ import annotations

from collections import deque
from typing import Final

import msgspec

from balance_arcade.core.samples import LATE_S

GAP_PERIODS: Final = 5.0
"""A pause longer than so many typical periods is a gap."""

LAG_PERIODS: Final = 1.5
"""A sample that comes so much after its time, and more than `LATE_S`, has followed a pause."""

# A period is learned from the time of ten samples each, so that those that come by turns early and
# late do not matter; the median of a hundred such times, because some contain a pause.
_SPAN = 10
_REMEMBERED = 101
_ENOUGH = 20
# So many samples more, and the period is worked out again.
_RENEW = 25
_SHORTEST, _LONGEST = 0.5, 2.0
# How much of the difference between arrival and learned time a batch makes good.
_GAIN = 0.1
# A source that is silent at rest has sent a burst if it fills this much of the pause.
_RESTING_SHARE = 0.25
# A pause counts for one sample more only if it is nearly that long: what ended it may be late.
_WHOLE = 0.25
_LATE_NS = LATE_S * 1e9
_SECOND_NS = 1_000_000_000


class ArrivalTime(msgspec.Struct, frozen=True, gc=False):
    """Number and time of a sample.

    Attributes
    ----------
    seq : int
        Number on the timeline; a jump is a gap.
    t_s : float
        Seconds since the first sample, by this computer's clock; always later than the one before.
    t_ns : int
        The same on the monotonic clock.
    n_lost : int
        Samples that are probably missing before this one.
    gap : bool
        Whether any are.
    n_found : int
        Samples that were counted as lost and have come after all, with this one.
    """

    seq: int
    t_s: float
    t_ns: int
    n_lost: int
    gap: bool
    n_found: int = 0


class HostTimeline:
    """Give samples their times by their arrival.

    Parameters
    ----------
    rate_hz : float
        Nominal rate. The typical period is learned, within half and twice of what this says.
    pauses_are_gaps : bool
        False for a source that is silent while nothing changes; then only `break_off` makes gaps.
    regular : bool
        True for a source that measures at a steady pace but is heard in portions, as over a serial
        adapter: also a single sample is placed along the learned pace, and follows its arrival
        slowly.

    Examples
    --------
    >>> timeline = HostTimeline(100.0)
    >>> [place.t_s for place in timeline.place(1, 0)]
    [0.0]
    >>> [round(place.t_s, 3) for place in timeline.place(3, 30_000_000)]
    [0.01, 0.02, 0.03]
    >>> place = timeline.place(1, 130_000_000)[0]
    >>> place.seq, place.gap, place.n_lost
    (13, True, 9)
    """

    def __init__(
        self, rate_hz: float, *, pauses_are_gaps: bool = True, regular: bool = False
    ) -> None:
        self._nominal_ns = self._period_ns = 1e9 / rate_hz
        self._pauses_are_gaps = pauses_are_gaps
        self._regular = regular
        # Instants of the newest samples, and how many had come or were lost by then.
        self._marks: deque[tuple[int, int]] = deque(maxlen=_REMEMBERED + _SPAN)
        self._n_new = 0
        self._first_ns = self._last_ns = 0
        self._seq = -1
        self._broken = False
        self._n_found = 0
        self._claim_ns, self._claim_seq, self._n_claimed, self._claim_period_ns = 0, 0, 0, 0.0

    @property
    def period_ns(self) -> float:
        """Typical interval between samples, learned from the newest hundred."""
        if self._n_new >= _RENEW:
            self._n_new = 0
            self._period_ns = self._learned_ns()
        return self._period_ns

    def break_off(self) -> None:
        """Take note that samples are missing before the next one."""
        self._broken = True

    def lag_ns(self, n_samples: int, now_ns: int) -> float:
        """How much later than expected the last of the next samples would be, if it came now."""
        if self._seq < 0:
            return 0.0
        return now_ns - self._last_ns - n_samples * self._period_ns

    @property
    def patience_ns(self) -> float:
        """Lag up to which a sample is punctual."""
        return max(LAG_PERIODS * self.period_ns, _LATE_NS)

    def place(self, n_samples: int, now_ns: int, *, onwards: bool = False) -> list[ArrivalTime]:
        """Give samples that came together their times.

        Parameters
        ----------
        n_samples : int
            How many came together; most often one.
        now_ns : int
            When the newest of them came.
        onwards : bool
            Place them at the usual pace from the last one on, because newer ones may have been
            discarded from a full queue, or more of them are on the way.

        Returns
        -------
        list of ArrivalTime
            Oldest first.
        """
        if self._seq < 0:
            # The first batch has no sample before it to be spread from, so the nominal spacing goes
            # back.
            self._first_ns = self._last_ns = now_ns - round((n_samples - 1) * self._nominal_ns)
            first = [ArrivalTime(0, 0.0, self._first_ns, 0, gap=False)]
            self._seq, self._broken = 0, False
            self._marks.append((self._last_ns, 0))
            return first + self.place(n_samples - 1, now_ns) if n_samples > 1 else first
        # At least 1 ns a sample, so that times grow even where the clock has not.
        room_ns = max(now_ns - self._last_ns, n_samples)
        # The usual case needs no learned period: no pause, and nothing to share.
        if n_samples == 1 and not self._regular and room_ns <= self._period_ns:
            return [self._place_at(self._last_ns + room_ns)]
        period_ns = self.period_ns
        # Not from the room, which has a least: a steady pace that is too slow would run ahead of
        # the clock for ever.
        spare_ns = now_ns - self._last_ns - n_samples * period_ns
        start_ns, step_ns = self._spread(n_samples, room_ns, spare_ns, onwards)
        # Whole nanoseconds from the last sample on: a float holds no nanoseconds of a long uptime.
        last_ns = self._last_ns
        return [
            self._place_at(last_ns + round(start_ns + (i + 1) * step_ns)) for i in range(n_samples)
        ]

    def _spread(
        self, n_samples: int, room_ns: int, spare_ns: float, onwards: bool
    ) -> tuple[float, float]:
        """Say how long after the last sample the next ones begin, and how far apart they stand."""
        period_ns = self._period_ns
        close_ns = min(period_ns, room_ns / n_samples)
        if self._broken:
            # What is known to be missing is missing before them.
            return max(0.0, spare_ns), close_ns
        if self._regular and abs(spare_ns) <= self.patience_ns:
            return 0.0, max(period_ns + _GAIN * spare_ns / n_samples, 1.0)
        if onwards:
            return 0.0, close_ns
        rests = not self._pauses_are_gaps and n_samples * period_ns >= _RESTING_SHARE * room_ns
        if n_samples == 1 or (rests and spare_ns > self.patience_ns):
            return 0.0, room_ns / n_samples
        if spare_ns <= self.patience_ns:
            # They fill the pause: all were late. They keep their pace, because the next one does.
            return 0.0, min(period_ns + _GAIN * max(spare_ns, 0.0) / n_samples, room_ns / n_samples)
        # Mostly filled: what is missing may still come, or shows in the time of the next one.
        return (0.0 if n_samples * period_ns >= spare_ns else spare_ns), period_ns

    def _place_at(self, t_ns: int) -> ArrivalTime:
        # Rounding, or a kernel's stamp that goes back, must not turn the timeline around.
        t_ns = max(t_ns, self._last_ns + 1)
        interval_ns = t_ns - self._last_ns
        gap, n_lost = self._broken, 0
        if self._pauses_are_gaps and interval_ns > GAP_PERIODS * _SHORTEST * self._nominal_ns:
            gap = gap or interval_ns > GAP_PERIODS * self.period_ns
        if gap:
            # `break_off` may know of a loss too short to show in the time: at least one is missing
            # then.
            n_lost = max(1, int(interval_ns / self.period_ns + _WHOLE) - 1)
        self._broken = False
        self._last_ns = t_ns
        self._seq += 1 + n_lost
        n_found = self._found(t_ns) if self._n_claimed else 0
        if gap:
            self._claim_ns, self._claim_seq, self._n_claimed = t_ns, self._seq, n_lost
            self._claim_period_ns = self.period_ns
        self._n_found += n_found
        # What has come after all was counted twice.
        self._marks.append((t_ns, self._seq - self._n_found))
        self._n_new += 1
        return ArrivalTime(self._seq, (t_ns - self._first_ns) / 1e9, t_ns, n_lost, gap, n_found)

    def _found(self, t_ns: int) -> int:
        """Count a sample that the time since the gap has no room for: it was said to be lost."""
        since_ns = t_ns - self._claim_ns
        if since_ns > _SECOND_NS:
            self._n_claimed = 0
            return 0
        if self._seq - self._claim_seq < 1.0 + since_ns / self._claim_period_ns:
            return 0
        self._claim_seq += 1
        self._n_claimed -= 1
        return 1

    def _learned_ns(self) -> float:
        marks = list(self._marks)
        if len(marks) <= _ENOUGH:
            return self._nominal_ns
        paces = sorted(
            (t_ns - from_ns) / (count - from_count)
            for (from_ns, from_count), (t_ns, count) in zip(marks, marks[_SPAN:], strict=False)
            # Samples that were counted as lost before tell little of the pace.
            if count - from_count > _SPAN // 2
        )
        if not paces:
            return self._nominal_ns
        learned_ns = paces[len(paces) // 2]
        return min(max(learned_ns, _SHORTEST * self._nominal_ns), _LONGEST * self._nominal_ns)
