"""Numbers and times of rows: by their arrival, by their own time, by their own number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from balance_arcade.hw.lines.columns import Columns
from balance_arcade.hw.lines.decoder import Row
from balance_arcade.hw.timeline import HostTimeline

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


class RowTime(NamedTuple):
    """Number and time of one row, as in `balance_arcade.core.samples.ForceSample`."""

    seq: int
    t_s: float
    n_lost: int


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
    n_restarts, n_doubles, n_rate_changes : int
        Times the rows' own time or number began anew; rows that came twice; lasting changes.

    Notes
    -----
    Without a time column the arrival counts, see `HostTimeline`. With a number column what is
    missing is told by the numbers, never by a pause.
    """

    def __init__(self, columns: Columns, rate_hz: float) -> None:
        self._numbers = _NumberColumn() if columns.sequence >= 0 else None
        self._times = _TimeColumn(columns.ticks_a_second) if columns.time >= 0 else None
        self.rate_hz = rate_hz
        self.n_restarts = self.n_doubles = 0
        self._arrivals = _Arrivals(rate_hz, pauses_are_gaps=self._numbers is None)
        self._watch = _RateWatch()
        self._seq, self._t_s, self._own_s = -1, 0.0, 0.0
        self._now_ns = 0

    @property
    def n_rate_changes(self) -> int:
        """Lasting changes of the rate."""
        return self._watch.n_changes

    def break_off(self) -> None:
        """Take note that rows may be missing: the line was cut."""
        self._arrivals.break_off()
        self._watch.pause()

    def place(self, rows: Sequence[Row], now_ns: int) -> list[RowTime | None]:
        """Give rows that were read together their places.

        Parameters
        ----------
        rows : sequence of Row
            Oldest first.
        now_ns : int
            When they were read.

        Returns
        -------
        list of RowTime or None
            None for a row that came twice.
        """
        changed_hz = self._watch.note(len(rows), now_ns, self.rate_hz)
        if changed_hz:
            self.rate_hz = changed_hz
            self._arrivals.change_rate(changed_hz)
        passed_s = (now_ns - self._now_ns) / 1e9 if self._seq >= 0 else 0.0
        if self._times is not None:
            placed = [self._by_time(self._times, row, passed_s) for row in rows]
        else:
            placed = self._by_arrival(rows, passed_s, now_ns)
        self._now_ns = now_ns
        self.n_doubles += sum(place is None for place in placed)
        return placed

    def _by_arrival(
        self, rows: Sequence[Row], passed_s: float, now_ns: int
    ) -> list[RowTime | None]:
        if self._numbers is None:
            return [
                self._next(1 + n_lost, t_s)
                for t_s, n_lost in self._arrivals.place(len(rows), now_ns)
            ]
        steps = [self._step(self._numbers, row.number, passed_s) for row in rows]
        places = iter(self._arrivals.place(sum(step > 0 for step in steps), now_ns))
        return [self._next(step, next(places)[0]) if step > 0 else None for step in steps]

    def _by_time(self, times: _TimeColumn, row: Row, passed_s: float) -> RowTime | None:
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
                return None
            t_s += times.tick_s / 2.0
        return self._next(n_steps, t_s) if n_steps > 0 else None

    def _step(self, numbers: _NumberColumn, number: float, passed_s: float) -> int:
        step = numbers.step(number)
        if step is None:
            self.n_restarts += self._times is None
            return max(2, round(passed_s * self.rate_hz))
        return step

    def _next(self, n_steps: int, t_s: float) -> RowTime:
        if self._seq < 0:
            n_steps = 1
        self._seq += n_steps
        # Rounding must not turn the timeline around.
        self._t_s = max(t_s, self._t_s + 1e-9) if self._seq else 0.0
        return RowTime(self._seq, self._t_s, n_steps - 1)


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


class _Arrivals:
    """Times by arrival, over changes of the rate."""

    def __init__(self, rate_hz: float, *, pauses_are_gaps: bool) -> None:
        self._pauses_are_gaps = pauses_are_gaps
        self._first_ns: int | None = None
        self.change_rate(rate_hz)

    def change_rate(self, rate_hz: float) -> None:
        """Begin anew at another rate; times go on."""
        self._rate_hz = rate_hz
        self._timeline = HostTimeline(rate_hz, pauses_are_gaps=self._pauses_are_gaps)
        self._base_ns: int | None = None

    def break_off(self) -> None:
        """Take note that rows are missing before the next one."""
        self._timeline.break_off()

    def place(self, n_rows: int, now_ns: int) -> list[tuple[float, int]]:
        """Time in seconds since the first row, and how many are missing before it, of each."""
        if n_rows == 0:
            return []
        if self._base_ns is None:
            # `HostTimeline` spreads its first rows back from now.
            self._base_ns = now_ns - round((n_rows - 1) * 1e9 / self._rate_hz)
        if self._first_ns is None:
            self._first_ns = self._base_ns
        base_s = (self._base_ns - self._first_ns) / 1e9
        return [(base_s + p.t_s, p.n_lost) for p in self._timeline.place(n_rows, now_ns)]


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
