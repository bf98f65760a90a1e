"""What stands in for a game's model that has been stopped: nothing moves any more."""

from __future__ import annotations

import math

from balance_arcade.games.contract import ControlInput, Feedback, GameEvent, TrialResult
from balance_arcade.games.scoring import net_score


class Stopped:
    """A model that does nothing any more; it keeps the counts of the one it stands in for."""

    goal_radius = math.nan
    cursor_visible = True
    finished = False

    def __init__(self, n_steps: int, trials: int, successes: int, difficulty: float) -> None:
        self.n_steps, self.trials, self.successes = n_steps, trials, successes
        self.score, self.difficulty = net_score(successes, trials), difficulty

    def step(self, control: ControlInput) -> None:
        """Stay."""

    def goal(self) -> tuple[float, float] | None:
        """Nowhere: stand as you like."""

    def set_difficulty(self, difficulty: float) -> None:
        """Stay."""

    def set_feedback(self, feedback: Feedback) -> None:
        """Stay."""

    def drain_events(self) -> list[GameEvent]:
        """Nothing happens."""
        return []

    def drain_trials(self) -> list[TrialResult]:
        """Nothing happens."""
        return []

    def state_bytes(self) -> bytes:
        """Nothing moves."""
        return b""
