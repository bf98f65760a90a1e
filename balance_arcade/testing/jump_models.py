"""Simulated jumps whose height, contact and flight are known in closed form.

Three models: a countermovement jump of joined curves whose impulse is a formula, ended by a load
that falls to zero like a parabola; a rigid leg that pushes with one force from a squat; and a mass
on a spring, for drop jumps and hops (contact time by the half period and the arc tangent of the
start). Whoever lands is a mass on a damped spring. The simulated person sways while standing, and
that velocity is part of the truth.
"""

from __future__ import annotations

import math
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


class SimulatedJump(NamedTuple):
    """A record and the truth about it.

    Attributes
    ----------
    load_n : ndarray of float64, shape (n_samples,)
        What a plate would give.
    rate_hz : float
        Sampling rate.
    weight_n : float
        True body weight.
    take_off_m_s : float
        True velocity at take-off; of several flights the first one's.
    height_m : float
        What the centre of mass rises from take-off on.
    flight_s, contact_s : float
        True times; contact is that before the flight, 0 where it began at rest.
    depth_m : float
        How far the centre of mass goes down before the jump; 0 where it does not.
    peak_power_w : float
        Greatest force times velocity before take-off.
    onset_s, take_off_s, landing_s : float
        From the record's first sample on.
    """

    load_n: Floats
    rate_hz: float
    weight_n: float
    take_off_m_s: float
    height_m: float
    flight_s: float
    contact_s: float
    depth_m: float
    peak_power_w: float
    onset_s: float
    take_off_s: float
    landing_s: float


class Person(NamedTuple):
    """Who jumps, and on what plate.

    Attributes
    ----------
    mass_kg : float
        Of the person.
    noise_n : float
        Standard deviation of the plate's white noise.
    sway_frac : float
        Amplitude of slow changes of the load in quiet stance, as a share of body weight.
    zero_n : float
        What the empty plate reads.
    hum_n, hum_hz : float
        Amplitude and frequency of the mains in the signal.
    """

    mass_kg: float = 70.0
    noise_n: float = 2.0
    sway_frac: float = 0.002
    zero_n: float = 0.0
    hum_n: float = 0.0
    hum_hz: float = 50.0


def countermovement_jump(
    seed: int,
    rate_hz: float = 1000.0,
    person: Person | None = None,
    *,
    height_m: float = 0.3,
    quiet_s: float = 1.5,
    after_s: float = 3.0,
) -> SimulatedJump:
    """Simulate a countermovement jump.

    Parameters
    ----------
    seed : int
        Of sway, noise and of where the samples lie.
    rate_hz : float
        Sampling rate.
    person : Person, optional
        Who jumps.
    height_m : float
        Wanted height; the true one differs by the sway's velocity.
    quiet_s, after_s : float
        Standing before and after.

    Returns
    -------
    SimulatedJump

    Examples
    --------
    >>> jump = countermovement_jump(1, height_m=0.3)
    >>> 0.25 < jump.height_m < 0.35, jump.load_n.size > 5000
    (True, True)
    """
    parts = Countermovement(math.sqrt(2.0 * GRAVITY_M_S2 * height_m))
    return _from_standing(seed, rate_hz, person or Person(), parts, quiet_s, after_s)


def squat_jump(
    seed: int,
    rate_hz: float = 1000.0,
    person: Person | None = None,
    *,
    push_s: float = 0.3,
    force_bw: float = 1.85,
    quiet_s: float = 1.5,
    after_s: float = 3.0,
) -> SimulatedJump:
    """Simulate a rigid leg that pushes with one force from a squat: ``v = g (f - 1) t``.

    Parameters
    ----------
    seed, rate_hz, person, quiet_s, after_s
        As for `countermovement_jump`.
    push_s, force_bw : float
        For how long, and with how many body weights; at take-off the force ends at once.

    Returns
    -------
    SimulatedJump

    Examples
    --------
    >>> round(squat_jump(1, person=Person(sway_frac=0.0)).take_off_m_s, 3)
    2.501
    """
    parts = Push(push_s, force_bw)
    return _from_standing(seed, rate_hz, person or Person(), parts, quiet_s, after_s)


def drop_jump(
    seed: int,
    rate_hz: float = 1000.0,
    person: Person | None = None,
    *,
    drop_m: float = 0.3,
    spring_hz: float = 2.4,
    n_hops: int = 1,
    before_s: float = 1.0,
    after_s: float = 4.0,
) -> SimulatedJump:
    """Simulate a mass that falls onto a spring, springs off again, and lands.

    Parameters
    ----------
    seed, rate_hz, person, after_s
        As for `countermovement_jump`.
    drop_m : float
        Height of the fall.
    spring_hz : float
        See `spring_contact`; a spring gives back what it took, so the jump is as high as the fall.
    n_hops : int
        Contacts on the spring before the landing.
    before_s : float
        For how long the plate is empty first.

    Returns
    -------
    SimulatedJump
    """
    person = person or Person()
    rng = np.random.default_rng(seed)
    velocity = math.sqrt(2.0 * GRAVITY_M_S2 * drop_m)
    contact_s, _ = spring_contact(velocity, spring_hz)
    flight_s = 2.0 * velocity / GRAVITY_M_S2
    landing_s = before_s + n_hops * (contact_s + flight_s)
    t_s = _times(rng, rate_hz, landing_s + after_s)
    share = np.zeros(t_s.size)
    for hop in range(n_hops):
        since_s = t_s - before_s - hop * (contact_s + flight_s)
        within = (since_s >= 0.0) & (since_s < contact_s)
        share[within] = spring_load(since_s[within], velocity, spring_hz)
    landed = t_s >= landing_s
    share[landed] = landing_load(t_s[landed] - landing_s, velocity)
    fine_s = np.linspace(0.0, contact_s, 4001)
    weight_n = person.mass_kg * GRAVITY_M_S2
    omega = 2.0 * math.pi * spring_hz
    going = -velocity * np.cos(omega * fine_s) - GRAVITY_M_S2 / omega * np.sin(omega * fine_s)
    power = spring_load(fine_s, velocity, spring_hz) * going * weight_n
    return SimulatedJump(
        _plate(rng, t_s, share * weight_n, person),
        rate_hz,
        weight_n,
        velocity,
        drop_m,
        flight_s,
        contact_s,
        (math.hypot(velocity * omega, GRAVITY_M_S2) + GRAVITY_M_S2) / omega**2,
        float(power.max()),
        before_s,
        before_s + contact_s,
        before_s + contact_s + flight_s,
    )


def _from_standing(
    seed: int,
    rate_hz: float,
    person: Person,
    parts: Countermovement | Push,
    quiet_s: float,
    after_s: float,
) -> SimulatedJump:
    rng = np.random.default_rng(seed)
    sway_hz = np.array([0.3, 1.1, 2.3]) * rng.uniform(0.8, 1.2, 3)
    phases = rng.uniform(0.0, 2.0 * np.pi, 3)
    take_off_s = quiet_s + parts.push_s

    def acceleration(t_s: Floats) -> Floats:
        waves = np.sin(2.0 * np.pi * np.outer(t_s, sway_hz) + phases).sum(axis=1)
        whole: Floats = parts.share(t_s - quiet_s) + person.sway_frac * waves
        return whole

    # The truth by a fine sum: the curves' own impulses are exact, sway's mean velocity is none.
    fine_s = np.linspace(quiet_s, take_off_s, 20001)[:-1]
    step_s = fine_s[1] - fine_s[0]
    a = GRAVITY_M_S2 * acceleration(fine_s + 0.5 * step_s)
    at_onset = -np.cos(2.0 * np.pi * quiet_s * sway_hz + phases) / (2.0 * np.pi * sway_hz)
    velocity = person.sway_frac * GRAVITY_M_S2 * float(at_onset.sum()) + np.cumsum(a) * step_s
    take_off = float(velocity[-1])
    flight_s = 2.0 * take_off / GRAVITY_M_S2
    landing_s = take_off_s + flight_s
    t_s = _times(rng, rate_hz, landing_s + after_s)
    share = 1.0 + acceleration(t_s)
    share[(t_s >= take_off_s) & (t_s < landing_s)] = 0.0
    landed = t_s >= landing_s
    share[landed] = landing_load(t_s[landed] - landing_s, take_off)
    weight_n = person.mass_kg * GRAVITY_M_S2
    force = weight_n * (1.0 + a / GRAVITY_M_S2)
    return SimulatedJump(
        _plate(rng, t_s, weight_n * share, person),
        rate_hz,
        weight_n,
        take_off,
        take_off**2 / (2.0 * GRAVITY_M_S2),
        flight_s,
        0.0,
        -min(0.0, float((np.cumsum(velocity) * step_s).min())),
        float((force * velocity).max()),
        quiet_s,
        take_off_s,
        landing_s,
    )


def _times(rng: np.random.Generator, rate_hz: float, span_s: float) -> Floats:
    """Let samples begin anywhere in the first step, so that edges lie anywhere between two."""
    first = rng.uniform(0.0, 1.0) / rate_hz
    return first + np.arange(int(span_s * rate_hz)) / rate_hz


def _plate(rng: np.random.Generator, t_s: Floats, load_n: Floats, person: Person) -> Floats:
    noise = rng.normal(0.0, person.noise_n, t_s.size) if person.noise_n else 0.0
    hum = person.hum_n * np.sin(2.0 * np.pi * person.hum_hz * t_s + 1.0)
    return load_n + noise + hum + person.zero_n
