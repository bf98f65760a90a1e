"""Orchard: where fruit grows, when it counts, and what rotten fruit costs (nothing)."""

import itertools
import math

import pytest

from balance_arcade.games.contract import ControlInput, GameOptions
from balance_arcade.games.orchard.model import NEAREST_SHARE, Model
from balance_arcade.games.orchard.spec import BASKET, FALL, REACH


def play(model, n_fruit, player):
    """Let fruit land; returns the fruit in order."""
    fruit = [model.hanging]
    landed = 0
    for k in range(200_000):
        x, y = player(model)
        model.step(ControlInput(k / 120, x, y, 80.0 * x, 80.0 * y))
        if model.hanging is not fruit[-1]:
            fruit.append(model.hanging)
        landed += sum(
            event.kind in {"game.fruit_caught", "game.fruit_missed", "game.rotten_passed"}
            or event.kind == "game.rotten_caught"
            for event in model.drain_events()
        )
        if landed == n_fruit:
            return fruit[:n_fruit]
    raise AssertionError("fruit stopped falling")


def ideal(model):
    return model.goal()


def contrary(model):
    x, y = model.goal()
    return -x or 0.9, y


def test_levels_shape_the_fruit():
    for difficulty in (0.0, 0.5, 1.0):
        model = Model(GameOptions(seed=2, difficulty=difficulty))
        for fruit in play(model, 40, ideal)[3:]:
            assert fruit.fall_s == FALL.at(difficulty)
            assert fruit.half_width == BASKET.at(difficulty)
            if not fruit.rotten:
                reach = REACH.at(difficulty)
                assert NEAREST_SHARE * reach - 1e-12 <= abs(fruit.x) <= reach


def test_fall_takes_its_time_and_one_falls_at_a_time():
    model = Model(GameOptions(seed=1, difficulty=0.0))
    fallen = None
    for k in range(3600):
        model.step(ControlInput(k / 120, 0.0, 0.0))
        if model.falling is not fallen:
            if model.falling is not None:
                begun = k
            elif fallen is not None and abs(fallen.x) > BASKET.easy:
                assert (k - begun) / 120 == pytest.approx(4.5, abs=0.02)
            fallen = model.falling


def test_both_sides_come_and_never_more_than_two_in_a_row():
    fruit = [f for f in play(Model(GameOptions(seed=5, difficulty=0.2)), 60, ideal) if not f.rotten]
    sides = "".join("L" if f.x < 0.0 else "R" for f in fruit)
    assert "LLL" not in sides
    assert "RRR" not in sides
    assert 0.35 < sides.count("L") / len(sides) < 0.65


@pytest.mark.parametrize("side", ["left", "right"])
def test_weak_side_gets_more(side):
    options = GameOptions(seed=5, difficulty=0.2, weak_side=side)
    fruit = [f for f in play(Model(options), 120, ideal) if not f.rotten]
    share = sum((f.x < 0.0) == (side == "left") for f in fruit) / len(fruit)
    assert 0.53 < share < 0.75


def test_rotten_fruit_is_no_trial_and_falls_over_the_middle():
    for player in (ideal, contrary):
        model = Model(GameOptions(seed=3, difficulty=1.0))
        fruit = play(model, 80, player)
        rotten = [f for f in fruit if f.rotten]
        assert 5 <= len(rotten) <= 25
        assert {f.x for f in rotten} == {0.0}
        assert model.trials == len(fruit) - len(rotten)
        assert not any(a.rotten and b.rotten for a, b in itertools.pairwise(fruit))
        assert model.successes == (model.trials if player is ideal else 0)
        assert model.n_rotten_caught == (len(rotten) if player is ideal else 0)


def test_only_sideways_counts():
    model = Model(GameOptions(seed=1, difficulty=0.1))
    play(model, 10, lambda m: (m.goal()[0], -1.0 if m.n_steps % 7 else 1.0))
    assert model.score == 1.0


def test_catch_is_by_the_rim_and_by_half_a_basket():
    for off, caught in [(0.99, True), (1.01, False)]:
        model = Model(GameOptions(seed=1, difficulty=0.1))

        def beside(m, off=off):
            fruit = m.falling or m.hanging
            return fruit.x + off * fruit.half_width, 0.0

        play(model, 4, beside)
        assert model.successes == (4 if caught else 0)


def test_numbers_of_a_trial():
    model = Model(GameOptions(seed=1, difficulty=0.1))
    delay = 60

    def late(m, goals=[]):  # noqa: B006 - a memory of its own
        goals.append(m.goal())
        return goals[-delay] if len(goals) >= delay else (0.0, 0.0)

    play(model, 12, late)
    trials = model.drain_trials()
    far = [trial for trial in trials if trial.metrics["ml_range_mm"] > 20.0]
    assert len(far) > 4
    for trial in far:
        assert trial.metrics["reaction_time_s"] == pytest.approx(delay / 120, abs=0.02)
        assert trial.metrics["movement_time_s"] == 0.0
        assert math.isnan(trial.metrics["path_ratio"])
        sides = {"success_left_share", "success_right_share"} & set(trial.metrics)
        assert len(sides) == 1
