"""A squat seen in the vertical force: lighter on the way down, heavier at the turn, then as before.

Whoever goes down speeds up first, so the board bears less than the weight; the fall is braked and
the rise begun with more than it; at the top it is the weight again. Depth is not measured: it would
be the force integrated twice, and drifts.
"""

from __future__ import annotations

import math
from enum import IntEnum
from typing import Final

from balance_arcade.games.contract import DT_S

LIGHT: Final = 0.03
"""So much less than the body weight is on the way down; a squat of 25 cm in 3 s has about 0.05."""

HEAVY: Final = 0.03
STILL: Final = 0.02
STILL_S: Final = 0.4
"""So long within `STILL` of the weight, and the person stands again."""


class Part(IntEnum):
    """Where in a squat the person is."""

    STAND = 0
    DOWN = 1
    UP = 2
    DONE = 3


class SquatWatch:
    """Watches one squat.

    Attributes
    ----------
    part : Part
        Where in it the person is.
    lightest, heaviest : float
        Least and greatest load so far, as shares of the body weight.
    moving_s : float
        Time since the way down began.

    Examples
    --------
    >>> watch = SquatWatch()
    >>> for load in [1.0] * 9 + [0.93] * 60 + [1.07] * 90 + [0.95] * 60 + [1.0] * 60:
    ...     part = watch.push(load)
    >>> part is Part.DONE, watch.heaviest
    (True, 1.07)
    """

    def __init__(self) -> None:
        self.part = Part.STAND
        self.lightest = self.heaviest = 1.0
        self.moving_s = 0.0
        self._still_s = 0.0

    def push(self, load_frac: float) -> Part:
        """Take the load of one step, as a share of the body weight; NaN changes nothing."""
        if self.part in {Part.DOWN, Part.UP}:
            self.moving_s += DT_S
        if self.part is not Part.DONE and math.isfinite(load_frac):
            self._take(load_frac)
        return self.part

    def _take(self, load_frac: float) -> None:
        self.lightest = min(self.lightest, load_frac)
        self.heaviest = max(self.heaviest, load_frac)
        if self.part is Part.STAND and load_frac <= 1.0 - LIGHT:
            self.part = Part.DOWN
        elif self.part is Part.DOWN and load_frac >= 1.0 + HEAVY:
            self.part = Part.UP
        elif self.part is Part.UP:
            self._still_s = self._still_s + DT_S if abs(load_frac - 1.0) <= STILL else 0.0
            if self._still_s >= STILL_S - 0.5 * DT_S:
                self.part = Part.DONE
