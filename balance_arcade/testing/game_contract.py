"""What every game keeps to, as a suite that a game of another package runs on itself.

Derive a class whose name begins with ``Test`` from `GameContract`, and name the game's entry::

    class TestPond(GameContract):
        entry = GAME

Its pictures have a suite of their own, `balance_arcade.testing.game_view_contract`. Nothing needs
a screen, a board, or the package to be installed. Needs pytest, which nothing else of the package
imports.
"""

from __future__ import annotations

import math
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
import pytest

from balance_arcade.games.contract import STEPS_PER_S, ControlInput, Feedback
from balance_arcade.games.entry import GameEntry, entry_fault
from balance_arcade.games.guard import check_events, check_trials
from balance_arcade.games.safety import reach_cap
from balance_arcade.games.sounds import DEFAULT_WORDS, FAILURE, SUCCESS, cue_keys
from balance_arcade.testing.game_play import (
    at,
    bobbing,
    dreamy,
    ideal,
    make,
    play,
    stepping,
    still,
    wild,
)

MAX_WORDS = 8
BODY_WORDS = ("hip", "hips", "foot", "feet", "leg", "legs", "knee", "ankle", "body")
"""Attention outside of the body helps balance, so instructions speak of the screen."""

UNKIND_WORDS = ("fail", "failed", "failure", "wrong", "bad", "lost", "lose", "game over")
LEVELS = (0.0, 0.5, 1.0)
_TOLERANCE = 1e-9


def _has(text: str, words: tuple[str, ...]) -> list[str]:
    plain = " ".join("".join(c if c.isalpha() else " " for c in text.lower()).split())
    return [word for word in words if f" {word} " in f" {plain} "]


class GameContract:
    """Tests of one game without its picture; a derived class names the ``entry``."""

    entry: ClassVar[GameEntry]

    def test_entry_is_whole(self) -> None:
        """The entry is one that this version of the house takes."""
        fault = entry_fault(self.entry, self.entry.spec.name)
        assert fault == "", fault

    def test_words_are_short_and_kind(self) -> None:
        """Words can be read at a glance, speak of the screen, and never of failing."""
        spec = self.entry.spec
        n_words = len(spec.instruction.split())
        assert 3 <= n_words <= MAX_WORDS, f"The instruction has {n_words} words, not 3 to 8."
        assert spec.title.strip(), "The game needs a title."
        assert spec.purpose.strip(), "The therapist wants to know what the game trains."
        of_modes = [mode.instruction for mode in spec.modes if mode.instruction]
        for text in (spec.instruction, *of_modes, *spec.event_words.values()):
            assert len(text.split()) <= MAX_WORDS, f"{text!r} has more than eight words."
            unkind = _has(text, (*BODY_WORDS, *UNKIND_WORDS))
            assert not unkind, f"{text!r} says {unkind}."

    def test_every_sound_has_words_and_an_event(self) -> None:
        """Who does not hear reads, and a sound that is never played is a slip of the pen."""
        spec, sent = self.entry.spec, {SUCCESS, FAILURE}
        for mode in ("", *(one.name for one in spec.modes[1:])):
            more = (*((bobbing,) if mode else ()), *((stepping,) if spec.leaves_board else ()))
            for player in (ideal, still, dreamy, *more):
                events = play(self.entry, player, 120.0, difficulty=0.7, mode=mode).events
                sent |= {key for event in events for key in cue_keys(event.kind, event.data)}
        for key in spec.cues:
            assert spec.event_words.get(key) or key in DEFAULT_WORDS, f"{key} sounds, wordless."
        unknown = (set(spec.cues) | set(spec.event_words)) - sent
        assert not unknown, f"The model never sent {sorted(unknown)} in six minutes of play."

    def test_equal_input_is_an_equal_game(self) -> None:
        """Seed and input alone decide: state, events and trials come out equal."""
        one, other = (play(self.entry, wild(5), 60.0, seed=3, difficulty=0.4) for _ in range(2))
        assert one.digest == other.digest, "Two games with one seed and one input differ."
        assert one.events == other.events, "Their states are equal and their events are not."
        assert repr(one.trials) == repr(other.trials), "Their trials are not equal."

    def test_another_seed_is_another_game(self) -> None:
        """A game that is the same every time is learnt by heart."""
        digests = {play(self.entry, ideal, 60.0, seed=seed).digest for seed in range(1, 5)}
        assert len(digests) > 1, "Four seeds gave one and the same game."

    def test_it_does_not_matter_when_anybody_looks(self) -> None:
        """Events are drained in any portions, and questions change nothing."""
        often, seldom = (
            play(self.entry, dreamy, 40.0, drain_every=every, difficulty=0.4) for every in (1, 700)
        )
        assert often.digest == seldom.digest, "Draining events changes the game."
        assert often.events == seldom.events, "Draining seldom loses events or changes them."
        assert repr(often.trials) == repr(seldom.trials), "Draining seldom loses trials."
        model = seldom.model
        before = model.state_bytes()
        for _ in range(3):
            _ = model.goal(), model.goal_radius, model.score, model.cursor_visible, model.finished
        assert model.state_bytes() == before, "Asking the model changes it."
        assert model.drain_events() == [], "Events that were drained came again."
        assert model.drain_trials() == [], "Trials that were drained came again."

    def test_nothing_but_numbers_moves_the_game(self) -> None:
        """NaN, infinities and an empty board never reach the state or the events."""
        model = make(self.entry, difficulty=0.5)
        model.step(at(0.0, 0.3, 0.1))
        odd = [(math.nan, 0.0, True), (0.0, -math.inf, True), (0.9, 0.9, False), (30.0, 40.0, True)]
        for k in range(3000):
            x, y, on_board = odd[k // 100 % len(odd)]
            model.step(ControlInput(k / STEPS_PER_S, x, y, x, y, on_board=on_board))
        for goal in (model.goal(),):
            assert goal is None or all(map(math.isfinite, goal)), f"The goal became {goal}."
        for event in model.drain_events():
            for name, value in event.data.items():
                is_sound = not isinstance(value, float) or math.isfinite(value)
                assert is_sound, f"{event.kind} says {name} = {value}."

    @pytest.mark.parametrize("level", LEVELS)
    def test_ten_minutes_of_anything_break_nothing(self, level: float) -> None:
        """Whatever the person does, the game goes on and its numbers are sound."""
        played = play(self.entry, wild(11), 600.0, seed=2, difficulty=level)
        model = played.model
        check_events(played.events[:1])
        for event in played.events:
            check_events([event])
        check_trials(played.trials)
        assert model.n_steps == 600 * STEPS_PER_S, f"{model.n_steps} steps were counted."
        assert isinstance(model.state_bytes(), bytes), "The state must be bytes."
        assert len(model.state_bytes()) < 100_000, "The state grows, or is far too large."

    def test_trials_are_counted(self) -> None:
        """Every trial begins, ends, and is counted once; the score is what the counts say."""
        played = play(self.entry, dreamy, max(90.0, self.entry.spec.default_seconds))
        model, kinds = played.model, [event.kind for event in played.events]
        assert model.trials == len(played.trials) > 0, (
            f"The model counts {model.trials} trials and gave {len(played.trials)}."
        )
        assert kinds.count("game.trial_end") == model.trials, "Each trial ends with an event."
        open_trials = kinds.count("game.trial_start") - model.trials
        assert open_trials in {0, 1}, f"{open_trials} trials have begun and not ended."
        assert [trial.index for trial in played.trials] == list(range(model.trials)), (
            "Trials are counted from 0, one by one."
        )
        assert model.successes == sum(trial.success for trial in played.trials), (
            "The successes are not those of the trials."
        )
        assert 0.0 <= model.score <= 1.0, f"The score is {model.score}."
        ends = [e.data["success"] for e in played.events if e.kind == "game.trial_end"]
        assert ends == [trial.success for trial in played.trials], "An event says otherwise."

    def test_who_follows_the_goal_succeeds(self) -> None:
        """The goal that is shown is the one that counts."""
        played = play(self.entry, ideal, 120.0, difficulty=0.3)
        if not played.goals:
            pytest.skip("this game has no goal")
        model = played.model
        assert model.score >= 0.5, f"{model.successes} of {model.trials} with every goal met."

    @pytest.mark.parametrize("level", LEVELS)
    def test_goals_are_within_safe_reach(self, level: float) -> None:
        """No goal beyond 95 % of the person's own limit, none beyond 60 % straight behind."""
        modes = [one.name for one in self.entry.spec.modes[1:]]
        plays = [("", ideal), ("", dreamy), ("", wild(4)), *((mode, dreamy) for mode in modes)]
        for mode, player in plays:
            played = play(self.entry, player, 120.0, seed=7, difficulty=level, mode=mode)
            for goal in played.goals:
                reach = math.hypot(*goal)
                cap = reach_cap(*goal)
                assert reach <= cap + _TOLERANCE, (
                    f"The goal {goal} is at {reach:.3f} of the limit, and {cap:.2f} is safe."
                )

    def test_difficulty_is_taken_and_waits_for_the_next_trial(self) -> None:
        """The staircase's number is taken as it is, within 0 to 1, and changes no trial midway."""
        goals = []
        for harder in (False, True):
            model = make(self.entry, difficulty=0.2)
            for k in range(240):
                model.step(still(model, k / STEPS_PER_S))
            n_trials = model.trials
            if harder:
                model.set_difficulty(0.9)
                assert model.difficulty == pytest.approx(0.9), "The difficulty was not taken."
            model.step(still(model, 2.0))
            assert model.trials in {n_trials, n_trials + 1}, "The difficulty ended a trial."
            if model.trials == n_trials:
                goals.append((model.goal(), repr(model.goal_radius)))
        assert len(set(goals)) <= 1, "The difficulty changed a trial that was under way."
        model.set_difficulty(7.0)
        assert model.difficulty <= 1.0, "The difficulty is at most 1."
        model.set_difficulty(-7.0)
        assert model.difficulty >= 0.0, "The difficulty is at least 0."

    def test_feedback_can_be_switched(self) -> None:
        """The therapist may keep the marker in sight; both words are taken at any moment."""
        model = make(self.entry, feedback="faded")
        order: tuple[Feedback, ...] = ("full", "faded", "full")
        for feedback in order:
            model.set_feedback(feedback)
            model.step(still(model, 0.0))

    def test_no_clock_and_no_chance_of_its_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A model has the samples' time and its seed; the wall's clock and luck are no business."""
        mine = threading.get_ident()

        def forbidden(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*args: Any, **more: Any) -> Any:
                # Others of this process, the test runner say, may look at the clock meanwhile.
                if threading.get_ident() == mine:
                    raise AssertionError(f"The model calls {name}.")
                return real(*args, **more)

            return call

        make(self.entry)  # What it imports may look at the clock; the game itself may not.
        with monkeypatch.context() as patch:
            for module, names in (
                (time, ("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "sleep")),
                (random, ("random", "randint", "uniform", "choice", "shuffle", "gauss")),
                (np.random, ("random", "rand", "randint", "choice", "normal", "uniform")),
                (os, ("urandom",)),
            ):
                for name in names:
                    full = f"{module.__name__}.{name}"
                    patch.setattr(module, name, forbidden(full, getattr(module, name)))
            play(self.entry, dreamy, 40.0)

    def test_model_never_imports_pygame(self) -> None:
        """A game is played without a screen too, on computers that have none."""
        module = self.entry.model.partition(":")[0]
        code = f"import sys, {module}; sys.exit('pygame' in sys.modules)"
        path = os.pathsep.join(filter(None, sys.path))
        done = subprocess.run(  # noqa: S603 - our own interpreter, and the game's module by name
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"Importing {module} imports pygame. {done.stderr}"
