"""Follows one guided drop onto the board: the board is empty first, from a box beside it."""

from __future__ import annotations

from typing import Final, Literal

from balance_arcade.assess.guidance import GuidedTrial
from balance_arcade.assess.jump_tests import STEP_OFF
from balance_arcade.core.board import Stance
from balance_arcade.games.contract import ControlInput
from balance_arcade.games.guided.jumping import STANCES, JumpWatch
from balance_arcade.games.landing import bears_less

EMPTY_FRAC: Final = 0.10


class DropWatch(JumpWatch):
    """One trial of a drop jump or a landing.

    Parameters
    ----------
    trial : GuidedTrial
        What is asked for.
    """

    def __init__(self, trial: GuidedTrial) -> None:
        super().__init__(trial)
        self._is_empty = False

    @property
    def words(self) -> str:
        """To step off, until the board is empty."""
        return "" if self._is_empty else STEP_OFF

    def stance(self, *, begun: bool) -> Stance:
        """Off the board until the tone."""
        return STANCES[self._trial.condition] if begun else "off"

    def prepare(self, control: ControlInput) -> Literal["wait", "anew", "ready"]:
        """Count anew whenever somebody touches the board."""
        if bears_less(control, EMPTY_FRAC) != self._is_empty:
            self._is_empty = not self._is_empty
            self._forget()
            self.push(control)
            return "anew"
        self.push(control)
        return "ready" if self._is_empty else "anew"
