"""Stick the Landing: its rules, in words."""

import math

import numpy as np
import pytest

from balance_arcade.assess.stabilisation import LandingTrial, score_landing
from balance_arcade.games.contract import STEPS_PER_S, ControlInput, GameOptions, GameSpec
from balance_arcade.games.landing import EmptyPlate, SteadyWatch
from balance_arcade.games.stick_the_landing.model import (
    MOST_STEPS_UP,
    SHOWN_AFTER,
    TOLD_S,
    Model,
    Stage,
)
from balance_arcade.games.stick_the_landing.spec import LIMIT, SPEC
from balance_arcade.hw.sim.landing import landing_force

DT = 1 / STEPS_PER_S


class Person:
    """Somebody of 700 N on and off the board."""

    def __init__(self, **options):
        self.model = Model(GameOptions(**options))
        self.trials, self.events = [], []
        self.t_s = 0.0
        self.n_samples, self.peak_n, self.noise_n = 1, math.nan, 0.0

    def bear(self, share, seconds=DT):
        """Load the board; a share of 0 is an empty one, with its noise."""
        for k in range(round(seconds * STEPS_PER_S)):
            noise_n = self.noise_n * (1 if k % 2 else -1)
            load_n = 700.0 * share + (noise_n if share == 0.0 else 0.0)
            place = (5.0, 2.0) if share > 0.0 else (math.nan, math.nan)
            self.model.step(
                ControlInput(
                    self.t_s,
                    0.0,
                    0.0,
                    *place,
                    load_n=load_n,
                    load_frac=load_n / 700.0,
                    on_board=share > 0.05,
                    peak_load_n=self.peak_n,
                    n_samples=self.n_samples,
                )
            )
            self.trials += self.model.drain_trials()
            self.events += self.model.drain_events()
            self.t_s += DT

    def make_ready(self):
        self.bear(1.0, 0.5)
        self.bear(0.0, 2.1)
        assert self.model.stage is Stage.READY
        return self

    def land(self, settle_s=0.3, impact=2.0, seconds=6.5):
        """Land, and swing out; returns the loads from contact on."""
        n = len(self.trials)
        shares = [landing_force((k + 0.5) * DT, impact, settle_s) for k in range(780)]
        for k, share in enumerate(shares):
            if len(self.trials) > n or k * DT >= seconds:
                break
            self.bear(share)
        return shares

    def step_up(self):
        """Step up slowly, where a hop was asked for, and stand there for 3 s."""
        for k in range(72):
            self.bear(k / 72)
        self.bear(1.0, 3.0)

    def said(self, kind):
        return [event.data for event in self.events if event.kind == kind]


def test_it_begins_with_a_step_off_that_is_asked_for_and_no_trial():
    person = Person(seed=1)
    person.bear(1.0, 3.0)
    assert person.model.stance == "off"
    assert len(person.said("game.step_off")) == 1
    person.bear(0.0, 2.1)
    assert person.model.stance == "land"
    assert person.trials == []


def test_time_until_steady_is_that_of_the_clinical_score():
    person = Person(seed=1).make_ready()
    shares = person.land(settle_s=0.4)
    (trial,) = person.trials
    times = np.arange(-5, 1300) * DT
    load = 700.0 * np.array([0.0] * 5 + shares + [1.0] * 520)
    out = score_landing(LandingTrial(times, load, 700.0))
    assert out.values["time_threshold_s"].value == pytest.approx(
        trial.metrics["stabilisation_time_s"], abs=1e-9
    )
    assert 0.3 < trial.metrics["stabilisation_time_s"] < 1.5
    assert person.model.best_s == trial.metrics["stabilisation_time_s"]


def test_a_fast_board_is_heard_sample_by_sample_by_the_detector_of_jumps():
    model, land_s = Model(GameOptions(seed=1)), math.inf

    def load(t_s):
        if t_s >= land_s:
            return 700.0 * landing_force(t_s - land_s, 2.0, 0.4)
        return 700.0 if t_s < 0.5 else 2.0 * math.sin(900.0 * t_s)

    told, trials, n_samples = [], [], 0
    while not trials:
        now_s = model.n_steps * DT
        new = []
        while n_samples / 1000.0 <= now_s:
            new.append((n_samples / 1000.0, load(n_samples / 1000.0)))
            n_samples += 1
        told += new
        t_s, load_n = told[-1]
        share = load_n / 700.0
        model.step(
            ControlInput(
                t_s,
                0.0,
                0.0,
                load_n=load_n,
                load_frac=share,
                on_board=share > 0.05,
                n_samples=len(new),
                new_loads=tuple(new),
            )
        )
        trials += model.drain_trials()
        if model.stage is Stage.READY and land_s == math.inf:
            # Between two steps of the game.
            land_s = now_s + 0.3037
    times, loads = np.array(told).T
    tail = times[-1] + np.arange(1, 9000) / 1000.0
    inside = times > land_s - 0.2
    times = np.concatenate((times[inside], tail))
    loads = np.concatenate((loads[inside], np.full(tail.size, 700.0)))
    score = score_landing(LandingTrial(times, loads, 700.0))
    # Each says where contact is by its own threshold, a sample or two apart.
    expected = pytest.approx(score.values["time_threshold_s"].value, abs=0.003)
    assert trials[0].metrics["stabilisation_time_s"] == expected


@pytest.mark.parametrize(("settle_s", "succeeds"), [(0.3, True), (1.6, False)])
def test_a_landing_counts_if_it_is_steady_within_the_time_of_the_level(settle_s, succeeds):
    person = Person(seed=1, difficulty=0.7)
    person.model._n_started = 3  # the easy ones are over
    person.make_ready().land(settle_s)
    (trial,) = person.trials
    assert trial.success is succeeds
    assert trial.metrics["time_limit_s"] == LIMIT.at(0.7)
    assert trial.metrics["stabilisation_time_s"] > 0.0
    assert person.model.stage is Stage.SHOW


def test_a_landing_that_never_settles_ends_kindly():
    person = Person(seed=1).make_ready()
    person.bear(1.0, 0.1)
    while not person.trials:
        person.bear(1.1)
    assert person.trials[0].metrics["not_steady"] == 1.0
    assert person.said("game.still_moving")


def test_who_steps_off_again_has_had_a_trial_and_is_asked_for_another_landing():
    person = Person(seed=1).make_ready()
    person.land(seconds=0.6)
    n_steps = 0
    while person.model.stage is Stage.SETTLE:
        person.bear(0.0)
        n_steps += 1
    # Before the session would call it a step-off.
    assert n_steps * DT < 0.15
    assert person.trials[0].metrics["stepped_off"] == 1.0
    assert person.model.stance == "off"
    person.bear(0.0, 2.1)
    assert person.model.stance == "land"


def test_a_step_up_is_no_landing_and_costs_no_trial():
    person = Person(seed=1).make_ready()
    person.step_up()
    assert person.said("game.stepped_up") == [{"number": 1, "shown": False}]
    assert person.trials == []
    assert person.model.stance == "off"
    person.bear(0.0, 2.1)
    person.land()
    assert len(person.said("game.trial_start")) == len(person.trials) == 1


def test_who_steps_up_again_and_again_is_shown_a_hop_and_then_let_off():
    person = Person(seed=1)
    shown = []
    for _ in range(MOST_STEPS_UP):
        person.make_ready()
        shown.append(person.model.needs_figure)
        person.step_up()
    assert shown == [False] * SHOWN_AFTER + [True] * (MOST_STEPS_UP - SHOWN_AFTER)
    # The words for a hop are others then, and what was done is said before the next step off.
    assert [bool(data.get("shown")) for data in person.said("game.hop_on")] == shown
    assert [data["number"] for data in person.said("game.stepped_up")] == [1, 2, 3, 4]
    (trial,) = person.trials
    assert (trial.success, trial.graded) == (False, False)
    assert trial.metrics["not_landed"] == 1.0
    assert trial.metrics["steps_up"] == MOST_STEPS_UP
    assert person.said("game.not_landed") == [{"why": "4 steps up and no landing"}]
    # Another one is asked for, and whoever lands at last needs no figure any more.
    person.make_ready().land()
    assert len(person.trials) == len(person.said("game.trial_start")) == 2
    assert person.trials[1].success
    assert not person.model.needs_figure


def test_a_drill_in_which_nobody_ever_hops_goes_on_from_trial_to_trial():
    person = Person(seed=1)
    for _ in range(3 * MOST_STEPS_UP):
        person.make_ready().step_up()
    assert len(person.trials) == 3
    assert person.model.stance == "off"


def test_the_words_for_a_step_up_stay_before_the_next_step_off_is_asked_for():
    person = Person(seed=1).make_ready()
    person.step_up()
    kinds = [(event.kind, event.step) for event in person.events]
    told, asked = (
        max(step for kind, step in kinds if kind == wanted)
        for wanted in ("game.stepped_up", "game.step_off")
    )
    assert asked - told == pytest.approx(TOLD_S * STEPS_PER_S, abs=2)


def test_who_is_on_the_board_before_the_tone_is_told_to_wait_for_it():
    person = Person(seed=1)
    person.bear(1.0, 0.5)
    person.bear(0.0, 0.8)
    person.bear(1.0, 1.0)
    assert len(person.said("game.too_soon")) == 1
    assert person.model.stage is Stage.OFF
    person.bear(0.0, 2.1)
    assert person.model.stage is Stage.READY


def test_contact_is_judged_by_the_noise_of_the_empty_plate():
    quiet, noisy = Person(seed=1), Person(seed=1)
    noisy.noise_n = 9.0
    for person in (quiet, noisy):
        person.make_ready()
    assert quiet.model.contact_n == pytest.approx(20.0)
    assert noisy.model.contact_n == pytest.approx(45.0, rel=0.02)
    assert noisy.said("game.hop_on")[0]["noise_n"] == pytest.approx(9.0, rel=0.02)
    # What is noise on this board is no landing on it.
    noisy.bear(0.05, 1.0)
    assert noisy.model.stage is Stage.READY


def test_a_step_beside_the_board_while_it_is_weighed_begins_the_weighing_anew():
    person = Person(seed=1)
    person.bear(0.0, 0.8)
    person.bear(0.3, 0.2)
    person.bear(0.0, 0.8)
    assert person.model.stage is Stage.QUIET


def test_a_pause_is_no_landing_whoever_stands_there_after_it():
    person = Person(seed=1).make_ready()
    person.t_s += 12.0
    person.bear(1.0, 3.0)
    assert person.model.stage is Stage.OFF
    assert person.trials == []
    person.bear(0.0, 2.1)
    person.land()
    assert len(person.said("game.trial_start")) == 1


def test_peak_is_told_by_a_fast_board_and_refused_in_words_by_a_slow_one():
    fast, slow = Person(seed=1), Person(seed=1)
    fast.n_samples, fast.peak_n = 8, 1750.0
    for person in (fast, slow):
        person.make_ready().land(impact=2.0)
    assert fast.trials[0].metrics["peak_load_bw"] == pytest.approx(2.5)
    assert fast.said("game.peak_not_told") == []
    assert math.isnan(slow.trials[0].metrics["peak_load_bw"])
    (refused,) = slow.said("game.peak_not_told")
    assert refused["why"] == "120 samples a second are too few for a peak; it needs 200."


def test_a_load_that_is_not_known_is_not_steady():
    watch = SteadyWatch()
    for k in range(300):
        watch.push(k * DT, math.nan)
    assert math.isnan(watch.time_s)
    plate = EmptyPlate()
    plate.push(math.nan)
    assert (plate.n_seen, plate.contact_n) == (0, 20.0)


def test_only_a_game_of_class_c_may_leave_the_board():
    assert SPEC.leaves_board
    with pytest.raises(ValueError, match="must be of class C"):
        GameSpec("hop", "Hop", "", "Hop.", "B", False, 60.0, "", (), leaves_board=True)
