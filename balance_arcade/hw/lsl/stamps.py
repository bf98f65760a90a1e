"""From the stamps of a stream to the times of its samples.

A sender that knows when it measured gives even stamps, which are taken as they are. Many do not:
they stamp what a radio brings when it comes, five samples at once each 50 ms, or give a whole chunk
one stamp. The first two samples that lie closer than half a period show it; from then on samples
follow the pace that the stream keeps on the whole, and nothing is thrown away. liblsl's own
smoothing (``proc_dejitter``, time_postprocessor.cpp of liblsl 1.17) is one straight line through
all stamps, which closes the drop-outs of a sender and follows a clock that was set back for
minutes; so only its clock offset is used, and gaps and jumps are found here.
"""

from __future__ import annotations

import math
import statistics
from collections import deque
from collections.abc import Sequence
from typing import Final, Generic, TypeVar

import msgspec

from balance_arcade.files.tables.trial import GAP_FACTOR
from balance_arcade.hw.arrival import HOLD_S, QUIET_S

JUMP_S: Final = 0.5
"""A stamp that runs ahead of its arrival by this is a clock that was set."""

BACK_S: Final = 0.05
"""A stamp that lies this and two periods before an earlier one likewise."""

# Samples closer than this part of a period came together.
_TOGETHER = 0.5
# A pause of so many periods, and so far from a whole number of them.
_SHORT_PAUSE, _WHOLE = 3.5, 0.15
# A burst may be late by so many of its own lengths, and by so long, before anything is called lost
# at once: a radio that sends again, a sender that was held up. What stays away shows soon after.
_LATE_LENGTHS, _LATE_S = 2.0, 0.25
# So many bursts in a row, over so long, that all come a period late follow a loss.
_LASTING, _LASTING_S = 4, 0.15
_LASTING_PERIODS = 0.9
# How much of the distance from the pace is made good at once: late, and early.
_GAIN, _GAIN_EARLY = 0.1, 0.3
# The pace is learned from the newest bursts, once there are so many.
_BURSTS, _ENOUGH = 256, 8
_CLAIM_S = 1.0
_SLOWEST, _FASTEST = 5.0, 0.2
# The quickest way from sender to here may grow longer by so much, as of clocks that drift.
_FOLLOWED = 0.01

_T = TypeVar("_T")


class StampJump(msgspec.Struct, frozen=True):
    """Stamps that fell back or ran ahead while samples went on.

    Attributes
    ----------
    by_s : float
        How far; below zero where they fell back.
    n : int
        How often it has happened.
    """

    by_s: float
    n: int

    @property
    def sentence(self) -> str:
        """What is said of it."""
        where = "went back" if self.by_s < 0.0 else "ran ahead"
        often = f" It has happened {self.n} times." if self.n > 1 else ""
        return (
            f"The stream's stamps {where} by {abs(self.by_s):.1f} s while samples went on; a gap is"
            f" marked there. Check the clock of its sender.{often}"
        )


class Stamped(msgspec.Struct, Generic[_T], frozen=True, gc=False):
    """One sample with its time.

    Attributes
    ----------
    item : object
        As it was given.
    local_s : float
        When it was measured, on the clock of the stamps.
    n_lost : int
        Samples that are missing before it.
    n_found : int
        Samples that were called lost within the last second, and have come with it after all.
    arrived_s : float
        When it came.
    """

    item: _T
    local_s: float
    n_lost: int
    n_found: int
    arrived_s: float


class _Waiting(msgspec.Struct, Generic[_T], frozen=True, gc=False):
    item: _T
    stamp_s: float
    arrived_s: float
    broken: bool


class Stamps(Generic[_T]):
    """Give samples their times by the stamps of their sender.

    Parameters
    ----------
    rate_hz : float
        Nominal rate.

    Attributes
    ----------
    jump : StampJump or None
        The newest clock that was set.
    paced : bool
        Whether stamps were found to say when samples came, and not when they were measured.

    Examples
    --------
    Five samples each 50 ms, stamped as they come:

    >>> stamps = Stamps(100.0)
    >>> bursts = [stamps.take("abcde", [0.05 * k] * 5, 0.05 * k) for k in range(3)]
    >>> [round(one.local_s, 3) for burst in bursts for one in burst][:8]
    [-0.04, -0.03, -0.02, -0.01, 0.0, 0.01, 0.02, 0.03]
    """

    def __init__(self, rate_hz: float) -> None:
        self.jump: StampJump | None = None
        self.paced = False
        self._nominal_s = 1.0 / rate_hz
        self._period_s = self._nominal_s
        self._waiting: list[_Waiting[_T]] = []
        self._shift_s = 0.0
        # Of the newest sample as it came in; nothing has come before that.
        self._stamp_s = -math.inf
        self._arrived_s = self._least_s = 0.0
        self._last_s: float | None = None
        # Stamps of bursts, and how many samples there were by then, lost ones among them.
        self._marks: deque[tuple[int, float]] = deque(maxlen=_BURSTS)
        self._sizes: deque[int] = deque(maxlen=16)
        # Bursts in a row that came late, when the first of them came, and the least of what they
        # were late by.
        self._n_behind, self._behind_since_s, self._behind_s = 0, 0.0, 0.0
        self._count = self._n_claimed = 0
        self._claimed_s = 0.0

    def take(self, items: Sequence[_T], stamps: Sequence[float], now_s: float) -> list[Stamped[_T]]:
        """Take samples that were fetched together.

        Parameters
        ----------
        items : sequence
            Oldest first; where it is empty, what was held back long enough is returned.
        stamps : sequence of float
            Of each, in seconds, on this computer's clock.
        now_s : float
            When they came.

        Returns
        -------
        list of Stamped
            Those whose time is settled, oldest first; each later than the one before.
        """
        for item, stamp_s in zip(items, stamps, strict=True):
            broken = self._follow(stamp_s, now_s)
            self._waiting.append(_Waiting(item, self._stamp_s, now_s, broken))
        placed: list[Stamped[_T]] = []
        while self._waiting:
            n = self._n_together()
            if n == len(self._waiting) and not self._is_whole(n, now_s):
                break
            placed += self._place(self._waiting[:n])
            del self._waiting[:n]
        return placed

    def wait_s(self, now_s: float) -> float:
        """How long until `take` should be called though nothing came; infinite if it need not."""
        if not self._waiting:
            return float("inf")
        due_s = min(self._waiting[-1].arrived_s + QUIET_S, self._waiting[0].arrived_s + HOLD_S)
        return max(0.0, due_s - now_s)

    def _follow(self, stamp_s: float, now_s: float) -> bool:
        """Follow the sender's clock; True where it was set. Stamps never fall back after this."""
        shifted_s, before_s = stamp_s + self._shift_s, self._stamp_s
        lag_s = now_s - shifted_s
        if before_s == -math.inf:
            self._stamp_s, self._arrived_s, self._least_s = shifted_s, now_s, lag_s
            return False
        step_s = shifted_s - before_s
        least_s = self._least_s + _FOLLOWED * (now_s - self._arrived_s)
        # A reader that was held up sees samples late, never early: then it is the clock.
        ahead = step_s > JUMP_S and lag_s < least_s - JUMP_S
        back = step_s < -max(BACK_S, 2.0 * self._nominal_s)
        if ahead or back:
            n_before = self.jump.n if self.jump is not None else 0
            # Two periods at least, so that the gap has a number of its own.
            goes_on_s = before_s + max(2.0 * self._period_s, now_s - self._arrived_s)
            by_s = step_s - (now_s - self._arrived_s)
            self.jump = StampJump(by_s, n_before + 1)
            self._shift_s += goes_on_s - shifted_s
            shifted_s = goes_on_s
            lag_s = least_s = now_s - shifted_s
        self._stamp_s = max(before_s, shifted_s)
        self._arrived_s, self._least_s = now_s, min(lag_s, least_s)
        return ahead or back

    def _n_together(self) -> int:
        """How many of the waiting samples came together, the oldest among them."""
        waiting, close_s = self._waiting, _TOGETHER * self._nominal_s
        n = 1
        while n < len(waiting) and not waiting[n].broken:
            if waiting[n].stamp_s - waiting[n - 1].stamp_s >= close_s:
                break
            n += 1
        return n

    def _is_whole(self, n: int, now_s: float) -> bool:
        """Whether no more samples are to be waited for, behind which nothing stands yet."""
        if self.wait_s(now_s) <= 0.0:
            return True
        if self._last_s is None:
            return False
        room_s = self._waiting[n - 1].stamp_s - self._last_s
        if not self.paced:
            return n == 1 and room_s <= GAP_FACTOR * self._nominal_s
        return n * self._period_s >= room_s - _TOGETHER * self._period_s

    def _place(self, group: Sequence[_Waiting[_T]]) -> list[Stamped[_T]]:
        n, newest_s = len(group), group[-1].stamp_s
        if self._last_s is None:
            self._last_s = newest_s - n * self._period_s
        room_s = newest_s - self._last_s
        periods = room_s / self._nominal_s
        # Samples that are missing leave whole periods; a short pause of any other length is a chunk
        # that was pushed late.
        odd = GAP_FACTOR < periods < _SHORT_PAUSE and abs(periods - round(periods)) > _WHOLE
        if n > 1 or periods < _TOGETHER or odd:
            self.paced = True
        if group[0].broken:
            n_lost, start_s, step_s = self._behind_a_jump(n, room_s)
        elif self.paced:
            n_lost, start_s, step_s = self._along_the_pace(n, room_s)
        else:
            n_lost = max(1, round(periods)) - 1 if periods > GAP_FACTOR else 0
            start_s, step_s = 0.0, room_s
        first_s = self._last_s + start_s
        n_found = self._found(n, room_s, newest_s) if self._n_claimed else 0
        if n_lost:
            self._n_claimed, self._claimed_s = n_lost, newest_s
        # What was called lost and has come must not make the pace faster.
        self._count += n + n_lost - n_found
        self._marks.append((self._count, newest_s))
        self._sizes.append(n)
        # The newest of an even stream has its own stamp to the last bit.
        self._last_s = first_s + n * step_s if self.paced else newest_s
        return [
            Stamped(
                one.item,
                first_s + (k + 1) * step_s if k < n - 1 else self._last_s,
                n_lost if k == 0 else 0,
                n_found if k == 0 else 0,
                one.arrived_s,
            )
            for k, one in enumerate(group)
        ]

    def _behind_a_jump(self, n: int, room_s: float) -> tuple[int, float, float]:
        self._marks.clear()
        self._n_behind = 0
        start_s = max(room_s - n * self._period_s, 0.0)
        n_lost = max(1, round(start_s / self._period_s))
        return n_lost, start_s, (room_s - start_s) / n

    def _along_the_pace(self, n: int, room_s: float) -> tuple[int, float, float]:
        """Say how many are lost before a burst, where it begins, and how far apart it stands."""
        period_s = self._period_s = self._learned_s()
        spare_s = room_s - n * period_s
        usual = statistics.median(self._sizes) if self._sizes else n
        patience_s = max(_LATE_LENGTHS * usual * period_s, _LATE_S)
        if len(self._marks) < _ENOUGH and spare_s <= patience_s:
            # Nothing is known yet but what the stream says of itself: they fill their room.
            return 0, 0.0, max(room_s / n, _FASTEST * period_s)
        late_s = max(self._lasting_s(spare_s, room_s), spare_s if spare_s > patience_s else 0.0)
        if late_s > _LASTING_PERIODS * period_s:
            self._n_behind = 0
            n_lost = max(1, round(late_s / period_s))
            return n_lost, min(n_lost * period_s, spare_s), period_s
        if spare_s > period_s:
            # Late or lost: the next ones tell.
            return 0, 0.0, period_s
        gain = _GAIN if spare_s > 0.0 else _GAIN_EARLY
        return 0, 0.0, max(period_s + gain * spare_s / n, _FASTEST * period_s)

    def _lasting_s(self, spare_s: float, room_s: float) -> float:
        """By how much all bursts have come late for a while; 0 where one of them has not."""
        if spare_s <= _LASTING_PERIODS * self._period_s or self._last_s is None:
            self._n_behind = 0
            return 0.0
        newest_s = self._last_s + room_s
        if not self._n_behind:
            self._behind_since_s, self._behind_s = newest_s, spare_s
        self._n_behind += 1
        self._behind_s = min(self._behind_s, spare_s)
        lasts = self._n_behind >= _LASTING and newest_s - self._behind_since_s >= _LASTING_S
        return self._behind_s if lasts else 0.0

    def _found(self, n: int, room_s: float, newest_s: float) -> int:
        """Count the samples that the time since a gap has no room for."""
        if newest_s - self._claimed_s > _CLAIM_S:
            self._n_claimed = 0
        n_found = min(self._n_claimed, max(0, round(n - room_s / self._period_s)))
        self._n_claimed -= n_found
        return n_found

    def _learned_s(self) -> float:
        if len(self._marks) < _ENOUGH:
            return self._nominal_s
        (n_first, first_s), (n_last, last_s) = self._marks[0], self._marks[-1]
        learned_s = (last_s - first_s) / max(1, n_last - n_first)
        return min(max(learned_s, _FASTEST * self._nominal_s), _SLOWEST * self._nominal_s)
