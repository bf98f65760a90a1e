"""Levels by direction: a weak side is asked for less, within what the therapist allows."""

from types import SimpleNamespace

import pytest

from balance_arcade.cop.limits import default_limits
from balance_arcade.games.base import N_WARM_UP
from balance_arcade.games.contract import ControlInput, GameOptions, TrialResult
from balance_arcade.games.course import ProgrammeCourse
from balance_arcade.games.directions import MOST, DirectionLevels, direction_of
from balance_arcade.games.next_activity import next_activity
from balance_arcade.games.registry import known_games, make_model
from balance_arcade.games.setup import KnownPerson, RunOptions

WITH_DIRECTIONS = ("orchard", "ferry-crossing", "star-reach", "star-reach-react", "slalom")


def trial(name, *, success, graded=True, difficulty=0.5):
    return TrialResult(0, success, difficulty, graded, {f"success_{name}_share": float(success)})


def learnt(left, right):
    levels = DirectionLevels(used=True)
    for success in left:
        levels.learn(trial("left", success=success))
    for success in right:
        levels.learn(trial("right", success=success))
    return levels


def test_a_side_that_fails_is_asked_for_less_and_the_mean_is_the_games_own():
    levels = learnt([False] * 3, [True] * 3).at(0.5)
    assert levels["left"] < 0.5 < levels["right"]
    assert sum(levels.values()) / 2 == pytest.approx(0.5)


def test_no_side_goes_far_from_the_game_however_long_it_fails():
    levels = learnt([False] * 100, [True] * 100).at(0.5)
    assert levels == pytest.approx({"left": 0.5 - MOST, "right": 0.5 + MOST})


def test_the_therapists_range_holds_for_every_direction():
    levels = learnt([False] * 100, [True] * 100)
    assert levels.at(0.5, 0.45, 0.55) == {"left": 0.45, "right": 0.55}


def test_what_is_not_graded_has_no_direction_or_is_frozen_teaches_nothing():
    levels = DirectionLevels()
    levels.learn(trial("left", success=False, graded=False))
    levels.learn(trial("left", success=False), frozen=True)
    levels.learn(TrialResult(0, False, 0.5, True, {"target_share": 0.4}))
    assert levels.at(0.5) == {}


def begin(name, *, known=None, before=(), **options):
    known = known if known is None else KnownPerson({name: known})
    last = {} if known is None else {name: 0.5}
    options = RunOptions(last_difficulty=last, known=known, **options)
    planned = [SimpleNamespace(name=name, place=None)] * (len(before) + 1)
    plan = SimpleNamespace(activities=planned)
    machine = SimpleNamespace(activity_index=len(before), plan=plan)
    return next_activity(
        machine,
        options,
        options.mapping(default_limits(), 700.0),
        course=ProgrammeCourse(machine, lambda kind, data: None, lambda index: ""),
        seed=1,
        begun_s=0.0,
        done=before,
        left_out={},
    )


def play(model, n_trials, follow):
    """Trials of a model; ``follow`` says from a goal where the person goes."""
    found = []
    for _ in range(120 * 400):
        model.step(ControlInput(model.time_s, *follow(model.goal() or (0.0, 0.0))))
        found += model.drain_trials()
        if len(found) >= n_trials:
            return found
    raise AssertionError("too few trials")


@pytest.mark.parametrize("name", WITH_DIRECTIONS)
def test_trials_of_a_direction_have_its_level(name):
    model = make_model(name, GameOptions(seed=1, difficulty=0.5))
    asked = {side: 0.1 * (k % 4) + 0.2 for k, side in enumerate(_names(name))}
    model.set_levels(asked)
    late = play(model, 24, lambda goal: goal)[N_WARM_UP:]
    assert {direction_of(one) for one in late} <= set(asked)
    assert len({direction_of(one) for one in late}) > 1
    assert all(one.difficulty == asked[direction_of(one)] for one in late)


def _names(name):
    if name in ("orchard", "slalom"):
        return ("left", "right")
    if name == "ferry-crossing":
        return ("forward", "back")
    return [f"{a}{b}".strip("_") for a in ("forward", "back", "") for b in ("_left", "_right", "")]


def test_a_new_persons_first_game_only_learns_and_the_next_one_follows():
    first = begin("star-reach")
    assert not first.directions.used
    first.directions.learn(trial("left", success=False))
    first.directions.learn(trial("right", success=True))
    second = begin("star-reach", before=(first,))
    assert second.model.raw.levels == second.levels
    assert second.levels["left"] < second.levels["right"]


@pytest.mark.parametrize("name", known_games())
def test_every_game_begins_where_it_ended_in_this_session_or_the_last(name):
    first = begin(name)
    first.staircase.record(success=False)
    assert begin(name, before=(first,)).staircase.difficulty == first.staircase.difficulty
    later = begin(name, known={"left": 0.4, "right": 0.6})
    assert later.staircase.difficulty == later.model.difficulty == 0.5
    assert later.staircase.found
    assert later.levels == pytest.approx({"left": 0.4, "right": 0.6})
    assert later.digest != begin(name).digest


@pytest.mark.parametrize("name", known_games())
def test_range_freeze_and_weak_side_hold_in_every_game(name):
    asked = begin(
        name,
        known={"left": 0.2, "right": 0.8},
        min_difficulty=0.45,
        max_difficulty=0.55,
        frozen=True,
        weak_side="left",
    )
    assert asked.levels == {"left": 0.45, "right": 0.55}
    assert asked.model.raw.options.weak_side == "left"
    for _ in range(4):
        asked.staircase.record(success=False)
        asked.directions.learn(trial("left", success=False), frozen=asked.staircase.frozen)
    assert asked.staircase.difficulty == 0.5
    assert asked.levels == {"left": 0.45, "right": 0.55}
