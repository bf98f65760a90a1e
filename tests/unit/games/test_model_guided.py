"""The guide through a test: words, countdown, trial, rest, and what ends a trial early."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from scripted_person import Person, board

from balance_arcade.core.events import Phase
from balance_arcade.games.contract import STEPS_PER_S, ControlInput, GameEvent, GameOptions
from balance_arcade.games.guided.model import Model, Stage
from balance_arcade.games.guided.spec import READY_S, REST_S, guided_entry, is_guided
from balance_arcade.games.registry import game_spec, known_games, make_model, package_of, view_class
from balance_arcade.games.run import GameRun


class Played:
    """A guide, the steps it has had, and its events."""

    def __init__(self, name: str) -> None:
        self.model = Model(name, GameOptions())
        self.events: list[GameEvent] = []
        self.t_s = 0.0

    def go(self, seconds: float, x_mm: float = 0.0, *, on_board: bool = True) -> None:
        """Stand somewhere for a time."""
        for _ in range(round(seconds * STEPS_PER_S)):
            self.t_s += 1.0 / STEPS_PER_S
            x = x_mm / 100.0
            self.model.step(
                ControlInput(self.t_s, x, 0.0, x_mm, 0.0, abs(x), 700.0, 1.0, on_board=on_board)
            )
            self.events += self.model.drain_events()

    def ends(self) -> list[GameEvent]:
        """Ends of trials so far."""
        return [one for one in self.events if one.kind == "game.trial_end"]


def test_a_part_is_no_game_of_any_list_and_is_found_by_its_name() -> None:
    assert not any(map(is_guided, known_games()))
    assert game_spec("assess-romberg").title == "Eyes open, eyes closed"
    assert isinstance(make_model("assess-romberg"), Model)
    assert package_of("assess-romberg") == "balance-arcade"
    assert view_class("assess-romberg").__name__ == "View"
    assert guided_entry("assess-romberg") is guided_entry("assess-romberg")


def test_words_countdown_trial_and_rest_follow_each_other() -> None:
    played = Played("assess-romberg")
    played.go(1.0)
    assert played.model.words == "Stand still. Look at the cross."
    played.go(READY_S - 1.0)
    assert played.model.stage is Stage.TRIAL
    # Nothing to read in quiet stance, and no marker.
    assert played.model.words == ""
    assert not played.model.cursor_visible
    played.go(30.0)
    assert played.model.stage is Stage.REST
    played.go(REST_S + 1.0)
    assert played.model.words == "Close your eyes. Stand still."
    played.go(READY_S + 30.0 + REST_S + 1.0)
    assert played.model.finished
    kinds = [one.kind for one in played.events]
    assert kinds == [
        "game.ready_eo_firm",
        "game.trial_start",
        "game.trial_end",
        "game.ready_ec_firm",
        "game.trial_start",
        "game.trial_end",
    ]
    starts = [one.step for one in played.events if one.kind == "game.trial_start"]
    lengths = [end.step - start for start, end in zip(starts, played.ends(), strict=True)]
    assert lengths == [30 * STEPS_PER_S, 30 * STEPS_PER_S]


def test_a_step_off_ends_the_trial_as_a_result_and_is_not_made_again() -> None:
    played = Played("assess-romberg")
    played.go(READY_S + 10.0)
    played.go(0.1, on_board=False)
    (end,) = played.ends()
    assert (end.data["stop"], end.data["success"]) == ("stepped", False)
    assert 9.9 < float(end.data["held_s"] or 0.0) < 10.1
    played.go(REST_S + READY_S + 31.0)
    assert [one.data["condition"] for one in played.ends()] == ["eo_firm", "ec_firm"]


def test_a_pause_within_a_trial_ends_it_and_one_between_trials_begins_the_words_again() -> None:
    played = Played("assess-romberg")
    played.go(READY_S + 5.0)
    played.t_s += 4.0  # The session was paused: the model heard nothing for so long.
    played.go(0.1)
    assert [one.data["stop"] for one in played.ends()] == ["stepped"]
    played.go(REST_S + 2.0)
    assert played.model.stage is Stage.READY
    played.t_s += 4.0
    played.go(READY_S - 0.5)
    assert played.model.stage is Stage.READY
    played.go(0.6)
    assert played.model.stage is Stage.TRIAL


def test_one_leg_counts_from_the_lifted_foot_to_the_one_that_comes_down() -> None:
    played = Played("assess-single-leg")
    assert played.model.stance == "both"
    played.go(READY_S)
    assert played.model.stance == "left"
    played.go(1.0)
    played.go(12.0, x_mm=-95.0)
    played.go(0.5, x_mm=0.0)
    (end,) = played.ends()
    assert end.data["stop"] == "foot touched"
    assert float(end.data["held_s"] or 0.0) == pytest.approx(12.0, abs=0.4)


def test_a_foot_that_is_never_lifted_is_waited_for_and_held_for_nothing() -> None:
    played = Played("assess-single-leg")
    played.go(READY_S + 10.1)
    (end,) = played.ends()
    assert (end.data["stop"], end.data["held_s"]) == ("foot touched", 0.0)


def test_a_lean_shows_its_place_only_in_the_trial_and_the_swing_keeps_its_pace() -> None:
    played = Played("assess-limits-of-stability")
    played.go(1.0)
    assert played.model.goal() == (0.0, 0.0)
    played.go(READY_S)
    assert played.model.goal() == pytest.approx((0.0, 1.0))
    swing = Played("assess-weight-shift")
    swing.go(READY_S + 1.5)
    assert swing.model.goal() == pytest.approx((0.5, 0.0), abs=1e-3)
    swing.go(3.0)
    assert swing.model.goal() == pytest.approx((-0.5, 0.0), abs=1e-3)


def test_the_state_is_finite_and_equal_steps_give_equal_bytes() -> None:
    states = []
    for _ in range(2):
        played = Played("assess-single-leg")
        played.go(READY_S + 2.0)
        played.go(3.0, x_mm=-95.0)
        states.append(played.model.state_bytes())
    assert states[0] == states[1]
    assert math.isfinite(played.model.left_s)


def test_the_clock_counts_each_stage_down_to_its_end() -> None:
    played = Played("assess-romberg")
    assert played.model.clock_s == READY_S
    played.go(READY_S + 10.0)
    assert played.model.clock_s == pytest.approx(20.0)
    played.go(20.0 + 1.0)
    assert played.model.clock_s == pytest.approx(REST_S - 1.0)
    played.go(REST_S + READY_S + 30.0 + REST_S)
    assert played.model.finished
    assert math.isnan(played.model.clock_s)


def test_on_one_leg_the_clock_waits_for_the_lifted_foot() -> None:
    played = Played("assess-single-leg")
    played.go(READY_S + 2.0)
    assert played.model.clock_s == pytest.approx(8.0)
    played.go(5.0, -90.0)
    # Of the 45 s so much is over as the foot is up.
    assert 40.0 <= played.model.clock_s < 41.0


def test_the_state_tells_the_trials_time_and_not_an_hour() -> None:
    run, person, seen = GameRun(board(), ["assess-romberg"], seed=1, quick=True), Person(), []
    while not run.finished:
        run.feed(person.sample(run.goal()))
        if run.phase is Phase.PLAY:
            seen.append(run.state().time_left_s)
    once = [now for before, now in pairwise([math.nan, *seen]) if now != before]
    whole = [*count_down(READY_S), *count_down(30.0), *count_down(REST_S)]
    assert [one for one in once if one > 0.0] == whole * 2


def count_down(seconds: float) -> list[float]:
    return [float(left) for left in range(round(seconds), 0, -1)]
