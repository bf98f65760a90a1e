"""One walking person in numbers: who it is, where they are, and where they want to be.

A goal that counts (the reaction time is over) is pulled back to the person's reach and missed by
a little: the miss is drawn anew whenever the goal has moved by more than a centimetre, and grows
with the length of the movement. How the person gets there is in `balance_arcade.hw.sim.walking`.
"""

from __future__ import annotations

import math

import numpy as np

from balance_arcade.hw.sim import walking
from balance_arcade.hw.sim.profiles import SUPPORT_AP_MM, SUPPORT_ML_MM, Profile
from balance_arcade.hw.sim.walking import DT_S, Numbers

# These numbers are ours, tuned until sway lay within published bands
# (docs/simulated-person.md).
MOTOR_NOISE_S = 0.11
SET_POINT_S = 0.5

# A goal that moves less (a star that drifts) is still the same goal, and missed by the same.
_NEW_AIM_MM = 10.0


class Walker:
    """The body and the wish of one person, advanced in steps of 1/400 s.

    Parameters
    ----------
    person : Profile
        Who it is.
    drift : sequence of float
        Where in its range the slow wandering begins, ml and ap, in standard deviations.
    rng : numpy.random.Generator
        Where misses come from; used only when a goal moves.

    Attributes
    ----------
    numbers, state : ndarray
        As `balance_arcade.hw.sim.walking.walk` takes them.

    Examples
    --------
    >>> from balance_arcade.hw.sim.profiles import PROFILES
    >>> walker = Walker(PROFILES["healthy"], drift=(0.0, 0.0), rng=np.random.default_rng(1))
    >>> walker.walk(np.zeros((3, walking.N_WHITES))).shape
    (3, 3)
    """

    def __init__(
        self, person: Profile, *, drift: tuple[float, float], rng: np.random.Generator
    ) -> None:
        self.person = person
        self._rng = rng
        n_late = max(1, round(person.delay_s / DT_S))
        self.numbers = _numbers(person, n_late)
        self.state = state = np.zeros(walking.n_state(n_late))
        self._rest = self._anchor = (person.rest_ml_mm, person.rest_ap_mm)
        for first in (walking.GOAL, walking.TARGET, walking.RAMP, walking.PLACE, walking.SEEN):
            state[first : first + 2] = self._rest
        for axis, drift_mm in enumerate((person.drift_ml_mm, person.drift_ap_mm)):
            body = walking.body_at(axis)
            state[body + walking.DRIFT] = state[body + walking.SET] = drift_mm * drift[axis]
            state[body + walking.COM] = state[body + walking.COP] = self._rest[axis]

    def aim(self, ml_mm: float, ap_mm: float) -> None:
        """Take a goal relative to the board's centre; NaN means back to quiet stance."""
        state = self.state
        if math.isnan(ml_mm) or math.isnan(ap_mm):
            state[walking.AIMED] = 0.0
            self._anchor = self._rest
            state[walking.GOAL : walking.GOAL + 2] = self._rest
            state[walking.TARGET : walking.TARGET + 2] = self._rest
            # Back to quiet stance nothing is missed: no number is drawn, and the next miss stays
            # the same.
            state[walking.MISS : walking.MISS + 2] = 0.0
            state[walking.MEND : walking.MEND + 2] = 0.0
            return
        state[walking.AIMED] = 1.0
        goal = self._reachable(ml_mm, ap_mm)
        state[walking.GOAL : walking.GOAL + 2] = goal
        # From the goal of the last draw, not from the last goal: a goal that creeps away is a new
        # one in the end.
        length_mm = math.dist(goal, self._anchor)
        if length_mm > _NEW_AIM_MM:
            scale_mm = self.person.aim_error * length_mm
            across, along = self._rng.standard_normal(2).tolist()
            state[walking.MISS : walking.MISS + 2] = (scale_mm * across, scale_mm * along)
            state[walking.MEND : walking.MEND + 2] = 0.0
            self._anchor = goal
        state[walking.TARGET : walking.TARGET + 2] = self._reachable(
            *(
                float(state[walking.GOAL + k] + state[walking.MISS + k] + state[walking.MEND + k])
                for k in range(2)
            )
        )

    def walk(self, whites: Numbers) -> Numbers:
        """Take one step a row of random numbers; the stances after each, see `walking.walk`."""
        stances = np.empty((len(whites), 3))
        walking.walk(self.numbers, self.state, whites, stances)
        return stances

    @property
    def stance(self) -> tuple[float, float, float]:
        """Centre of pressure (ml, ap, mm) and load (N) in a body that has not breathed yet."""
        return (*self._rest, self.person.weight_n)

    def _reachable(self, ml_mm: float, ap_mm: float) -> tuple[float, float]:
        lean = self.person.within_reach(ml_mm - self._rest[0], ap_mm - self._rest[1])
        return self._rest[0] + lean[0], self._rest[1] + lean[1]


def _numbers(person: Profile, n_late: int) -> Numbers:
    """Put a person into the numbers that the kernel takes."""
    numbers = np.zeros(walking.N_PERSON)
    numbers[walking.REST_ML] = person.rest_ml_mm
    numbers[walking.REST_AP] = person.rest_ap_mm
    numbers[walking.FORWARD : walking.LEFT + 1] = person.reach_mm
    numbers[walking.MOST_MM] = person.speed_mm_s * DT_S
    numbers[walking.AGILITY] = person.agility_rad_s
    numbers[walking.SETTLING] = person.settling
    numbers[walking.MEND_RATE] = person.correction_per_s * DT_S
    numbers[walking.OMEGA2] = person.omega2_per_s2
    numbers[walking.STIFFNESS] = person.stiffness
    numbers[walking.DAMPING] = person.damping_s
    numbers[walking.WEIGHT] = person.weight_n
    numbers[walking.N_LATE] = n_late
    noises = (
        (person.motor_ml_mm, person.drift_ml_mm, SUPPORT_ML_MM),
        (person.motor_ap_mm, person.drift_ap_mm, SUPPORT_AP_MM),
    )
    for axis, (motor_mm, drift_mm, support_mm) in enumerate(noises):
        plane = numbers[walking.plane_at(axis) :]
        keep = 1.0 - DT_S / person.drift_s
        plane[walking.DRIFT_KEEP] = keep
        # The gain of a first-order filter that gives white noise of variance 1 the wanted one.
        plane[walking.DRIFT_GAIN] = drift_mm * math.sqrt(1.0 - keep**2)
        plane[walking.SET_GAIN] = DT_S / SET_POINT_S
        keep = 1.0 - DT_S / MOTOR_NOISE_S
        plane[walking.MOTOR_KEEP] = keep
        plane[walking.MOTOR_GAIN] = motor_mm * twice_smoothed_gain(keep)
        omega = 2.0 * math.pi * person.tremor_hz
        plane[walking.TREMOR_OMEGA] = omega
        # White noise of density S drives x'' + 2 z w x' + w^2 x = w^2 u to a variance S w / (4 z).
        plane[walking.TREMOR_GAIN] = person.tremor_mm * math.sqrt(
            4.0 * walking.TREMOR_DAMPING / (omega * DT_S)
        )
        plane[walking.LOW], plane[walking.HIGH] = support_mm
    return numbers


def twice_smoothed_gain(keep: float) -> float:
    """Gain that gives white noise of variance 1, smoothed twice, the variance 1 again.

    The squared impulse response of two equal one-pole filters, ``(n + 1)^2 (1-k)^4 k^(2n)``, sums
    to ``(1-k)^4 (1 + k^2) / (1 - k^2)^3``.

    Examples
    --------
    >>> twice_smoothed_gain(0.0)
    1.0
    """
    power: float = (1.0 - keep) ** 4 * (1.0 + keep**2) / (1.0 - keep**2) ** 3
    return 1.0 / math.sqrt(power)
