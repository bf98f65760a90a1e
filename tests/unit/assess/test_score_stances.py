"""mCTSIB, four trials, Romberg and one leg: circles of known speed, falls that are not hidden."""

import math

import numpy as np
import pytest

from balance_arcade.assess.protocols import FOUR_TRIAL, MCTSIB, SINGLE_LEG
from balance_arcade.assess.romberg import romberg_mean, romberg_quotient
from balance_arcade.assess.single_leg import (
    SINGLE_LEG_OUTCOMES,
    SingleLegTrial,
    score_single_leg,
)
from balance_arcade.assess.stances import (
    CONDITIONS,
    StanceTrial,
    score_four_trial,
    score_mctsib,
    score_stance,
)
from balance_arcade.cop.gravity import pendulum_frequency_rad_s
from balance_arcade.cop.metric import Measured
from balance_arcade.core.errors import ConfigError

RATE_HZ, HEIGHT_MM = 100.0, 1700.0


def circle(speed_mm_s, seconds, start_s=0.0):
    """A point that runs at a steady speed on a circle of 5 mm."""
    t_s = np.arange(round(seconds * RATE_HZ) + 1) / RATE_HZ
    angle = speed_mm_s / 5.0 * t_s
    return t_s + start_s, 5.0 * np.column_stack((np.cos(angle), np.sin(angle)))


def stance(speed_mm_s, condition="", seconds=10.0, start_s=0.0, **more):
    t_s, cop = circle(speed_mm_s, seconds, start_s)
    return StanceTrial(t_s, cop, RATE_HZ, start_s, condition, **more)


def twelve(**speeds):
    return [
        stance(speeds.get(condition, 10.0) + k, condition)
        for k in range(3)
        for condition in CONDITIONS
    ]


def test_a_circle_has_its_speed_and_angle():
    out = score_stance(stance(20.0), height_mm=HEIGHT_MM, protocol=MCTSIB)
    assert out.value("mean_velocity_mm_s") == pytest.approx(20.0, rel=2e-3)
    angle = math.degrees(out.value("mean_velocity_mm_s") / (0.55 * HEIGHT_MM))
    assert out.value("sway_velocity_deg_s") == pytest.approx(angle)
    assert out.value("sway_path_mm") == pytest.approx(200.0, rel=2e-3)
    assert out.protocol.startswith("mctsib/1 ")
    assert "default/" in out.protocol


@pytest.mark.parametrize("height_mm", [1500.0, 1900.0])
def test_the_centre_of_gravity_goes_a_shorter_way_by_the_pendulum(height_mm):
    """On a circle each axis shrinks by w^2 / (w^2 + turn^2), so the path does by about that."""
    out = score_stance(stance(20.0), height_mm=height_mm, protocol=MCTSIB)
    turn = 20.0 / 5.0
    shares = [
        w**2 / (w**2 + turn**2)
        for w in (pendulum_frequency_rad_s(height_mm / 1000.0, axis) for axis in ("ml", "ap"))
    ]
    expected = math.degrees(20.0 * sum(shares) / 2.0 / (0.55 * height_mm))
    assert out.value("cog_velocity_deg_s") == pytest.approx(expected, rel=0.05)
    assert out.value("cog_velocity_deg_s") < 0.5 * out.value("sway_velocity_deg_s")


def test_only_the_time_of_the_protocol_counts():
    t_s, cop = circle(20.0, 30.0)
    cop[1100:] *= 9.0
    long = score_stance(StanceTrial(t_s, cop, RATE_HZ, 0.0), height_mm=None, protocol=MCTSIB)
    assert long.value("sway_path_mm") == pytest.approx(200.0, rel=5e-3)
    angles = ("sway_velocity_deg_s", "cog_velocity_deg_s")
    assert long.refused == dict.fromkeys(angles, "the stature is not known")


def test_the_composite_is_the_mean_of_the_twelve():
    test = score_mctsib(twelve(ec_foam=40.0), height_mm=HEIGHT_MM)
    assert test.overall.value("composite_velocity_mm_s") == pytest.approx(
        np.mean([p.value("mean_velocity_mm_s") for p in test.trials])
    )
    assert test.overall.value("composite_velocity_mm_s") == pytest.approx(18.5, rel=5e-3)
    assert test.overall.value("mean_velocity_mm_s_ec_foam") == pytest.approx(41.0, rel=5e-3)
    assert test.overall.value("n_stopped_ec_foam") == 0.0
    assert test.stops == ()


def test_a_fall_is_counted_and_never_averaged_away():
    trials = twelve()
    fell = trials[7]
    assert fell.condition == "ec_foam"
    trials[7] = StanceTrial(fell.t_s[:300], fell.cop_mm[:300], RATE_HZ, 0.0, "ec_foam", "fell")
    test = score_mctsib(trials, height_mm=HEIGHT_MM)
    assert test.stops == ("ec_foam, trial 8: fell",)
    assert test.overall.value("n_stopped_ec_foam") == 1.0
    assert "1 of 3" in test.overall.refused["mean_velocity_mm_s_ec_foam"]
    assert "stopped: fell" in test.overall.refused["mean_velocity_mm_s_ec_foam"]
    assert "1 of 12" in test.overall.refused["composite_velocity_deg_s"]
    assert test.overall.value("mean_velocity_mm_s_eo_foam") is not None
    whole = StanceTrial(fell.t_s, fell.cop_mm, RATE_HZ, 0.0, "ec_foam", "stepped")
    assert score_stance(whole, height_mm=None, protocol=MCTSIB).value("sway_path_mm") is None


def test_trials_that_are_missing_or_short_refuse_the_composite():
    test = score_mctsib(twelve()[:11], height_mm=HEIGHT_MM)
    assert test.overall.refused["composite_velocity_mm_s"] == "11 of 12 trials were made"
    short = score_stance(stance(10.0, seconds=7.0), height_mm=None, protocol=MCTSIB)
    assert short.refused["sway_path_mm"].startswith("too short")
    nobody = StanceTrial(np.arange(1001) / RATE_HZ, np.full((1001, 2), math.nan), RATE_HZ, 0.0)
    assert len(score_stance(nobody, height_mm=None, protocol=MCTSIB).refused) == 5
    empty = StanceTrial(np.empty(0), np.empty((0, 2)), RATE_HZ, 0.0)
    assert len(score_stance(empty, height_mm=None, protocol=MCTSIB).refused) == 5


def test_nasty_stances_are_typed():
    with pytest.raises(ValueError, match="no condition"):
        score_mctsib([stance(1.0, "eo")], height_mm=None)
    with pytest.raises(ValueError, match="has 4 trials"):
        score_mctsib([stance(1.0, "eo_firm")] * 4, height_mm=None)
    with pytest.raises(ConfigError, match="stop reason"):
        score_mctsib([stance(1.0, "eo_firm", stop="tired")], height_mm=None)
    with pytest.raises(ValueError, match="height"):
        score_mctsib([stance(1.0, "eo_firm")], height_mm=-1.0)
    with pytest.raises(ValueError, match="finite"):
        score_stance(
            StanceTrial([0.0, math.nan], np.zeros((2, 2)), RATE_HZ, 0.0),
            height_mm=None,
            protocol=MCTSIB,
        )
    with pytest.raises(ValueError, match="shape"):
        score_stance(StanceTrial([0.0], [1.0], RATE_HZ, 0.0), height_mm=None, protocol=MCTSIB)


def test_mirror_and_start_time_change_nothing():
    trial = stance(13.0)
    ours = score_stance(trial, height_mm=HEIGHT_MM, protocol=MCTSIB)
    for other in (
        StanceTrial(trial.t_s, trial.cop_mm * (-1.0, 1.0), RATE_HZ, 0.0),
        StanceTrial(trial.t_s + 128.0, trial.cop_mm, RATE_HZ, 128.0),
    ):
        theirs = score_stance(other, height_mm=HEIGHT_MM, protocol=MCTSIB)
        for name in ours.values:
            assert theirs.value(name) == pytest.approx(ours.value(name), rel=1e-9)


def test_four_trials_leave_the_first_out():
    trials = [stance(speed, seconds=20.0) for speed in (50.0, 10.0, 12.0, 17.0)]
    test = score_four_trial(trials)
    assert test.overall.value("mean_path_mm") == pytest.approx(260.0, rel=3e-3)
    assert test.overall.value("familiarisation_path_mm") == pytest.approx(1000.0, rel=5e-3)
    assert test.overall.value("least_path_mm") == pytest.approx(200.0, rel=3e-3)
    assert test.overall.value("greatest_path_mm") == pytest.approx(340.0, rel=3e-3)
    three = score_four_trial(trials[:3])
    assert three.overall.refused["mean_path_mm"] == "2 of 3 trials were made"
    assert three.overall.value("familiarisation_path_mm") is not None
    with pytest.raises(ValueError, match="5 trials"):
        score_four_trial([*trials, trials[0]], protocol=FOUR_TRIAL)


def test_romberg_is_symmetric_in_its_logarithm():
    there = romberg_quotient("v", 8.0, 12.0)
    back = romberg_quotient("v", 12.0, 8.0)
    assert there.ratio == pytest.approx(1.5)
    assert there.log_ratio == pytest.approx(math.log(1.5))
    assert there.log_ratio == pytest.approx(-back.log_ratio)
    assert romberg_mean([there, back]).ratio == pytest.approx(1.0)
    for pair in ((0.0, 1.0), (1.0, None), (math.nan, 1.0), (1.0, math.inf), (-1.0, 1.0)):
        assert isinstance(romberg_quotient("v", *pair), Measured)
    assert isinstance(romberg_mean([]), Measured)
    assert isinstance(romberg_mean([there, romberg_quotient("a", 1.0, 1.0)]), Measured)


def legs():
    left = [SingleLegTrial("left", held, "foot touched") for held in (12.0, 20.0, 7.0)]
    right = [SingleLegTrial("right", held, "arms moved") for held in (30.0, 25.0, 29.0)]
    return left + right


def test_one_leg_best_mean_symmetry_and_reasons():
    test = score_single_leg(legs())
    assert test.overall.value("best_left_s") == 20.0
    assert test.overall.value("mean_left_s") == 13.0
    assert test.overall.value("mean_right_s") == 28.0
    assert test.overall.value("symmetry_frac") == pytest.approx(20.0 / 30.0)
    assert test.stops[0] == "left, trial 1: foot touched"
    assert len(test.stops) == 6
    assert set(test.overall.values) == set(SINGLE_LEG_OUTCOMES)
    swapped = [
        SingleLegTrial("right" if t.side == "left" else "left", t.held_s, t.stop) for t in legs()
    ]
    mirrored = score_single_leg(swapped).overall
    assert mirrored.value("mean_right_s") == test.overall.value("mean_left_s")
    assert mirrored.value("symmetry_frac") == test.overall.value("symmetry_frac")


def test_the_cap_is_a_lower_bound_and_says_so():
    test = score_single_leg([SingleLegTrial("left", 60.0), SingleLegTrial("right", 45.0)])
    assert test.overall.value("best_left_s") == 45.0
    assert test.overall.value("n_capped_left") == 1.0
    assert "lower bounds" in test.overall.notes[0]
    assert test.overall.refused["symmetry_frac"] == "both sides reached the cap"
    assert test.overall.refused["mean_left_s"] == "1 of 3 trials were made"


def test_one_leg_velocity_comes_from_the_first_seconds_of_the_longest():
    t_s, cop = circle(20.0, 45.0)
    cop[1600:] *= 5.0
    slow = circle(3.0, 16.0)
    trials = [
        SingleLegTrial("left", 16.0, "foot touched", *slow, RATE_HZ),
        SingleLegTrial("left", 45.0, None, t_s, cop, RATE_HZ),
    ]
    overall = score_single_leg(trials).overall
    assert overall.value("mean_velocity_left_mm_s") == pytest.approx(20.0, rel=3e-3)
    brief = score_single_leg([SingleLegTrial("left", 9.0, "fell", *slow, RATE_HZ)]).overall
    assert "held 9 s" in brief.refused["mean_velocity_left_mm_s"]
    cut = SingleLegTrial("left", 45.0, None, t_s[:900], cop[:900], RATE_HZ)
    assert "too short" in score_single_leg([cut]).overall.refused["mean_velocity_left_mm_s"]
    assert score_single_leg([]).overall.refused["best_left_s"] == "not tried"


def test_nasty_legs_are_typed():
    for held in (math.nan, -1.0, math.inf):
        with pytest.raises(ValueError, match="held_s"):
            score_single_leg([SingleLegTrial("left", held, "fell")])
    with pytest.raises(ValueError, match="stop reason"):
        score_single_leg([SingleLegTrial("left", 3.0)])
    with pytest.raises(ValueError, match="side"):
        score_single_leg([SingleLegTrial("both", 3.0, "fell")])
    with pytest.raises(ConfigError):
        score_single_leg([SingleLegTrial("left", 3.0, "bored")])
    with pytest.raises(ValueError, match="4 trials"):
        score_single_leg([SingleLegTrial("left", 3.0, "fell")] * 4, protocol=SINGLE_LEG)
    nil = [SingleLegTrial(side, 0.0, "fell") for side in ("left", "right")]
    assert "symmetry_frac" in score_single_leg(nil).overall.refused


def test_a_protocol_without_angles_says_so():
    out = score_stance(stance(20.0, seconds=20.0), height_mm=HEIGHT_MM, protocol=FOUR_TRIAL)
    angles = ("sway_velocity_deg_s", "cog_velocity_deg_s")
    assert out.refused == dict.fromkeys(angles, "the protocol has no angles")


def test_conditions_are_compared_by_their_velocities():
    test = score_mctsib(
        twelve(eo_firm=9.0, ec_firm=14.0, eo_foam=19.0, ec_foam=29.0), height_mm=None
    )
    value = test.overall.value
    assert value("romberg_firm") == pytest.approx(15.0 / 10.0, rel=1e-2)
    assert value("romberg_foam") == pytest.approx(30.0 / 20.0, rel=1e-2)
    assert value("foam_quotient_open") == pytest.approx(20.0 / 10.0, rel=1e-2)
    assert value("foam_quotient_closed") == pytest.approx(30.0 / 15.0, rel=1e-2)
    assert value("both_taken_quotient") == pytest.approx(30.0 / 10.0, rel=1e-2)


def test_a_fall_takes_the_comparisons_with_it_that_need_the_condition():
    trials = twelve()
    trials[1] = stance(10.0, "ec_firm", stop="fell")
    overall = score_mctsib(trials, height_mm=None).overall
    for name in ("romberg_firm", "foam_quotient_closed"):
        assert overall.refused[name].startswith("ec_firm: ")
        assert "fell" in overall.refused[name]
    assert overall.value("romberg_foam") == pytest.approx(1.0)
    still = [StanceTrial(t.t_s, 0.0 * t.cop_mm, RATE_HZ, 0.0, t.condition) for t in twelve()]
    assert "nothing moved" in score_mctsib(still, height_mm=None).overall.refused["romberg_foam"]
