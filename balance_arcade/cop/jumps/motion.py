"""From load to velocity, displacement and power, and the phases of a jump that they part.

``a = (F - W) / m``, integrated by the trapezoid rule from where weighing ends, so that nothing
before the onset is lost; mass by standard gravity. Velocity at take-off is reckoned up to the
moment at which the load, going on as it fell, would have been zero (`take_off_velocity`).
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np

from balance_arcade.cop.jumps.flights import Flight
from balance_arcade.cop.jumps.machine import Floats
from balance_arcade.cop.jumps.settings import JumpSettings
from balance_arcade.cop.jumps.weighing import GRAVITY_M_S2, Weighing

_STILL_M_S: Final = 0.05
"""Slower than this nobody goes down."""


class Motion(NamedTuple):
    """Movement of the centre of mass over part of a record.

    Attributes
    ----------
    start : int
        Sample of the first values.
    force_n : ndarray of float64, shape (n,)
        Load less the empty plate's.
    velocity_m_s, displacement_m : ndarray of float64, shape (n,)
        Upwards positive; both zero at the first sample unless said otherwise.
    power_w : ndarray of float64, shape (n,)
        Force times velocity.
    """

    start: int
    force_n: Floats
    velocity_m_s: Floats
    displacement_m: Floats
    power_w: Floats


class Phases(NamedTuple):
    """Samples that part a jump from standing.

    Attributes
    ----------
    onset : int
        Of movement.
    braking : int
        Velocity is least; before it lies unweighting. The onset where it never is below -0.05 m/s:
        then there is no countermovement.
    propulsion : int
        Velocity becomes positive.
    take_off : int
        First sample of flight.
    """

    onset: int
    braking: int
    propulsion: int
    take_off: int


def integrate(
    load_n: Floats,
    start: int,
    stop: int,
    weighing: Weighing,
    rate_hz: float,
    *,
    velocity_m_s: float = 0.0,
    displacement_m: float = 0.0,
) -> Motion:
    """Integrate a load.

    Parameters
    ----------
    load_n : ndarray of float64, shape (n_samples,)
        Load without missing samples.
    start, stop : int
        Samples; ``stop`` is not among them.
    weighing : Weighing
        Body weight.
    rate_hz : float
        Sampling rate.
    velocity_m_s, displacement_m : float
        At the first sample.

    Returns
    -------
    Motion

    Examples
    --------
    >>> weighing = Weighing(700.0, 0.0, 1.0, 0, 10, 0.1, 0.0)
    >>> motion = integrate(np.full(11, 770.0), 0, 11, weighing, 10.0)
    >>> round(float(motion.velocity_m_s[-1]), 6)
    0.980665
    """
    part = load_n[start:stop]
    per_mass = GRAVITY_M_S2 / (weighing.body_weight_n * rate_hz)
    velocity = _cumulated((part - weighing.load_n) * per_mass) + velocity_m_s
    displacement = _cumulated(velocity / rate_hz) + displacement_m
    force = part - weighing.zero_n
    return Motion(start, force, velocity, displacement, force * velocity)


def _cumulated(steps: Floats) -> Floats:
    total = np.empty(steps.size)
    total[0] = 0.0
    np.cumsum(0.5 * (steps[1:] + steps[:-1]), out=total[1:])
    return total


def take_off_velocity(
    motion: Motion, take_off: int, weighing: Weighing, rate_hz: float
) -> tuple[float, float]:
    """Velocity at the end of contact, and the displacement there.

    Parameters
    ----------
    motion : Motion
        Holds the two samples before take-off.
    take_off : int
        First sample of flight.
    weighing : Weighing
        Body weight.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    velocity_m_s, displacement_m : float

    Notes
    -----
    Contact ends behind its last sample, where a load that goes on falling as before would be zero.
    One that would take longer than a sample fell faster in between: the less it had fallen before,
    the more suddenly, at any moment of that sample.
    """
    last = take_off - 1 - motion.start
    here = float(motion.force_n[last])
    fall = float(motion.force_n[last - 1]) - here
    ratio = here / fall if fall > 0.0 else math.inf
    if ratio <= 1.0:
        tail, share = max(0.0, ratio) / rate_hz, 0.5
    else:
        tail, share = (0.5 + 0.5 / ratio) / rate_hz, 1.0 - 0.5 / ratio
    gain = (share * here - weighing.body_weight_n) * tail
    before = float(motion.velocity_m_s[last])
    velocity = before + gain / weighing.mass_kg
    return velocity, float(motion.displacement_m[last]) + 0.5 * (before + velocity) * tail


def find_phases(
    motion: Motion, crossing: int, flight: Flight, rate_hz: float, settings: JumpSettings
) -> Phases | str:
    """Part a jump from standing.

    Parameters
    ----------
    motion : Motion
        From the end of weighing to beyond take-off.
    crossing : int
        Sample at which the load crosses the threshold of the onset.
    flight : Flight
        Of the jump.
    rate_hz : float
        Sampling rate.
    settings : JumpSettings
        How far the onset lies before the crossing.

    Returns
    -------
    Phases or str
        Or why there are none.
    """
    onset = max(motion.start, crossing - round(settings.back_s * rate_hz))
    last = flight.start - 1
    if last - onset < 2:
        return f"too short: {last - onset} samples between onset and take-off"
    velocity = motion.velocity_m_s[onset - motion.start : last + 1 - motion.start]
    lowest = int(np.argmin(velocity))
    rising = np.flatnonzero(velocity[lowest:] > 0.0)
    if rising.size == 0:
        return "no velocity upwards before take-off: the weighing, or the zero, is wrong"
    if velocity[lowest] > -_STILL_M_S:
        # Noise moves a little downwards before every squat jump.
        return Phases(onset, onset, onset, flight.start)
    return Phases(onset, onset + lowest, onset + lowest + int(rising[0]), flight.start)
