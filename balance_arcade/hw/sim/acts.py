"""What a simulated person does with their feet: lifts one, steps off, lands.

It is laid over the standing body, which goes on swaying: while a person stands on both feet
nothing is changed, and no number is drawn. Times are exact whatever the board's rate is, and the
sway on one leg runs in steps of 1/400 s as the body's does.
"""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from balance_arcade.core.board import Goal, Stance
from balance_arcade.hw.sim.jumping import JUMPS, JumpCourse, Jumper
from balance_arcade.hw.sim.landing import LANDED_S, landing_force
from balance_arcade.hw.sim.presence import STEP_S, stepped
from balance_arcade.hw.sim.seat import Seat
from balance_arcade.hw.sim.skills import FOOT_ML_MM, Skill

STEP_HZ = 400
LOWER_S = 0.5
"""How long a lifted foot takes down again, and the weight back between both feet."""

TOUCH_S = 0.12
BACK_S = 3.0
# The time on one leg is Weibull: the longer somebody stands, the likelier the next slip.
_WEIBULL = 1.2
_SLOW_S, _FAST_S = 0.35, 0.08
# The centre of pressure stays within the foot, whose half breadth and half length these are.
_HALF_FOOT_MM = (38.0, 85.0)
_BLOCK = 256


PUSHED_S = 4.0
_PUSHED_MM, _PUSHED_TAU_S, _PUSHED_HZ = -110.0, 0.5, 0.7


def pushed_mm(since_s: float) -> float:
    """How far a release moves the centre of pressure back and forth, so long after it.

    Examples
    --------
    >>> pushed_mm(-1.0), pushed_mm(9.0), pushed_mm(0.3) < -40.0
    (0.0, 0.0, True)
    """
    if not 0.0 <= since_s <= PUSHED_S:
        return 0.0
    swing = math.sin(2.0 * math.pi * _PUSHED_HZ * since_s)
    return _PUSHED_MM * swing * math.exp(-since_s / _PUSHED_TAU_S)


class Glide:
    """A number that goes smoothly from one value to another, and may be sent elsewhere meanwhile.

    Examples
    --------
    >>> glide = Glide(0.0)
    >>> glide.go(1.0, to=2.0, lasts_s=1.0)
    >>> glide.at(1.0), glide.at(1.5), glide.at(9.0)
    (0.0, 1.0, 2.0)
    """

    def __init__(self, value: float) -> None:
        self._from = self._to = value
        self._t_s, self._lasts_s = 0.0, 1.0
        self._next: tuple[float, float, float] | None = None

    def at(self, t_s: float) -> float:
        """Value at a time, which must not be earlier than the last one."""
        if self._next is not None and t_s >= self._next[0]:
            self.go(*self._next)
        share = min(1.0, max(0.0, (t_s - self._t_s) / self._lasts_s))
        return self._from + (self._to - self._from) * share * share * (3.0 - 2.0 * share)

    def go(self, t_s: float, to: float, lasts_s: float) -> None:
        """Set off for another value."""
        self._next = None
        self._from, self._to, self._t_s, self._lasts_s = self.at(t_s), to, t_s, lasts_s

    def is_over(self, t_s: float) -> bool:
        """Whether it has come to 0 and stays there."""
        return self.at(t_s) == 0.0 and self._to == 0.0 and self._next is None

    def go_on(self, to: float, lasts_s: float) -> None:
        """Set off for yet another value on arrival."""
        self._next = (self._t_s + self._lasts_s, to, lasts_s)


class FootSway:
    """Sway of the centre of pressure within one foot, in millimetres (ml, ap).

    Noise of first order, smoothed once more, so that its velocity exists.

    Parameters
    ----------
    spread_mm : tuple of float
        Standard deviation, ml and ap.
    rng : numpy.random.Generator
        Source of chance.
    """

    def __init__(self, spread_mm: tuple[float, float], rng: np.random.Generator) -> None:
        self._spread_mm, self._rng = spread_mm, rng
        self._step = 0
        self._rough = [0.0, 0.0]
        self._smooth = [0.0, 0.0]
        self._whites: list[list[float]] = []

    def start(self, t_s: float) -> None:
        """Begin anew in the middle of the foot."""
        self._step = math.ceil(t_s * STEP_HZ)
        self._rough, self._smooth = [0.0, 0.0], [0.0, 0.0]

    def at(self, t_s: float) -> tuple[float, float]:
        """Place at a time, which must not be earlier than the last one."""
        while self._step < t_s * STEP_HZ:
            self._step += 1
            if not self._whites:
                self._whites = self._rng.standard_normal((_BLOCK, 2)).tolist()
            white = self._whites.pop()
            keep = math.exp(-1.0 / (STEP_HZ * _SLOW_S))
            for axis in (0, 1):
                # What the smoothing takes from the spread is given back beforehand.
                spread = self._spread_mm[axis] * math.sqrt((_SLOW_S + _FAST_S) / _SLOW_S)
                push = spread * math.sqrt(1.0 - keep * keep) * white[axis]
                self._rough[axis] = keep * self._rough[axis] + push
                way = self._rough[axis] - self._smooth[axis]
                self._smooth[axis] += way / (STEP_HZ * _FAST_S)
        ml, ap = (
            min(half, max(-half, place))
            for place, half in zip(self._smooth, _HALF_FOOT_MM, strict=True)
        )
        return ml, ap


class Acts:
    """What one person does with their feet when a game asks for it.

    Parameters
    ----------
    skill : Skill
        What the person can do.
    reaction_s : float
        From a goal on the screen to the first movement.
    rng : numpy.random.Generator
        Source of chance, nobody else's.
    jumper : Jumper, optional
        Makes the jumps; an athlete's of a seed of its own by default.
    seat : Seat, optional
        Sits and rises.

    Attributes
    ----------
    is_standing : bool
        Whether the person stands on both feet as ever, so that nothing is to be changed.
    n_slips, n_stumbles : int
        Feet that came down before they should, and landings that were stepped off.
    jumps : list of JumpCourse
        Every jump so far, with its height.
    """

    def __init__(
        self,
        skill: Skill,
        *,
        reaction_s: float,
        rng: np.random.Generator,
        jumper: Jumper | None = None,
        seat: Seat | None = None,
    ) -> None:
        self._skill, self._reaction_s, self._rng = skill, reaction_s, rng
        self._jumper = jumper or Jumper("athlete", np.random.default_rng(0))
        self.jumps: list[JumpCourse] = []
        self._jumped_s = self._pushed_s = -math.inf
        self._seat = seat or Seat(2.4)
        self.is_standing = True
        self.n_slips = self.n_stumbles = 0
        self._asked: Stance = "both"
        self._pending: deque[tuple[float, Stance]] = deque()
        self._effort, self._beat_s = 1.0, 0.0
        self._sway = FootSway(skill.one_leg_mm, rng)
        self._on_foot = Glide(0.0)
        self._foot_ml_mm = 0.0
        self._slip_s = math.inf
        self._step_s = -math.inf
        self._is_on = True
        self._contact_s = math.inf
        self._stumble_s = self._back_s = math.inf
        self._settle_s = skill.settle_s

    def follow(self, goal: Goal) -> None:
        """Hear how the game wants the person on the board; what stays as it was is no news."""
        # Said with or before the stance that needs them.
        self._effort, self._beat_s = goal.effort, goal.beat_s
        if goal.stance != self._asked:
            self._asked = goal.stance
            self._pending.append((goal.t_s + self._reaction_s, goal.stance))
            self.is_standing = False

    def place(
        self, t_s: float, ml_mm: float, ap_mm: float, rest_ap_mm: float
    ) -> tuple[float, float, float, float]:
        """Lay what the feet do over where the standing body is.

        Parameters
        ----------
        t_s : float
            Time on the board's clock, never earlier than the last one.
        ml_mm, ap_mm : float
            Centre of pressure of the body on both feet.
        rest_ap_mm : float
            Where quiet stance has its middle, along the feet.

        Returns
        -------
        tuple of float
            Centre of pressure (ml, ap), load in body weights, and how much of it is shared between
            both feet, as `balance_arcade.hw.sim.presence.Presence.at` says.
        """
        self._catch_up(t_s)
        share = self._on_foot.at(t_s)
        if share > 0.0:
            sway = self._sway.at(t_s)
            ml_mm += share * (self._foot_ml_mm + sway[0] - ml_mm)
            ap_mm += share * (rest_ap_mm + sway[1] - ap_mm)
        load, shared = self._load(t_s)
        return ml_mm, ap_mm + pushed_mm(t_s - self._pushed_s), load, shared

    def _catch_up(self, t_s: float) -> None:
        """Do what has become due, in its order."""
        while True:
            asked_s = self._pending[0][0] if self._pending else math.inf
            due_s = min(asked_s, self._slip_s, self._stumble_s, self._back_s)
            if due_s > t_s:
                break
            if due_s == asked_s:
                self._begin(*self._pending.popleft())
            elif due_s == self._slip_s:
                self._slip(due_s)
            elif due_s == self._back_s:
                self._begin(due_s, "both")
            else:
                self._stumble(due_s)
        is_settled = t_s - self._contact_s > LANDED_S or self._contact_s == math.inf
        self.is_standing = (
            not self._pending
            and self._asked == "both"
            and self._slip_s == math.inf
            and self._on_foot.is_over(t_s)
            and self._is_on
            and t_s - self._step_s > STEP_S
            and is_settled
            and not self.is_jumping(t_s)
            and self._seat.is_up(t_s)
            and t_s - self._pushed_s > PUSHED_S
        )

    def is_jumping(self, t_s: float) -> bool:
        """Whether a jump is under way, or its landing has not swung out."""
        return bool(self.jumps) and t_s - self._jumped_s < self.jumps[-1].over_s

    def _begin(self, t_s: float, stance: Stance) -> None:
        self._back_s = math.inf
        self._seat.ask(t_s, stance)
        if stance == "recover":
            self._pushed_s = t_s
        if stance in {"left", "right"}:
            if self._is_on:
                self._lift(t_s, 0 if stance == "left" else 1)
            return
        if self._on_foot.at(t_s) > 0.0 or self._slip_s < math.inf:
            self._slip_s = math.inf
            self._on_foot.go(t_s, 0.0, LOWER_S)
        if stance in JUMPS and self._is_on is (stance != "drop_jump"):
            self._jumped_s, self._contact_s = t_s, math.inf
            self.jumps.append(self._jumper.make(stance, self._effort, self._beat_s))
            self._is_on, self._step_s = True, -math.inf
        elif stance == "off" and self._is_on:
            self._step(t_s, on=False)
        elif stance == "land" and not self._is_on:
            self._jump(t_s)
        elif stance == "both" and not self._is_on:
            self._step(t_s, on=True)

    def _step(self, t_s: float, *, on: bool) -> None:
        """Step up or down."""
        self._is_on, self._step_s = on, t_s
        self._contact_s = self._stumble_s = math.inf
        self._jumped_s = -math.inf

    def _lift(self, t_s: float, foot: int) -> None:
        """Stand on one leg, until a slip that is drawn now."""
        self._foot_ml_mm = (-FOOT_ML_MM, FOOT_ML_MM)[foot]
        self._sway.start(t_s)
        self._on_foot.go(t_s, 1.0, self._skill.lift_s)
        held = (self._rng.exponential() / math.log(2.0)) ** (1.0 / _WEIBULL)
        self._slip_s = t_s + self._skill.lift_s + self._skill.one_leg_s[foot] * held

    def _slip(self, t_s: float) -> None:
        """Put the other foot down: the load jumps towards it, then is shared again."""
        self.n_slips += 1
        self._slip_s = math.inf
        self._on_foot.go(t_s, float(self._rng.uniform(0.25, 0.55)), TOUCH_S)
        self._on_foot.go_on(0.0, LOWER_S)

    def _jump(self, t_s: float) -> None:
        """Come down onto the board after getting ready, as well as can be this time."""
        skill = self._skill
        self._contact_s = t_s + skill.ready_s * math.exp(0.25 * float(self._rng.standard_normal()))
        spread = skill.settle_spread * float(self._rng.standard_normal())
        self._settle_s = skill.settle_s * math.exp(spread)
        stumbles, after_s = self._rng.uniform(size=2).tolist()
        self._stumble_s = math.inf
        if stumbles < skill.stumble:
            self._stumble_s = self._contact_s + 0.5 + 0.8 * after_s
        self._is_on, self._step_s = True, -math.inf

    def _stumble(self, t_s: float) -> None:
        """Step off again, quickly."""
        self.n_stumbles += 1
        self._step(t_s - 0.5 * STEP_S, on=False)
        # Nobody asked for it: who hears nothing else comes back by themselves.
        self._back_s = t_s + BACK_S

    def _load(self, t_s: float) -> tuple[float, float]:
        if self._is_on and self.is_jumping(t_s):
            return self.jumps[-1].load(t_s - self._jumped_s), 1.0
        if self._is_on and not self._seat.is_up(t_s):
            return self._seat.load(t_s), 1.0
        if self._contact_s < math.inf and self._is_on:
            since_s = t_s - self._contact_s
            return landing_force(since_s, self._skill.impact_bw, self._settle_s), 1.0
        since_s = t_s - self._step_s
        return stepped(since_s if self._is_on else STEP_S - since_s)
