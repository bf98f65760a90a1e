"""The middle, where a person stands between trials: held for a moment, with patience."""

from __future__ import annotations

import math
from typing import Final

from balance_arcade.games.contract import DT_S

HOME_RADIUS: Final = 0.22
"""Radius of the home ring, as a share of the own limit."""

HOME_HOLD_S: Final = 0.4
"""How long the middle is held before the next trial."""

PATIENCE_S: Final = 4.0
"""After this long the ring is twice as wide, and after twice this long the game goes on anyway."""


class HomeRing:
    """Knows when somebody has come back to the middle and stayed there.

    Parameters
    ----------
    wide : bool
        Begin twice as wide, for somebody whose patience has been asked for before.

    Attributes
    ----------
    held_s, waited_s : float
        How long the middle has been held, and how long it has been waited for.

    Examples
    --------
    >>> home = HomeRing()
    >>> sum(not home.step(0.0, 0.0) for _ in range(60))
    47
    """

    def __init__(self, *, wide: bool = False) -> None:
        self._begins_wide = wide
        self.held_s = 0.0
        self.waited_s = 0.0

    @property
    def wide(self) -> bool:
        """Whether the ring is twice as wide."""
        return self._begins_wide or self.waited_s > PATIENCE_S

    @property
    def radius(self) -> float:
        """Radius of the ring now, in the unit disc."""
        return HOME_RADIUS * (2.0 if self.wide else 1.0)

    def holds(self, x: float, y: float) -> bool:
        """Whether a place is within the ring."""
        return math.hypot(x, y) <= self.radius

    def step(self, x: float, y: float) -> bool:
        """Take one step of `DT_S`; True once the middle was held, or patience is at its end."""
        self.waited_s += DT_S
        # From 0 again at each slip: a trial begins out of quiet standing.
        self.held_s = self.held_s + DT_S if self.holds(x, y) else 0.0
        return self.held_s >= HOME_HOLD_S or self.waited_s > 2.0 * PATIENCE_S
