"""Two streams of samples become one, on the left board's times; no board, no thread, no clock.

Two boards never measure at the same instants. Each sample of the left board is joined with the
right board's forces at the same time: its own sample where the times agree (two simulations, two
plates of one file), else the straight line between the two of its samples around that time, and the
result says so (`SampleFlag.INTERPOLATED`). Nothing is made up across a gap: where the right board
has no two samples next to each other, the left one's sample is left out and counted as lost.

What a straight line does to the right foot's forces: white noise of the cells comes through with
half to all of its variance, and a movement at f hertz is lowered by at most
``1 - cos(pi f / rate)`` (5 % at 10 Hz and 1.2 % at 5 Hz with 100 samples a second). Taking the
nearest sample instead would shift that foot by up to half a sample in time, and repeat or drop one
whenever the clocks drift by a sample.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import msgspec

from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.hw.dual.frame import Forces, forces_of

MAX_HELD = 2000
"""Samples of one board that wait for the other's. Policy when full: the oldest is let go, which
leaves a gap in the pair's numbers like any other sample without a partner."""

SETTLE_SAMPLES = 16
"""Samples of each live board before their clocks are compared."""

_WINDOW_S = 10.0
_SAME_S = 1e-6
# Up to one and a half periods apart two samples are neighbours; beyond, one is missing between
# them.
_NEIGHBOURS = 1.5
_HISTORY = 4
# A gap of the right board is no gap of the pair: the pair's own numbers tell that.
_OWN_GAP = ~int(SampleFlag.GAP_BEFORE)


class Pair(msgspec.Struct, frozen=True):
    """One sample of the left board and the right board's forces at that time.

    Attributes
    ----------
    left : ForceSample
        As the left board gave it.
    right_n : tuple of float
        The right board's corner forces at the left sample's time.
    t_host_ns : int
        When the last of the bytes behind it arrived.
    flags : int
        Of all samples behind it.
    """

    left: ForceSample
    right_n: Forces
    t_host_ns: int
    flags: int


class LeastLag:
    """Least delay from a board's clock to this computer's, over the last 10 s.

    The quickest of many messages was held up least, so it tells best how the two clocks stand. Old
    ones are forgotten, so that a clock which is off by 500 ppm is followed to within 5 ms.

    Examples
    --------
    >>> lag = LeastLag()
    >>> for t_s, arrived_s in ((0.0, 5.004), (0.01, 5.011), (0.02, 5.03)):
    ...     lag.note(t_s, arrived_s)
    >>> round(lag.least_s, 6)
    5.001
    """

    def __init__(self) -> None:
        self._queue: deque[tuple[float, float]] = deque()
        self.n_noted = 0

    @property
    def least_s(self) -> float:
        """The delay in seconds; the offset between the clocks is part of it."""
        return self._queue[0][1]

    def note(self, t_s: float, arrived_s: float) -> None:
        """Take note of one sample's time and arrival."""
        self.n_noted += 1
        lag_s = arrived_s - t_s
        # A monotone queue: the least of a sliding window in constant time. A sample that is later
        # and quicker makes the slower ones before it useless.
        while self._queue and self._queue[-1][1] >= lag_s:
            self._queue.pop()
        self._queue.append((t_s, lag_s))
        while self._queue[0][0] < t_s - _WINDOW_S:
            self._queue.popleft()


class Pairing:
    """Joins the samples of two boards.

    Parameters
    ----------
    right_period_s : float
        Usual time between two samples of the right board.
    same_clock : bool
        Both boards' ``t_s`` are the same time (two simulations, two plates of one file). Otherwise
        the clocks are compared through this computer's, see `LeastLag`.
    """

    def __init__(self, *, right_period_s: float, same_clock: bool) -> None:
        self._reach_s = _NEIGHBOURS * right_period_s
        self._same_clock = same_clock
        self._left: deque[ForceSample] = deque(maxlen=MAX_HELD)
        self._right: deque[ForceSample] = deque(maxlen=MAX_HELD)
        self._lags = (LeastLag(), LeastLag())
        self.n_alone = 0
        self.n_interpolated = 0

    @property
    def n_waiting(self) -> int:
        """Samples of the left board that wait for the right one's."""
        return len(self._left)

    @property
    def shift_s(self) -> float:
        """What the right board's clock must be put forward by to agree with the left one's."""
        if self._same_clock:
            return 0.0
        return self._lags[1].least_s - self._lags[0].least_s

    def take_left(self, samples: Sequence[ForceSample]) -> None:
        """Take samples of the left board, oldest first."""
        self._note(0, samples)
        self._left.extend(samples)

    def take_right(self, samples: Sequence[ForceSample]) -> None:
        """Take samples of the right board, oldest first."""
        self._note(1, samples)
        self._right.extend(samples)

    def pairs(self) -> list[Pair]:
        """Return what can be joined now, oldest first."""
        found: list[Pair] = []
        # With few samples the least delay is still a large one, and the shift would jump.
        if not self._same_clock and min(lag.n_noted for lag in self._lags) < SETTLE_SAMPLES:
            return found
        shift_s = self.shift_s
        while self._left and self._right:
            # Looked at and not yet taken: it waits where the right board's sample behind it has not
            # come.
            left = self._left[0]
            place = self._place(left.t_s - shift_s)
            if place is None:
                break
            self._left.popleft()
            pair = self._join(left, left.t_s - shift_s, place)
            if pair is None:
                self.n_alone += 1
            else:
                found.append(pair)
        return found

    def _note(self, side: int, samples: Sequence[ForceSample]) -> None:
        if not self._same_clock:
            for sample in samples:
                self._lags[side].note(sample.t_s, sample.t_host_ns / 1e9)

    def _place(self, t_s: float) -> int | None:
        """Index of the last right sample not later than a time; -1 before all, None: not yet."""
        right = self._right
        if right[-1].t_s < t_s - _SAME_S:
            return None
        while len(right) > _HISTORY and right[_HISTORY].t_s <= t_s:
            right.popleft()
        index = -1
        for sample in right:
            if sample.t_s > t_s + _SAME_S:
                break
            index += 1
        return index

    def _join(self, left: ForceSample, t_s: float, index: int) -> Pair | None:
        if index < 0:
            return None
        before = self._right[index]
        # Times of two simulations differ by rounding only; their samples are joined as they are.
        if t_s - before.t_s <= _SAME_S:
            flags = left.flags | (before.flags & _OWN_GAP)
            return Pair(left, forces_of(before), max(left.t_host_ns, before.t_host_ns), flags)
        after = self._right[index + 1]
        step_s = after.t_s - before.t_s
        # Nothing is made up across a gap.
        if step_s > self._reach_s or after.flags & SampleFlag.GAP_BEFORE:
            return None
        self.n_interpolated += 1
        part = (t_s - before.t_s) / step_s
        old, new = forces_of(before), forces_of(after)
        forces_n = (
            old[0] + part * (new[0] - old[0]),
            old[1] + part * (new[1] - old[1]),
            old[2] + part * (new[2] - old[2]),
            old[3] + part * (new[3] - old[3]),
        )
        flags = left.flags | ((before.flags | after.flags) & _OWN_GAP) | SampleFlag.INTERPOLATED
        return Pair(left, forces_n, max(left.t_host_ns, after.t_host_ns), int(flags))
