"""Whether somebody stands on one leg, as far as a board can tell, and how they sway there.

A board feels load and not air. Somebody counts as standing on one leg once the centre of pressure
has been for 0.3 s beyond 0.6 of their own limit on that side, and at least 25 mm from the middle,
within 25 mm from side to side, under at least 80 % of their weight. A foot that rests on the board
and bears next to nothing looks the same; whoever stands beside the person sees it.

The other foot is down where the centre of pressure leaves the standing foot (45 mm to the side of
its mean place there, about half a foot's breadth, for 50 ms), jumps by 30 mm towards the other foot
within 0.1 s, or where less than 80 % of the weight is left for 0.1 s. All these numbers are ours.
"""

from __future__ import annotations

import itertools
import math
from collections import deque
from typing import Final, Literal

from balance_arcade.games.contract import STEPS_PER_S, ControlInput
from balance_arcade.games.landing import bears_less

SHIFT: Final = 0.6
LEAST_SHIFT_MM: Final = 25.0
STAY_S: Final = 0.3
STAY_MM: Final = 25.0
LEAST_LOAD: Final = 0.80
LOAD_STEPS: Final = 12
FOOT_MM: Final = 45.0
FOOT_STEPS: Final = 6
JUMP_MM: Final = 30.0
JUMP_STEPS: Final = 12
LOOK_BACK_S: Final = 0.25
"""The fall before a foot is seen down is no sway: the last quarter second is left out."""

LEAST_AREA_S: Final = 1.0
Ending = Literal["", "touch", "load", "moved"]
Point = tuple[float, float]


class Foothold:
    """One stance on one leg.

    Parameters
    ----------
    side : int
        Which leg stands: -1 left, 1 right.

    Attributes
    ----------
    is_lifted : bool
        Whether the person stands on that leg alone.
    base_mm : tuple of float
        Mean place of the centre of pressure since then (ml, ap).
    off_mm : float
        How far it is from there now; NaN while nobody stands so.

    Examples
    --------
    >>> hold = Foothold(1)
    >>> for k in range(60):
    ...     _ = hold.push(ControlInput(k / 120, 1.0, 0.0, 95.0, 0.0, 1.0, 700.0, 1.0))
    >>> hold.is_lifted, hold.off_mm
    (True, 0.0)
    >>> while not (why := hold.push(ControlInput(1.0, 0.0, 0.0, 20.0, 0.0, 0.2, 700.0, 1.0))):
    ...     pass
    >>> why
    'touch'
    """

    def __init__(self, side: int) -> None:
        self._side = side
        self.is_lifted = False
        self.base_mm = (math.nan, math.nan)
        self.off_mm = math.nan
        self._recent: deque[Point] = deque(maxlen=round(STAY_S * STEPS_PER_S))
        self._points: list[Point] = []
        self._sum = [0.0, 0.0]
        self._n_low = self._n_off = 0

    def push(self, control: ControlInput) -> Ending:
        """Take one step; why the stance has ended, once it has."""
        here = (control.x_mm, control.y_mm)
        is_low = bears_less(control, LEAST_LOAD)
        if not self.is_lifted:
            self._look_for_lift(control, here, is_low=is_low)
            return ""
        self._n_low = self._n_low + 1 if is_low else 0
        if self._n_low >= LOAD_STEPS:
            return "load"
        if is_low or not math.isfinite(here[0] + here[1]):
            self.off_mm = math.nan
            return ""
        return self._follow(here)

    def _look_for_lift(self, control: ControlInput, here: Point, *, is_low: bool) -> None:
        is_over = self._side * here[0] >= LEAST_SHIFT_MM and control.reach >= SHIFT
        if is_low or not is_over:
            self._recent.clear()
            return
        self._recent.append(here)
        sides = [point[0] for point in self._recent]
        if len(sides) == self._recent.maxlen and max(sides) - min(sides) <= STAY_MM:
            self.is_lifted = True
            for point in self._recent:
                self._add(point)
            self.off_mm = math.dist(here, self.base_mm)

    def _follow(self, here: Point) -> Ending:
        """Follow the centre of pressure within the standing foot, or out of it."""
        side_mm = self._side * (here[0] - self.base_mm[0])
        self._n_off = self._n_off + 1 if abs(side_mm) > FOOT_MM else 0
        # The newest of the recent places is the step before this one.
        before = self._recent[-min(JUMP_STEPS, len(self._recent))]
        self._recent.append(here)
        if self._side * (here[0] - before[0]) < -JUMP_MM:
            return "touch"
        if self._n_off >= FOOT_STEPS:
            return "touch" if side_mm < 0.0 else "moved"
        self._add(here)
        self.off_mm = math.dist(here, self.base_mm)
        return ""

    def _add(self, point: Point) -> None:
        self._points.append(point)
        self._sum[0] += point[0]
        self._sum[1] += point[1]
        n = len(self._points)
        self.base_mm = (self._sum[0] / n, self._sum[1] / n)

    def sway(self, *, fell: bool) -> dict[str, float]:
        """Sway on one leg: mean velocity, and area of the 95 % prediction ellipse.

        Parameters
        ----------
        fell : bool
            The stance ended by itself: the last quarter second is left out.

        Returns
        -------
        dict of str to float
            ``hold_velocity_mm_s``, path of the unsmoothed centre of pressure over its time, and
            ``hold_area_mm2``; NaN below a second.
        """
        n_out = round(LOOK_BACK_S * STEPS_PER_S) if fell else 0
        points = self._points[: max(0, len(self._points) - n_out)]
        n_ways = len(points) - 1
        if n_ways < LEAST_AREA_S * STEPS_PER_S:
            return {"hold_velocity_mm_s": math.nan, "hold_area_mm2": math.nan}
        path_mm = sum(math.dist(*pair) for pair in itertools.pairwise(points))
        return {
            "hold_velocity_mm_s": path_mm * STEPS_PER_S / n_ways,
            "hold_area_mm2": ellipse_area_mm2(points),
        }


def ellipse_area_mm2(points: list[Point]) -> float:
    """Area of the 95 % prediction ellipse, F form, covariance 1/(N - 1).

    The definition of `balance_arcade.cop` (Schubert and Kirchner 2014,
    doi:10.1016/j.gaitpost.2013.09.001; Duarte 2015, doi:10.1016/j.gaitpost.2014.08.008), in plain
    Python: a game is played where nothing is compiled. A test holds that both agree.

    Parameters
    ----------
    points : list of tuple of float
        At least three places in millimetres.

    Examples
    --------
    >>> round(ellipse_area_mm2([(0.0, 0.0), (2.0, 0.0), (0.0, 2.0), (2.0, 2.0)]), 3)
    298.451
    """
    n = float(len(points))
    ml, ap = (math.fsum(point[axis] for point in points) / n for axis in (0, 1))
    s_ml = math.fsum((point[0] - ml) ** 2 for point in points)
    s_ap = math.fsum((point[1] - ap) ** 2 for point in points)
    s_both = math.fsum((point[0] - ml) * (point[1] - ap) for point in points)
    d = n - 2.0
    quantile = 0.5 * d * math.expm1(-2.0 / d * math.log(0.05))
    scale = 2.0 * (n - 1.0) * (n + 1.0) / (n * d) * quantile
    return math.pi * scale * math.sqrt(max(0.0, s_ml * s_ap - s_both * s_both)) / (n - 1.0)
