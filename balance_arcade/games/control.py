"""From a centre of pressure to what a game hears: the personal unit disc.

The smoothed place moves the game, the unsmoothed one goes to the metrics. Every step is undone by
`ControlMapping.to_mm`, so that a game's goal can be shown on the board.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from balance_arcade.core.samples import CopSample
from balance_arcade.games.contract import CLAMP, ControlInput, Side
from balance_arcade.games.loads import EVEN, LoadRange

if TYPE_CHECKING:
    from balance_arcade.cop.limits import StabilityLimits

DEAD_ZONE: Final = 0.03
"""Radius below which a game hears the centre; eases out until twice as far."""

MAX_ASSIST: Final = 2.0
NAN: Final = float("nan")


def leave_dead_zone(radius: float) -> float:
    """Take the dead zone out of a radius: 0 inside, untouched from twice the zone, no jump.

    Examples
    --------
    >>> leave_dead_zone(0.03), leave_dead_zone(0.06), leave_dead_zone(0.5)
    (0.0, 0.06, 0.5)
    """
    if radius >= 2.0 * DEAD_ZONE:
        return radius
    # Between one and two zones the radius runs twice as fast, and so catches up without a jump.
    return max(0.0, 2.0 * (radius - DEAD_ZONE))


def enter_dead_zone(radius: float) -> float:
    """Undo `leave_dead_zone` for a radius above 0; 0 stays 0."""
    if radius >= 2.0 * DEAD_ZONE or radius <= 0.0:
        return radius
    return DEAD_ZONE + radius / 2.0


def check_assist(assist: float) -> None:
    """Refuse an assist with which a target could lie beyond the person's cap, or that is too much.

    Raises
    ------
    ValueError
        It is not between 1 and 2.
    """
    if not 1.0 <= assist <= MAX_ASSIST:
        msg = f"assist must be between 1 and {MAX_ASSIST:g}, not {assist}"
        raise ValueError(msg)


class ControlMapping:
    """Turns samples into control for one person.

    Parameters
    ----------
    limits : StabilityLimits
        The person's centre and directional limits.
    weight_n : float
        Session body weight in newtons; NaN where unknown.
    assist_side : {"", "left", "right"}
        Side on which a lean counts for more, only when the therapist asks for it.
    assist : float
        By how much, 1 to 2.
    width_mm : float
        From the board's left cells to its right ones; NaN where unknown.

    Attributes
    ----------
    loads : LoadRange
        Which shares of the load the person gives; a stand-in where the width is not known.

    Raises
    ------
    ValueError
        ``assist`` is out of range: below 1 a target could lie beyond the person's cap.
    """

    def __init__(
        self,
        limits: StabilityLimits,
        *,
        weight_n: float = NAN,
        assist_side: Side = "",
        assist: float = 1.0,
        width_mm: float = NAN,
    ) -> None:
        check_assist(assist)
        self.limits = limits
        self.weight_n = weight_n
        self.width_mm = width_mm
        self.loads = _loads(limits, width_mm)
        self._left = assist if assist_side == "left" else 1.0
        self._right = assist if assist_side == "right" else 1.0
        self._last = (0.0, 0.0)

    def control(self, sample: CopSample) -> ControlInput:
        """Control of one sample; where nobody stands, the last known place and NaN numbers."""
        # A comparison with NaN is false: a weight that is not known yet falls through to NaN.
        load_frac = sample.fz_n / self.weight_n if self.weight_n > 0.0 else NAN
        place_mm = sample.ml_display_mm + sample.ap_display_mm
        if not (sample.on_board and math.isfinite(place_mm)):
            x, y = self._last
            return ControlInput(
                sample.t_s,
                x,
                y,
                load_n=sample.fz_n,
                load_frac=load_frac,
                on_board=False,
                loads=self.loads,
            )
        x, y = self._to_game(*self.limits.to_unit(sample.ml_display_mm, sample.ap_display_mm))
        self._last = (x, y)
        centre_ml_mm, centre_ap_mm = self.limits.centre_mm
        return ControlInput(
            sample.t_s,
            x,
            y,
            sample.ml_mm - centre_ml_mm,
            sample.ap_mm - centre_ap_mm,
            math.hypot(*self.limits.to_unit(sample.ml_mm, sample.ap_mm)),
            sample.fz_n,
            load_frac,
            sample.left_frac,
            loads=self.loads,
        )

    def to_mm(self, x: float, y: float) -> tuple[float, float]:
        """Place on the board, in millimetres (ml, ap), that a game hears as (x, y)."""
        # The steps of `_to_game` backwards: first the assist, then the dead zone, then the limits.
        x = x / (self._left if x < 0.0 else self._right)
        radius = math.hypot(x, y)
        if radius == 0.0:
            return self.limits.to_mm(0.0, 0.0)
        scale = enter_dead_zone(radius) / radius
        return self.limits.to_mm(x * scale, y * scale)

    def load_to_mm(self, share: float) -> tuple[float, float] | None:
        """Place on the board at which the left side bears a share of the load.

        Returns
        -------
        tuple of float or None
            In millimetres (ml, ap), never beyond the person's limits; None where the board's width
            is not known.
        """
        if not self.width_mm > 0.0:
            return None
        share = self.loads.within(share, 1.0)
        return (EVEN - share) * self.width_mm, self.limits.centre_mm[1]

    def radius_mm(self, x: float, y: float, radius: float) -> float:
        """Size in millimetres of a circle about (x, y): the mean of its half width and height."""
        left, right = self.to_mm(x - radius, y), self.to_mm(x + radius, y)
        rear, front = self.to_mm(x, y - radius), self.to_mm(x, y + radius)
        return (math.dist(left, right) + math.dist(rear, front)) / 4.0

    def _to_game(self, x: float, y: float) -> tuple[float, float]:
        radius = math.hypot(x, y)
        if radius == 0.0:
            return 0.0, 0.0
        if is_near := radius < 2.0 * DEAD_ZONE:
            scale = leave_dead_zone(radius) / radius
            x, y = x * scale, y * scale
        # After the dead zone: an assist must not carry quiet sway out of it.
        assist = self._left if x < 0.0 else self._right
        if is_near or assist != 1.0:
            x *= assist
            radius = math.hypot(x, y)
        if radius > CLAMP:
            x, y = x * (CLAMP / radius), y * (CLAMP / radius)
        return x, y


def _loads(limits: StabilityLimits, width_mm: float) -> LoadRange:
    """Shares of the left side in quiet stance and at the limits to both sides."""
    if not width_mm > 0.0:
        return LoadRange()
    places = (limits.centre_mm, limits.to_mm(-1.0, 0.0), limits.to_mm(1.0, 0.0))
    return LoadRange(*(EVEN - ml_mm / width_mm for ml_mm, _ in places))
