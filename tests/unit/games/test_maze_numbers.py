"""Marble Maze's numbers for the therapist: what stands for reaction, movement and hold there."""

from __future__ import annotations

import math

import pytest

from balance_arcade.games.contract import DT_S, ControlInput, GameOptions
from balance_arcade.games.marble_maze.model import ARRIVE_S, Model


def lean(x: float, y: float, *, shake_mm: float = 0.0, k: int = 0) -> ControlInput:
    """A lean, 100 mm to the own limit, with a raw place that goes to and fro by so much."""
    shake = shake_mm * (k % 2)
    return ControlInput(k * DT_S, x, y, 100.0 * x + shake, 100.0 * y, math.hypot(x, y))


def first_trial(model: Model, player, seconds: float = 60.0):
    """Play until the first cup is over; its result and its event."""
    for k in range(round(seconds / DT_S)):
        model.step(player(model, k))
        if trials := model.drain_trials():
            ends = [one for one in model.drain_events() if one.kind == "game.trial_end"]
            return trials[0], ends[0]
    raise AssertionError("the cup is still not over")


def waits_then_plays(still_s: float, **how: float):
    """Stand in the middle while the tray comes and for so long after it, then play calmly."""
    first_k = round((ARRIVE_S + still_s) / DT_S)
    return lambda model, k: lean(*((0.0, 0.0) if k < first_k else model.goal()), k=k, **how)


@pytest.mark.parametrize("still_s", [0.4, 1.5])
def test_reaction_counts_from_when_the_tray_lies_still(still_s):
    trial, _ = first_trial(Model(GameOptions(seed=1)), waits_then_plays(still_s))
    metrics = trial.metrics
    assert metrics["reaction_time_s"] == pytest.approx(still_s, abs=0.05)
    assert metrics["movement_time_s"] == pytest.approx(
        metrics["time_s"] - metrics["reaction_time_s"]
    )
    assert metrics["roll_interruptions"] == 0.0


def test_who_lets_the_marble_rest_on_the_way_is_counted():
    first_k = round(ARRIVE_S / DT_S)

    def player(model, k):
        rests = k >= first_k and (k - first_k) // 60 in {2, 4}
        return lean(*((0.0, 0.0) if rests else model.goal()), k=k)

    trial, _ = first_trial(Model(GameOptions(seed=1)), player)
    assert trial.metrics["roll_interruptions"] == 2.0


def test_a_turn_through_level_breaks_nothing():
    first_k = round(ARRIVE_S / DT_S)

    def player(model, k):
        level = k >= first_k and (k - first_k) % 60 < 12
        return lean(*((0.0, 0.0) if level else model.goal()), k=k)

    trial, _ = first_trial(Model(GameOptions(seed=1)), player)
    assert trial.metrics["roll_interruptions"] == 0.0


def test_a_cup_that_is_not_reached_has_no_movement_time():
    trial, _ = first_trial(Model(GameOptions(seed=1)), lambda _model, k: lean(0.0, 0.0, k=k))
    assert not trial.success
    assert math.isnan(trial.metrics["reaction_time_s"])
    assert math.isnan(trial.metrics["movement_time_s"])


def test_a_lean_that_shakes_moves_faster():
    calm, _ = first_trial(Model(GameOptions(seed=1)), waits_then_plays(0.5))
    shaky, _ = first_trial(Model(GameOptions(seed=1)), waits_then_plays(0.5, shake_mm=1.0))
    more = shaky.metrics["lean_velocity_mm_s"] - calm.metrics["lean_velocity_mm_s"]
    assert more == pytest.approx(1.0 / DT_S, rel=0.2)


def test_the_event_says_what_it_said_so_that_digests_stay():
    trial, event = first_trial(Model(GameOptions(seed=1)), waits_then_plays(0.5))
    new = {"reaction_time_s", "movement_time_s", "roll_interruptions", "lean_velocity_mm_s"}
    assert new <= trial.metrics.keys()
    assert not new & event.data.keys()
    assert event.data["time_s"] == trial.metrics["time_s"]
