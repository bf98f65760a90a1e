"""What velocity, height, power and times of a jump may be wrong by; derived in docs/jumps.md."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np

from balance_arcade.cop.jumps.flights import Flight
from balance_arcade.cop.jumps.machine import Floats
from balance_arcade.cop.jumps.motion import Motion
from balance_arcade.cop.jumps.weighing import GRAVITY_M_S2, Weighing

COVERAGE: Final = 2.0
"""Expanded uncertainty is twice the standard one: about 95 %."""
_RECTANGLE: Final = math.sqrt(12.0)


class TakeOffUncertainty(NamedTuple):
    """Standard uncertainties at take-off, by where they come from.

    Attributes
    ----------
    weighing_m_s : float
        Body weight that is wrong, over the whole time of integration (drift).
    noise_m_s : float
        Noise of the samples that are summed.
    sampling_m_s : float
        What happens between samples: the end of contact, and curves taken for straight lines.
    start_m_s : float
        The person still moved where integration begins.
    """

    weighing_m_s: float
    noise_m_s: float
    sampling_m_s: float
    start_m_s: float

    @property
    def velocity_m_s(self) -> float:
        """All of them together."""
        return math.sqrt(math.fsum(part * part for part in self))


def of_take_off(
    motion: Motion,
    take_off: int,
    velocity_m_s: float,
    weighing: Weighing,
    noise_n: float,
    rate_hz: float,
) -> TakeOffUncertainty:
    """Give the standard uncertainty of the velocity at take-off.

    Parameters
    ----------
    motion : Motion
        From the end of weighing on.
    take_off : int
        First sample of flight.
    velocity_m_s : float
        What it is.
    weighing : Weighing
        Body weight.
    noise_n : float
        Standard deviation of the plate's noise from sample to sample.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    TakeOffUncertainty
    """
    mass = weighing.mass_kg
    n = take_off - motion.start
    time_s = n / rate_hz
    # d v / d W = -g / W (T + v / g): drift, and a mass that is wrong.
    per_newton = GRAVITY_M_S2 / weighing.body_weight_n * (time_s + velocity_m_s / GRAVITY_M_S2)
    force = motion.force_n[: n + 1]
    return TakeOffUncertainty(
        weighing.u_n * per_newton,
        noise_n * math.sqrt(time_s / rate_hz) / mass,
        _sampling_ns(force, rate_hz) / mass,
        weighing.sway_m_s,
    )


def _sampling_ns(force_n: Floats, rate_hz: float) -> float:
    """Impulse that sampling may lose or add, in newton seconds."""
    last = float(force_n[-2])
    # Uniform between nothing and half of the last sample's step.
    end = last / rate_hz / (2.0 * _RECTANGLE)
    return math.hypot(end, of_bends(force_n[:-1], rate_hz))


def of_bends(force_n: Floats, rate_hz: float) -> float:
    """Give the standard uncertainty of an impulse by corners between samples, in newton seconds.

    Parameters
    ----------
    force_n : ndarray of float64, shape (n_samples,)
        Load.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    float
        A jump of J newtons at any place between two samples makes J dt / sqrt(12); it shows as two
        second differences of J.
    """
    if force_n.size < 4:
        return 0.0
    bends = np.diff(force_n, 2)
    return math.sqrt(float(bends @ bends) / 24.0) / rate_hz


def of_height(velocity_m_s: float, u_velocity_m_s: float) -> float:
    """Give the standard uncertainty of v^2 / 2g in metres.

    Examples
    --------
    >>> round(of_height(2.5, 0.02), 4)
    0.0051
    """
    return abs(velocity_m_s) * u_velocity_m_s / GRAVITY_M_S2


def of_time(
    load_n: Floats, edges: tuple[int, int], threshold_n: float, zero_n: float, rate_hz: float
) -> float:
    """Give the standard uncertainty of the time between two crossings of a threshold, in seconds.

    Parameters
    ----------
    load_n : ndarray of float64, shape (n_samples,)
        Load.
    edges : tuple of int
        First samples on the other side of the threshold.
    threshold_n, zero_n : float
        The threshold, and the empty plate's reading.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    float
        Twice of it is the most that sampling can do, one sample; the threshold adds its own.

    Examples
    --------
    >>> load = np.array([900.0, 800.0, 0.0, 0.0, 0.0, 800.0, 900.0])
    >>> round(of_time(load, (2, 5), 0.0, 0.0, 1000.0) * 1000.0, 3)
    0.5
    """
    total = 0.0
    for edge in edges:
        step = abs(float(load_n[edge] - load_n[edge - 1])) if 0 < edge < load_n.size else 0.0
        above = max(threshold_n - zero_n, 0.0)
        late = min(above / step, 20.0) if step > 0.0 else 0.0
        total += 1.0 / 8.0 + late * late
    return math.sqrt(total) / rate_hz


def of_flight(load_n: Floats, flight: Flight, rate_hz: float) -> float:
    """Give the standard uncertainty of a flight time in seconds."""
    edges = (flight.start, flight.stop)
    return of_time(load_n, edges, flight.threshold_n, flight.zero_n, rate_hz)


def of_flight_height(flight_s: float, u_flight_s: float) -> float:
    """Give the standard uncertainty of g t^2 / 8 in metres; what posture adds is not in it.

    Examples
    --------
    >>> round(of_flight_height(0.5, 0.0004), 5)
    0.00049
    """
    return GRAVITY_M_S2 * flight_s * u_flight_s / 4.0


def of_peak_power(motion: Motion, at: int, last: int, u_velocity: float, u_force: float) -> float:
    """Give the standard uncertainty of the greatest power, in watts.

    Parameters
    ----------
    motion : Motion
        Of the jump.
    at : int
        Where in it power is greatest.
    last : int
        Where in it the last sample before take-off lies.
    u_velocity, u_force : float
        Standard uncertainties of velocity and force.

    Returns
    -------
    float
        A peak at the very end may have gone on behind the last sample.
    """
    parts = [float(motion.force_n[at]) * u_velocity, float(motion.velocity_m_s[at]) * u_force]
    if at == last and at > 0:
        parts.append(float(motion.power_w[at] - motion.power_w[at - 1]) / math.sqrt(3.0))
    return math.hypot(*parts)
