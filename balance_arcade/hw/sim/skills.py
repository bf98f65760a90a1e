"""What each kind of simulated person can do beyond standing: on one leg, and landing on the board.

The figures are ours and stand for nobody. Their order follows what is known: the time on one leg
falls with age (549 people of 18 years and more, Springer and others 2007,
doi:10.1519/00139143-200704000-00003, abstract read), and middle-aged adults need longer than young
ones until the vertical force is steady after a landing (Hayek and others 2022,
doi:10.1016/j.jbiomech.2022.111269, abstract read). Nobody frail, and nobody after a stroke, should
be asked to land; these two are there so that a game meets what it refuses.
"""

from __future__ import annotations

import math

import msgspec
import numpy as np

FOOT_ML_MM = 95.0
"""From the board's middle to the middle of either foot."""


class Skill(msgspec.Struct, frozen=True):
    """Skill of a kind of person, or of one person.

    Attributes
    ----------
    one_leg_s : tuple of float
        Median time on the left and on the right leg, eyes open, on firm ground.
    one_leg_mm : tuple of float
        Standard deviation of the centre of pressure within the standing foot: ml, ap.
    lift_s : float
        From the first shift of weight until the other foot has left the board.
    ready_s : float
        Median time from being asked to land until the feet touch the board.
    impact_bw : float
        Peak of the first force, in body weights.
    settle_s : float
        Median time constant with which the load swings out after a landing.
    settle_spread : float
        Standard deviation of its logarithm, from landing to landing.
    stumble : float
        Share of landings after which the person steps off again.
    """

    one_leg_s: tuple[float, float]
    one_leg_mm: tuple[float, float]
    lift_s: float
    ready_s: float
    impact_bw: float
    settle_s: float
    settle_spread: float
    stumble: float


SKILLS: dict[str, Skill] = {
    "healthy": Skill((60.0, 60.0), (4.2, 5.6), 0.8, 0.9, 2.6, 0.42, 0.30, 0.04),
    "older": Skill((22.0, 22.0), (5.5, 7.5), 1.1, 1.3, 1.9, 0.75, 0.35, 0.10),
    "frail": Skill((6.0, 6.0), (7.5, 9.5), 1.7, 2.0, 1.5, 1.30, 0.40, 0.30),
    "stroke_left": Skill((4.0, 14.0), (7.0, 9.0), 1.6, 1.9, 1.6, 1.20, 0.40, 0.22),
    "athlete": Skill((90.0, 90.0), (3.0, 4.0), 0.6, 0.7, 3.0, 0.27, 0.25, 0.02),
}


def draw_skill(kind: Skill, rng: np.random.Generator) -> Skill:
    """Draw the skill of one person of a kind.

    Times and sway vary by a lognormal of 0.15, cut at 1.5 standard deviations, as the other traits
    of a simulated person are.

    Examples
    --------
    >>> one = draw_skill(SKILLS["frail"], np.random.default_rng(1))
    >>> 4.7 < one.one_leg_s[0] < 7.6
    True
    """

    def vary(value: float) -> float:
        deviate = min(1.5, max(-1.5, float(rng.standard_normal())))
        return value * math.exp(0.15 * deviate)

    left_s, right_s = (vary(s) for s in kind.one_leg_s)
    ml_mm, ap_mm = (vary(mm) for mm in kind.one_leg_mm)
    return msgspec.structs.replace(
        kind,
        one_leg_s=(left_s, right_s),
        one_leg_mm=(ml_mm, ap_mm),
        impact_bw=vary(kind.impact_bw),
        settle_s=vary(kind.settle_s),
    )
