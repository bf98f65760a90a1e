"""Voluntary movement of the person: from a goal to a smooth intended lean.

A goal that counts (the reaction time is over) is pulled back to the person's reach and missed by
a little: the miss is drawn anew whenever the goal has moved by more than a centimetre, and grows
with the length of the movement. The way there is a ramp of limited speed behind a second-order
follower, whose damping below 1 makes an overshoot. Once there, the person sees what is still
missing and mends it slowly. All of this is our own, chosen for games; it models nobody's data.
"""

from __future__ import annotations

import math

import numpy as np

from balance_arcade.hw.sim.profiles import Profile

Motion = tuple[float, float, float]

# A goal that moves less (a star that drifts) is still the same goal, and missed by the same.
_NEW_AIM_MM = 10.0
_ARRIVED_MM = 12.0
_SEEN_S = 0.3
_MOST_MISS_MM = 15.0
_EFFORT_AT_LIMIT = 1.2


class Lean:
    """The intended lean of one person, advanced in equal steps.

    Parameters
    ----------
    person : Profile
        Who leans.
    dt_s : float
        Length of a step.
    rng : numpy.random.Generator
        Where misses come from; used only when a goal moves.
    """

    __slots__ = (
        "_aimed",
        "_anchor",
        "_dt_s",
        "_goal",
        "_mend",
        "_miss",
        "_place",
        "_ramp",
        "_rest",
        "_rng",
        "_seen",
        "_speed",
        "_target",
        "person",
    )

    def __init__(self, person: Profile, *, dt_s: float, rng: np.random.Generator) -> None:
        self.person = person
        self._dt_s = dt_s
        self._rng = rng
        self._rest = (person.rest_ml_mm, person.rest_ap_mm)
        self._aimed = False
        self._goal = self._anchor = self._target = self._rest
        self._ramp = self._place = self._seen = self._rest
        self._speed = self._miss = self._mend = (0.0, 0.0)

    def aim(self, ml_mm: float, ap_mm: float) -> None:
        """Take a goal relative to the board's centre; NaN means back to quiet stance."""
        if math.isnan(ml_mm) or math.isnan(ap_mm):
            self._aimed = False
            self._goal = self._anchor = self._target = self._rest
            # Back to quiet stance nothing is missed: no number is drawn, and the next miss stays
            # the same.
            self._miss = self._mend = (0.0, 0.0)
            return
        self._aimed = True
        self._goal = self._reachable(ml_mm, ap_mm)
        # From the goal of the last draw, not from the last goal: a goal that creeps away is a new
        # one in the end.
        length_mm = math.dist(self._goal, self._anchor)
        if length_mm > _NEW_AIM_MM:
            scale_mm = self.person.aim_error * length_mm
            across, along = self._rng.standard_normal(2).tolist()
            self._miss = (scale_mm * across, scale_mm * along)
            self._mend = (0.0, 0.0)
            self._anchor = self._goal
        self._retarget()

    def step(self, cop_ml_mm: float, cop_ap_mm: float) -> tuple[Motion, Motion]:
        """Advance by one step.

        Parameters
        ----------
        cop_ml_mm, cop_ap_mm : float
            Where the centre of pressure is, as the person sees it on the screen.

        Returns
        -------
        tuple
            Wanted place, speed and acceleration of the lean (mm, mm/s, mm/s2), in the medio-lateral
            and in the antero-posterior direction.
        """
        seen = self._dt_s / _SEEN_S
        self._seen = (
            self._seen[0] + seen * (cop_ml_mm - self._seen[0]),
            self._seen[1] + seen * (cop_ap_mm - self._seen[1]),
        )
        # Nobody mends a miss while still on the way.
        if self._aimed and math.dist(self._target, self._place) < _ARRIVED_MM:
            self._correct()
        self._advance_ramp()
        across = self._follow(0)
        along = self._follow(1)
        self._place = (across[0], along[0])
        self._speed = (across[1], along[1])
        return across, along

    @property
    def effort(self) -> float:
        """Factor on the body's noise: leaning to the limit more than doubles it."""
        person = self.person
        ml_mm, ap_mm = self._place[0] - self._rest[0], self._place[1] - self._rest[1]
        # Reaches stand in the order forward, right, back, left.
        across = ml_mm / (person.reach_mm[1] if ml_mm > 0.0 else person.reach_mm[3])
        along = ap_mm / (person.reach_mm[0] if ap_mm > 0.0 else person.reach_mm[2])
        return 1.0 + _EFFORT_AT_LIMIT * min(1.0, across * across + along * along)

    def _reachable(self, ml_mm: float, ap_mm: float) -> tuple[float, float]:
        lean = self.person.within_reach(ml_mm - self._rest[0], ap_mm - self._rest[1])
        return self._rest[0] + lean[0], self._rest[1] + lean[1]

    def _retarget(self) -> None:
        self._target = self._reachable(
            self._goal[0] + self._miss[0] + self._mend[0],
            self._goal[1] + self._miss[1] + self._mend[1],
        )

    def _correct(self) -> None:
        rate = self.person.correction_per_s * self._dt_s
        self._mend = (
            _capped(self._mend[0] + rate * _capped(self._goal[0] - self._seen[0])),
            _capped(self._mend[1] + rate * _capped(self._goal[1] - self._seen[1])),
        )
        self._retarget()

    def _advance_ramp(self) -> None:
        way_mm = math.dist(self._target, self._ramp)
        most_mm = self.person.speed_mm_s * self._dt_s
        if way_mm <= most_mm:
            self._ramp = self._target
            return
        share = most_mm / way_mm
        self._ramp = (
            self._ramp[0] + share * (self._target[0] - self._ramp[0]),
            self._ramp[1] + share * (self._target[1] - self._ramp[1]),
        )

    def _follow(self, axis: int) -> Motion:
        omega = self.person.agility_rad_s
        place_mm, speed_mm_s = self._place[axis], self._speed[axis]
        # Second order: pulled to the ramp by omega squared, braked by twice the damping ratio times
        # omega.
        acceleration = omega * (
            omega * (self._ramp[axis] - place_mm) - 2.0 * self.person.settling * speed_mm_s
        )
        speed_mm_s += self._dt_s * acceleration
        return place_mm + self._dt_s * speed_mm_s, speed_mm_s, acceleration


def _capped(miss_mm: float) -> float:
    """Limit one correction and their sum: at the limit of reach the sum could grow for ever."""
    return min(_MOST_MISS_MM, max(-_MOST_MISS_MM, miss_mm))
