"""The vertical force of a landing: an impact, and a swing about body weight that dies out.

The shape is ours, made to look like the force of a drop landing and to settle after a time that can
be chosen; it stands for nobody's data.
"""

from __future__ import annotations

import math

LANDED_S = 12.0
"""So long after contact nobody's load swings any more."""

_RISE_S = 0.012
_IMPACT_S, _IMPACT_WIDTH_S = 0.060, 0.028
_SWING_FROM_S, _SWING_HZ, _SWING_BW = 0.09, 2.2, 0.40


def landing_force(since_s: float, impact_bw: float, settle_s: float) -> float:
    """Vertical force in body weights, so long after the feet touched the board.

    Parameters
    ----------
    since_s : float
        Negative before contact, while the board is empty.
    impact_bw : float
        Peak of the impact in body weights.
    settle_s : float
        Time constant with which the swing dies out.

    Returns
    -------
    float

    Examples
    --------
    >>> landing_force(-0.1, 2.5, 0.4), round(landing_force(9.0, 2.5, 0.4), 6)
    (0.0, 1.0)
    >>> 2.3 < max(landing_force(k / 1000.0, 2.5, 0.4) for k in range(200)) < 2.6
    True
    """
    if since_s <= 0.0:
        return 0.0
    impact = (impact_bw - 1.0) * math.exp(-(((since_s - _IMPACT_S) / _IMPACT_WIDTH_S) ** 2))
    force = (1.0 - math.exp(-since_s / _RISE_S)) * (1.0 + impact)
    if since_s > _SWING_FROM_S:
        turn = 2.0 * math.pi * _SWING_HZ * (since_s - _SWING_FROM_S)
        force -= _SWING_BW * math.exp(-since_s / settle_s) * math.sin(turn)
    return max(0.0, force)
