"""How far a game may ask a person to lean.

The rules are the house's own (`docs/games.md`): no target beyond 95 % of the person's own limits
unless the therapist has confirmed it, and none beyond 60 % behind, where a person neither sees the
floor nor has much foot to stand on. The three rear directions share the rear cap, and between them
and the sides it eases over, so that a target that moves never jumps.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from balance_arcade.cop.limits import StabilityLimits

REACH_CAP: Final = 0.95
REACH_CAP_CONFIRMED: Final = 1.0
REAR_CAP: Final = 0.60


def reach_cap(x: float, y: float, *, far_confirmed: bool = False) -> float:
    """Largest share of the own limit that may be asked for in the direction of (x, y).

    Parameters
    ----------
    x, y : float
        Direction, x to the right and y forward; any length.
    far_confirmed : bool
        The therapist has confirmed targets beyond 95 %.

    Returns
    -------
    float
        0.60 within 45 degrees of straight behind, 0.95 (1.0 when confirmed) from the sides
        forward, straight in between.

    Examples
    --------
    >>> reach_cap(0.0, 1.0), reach_cap(0.0, -1.0), reach_cap(1.0, 0.0)
    (0.95, 0.6, 0.95)
    """
    cap = REACH_CAP_CONFIRMED if far_confirmed else REACH_CAP
    if y >= 0.0:
        return cap
    # 0 at the sides, 1 at 45 degrees behind; further back the rear cap holds unchanged.
    behind = math.atan2(-y, abs(x)) / (math.pi / 4.0)
    return cap + (REAR_CAP - cap) * min(1.0, behind)


def within_cap(limits: StabilityLimits, share: float) -> StabilityLimits:
    """Draw limits in, so that no target of any game lies beyond a share of the person's own.

    The games' disc becomes smaller as a whole: a target that was at the usual cap of 95 % lies at
    the share, all others nearer in proportion, also behind.

    Parameters
    ----------
    limits : StabilityLimits
        As measured.
    share : float
        0.50 to 0.95; at 0.95 the limits stay as they are.

    Returns
    -------
    StabilityLimits

    Examples
    --------
    >>> from balance_arcade.cop.limits import default_limits
    >>> round(within_cap(default_limits(), 0.57).limits_mm[0] / default_limits().limits_mm[0], 6)
    0.6
    """
    if share >= REACH_CAP:
        return limits
    f, fr, r, br, b, bl, left, fl = (share / REACH_CAP * mm for mm in limits.limits_mm)
    return msgspec.structs.replace(limits, limits_mm=(f, fr, r, br, b, bl, left, fl))


def safe_target(x: float, y: float, *, far_confirmed: bool = False) -> tuple[float, float]:
    """Bring a target in the unit disc within the caps; its direction stays.

    Parameters
    ----------
    x, y : float
        Wanted target.
    far_confirmed : bool
        The therapist has confirmed targets beyond 95 %.

    Returns
    -------
    tuple of float
        The target itself where it is within the caps.

    Examples
    --------
    >>> safe_target(0.0, -0.9)
    (0.0, -0.6)
    """
    radius = math.hypot(x, y)
    cap = reach_cap(x, y, far_confirmed=far_confirmed)
    if radius <= cap:
        return x, y
    return x * (cap / radius), y * (cap / radius)
