"""Vertical loads of jumps in closed form, as shares of body weight over time.

A countermovement of joined curves whose impulse is a formula, ended by a load that falls to zero
like a parabola; one force from a squat; a mass on a spring for contacts; a mass on a damped spring
for whoever lands and stays. Heights, flights and contacts are known exactly, so that what measures
jumps can be held against them. They stand for nobody's data.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.core.units import STANDARD_GRAVITY_M_S2

Floats = npt.NDArray[np.float64]

GRAVITY_M_S2 = STANDARD_GRAVITY_M_S2
_LANDING_HZ = 1.7
_LANDING_DAMPING = 0.6


def spring_contact(velocity_m_s: float, spring_hz: float) -> tuple[float, float]:
    """Contact time and peak load, in body weights, of a mass that falls onto a spring.

    Parameters
    ----------
    velocity_m_s : float
        At touch-down, downwards.
    spring_hz : float
        Frequency of the mass on the spring.

    Examples
    --------
    >>> contact_s, peak_bw = spring_contact(2.0, 2.0)
    >>> round(contact_s, 4), round(peak_bw, 3)
    (0.3092, 3.751)
    """
    omega = 2.0 * math.pi * spring_hz
    swing = velocity_m_s * omega / GRAVITY_M_S2
    return (math.pi + 2.0 * math.atan(1.0 / swing)) / omega, 1.0 + math.hypot(1.0, swing)


class Countermovement:
    """Accelerations over g: a dip, a hump, and a parabola down to -1 at take-off.

    Parameters
    ----------
    velocity_m_s : float
        Wanted at take-off.

    Attributes
    ----------
    push_s : float
        From the first movement to take-off.

    Examples
    --------
    >>> round(Countermovement(2.4).push_s, 2)
    0.85
    """

    def __init__(self, velocity_m_s: float) -> None:
        self.dip_s, self.end_s, self.dip = 0.34, 0.05, 0.65
        # Impulses: a squared sine has half of its height, the parabola a third.
        gain = velocity_m_s / GRAVITY_M_S2 + self.dip * self.dip_s / 2.0 + self.end_s / 3.0
        self.hump_s = 0.46
        self.hump = 2.0 * gain / self.hump_s
        self.push_s = self.dip_s + self.hump_s + self.end_s

    def share(self, since_s: Floats) -> Floats:
        """Acceleration over g at times since the first movement."""
        a: Floats = np.zeros(since_s.size)
        dip = (since_s >= 0.0) & (since_s < self.dip_s)
        a[dip] = -self.dip * np.sin(np.pi * since_s[dip] / self.dip_s) ** 2
        on = since_s - self.dip_s
        hump = (on >= 0.0) & (on < self.hump_s)
        a[hump] = self.hump * np.sin(np.pi * on[hump] / self.hump_s) ** 2
        end = (on >= self.hump_s) & (since_s < self.push_s)
        a[end] = -(((on[end] - self.hump_s) / self.end_s) ** 2)
        return a


class Push:
    """One force from the first moment to the last.

    Parameters
    ----------
    push_s, force_bw : float
        For how long, and with how many body weights: ``v = g (force_bw - 1) push_s``.
    """

    def __init__(self, push_s: float, force_bw: float) -> None:
        self.push_s, self._force_bw = push_s, force_bw

    def share(self, since_s: Floats) -> Floats:
        """Acceleration over g at times since the first movement."""
        within = (since_s >= 0.0) & (since_s < self.push_s)
        share: Floats = np.where(within, self._force_bw - 1.0, 0.0)
        return share


def spring_load(since_s: Floats, velocity_m_s: float, spring_hz: float) -> Floats:
    """Load over body weight of a mass that came onto a spring; below zero is no contact."""
    omega = 2.0 * math.pi * spring_hz
    swing = velocity_m_s * omega / GRAVITY_M_S2
    load: Floats = swing * np.sin(omega * since_s) + 1.0 - np.cos(omega * since_s)
    return np.maximum(load, 0.0)


def landing_load(since_s: Floats, velocity_m_s: float) -> Floats:
    """Load over body weight of a mass that lands on a damped spring and stays."""
    omega, damping = 2.0 * math.pi * _LANDING_HZ, _LANDING_DAMPING
    damped = omega * math.sqrt(1.0 - damping**2)
    rest = GRAVITY_M_S2 / omega**2
    # x is the way above where it comes to rest; at contact the spring is as long as it can be.
    b = (damping * omega * rest - velocity_m_s) / damped
    fading = np.exp(-damping * omega * since_s)
    sine, cosine = np.sin(damped * since_s), np.cos(damped * since_s)
    x = fading * (rest * cosine + b * sine)
    v = fading * (
        (b * damped - damping * omega * rest) * cosine
        - (rest * damped + damping * omega * b) * sine
    )
    load: Floats = 1.0 - (omega**2 * x + 2.0 * damping * omega * v) / GRAVITY_M_S2
    return np.maximum(load, 0.0)
