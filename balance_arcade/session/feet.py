"""Is a foot off the board? From the load of each foot, or from a place that two feet do not reach.

Where two boards carry a foot each, the foot with less than a twentieth of the load is lifted. One
board tells only where both together press. Under two feet that bear load this lies between them, so
that a place beyond the outer foot's middle is one that stands alone: half of the distance
between the feet in natural stance (16.5 cm, SD 3.8, doi 10.3233/BME-141085), or somewhat beyond
what the person reached with both feet down, whichever is further. Nearer than that, one board
cannot tell a far lean from a lifted foot.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from balance_arcade.cop.limits import StabilityLimits
from balance_arcade.core.events import Scalar
from balance_arcade.core.samples import CopSample, SampleFlag
from balance_arcade.core.words import msgid
from balance_arcade.session import prompts
from balance_arcade.session.hindrance import Hindrance
from balance_arcade.session.safety import Held

HALF_STANCE_MM: Final = 82.5
# All thresholds below are ours, to be tuned with patients.
BEYOND_LIMIT: Final = 1.15
"""A lean may go a little beyond what was held in the lean pass."""

BACK_MM: Final = 12.0
LIFTED_FRAC: Final = 0.05
DOWN_FRAC: Final = 0.10
LIFTED_S: Final = 0.30
DOWN_S: Final = 0.20
PAUSES: Final = frozenset({"A"})
"""Classes that a lifted foot pauses; in the others it is only told."""

ONE_FOOT: Final = msgid("The weight is on one foot.")

_FOOT_LOADS = int(SampleFlag.FOOT_LOADS)
_RIGHT, _LEFT = 2, 6  # Of the eight directions.

Tell = Callable[[str, dict[str, Scalar]], None]


class FootWatch:
    """Follows which foot is off the board, on the samples' clock.

    Parameters
    ----------
    tell : callable
        ``tell(kind, data)`` passes an event on.

    Attributes
    ----------
    lifted : {"", "left", "right"}
        The foot that is off; empty while both are down.

    Examples
    --------
    >>> watch = FootWatch(lambda kind, data: print(kind, data["side"]))
    >>> for k in range(40):
    ...     watch.step(CopSample(k, 0, k / 100, 110.0, 0.0, 700.0, 0.2, 0.5, 110.0, 0.0), k / 100)
    safety.foot_lifted left
    """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._forget()
        self._centre_mm = 0.0
        self._right_mm = self._left_mm = HALF_STANCE_MM
        self._knows_reach, self._knows_feet = True, False

    def _forget(self) -> None:
        self.lifted = self._raised = ""
        self._since_s = math.nan
        self._up, self._down = Held(LIFTED_S), Held(DOWN_S)

    def place(self, limits: StabilityLimits | None) -> None:
        """Begin anew about a centre that was measured with both feet down."""
        self._forget()
        if limits is None:
            return
        self._centre_mm = limits.centre_mm[0]
        self._knows_reach = limits.source != "partial lean pass"
        # What was guessed from sway is no reach, and is below half a stance.
        right, left = limits.limits_mm[_RIGHT], limits.limits_mm[_LEFT]
        self._right_mm = max(HALF_STANCE_MM, BEYOND_LIMIT * right)
        self._left_mm = max(HALF_STANCE_MM, BEYOND_LIMIT * left)

    def step(self, sample: CopSample | None, t_s: float) -> None:
        """Take the newest sample."""
        if sample is None:
            return
        knows_feet = bool(sample.flags & _FOOT_LOADS)
        is_calm = not (knows_feet or self._knows_feet or self.lifted or self._raised)
        if is_calm and -self._left_mm <= sample.ml_mm - self._centre_mm <= self._right_mm:
            return  # Nearly every sample: both feet are down, and neither begins to be lifted.
        if not sample.on_board:
            return
        self._knows_feet = knows_feet
        over, back = self._beside(sample)
        if not self.lifted:
            # The other foot now: the time counts from here.
            if over != self._raised:
                self._raised, self._up = over, Held(LIFTED_S)
            if over and self._up.update(True, t_s):
                self.lifted, self._since_s, self._down = over, t_s, Held(DOWN_S)
                self._tell("safety.foot_lifted", {"side": over, "left_frac": sample.left_frac})
        elif self._down.update(back, t_s):
            data: dict[str, Scalar] = {"side": self.lifted}
            self._tell("safety.foot_down", {**data, "lifted_s": round(t_s - self._since_s, 3)})
            self._forget()

    def _beside(self, sample: CopSample) -> tuple[str, bool]:
        """Which foot bears nothing now, and whether the lifted one bears load again."""
        if sample.flags & _FOOT_LOADS:
            left = sample.left_frac
            over = "left" if left <= LIFTED_FRAC else "right" if left >= 1.0 - LIFTED_FRAC else ""
            return over, DOWN_FRAC <= left <= 1.0 - DOWN_FRAC
        ml_mm = sample.ml_mm - self._centre_mm
        over = "left" if ml_mm > self._right_mm else "right" if ml_mm < -self._left_mm else ""
        return over, BACK_MM - self._left_mm <= ml_mm <= self._right_mm - BACK_MM

    def hindrance(self, safety_class: str) -> Hindrance | None:
        """Whether play waits for the foot, by the class of the activity.

        One board is not believed where directions of the lean pass were left out: the person may
        lean as far there with both feet down.
        """
        is_sure = self._knows_feet or self._knows_reach
        if self.lifted and is_sure and safety_class in PAUSES:
            return Hindrance(prompts.FOOT, ONE_FOOT)
        return None
