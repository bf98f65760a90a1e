"""The staircase settles where a person succeeds three times in four, and is gentle on the way."""

import math
import random

import pytest

from balance_arcade.cop.limits import StabilityLimits, default_limits
from balance_arcade.games import staircase
from balance_arcade.games.staircase import (
    COLD_START,
    DOWN,
    FIND_TRIALS,
    FIRST_STEP,
    NUDGE,
    RUN_STEPS,
    Staircase,
    seed_difficulty,
)

FRAIL, MODERATE, ATHLETE = 0.25, 0.5, 0.8


def play(ability, *, start, n_trials=60, n_people=200, slope=12.0, seed=1, target=0.75):
    """Success of virtual people whose chance falls with difficulty: all, and the last half."""
    rng = random.Random(seed)
    late, everything = [], []
    for _ in range(n_people):
        stairs = Staircase(start, target=target)
        for k in range(n_trials):
            chance = 1.0 / (1.0 + math.exp(slope * (stairs.difficulty - ability) - 1.1))
            success = rng.random() < chance
            stairs.record(success=success)
            everything.append(success)
            if k >= n_trials // 2:
                late.append(success)
    return sum(everything) / len(everything), sum(late) / len(late)


@pytest.mark.parametrize("ability", [FRAIL, MODERATE, ATHLETE])
def test_settles_near_three_in_four_whoever_plays(ability):
    _, late = play(ability, start=COLD_START)
    assert late == pytest.approx(0.75, abs=0.04)


@pytest.mark.parametrize("ability", [FRAIL, MODERATE, ATHLETE])
def test_a_start_near_the_ability_is_right_from_the_first_trial(ability):
    overall, _ = play(ability, start=ability, n_trials=15)
    assert overall == pytest.approx(0.75, abs=0.05)


@pytest.mark.parametrize("target", [0.60, 0.85])
def test_follows_the_therapists_target(target):
    _, late = play(MODERATE, start=MODERATE, target=target, n_trials=120)
    assert late == pytest.approx(target, abs=0.05)


def test_one_failure_outweighs_as_many_successes_as_the_target_says():
    stairs = Staircase(0.5)
    for _ in range(3):
        stairs.record(success=True)
    stairs.record(success=False)
    assert stairs.difficulty == pytest.approx(0.5)


def test_third_failure_in_a_row_takes_two_steps_and_offers_rest():
    stairs = Staircase(0.5)
    assert [stairs.record(success=False) for _ in range(3)] == [False, False, True]
    assert stairs.difficulty == pytest.approx(0.5 - 4 * DOWN)
    assert [stairs.record(success=False) for _ in range(3)] == [False, False, True]


def test_a_success_releases_the_brake():
    stairs = Staircase(0.5)
    outcomes = [False, False, True, False, False]
    assert not any(stairs.record(success=ok) for ok in outcomes)


def test_range_and_freeze_hold_but_orders_still_count():
    stairs = Staircase(0.9, minimum=0.2, maximum=0.4, frozen=True)
    assert stairs.difficulty == 0.4
    stairs.record(success=False)
    assert stairs.difficulty == 0.4
    assert stairs.easier() == pytest.approx(0.4 - NUDGE)
    assert stairs.harder() == pytest.approx(0.4)
    assert stairs.harder() == 0.4
    assert [stairs.record(success=False) for _ in range(2)] == [False, True]


@pytest.mark.parametrize(
    "kwargs",
    [{"target": 0.5}, {"target": 0.9}, {"minimum": 0.6, "maximum": 0.5}, {"maximum": 1.1}],
)
def test_refuses_what_cannot_be(kwargs):
    with pytest.raises(ValueError, match=r"must|hold"):
        Staircase(0.3, **kwargs)


def test_start_comes_from_last_session_then_limits_then_nowhere():
    short = StabilityLimits((0.0, 0.0), (20.0,) * 8, "lean pass")
    long = StabilityLimits((0.0, 0.0), (120.0,) * 8, "lean pass")
    assert seed_difficulty(long, last_session=0.5) == 0.5
    assert seed_difficulty(long, last_session=0.0) == 0.0
    assert seed_difficulty(short) < seed_difficulty(long) <= 0.65
    assert seed_difficulty(default_limits()) == seed_difficulty() == COLD_START


def first_game(ability, *, start, n_people=300, slope=12.0, n_trials=30):
    """First games of people of whom nothing is known: success from trial 16 on, level at 10."""
    rng = random.Random(7)
    late, levels = [], []
    for _ in range(n_people):
        stairs = Staircase(start, find=True)
        outcomes = [True] * 3  # The easy ones, which teach nothing.
        while len(outcomes) < n_trials:
            chance = 1.0 / (1.0 + math.exp(slope * (stairs.difficulty - ability) - 1.1))
            outcomes.append(rng.random() < chance)
            stairs.record(success=outcomes[-1])
            if len(outcomes) == 10:
                assert stairs.found
                levels.append(stairs.difficulty)
        late.append(sum(outcomes[15:]) / len(outcomes[15:]))
    return late, levels


@pytest.mark.parametrize(
    ("ability", "start"), [(0.1, 0.1), (0.25, 0.25), (0.5, 0.3), (0.75, 0.5), (0.2, 0.5)]
)
def test_level_of_a_new_person_is_found_in_ten_trials(ability, start):
    late, levels = first_game(ability, start=start)
    near = sum(abs(level - ability) < 0.2 for level in levels) / len(levels)
    within = sum(0.60 <= share <= 0.85 for share in late) / len(late)
    # Of fifteen trials alone; with the twenty and more of a longer game it is above 0.9.
    assert near > 0.85
    assert within > 0.8


def test_search_climbs_in_large_steps_and_halves_them_where_the_answers_turn():
    stairs = Staircase(0.3, find=True)
    stairs.record(success=True)
    assert stairs.difficulty == pytest.approx(0.3 + FIRST_STEP)
    stairs.record(success=False)
    assert stairs.difficulty == pytest.approx(0.3 + FIRST_STEP / 2)
    assert not stairs.found
    stairs.record(success=True)
    # Half of half is the fine step: from here on a success weighs a third of a failure.
    assert stairs.found
    assert stairs.difficulty == pytest.approx(0.3 + FIRST_STEP / 2 + DOWN / 3)


def test_search_ends_without_a_turn_too():
    stairs = Staircase(0.0, find=True)
    for _ in range(FIND_TRIALS):
        assert not stairs.found
        stairs.record(success=False)
    assert stairs.found


def test_once_more_goes_on_with_the_search_where_it_was():
    first = Staircase(0.3, find=True)
    first.record(success=True)
    second = Staircase(0.3, find=True)
    second.go_on(first)
    for stairs in (first, second):
        stairs.record(success=False)
    assert second.difficulty == first.difficulty


def after(answers, *, target=0.75):
    """Last step of a known level's staircase after answers, + and -."""
    stairs = Staircase(0.5, target=target)
    for answer in answers[:-1]:
        stairs.record(success=answer == "+")
    before = stairs.difficulty
    stairs.record(success=answers[-1] == "+")
    return stairs.difficulty - before


@pytest.mark.parametrize(
    ("answers", "target", "steps"),
    [
        ("++++", 0.75, 1),
        ("+++++", 0.75, RUN_STEPS),
        ("-+++++", 0.75, RUN_STEPS),
        ("+++-+++++-+", 0.75, 1),
        ("+++", 0.60, RUN_STEPS),
        ("+++++++", 0.85, 1),
        ("++++++++", 0.85, RUN_STEPS),
    ],
)
def test_a_run_of_successes_takes_larger_steps(answers, target, steps):
    assert after(answers, target=target) == pytest.approx(steps * DOWN * (1 - target) / target)


@pytest.mark.parametrize(
    ("answers", "target", "steps"),
    [
        ("-+-", 0.75, 1),
        ("++-+-", 0.75, 1),
        ("+-+--", 0.75, RUN_STEPS),
        ("-+-+-", 0.75, RUN_STEPS),
        ("-+-+-+-", 0.60, 1),
        ("+-+--", 0.60, 1),
        ("+--+-", 0.85, RUN_STEPS),
        ("++--", 0.85, 1),
    ],
)
def test_many_failures_take_larger_steps_though_none_follow_each_other(answers, target, steps):
    assert after(answers, target=target) == pytest.approx(-steps * DOWN)


def test_once_more_remembers_the_run():
    first = Staircase(0.5)
    for _ in range(4):
        first.record(success=True)
    second = Staircase(0.5)
    second.go_on(first)
    second.record(success=True)
    assert second.difficulty == pytest.approx(first.difficulty + RUN_STEPS * DOWN / 3)


def test_runs_keep_more_people_within_the_range_than_equal_steps(monkeypatch):
    def share_within():
        late, _ = first_game(0.35, start=0.35, n_trials=40, slope=7.0)
        return sum(0.60 <= share <= 0.85 for share in late) / len(late)

    with_runs = share_within()
    monkeypatch.setattr(staircase, "RUN_STEPS", 1)
    assert with_runs > max(0.95, share_within())


def test_what_tells_nothing_of_the_level_moves_the_brake_alone():
    stairs = Staircase(0.5)
    assert not stairs.witness(success=True)
    assert not any(stairs.witness(success=False) for _ in range(2))
    assert stairs.difficulty == 0.5
    assert stairs.witness(success=False)
    assert stairs.difficulty == pytest.approx(0.5 - 2 * DOWN)
    # A success without the marker is one: what follows is a new row.
    assert not any(stairs.record(success=False) for _ in range(2))
    assert not stairs.witness(success=True)
    assert not stairs.record(success=False)


def test_a_frozen_level_offers_rest_after_hidden_failures_too():
    stairs = Staircase(0.5, frozen=True)
    assert [stairs.witness(success=False) for _ in range(3)] == [False, False, True]
    assert stairs.difficulty == 0.5
