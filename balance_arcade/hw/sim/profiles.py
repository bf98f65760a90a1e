"""Who stands on the simulated board: five kinds of person, and one person drawn from a kind.

The figures are ours, tuned so that quiet sway of ``healthy`` and ``older`` lies where people of
their age lie (docs/simulated-person.md); ``frail``, ``stroke_left`` and ``athlete`` are placed
around them and stand for nobody.
"""

from __future__ import annotations

import math

import msgspec
import numpy as np

from balance_arcade.core.units import STANDARD_GRAVITY_M_S2

SUPPORT_ML_MM = (-165.0, 175.0)
"""Left and right end of the base of support: the outer edges of two feet in a wide stance."""
SUPPORT_AP_MM = (-104.0, 112.0)
"""Its rear and front end, heels and toes; inside the cells, so that no corner is pulled up."""

# Height of the body's centre, of the stature (docs/simulated-person.md).
_COM_SHARE = 0.55
_SAFE_MM = 24.0
# Cut after one seed had lain outside of the published band (docs/simulated-person.md).
_MAX_DEVIATE = 1.5
# Samples depend on the address alone as long as goals arrive within this (`SimBoard`).
_LEAST_REACTION_S = 0.2


class Profile(msgspec.Struct, frozen=True):
    """A kind of person; lengths are of the centre of pressure.

    Attributes
    ----------
    title : str
        For people.
    mass_kg, stature_m : float
        Body size.
    stiffness, damping_s, delay_s : float
        Feedback torque over ``m g h``: per radian of lean, per radian a second, and how late.
    motor_ml_mm, motor_ap_mm : float
        Standard deviation of the muscles' own noise.
    drift_ml_mm, drift_ap_mm, drift_s : float
        Standard deviation and time constant of the slow wandering of the point of balance.
    tremor_mm, tremor_hz : float
        Standard deviation and frequency of tremor.
    spread : float
        How much persons of this kind differ, as the standard deviation of a logarithm.
    rest_ml_mm, rest_ap_mm : float
        Where quiet stance has its middle.
    reach_mm : tuple of float
        How far the person leans from there: forward, right, back, left.
    reaction_s : float
        From a goal on the screen to the first movement.
    speed_mm_s, agility_rad_s, settling : float
        Fastest lean; natural frequency and damping ratio of the movement (below 1 overshoots).
    aim_error : float
        Standard deviation of where a movement ends, as a share of its length.
    correction_per_s : float
        How fast a miss that is seen is mended.
    """

    title: str
    mass_kg: float
    stature_m: float
    stiffness: float
    damping_s: float
    delay_s: float
    motor_ml_mm: float
    motor_ap_mm: float
    drift_ml_mm: float
    drift_ap_mm: float
    drift_s: float
    tremor_mm: float
    tremor_hz: float
    spread: float
    rest_ml_mm: float
    rest_ap_mm: float
    reach_mm: tuple[float, float, float, float]
    reaction_s: float
    speed_mm_s: float
    agility_rad_s: float
    settling: float
    aim_error: float
    correction_per_s: float

    def within_reach(self, ml_mm: float, ap_mm: float) -> tuple[float, float]:
        """Pull a place back to the farthest the person leans in its direction.

        Between two of the four reaches the limit runs along an ellipse.

        Parameters
        ----------
        ml_mm, ap_mm : float
            Place relative to quiet stance.

        Returns
        -------
        tuple of float
            The same place, or the one on the limit.
        """
        forward, right, back, left = self.reach_mm
        across = ml_mm / (right if ml_mm > 0.0 else left)
        along = ap_mm / (forward if ap_mm > 0.0 else back)
        share = math.sqrt(across * across + along * along)
        return (ml_mm, ap_mm) if share <= 1.0 else (ml_mm / share, ap_mm / share)

    @property
    def weight_n(self) -> float:
        """Body weight in newtons."""
        return self.mass_kg * STANDARD_GRAVITY_M_S2

    @property
    def omega2_per_s2(self) -> float:
        """Gravity over the height of the body's centre, here 0.55 of the stature."""
        return STANDARD_GRAVITY_M_S2 / (_COM_SHARE * self.stature_m)


PROFILES: dict[str, Profile] = {
    "healthy": Profile(
        title="healthy adult",
        mass_kg=70.0,
        stature_m=1.72,
        stiffness=1.3,
        damping_s=0.31,
        delay_s=0.15,
        motor_ml_mm=0.2,
        motor_ap_mm=0.26,
        drift_ml_mm=2.35,
        drift_ap_mm=3.0,
        drift_s=2.1,
        tremor_mm=0.03,
        tremor_hz=7.0,
        spread=0.23,
        rest_ml_mm=0.0,
        rest_ap_mm=2.0,
        reach_mm=(72.0, 92.0, 50.0, 92.0),
        reaction_s=0.26,
        speed_mm_s=130.0,
        agility_rad_s=4.5,
        settling=0.85,
        aim_error=0.06,
        correction_per_s=0.9,
    ),
    "older": Profile(
        title="older adult",
        mass_kg=68.0,
        stature_m=1.66,
        stiffness=1.3,
        damping_s=0.33,
        delay_s=0.16,
        motor_ml_mm=0.33,
        motor_ap_mm=0.42,
        drift_ml_mm=2.3,
        drift_ap_mm=3.05,
        drift_s=2.0,
        tremor_mm=0.04,
        tremor_hz=7.0,
        spread=0.22,
        rest_ml_mm=0.0,
        rest_ap_mm=-3.0,
        reach_mm=(56.0, 74.0, 38.0, 74.0),
        reaction_s=0.36,
        speed_mm_s=85.0,
        agility_rad_s=3.6,
        settling=0.8,
        aim_error=0.09,
        correction_per_s=0.6,
    ),
    "frail": Profile(
        title="frail adult",
        mass_kg=58.0,
        stature_m=1.6,
        stiffness=1.24,
        damping_s=0.34,
        delay_s=0.18,
        motor_ml_mm=0.85,
        motor_ap_mm=1.15,
        drift_ml_mm=3.6,
        drift_ap_mm=4.4,
        drift_s=2.0,
        tremor_mm=0.16,
        tremor_hz=5.0,
        spread=0.18,
        rest_ml_mm=0.0,
        rest_ap_mm=-8.0,
        reach_mm=(34.0, 44.0, 20.0, 44.0),
        reaction_s=0.55,
        speed_mm_s=38.0,
        agility_rad_s=2.6,
        settling=0.7,
        aim_error=0.17,
        correction_per_s=0.3,
    ),
    "stroke_left": Profile(
        title="adult with a weak left side",
        mass_kg=72.0,
        stature_m=1.7,
        stiffness=1.26,
        damping_s=0.35,
        delay_s=0.18,
        motor_ml_mm=0.95,
        motor_ap_mm=0.8,
        drift_ml_mm=4.6,
        drift_ap_mm=3.6,
        drift_s=2.2,
        tremor_mm=0.08,
        tremor_hz=5.5,
        spread=0.16,
        rest_ml_mm=52.0,
        rest_ap_mm=-4.0,
        reach_mm=(42.0, 50.0, 26.0, 34.0),
        reaction_s=0.5,
        speed_mm_s=48.0,
        agility_rad_s=2.8,
        settling=0.72,
        aim_error=0.15,
        correction_per_s=0.4,
    ),
    "athlete": Profile(
        title="athlete",
        mass_kg=76.0,
        stature_m=1.8,
        stiffness=1.34,
        damping_s=0.34,
        delay_s=0.13,
        motor_ml_mm=0.15,
        motor_ap_mm=0.21,
        drift_ml_mm=1.6,
        drift_ap_mm=2.1,
        drift_s=2.1,
        tremor_mm=0.015,
        tremor_hz=8.0,
        spread=0.18,
        rest_ml_mm=0.0,
        rest_ap_mm=4.0,
        reach_mm=(84.0, 108.0, 60.0, 108.0),
        reaction_s=0.21,
        speed_mm_s=210.0,
        agility_rad_s=6.0,
        settling=0.9,
        aim_error=0.035,
        correction_per_s=1.3,
    ),
}


SEATED_LOAD = 0.78
"""Share of a seated person's weight that rests on the stool; the feet carry the rest."""

# Of what the same person does standing: sway (sitting people sway less, doi
# 10.2466/26.25.pms.121c10x4) and reach. The figures are ours, and stand for nobody.
_SEATED_SWAY = 0.45
_SEATED_REACH = 0.75


def seated(kind: Profile) -> Profile:
    """Return a kind of person as they sit on a stool on the board.

    They sway less and reach less far, by the trunk alone, and the stool bears most of the weight.
    The pendulum stays that of the whole body: it models nobody's trunk.

    Examples
    --------
    >>> round(seated(PROFILES["healthy"]).mass_kg, 1)
    54.6
    """
    forward, right, back, left = (_SEATED_REACH * reach for reach in kind.reach_mm)
    return msgspec.structs.replace(
        kind,
        title=f"{kind.title}, seated",
        mass_kg=SEATED_LOAD * kind.mass_kg,
        motor_ml_mm=_SEATED_SWAY * kind.motor_ml_mm,
        motor_ap_mm=_SEATED_SWAY * kind.motor_ap_mm,
        drift_ml_mm=_SEATED_SWAY * kind.drift_ml_mm,
        drift_ap_mm=_SEATED_SWAY * kind.drift_ap_mm,
        reach_mm=(forward, right, back, left),
    )


def draw_person(kind: Profile, rng: np.random.Generator) -> Profile:
    """Draw one person of a kind.

    Parameters
    ----------
    kind : Profile
        The kind.
    rng : numpy.random.Generator
        Source of chance; the same state gives the same person.

    Returns
    -------
    Profile
        The person: sway, reach, size and reaction vary, each by at most 1.5 standard deviations.
        The reach ends 24 mm inside the base of support, where there is still room to come back.
    """

    def vary(value: float, share: float = 1.0) -> float:
        deviate = min(_MAX_DEVIATE, max(-_MAX_DEVIATE, float(rng.standard_normal())))
        # A logarithm varies, so that nothing becomes negative.
        return value * math.exp(share * kind.spread * deviate)

    # Common to both directions: who sways much from side to side does so to the front as well. The
    # order of these draws is part of every seed.
    noise = vary(1.0)
    drift = vary(1.0)
    forward, right, back, left = (vary(reach, 0.6) for reach in kind.reach_mm)
    # Of lengths about 0 no share can vary, so that a few millimetres are added instead.
    rest_ml_mm = kind.rest_ml_mm + 20.0 * (vary(1.0) - 1.0)
    rest_ap_mm = kind.rest_ap_mm + 30.0 * (vary(1.0) - 1.0)
    return msgspec.structs.replace(
        kind,
        reach_mm=(
            # Room is left between the farthest lean and the end of the feet, or the person could
            # not come back.
            min(forward, SUPPORT_AP_MM[1] - _SAFE_MM - rest_ap_mm),
            min(right, SUPPORT_ML_MM[1] - _SAFE_MM - rest_ml_mm),
            min(back, rest_ap_mm - SUPPORT_AP_MM[0] - _SAFE_MM),
            min(left, rest_ml_mm - SUPPORT_ML_MM[0] - _SAFE_MM),
        ),
        rest_ml_mm=rest_ml_mm,
        rest_ap_mm=rest_ap_mm,
        mass_kg=vary(kind.mass_kg, 0.8),
        stature_m=vary(kind.stature_m, 0.2),
        motor_ml_mm=vary(kind.motor_ml_mm * noise, 0.5),
        motor_ap_mm=vary(kind.motor_ap_mm * noise, 0.5),
        drift_ml_mm=vary(kind.drift_ml_mm * drift, 0.5),
        drift_ap_mm=vary(kind.drift_ap_mm * drift, 0.5),
        tremor_mm=vary(kind.tremor_mm),
        reaction_s=max(_LEAST_REACTION_S, vary(kind.reaction_s, 0.5)),
        speed_mm_s=vary(kind.speed_mm_s, 0.5),
    )
