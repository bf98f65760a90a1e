"""Flamingo Ladder: its rules, in words."""

import math

import numpy as np
import pytest

from balance_arcade.cop.batch import analyze_trial
from balance_arcade.games.contract import STEPS_PER_S, ControlInput, GameOptions
from balance_arcade.games.flamingo_ladder.foothold import Foothold, ellipse_area_mm2
from balance_arcade.games.flamingo_ladder.model import Model, Stage, leg_of
from balance_arcade.games.flamingo_ladder.spec import HOLD


class Person:
    """Somebody on the board, whose limits are 80 mm, at a model's own time."""

    def __init__(self, **options):
        self.model = Model(GameOptions(**options))
        self.trials, self.events = [], []
        self.t_s = 0.0

    def stand(self, ml_mm=0.0, ap_mm=0.0, *, seconds=1 / STEPS_PER_S, load=1.0, on_board=True):
        for _ in range(round(seconds * STEPS_PER_S)):
            x, y = ml_mm / 80.0, ap_mm / 80.0
            reach = math.hypot(x, y)
            control = ControlInput(self.t_s, x, y, ml_mm, ap_mm, reach, 700.0 * load, load)
            if not on_board:
                control = ControlInput(self.t_s, x, y, load_n=0.0, load_frac=0.0, on_board=False)
            self.model.step(control)
            self.trials += self.model.drain_trials()
            self.events += self.model.drain_events()
            self.t_s += 1 / STEPS_PER_S

    def until(self, stage, ml_mm=0.0):
        for _ in range(60 * STEPS_PER_S):
            if self.model.stage is stage:
                return self
            self.stand(ml_mm)
        raise AssertionError(f"never {stage}")

    def lift(self):
        """Stand on the leg that is asked for."""
        self.until(Stage.LIFT)
        return self.until(Stage.HOLD, self.foot_mm)

    @property
    def foot_mm(self):
        return 95.0 * self.model.rung.side

    @property
    def kinds(self):
        return [event.kind for event in self.events]


def test_left_and_right_are_asked_for_in_turn_and_stated():
    person, sides = Person(seed=1), []
    for _ in range(6):
        person.lift()
        sides.append(person.model.stance)
        person.until(Stage.REST, person.foot_mm)
        assert person.model.stance == "both"
    assert sides in (["left", "right"] * 3, ["right", "left"] * 3)
    legs = [event.data["leg"] for event in person.events if event.kind == "game.trial_start"]
    assert legs == sides


@pytest.mark.parametrize("leg", ["left", "right"])
def test_a_therapist_may_ask_for_one_leg_only(leg):
    person = Person(seed=1, leg=leg)
    for _ in range(4):
        person.lift()
        assert person.model.stance == leg
        person.until(Stage.REST, person.foot_mm)


def test_a_weak_leg_comes_more_often_but_never_three_times_in_a_row():
    model = Model(GameOptions(seed=3, weak_side="left"))
    sides = [model._next_side() for _ in range(300)]
    assert 0.53 < sides.count(-1) / 300 < 0.72
    assert all(len(set(three)) > 1 for three in zip(sides, sides[1:], sides[2:], strict=False))


def test_a_hold_as_long_as_the_rung_climbs_it():
    person = Person(seed=1, difficulty=0.5).lift()
    person.until(Stage.REST, person.foot_mm)
    (trial,) = person.trials
    assert trial.success
    assert trial.metrics["one_leg_s"] == pytest.approx(HOLD.at(0.05), abs=0.02)
    assert trial.metrics[f"one_leg_{leg_of(person.model.rung.side)}_s"] > 0.0
    assert "game.rung_reached" in person.kinds
    assert person.model.n_rungs == 1


@pytest.mark.parametrize(
    ("why", "place"),
    [
        # Both feet bear the load again: a slow shift, which is no jump.
        ("touch", lambda k: 95.0 - 2.0 * k),
        # The other foot touches: a jump of 40 mm, with the standing foot still in place.
        ("touch", lambda _k: 55.0),
        # The standing foot has hopped outwards.
        ("moved", lambda _k: 150.0),
    ],
)
def test_a_foot_down_is_seen_and_ends_the_hold_kindly(why, place):
    person = Person(seed=1, leg="right", difficulty=0.5).lift()
    person.stand(95.0, seconds=1.0)
    n_steps = 0
    while person.model.stage is Stage.HOLD:
        person.stand(place(n_steps))
        n_steps += 1
    assert n_steps <= 36
    (trial,) = person.trials
    assert not trial.success
    assert (trial.metrics["feet_down"], trial.metrics["feet_down_right"]) == (1.0, 1.0)
    (said,) = (event for event in person.events if event.kind == "game.both_down")
    assert said.data["why"] == why
    assert person.model.stance == "both"


def test_a_foot_on_the_floor_takes_load_off_and_ends_the_hold_before_the_session_pauses():
    person = Person(seed=1, difficulty=0.5).lift()
    n_steps = 0
    while person.model.stage is Stage.HOLD:
        person.stand(person.foot_mm, load=0.4)
        n_steps += 1
    # The session pauses below half of the weight after 0.15 s.
    assert n_steps / STEPS_PER_S < 0.15


def test_sway_within_the_foot_is_no_foot_down():
    person = Person(seed=1, leg="left", difficulty=0.0).lift()
    for k in range(200):
        sway = 12.0 * math.sin(2.0 * math.pi * 0.8 * k / STEPS_PER_S)
        person.stand(-95.0 + sway, 1.5 * sway)
    person.until(Stage.REST, -95.0)
    assert person.trials[0].success
    assert person.trials[0].metrics["feet_down"] == 0.0


def test_sway_beyond_the_room_takes_from_the_hold_and_the_time_ends():
    person = Person(seed=1, leg="right", difficulty=1.0)
    person.model.trials = 3  # the easy ones are over
    person.model._n_started = 3
    person.lift()
    while person.model.stage is Stage.HOLD:
        person.stand(95.0 + 16.0 * math.sin(3.0 * person.t_s), 0.0)
    (trial,) = person.trials
    assert not trial.success
    assert trial.metrics["feet_down"] == 0.0
    assert person.kinds[-2:] == ["game.rung_waits", "game.trial_end"]


def test_who_does_not_lift_is_not_hurried_and_the_next_rung_comes():
    person = Person(seed=1).until(Stage.LIFT)
    person.until(Stage.REST)
    assert person.trials[0].metrics["no_lift"] == 1.0
    assert math.isnan(person.trials[0].metrics["start_latency_s"])


def test_start_latency_runs_from_the_signal_to_the_lift_that_the_board_sees():
    person = Person(seed=1).until(Stage.LIFT)
    person.stand(0.0, seconds=1.0)
    person.until(Stage.HOLD, person.foot_mm)
    person.until(Stage.REST, person.foot_mm)
    # A second of standing, and 0.3 s until it counts.
    assert person.trials[0].metrics["start_latency_s"] == pytest.approx(1.3, abs=0.02)


def test_a_pause_gives_back_the_rung_and_costs_no_trial():
    person = Person(seed=1, difficulty=0.5).lift()
    person.stand(person.foot_mm, seconds=0.5)
    rung = person.model.rung
    person.t_s += 20.0
    person.stand(0.0)
    assert person.model.stage is Stage.HOME
    assert person.trials == []
    person.lift()
    assert person.model.rung is rung
    person.until(Stage.REST, person.foot_mm)
    assert person.kinds.count("game.trial_start") == 1
    assert person.trials[0].success


def test_nobody_on_the_board_is_not_standing_at_home():
    person = Person(seed=1)
    person.stand(seconds=3.0, on_board=False)
    assert person.model.stage is Stage.HOME


def test_sway_while_holding_is_that_of_the_batch_metrics():
    rng = np.random.default_rng(1)
    points = np.cumsum(rng.standard_normal((600, 2)), axis=0)
    points -= points.mean(axis=0)
    hold = Foothold(1)
    for x, y in np.concatenate((np.zeros((36, 2)), points)):
        hold.push(ControlInput(0.0, 1.0, 0.0, 95.0 + 0.1 * x, 0.1 * y, 1.1, 700.0, 1.0))
    found = hold.sway(fell=False)
    times = np.arange(len(hold._points)) / STEPS_PER_S
    batch = analyze_trial(times, np.array(hold._points), rate_hz=STEPS_PER_S, preset="raw").metrics
    assert found["hold_area_mm2"] == pytest.approx(batch["ellipse_area_mm2"].value, rel=1e-9)
    assert found["hold_velocity_mm_s"] == pytest.approx(batch["mean_velocity_mm_s"].value, rel=1e-9)


def test_fall_at_the_end_is_left_out_of_the_sway():
    hold = Foothold(-1)
    for k in range(400):
        hold.push(ControlInput(k / 120, -1.0, 0.0, -95.0, 0.0, 1.1, 700.0, 1.0))
    while not hold.push(ControlInput(4.0, 0.0, 0.0, -20.0, 0.0, 0.2, 700.0, 1.0)):
        pass
    assert hold.sway(fell=True)["hold_velocity_mm_s"] == 0.0
    assert ellipse_area_mm2(hold._points) == 0.0


@pytest.mark.parametrize(
    ("mode", "closed", "foam"),
    [("", 0, 0), ("eyes-closed", 1, 0), ("foam", 0, 1), ("foam-eyes-closed", 1, 1)],
)
def test_conditions_stand_beside_the_numbers(mode, closed, foam):
    person = Person(seed=1, mode=mode).lift()
    person.until(Stage.REST, person.foot_mm)
    metrics = person.trials[0].metrics
    assert (metrics["eyes_closed"], metrics["on_foam"]) == (closed, foam)
