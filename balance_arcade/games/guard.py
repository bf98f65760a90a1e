"""Keeps a session alive when a game misbehaves: it is named, ended and left out.

A `GuardedModel` stands between the house and a model. It passes calls on, looks at what comes back,
and once anything raises or makes no sense it stands in for the model with the last sound numbers,
so that state, result, recording and screen go on. `run` sees the fault and ends the activity.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final, cast, get_args

from balance_arcade.core.board import MOST_BEAT_S, USUAL_JUMP, Stance
from balance_arcade.games.contract import (
    Feedback,
    GameEvent,
    GameModel,
    GameSpec,
    Side,
    TrialResult,
)
from balance_arcade.games.guided.spec import is_guided
from balance_arcade.games.safety import REACH_CAP_CONFIRMED, REAR_CAP, reach_cap
from balance_arcade.games.stopped import Stopped
from balance_arcade.games.watchdog import GameTooLongError

FAILED: Final = "game.failed"
OFFER_REST: Final = "game.offer_rest"

FEEDBACK: Final = "game.feedback"
"""States the schedule of feedback, and the measured error of its delay."""

HOUSE_KINDS: Final = frozenset({FAILED, OFFER_REST, FEEDBACK})
"""Events about games that only the house sends."""

MAX_EVENTS_A_STEP: Final = 64
REACH_TOLERANCE: Final = 0.01
"""A goal this little beyond the caps is arithmetic; further out it is a danger."""

MISBEHAVIOUR: Final = (Exception, SystemExit, GameTooLongError)
"""All that a game can do to its caller; Ctrl-C is not among it."""

OFF_BOARD: Final = frozenset(get_args(Stance)) - {"both", "left", "right"}
"""Stances in which nobody is on the board, or not all the time, or not with the whole weight."""

_STANCES: Final = frozenset(get_args(Stance))
_KIND: Final = re.compile(r"game(\.[a-z0-9_]+)+")
_SCALARS: Final = (str, int, float, bool, type(None))

_log = logging.getLogger(__name__)


class NonsenseError(ValueError):
    """A game gave something that the contract does not allow."""


def check_events(events: Sequence[GameEvent]) -> None:
    """Look at what a model wants to tell; only rarely is there anything.

    Raises
    ------
    NonsenseError
        Something is no event, has a kind that is not a game's to send, or holds more than plain
        values.
    """
    if len(events) > MAX_EVENTS_A_STEP:
        raise NonsenseError(f"{len(events)} events came of one step.")
    for event in events:
        if not isinstance(event, GameEvent):
            raise NonsenseError(f"An event is a {type(event).__name__}, not a GameEvent.")
        if not _KIND.fullmatch(event.kind) or event.kind in HOUSE_KINDS:
            raise NonsenseError(f"A game cannot send events of the kind {event.kind!r}.")
        for name, value in event.data.items():
            if not (isinstance(name, str) and isinstance(value, _SCALARS)):
                raise NonsenseError(f"The event {event.kind} holds more than plain values.")


def check_trials(trials: Sequence[TrialResult]) -> None:
    """Look at the trials that a model has finished.

    Raises
    ------
    NonsenseError
        Something is no trial, or its numbers are none.
    """
    for trial in trials:
        if not isinstance(trial, TrialResult):
            raise NonsenseError(f"A trial is a {type(trial).__name__}, not a TrialResult.")
        if not (_is_flag(trial.success) and _is_flag(trial.graded) and _is_share(trial.difficulty)):
            raise NonsenseError(f"Trial {trial.index} has no sound success, grade or difficulty.")
        for name, value in trial.metrics.items():
            if not (isinstance(name, str) and isinstance(value, float | int)):
                raise NonsenseError(f"The number {name} of trial {trial.index} is none.")


def fault_words(title: str, error: BaseException) -> str:
    """One line for the screen and the therapist: which game, and what kind of fault.

    Examples
    --------
    >>> fault_words("Pond", ZeroDivisionError())
    'Pond has stopped (ZeroDivisionError).'
    """
    return f"{title} has stopped ({type(error).__name__})."


# Asked after every sample: what is no number raises in the comparison, which is a fault as well.
def _is_share(value: Any) -> bool:
    return bool(0.0 <= value <= 1.0)


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_flag(value: Any) -> bool:
    return value is True or value is False


def _is_radius(value: Any) -> bool:
    # NaN where there is no goal.
    return not value < 0.0 and value != math.inf


def _reading(name: str, is_sound: Callable[[Any], bool]) -> Any:
    """Property that reads the model and looks at the value; a fault never reaches the reader."""
    get = attrgetter(name)

    # `self._model` is looked up anew for each read: after a fault it is the one that stands in.
    def read(self: GuardedModel) -> Any:
        try:
            value = get(self._model)
            if is_sound(value):
                return value
            raise NonsenseError(f"{name} is {value!r}.")
        except MISBEHAVIOUR as error:
            self.fail(error)
        # `fail` has put a stand-in there by now, whose values are sound.
        return get(self._model)

    return property(read)


class GuardedModel:
    """A `GameModel` whose reads never raise, and that stands still after the first fault.

    ``step``, ``state_bytes`` and ``drain_events`` are the model's own methods, called a hundred
    times a second: whoever calls them hands what they raise to `fail`.

    Parameters
    ----------
    spec : GameSpec
        Of the game.
    make : callable
        Makes the model; called once, here.
    difficulty : float
        Where the game starts.
    far_confirmed : bool
        Targets beyond 95 % of the limits are confirmed.

    Attributes
    ----------
    raw : GameModel or None
        The model itself, for its view; None where it could not be made.
    fault : BaseException or None
        What went wrong first.
    """

    n_steps: int = _reading("n_steps", _is_count)
    trials: int = _reading("trials", _is_count)
    successes: int = _reading("successes", _is_count)
    score: float = _reading("score", _is_share)
    difficulty: float = _reading("difficulty", _is_share)
    goal_radius: float = _reading("goal_radius", _is_radius)
    cursor_visible: bool = _reading("cursor_visible", _is_flag)
    finished: bool = _reading("finished", _is_flag)

    def __init__(
        self,
        spec: GameSpec,
        make: Callable[[], GameModel],
        *,
        difficulty: float = 0.0,
        far_confirmed: bool = False,
    ) -> None:
        self.spec = spec
        self.raw: GameModel | None = None
        self.fault: BaseException | None = None
        self._far_confirmed = far_confirmed
        self._goal: tuple[float, float] | None = None
        self._read: tuple[object, ...] = ()
        self._standing: tuple[object, ...] = ()
        self._n_trials = self._n_successes = 0
        # There before the game is made, so that a game which cannot be made has something to show.
        self._pass_on(Stopped(0, 0, 0, difficulty))
        try:
            self.raw = make()
            self._pass_on(self.raw)
        except MISBEHAVIOUR as error:
            self.fail(error)

    def _pass_on(self, model: GameModel | Stopped) -> None:
        """Let the calls of every step go to the model without a detour."""
        self._model = model
        self.step = model.step
        self.state_bytes = model.state_bytes
        self.drain_events = model.drain_events

    def fail(self, error: BaseException) -> None:
        """Note the first fault and stand in for the model from now on."""
        # The first fault is the cause; what follows mostly comes of it.
        if self.fault is not None:
            return
        self.fault = error
        model = self._model
        self._pass_on(
            Stopped(
                _sound(model, "n_steps", _is_count, 0),
                self._n_trials,
                self._n_successes,
                _sound(model, "difficulty", _is_share, 0.0),
            )
        )
        # Told aloud by the event that comes of it; here is where, in the order of what happened.
        _log.info("The game %s failed and is left out: %s.", self.spec.name, type(error).__name__)
        # The message and the traceback may hold paths: only for whoever looks for the fault.
        _log.debug("Where %s failed:", self.spec.name, exc_info=error)

    def standing(self) -> tuple[object, ...]:
        """Give what everybody sees of the course: score, counts and the goal's radius.

        Asked for after every sample, so that they are looked at only when they are others. Where
        there is no radius it is always the same NaN, which a tuple takes for equal.
        """
        model = self._model
        try:
            now = (model.score, model.trials, model.successes, model.goal_radius)
            # Tuples compare items by identity first: a model that gives one and the same NaN is
            # unchanged.
            if now == self._read:
                return self._standing
            self._read = now
        except MISBEHAVIOUR as error:
            self.fail(error)
        score, trials, successes, radius = self.score, self.trials, self.successes, self.goal_radius
        self._standing = (score, trials, successes, math.nan if math.isnan(radius) else radius)
        return self._standing

    def goal(self) -> tuple[float, float] | None:
        """Where the person should be now, within the caps of `balance_arcade.games.safety`."""
        try:
            goal = self._model.goal()
            # Looked at once a goal, not once a call; what is NaN never equals itself.
            if goal is not None and goal != self._goal:
                self._check_goal(goal)
                self._goal = goal
        except MISBEHAVIOUR as error:
            self.fail(error)
            return None
        return goal

    def goal_load(self) -> float | None:
        """Which share of the load the left side should bear now; None where the game says none."""
        try:
            ask = getattr(self._model, "goal_load", None)
            share: float | None = None if ask is None else ask()
            if share is not None and not _is_share(share):
                raise NonsenseError(f"goal_load is {share!r}.")
        except MISBEHAVIOUR as error:
            self.fail(error)
            return None
        return share

    def goal_jump(self) -> tuple[float, float]:
        """How high a jump is to be, as a share of the own highest, and the beat of hops or 0."""
        try:
            ask = getattr(self._model, "goal_jump", None)
            if ask is None:
                return USUAL_JUMP
            effort, beat_s = ask()
            if not (0.0 < effort <= 1.0 and 0.0 <= beat_s <= MOST_BEAT_S):
                raise NonsenseError(f"goal_jump is {(effort, beat_s)!r}.")
            return effort, beat_s
        except MISBEHAVIOUR as error:
            self.fail(error)
        return USUAL_JUMP

    def stance(self) -> Stance:
        """How the person should be on the board now; a model may do without saying so."""
        try:
            stance = getattr(self._model, "stance", "both")
            if stance == "both":
                return "both"
            if stance not in _STANCES:
                raise NonsenseError(f"stance is {stance!r}.")
            # What the session's safety hangs on is said before the game begins, not by its model.
            if stance in OFF_BOARD and not self.spec.leaves_board:
                raise NonsenseError(f"The stance {stance!r} is for games that leave the board.")
            return cast("Stance", stance)
        except MISBEHAVIOUR as error:
            self.fail(error)
        return "both"

    def _check_goal(self, goal: tuple[float, float]) -> None:
        x, y = goal
        if x * x + y * y <= REAR_CAP * REAR_CAP:
            return  # Within the smallest cap of all; most goals are.
        cap = reach_cap(x, y, far_confirmed=self._far_confirmed)
        # A test of how far somebody reaches asks for all of it, as the lean pass does, behind
        # too; somebody stands beside the person (class C).
        if is_guided(self.spec.name) and self.spec.safety_class == "C":
            cap = REACH_CAP_CONFIRMED
        # "Not within" instead of "beyond": a goal that is NaN is refused too.
        if not math.hypot(x, y) <= cap + REACH_TOLERANCE:
            raise NonsenseError(f"The goal {goal!r} is out of the person's safe reach.")

    def drain_trials(self) -> list[TrialResult]:
        """Return the trials finished since the last call, and count them.

        Raises
        ------
        NonsenseError
            Something is no trial.
        """
        trials = self._model.drain_trials()
        check_trials(trials)
        # Counted here and not read from the model, whose own counts may be wrong once it has
        # failed.
        self._n_trials += len(trials)
        self._n_successes += sum(trial.success for trial in trials)
        return trials

    def set_difficulty(self, difficulty: float) -> None:
        """Set the difficulty of trials that have not begun."""
        try:
            self._model.set_difficulty(difficulty)
        except MISBEHAVIOUR as error:
            self.fail(error)

    def set_feedback(self, feedback: Feedback) -> None:
        """Switch the fading of the marker for trials that have not begun."""
        try:
            self._model.set_feedback(feedback)
        except MISBEHAVIOUR as error:
            self.fail(error)

    def set_levels(self, levels: Mapping[str, float]) -> None:
        """Set the difficulty of single directions; a game may do without this method."""
        try:
            change = getattr(self._model, "set_levels", None)
            if change is not None:
                change(levels)
        except MISBEHAVIOUR as error:
            self.fail(error)

    def set_weak_side(self, side: Side) -> None:
        """Choose targets for another side from now on; a game may do without this method."""
        try:
            change = getattr(self._model, "set_weak_side", None)
            if change is not None:
                change(side)
        except MISBEHAVIOUR as error:
            self.fail(error)


def _sound(model: object, name: str, is_sound: Callable[[Any], bool], default: Any) -> Any:
    """Value of a model that has failed, if it can still be had."""
    try:
        value = getattr(model, name)
    except MISBEHAVIOUR:
        return default
    return value if is_sound(value) else default
