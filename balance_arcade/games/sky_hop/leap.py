"""One leap as the detector tells it: ready, in the air, landed, and at rest again."""

from __future__ import annotations

import math
from typing import Final, Literal

from balance_arcade.cop.jumps.detector import JumpEvent
from balance_arcade.cop.jumps.weighing import GRAVITY_M_S2
from balance_arcade.games.live_jumps import LiveJumps

LEAP_S: Final = 12.0
"""How long a leap is waited for."""

REST_S: Final = 4.0
"""So long after a landing the person is waited for to stand still."""

LEAD_S: Final = 1.5
"""What lies before the words belongs to the leap: there it is weighed."""

Part = Literal["ready", "air", "landed"]
Ending = Literal["", "told", "none", "off", "double"]


class Leap:
    """Follows one leap.

    Parameters
    ----------
    live : LiveJumps
        Hears the load.
    weight_n : float
        Quiet load before it.

    Attributes
    ----------
    part : {"ready", "air", "landed"}
        What is under way.
    ending : str
        How it ended: ``told`` (it can be measured), ``none``, ``off`` the board, a ``double`` one;
        empty while it is under way.
    off_s : float
        Time of take-off; NaN before.
    velocity_m_s : float
        At take-off.
    rest_n : float
        Quiet load after it; NaN where the person did not come to rest.
    """

    def __init__(self, live: LiveJumps, weight_n: float) -> None:
        self._live, self.weight_n = live, weight_n
        self.begun_s = live.now_s
        self.part: Part = "ready"
        self.ending: Ending = ""
        self.off_s = self.landed_s = self.rest_n = math.nan
        self.velocity_m_s = 0.0
        self._is_double = self._is_doubtful = False

    def take(self, t_s: float, event: JumpEvent) -> None:
        """Take what the detector found."""
        kind = event.kind
        if kind == "take_off":
            # Up again without having stood still: two flights are not one height.
            self._is_double = self.part == "landed"
            self.part, self.off_s = "air", t_s
            self.velocity_m_s = max(0.0, self._live.velocity_m_s)
        elif kind == "withdrawn":
            self.part = "landed" if self._is_double else "ready"
            self._is_double, self._is_doubtful = False, True
        elif kind in {"landing", "stepped_on"} and self.part == "air":
            self.part, self.landed_s = "landed", t_s
        elif kind == "left_plate":
            self.ending = "off"
        elif kind == "weighed" and (self.part == "landed" or self._is_doubtful):
            # A flight that was none, as where somebody bears on the board in the air: the
            # measurement says what is wrong with it.
            self.rest_n = event.value_n
            self._end()

    def step(self) -> None:
        """Look whether it has been waited for long enough."""
        now_s = self._live.now_s
        if self.part == "ready" and now_s - self.begun_s >= LEAP_S:
            self.ending = "none"
        elif self.part == "landed" and now_s - self.landed_s >= REST_S:
            self._end()

    def _end(self) -> None:
        self.ending = "double" if self._is_double else "told"

    def rise_m(self, now_s: float) -> float:
        """How far the body is above where it took off, by the velocity there; 0 on the board."""
        if self.part != "air":
            return 0.0
        since_s = now_s - self.off_s
        return max(0.0, self.velocity_m_s * since_s - GRAVITY_M_S2 * since_s * since_s / 2.0)

    @property
    def span_s(self) -> tuple[float, float]:
        """From where to where its samples go."""
        return self.begun_s - LEAD_S, self._live.now_s
