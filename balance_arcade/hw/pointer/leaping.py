"""Leaps of a person whom a hand steers: a button that is held, and let go."""

from __future__ import annotations

import math
from typing import Final

from balance_arcade.core.board import Goal
from balance_arcade.hw.sim.jumping import JUMPS, JumpCourse, Jumper

FULL_S: Final = 1.0
"""Held for so long the leap is as high as the person can; ours."""

LEAST_EFFORT: Final = 0.3
LONGEST_S: Final = 2.0
"""Held for longer than this it is a step off, as it is wherever no leap is asked for."""


class Leaping:
    """Makes a leap of how long a button was held, while a game asks for leaps or hops.

    Parameters
    ----------
    jumper : Jumper
        Makes the person's jumps.

    Examples
    --------
    >>> import numpy as np
    >>> leaping = Leaping(Jumper("athlete", np.random.default_rng(1)))
    >>> leaping.ask(Goal(0.0, math.nan, math.nan, "jump"))
    >>> [leaping.holds(t_s, held=held) for t_s, held in ((0.0, True), (1.0, True), (1.1, False))]
    [True, True, True]
    >>> leaping.load(1.1), min(leaping.load(1.1 + 0.01 * k) for k in range(150))
    (1.0, 0.0)
    """

    def __init__(self, jumper: Jumper) -> None:
        self._jumper = jumper
        self._asked = Goal(0.0, math.nan, math.nan)
        self._course: JumpCourse | None = None
        self._begun_s = -math.inf
        self._pressed_s = math.nan

    def ask(self, goal: Goal) -> None:
        """Take what the game asks for now."""
        self._asked = goal

    def holds(self, t_s: float, *, held: bool) -> bool:
        """Hear the button; whether it is a leap's, under way or to come, and so no step off."""
        if self.is_up(t_s):
            return True
        is_asked = self._asked.stance in JUMPS
        if held and is_asked:
            if math.isnan(self._pressed_s):
                self._pressed_s = t_s
            return t_s - self._pressed_s <= LONGEST_S
        held_s, self._pressed_s = t_s - self._pressed_s, math.nan
        if not is_asked or not held_s <= LONGEST_S:
            return False
        effort = max(LEAST_EFFORT, min(1.0, held_s / FULL_S))
        goal = self._asked
        self._course = self._jumper.make(goal.stance, effort, goal.beat_s)
        self._begun_s = t_s
        return True

    def is_up(self, t_s: float) -> bool:
        """Whether a leap is under way, or its landing has not swung out."""
        return self._course is not None and t_s - self._begun_s < self._course.over_s

    def load(self, t_s: float) -> float:
        """Load of the leap under way in body weights."""
        return self._course.load(t_s - self._begun_s) if self._course is not None else 1.0
