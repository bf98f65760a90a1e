"""From the board's wrapping counters to a timeline that only goes forward.

A board numbers its samples modulo 65536 and stamps them with microseconds modulo 2**32 (71.6 min).
Both are unwrapped here. A board may also start again at any moment (an Uno does when a port is
opened, or on a dip of its supply): then its counters start at 0, and the time that passed is taken
from this computer's clock, once, so that the gap is as long on the timeline as it was in the room.

`SampleTime.t_s` is the board's own time, not corrected by what `ClockFit` finds: a correction that
gets better while a trial runs would bend the trial's time, and a rate that is a little off does
less harm than one that changes. The clock's error, for a correction, is in
`BoardHealth.clock_ppm`.
"""

from __future__ import annotations

import math

import msgspec

_SEQ_MODULUS = 1 << 16
_TICKS_MODULUS = 1 << 32

IMPOSSIBLE_LEAD_S = 10.0
"""A sample that is stamped so much later than it arrived comes from a board that started again."""

# An HX711 with a 20 MHz clock runs at 145 Hz instead of 80: a claim may be wrong by a factor, not
# by this much.
_RATE_MARGIN = 4.0
# Short stretches are judged mildly: a second of samples at the usual rate.
_SEQ_MARGIN = 100
# The arrival is late by the delay of the line and of the reader.
_AGREES_S = 0.25


class SampleTime(msgspec.Struct, frozen=True):
    """Number and time of a sample.

    Attributes
    ----------
    seq : int
        Number on the timeline; a jump is a gap.
    t_s : float
        Seconds since the first sample, by the board's clock.
    ticks : int
        The board's microseconds since it started, unwrapped.
    n_lost : int
        Samples missing before this one; estimated from the time where the board started again.
    gap : bool
        Whether anything is missing before this one.
    """

    seq: int
    t_s: float
    ticks: int
    n_lost: int
    gap: bool


class SampleTimeline:
    """Unwrap numbers and times of one board's samples.

    Parameters
    ----------
    rate_hz : float
        Samples a second that the board claims; counts what a restart has cost, and tells numbers
        that begin anew from a gap.

    Attributes
    ----------
    n_unannounced : int
        Times that the counters began anew without `restart`.

    Examples
    --------
    >>> timeline = SampleTimeline(100.0)
    >>> timeline.place(65535, 4294960000, t_host_ns=0).t_s
    0.0
    >>> place = timeline.place(0, 2704, t_host_ns=10_000_000)
    >>> place.seq, place.t_s, place.gap
    (1, 0.01, False)
    """

    def __init__(self, rate_hz: float) -> None:
        self.n_unannounced = 0
        self._period_s = 1.0 / rate_hz
        self._started_again = self._was_away = False
        self._last: SampleTime | None = None
        self._last_seq = 0
        self._last_host_ns = 0
        # t_s = offset + ticks since the anchor; a restart sets a new anchor.
        self._anchor_ticks = 0
        self._anchor_t_s = 0.0

    def restart(self) -> None:
        """Take note that the board has started again; the next sample is placed by the host."""
        self._started_again = self._last is not None

    def reconnect(self) -> None:
        """Take note that the board was away: it went on by itself, or lost its supply meanwhile.

        The next sample tells: where its number and its time agree with how long the board was away,
        it went on; else it is placed by the host.
        """
        self._was_away = self._last is not None

    def place(self, seq: int, t_us: int, *, t_host_ns: int) -> SampleTime | None:
        """Give the next sample its number and time.

        Parameters
        ----------
        seq : int
            As it came, modulo 65536.
        t_us : int
            As it came, modulo 2**32.
        t_host_ns : int
            Monotonic time of this computer when its bytes arrived.

        Returns
        -------
        SampleTime or None
            None for a sample that came twice.
        """
        last = self._last
        if last is None:
            placed = SampleTime(0, 0.0, t_us, 0, gap=False)
            self._anchor_ticks = t_us
        else:
            # Differences modulo the width unwrap a counter, as long as less than one turn was
            # missed.
            n_seq = (seq - self._last_seq) % _SEQ_MODULUS
            n_ticks = (t_us - last.ticks) % _TICKS_MODULUS
            # The same number at another time is no double but a restarted board (`_anew`).
            if n_seq == 0 and n_ticks == 0:
                return None
            host_s = (t_host_ns - self._last_host_ns) / 1e9
            unannounced = not self._started_again and self._anew(n_seq, n_ticks / 1e6, host_s)
            self.n_unannounced += unannounced
            if self._started_again or unannounced:
                placed = self._after_restart(last, t_us, host_s)
            else:
                ticks = last.ticks + n_ticks
                t_s = self._anchor_t_s + (ticks - self._anchor_ticks) / 1e6
                placed = SampleTime(last.seq + n_seq, t_s, ticks, n_seq - 1, gap=n_seq > 1)
        self._started_again = self._was_away = False
        self._last, self._last_seq, self._last_host_ns = placed, seq, t_host_ns
        return placed

    def _anew(self, n_seq: int, ticks_s: float, host_s: float) -> bool:
        """Say whether the counters have begun anew, rather than gone on by so much."""
        # Samples come late, never early: a stamp far ahead of the arrival is a wrapped difference,
        # of a counter that went back.
        if n_seq == 0 or ticks_s - host_s > IMPOSSIBLE_LEAD_S:
            return True
        # No board reads four times as fast as it claims: these numbers are another count's.
        if n_seq > _RATE_MARGIN * ticks_s / self._period_s + _SEQ_MARGIN:
            return True
        # One hundredth of the time away on top, for a clock that is off (a ceramic resonator: half
        # a percent).
        return self._was_away and abs(ticks_s - host_s) > _AGREES_S + 0.01 * host_s

    def _after_restart(self, last: SampleTime, t_us: int, host_s: float) -> SampleTime:
        # Whole periods of this computer's time; at least one, so that the numbers go on.
        n_steps = max(1, math.floor(host_s / self._period_s + 0.5))
        self._anchor_ticks = t_us
        # The board's own clock stood still while it was reset, so only the host knows how long it
        # took.
        self._anchor_t_s = last.t_s + max(host_s, self._period_s)
        return SampleTime(last.seq + n_steps, self._anchor_t_s, t_us, n_steps - 1, gap=True)
