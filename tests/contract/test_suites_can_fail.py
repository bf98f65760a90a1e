"""The suites find what they are for: each of these games and boards is wrong in one way."""

from __future__ import annotations

import dataclasses
import math
import random
import sys
import time
import types

import msgspec
import pytest
from board_factories import FACTORIES

from balance_arcade.core.board import Geometry
from balance_arcade.games.contract import GameEvent, ModelFactory
from balance_arcade.games.entry import GameEntry
from balance_arcade.games.orchard.model import Model as Orchard
from balance_arcade.games.orchard.spec import SPEC
from balance_arcade.games.orchard.view import View
from balance_arcade.testing.board_contract import BoardContract
from balance_arcade.testing.game_contract import GameContract
from balance_arcade.testing.game_view_contract import GameViewContract


def model(**methods) -> ModelFactory:
    return type("Model", (Orchard,), methods)


def after(act):
    """Advance, and then act."""

    def advance(self, control):
        Orchard._advance(self, control)
        act(self)

    return advance


def suite(base, monkeypatch, *, made=Orchard, view=View, **spec):
    module = types.ModuleType("wrong_game")
    module.Model, module.View = made, view
    monkeypatch.setitem(sys.modules, "wrong_game", module)
    entry = GameEntry(
        spec=msgspec.structs.replace(SPEC, **spec),
        model="wrong_game:Model",
        view="wrong_game:View",
        contract=1,
    )
    return type("Suite", (base,), {"entry": entry})()


def lean_on_luck(self):
    self.basket_x += 1e-9 * random.random()


def say_nan(self):
    if self.n_steps % 500 == 0:
        self._say("game.fruit_falls", x=float("nan"))


def forget_a_trial(self):
    self._results.clear()


WRONG_MODELS = {
    "test_equal_input_is_an_equal_game": {"_advance": after(lean_on_luck)},
    "test_no_clock_and_no_chance_of_its_own": {"_advance": after(lambda self: time.monotonic())},
    "test_nothing_but_numbers_moves_the_game": {"_advance": after(say_nan)},
    "test_trials_are_counted": {"_advance": after(forget_a_trial)},
    "test_it_does_not_matter_when_anybody_looks": {"drain_events": lambda self: list(self._events)},
    "test_who_follows_the_goal_succeeds": {"goal": lambda self: (-0.3, 0.0)},
    "test_difficulty_is_taken_and_waits_for_the_next_trial": {
        "set_difficulty": lambda self, difficulty: None
    },
    "test_another_seed_is_another_game": {
        "__init__": lambda self, options: Orchard.__init__(
            self, msgspec.structs.replace(options, seed=1)
        )
    },
}


@pytest.mark.parametrize("test", WRONG_MODELS)
def test_a_wrong_model_is_found(monkeypatch, test):
    wrong = suite(GameContract, monkeypatch, made=model(**WRONG_MODELS[test]))
    needs_patch = test == "test_no_clock_and_no_chance_of_its_own"
    with pytest.raises(AssertionError):
        getattr(wrong, test)(*((monkeypatch,) if needs_patch else ()))


@pytest.mark.parametrize("test", ["test_ten_minutes_of_anything_break_nothing"])
@pytest.mark.parametrize(
    "methods",
    [
        {"_advance": after(lambda self: 1 // (self.n_steps - 30_000))},
        {"drain_events": lambda self: [GameEvent(1, "session.zero")]},
    ],
)
def test_a_model_that_breaks_is_found(monkeypatch, test, methods):
    wrong = suite(GameContract, monkeypatch, made=model(**methods))
    with pytest.raises((ZeroDivisionError, ValueError)):
        getattr(wrong, test)(0.5)


def test_goals_out_of_reach_are_found(monkeypatch):
    wrong = suite(GameContract, monkeypatch, made=model(goal=lambda self: (0.0, -0.7)))
    with pytest.raises(AssertionError, match=r"0\.60 is safe"):
        wrong.test_goals_are_within_safe_reach(0.5)


@pytest.mark.parametrize(
    ("spec", "test"),
    [
        ({"instruction": "Move your hips to the fruit."}, "test_words_are_short_and_kind"),
        ({"event_words": {"success": "You did not fail"}}, "test_words_are_short_and_kind"),
        ({"cues": {"game.fruit_flies": "reward"}}, "test_every_sound_has_words_and_an_event"),
        ({"event_words": {}}, "test_every_sound_has_words_and_an_event"),
        ({"name": "Big Orchard"}, "test_entry_is_whole"),
    ],
)
def test_wrong_words_are_found(monkeypatch, spec, test):
    with pytest.raises(AssertionError):
        getattr(suite(GameContract, monkeypatch, **spec), test)()


class Strobe(View):
    n = 0

    def draw(self, surface, model, control, alpha):
        super().draw(surface, model, control, alpha)
        Strobe.n += 1
        if Strobe.n % 2:
            surface.fill((255, 255, 255))


class Pulse(View):
    """A light that comes and goes five times a second: no frame leaps, and it flashes."""

    def draw(self, surface, model, control, alpha):
        super().draw(surface, model, control, alpha)
        light = round(90.0 + 90.0 * math.sin(2.0 * math.pi * 5.0 * model.n_steps / 120.0))
        surface.fill((light, light, light), (0, 0, surface.get_width() // 8, 90))


class Clocked(View):
    def draw(self, surface, model, control, alpha):
        super().draw(surface, model, control, alpha)
        Strobe.n += 1
        surface.fill((Strobe.n % 251, 0, 0), (0, 0, 20, 20))


class Sleeper(View):
    """Draws once, and what it drew from then on."""

    def draw(self, surface, model, control, alpha):
        if not hasattr(self, "kept"):
            super().draw(surface, model, control, alpha)
            self.kept = surface.copy()
        surface.blit(self.kept, (0, 0))


class Meddler(View):
    def draw(self, surface, model, control, alpha):
        super().draw(surface, model, control, alpha)
        model.basket_x += 0.01


class Half(View):
    def draw(self, surface, model, control, alpha):
        surface.fill((0, 0, 0), (0, 0, 10, 10))

    card = draw


@pytest.mark.parametrize(
    ("view", "check"),
    [
        (Strobe, lambda wrong, theme: wrong.test_nothing_flashes()),
        (Pulse, lambda wrong, theme: wrong.test_nothing_flashes()),
        (Clocked, lambda wrong, theme: wrong.test_equal_play_is_an_equal_picture()),
        (Sleeper, lambda wrong, theme: wrong.test_shows_where_the_person_is_at_once(theme)),
        (
            Meddler,
            lambda wrong, theme: wrong.test_draws_the_whole_screen_and_changes_nothing(
                (640, 360), theme
            ),
        ),
        (
            Half,
            lambda wrong, theme: wrong.test_draws_the_whole_screen_and_changes_nothing(
                (640, 360), theme
            ),
        ),
    ],
)
def test_wrong_pictures_are_found(monkeypatch, view, check):
    from balance_arcade.games.kit import NIGHT

    wrong = suite(GameViewContract, monkeypatch, view=view)
    with pytest.raises(AssertionError):
        check(wrong, NIGHT)


class Warped:
    """A board of ours with one thing wrong."""

    def __init__(self, board, **wrong):
        self._board, self._wrong = board, wrong

    def __getattr__(self, name):
        if name in self._wrong:
            return self._wrong[name](self._board)
        return getattr(self._board, name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._board.close()


def scaled(factor):
    def read(board):
        names = ("tl_n", "tr_n", "bl_n", "br_n")

        def scale(sample):
            cells = {name: factor * getattr(sample, name) for name in names}
            return msgspec.structs.replace(sample, **cells)

        return lambda timeout_s: [scale(sample) for sample in board.read(timeout_s)]

    return read


def renumbered(board):
    return lambda timeout_s: [
        msgspec.structs.replace(sample, seq=2 * sample.seq) for sample in board.read(timeout_s)
    ]


WRONG_BOARDS = {
    "test_info_is_complete": {
        "info": lambda board: msgspec.structs.replace(board.info, geometry=Geometry(0.0, 0.0))
    },
    "test_forces_are_newtons_of_somebody_who_stands": {"read": scaled(1.0 / 9.81 / 9.81)},
    "test_samples_are_numbered_from_zero_and_regular_in_time": {"read": renumbered},
    "test_every_sample_says_where_it_comes_from": {
        "read": lambda board: (
            lambda timeout_s: [msgspec.structs.replace(s, flags=0) for s in board.read(timeout_s)]
        )
    },
    "test_live_board_never_ends": {"ended": lambda board: True},
    "test_health_counts_what_was_delivered": {
        "health": lambda board: msgspec.structs.replace(board.health, n_samples=0)
    },
}


@pytest.mark.parametrize("test", WRONG_BOARDS)
def test_a_wrong_board_is_found(tmp_path, test):
    with FACTORIES["sim"](tmp_path) as case:
        wrong = dataclasses.replace(case, open=lambda: Warped(case.open(), **WRONG_BOARDS[test]))
        with pytest.raises(AssertionError):
            getattr(BoardContract(), test)(wrong)
