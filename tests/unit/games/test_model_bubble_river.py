"""Bubble River: a smooth leaf within the limits, and what counts as following it."""

import itertools
import math

import pytest

from balance_arcade.games.bubble_river.model import BACK, CATCH_UP_S, STRETCH_S, Model
from balance_arcade.games.bubble_river.spec import BAND, BEAT, BEAT_SHARE, REACH, SHARE
from balance_arcade.games.contract import ControlInput, GameOptions


def run(model, n_trials, player=lambda model: model.goal()):
    """Play; returns the leaf's places and the trial results."""
    places, trials = [], []
    for k in range(60 * 120 * n_trials):
        x, y = player(model) or (0.0, 0.0)
        model.step(ControlInput(k / 120, x, y, 80 * x, 80 * y, math.hypot(x, y)))
        places.append(model.leaf)
        trials += model.drain_trials()
        if len(trials) >= n_trials:
            return places, trials
    raise AssertionError("no more stretches")


@pytest.mark.parametrize("share", [-0.6, -0.4, -0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4, 0.6])
@pytest.mark.parametrize(("mode", "axis"), [("sideways", 0), ("forward", 1)])
def test_no_lean_that_is_kept_follows_a_beat_even_at_the_easiest(mode, axis, share):
    place = (share, 0.0) if axis == 0 else (0.0, share)
    model = Model(GameOptions(seed=3, difficulty=0.0, mode=mode))
    _, trials = run(model, 4, lambda model: place)
    assert not any(trial.success for trial in trials)
    names = ("left", "right") if mode == "sideways" else ("back", "forward")
    for trial in trials:
        # Far from it, so that nobody gets there by swaying a little.
        least = min(trial.metrics[f"inside_band_{name}_share"] for name in names)
        assert least < 0.3 * BEAT_SHARE.at(0.0)


def test_a_lean_to_one_side_follows_half_of_the_beat_and_each_half_is_told():
    model = Model(GameOptions(seed=3, difficulty=0.0, mode="sideways"))
    _, trials = run(model, 3, lambda model: (0.3, 0.0))
    for trial in trials:
        # More of the whole than is asked for, and still not followed.
        assert trial.metrics["inside_band_share"] > SHARE.at(0.0)
        assert trial.metrics["inside_band_right_share"] == 1.0
        assert trial.metrics["inside_band_left_share"] == 0.0


@pytest.mark.parametrize("mode", ["sideways", "forward"])
def test_leans_to_both_sides_that_are_smaller_than_the_leaf_s_follow_it(mode):
    model = Model(GameOptions(seed=3, difficulty=0.0, mode=mode))
    _, trials = run(model, 3, lambda model: (0.5 * model.leaf[0], 0.5 * model.leaf[1]))
    assert all(trial.success for trial in trials)


@pytest.mark.parametrize("difficulty", [0.0, 0.3, 1.0])
def test_a_stretch_of_a_beat_is_whole_swings(difficulty):
    model = Model(GameOptions(seed=3, difficulty=difficulty, mode="sideways"))
    model._n_started = 3  # the easy ones are over
    ends = []
    while len(ends) < 3:
        x, y = model.goal() or (0.0, 0.0)
        model.step(ControlInput(model.time_s, x, y))
        ends += [trial.metrics for trial in model.drain_trials()] and [model.n_steps]
    swing_s = 2.0 * BEAT.at(difficulty)
    for one, other in itertools.pairwise(ends):
        n_swings = ((other - one) / 120 - CATCH_UP_S) / swing_s
        assert n_swings == pytest.approx(round(n_swings), abs=0.01)
        assert round(n_swings) >= 1


@pytest.mark.parametrize("difficulty", [0.0, 0.5, 1.0])
def test_leaf_stays_within_its_reach_and_never_jumps(difficulty):
    places, _ = run(Model(GameOptions(seed=7, difficulty=difficulty)), 4)
    assert max(math.hypot(*place) for place in places) <= REACH.at(difficulty)
    assert max(math.dist(*pair) for pair in itertools.pairwise(places)) < 0.02


def test_whoever_stays_with_the_leaf_succeeds_without_error():
    _, trials = run(Model(GameOptions(seed=2, difficulty=1.0)), 4)
    assert all(trial.success for trial in trials)
    assert trials[-1].metrics["tracking_error_rms_share"] < 0.02
    assert trials[-1].metrics["inside_band_share"] == 1.0


def test_whoever_stands_still_fails_the_hardest_and_is_told_of_no_lag():
    model = Model(GameOptions(seed=2, difficulty=1.0))
    _, trials = run(model, 4, lambda model: (0.0, 0.0))
    assert not any(trial.success for trial in trials[3:])
    assert math.isnan(trials[-1].metrics["tracking_lag_s"])


def test_success_is_the_share_of_time_in_the_band():
    """Beside the leaf for a little less, then a little more, than the share that is asked for."""
    for more, success in ((-0.05, False), (0.05, True)):
        model = Model(GameOptions(seed=5, difficulty=0.0))
        asked = CATCH_UP_S + STRETCH_S * (SHARE.at(0.0) + more)

        def player(model, asked=asked):
            if not model.drifting:
                return (0.0, 0.0)
            over_s = model.stretch_share * (CATCH_UP_S + STRETCH_S)
            away = 0.0 if over_s < asked else 2.0 * BAND.easy
            return model.leaf[0] + away, model.leaf[1]

        _, trials = run(model, 1, player)
        assert trials[0].success is success


def test_equal_seed_is_an_equal_game_and_another_seed_another_path():
    def after(seed):
        model = Model(GameOptions(seed=seed))
        run(model, 2)
        return model.state_bytes()

    assert after(1) == after(1)
    assert after(1) != after(2)


def test_nobody_on_the_board_is_not_beside_the_leaf():
    model, trials = Model(GameOptions(seed=1)), []
    while not trials:
        model.step(ControlInput(0.0, *model.leaf))
        model.x, model.y = model.leaf
        for _ in range(2):
            model.step(ControlInput(0.0, *model.leaf, on_board=False))
        trials = model.drain_trials()
    assert 0.3 < trials[0].metrics["inside_band_share"] < 0.37
    assert not trials[0].success


def test_standing_still_seldom_does_even_at_the_easiest():
    still = []
    for seed in range(8):
        _, trials = run(Model(GameOptions(seed=seed, difficulty=0.0)), 4, lambda model: (0.0, 0.0))
        still += [trial.success for trial in trials]
    assert sum(still) <= len(still) / 4


@pytest.mark.parametrize(("mode", "axis"), [("sideways", 0), ("forward", 1)])
def test_beat_is_told_at_each_turn_and_knows_no_rest(mode, axis):
    model = Model(GameOptions(seed=4, difficulty=0.0, mode=mode))
    places, beats = [], []
    while model.trials < 3:
        x, y = model.goal() or (0.0, 0.0)
        model.step(ControlInput(model.time_s, x, y))
        places.append(model.leaf)
        beats += [(e.step, model.leaf) for e in model.drain_events() if e.kind == "game.beat"]
    assert model.successes == 3
    assert all(place[1 - axis] == 0.0 for place in places)
    assert max(math.dist(*pair) for pair in itertools.pairwise(places)) < 0.02
    turns = [place[axis] for _, place in beats]
    assert all(one * other < 0.0 for one, other in itertools.pairwise(turns))
    steps = [step for step, _ in beats]
    for one, other in itertools.pairwise(steps[1:]):
        assert (other - one) / 120 == pytest.approx(BEAT.at(0.0), abs=0.02)


@pytest.mark.parametrize("difficulty", [0.0, 1.0])
def test_swing_behind_is_as_far_as_is_safe(difficulty):
    places, _ = run(Model(GameOptions(seed=4, difficulty=difficulty, mode="forward")), 4)
    assert min(place[1] for place in places) == pytest.approx(-BACK, abs=1e-3)


def test_trial_tells_load_and_reach_too():
    _, trials = run(Model(GameOptions(seed=2)), 1)
    assert {"left_load_share", "max_reach_share", "ml_range_mm"} <= set(trials[0].metrics)
