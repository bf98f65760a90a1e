"""When a movement begins: the centre of pressure leaves the band of its own quiet sway.

The band is the mean place of the last half second before the signal, plus and minus three
standard deviations (in the plane), but never narrower than 2 mm. Movement has begun at the first
of five steps in a row (42 ms) that lie outside. All numbers are ours, of the family "mean and a
multiple of the SD of the rest before it"; a threshold that hangs on the person's own sway does not
call a frail person's sway a reaction.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Final

from balance_arcade.games.contract import STEPS_PER_S, ControlInput

QUIET_S: Final = 0.5
BAND_SD: Final = 3.0
LEAST_BAND_MM: Final = 2.0
N_OUTSIDE: Final = 5
ANTICIPATED_S: Final = 0.1
"""A movement that begins sooner after the signal was not an answer to it."""


class OnsetWatch:
    """Watches quiet stance, then for the first movement after a signal.

    Examples
    --------
    >>> watch = OnsetWatch()
    >>> for _ in range(60):
    ...     watch.rest(ControlInput(0.0, 0.0, 0.0, 1.0, 0.0))
    >>> watch.signal()
    >>> for step in range(40):
    ...     watch.push(ControlInput(0.0, 0.0, 0.0, 1.0 if step < 30 else 9.0, 0.0))
    >>> round(watch.onset_s, 3), watch.band_mm
    (0.258, 2.0)
    """

    def __init__(self) -> None:
        self._quiet: deque[tuple[float, float]] = deque(maxlen=round(QUIET_S * STEPS_PER_S))
        self.signal()

    def rest(self, control: ControlInput) -> None:
        """Take a step of quiet stance before the signal."""
        if control.on_board and math.isfinite(control.x_mm + control.y_mm):
            self._quiet.append((control.x_mm, control.y_mm))

    def signal(self) -> None:
        """Take the band from what was seen; the next step is the first after the signal."""
        self.onset_s = math.nan
        self.band_mm = math.nan
        self._centre = (math.nan, math.nan)
        self._n_steps = self._n_outside = 0
        n = len(self._quiet)
        if n:
            x = sum(place[0] for place in self._quiet) / n
            y = sum(place[1] for place in self._quiet) / n
            variance = sum((px - x) ** 2 + (py - y) ** 2 for px, py in self._quiet) / n
            self._centre = (x, y)
            self.band_mm = max(LEAST_BAND_MM, BAND_SD * math.sqrt(variance))
        self._quiet.clear()

    def push(self, control: ControlInput) -> None:
        """Take a step after the signal."""
        self._n_steps += 1
        if not math.isnan(self.onset_s):
            return
        way_mm = math.hypot(control.x_mm - self._centre[0], control.y_mm - self._centre[1])
        # Without a place the comparison is false, and the row of steps outside is broken.
        self._n_outside = self._n_outside + 1 if control.on_board and way_mm > self.band_mm else 0
        if self._n_outside == N_OUTSIDE:
            self.onset_s = (self._n_steps - N_OUTSIDE + 1) / STEPS_PER_S

    @property
    def anticipated(self) -> bool:
        """Whether the movement began too soon to be an answer to the signal."""
        return self.onset_s < ANTICIPATED_S
