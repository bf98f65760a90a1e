"""How steadily a person holds a target: interruptions, and sway while there."""

from __future__ import annotations

import math

from balance_arcade.games.contract import DT_S, ControlInput
from balance_arcade.games.movement import NAN


class HoldMeter:
    """Watches the holds of one trial.

    Attributes
    ----------
    is_inside : bool
        Whether the person was at the target in the last step.
    n_interruptions : int
        How often they left it.

    Examples
    --------
    >>> meter = HoldMeter()
    >>> for k in range(121):
    ...     _ = meter.push(ControlInput(k / 120, 0.5, 0.0, 10.0 * k / 120, 0.0), inside=True)
    >>> round(meter.velocity_mm_s, 6), meter.n_interruptions
    (10.0, 0)
    """

    def __init__(self) -> None:
        self.is_inside = False
        self.n_interruptions = 0
        self._path_mm = self._time_s = 0.0
        self._last_mm = (NAN, NAN)

    def push(self, control: ControlInput, *, inside: bool) -> bool:
        """Take one step; True where the person has come to the target or left it."""
        changed = inside != self.is_inside
        if changed:
            self.is_inside = inside
            self.n_interruptions += not inside
            self._last_mm = (NAN, NAN)
        if inside and control.on_board:
            way_mm = math.hypot(control.x_mm - self._last_mm[0], control.y_mm - self._last_mm[1])
            # NaN at the first step of each stretch inside: the way back in is no sway of the hold.
            if math.isfinite(way_mm):
                self._path_mm += way_mm
                self._time_s += DT_S
            self._last_mm = (control.x_mm, control.y_mm)
        return changed

    @property
    def velocity_mm_s(self) -> float:
        """Path of the unsmoothed centre of pressure per second at the target; NaN for none."""
        return self._path_mm / self._time_s if self._time_s > 0.0 else NAN
