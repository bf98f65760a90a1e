"""The moving body of a simulated person, compiled: intended lean, two pendulums, breath.

Each plane of the body is an inverted pendulum that late and noisy feedback keeps upright: a mass at
height ``h`` above the ankles. With ``y`` the horizontal place of its centre and ``p`` the centre of
pressure, moments about the ankle give, for small angles,

    y'' = (g / h) (y - p)

(Winter 1995, doi 10.1016/0966-6362(96)82849-9; Morasso and others 2019, doi
10.1371/journal.pone.0213870). The ankle's torque is delayed proportional and derivative feedback,
as in Peterka 2002 (doi 10.1152/jn.2002.88.3.1097) and Maurer and Peterka 2005 (doi
10.1152/jn.00221.2004), divided by ``m g`` so that it is the centre of pressure itself:

    p = r - r'' h / g + stiffness e(t - delay) + damping e'(t - delay) + noise,   e = y - r

Departures: no integral term and no passive torque; the set point ``r`` is the wanted lean plus a
slow wandering (two time scales of sway: Kiemel, Oie and Jeka 2006, doi
10.1152/jn.01144.2004); the noise is smoothed twice, because muscles are; a tremor can be added; the
acceleration of a wanted movement is fed forward; and a rail catches a body that leans too far, so
that nobody falls however long the simulation runs.

The lean is a ramp of limited speed behind a second-order follower, whose damping below 1 makes an
overshoot. Once there, the person sees what is still missing and mends it slowly. That is our own,
chosen for games; it models nobody's data.

Two arrays of numbers hold it all: ``person`` does not change, ``state`` is the whole memory, so
that a copy of it is a way back. Their places are named here, in the file of the kernel, because the
cache of compiled code sees a change of this file only.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from balance_arcade.core.kernel import inner_kernel, kernel

Numbers = npt.NDArray[np.float64]

STEP_HZ: Final = 400
DT_S: Final = 1.0 / STEP_HZ

N_WHITES: Final = 7
"""Normal numbers a step: muscles, wandering and tremor of each plane, and the breath."""

# -- the person --------------------------------------------------------------------------------
REST_ML, REST_AP = 0, 1
FORWARD, RIGHT, BACK, LEFT = 2, 3, 4, 5
MOST_MM, AGILITY, SETTLING, MEND_RATE = 6, 7, 8, 9
OMEGA2, STIFFNESS, DAMPING = 10, 11, 12
WEIGHT, N_LATE = 13, 14
_ML_PLANE: Final = 15
# Of each plane, from its first place on.
DRIFT_KEEP, DRIFT_GAIN, SET_GAIN, MOTOR_KEEP, MOTOR_GAIN = 0, 1, 2, 3, 4
TREMOR_OMEGA, TREMOR_GAIN, LOW, HIGH = 5, 6, 7, 8
_N_PLANE: Final = 9
N_PERSON: Final = _ML_PLANE + 2 * _N_PLANE

# -- the state; what has two axes holds ml first -------------------------------------------------
AIMED: Final = 0
GOAL, TARGET, RAMP, PLACE, SPEED, SEEN, MISS, MEND = 1, 3, 5, 7, 9, 11, 13, 15
_PUSH: Final = 17
_BREATH, _NEXT = 19, 20
_ML_BODY: Final = 21
DRIFT, SET, _SMOOTH_A, _SMOOTH_B, TREMOR, _TREMOR_SPEED, COM, COM_SPEED, COP = range(9)
_N_BODY: Final = 9
# Behind both bodies, for each: what it felt in the last steps, place and speed one after the other.
_FELT: Final = _ML_BODY + 2 * _N_BODY

_SEEN_SHARE: Final = DT_S / 0.3
_ARRIVED_MM: Final = 12.0
_MOST_MISS_MM: Final = 15.0
_EFFORT_AT_LIMIT: Final = 1.2
TREMOR_DAMPING: Final = 0.08
# About six times omega2, gravity's pull, so that the hand always wins.
_RAIL_PER_S2: Final = 60.0
_RAIL_INSIDE_MM: Final = 14.0
_BREATH_KEEP: Final = 1.0 - DT_S / 0.25
_BREATH_GAIN: Final = math.sqrt(1.0 - _BREATH_KEEP * _BREATH_KEEP)
_BREATH_SHARE: Final = 0.0015
_SPLIT: Final = 134217729.0  # 2^27 + 1


def plane_at(axis: int) -> int:
    """First place of a plane among a person's numbers: 0 for ml, 1 for ap."""
    return _ML_PLANE + axis * _N_PLANE


def body_at(axis: int) -> int:
    """First place of a plane's body in the state."""
    return _ML_BODY + axis * _N_BODY


def n_state(n_late: int) -> int:
    """How many numbers the state has, for feedback that is so many steps late."""
    return _FELT + 4 * n_late


@inner_kernel
def _square(value: float) -> tuple[float, float]:
    """Square as a sum of two numbers that loses nothing (Veltkamp, Dekker 1971)."""
    cut = value * _SPLIT
    high = cut - (cut - value)
    low = value - high
    square = value * value
    return square, ((high * high - square) + 2.0 * high * low) + low * low


@inner_kernel
def _length(across: float, along: float) -> float:
    """Length of a vector, rounded correctly.

    As `math.dist` has it, so that a person walks as they did before this was compiled: the plain
    root of the squares differs in the last bit, and a course shows it after some seconds.
    """
    if across == 0.0 or along == 0.0:
        return abs(across) + abs(along)
    a, a_rest = _square(max(abs(across), abs(along)))
    b, b_rest = _square(min(abs(across), abs(along)))
    total = a + b
    rest = (b - (total - a)) + (a_rest + b_rest)
    root = math.sqrt(total + rest)
    square, square_rest = _square(root)
    # One step of Newton's, by what the square of the root is off.
    return root + ((total - square) + (rest - square_rest)) / (2.0 * root)


@inner_kernel
def _capped(miss_mm: float) -> float:
    """Limit one correction and their sum: at the limit of reach the sum could grow for ever."""
    return min(_MOST_MISS_MM, max(-_MOST_MISS_MM, miss_mm))


@inner_kernel
def _correct(person: Numbers, state: Numbers) -> None:
    """Mend a little of what the person sees to be missing."""
    rate = person[MEND_RATE]
    for axis in range(2):
        missing_mm = _capped(state[GOAL + axis] - state[SEEN + axis])
        state[MEND + axis] = _capped(state[MEND + axis] + rate * missing_mm)
    _retarget(person, state)


@inner_kernel
def _retarget(person: Numbers, state: Numbers) -> None:
    """Aim at the goal with miss and correction, within reach; as `Profile.within_reach`."""
    ml_mm = state[GOAL] + state[MISS] + state[MEND] - person[REST_ML]
    ap_mm = state[GOAL + 1] + state[MISS + 1] + state[MEND + 1] - person[REST_AP]
    across = ml_mm / (person[RIGHT] if ml_mm > 0.0 else person[LEFT])
    along = ap_mm / (person[FORWARD] if ap_mm > 0.0 else person[BACK])
    share = math.sqrt(across * across + along * along)
    if share > 1.0:
        ml_mm, ap_mm = ml_mm / share, ap_mm / share
    state[TARGET] = person[REST_ML] + ml_mm
    state[TARGET + 1] = person[REST_AP] + ap_mm


@inner_kernel
def _advance_ramp(person: Numbers, state: Numbers) -> None:
    """Move the point that the lean follows, no faster than the person can."""
    across = state[TARGET] - state[RAMP]
    along = state[TARGET + 1] - state[RAMP + 1]
    way_mm = _length(across, along)
    if way_mm <= person[MOST_MM]:
        state[RAMP], state[RAMP + 1] = state[TARGET], state[TARGET + 1]
        return
    share = person[MOST_MM] / way_mm
    state[RAMP] += share * across
    state[RAMP + 1] += share * along


@inner_kernel
def _lean(person: Numbers, state: Numbers) -> None:
    """Advance the intended lean; the acceleration of each axis is noted as well."""
    for axis in range(2):
        cop_mm = state[_ML_BODY + axis * _N_BODY + COP]
        state[SEEN + axis] += _SEEN_SHARE * (cop_mm - state[SEEN + axis])
    # Nobody mends a miss while still on the way.
    across, along = state[TARGET] - state[PLACE], state[TARGET + 1] - state[PLACE + 1]
    if state[AIMED] > 0.0 and _length(across, along) < _ARRIVED_MM:
        _correct(person, state)
    _advance_ramp(person, state)
    omega, settling = person[AGILITY], person[SETTLING]
    for axis in range(2):
        speed_mm_s = state[SPEED + axis]
        # Second order: pulled to the ramp by omega squared, braked by twice the damping ratio times
        # omega.
        pull = omega * (
            omega * (state[RAMP + axis] - state[PLACE + axis]) - 2.0 * settling * speed_mm_s
        )
        speed_mm_s += DT_S * pull
        state[PLACE + axis] += DT_S * speed_mm_s
        state[SPEED + axis], state[_PUSH + axis] = speed_mm_s, pull


@inner_kernel
def _effort(person: Numbers, state: Numbers) -> float:
    """Factor on the body's noise: leaning to the limit more than doubles it."""
    ml_mm, ap_mm = state[PLACE] - person[REST_ML], state[PLACE + 1] - person[REST_AP]
    across = ml_mm / (person[RIGHT] if ml_mm > 0.0 else person[LEFT])
    along = ap_mm / (person[FORWARD] if ap_mm > 0.0 else person[BACK])
    effort: float = 1.0 + _EFFORT_AT_LIMIT * min(1.0, across * across + along * along)
    return effort


@inner_kernel
def _noise_mm(
    person: Numbers, state: Numbers, plane: int, body: int, motor: float, tremor: float
) -> float:
    """Noise of the muscles, smoothed twice, and tremor."""
    keep = person[plane + MOTOR_KEEP]
    smooth_a = keep * state[body + _SMOOTH_A] + (1.0 - keep) * motor
    smooth_b = keep * state[body + _SMOOTH_B] + (1.0 - keep) * smooth_a
    state[body + _SMOOTH_A], state[body + _SMOOTH_B] = smooth_a, smooth_b
    omega = person[plane + TREMOR_OMEGA]
    # Semi-implicit Euler: plain steps would take much of so small a damping away.
    state[body + _TREMOR_SPEED] += DT_S * (
        omega * omega * (person[plane + TREMOR_GAIN] * tremor - state[body + TREMOR])
        - 2.0 * TREMOR_DAMPING * omega * state[body + _TREMOR_SPEED]
    )
    state[body + TREMOR] += DT_S * state[body + _TREMOR_SPEED]
    noise_mm: float = person[plane + MOTOR_GAIN] * smooth_b + state[body + TREMOR]
    return noise_mm


@inner_kernel
def _rail_mm_s2(com_mm: float, com_mm_s: float, low_mm: float, high_mm: float) -> float:
    """Acceleration by a hand on the rail.

    The rail begins inside the base of support, so that the feet can still push back from there.
    """
    if com_mm > high_mm - _RAIL_INSIDE_MM:
        over_mm = com_mm - (high_mm - _RAIL_INSIDE_MM)
    elif com_mm < low_mm + _RAIL_INSIDE_MM:
        over_mm = com_mm - (low_mm + _RAIL_INSIDE_MM)
    else:
        return 0.0
    # Critically damped: the hand catches and does not throw back.
    return -_RAIL_PER_S2 * over_mm - 2.0 * math.sqrt(_RAIL_PER_S2) * com_mm_s


@inner_kernel
def _sway(person: Numbers, state: Numbers, axis: int, white: Numbers, effort: float) -> None:
    """Advance one plane of the body; ``white`` is its muscles', its wandering's, its tremor's."""
    plane, body = _ML_PLANE + axis * _N_PLANE, _ML_BODY + axis * _N_BODY
    drift_mm = person[plane + DRIFT_KEEP] * state[body + DRIFT]
    drift_mm += person[plane + DRIFT_GAIN] * white[1]
    state[body + DRIFT] = drift_mm
    state[body + SET] += person[plane + SET_GAIN] * (drift_mm - state[body + SET])
    set_mm = state[PLACE + axis] + state[body + SET]
    # A ring of the last steps; read before it is written over: the delay is the whole ring.
    felt = _FELT + 2 * (axis * int(person[N_LATE]) + int(state[_NEXT]))
    late_mm, late_mm_s = state[felt], state[felt + 1]
    com_mm, com_mm_s = state[body + COM], state[body + COM_SPEED]
    state[felt], state[felt + 1] = com_mm - set_mm, com_mm_s - state[SPEED + axis]
    cop_mm = (
        set_mm
        # To speed the body up to the right, the centre of pressure moves to the left first.
        - state[_PUSH + axis] / person[OMEGA2]
        + person[STIFFNESS] * late_mm
        + person[DAMPING] * late_mm_s
        + effort * _noise_mm(person, state, plane, body, white[0], white[2])
    )
    low_mm, high_mm = person[plane + LOW], person[plane + HIGH]
    # No torque can push from beyond the feet.
    cop_mm = min(high_mm, max(low_mm, cop_mm))
    state[body + COP] = cop_mm
    push_mm_s2 = person[OMEGA2] * (com_mm - cop_mm)
    push_mm_s2 += _rail_mm_s2(com_mm, com_mm_s, low_mm, high_mm)
    # Speed first, then place by the new speed: semi-implicit Euler, which does not gain energy by
    # itself.
    com_mm_s += DT_S * push_mm_s2
    state[body + COM_SPEED] = com_mm_s
    state[body + COM] = com_mm + DT_S * com_mm_s


@inner_kernel
def _stance(person: Numbers, state: Numbers, stance: Numbers) -> None:
    """Centre of pressure (ml, ap) and load."""
    stance[0] = state[_ML_BODY + COP]
    stance[1] = state[_ML_BODY + _N_BODY + COP]
    stance[2] = person[WEIGHT] * (1.0 + _BREATH_SHARE * state[_BREATH])


@kernel
def walk(person: Numbers, state: Numbers, whites: Numbers, stances: Numbers) -> None:
    """Advance a person by as many steps as there are rows of random numbers.

    Parameters
    ----------
    person : ndarray
        Shape (`N_PERSON`,): who it is.
    state : ndarray
        Shape (`n_state`,): where they are; changed.
    whites : ndarray
        Shape (n_steps, `N_WHITES`), standard normal: muscles, wandering and tremor of ml, the same
        of ap, breath.
    stances : ndarray
        Shape (n_steps, 3): gets ml and ap of the centre of pressure in mm and the load in N after
        each step.
    """
    for step in range(whites.shape[0]):
        white = whites[step]
        # The person sees where they are before they move: the old centre of pressure goes in.
        _lean(person, state)
        effort = _effort(person, state)
        _sway(person, state, 0, white, effort)
        _sway(person, state, 1, white[3:], effort)
        state[_NEXT] = (state[_NEXT] + 1.0) % person[N_LATE]
        # First-order noise of variance 1, as for the wandering.
        state[_BREATH] = _BREATH_KEEP * state[_BREATH] + _BREATH_GAIN * white[6]
        _stance(person, state, stances[step])
