"""Numbers and times of rows: by their arrival, by their own time, by their own number."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from balance_arcade.core.samples import SampleFlag
from balance_arcade.hw.arrival import Arrival, Arrivals
from balance_arcade.hw.lines.columns import Columns
from balance_arcade.hw.lines.decoder import Row

GAP_PERIODS = 1.5
"""A row's own time that is so many periods after the one before is a gap, as in `hw.lsl`."""

RATE_FACTOR = 2.0
WINDOW_S = 1.0
WINDOWS = 2
"""A rate that was off by the factor in so many windows one after the other has changed."""

IMPOSSIBLE_LEAD_S = 10.0
"""A time so much further ahead than it arrived is that of a sketch that began again."""

_TICKS_WRAP = float(1 << 32)
_NUMBER_WRAPS = (256.0, 65536.0, float(1 << 32))
# Places are held open for so many missing rows; beyond that the arrival tells the time again.
_MOST_HELD_OPEN = 100
_GAP, _DOUBLE = int(SampleFlag.GAP_BEFORE), int(SampleFlag.DOUBLE_BEFORE)

# A row, or None for one that is missing; how many are missing before it; whether a double was left
# out before it.
_Item = tuple[Row | None, int, bool]


class Placed(NamedTuple):
    """One row with its place, as in `balance_arcade.core.samples.ForceSample`.

    Attributes
    ----------
    row : Row
        As it came.
    seq : int
        Its number.
    t_s : float
        Its time.
    n_lost : int
        Rows missing before it, less those that were called missing and have come after all.
    flags : int
        `SampleFlag` bits that follow from its place: gap before, late, double before.
    arrived_ns : int
        When it came.
    """

    row: Row
    seq: int
    t_s: float
    n_lost: int
    flags: int
    arrived_ns: int


class LineTimeline:
    """Give rows their places.

    Parameters
    ----------
    columns : Columns
        Whether rows have a time and a number of their own.
    rate_hz : float
        Rows a second.

    Attributes
    ----------
    rate_hz : float
        The rate in use; another one than at first after a lasting change.
    n_restarts, n_doubles : int
        Times the rows' own time or number began anew; rows that came twice.

    Notes
    -----
    Without a time column the arrival counts, see `balance_arcade.hw.arrival`: a sketch measures at
    a steady pace, and a serial adapter hands its lines on in portions. With a number column what
    is missing is told by the numbers, never by a pause.
    """

    def __init__(self, columns: Columns, rate_hz: float) -> None:
        self._numbers = _NumberColumn() if columns.sequence >= 0 else None
        self._times = _TimeColumn(columns.ticks_a_second) if columns.time >= 0 else None
        self.rate_hz = rate_hz
        self.n_restarts = self.n_doubles = 0
        self._arrivals = self._new_arrivals()
        self._settled: list[Placed] = []
        self._watch = _RateWatch()
        self._seq, self._t_s, self._own_s = -1, 0.0, 0.0
        self._origin_ns: int | None = None
        self._now_ns = 0
        self._doubled = False

    @property
    def n_rate_changes(self) -> int:
        """Lasting changes of the rate."""
        return self._watch.n_changes

    def break_off(self) -> None:
        """Take note that rows may be missing: the line was cut."""
        self._settled += self._place(self._arrivals.break_off())
        self._watch.pause()

    def wait_s(self, now_ns: int) -> float:
        """How long until `take` should be called, whether rows came or not; see `Arrivals`."""
        return 0.0 if self._settled else self._arrivals.wait_s(now_ns)

    def take(self, rows: Sequence[Row], now_ns: int) -> list[Placed]:
        """Take rows that were read together.

        Parameters
        ----------
        rows : sequence of Row
            Oldest first; where it is empty, what was held back long enough is returned.
        now_ns : int
            When they were read.

        Returns
        -------
        list of Placed
            Rows whose place is settled, oldest first; also ones that were taken earlier.
        """
        if rows:
            self._note_rate(len(rows), now_ns)
        settled, self._settled = self._settled, []
        passed_s = (now_ns - self._now_ns) / 1e9 if self._now_ns else 0.0
        if self._times is not None:
            for row in rows:
                placed = self._by_time(self._times, row, passed_s, now_ns)
                settled += () if placed is None else (placed,)
        else:
            items: list[_Item] = []
            if self._numbers is None:
                items = [(row, 0, False) for row in rows]
            else:
                for row in rows:
                    self._by_number(self._numbers, row, passed_s, items)
            settled += self._place(self._arrivals.take(items, now_ns))
        if rows:
            self._now_ns = now_ns
        return settled

    def _note_rate(self, n_rows: int, now_ns: int) -> None:
        changed_hz = self._watch.note(n_rows, now_ns, self.rate_hz)
        if changed_hz:
            self._settled += self._place(self._arrivals.break_off())
            self.rate_hz = changed_hz
            self._arrivals = self._new_arrivals()

    def _new_arrivals(self) -> Arrivals[_Item]:
        return Arrivals(self.rate_hz, pauses_are_gaps=self._numbers is None, regular=True)

    def _by_number(
        self, numbers: _NumberColumn, row: Row, passed_s: float, items: list[_Item]
    ) -> None:
        """Add a row and the places of those that are missing before it."""
        step = self._step(numbers, row.number, passed_s)
        if step <= 0:
            self._drop()
            return
        items += [(None, 0, False)] * min(step - 1, _MOST_HELD_OPEN)
        items.append((row, step - 1, self._doubled))
        self._doubled = False

    def _place(self, arrivals: Iterable[Arrival[_Item]]) -> list[Placed]:
        placed = []
        for arrival in arrivals:
            (row, n_lost, doubled), place = arrival.item, arrival.place
            if row is None:
                continue
            if self._origin_ns is None:
                self._origin_ns = place.t_ns
            flags, n_steps = arrival.flags, 1 + place.n_lost
            if self._numbers is not None:
                # Whether anything is missing, the numbers say, whatever the pause.
                n_steps = 1 + n_lost
                flags = flags | _GAP if n_lost else flags & ~_GAP
            if doubled:
                flags |= _DOUBLE
            t_s = (place.t_ns - self._origin_ns) / 1e9
            placed.append(self._next(row, n_steps, t_s, place.n_found, flags, arrival.arrived_ns))
        return placed

    def _by_time(self, times: _TimeColumn, row: Row, passed_s: float, now_ns: int) -> Placed | None:
        period_s = 1.0 / self.rate_hz
        step_s = times.step_s(row.ticks, passed_s)
        if math.isnan(step_s):
            # It began again: how long it was away, only the arrival tells.
            self.n_restarts += 1
            step_s = max(period_s, passed_s)
        n_steps = 1
        if self._numbers is not None:
            n_steps = self._step(self._numbers, row.number, passed_s)
        elif step_s > GAP_PERIODS * period_s + times.tick_s:
            n_steps = round(step_s / period_s)
        self._own_s += step_s
        t_s = self._own_s
        if step_s <= 0.0 and self._seq >= 0:
            # Milliseconds at 1 kHz repeat now and then; those are rows of their own.
            if times.tick_s < period_s / 2.0:
                self._drop()
                return None
            t_s += times.tick_s / 2.0
        if n_steps <= 0:
            self._drop()
            return None
        flags = (_GAP if n_steps > 1 and self._seq >= 0 else 0) | (_DOUBLE if self._doubled else 0)
        self._doubled = False
        return self._next(row, n_steps, t_s, 0, flags, now_ns)

    def _step(self, numbers: _NumberColumn, number: float, passed_s: float) -> int:
        step = numbers.step(number)
        if step is None:
            self.n_restarts += self._times is None
            return max(2, round(passed_s * self.rate_hz))
        return step

    def _next(
        self, row: Row, n_steps: int, t_s: float, n_found: int, flags: int, arrived_ns: int
    ) -> Placed:
        if self._seq < 0:
            n_steps = 1
        self._seq += n_steps
        # Rounding must not turn the timeline around.
        self._t_s = max(t_s, self._t_s + 1e-9) if self._seq else 0.0
        return Placed(row, self._seq, self._t_s, n_steps - 1 - n_found, flags, arrived_ns)

    def _drop(self) -> None:
        self.n_doubles += 1
        self._doubled = True


class _NumberColumn:
    """Steps of a number that counts up and wraps at 8, 16 or 32 bits."""

    def __init__(self) -> None:
        self._last: float | None = None

    def step(self, number: float) -> int | None:
        """Rows since the row before: 0 for a double, None where the count began anew."""
        last, self._last = self._last, number
        if last is None:
            return 1
        step = number - last
        if step >= 0.0:
            return math.ceil(step)
        for wrap in _NUMBER_WRAPS:
            # Only what was near the wrap has wrapped; anything else began anew.
            if last < wrap and step + wrap <= wrap / 10.0:
                return math.ceil(step + wrap)
        return None


class _TimeColumn:
    """Steps of a time that wraps at 32 bits, as ``millis()`` and ``micros()`` do."""

    def __init__(self, ticks_a_second: float) -> None:
        self._ticks_a_second = ticks_a_second
        self._last: float | None = None

    @property
    def tick_s(self) -> float:
        """Resolution of the time; seconds are written with decimals."""
        return 1.0 / self._ticks_a_second if self._ticks_a_second > 1.0 else 0.0

    def step_s(self, ticks: float, passed_s: float) -> float:
        """Seconds since the row before; NaN where the time began anew."""
        last, self._last = self._last, ticks
        if last is None:
            return 0.0
        step = ticks - last
        if step < -_TICKS_WRAP / 2.0 and self._ticks_a_second > 1.0:
            step += _TICKS_WRAP
        step_s = step / self._ticks_a_second
        return math.nan if step_s < 0.0 or step_s > passed_s + IMPOSSIBLE_LEAD_S else step_s


class _RateWatch:
    """Notices a rate that has changed for good, by the arrival."""

    def __init__(self) -> None:
        self.n_changes = 0
        self._since_ns: int | None = None
        self._n_rows = self._n_off = 0

    def pause(self) -> None:
        """Begin the window anew: the line was cut."""
        self._since_ns, self._n_off = None, 0

    def note(self, n_rows: int, now_ns: int, rate_hz: float) -> float:
        """Take rows in, and return the new rate where it has changed; else 0."""
        if self._since_ns is None:
            self._since_ns, self._n_rows = now_ns, 0
            return 0.0
        self._n_rows += n_rows
        passed_s = (now_ns - self._since_ns) / 1e9
        if passed_s < WINDOW_S:
            return 0.0
        now_hz = self._n_rows / passed_s
        self._since_ns, self._n_rows = now_ns, 0
        off = not 1.0 / RATE_FACTOR < now_hz / rate_hz < RATE_FACTOR
        self._n_off = self._n_off + 1 if off else 0
        if self._n_off < WINDOWS:
            return 0.0
        self._n_off = 0
        self.n_changes += 1
        return now_hz
