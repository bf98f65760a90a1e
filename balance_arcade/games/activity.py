"""One game of a session while it is played: model, staircase, dose and digest.

The digest is the SHA-256 of everything that shaped or made up the game's course, in this order:
a header (format, game, seed, first difficulty, the person's centre and limits), then for every
model step the packed state of the model, each event as JSON, each order as JSON with the step it
came at. Floating-point numbers go in bit for bit. Time that is not played leaves no trace.
"""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, Any, Final

import msgspec

from balance_arcade.core.events import Command, Scalar
from balance_arcade.games.base import N_WARM_UP
from balance_arcade.games.between_steps import BetweenSteps
from balance_arcade.games.contract import (
    STEPS_PER_S,
    ControlInput,
    Feedback,
    GameEvent,
    GameModel,
    GameOptions,
    TrialResult,
)
from balance_arcade.games.control import ControlMapping
from balance_arcade.games.directions import DirectionLevels
from balance_arcade.games.feedback import DelayLine, feedback_facts
from balance_arcade.games.guard import (
    FEEDBACK,
    MISBEHAVIOUR,
    OFF_BOARD,
    OFFER_REST,
    GuardedModel,
    check_events,
)
from balance_arcade.games.guided.spec import is_guided
from balance_arcade.games.registry import game_spec, make_model
from balance_arcade.games.scoring import earned_stars, held_level, summarise
from balance_arcade.games.staircase import Staircase

if TYPE_CHECKING:
    from balance_arcade.core.samples import CopSample
    from balance_arcade.games.setup import RunOptions

DIGEST_FORMAT: Final = "balance-arcade play 1"


class PlayResult(msgspec.Struct, frozen=True):
    """What came of one activity: the object that ``play --json`` ends with.

    Attributes
    ----------
    game : str
        Name of the game.
    seed : int
        The session's seed; one more each time that the same game is played again in it.
    board : str
        Address of the board.
    simulated : bool
        Whether the samples came from a simulation.
    seconds : float
        Game time played, pauses left out.
    trials, successes : int
        Finished trials, and net good hits among them.
    score, difficulty : float
        Net good hits over trials; where the staircase ended.
    digest : str
        Hash of the whole course, hexadecimal.
    origin : str
        ``real``, ``simulated`` or ``replayed``.
    stars : int
        0 to 3.
    limits_source : str
        Where the person's limits came from.
    pauses : tuple of str
        Reason of each pause within the activity.
    active_s, elapsed_s : float
        Dose: time played, and time from the instruction to the end.
    metrics : dict of str to float
        Mean over the trials in which each number exists.
    trial_list : tuple of TrialResult
        Every trial.
    failed : str
        Type of the error that ended the game before its time; empty where it was sound.
    """

    game: str
    seed: int
    board: str
    simulated: bool
    seconds: float
    trials: int
    successes: int
    score: float
    difficulty: float
    digest: str
    origin: str
    stars: int
    limits_source: str
    pauses: tuple[str, ...]
    active_s: float
    elapsed_s: float
    metrics: dict[str, float]
    trial_list: tuple[TrialResult, ...]
    failed: str = ""


class Activity:
    """A game under way.

    Parameters
    ----------
    name : str
        Name of the game.
    options : GameOptions
        Seed and what the therapist set; its difficulty is the staircase's start.
    index : int
        Which activity of the session, from 0.
    staircase : Staircase
        Finds the difficulty.
    mapping : ControlMapping
        The person's limits.
    begun_s : float
        Time on the board's clock at which the instruction came up.
    directions : DirectionLevels, optional
        What is known of the game's directions.
    best_before : float, optional
        Best level that the person held before; None where there is none.
    left_out : BaseException, optional
        What the game did earlier in this session: it is not made again.

    Attributes
    ----------
    failed : str
        Type of the error that ended the game before its time; empty while it is sound.
    is_guided : bool
        A clinical test: its own trials have a time.
    """

    def __init__(
        self,
        name: str,
        options: GameOptions,
        *,
        index: int,
        staircase: Staircase,
        mapping: ControlMapping,
        begun_s: float,
        directions: DirectionLevels | None = None,
        best_before: float | None = None,
        left_out: BaseException | None = None,
    ) -> None:
        self.name = name
        self.options = options
        self.index = index
        self.staircase = staircase
        self.mapping = mapping
        self.directions = directions or DirectionLevels()
        self.best_before = best_before

        # Raised inside the guard: a game left out earlier goes the way of one that fails now.
        def make() -> GameModel:
            if left_out is not None:
                raise left_out
            return make_model(name, options)

        self.model = GuardedModel(
            game_spec(name),
            make,
            difficulty=options.difficulty,
            far_confirmed=options.far_confirmed,
        )
        self.failed = ""
        self.is_guided = is_guided(self.model.spec.name)
        self._between = BetweenSteps() if game_spec(name).leaves_board else None
        self.control = ControlInput(begun_s, 0.0, 0.0)
        self.feedback: Feedback = options.feedback
        self._line = DelayLine(self.control) if options.feedback == "delayed" else None
        self._stated: dict[str, Scalar] = {}
        self.trials: list[TrialResult] = []
        self.own_level = staircase.difficulty
        self.pauses: list[str] = []
        self.begun_s = begun_s
        self.ended_s = math.nan
        self.rest_offered = False
        self._sample: CopSample | None = None
        self._hash = hashlib.sha256()
        # The head goes first: equal courses of two games, seeds or persons must not look equal.
        self._write([DIGEST_FORMAT, name, _facts(options), mapping.limits])
        self._set_levels()
        # Only where there are some: games of before directions were known keep their digests.
        if self.directions.used:
            self._write(["directions", self.levels])

    def count(self, sample: CopSample) -> None:
        """Take note of a sample, heard by a step or not, for a game that has people land."""
        if self._between is not None:
            self._between.count(sample)

    @property
    def wants_empty_board(self) -> bool:
        """Whether the game has sent the person off the board, and has them land on it next."""
        return self._between is not None and self.model.stance() in OFF_BOARD

    def hear(self, sample: CopSample) -> None:
        """Take the person's place from a sample, so that it can be shown in every phase."""
        # The same sample may be heard again; its mapping is known then.
        if sample is not self._sample:
            self._sample = sample
            self.control = self.mapping.control(sample)
            if self._line is not None:
                self._line.push(self.control)

    def follow(self, mapping: ControlMapping) -> None:
        """Take over a new centre and new limits; equal ones change nothing."""
        # A line in the digest for what changed nothing would part equal courses.
        if mapping.limits != self.mapping.limits:
            self.mapping = mapping
            self._write([self.model.n_steps, "limits", mapping.limits])

    def step(self) -> list[GameEvent]:
        """Advance the model by one step; one that raises stands still from now on."""
        control = self.control if self._between is None else self._between.take(self.control)
        try:
            self.model.step(control)
            self._hash.update(self.model.state_bytes())
            events = self.model.drain_events()
            # A trial ends with an event, and most of the 120 steps a second have none.
            return self._take_up(events) if events else []
        except MISBEHAVIOUR as error:
            self.fail(error)
            return []

    def fail(self, error: BaseException) -> None:
        """Stop the model because of a fault, the first time; the digest tells of it."""
        if self.model.fault is None:
            self.model.fail(error)
        if not self.failed:
            self.failed = type(self.model.fault).__name__
            self._write([self.model.n_steps, "failed", self.failed])

    def _take_up(self, events: list[GameEvent]) -> list[GameEvent]:
        """Look at the events of a step, and learn from the trials that ended in it."""
        check_events(events)
        for trial in self.model.drain_trials():
            self.trials.append(trial)
            self._learn(trial, events)
            self._set_difficulty(self.staircase.difficulty)
        facts = feedback_facts(self.feedback, self._line)
        if facts != self._stated:
            self._stated = facts
            events.append(GameEvent(self.model.n_steps, FEEDBACK, facts))
        for event in events:
            self._write([event.step, event.kind, event.data])
        return events

    def _learn(self, trial: TrialResult, events: list[GameEvent]) -> None:
        """Let the staircase take a trial, and offer a rest where its brake takes hold."""
        stairs = self.staircase
        sought = not stairs.found
        self.directions.learn(trial, target=stairs.target, frozen=stairs.frozen)
        # A trial that is not graded tells nothing of how hard the game should be, but a failure is
        # one for the person all the same.
        take = stairs.record if trial.graded else stairs.witness
        if take(success=trial.success):
            self.rest_offered = True
            events.append(GameEvent(self.model.n_steps, OFFER_REST))
        if sought:
            self.own_level = stairs.difficulty

    def _set_difficulty(self, difficulty: float) -> None:
        """Set the game's level, and with it that of each direction."""
        self.model.set_difficulty(difficulty)
        self._set_levels()

    def _set_levels(self) -> None:
        if self.directions.used:
            self.model.set_levels(self.levels)

    @property
    def levels(self) -> dict[str, float]:
        """Difficulty of each direction that is known, within what the therapist allows."""
        stairs = self.staircase
        return self.directions.at(stairs.difficulty, stairs.minimum, stairs.maximum)

    @property
    def held_level(self) -> float | None:
        """Level held in this game so far; None while too little has been played."""
        return held_level(self.trials, N_WARM_UP)

    @property
    def stars(self) -> int:
        """Stars so far, 0 to 3, by the person's own level."""
        levels = [trial.difficulty for trial in self.trials if trial.index >= N_WARM_UP]
        return earned_stars(self.model.score, levels, self.own_level)

    def order(self, command: Command) -> str:
        """Carry out ``easier``, ``harder`` or ``feedback``; trials under way stay as they are."""
        if command.name == "feedback":
            other = "full" if self.feedback == "faded" else "faded"
            self._schedule(command.args.get("mode", other))
        elif command.name == "easier":
            self._set_difficulty(self.staircase.easier())
        else:
            self._set_difficulty(self.staircase.harder())
        self._write([self.model.n_steps, command.name, self.feedback, self.staircase.difficulty])
        return "accepted"

    def note_mark(self, text: str) -> None:
        """Keep in the digest that the game was told of a mark."""
        self._write([self.model.n_steps, "mark", text])

    def _schedule(self, feedback: Any) -> None:
        """Follow another schedule of feedback from the next trial on."""
        self.feedback = feedback
        self._line = DelayLine(self.control) if feedback == "delayed" else None
        self.model.set_feedback(feedback)

    @property
    def seen(self) -> ControlInput:
        """Where the person is shown: now, or half a second ago."""
        return self.control if self._line is None else self._line.shown

    def note_pause(self, reason: str) -> None:
        """Note why play was interrupted; a rest that was offered has been had."""
        self.pauses.append(reason)
        self.rest_offered = False

    def retune(
        self, options: RunOptions, mapping: ControlMapping, name: str, value: Scalar
    ) -> None:
        """Take over a changed setting; the trial under way stays as it is.

        Parameters
        ----------
        options : RunOptions
            All settings as they are now.
        mapping : ControlMapping
            Made from them.
        name, value
            The one that changed, for the digest.
        """
        self.mapping = mapping
        options.tune(self.staircase)
        self._set_difficulty(self.staircase.difficulty)
        if name == "feedback":
            self._schedule(options.feedback)
        elif name == "weak_side":
            self.model.set_weak_side(options.weak_side)
        self._write([self.model.n_steps, "set", name, value])

    def end(self, t_s: float) -> None:
        """Note when it was over; only the first time counts."""
        if math.isnan(self.ended_s):
            self.ended_s = t_s

    @property
    def digest(self) -> str:
        """Hash of the course so far, hexadecimal."""
        return self._hash.hexdigest()

    def result(self, *, board: str, origin: str, now_s: float) -> PlayResult:
        """Sum the activity up as it stands."""
        # Counted in steps, not by a clock: the model stands still in a pause, so pauses are out.
        active_s = self.model.n_steps / STEPS_PER_S
        ended_s = now_s if math.isnan(self.ended_s) else self.ended_s
        return PlayResult(
            game=self.name,
            seed=self.options.seed,
            board=board,
            simulated=origin == "simulated",
            seconds=active_s,
            trials=self.model.trials,
            successes=self.model.successes,
            score=self.model.score,
            difficulty=self.staircase.difficulty,
            digest=self.digest,
            origin=origin,
            stars=self.stars,
            limits_source=self.mapping.limits.source,
            pauses=tuple(self.pauses),
            active_s=active_s,
            elapsed_s=ended_s - self.begun_s,
            metrics=summarise(self.trials),
            trial_list=tuple(self.trials),
            failed=self.failed,
        )

    def _write(self, part: object) -> None:
        self._hash.update(msgspec.json.encode(part) + b"\n")


def _facts(options: GameOptions) -> dict[str, Any]:
    """Options for the digest; mode and leg are left out where usual, as before there were any."""
    facts: dict[str, Any] = msgspec.to_builtins(options)
    return {name: value for name, value in facts.items() if value or name not in {"mode", "leg"}}
