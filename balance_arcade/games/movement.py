"""How a person moved to a target: the therapist's numbers of one trial."""

from __future__ import annotations

import math
from typing import Final

from balance_arcade.games.contract import STEPS_PER_S, ControlInput

ONSET: Final = 0.05
"""Way towards the target, as a share of the own limit, that counts as having set off."""

# Over a way that short the path ratio would divide by next to nothing.
MIN_WAY: Final = 0.02
NAN: Final = float("nan")


class MovementMeter:
    """Watches one trial from the moment the target shows.

    Parameters
    ----------
    start, target : tuple of float
        Where the person is and where the target is, in the unit disc.
    horizontal : bool
        Only the sideways part counts (a game that hears x alone).

    Notes
    -----
    Reaction time ends when the person has come `ONSET` nearer along the straight line. Movement
    time and path run from there to the first arrival. The path ratio is the way gone over the
    straight way between the two, at least 1: 1 is a straight lean. Reach and ranges come from the
    unsmoothed centre of pressure.
    """

    def __init__(
        self,
        start: tuple[float, float],
        target: tuple[float, float],
        *,
        horizontal: bool = False,
    ) -> None:
        self._horizontal = horizontal
        # A game that hears x alone must not call sway to the front a detour.
        start_y, target_y = (0.0, 0.0) if horizontal else (start[1], target[1])
        self._start = self._onset = self._last = (start[0], start_y)
        self._straight = math.hypot(target[0] - start[0], target_y - start_y)
        if self._straight > 0.0:
            self._along = (
                (target[0] - start[0]) / self._straight,
                (target_y - start_y) / self._straight,
            )
        else:
            self._along = (0.0, 0.0)
        self._n_steps = 0
        self._onset_step = -1
        self._arrival_step = -1
        self._path = 0.0
        self._was_inside = False
        self._n_entries = 0
        self._max_reach = NAN
        self._ml_mm = (math.inf, -math.inf)
        self._ap_mm = (math.inf, -math.inf)
        self._left_sum = 0.0
        self._n_placed = 0

    def push(self, x: float, y: float, control: ControlInput, *, inside: bool) -> None:
        """Take one step: where the model sees the person, and whether that is at the target."""
        self._n_steps += 1
        place = (x, 0.0 if self._horizontal else y)
        if self._arrival_step < 0:
            if self._onset_step > 0:
                self._path += math.dist(self._last, place)
            elif self._way(place) >= ONSET:
                self._onset_step, self._onset = self._n_steps, place
            self._last = place
            if inside:
                self._arrival_step = self._n_steps
        if inside and not self._was_inside:
            self._n_entries += 1
        self._was_inside = inside
        if control.on_board and math.isfinite(control.x_mm + control.y_mm):
            self._measure(control)

    def results(self) -> dict[str, float]:
        """Numbers of the trial so far; NaN where one does not exist."""
        ml_range = self._ml_mm[1] - self._ml_mm[0] if self._n_placed else NAN
        ap_range = self._ap_mm[1] - self._ap_mm[0] if self._n_placed else NAN
        return {
            "reaction_time_s": self._onset_step / STEPS_PER_S if self._onset_step > 0 else NAN,
            "movement_time_s": self._movement_time_s(),
            "path_ratio": self._path_ratio(),
            "max_reach_share": self._max_reach,
            "re_entries": float(max(0, self._n_entries - 1)),
            "ml_range_mm": ml_range,
            "ap_range_mm": ap_range,
            "left_load_share": self._left_sum / self._n_placed if self._n_placed else NAN,
        }

    def _way(self, place: tuple[float, float]) -> float:
        """How far along the straight line the person has come."""
        dx, dy = place[0] - self._start[0], place[1] - self._start[1]
        return dx * self._along[0] + dy * self._along[1]

    def _movement_time_s(self) -> float:
        if self._arrival_step < 0 or self._onset_step < 0:
            return NAN
        return (self._arrival_step - self._onset_step) / STEPS_PER_S

    def _path_ratio(self) -> float:
        """Way gone over the straight way, from setting off to the first arrival."""
        if self._arrival_step < 0 or self._onset_step < 0:
            return NAN
        straight = math.dist(self._onset, self._last)
        return max(1.0, self._path / straight) if straight >= MIN_WAY else NAN

    def _measure(self, control: ControlInput) -> None:
        self._n_placed += 1
        # Most places lie within what was measured, so that nothing is made anew.
        low, high = self._ml_mm
        if not low <= (ml_mm := control.x_mm) <= high:
            self._ml_mm = (min(low, ml_mm), max(high, ml_mm))
        low, high = self._ap_mm
        if not low <= (ap_mm := control.y_mm) <= high:
            self._ap_mm = (min(low, ap_mm), max(high, ap_mm))
        # Without a share the load counts as even, so that the mean keeps one value for each step.
        self._left_sum += control.left_frac if math.isfinite(control.left_frac) else 0.5
        # "Not at most" instead of "above": the first reach is compared with NaN, and must be taken.
        if not control.reach <= self._max_reach:
            self._max_reach = control.reach
