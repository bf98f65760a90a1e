"""Hops to a beat: the tones, the landings, and how far the time between two is off the beat.

What is compared is the time from one landing to the next with the time between two tones: who
begins between them loses nothing. Both edges are known to a sample, so the time between them has
the standard uncertainty of half a sample, and nobody is held to less than twice of it.
"""

from __future__ import annotations

import math
from typing import Final, Literal

from balance_arcade.cop.jumps.detector import JumpEvent
from balance_arcade.cop.jumps.uncertainty import COVERAGE
from balance_arcade.games.contract import DT_S

N_COUNT_IN: Final = 4
BEATS_S: Final = (0.48, 0.60)
"""Shortest and longest time between two tones; about the rate at which people hop by themselves,
and never a rate that hurries. Ours."""

ENOUGH: Final = 0.7
"""Share of the hops that has to be in time."""

PATIENCE: Final = 5
"""Tones without a landing after which the hops are over."""

REST_S: Final = 4.0
"""So long after the last hop the person is waited for to stand still."""

BeatEnding = Literal["", "over", "off"]


class BeatHops:
    """One run of hops to a beat.

    Parameters
    ----------
    beat_s : float
        Time between two tones.
    n_hops : int
        Hops that are counted.
    band : float
        How far off the beat a hop may be, as a share of it.
    rate_hz : float
        Of the board: it may be too slow for so narrow a band.

    Attributes
    ----------
    n_beats : int
        Tones so far, those of counting in among them.
    since_beat_s : float
        Time since the last one.
    intervals : list of float
        Time from each landing to the next.
    doubt_s : float
        Standard uncertainty of each.
    first_s, landed_s : float
        Of the first take-off and of the last landing; NaN before.
    is_done : bool
        All hops were counted: the beat is silent, and the person comes to rest.
    ending : str
        ``over`` or ``off`` the board; empty while it goes on.

    Examples
    --------
    >>> hops = BeatHops(0.5, 6, 0.1, 100.0)
    >>> sum(hops.step() for _ in range(240)), hops.is_counting_in
    (5, False)
    """

    def __init__(self, beat_s: float, n_hops: int, band: float, rate_hz: float) -> None:
        self.beat_s, self.n_hops = beat_s, n_hops
        self.doubt_s = interval_doubt_s(rate_hz)
        self.band = max(band, COVERAGE * self.doubt_s / beat_s)
        self.n_beats, self.since_beat_s = 0, beat_s
        self.intervals: list[float] = []
        self.first_s = self.landed_s = math.nan
        self.is_up = self.is_done = False
        self.ending: BeatEnding = ""
        self._n_idle = 0

    @property
    def is_counting_in(self) -> bool:
        """Whether the beat is only listened to."""
        return self.n_beats <= N_COUNT_IN

    @property
    def marks(self) -> tuple[bool, ...]:
        """Of each hop that was counted, whether it was in time."""
        return tuple(self.is_in_time(interval) for interval in self.intervals)

    @property
    def share(self) -> float:
        """Share of all hops that was in time; those that were not made were not."""
        return sum(self.marks) / self.n_hops

    def is_in_time(self, interval_s: float) -> bool:
        """Whether a hop is within the band about the beat."""
        return abs(interval_s / self.beat_s - 1.0) <= self.band

    def step(self) -> bool:
        """Go on by a step of the model; return whether a tone sounds."""
        self.since_beat_s += DT_S
        if self.is_done:
            if self.since_beat_s >= REST_S:
                self.ending = "over"
            return False
        # A hair, so that a beat of whole steps is not late by one.
        if self.since_beat_s < self.beat_s - 1e-9:
            return False
        self.since_beat_s -= min(self.beat_s, self.since_beat_s)
        self.n_beats += 1
        self._n_idle += not self.is_counting_in
        if self._n_idle > PATIENCE and not self.is_up:
            self.ending = "over"
        return True

    def take(self, t_s: float, event: JumpEvent) -> float:
        """Take what the detector found; return the time of a hop that is counted, else NaN."""
        kind = event.kind
        if self.is_counting_in and kind != "left_plate":
            # Whoever hops along while it is counted in only begins early.
            return math.nan
        if kind == "take_off":
            self.is_up = True
            if math.isnan(self.first_s):
                self.first_s = t_s
        elif kind == "withdrawn":
            self.is_up = False
        elif kind == "left_plate":
            self.ending = "off"
        elif kind == "weighed" and not math.isnan(self.landed_s):
            self.ending = "over"
        elif kind in {"landing", "stepped_on"}:
            return self._land(t_s)
        return math.nan

    def _land(self, t_s: float) -> float:
        self.is_up, self._n_idle = False, 0
        before_s, self.landed_s = self.landed_s, t_s
        if self.is_done or math.isnan(before_s):
            return math.nan
        interval_s = round(t_s - before_s, 6)
        self.intervals.append(interval_s)
        self.is_done = len(self.intervals) >= self.n_hops
        return interval_s


def interval_doubt_s(rate_hz: float) -> float:
    """Give the standard uncertainty of the time between two landings: half a sample.

    Examples
    --------
    >>> interval_doubt_s(100.0)
    0.005
    """
    return 0.5 / rate_hz
