"""What all models share: counting, trials, events, warm-up and the packed state."""

from __future__ import annotations

import abc
import functools
import math
import struct
from collections.abc import Mapping
from typing import Final

import msgspec

from balance_arcade.core.board import Stance
from balance_arcade.core.events import Scalar
from balance_arcade.games.chance import Chance
from balance_arcade.games.contract import (
    CLAMP,
    STEPS_PER_S,
    ControlInput,
    Feedback,
    GameEvent,
    GameOptions,
    GameSpec,
    Side,
    TrialResult,
)
from balance_arcade.games.feedback import is_marker_seen
from balance_arcade.games.scoring import net_score

N_WARM_UP: Final = 3
WARM_UP_DIFFICULTY: Final = 0.05


@functools.cache
def _doubles(n: int) -> struct.Struct:
    """Packer of so many little-endian doubles; a format made in every step costs more."""
    return struct.Struct(f"<{n}d")


class BaseModel(abc.ABC):
    """Counters and trials of a game; a game adds `_advance`, `goal` and `_state`.

    Parameters
    ----------
    spec : GameSpec
        Words and rules.
    options : GameOptions
        What the therapist set.

    Attributes
    ----------
    x, y : float
        The person's place in the unit disc as the model last heard it.
    levels : mapping of str to float
        Difficulty of directions that have one of their own; see `balance_arcade.games.directions`.
    """

    def __init__(self, spec: GameSpec, options: GameOptions) -> None:
        self.spec = spec
        self.options = options
        self.chance = Chance(options.seed, spec.name)
        self.n_steps = 0
        self.trials = 0
        self.successes = 0
        self.x = 0.0
        self.y = 0.0
        self.difficulty = min(1.0, max(0.0, options.difficulty))
        self.feedback: Feedback = options.feedback
        self.levels: Mapping[str, float] = {}
        self._n_started = 0
        self._trial_end_step = -math.inf
        self._events: list[GameEvent] = []
        self._results: list[TrialResult] = []

    @property
    def score(self) -> float:
        """Net good hits over trials, 0 to 1."""
        return net_score(self.successes, self.trials)

    @property
    def time_s(self) -> float:
        """Game time in seconds."""
        return self.n_steps / STEPS_PER_S

    @property
    def cursor_visible(self) -> bool:
        """Whether the schedule of feedback lets the person's own marker be drawn now."""
        since = self.n_steps - self._trial_end_step
        return is_marker_seen(self.feedback, N_WARM_UP - self.trials, since)

    @property
    def stance(self) -> Stance:
        """How the person is wanted on the board now; on both feet in most games, always."""
        return "both"

    @property
    def finished(self) -> bool:
        """No game of ours ends by itself: the session's time does."""
        return False

    def set_difficulty(self, difficulty: float) -> None:
        """Set the difficulty of trials that have not begun."""
        self.difficulty = min(1.0, max(0.0, difficulty))

    def set_levels(self, levels: Mapping[str, float]) -> None:
        """Set the difficulty of single directions, by name; the others have the game's own."""
        self.levels = levels

    def set_feedback(self, feedback: Feedback) -> None:
        """Switch the fading of the marker for trials that have not begun."""
        self.feedback = feedback

    def set_weak_side(self, side: Side) -> None:
        """Give another side more of the targets that have not been chosen."""
        self.options = msgspec.structs.replace(self.options, weak_side=side)

    def step(self, control: ControlInput) -> None:
        """Advance by one step; without a place the person stays where they were."""
        self.n_steps += 1
        # The mapping clamps too, but scripts and tests drive a model without one.
        if control.on_board and math.isfinite(control.x) and math.isfinite(control.y):
            radius = math.hypot(control.x, control.y)
            scale = CLAMP / radius if radius > CLAMP else 1.0
            self.x, self.y = control.x * scale, control.y * scale
        self._advance(control)

    def drain_events(self) -> list[GameEvent]:
        """Return the events since the last call, oldest first."""
        if not self._events:
            return []
        events, self._events = self._events, []
        return events

    def drain_trials(self) -> list[TrialResult]:
        """Return the trials finished since the last call, oldest first."""
        results, self._results = self._results, []
        return results

    def state_bytes(self) -> bytes:
        """Whole moving state as little-endian doubles; counts are exact in them."""
        state = (self.n_steps, self.trials, self.successes, self.x, self.y, *self._state())
        return _doubles(len(state)).pack(*state)

    @abc.abstractmethod
    def _advance(self, control: ControlInput) -> None:
        """Move everything on by one step."""

    @abc.abstractmethod
    def _state(self) -> tuple[float, ...]:
        """Return the moving state beyond the counters, as numbers."""

    def _say(self, kind: str, **data: Scalar) -> None:
        self._events.append(GameEvent(self.n_steps, kind, data))

    def _trial_difficulty(self, direction: str = "") -> float:
        """Difficulty for a trial that begins now, in a direction; the first three are easy."""
        self._n_started += 1
        level = self.levels.get(direction, self.difficulty)
        if self._n_started <= N_WARM_UP:
            return min(WARM_UP_DIFFICULTY, level)
        return level

    def _end_trial(
        self,
        *,
        success: bool,
        difficulty: float,
        metrics: dict[str, float],
        graded: bool = True,
        untold: dict[str, float] | None = None,
    ) -> None:
        """Count a trial. An easy warm-up that succeeds says nothing, one that fails does.

        Numbers that are ``untold`` stand in the result alone: events count in a digest, and a game
        that measures more than it did would have none of its old digests any more.
        """
        # A person who starts below the warm-up's difficulty has no easier trials: all of theirs
        # count.
        warm_up = self.trials < N_WARM_UP and difficulty < self.difficulty
        result = TrialResult(
            index=self.trials,
            success=success,
            difficulty=difficulty,
            graded=graded and not (warm_up and success),
            metrics=metrics | (untold or {}),
        )
        self.trials += 1
        self._trial_end_step = self.n_steps
        self.successes += success
        self._results.append(result)
        # An event goes to JSON, which has no NaN.
        known = {name: value for name, value in metrics.items() if math.isfinite(value)}
        self._say(
            "game.trial_end", index=result.index, success=success, difficulty=difficulty, **known
        )
