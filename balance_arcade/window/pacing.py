"""Frames at even times: each is shown at a deadline, and a late one does not make the next early.

What a frame costs changes from one to the next, by more than an eye forgives. So a frame is begun
ahead of its deadline, by as much time as nearly all frames of late needed, and its finished picture
waits for the deadline. It is begun no earlier than that, because the samples that it shows are
taken at its beginning.

A board of 100 Hz and a screen of 60 Hz meet at the same three places between two samples again and
again. The frames are moved to where a sample has just come.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Final

from balance_arcade.core.clock import Clock

FPS: Final = 60.0
_LATE_FRAMES: Final = 2.0

MOST_AHEAD_S: Final = 0.005
"""A frame is begun no earlier: what it shows would be older than an even beat is worth."""

_SPARE_S: Final = 0.0003
_N_COSTS: Final = 120
_N_DEAR: Final = 2
"""Of so many frames so many may be late: a scene that begins tells nothing of those that follow."""

_N_AGES: Final = 12
_FRESH_S: Final = 0.001
"""A sample of this age has surely come through, however the computer was held up."""

_MOST_MOVED_S: Final = 0.0005


class Pacer:
    """Waits for the next frame's deadline.

    Parameters
    ----------
    clock : Clock
        What is waited on.
    fps : float
        Frames a second; 0 waits never.

    Attributes
    ----------
    n_late : int
        Deadlines missed by more than two frames.

    Examples
    --------
    >>> from balance_arcade.core.clock import ManualClock
    >>> clock = ManualClock()
    >>> pacer = Pacer(clock, 50.0)
    >>> pacer.wait(); pacer.wait()
    >>> clock.now_ns()
    40000000
    """

    def __init__(self, clock: Clock, fps: float = FPS) -> None:
        self._clock = clock
        self._period_ns = round(1e9 / fps) if fps > 0.0 else 0
        self._begun_ns = self._due_ns = clock.now_ns()
        self._next_ns = self._due_ns + self._period_ns
        self._ahead_ns = 0
        self._costs_ns: deque[int] = deque(maxlen=_N_COSTS)
        self._ages_s: list[float] = []
        self.n_late = 0

    def wait(self) -> None:
        """Sleep until the next frame is to be begun; after a long stall start counting afresh."""
        if self._period_ns == 0:
            return
        now_ns, begin_ns = self._clock.now_ns(), self._next_ns - self._ahead_ns
        if now_ns < begin_ns:
            self._clock.sleep((begin_ns - now_ns) / 1e9)
        elif now_ns - self._next_ns > _LATE_FRAMES * self._period_ns:
            self.n_late += 1
            self._next_ns = now_ns
        self._begun_ns, self._due_ns = self._clock.now_ns(), self._next_ns
        # From the last deadline and not from now, so that small delays do not add up.
        self._next_ns += self._period_ns

    def hold(self) -> None:
        """Sleep until the picture that is finished now is due; for whoever shows it thereafter."""
        if self._period_ns == 0:
            return
        now_ns = self._clock.now_ns()
        self._costs_ns.append(now_ns - self._begun_ns)
        dearest = sorted(self._costs_ns)[-1 - _N_DEAR :]
        self._ahead_ns = min(round(MOST_AHEAD_S * 1e9), dearest[0] + round(_SPARE_S * 1e9))
        if now_ns < self._due_ns:
            self._clock.sleep((self._due_ns - now_ns) / 1e9)

    def follow(self, age_s: float) -> None:
        """Move the frames to where samples have just come.

        Parameters
        ----------
        age_s : float
            How long ago the newest sample had come when this frame took it. Numbers that are none
            move nothing, and so does a board whose samples come between frames as it happens.
        """
        if not math.isfinite(age_s) or self._period_ns == 0:
            return
        self._ages_s.append(age_s)
        if len(self._ages_s) < _N_AGES:
            return
        # The least: an earlier frame would miss a sample that is younger than it is moved.
        spare_s = min(self._ages_s) - _FRESH_S
        self._ages_s.clear()
        # A little at a time, which no eye sees. Never later: a screen must not lose frames.
        if 0.0 < spare_s < self._period_ns / 1e9:
            self._next_ns -= round(min(spare_s, _MOST_MOVED_S) * 1e9)
