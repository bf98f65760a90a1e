"""Jumps of a simulated person: the load from the word to standing still again, as body weights.

Every course is made of `balance_arcade.hw.sim.jump_curves`, so that its height is known in closed
form: a mass that leaves the board with v rises v^2 / 2g and is back after 2v / g. Each jump differs
a little from the one before. Figures are ours and stand for nobody.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from balance_arcade.hw.sim.jump_curves import (
    GRAVITY_M_S2,
    Countermovement,
    Floats,
    Push,
    landing_load,
    spring_contact,
    spring_load,
)

HEIGHTS_M = {"healthy": 0.26, "older": 0.12, "frail": 0.04, "stroke_left": 0.06, "athlete": 0.40}
"""Height of a usual countermovement jump. Ours; nobody frail should be asked for one."""

HEIGHT_SPREAD = 0.03
"""Standard deviation of a height's logarithm from jump to jump."""

AIM_SPREAD = {"healthy": 0.08, "older": 0.11, "frail": 0.18, "stroke_left": 0.16, "athlete": 0.055}
"""The same of a jump that is to be less high than can be."""

TEMPO_SPREAD = {"healthy": 0.06, "older": 0.09, "frail": 0.15, "stroke_left": 0.14, "athlete": 0.04}
"""Standard deviation of the logarithm of how far hops are off a beat."""

MOST_HOP_SHARE = 0.7
"""Hops to a slow beat are no higher than this share of a jump."""

BOX_M = 0.30
"""Height that the person drops from."""

N_HOPS = 10
_HOP_HZ, _DROP_HZ = 2.6, 2.4
_SQUAT_SHARE = 0.9
"""Without a countermovement people jump less high."""

_FORCE_BW = 1.9
_SQUAT_M, _SQUAT_S, _HOLD_S = 0.25, 1.0, 1.6
_BOX_WAIT_S = 0.6
SETTLED_S = 4.0
"""So long after the last landing nobody's load swings any more."""

JUMPS = ("jump", "squat_jump", "hops", "drop_jump")
"""Stances that ask for a jump; the last one begins off the board."""


class JumpCourse(NamedTuple):
    """The load of one jump.

    Attributes
    ----------
    parts : tuple
        Beginning in seconds since the word, and the load over body weight at an array of times
        since that beginning; in order.
    height_m : float
        Of each flight.
    flights_s : tuple of (float, float)
        Take-off and landing of each, since the word.
    over_s : float
        From then on the person stands as ever.
    """

    parts: tuple[tuple[float, Callable[[Floats], Floats]], ...]
    height_m: float
    flights_s: tuple[tuple[float, float], ...]
    over_s: float

    def load(self, since_s: float) -> float:
        """Load in body weights so long after the word."""
        begun_s, curve = self.parts[0]
        for start_s, other in self.parts:
            if since_s < start_s:
                break
            begun_s, curve = start_s, other
        return float(curve(np.array([since_s - begun_s]))[0])


class Jumper:
    """Makes the jumps of one person, one after the other.

    Parameters
    ----------
    profile : str
        Kind of person, of `HEIGHTS_M`.
    rng : numpy.random.Generator
        Source of chance, nobody else's.

    Examples
    --------
    >>> jumper = Jumper("athlete", np.random.default_rng(1))
    >>> course = jumper.make("jump")
    >>> 0.3 < course.height_m < 0.5, course.load(0.0), course.load(course.flights_s[0][0] + 0.1)
    (True, 1.0, 0.0)
    """

    def __init__(self, profile: str, rng: np.random.Generator) -> None:
        self._rng = rng
        # Cut at 1.5 standard deviations, as the other traits of a simulated person are.
        self._aim, self._tempo = AIM_SPREAD[profile], TEMPO_SPREAD[profile]
        person = min(1.5, max(-1.5, float(rng.standard_normal())))
        self._height_m = HEIGHTS_M[profile] * math.exp(0.1 * person)

    def make(self, stance: str, effort: float = 1.0, beat_s: float = 0.0) -> JumpCourse:
        """Make the next jump.

        Parameters
        ----------
        stance : str
            One of `JUMPS`.
        effort : float
            How high it is to be, as a share of the usual height.
        beat_s : float
            Time from one hop to the next that is asked for; 0 for the own.

        Returns
        -------
        JumpCourse
        """
        deviate = float(self._rng.standard_normal())
        spread = (HEIGHT_SPREAD if effort == 1.0 else self._aim) * deviate
        height_m = effort * self._height_m * math.exp(spread)
        if stance == "hops" and beat_s > 0.0:
            hop_m = height_of_beat(beat_s * math.exp(self._tempo * deviate))
            return hop_course(min(hop_m, MOST_HOP_SHARE * height_m))
        if stance == "squat_jump":
            return _squat_jump(_SQUAT_SHARE * height_m)
        if stance == "hops":
            return hop_course(0.5 * height_m)
        if stance == "drop_jump":
            # A spring gives back what it took: the jump is as high as the fall.
            return _bounce(BOX_M, _DROP_HZ, 1, from_box=True)
        return leap_course(height_m)


def height_of_beat(beat_s: float) -> float:
    """Give the height of hops on a spring that follow each other after a time, by bisection.

    Examples
    --------
    >>> height_m = height_of_beat(0.5)
    >>> velocity = _velocity(height_m)
    >>> round(spring_contact(velocity, 2.6)[0] + 2.0 * velocity / GRAVITY_M_S2, 6)
    0.5
    """
    low, high = 0.01, GRAVITY_M_S2 * beat_s / 2.0
    for _ in range(50):
        middle = (low + high) / 2.0
        is_quick = spring_contact(middle, _HOP_HZ)[0] + 2.0 * middle / GRAVITY_M_S2 < beat_s
        low, high = (middle, high) if is_quick else (low, middle)
    return low * low / (2.0 * GRAVITY_M_S2)


def _velocity(height_m: float) -> float:
    return math.sqrt(2.0 * GRAVITY_M_S2 * height_m)


def leap_course(height_m: float) -> JumpCourse:
    """Make a countermovement jump of a height.

    Examples
    --------
    >>> leap_course(0.3).height_m
    0.3
    """
    return _jump(height_m, Countermovement(_velocity(height_m)))


def hop_course(height_m: float, n_contacts: int = N_HOPS) -> JumpCourse:
    """Make a jump and hops after it, all of a height.

    Examples
    --------
    >>> len(hop_course(0.1).flights_s)
    11
    """
    return _bounce(height_m, _HOP_HZ, n_contacts, from_box=False)


def _still(since_s: Floats) -> Floats:
    return np.ones_like(since_s)


def _nobody(since_s: Floats) -> Floats:
    return np.zeros_like(since_s)


def _jump(
    height_m: float, push: Countermovement | Push, begun: tuple[float, ...] = ()
) -> JumpCourse:
    """Push off, fly and land; ``begun`` are the times of going down into a squat and holding it."""
    velocity = _velocity(height_m)
    start_s = sum(begun)
    up_s = start_s + push.push_s
    down_s = up_s + 2.0 * velocity / GRAVITY_M_S2
    before = ((0.0, _squat_down), (begun[0], _still)) if begun else ()
    return JumpCourse(
        (
            *before,
            (start_s, lambda t: 1.0 + push.share(t)),
            (up_s, _nobody),
            (down_s, lambda t: landing_load(t, velocity)),
        ),
        height_m,
        ((up_s, down_s),),
        down_s + SETTLED_S,
    )


def _squat_jump(height_m: float) -> JumpCourse:
    push_s = _velocity(height_m) / (GRAVITY_M_S2 * (_FORCE_BW - 1.0))
    return _jump(height_m, Push(push_s, _FORCE_BW), (_SQUAT_S, _HOLD_S))


def _squat_down(since_s: Floats) -> Floats:
    """Load of a way down by `_SQUAT_M`, from rest to rest, by a polynomial of fifth order."""
    share = np.clip(since_s / _SQUAT_S, 0.0, 1.0)
    bend = 60.0 * share - 180.0 * share**2 + 120.0 * share**3
    load: Floats = 1.0 - _SQUAT_M / (_SQUAT_S**2 * GRAVITY_M_S2) * bend
    return load


def _bounce(height_m: float, spring_hz: float, n_contacts: int, *, from_box: bool) -> JumpCourse:
    """Contacts on a spring out of the air, a flight of one height after each, and a landing."""
    velocity = _velocity(height_m)
    flight_s = 2.0 * velocity / GRAVITY_M_S2
    contact_s, _ = spring_contact(velocity, spring_hz)
    parts: list[tuple[float, Callable[[Floats], Floats]]] = []
    flights: list[tuple[float, float]] = []
    if from_box:
        parts.append((0.0, _nobody))
        at_s = _BOX_WAIT_S
    else:
        push = Countermovement(velocity)
        parts += [(0.0, lambda t: 1.0 + push.share(t)), (push.push_s, _nobody)]
        flights.append((push.push_s, push.push_s + flight_s))
        at_s = flights[0][1]
    for _ in range(n_contacts):
        parts += [
            (at_s, lambda t: spring_load(t, velocity, spring_hz)),
            (at_s + contact_s, _nobody),
        ]
        flights.append((at_s + contact_s, at_s + contact_s + flight_s))
        at_s = flights[-1][1]
    parts.append((at_s, lambda t: landing_load(t, velocity)))
    return JumpCourse(tuple(parts), height_m, tuple(flights), at_s + SETTLED_S)
