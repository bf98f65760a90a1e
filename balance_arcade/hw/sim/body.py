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
import numpy.typing as npt

from balance_arcade.core.board import MOST_BEAT_S, Goal
from balance_arcade.hw.sim.profiles import Profile, draw_person

STEP_HZ = 400
MAX_PENDING = 1024

# Three times the slow wandering's 2 s: where the body stood at first is forgotten by then.
_LEAD_IN_S = 6.0
_BLOCK = 512
_N_WHITES = 7
# Goals come seconds apart in most games; one that meets steps that nobody has seen takes them back.
_MOST_AHEAD = 512


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
        # Here, because it brings the compiler in: a list of boards does without.
        from balance_arcade.hw.sim.walker import Walker

        self._walker = Walker(self.person, drift=(drift[0], drift[1]), rng=aim_rng)
        self._pending: list[tuple[int, int, Goal]] = []
        self._n_goals = 0
        self._whites = self._block = np.empty((0, _N_WHITES))
        # The body is walked ahead of the time that was asked for, and led back where a goal comes
        # late: `_first` is the step before the block that was walked, `_walked` its stances, the
        # two before it among them.
        self._step = self._first = self._ahead = -round(_LEAD_IN_S * STEP_HZ)
        self._walked = np.array([self._walker.stance] * 2)
        self._way_back = self._walker.state.copy()
        # Time before 0 is walked through unseen.
        self._go_to(0)

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
        if due <= self._ahead:
            self._lead_back()
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
        if place > self._step:
            self._go_to(math.ceil(place))
        # Between the last two steps; a little below 0 where a time before them is asked for again.
        share = place - (self._step - 1)
        now_at = self._step - self._first + 1
        before, now = self._walked[now_at - 1 : now_at + 1].tolist()
        return Stance(
            before[0] + share * (now[0] - before[0]),
            before[1] + share * (now[1] - before[1]),
            before[2] + share * (now[2] - before[2]),
        )

    def look_ahead(self, times_s: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Advance to the first of some times, and look where the person will be at the others.

        A goal that is followed before those times come may change them.

        Parameters
        ----------
        times_s : ndarray
            Shape (n_times,), rising; the first as of `at`.

        Returns
        -------
        ndarray
            Shape (n_seen, 3): ml_mm, ap_mm and load_n at the first `n_seen` times, 1 or more; so
            far the body has been walked.
        """
        places = times_s * STEP_HZ
        if places[0] > self._step:
            self._go_to(math.ceil(places[0]))
        steps = np.maximum(np.ceil(places).astype(np.int64), self._step)
        n_seen = int(np.searchsorted(steps, self._ahead, side="right"))
        steps = steps[:n_seen]
        shares = places[:n_seen] - (steps - 1)
        now_at = steps - self._first + 1
        before, now = self._walked[now_at - 1], self._walked[now_at]
        seen: npt.NDArray[np.float64] = before + shares[:, None] * (now - before)
        return seen

    def seen(self, t_s: float) -> None:
        """Take a time of the last `look_ahead` as having come."""
        self._step = max(self._step, math.ceil(t_s * STEP_HZ))

    def _go_to(self, step: int) -> None:
        while self._ahead < step:
            self._walk_on()
        self._step = step

    def _walk_on(self) -> None:
        """Walk a block ahead, up to the next goal that comes due."""
        pending, walker = self._pending, self._walker
        self._first = self._ahead
        while pending and pending[0][0] <= self._first + 1:
            goal = pending.pop(0)[2]
            walker.aim(goal.ml_mm, goal.ap_mm)
        if len(self._whites) < _MOST_AHEAD:
            # Behind what is left, so that a goal does not cut the blocks after it short.
            fresh = self._rng.standard_normal((_BLOCK, _N_WHITES))
            self._whites = np.concatenate((self._whites, fresh)) if len(self._whites) else fresh
        n_steps = min(_MOST_AHEAD, len(self._whites))
        if pending:
            n_steps = min(n_steps, pending[0][0] - 1 - self._first)
        self._way_back[:] = walker.state
        self._block, self._whites = self._whites[:n_steps], self._whites[n_steps:]
        self._walked = np.concatenate((self._walked[-2:], walker.walk(self._block)))
        self._ahead += n_steps

    def _lead_back(self) -> None:
        """Take back the steps that nobody has seen yet."""
        n_seen = self._step - self._first
        self._walker.state[:] = self._way_back
        self._walker.walk(self._block[:n_seen])
        # The rest of the block is still there, in front of what was not used yet.
        self._whites = np.concatenate((self._block[n_seen:], self._whites))
        self._block = self._block[:n_seen]
        self._walked = self._walked[: n_seen + 2]
        self._ahead = self._step


def check_goal(goal: Goal) -> None:
    """Refuse a goal that a person cannot follow.

    Raises
    ------
    ValueError
        Its time is no finite number, its place infinite, or nobody can jump so.
    """
    if not (0.0 < goal.effort <= 1.0 and 0.0 <= goal.beat_s <= MOST_BEAT_S):
        raise ValueError(f"Nobody can jump so: effort {goal.effort}, beat {goal.beat_s} s.")
    if not math.isfinite(goal.t_s) or math.isinf(goal.ml_mm) or math.isinf(goal.ap_mm):
        raise ValueError(f"The goal's time and place must be finite, but it is {goal}.")
