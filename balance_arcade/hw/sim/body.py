"""A standing person on the model's own clock: no threads, no wall clock, no board.

The body moves in steps of 1/400 s whatever the board's rate is; a place between two steps is read
off the straight line between them. Chance comes from generators that are split from one seed by
purpose, so that a goal or another sampling rate never shifts the numbers of the rest.
"""

from __future__ import annotations

import bisect
import math

import msgspec
import numpy as np

from balance_arcade.core.board import Goal
from balance_arcade.hw.sim.lean import Lean
from balance_arcade.hw.sim.plane import Plane, PlaneSettings
from balance_arcade.hw.sim.profiles import SUPPORT_AP_MM, SUPPORT_ML_MM, Profile, draw_person

STEP_HZ = 400
DT_S = 1.0 / STEP_HZ
MAX_PENDING = 1024

# Three times the slow wandering's 2 s: where the body stood at first is forgotten by then.
_LEAD_IN_S = 6.0
_BLOCK = 512
# Three a plane (muscles, wandering, tremor) and one for the breath.
_CHANNELS = 7
_BREATH_S = 0.25
_BREATH_SHARE = 0.0015


class Stance(msgspec.Struct, frozen=True):
    """The person at one instant.

    Attributes
    ----------
    ml_mm, ap_mm : float
        Centre of pressure relative to the board's centre.
    load_n : float
        Vertical force of the whole body.
    """

    ml_mm: float
    ap_mm: float
    load_n: float


class Body:
    """One person, drawn from a kind and a seed.

    Parameters
    ----------
    kind : Profile
        Which kind; see `balance_arcade.hw.sim.profiles.PROFILES`.
    seed : int
        Which person of it, and which course of chance; not negative.

    Attributes
    ----------
    person : Profile
        The person that was drawn.
    n_late_goals : int
        Goals whose reaction time was over before they arrived; they counted from the next step.
    n_dropped_goals : int
        Goals discarded, oldest first, because more than `MAX_PENDING` were waiting.

    Examples
    --------
    >>> from balance_arcade.hw.sim.profiles import PROFILES
    >>> body = Body(PROFILES["healthy"], seed=1)
    >>> stance = body.at(0.5)
    >>> abs(stance.ml_mm) < 40.0 and 400.0 < stance.load_n < 1000.0
    True
    """

    def __init__(self, kind: Profile, *, seed: int) -> None:
        self_rng, aim_rng, self._rng = (
            # One generator a purpose: who the person is, how they miss, how they sway. A goal draws
            # from the second alone.
            np.random.default_rng(child)
            for child in np.random.SeedSequence(seed).spawn(3)
        )
        self.person = draw_person(kind, self_rng)
        self.n_late_goals = 0
        self.n_dropped_goals = 0
        # After the person was drawn: one more number before would make every seed another person.
        drift = self_rng.standard_normal(2).tolist()
        self._ml = _plane(self.person, across=True, drift=drift[0])
        self._ap = _plane(self.person, across=False, drift=drift[1])
        self._lean = Lean(self.person, dt_s=DT_S, rng=aim_rng)
        self._pending: list[tuple[int, int, Goal]] = []
        self._n_goals = 0
        self._whites: list[list[float]] = []
        self._breath = 0.0
        # Time before 0 is walked through unseen.
        self._step = -round(_LEAD_IN_S * STEP_HZ)
        self._before = self._now = self._stance()
        while self._step < 0:
            self._advance()

    def follow(self, goal: Goal) -> None:
        """Receive a goal; it counts from its time plus the person's reaction time.

        Raises
        ------
        ValueError
            Its time is no finite number, or its place infinite.
        """
        check_goal(goal)
        due = math.ceil((goal.t_s + self.person.reaction_s) * STEP_HZ)
        if due <= self._step:
            self.n_late_goals += 1
            due = self._step + 1
        self._n_goals += 1
        # The count keeps the order of goals that are due together, and no two goals are ever
        # compared.
        bisect.insort(self._pending, (due, self._n_goals, goal))
        if len(self._pending) > MAX_PENDING:
            self.n_dropped_goals += 1
            del self._pending[0]

    def at(self, t_s: float) -> Stance:
        """Advance to a time and return the person's stance then.

        Parameters
        ----------
        t_s : float
            Not earlier than the time asked for before, by more than one step.

        Returns
        -------
        Stance
        """
        place = t_s * STEP_HZ
        while self._step < place:
            self._advance()
        # Between the last two steps; a little below 0 where a time before them is asked for again.
        share = place - (self._step - 1)
        before, now = self._before, self._now
        return Stance(
            before.ml_mm + share * (now.ml_mm - before.ml_mm),
            before.ap_mm + share * (now.ap_mm - before.ap_mm),
            before.load_n + share * (now.load_n - before.load_n),
        )

    def _advance(self) -> None:
        self._step += 1
        while self._pending and self._pending[0][0] <= self._step:
            goal = self._pending.pop(0)[2]
            self._lean.aim(goal.ml_mm, goal.ap_mm)
        if not self._whites:
            block = self._rng.standard_normal((_BLOCK, _CHANNELS))
            # Reversed, because `pop` takes from the end; plain floats, because one at a time they
            # are faster than an array's.
            self._whites = block[::-1].tolist()
        white = self._whites.pop()
        # The person sees where they are before they move: the old centre of pressure goes in.
        across, along = self._lean.step(self._ml.cop_mm, self._ap.cop_mm)
        effort = self._lean.effort
        self._ml.step(across, (white[0], white[1], white[2]), effort)
        self._ap.step(along, (white[3], white[4], white[5]), effort)
        # First-order noise of variance 1, as for the wandering.
        keep = 1.0 - DT_S / _BREATH_S
        self._breath = keep * self._breath + math.sqrt(1.0 - keep * keep) * white[6]
        self._before, self._now = self._now, self._stance()

    def _stance(self) -> Stance:
        load_n = self.person.weight_n * (1.0 + _BREATH_SHARE * self._breath)
        return Stance(self._ml.cop_mm, self._ap.cop_mm, load_n)


def check_goal(goal: Goal) -> None:
    """Refuse a goal that a person cannot follow.

    Raises
    ------
    ValueError
        Its time is no finite number, or its place infinite.
    """
    if not math.isfinite(goal.t_s) or math.isinf(goal.ml_mm) or math.isinf(goal.ap_mm):
        raise ValueError(f"The goal's time and place must be finite, but it is {goal}.")


def _plane(person: Profile, *, across: bool, drift: float) -> Plane:
    low_mm, high_mm = SUPPORT_ML_MM if across else SUPPORT_AP_MM
    settings = PlaneSettings(
        omega2_per_s2=person.omega2_per_s2,
        stiffness=person.stiffness,
        damping_s=person.damping_s,
        delay_s=person.delay_s,
        motor_mm=person.motor_ml_mm if across else person.motor_ap_mm,
        drift_mm=person.drift_ml_mm if across else person.drift_ap_mm,
        drift_s=person.drift_s,
        tremor_mm=person.tremor_mm,
        tremor_hz=person.tremor_hz,
        low_mm=low_mm,
        high_mm=high_mm,
    )
    start_mm = person.rest_ml_mm if across else person.rest_ap_mm
    return Plane(settings, dt_s=DT_S, start_mm=start_mm, drift=drift)
