"""Even Keel: what is asked of the load, what counts as level, by feel first, squats and holds."""

import itertools
import math

import pytest

from balance_arcade.games.contract import ControlInput, GameOptions
from balance_arcade.games.even_keel.model import BY_FEEL_S, Model
from balance_arcade.games.even_keel.spec import BAND, HOLD, PRESS, WAY
from balance_arcade.games.even_keel.squat import Part, SquatWatch
from balance_arcade.games.loads import LoadRange

# Rests with 38 % on the left, and comes to 46 %.
WEAK_LEFT = LoadRange(0.38, 0.46, 0.28)


def step(model, share, *, loads=WEAK_LEFT, load_frac=1.0, on_board=True):
    x = loads.place_of(share)
    model.step(
        ControlInput(
            model.time_s,
            x,
            0.0,
            80.0 * x,
            0.0,
            abs(x),
            left_frac=share,
            load_frac=load_frac,
            on_board=on_board,
            loads=loads,
        )
    )


def run(model, n_trials, player=lambda model: model.goal_load() or 0.5, **more):
    """Play; returns the trials' results and events."""
    trials, events = [], []
    for _ in range(120 * 60 * n_trials):
        step(model, player(model), **more)
        trials += model.drain_trials()
        events += model.drain_events()
        if len(trials) >= n_trials:
            return trials, events
    raise AssertionError("no more trials")


def test_even_is_asked_for_as_far_as_the_person_can_give_it():
    even = LoadRange(0.49, 0.70, 0.30)
    for level in (0.0, 1.0):
        trials, _ = run(Model(GameOptions(seed=1, difficulty=level)), 4, loads=even)
        wanted = 0.49 + 0.01 * WAY.at(trials[-1].difficulty)
        assert trials[-1].metrics["target_left_load_share"] == pytest.approx(wanted)
    trials, _ = run(Model(GameOptions(seed=1, difficulty=1.0)), 4)
    # 95 % of the way from 0.38 to 0.46: even is out of reach.
    assert trials[-1].metrics["target_left_load_share"] == pytest.approx(0.456)


@pytest.mark.parametrize(("off", "success"), [(0.9, True), (1.1, False)])
def test_level_is_within_the_band(off, success):
    model = Model(GameOptions(seed=1, difficulty=0.5, feedback="full"))
    run(model, 3)

    def beside(model):
        trial = model.trial
        return trial.target - off * trial.band if trial else 0.4

    (trial,), _ = run(model, 1, beside)
    assert trial.success is success
    assert trial.metrics["inside_band_share"] == float(success)


def test_hold_takes_its_time_and_an_interruption_is_counted():
    model = Model(GameOptions(seed=1, difficulty=0.0, feedback="full"))

    def leaves_once(model):
        trial = model.trial
        if trial is None:
            return 0.4
        return trial.target - (1.2 * trial.band if 1.0 < trial.age_s < 1.5 else 0.0)

    (trial,), _ = run(model, 1, leaves_once)
    assert trial.success
    assert trial.metrics["hold_interruptions"] == 1.0
    assert trial.metrics["arrival_s"] == pytest.approx(1 / 120)
    # Within the grace it neither grew nor drained.
    assert model.time_s == pytest.approx(1.2 + HOLD.at(0.0) + 0.5, abs=0.05)


def test_load_is_felt_first_and_then_seen_in_every_other_trial():
    model = Model(GameOptions(seed=1))
    felt = []
    while model.trials < 8:
        trial = model.trial
        in_mist = model.in_mist
        if in_mist:
            assert not model.cursor_visible
            felt.append(model.trials)
        target = trial.target if trial else 0.4
        step(model, target - 0.03 if in_mist else target)
    assert sorted(set(felt)) == [3, 5, 7]
    assert len(felt) == pytest.approx(3 * BY_FEEL_S * 120, abs=4)
    trials = model.drain_trials()
    assert trials[3].metrics["felt_error_share"] == pytest.approx(-0.03)
    assert math.isnan(trials[4].metrics["felt_error_share"])
    assert all(trial.success for trial in trials)


def test_who_always_wants_to_see_has_no_mist():
    model = Model(GameOptions(seed=1, feedback="full"))
    run(model, 6, lambda model: 0.0 if model.in_mist else model.goal_load() or 0.4)
    assert model.successes == 6


def test_nobody_on_the_board_holds_nothing():
    model = Model(GameOptions(seed=1))
    for _ in range(600):
        step(model, 0.5, loads=LoadRange())
        if model.trial:
            break
    held = model.trial.held_s
    for _ in range(120):
        step(model, model.trial.target, on_board=False)
    assert model.trial.held_s == held


def test_sides_to_load_alternate_and_a_weak_one_comes_oftener():
    def sides(weak=""):
        model = Model(GameOptions(seed=1, difficulty=0.5, mode="hold", weak_side=weak))
        trials, _ = run(model, 16, loads=LoadRange())
        return [trial.metrics["target_left_load_share"] for trial in trials]

    shares = sides()
    assert all((one - 0.5) * (other - 0.5) < 0.0 for one, other in itertools.pairwise(shares))
    assert max(shares) == pytest.approx(0.5 + PRESS.at(0.5))
    assert sum(share > 0.5 for share in sides("left")) > 8


def squat(load=0.07, seconds=3.0):
    """Load of a squat by step, as shares of the weight: the way down and the way up."""
    n = round(seconds * 120)
    return [1.0 - load * math.sin(2.0 * math.pi * k / (n / 2)) for k in range(n // 2)] + [
        1.0 + load * math.sin(2.0 * math.pi * k / (n / 2)) for k in range(n // 2)
    ]


def test_squat_is_lighter_then_heavier_then_as_before():
    watch, parts = SquatWatch(), []
    for load in [1.0] * 60 + squat() + [1.0] * 60:
        parts.append(watch.push(load))
    assert list(dict.fromkeys(parts)) == [Part.STAND, Part.DOWN, Part.UP, Part.DONE]
    assert watch.moving_s == pytest.approx(3.0, abs=0.5)
    assert watch.lightest == pytest.approx(0.93, abs=0.001)


@pytest.mark.parametrize("load", [0.0, 0.02, math.nan])
def test_sway_and_breath_are_no_squat(load):
    watch = SquatWatch()
    for k in range(1200):
        watch.push(1.0 - load * math.sin(k / 30.0))
    assert watch.part is Part.STAND


@pytest.mark.parametrize(("off", "success"), [(0.02, True), (0.12, False)])
def test_squats_count_while_the_load_stays_even(off, success):
    model, loads = Model(GameOptions(seed=1, difficulty=0.0, mode="squat")), LoadRange()
    course = [1.0] * 240 + squat() + [1.0] * 200
    for load in course:
        step(model, 0.5 + off, loads=loads, load_frac=load)
    (trial,) = model.drain_trials()
    assert trial.success is success
    assert trial.metrics["left_load_share"] == pytest.approx(0.5 + off)
    assert trial.metrics["load_asymmetry_share"] == pytest.approx(2.0 * off)
    assert 2.0 < trial.metrics["squat_time_s"] < 4.0
    assert trial.metrics["greatest_load_share"] == pytest.approx(1.07, abs=0.001)
    kinds = [event.kind for event in model.drain_events()]
    assert (
        kinds.index("game.dip")
        < kinds.index("game.rise")
        < kinds.index("game.boat_lies" if success else "game.swell")
    )


def test_who_does_not_squat_is_asked_again():
    model = Model(GameOptions(seed=1, mode="squat"))
    trials, _ = run(model, 2)
    assert not any(trial.success for trial in trials)
    assert math.isnan(trials[0].metrics["squat_time_s"])


def test_bands_are_shares_of_the_load_in_the_persons_own_disc():
    model = Model(GameOptions(seed=1, difficulty=0.0))
    while model.goal() is None:
        step(model, 0.38)
    # From 0.38 to 0.46 is one: a band of so much is that much wider.
    assert model.goal_radius == pytest.approx(BAND.at(0.0) / 0.08)
    assert model.loads.share_at(model.goal()[0]) == pytest.approx(model.goal_load())
