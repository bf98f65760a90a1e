"""One plane of a standing body: an inverted pendulum that late and noisy feedback keeps upright.

The body is a mass at height ``h`` above the ankles. With ``y`` the horizontal place of its centre
and ``p`` the centre of pressure, moments about the ankle give, for small angles,

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
"""

from __future__ import annotations

import math

import msgspec

# These numbers are ours, tuned until sway lay within published bands
# (docs/simulated-person.md).
MOTOR_NOISE_S = 0.11
SET_POINT_S = 0.5
_TREMOR_DAMPING = 0.08
# About six times omega2, gravity's pull, so that the hand always wins.
_RAIL_PER_S2 = 60.0
_RAIL_INSIDE_MM = 14.0


class PlaneSettings(msgspec.Struct, frozen=True):
    """Parameters of one plane of one person; see `balance_arcade.hw.sim.profiles.Profile`.

    Attributes
    ----------
    omega2_per_s2 : float
        Gravity over the height of the body's centre.
    stiffness, damping_s, delay_s : float
        Feedback, as torque over ``m g h``.
    motor_mm, drift_mm, drift_s, tremor_mm, tremor_hz : float
        Noises: standard deviations, time constant, frequency.
    low_mm, high_mm : float
        Ends of the base of support.
    """

    omega2_per_s2: float
    stiffness: float
    damping_s: float
    delay_s: float
    motor_mm: float
    drift_mm: float
    drift_s: float
    tremor_mm: float
    tremor_hz: float
    low_mm: float
    high_mm: float


class Plane:
    """State of one plane, advanced in equal steps.

    Parameters
    ----------
    settings : PlaneSettings
        The person.
    dt_s : float
        Length of a step.
    start_mm : float
        Where the body stands at first.
    drift : float
        Where in its range the slow wandering begins, in standard deviations.
    """

    __slots__ = (
        "_damping_s",
        "_delayed",
        "_drift_gain",
        "_drift_keep",
        "_drift_mm",
        "_dt_s",
        "_high_mm",
        "_low_mm",
        "_motor_gain",
        "_motor_keep",
        "_next",
        "_omega2",
        "_set_gain",
        "_set_mm",
        "_smooth_a",
        "_smooth_b",
        "_stiffness",
        "_tremor_gain",
        "_tremor_mm",
        "_tremor_omega",
        "_tremor_speed",
        "com_mm",
        "com_mm_s",
        "cop_mm",
    )

    def __init__(
        self, settings: PlaneSettings, *, dt_s: float, start_mm: float, drift: float
    ) -> None:
        self._dt_s = dt_s
        self._omega2 = settings.omega2_per_s2
        self._stiffness = settings.stiffness
        self._damping_s = settings.damping_s
        self._low_mm = settings.low_mm
        self._high_mm = settings.high_mm
        # A ring of the last steps: the slot at `_next` was written one whole delay ago.
        self._delayed = [(0.0, 0.0)] * max(1, round(settings.delay_s / dt_s))
        self._next = 0
        self._drift_keep = 1.0 - dt_s / settings.drift_s
        # The gain of a first-order filter that gives white noise of variance 1 the wanted one.
        self._drift_gain = settings.drift_mm * math.sqrt(1.0 - self._drift_keep**2)
        self._drift_mm = self._set_mm = settings.drift_mm * drift
        self._set_gain = dt_s / SET_POINT_S
        self._motor_keep = 1.0 - dt_s / MOTOR_NOISE_S
        self._motor_gain = settings.motor_mm * _twice_smoothed_gain(self._motor_keep)
        self._smooth_a = self._smooth_b = 0.0
        self._tremor_omega = 2.0 * math.pi * settings.tremor_hz
        # White noise of density S drives x'' + 2 z w x' + w^2 x = w^2 u to a variance S w / (4 z).
        self._tremor_gain = settings.tremor_mm * math.sqrt(
            4.0 * _TREMOR_DAMPING / (self._tremor_omega * dt_s)
        )
        self._tremor_mm = self._tremor_speed = 0.0
        self.com_mm = self.cop_mm = start_mm
        self.com_mm_s = 0.0

    def step(
        self,
        wanted: tuple[float, float, float],
        whites: tuple[float, float, float],
        effort: float,
    ) -> None:
        """Advance by one step; the result stands in ``cop_mm``.

        Parameters
        ----------
        wanted : tuple of float
            Intended lean: place in mm, speed in mm/s, acceleration in mm/s2.
        whites : tuple of float
            Three standard normal numbers: muscles, wandering, tremor.
        effort : float
            Factor on the muscles' noise and the tremor; 1 in quiet stance.
        """
        dt_s = self._dt_s
        self._drift_mm = self._drift_keep * self._drift_mm + self._drift_gain * whites[1]
        self._set_mm += self._set_gain * (self._drift_mm - self._set_mm)
        set_mm = wanted[0] + self._set_mm
        late_mm, late_mm_s = self._delayed[self._next]
        # Read before it is written over: the delay is the whole ring.
        self._delayed[self._next] = (self.com_mm - set_mm, self.com_mm_s - wanted[1])
        self._next = (self._next + 1) % len(self._delayed)
        cop_mm = (
            set_mm
            # To speed the body up to the right, the centre of pressure moves to the left first.
            - wanted[2] / self._omega2
            + self._stiffness * late_mm
            + self._damping_s * late_mm_s
            + effort * self._noise_mm(whites[0], whites[2])
        )
        # No torque can push from beyond the feet.
        self.cop_mm = cop_mm = min(self._high_mm, max(self._low_mm, cop_mm))
        push_mm_s2 = self._omega2 * (self.com_mm - cop_mm) + self._rail_mm_s2()
        # Speed first, then place by the new speed: semi-implicit Euler, which does not gain energy
        # by itself.
        self.com_mm_s += dt_s * push_mm_s2
        self.com_mm += dt_s * self.com_mm_s

    def _noise_mm(self, motor_white: float, tremor_white: float) -> float:
        keep = self._motor_keep
        self._smooth_a = keep * self._smooth_a + (1.0 - keep) * motor_white
        self._smooth_b = keep * self._smooth_b + (1.0 - keep) * self._smooth_a
        omega = self._tremor_omega
        # Semi-implicit likewise: plain Euler steps would take much of so small a damping away.
        self._tremor_speed += self._dt_s * (
            omega * omega * (self._tremor_gain * tremor_white - self._tremor_mm)
            - 2.0 * _TREMOR_DAMPING * omega * self._tremor_speed
        )
        self._tremor_mm += self._dt_s * self._tremor_speed
        return self._motor_gain * self._smooth_b + self._tremor_mm

    def _rail_mm_s2(self) -> float:
        """Acceleration by a hand on the rail.

        The rail begins inside the base of support, so that the feet can still push back from there.
        """
        if self.com_mm > self._high_mm - _RAIL_INSIDE_MM:
            over_mm = self.com_mm - (self._high_mm - _RAIL_INSIDE_MM)
        elif self.com_mm < self._low_mm + _RAIL_INSIDE_MM:
            over_mm = self.com_mm - (self._low_mm + _RAIL_INSIDE_MM)
        else:
            return 0.0
        # Critically damped: the hand catches and does not throw back.
        return -_RAIL_PER_S2 * over_mm - 2.0 * math.sqrt(_RAIL_PER_S2) * self.com_mm_s


def _twice_smoothed_gain(keep: float) -> float:
    """Gain that gives white noise of variance 1, smoothed twice, the variance 1 again.

    The squared impulse response of two equal one-pole filters, ``(n + 1)^2 (1-k)^4 k^(2n)``, sums
    to ``(1-k)^4 (1 + k^2) / (1 - k^2)^3``.
    """
    power: float = (1.0 - keep) ** 4 * (1.0 + keep**2) / (1.0 - keep**2) ** 3
    return 1.0 / math.sqrt(power)
