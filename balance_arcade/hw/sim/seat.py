"""What a simulated person's feet bear while they sit on a chair beside the board, and rise from it.

The shapes are ours and stand for nobody's data: a load that grows smoothly from the feet's share to
the whole weight, a little more while the body is braked, and the way back.
"""

from __future__ import annotations

import math
from typing import Final

FEET_SHARE: Final = 0.16
"""Share of the weight on the feet of somebody who sits."""

UP_S: Final = 0.8
DOWN_S: Final = 1.0
PERIODS_S: Final = {
    "healthy": 2.4, "older": 3.0, "frail": 4.6, "stroke_left": 4.2, "athlete": 2.0
}  # fmt: skip
"""From one rise to the next."""

SEATED: Final = ("sit", "rise")
"""Stances of somebody with a chair."""


class Seat:
    """Sits, rises and sits again as asked.

    Parameters
    ----------
    period_s : float
        From one rise to the next; at least 2 s.

    Examples
    --------
    >>> seat = Seat(2.4)
    >>> seat.ask(0.0, "sit"); round(seat.load(2.0), 3)
    0.16
    >>> seat.ask(2.0, "rise"); round(seat.load(3.1), 3), seat.is_up(3.1)
    (1.0, False)
    """

    def __init__(self, period_s: float) -> None:
        self._period_s = period_s
        self._asked, self._since_s, self._from = "both", -math.inf, 1.0

    def ask(self, t_s: float, stance: str) -> None:
        """Hear what is wanted from a time on."""
        asked = stance if stance in SEATED else "both"
        if asked != self._asked:
            self._from = self.load(t_s)
            self._asked, self._since_s = asked, t_s

    def is_up(self, t_s: float) -> bool:
        """Whether the person stands as ever, and nothing of this is left."""
        return self._asked == "both" and t_s - self._since_s > DOWN_S

    def load(self, t_s: float) -> float:
        """Load on the feet over body weight."""
        since_s = t_s - self._since_s
        if self._asked == "rise":
            return self._rising(since_s % self._period_s)
        to = FEET_SHARE if self._asked == "sit" else 1.0
        return self._from + (to - self._from) * _smooth(since_s / DOWN_S)

    def _rising(self, since_s: float) -> float:
        down_s = 0.5 * self._period_s
        if since_s >= down_s:
            return 1.0 - (1.0 - FEET_SHARE) * _smooth((since_s - down_s) / DOWN_S)
        # More than the weight while the way up is begun, of which the load reaches the whole soon.
        push = 0.18 * math.sin(math.pi * min(1.0, since_s / UP_S)) ** 2
        return FEET_SHARE + (1.0 - FEET_SHARE) * _smooth(since_s / (0.6 * UP_S)) + push


def _smooth(share: float) -> float:
    share = min(1.0, max(0.0, share))
    return share * share * (3.0 - 2.0 * share)
