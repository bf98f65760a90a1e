"""Sky Hop: its rules, in words."""

import math

import pytest

from balance_arcade.games.contract import STEPS_PER_S, ControlInput, GameOptions
from balance_arcade.games.guard import GuardedModel, NonsenseError
from balance_arcade.games.sky_hop.beat import N_COUNT_IN, PATIENCE, BeatHops
from balance_arcade.games.sky_hop.judging import judge, named
from balance_arcade.games.sky_hop.model import BREATH_EVERY, BREATH_S, MOST_REFUSED, Model, Stage
from balance_arcade.games.sky_hop.spec import BAND, RHYTHM, SPEC
from balance_arcade.hw.sim.jumping import height_of_beat, hop_course, leap_course
from balance_arcade.testing.game_jumps import CLUMSY, jumped

WEIGHT_N = 700.0


class Person:
    """Somebody whose load is asked for by time; every sample is heard."""

    def __init__(self, rate_hz=100.0, **options):
        self.model = Model(GameOptions(**options))
        self.rate_hz = rate_hz
        self.trials, self.events = [], []
        self.load = lambda _t_s: 1.0
        self.n_steps = self.n_samples = 0

    @property
    def now_s(self):
        return self.n_steps / STEPS_PER_S

    def go(self, seconds, until=None):
        """Go on for a time, or until something is so."""
        for _ in range(round(seconds * STEPS_PER_S)):
            self.n_steps += 1
            new = []
            while self.n_samples / self.rate_hz <= self.now_s:
                t_s = self.n_samples / self.rate_hz
                new.append((t_s, WEIGHT_N * self.load(t_s)))
                self.n_samples += 1
            share = self.load(self.now_s)
            self.model.step(
                ControlInput(
                    self.now_s,
                    0.0,
                    0.0,
                    load_n=WEIGHT_N * share,
                    load_frac=share,
                    on_board=share > 0.02,
                    n_samples=len(new),
                    new_loads=tuple(new),
                )
            )
            self.trials += self.model.drain_trials()
            self.events += self.model.drain_events()
            if until is not None and until():
                return
        assert until is None, "It never came to that."

    def jump(self, course):
        """Wait to be asked, jump half a second later, and go on until it is shown how it was."""
        self.go(30.0, lambda: self.model.stage is Stage.GO)
        begun_s = self.now_s + 0.5
        self.load = lambda t_s: course.load(t_s - begun_s) if t_s > begun_s else 1.0
        self.go(30.0, lambda: self.model.stage is not Stage.GO)

    def leap(self, height_m):
        self.jump(leap_course(height_m))

    def said(self, kind):
        return [event.data for event in self.events if event.kind == kind]


def measured(rate_hz=100.0, **options):
    """Somebody whose own highest leap is known: 0.3 m."""
    person = Person(rate_hz, **options)
    for height_m in (0.27, 0.30, 0.28):
        person.leap(height_m)
    assert person.model.best_m == pytest.approx(0.30, abs=0.01)
    return person


@pytest.mark.parametrize("rate_hz", [100.0, 1000.0])
def test_heights_are_those_of_the_clinical_test_within_their_uncertainty(rate_hz):
    person = Person(rate_hz, seed=1)
    person.leap(0.25)
    (trial,) = person.trials
    height_m = trial.metrics["jump_height_impulse_m"]
    assert abs(height_m - 0.25) <= 2.0 * trial.metrics["u_jump_height_impulse_m"] + 0.001
    flown_m = trial.metrics["jump_height_flight_m"]
    assert abs(flown_m - 0.25) <= 2.0 * trial.metrics["u_jump_height_flight_m"]
    (method,) = person.said("game.method_told")
    assert method["rate_hz"] == rate_hz
    assert ("too slow for rates of force development" in method["why"]) is (rate_hz < 500.0)


def test_the_first_three_say_what_the_own_highest_is_and_grade_nobody():
    person = measured(seed=1, difficulty=0.6)
    assert [trial.graded for trial in person.trials] == [False] * 3
    assert person.model.successes == 3
    assert person.said("game.cloud_waits") == []
    person.go(30.0, lambda: person.model.stage is Stage.GO)
    cloud = person.model.cloud
    assert 0.45 <= cloud.share <= 0.95
    assert cloud.height_m == pytest.approx(cloud.share * person.model.best_m, abs=1e-6)
    assert cloud.band == pytest.approx(BAND.at(0.6))


@pytest.mark.parametrize(
    ("off_m", "kind"),
    [
        (0.0, "game.cloud_reached"),
        (0.06, "game.over_cloud"),
        (-0.06, "game.under_cloud"),
    ],
)
def test_a_leap_counts_neither_over_nor_under_the_cloud(off_m, kind):
    person = measured(seed=1, difficulty=0.7)
    person.go(30.0, lambda: person.model.stage is Stage.GO)
    assert person.model.goal_jump() == (person.model.cloud.share, 0.0)
    person.leap(person.model.cloud.height_m + off_m)
    assert len(person.said(kind)) == 1
    trial = person.trials[3]
    assert trial.success is (off_m == 0.0)
    assert trial.metrics["height_error_share"] == pytest.approx(off_m / 0.3, abs=0.05)


def test_no_cloud_is_thinner_than_what_the_board_can_tell():
    person = measured(seed=1, difficulty=1.0)
    person.model._doubts_m.extend((0.05,) * 5)
    person.go(30.0, lambda: person.model.stage is Stage.GO)
    assert person.model.cloud.half_m == pytest.approx(0.05)


@pytest.mark.parametrize("way", [way for way in CLUMSY if way not in {"low", "high"}])
def test_what_cannot_be_told_is_refused_by_name_and_asked_for_again(way):
    person = Person(seed=1)
    model = person.model
    loads = {}

    def load(t_s):
        # Twice the same time is asked for: by the sample, and by the step.
        if t_s not in loads:
            share = jumped(model, t_s, (way,))
            loads[t_s] = 1.0 if share is None else share
        return loads[t_s]

    person.load, person.rate_hz = load, 120.0
    person.go(30.0, lambda: bool(person.said("game.not_told")))
    (said,) = person.said("game.not_told")
    name = {"twice": "double", "beside": "beside", "off": "off", "held": "unclear"}[way]
    assert said[name] is True
    assert said["why"]
    assert person.trials == []
    person.go(60.0, lambda: bool(person.trials))
    assert len(person.said("game.not_told")) == MOST_REFUSED
    assert (person.trials[0].success, person.trials[0].graded) == (False, False)


def test_whoever_moves_is_asked_to_stand_still_and_not_to_leap():
    person = Person(seed=1)
    person.load = lambda t_s: 1.0 + 0.1 * math.sin(6.0 * t_s)
    person.go(8.0)
    assert person.said("game.trial_start") == []
    assert len(person.said("game.stand_still")) == 1
    assert person.model.rest_share < 1.0


def test_a_board_that_is_too_slow_is_named_and_the_game_ends():
    person = Person(40.0, seed=1)
    person.go(12.0)
    (said,) = person.said("game.too_slow")
    assert "40 Hz" in said["why"]
    assert person.model.finished
    assert person.trials == []


def test_legs_have_a_longer_rest_after_some_leaps():
    person = Person(seed=1)
    for _ in range(BREATH_EVERY):
        person.leap(0.2)
    t_s = person.now_s
    person.go(30.0, lambda: person.model.stage is Stage.GO)
    assert len(person.said("game.breathe")) == 1
    assert person.now_s - t_s > BREATH_S


def test_a_pause_in_the_middle_of_a_leap_begins_it_anew():
    person = Person(seed=1)
    person.go(30.0, lambda: person.model.stage is Stage.GO)
    person.n_steps += 20 * STEPS_PER_S
    person.n_samples += round(20 * person.rate_hz)
    person.go(0.1)
    assert person.model.stage is Stage.STILL
    person.leap(0.2)
    assert (len(person.trials), len(person.said("game.trial_start"))) == (1, 1)


def test_the_stance_lasts_until_rest_so_that_no_flight_is_a_step_off():
    person = Person(seed=1)
    person.go(30.0, lambda: person.model.stage is Stage.GO)
    course = leap_course(0.3)
    begun_s = person.now_s
    person.load = lambda t_s: course.load(t_s - begun_s)
    stances = set()

    def is_over():
        if person.load(person.now_s) < 0.05:
            stances.add(person.model.stance)
        return bool(person.trials)

    person.go(10.0, is_over)
    assert stances == {"jump"}
    assert person.model.stance == "both"


@pytest.mark.parametrize(("off", "kept"), [(1.0, True), (1.2, False)])
def test_hops_count_by_the_time_from_landing_to_landing(off, kept):
    person = Person(seed=1, mode=RHYTHM, difficulty=0.5)
    person.model._n_started = 3  # the easy ones are over
    person.go(30.0, lambda: person.model.stance == "hops")
    hops = person.model.hops
    assert hops.n_beats == N_COUNT_IN + 1
    person.jump(hop_course(height_of_beat(off * hops.beat_s)))
    (trial,) = person.trials
    assert trial.success is kept
    assert trial.metrics["n_hops"] == hops.n_hops
    assert trial.metrics["mean_interval_s"] == pytest.approx(off * hops.beat_s, abs=0.006)
    # At 100 samples a second no contact time is told.
    assert math.isnan(trial.metrics["mean_contact_time_s"])
    assert trial.metrics["u_interval_s"] == 0.005


def test_a_fast_board_tells_contact_times_of_hops_too():
    person = Person(1000.0, seed=1, mode=RHYTHM)
    person.go(30.0, lambda: person.model.stance == "hops")
    person.jump(hop_course(height_of_beat(person.model.hops.beat_s)))
    assert 0.15 < person.trials[0].metrics["mean_contact_time_s"] < 0.35


def test_the_band_about_the_beat_is_no_narrower_than_half_a_sample_allows():
    assert BeatHops(0.5, 6, 0.03, 1000.0).band == 0.03
    assert BeatHops(0.5, 6, 0.03, 50.0).band == pytest.approx(0.04)


def test_whoever_only_listens_is_not_waited_for_without_end():
    person = Person(seed=1, mode=RHYTHM)
    person.go(30.0, lambda: bool(person.trials))
    assert person.said("game.rhythm_rests")[0]["share"] == 0.0
    assert person.model.hops.n_beats == N_COUNT_IN + PATIENCE + 1


def test_reasons_have_names():
    assert named("no quiet phase before the movement") == "moved"
    assert named("clipped: the load stands at 1470 N, the plate's limit") == "clipped"
    assert named("3 samples are missing in flight") == "missing"
    assert named("The record is too slow: 40 Hz") == "slow"
    assert judge("plate not empty in flight: it bore 60 N", 700.0, math.nan).refusal == "unclear"


def test_it_leaves_the_board_and_so_wants_somebody_beside_the_person():
    assert SPEC.leaves_board
    assert SPEC.safety_class == "C"


@pytest.mark.parametrize("asked", [(0.0, 0.0), (1.2, 0.0), (0.8, 9.0), (math.nan, 0.0)])
def test_a_jump_that_nobody_can_make_ends_the_game(asked):
    kind = type("Model", (Model,), {"goal_jump": lambda _self: asked})
    guarded = GuardedModel(SPEC, lambda: kind(GameOptions()))
    assert guarded.goal_jump() == (1.0, 0.0)
    assert isinstance(guarded.fault, NonsenseError)
