"""How far a person can lean, by direction: what turns millimetres into a game's unit disc."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Literal

import msgspec

DIRECTIONS = ("F", "FR", "R", "BR", "B", "BL", "L", "FL")
N_DIRECTIONS = len(DIRECTIONS)
STEP_RAD = 2.0 * math.pi / N_DIRECTIONS

FLOOR_MM = 10.0
"""Least limit that a game runs on, in every direction, in millimetres.

Ours, from how far quiet stance alone goes: the 95 % ellipse of older adults has a median of
2.17 cm2 (Santos and Duarte 2016, doi 10.7717/peerj.2648), a circle of 8 mm radius, so that what is
held below 10 mm cannot be told from standing. Somebody who can hardly lean must still be able to
play: on the floor a target at half of the limit is 5 mm away, which a cheap board tells apart. It
is the same in all directions: sway differs less between them than between people.
"""

SEATED_FLOOR_MM = 5.0
"""Least limit of somebody who sits. Ours: sitting people sway less than standing ones (doi
10.2466/26.25.pms.121c10x4), so that a smaller lean can be told from sitting still."""

Posture = Literal["seated"]
LimitsSource = Literal["lean pass", "partial lean pass", "quiet sway", "default"]


# With a dict, so that the curve is worked out once; only the fields are compared and written.
class StabilityLimits(msgspec.Struct, frozen=True, dict=True):
    """Directional limits of stability about the centre of quiet stance.

    Attributes
    ----------
    centre_mm : tuple of float
        (ml, ap) of quiet stance on the board.
    limits_mm : tuple of 8 floats
        How far the centre of pressure goes from the centre, at 0, 45 ... 315 degrees counted
        clockwise from forward: F, FR, R, BR, B, BL, L, FL. As measured; `reach_mm` applies the
        floor of 10 mm.
    source : str
        ``lean pass`` (all eight measured), ``partial lean pass`` (the rest filled in),
        ``quiet sway`` or ``default`` (not measured on this person).
    posture : {"seated"} or UNSET
        Measured sitting; unset, and left out of what is written, standing. The two say nothing of
        each other.

    Raises
    ------
    ValueError
        Not eight finite numbers of at least 0, or a centre that is not finite.

    Notes
    -----
    Between the eight directions the limit is a periodic cubic whose slopes are the harmonic means
    of neighbouring differences, zero at a turning point (Fritsch and Butland 1984,
    doi 10.1137/0905021, a form of Fritsch and Carlson 1980, doi 10.1137/0717021). It never leaves
    the range between two neighbouring limits: no direction asks for more than was shown.

    Examples
    --------
    >>> around = (80.0, 70.0, 60.0, 50.0, 40.0, 50.0, 60.0, 70.0)
    >>> limits = StabilityLimits((0.0, 5.0), around, "lean pass")
    >>> limits.to_unit(60.0, 5.0)
    (1.0, 0.0)
    >>> limits.to_mm(0.0, -0.5)
    (0.0, -15.0)
    """

    centre_mm: tuple[float, float]
    limits_mm: tuple[float, float, float, float, float, float, float, float]
    source: LimitsSource
    posture: Posture | msgspec.UnsetType = msgspec.UNSET

    def __post_init__(self) -> None:
        """Check what the type cannot say."""
        if len(self.limits_mm) != N_DIRECTIONS or not all(
            math.isfinite(v) and v >= 0.0 for v in self.limits_mm
        ):
            raise ValueError("limits_mm must be eight finite numbers of at least 0.")
        if len(self.centre_mm) != 2 or not all(math.isfinite(v) for v in self.centre_mm):
            raise ValueError("centre_mm must be two finite numbers.")

    @property
    def is_seated(self) -> bool:
        """Whether the limits are those of somebody who sits."""
        return self.posture == "seated"

    @property
    def floor_mm(self) -> float:
        """Least limit that a game runs on."""
        return SEATED_FLOOR_MM if self.is_seated else FLOOR_MM

    def reach_mm(self, angle_rad: float) -> float:
        """Interpolate the limit in a direction.

        Parameters
        ----------
        angle_rad : float
            Clockwise from forward: 0 is forward, pi/2 right.

        Returns
        -------
        float
            Millimetres from the centre, at least the floor; NaN for an angle that is not finite.
        """
        # Most often it comes from `atan2`, within a turn already.
        if not -math.pi <= angle_rad <= math.pi:
            if not math.isfinite(angle_rad):
                return math.nan
            angle_rad = math.fmod(angle_rad, 2.0 * math.pi)
        turns = angle_rad / STEP_RAD
        low = math.floor(turns)
        u = turns - low
        limit, slope, b, a = self._curve[low % N_DIRECTIONS]
        return limit + u * (slope + u * (b + u * a))

    @cached_property
    def _curve(self) -> tuple[tuple[float, float, float, float], ...]:
        """Hermite's cubic from each direction to the next as a polynomial, lowest power first.

        Worked out once a person: a game asks for the reach several times a sample.
        """
        around = [max(self.floor_mm, limit) for limit in self.limits_mm]
        rises = [around[(k + 1) % N_DIRECTIONS] - around[k] for k in range(N_DIRECTIONS)]
        slopes = [_slope(rises[k - 1], rises[k]) for k in range(N_DIRECTIONS)]
        curve = []
        for k in range(N_DIRECTIONS):
            here, there, rise = slopes[k], slopes[(k + 1) % N_DIRECTIONS], rises[k]
            curve.append(
                (around[k], here, 3.0 * rise - 2.0 * here - there, here + there - 2.0 * rise)
            )
        return tuple(curve)

    def to_unit(self, ml_mm: float, ap_mm: float) -> tuple[float, float]:
        """Turn a place on the board into the personal unit disc.

        Parameters
        ----------
        ml_mm, ap_mm : float
            Place on the board; NaN gives NaN.

        Returns
        -------
        tuple of float
            x to the right, y forward; length 1 is the limit. Not clamped.
        """
        centre_ml_mm, centre_ap_mm = self.centre_mm
        d_ml, d_ap = ml_mm - centre_ml_mm, ap_mm - centre_ap_mm
        angle_rad = math.atan2(d_ml, d_ap)
        if math.isnan(angle_rad):  # NaN, which has no whole part.
            return math.nan, math.nan
        # As in `reach_mm`, without a call: this is asked for twice a sample.
        turns = angle_rad / STEP_RAD
        low = math.floor(turns)
        u = turns - low
        limit, slope, b, a = self._curve[low % N_DIRECTIONS]
        reach = limit + u * (slope + u * (b + u * a))
        return d_ml / reach, d_ap / reach

    def to_mm(self, x: float, y: float) -> tuple[float, float]:
        """Turn a place in the unit disc into one on the board: the inverse of `to_unit`."""
        reach = self.reach_mm(math.atan2(x, y))
        return self.centre_mm[0] + x * reach, self.centre_mm[1] + y * reach

    def percent(self, ml_mm: float, ap_mm: float) -> float:
        """Give the distance from the centre in per cent of the limit in that direction."""
        return 100.0 * math.hypot(*self.to_unit(ml_mm, ap_mm))

    @property
    def area_mm2(self) -> float:
        """Area of the polygon through the eight limits, as measured (without the floor)."""
        around = zip(self.limits_mm, self.limits_mm[1:] + self.limits_mm[:1], strict=True)
        return 0.5 * math.sin(STEP_RAD) * sum(a * b for a, b in around)

    @property
    def floored(self) -> tuple[bool, ...]:
        """Directions in which the limit is less than the floor that games use."""
        return tuple(limit < self.floor_mm for limit in self.limits_mm)

    def raised(self, fallback: StabilityLimits | None = None) -> StabilityLimits:
        """Give limits that a game may run on: no direction is below the floor.

        Parameters
        ----------
        fallback : StabilityLimits, optional
            Where the limits of the directions below the floor come from, at least the floor; the
            source then says ``partial lean pass``. The floor itself otherwise.

        Returns
        -------
        StabilityLimits
            The same object where no direction is below the floor.

        Examples
        --------
        >>> weak = StabilityLimits((0.0, 0.0), (60.0,) * 6 + (2.0, 60.0), "lean pass")
        >>> weak.raised().limits_mm[6], weak.raised().source
        (10.0, 'lean pass')
        """
        if not any(self.floored):
            return self
        floor_mm = self.floor_mm
        other = fallback.limits_mm if fallback is not None else (floor_mm,) * N_DIRECTIONS
        pairs = zip(self.limits_mm, other, self.floored, strict=True)
        f, fr, r, br, b, bl, left, fl = (
            max(floor_mm, there) if low else own for own, there, low in pairs
        )
        source: LimitsSource = self.source if fallback is None else "partial lean pass"
        around = (f, fr, r, br, b, bl, left, fl)
        return msgspec.structs.replace(self, limits_mm=around, source=source)


def _slope(left: float, right: float) -> float:
    """Harmonic mean of two differences over equal steps; zero where they turn."""
    if left * right <= 0.0:
        return 0.0
    return 2.0 * left / (left + right) * right


def direction_vector(index: int) -> tuple[float, float]:
    """Give the unit vector (ml, ap) of one of the eight directions, clockwise from forward."""
    if not 0 <= index < N_DIRECTIONS:
        raise ValueError(f"direction index must be 0 to {N_DIRECTIONS - 1}, got {index}.")
    angle = index * STEP_RAD
    return math.sin(angle), math.cos(angle)
