"""Weight shift, weight bearing, rising and landing, on curves with known answers."""

import math

import numpy as np
import pytest

from balance_arcade.assess.protocols import STABILISATION
from balance_arcade.assess.sit_to_stand import (
    SIT_TO_STAND_OUTCOMES,
    RiseTrial,
    score_sit_to_stand,
)
from balance_arcade.assess.stabilisation import (
    STABILISATION_OUTCOMES,
    LandingTrial,
    score_landing,
)
from balance_arcade.assess.weight_bearing import (
    LegLoads,
    legs_from_cop,
    score_squat,
    score_weight_bearing,
)
from balance_arcade.assess.weight_shift import SHIFT_OUTCOMES, ShiftTrial, score_weight_shift
from balance_arcade.cop.limits import StabilityLimits
from balance_arcade.core.errors import ConfigError, RecordingError

RATE_HZ, HEIGHT_MM, WEIGHT_N = 100.0, 1700.0, 700.0
LIMITS = StabilityLimits((3.0, -4.0), (80.0, 70.0, 60.0, 50.0, 40.0, 50.0, 60.0, 70.0), "lean pass")


def shift(axis="ml", pace_s=2.0, size_mm=30.0, off=0.1, **more):
    """A sinusoid about the centre; the targets on ml stand 30 mm out, on ap 40 and 20."""
    t_s = np.arange(round((12.0 * pace_s + 2.0) * RATE_HZ) + 1) / RATE_HZ
    wave = size_mm * np.sin(math.pi * (t_s - 1.0) / pace_s)
    cop = np.column_stack((wave, off * wave))
    cop = cop if axis == "ml" else cop[:, ::-1]
    return ShiftTrial(axis, pace_s, t_s, cop + LIMITS.centre_mm, RATE_HZ, 1.0, **more)


def shifted(trial, **more):
    return score_weight_shift(trial, height_mm=HEIGHT_MM, limits=LIMITS, **more)


@pytest.mark.parametrize("pace_s", [3.0, 2.0, 1.0])
@pytest.mark.parametrize("axis", ["ml", "ap"])
def test_a_sinusoid_on_time_is_ideal(axis, pace_s):
    out = shifted(shift(axis, pace_s))
    velocity = 2.0 * 30.0 / pace_s
    assert out.value("on_axis_velocity_mm_s") == pytest.approx(velocity, rel=1e-3)
    angle = math.degrees(velocity / (0.55 * HEIGHT_MM))
    assert out.value("on_axis_velocity_deg_s") == pytest.approx(angle, rel=1e-3)
    assert out.value("velocity_of_ideal_pct") == pytest.approx(100.0, rel=1e-3)
    assert out.value("directional_control_pct") == pytest.approx(90.0, abs=0.01)
    assert out.value("n_traverses") == 11.0
    assert out.value("traverse_time_s") == pytest.approx(pace_s, abs=0.011)
    assert out.value("amplitude_pct") == pytest.approx(100.0, rel=1e-3)


def test_reaching_is_counted_side_by_side():
    out = shifted(shift("ap", size_mm=25.0))
    assert out.value("reached_first_frac") == 0.0
    assert out.value("reached_second_frac") == 1.0
    assert shifted(shift("ml", size_mm=31.0)).value("reached_first_frac") == 1.0


def test_a_mirrored_shift_swaps_the_sides():
    trial = shift("ml", size_mm=30.5)
    cop = trial.cop_mm.copy()
    cop[:, 0] += 2.0
    ours = shifted(ShiftTrial("ml", 2.0, trial.t_s, cop, RATE_HZ, 1.0))
    limits = StabilityLimits((-3.0, -4.0), LIMITS.limits_mm, "lean pass")
    other = ShiftTrial("ml", 2.0, trial.t_s + 32.0, cop * (-1.0, 1.0), RATE_HZ, 33.0)
    theirs = score_weight_shift(other, height_mm=HEIGHT_MM, limits=limits)
    assert ours.value("reached_first_frac") == theirs.value("reached_second_frac") == 1.0
    assert ours.value("reached_second_frac") == theirs.value("reached_first_frac") == 0.0
    for name in ("on_axis_velocity_deg_s", "directional_control_pct", "amplitude_pct"):
        assert theirs.value(name) == pytest.approx(ours.value(name), rel=1e-9)


def test_a_shift_that_is_none_is_refused():
    trial = shift()
    still = ShiftTrial("ml", 2.0, trial.t_s, np.zeros((trial.t_s.size, 2)), RATE_HZ, 1.0)
    out = shifted(still)
    assert out.value("on_axis_velocity_mm_s") == 0.0
    assert out.value("n_traverses") == 0.0
    assert out.refused["amplitude_pct"] == "fewer than two turns"
    assert "determine" in out.refused["directional_control_pct"]
    stopped = shifted(shift(stop="stepped"))
    assert set(stopped.refused) == set(SHIFT_OUTCOMES)
    brief = ShiftTrial("ml", 2.0, trial.t_s[:900], trial.cop_mm[:900], RATE_HZ, 1.0)
    assert "too short" in shifted(brief).refused["amplitude_pct"]
    none = StabilityLimits((0.0, 0.0), (0.0,) * 8, "default")
    out = score_weight_shift(trial, height_mm=HEIGHT_MM, limits=none)
    assert out.refused["amplitude_pct"] == "the limits of the axis are zero"
    for bad in ({"axis": "z"}, {"pace_s": 0.0}, {"pace_s": math.nan}, {"start_s": math.inf}):
        fields = {name: getattr(trial, name) for name in trial.__struct_fields__} | bad
        with pytest.raises(ValueError, match=next(iter(bad))):
            shifted(ShiftTrial(**fields))
    with pytest.raises(RecordingError):
        shifted(ShiftTrial("ml", 2.0, trial.t_s, trial.cop_mm * 1e9, RATE_HZ, 1.0))
    with pytest.raises(ConfigError):
        shifted(shift(stop="bored"))


def legs(left=400.0, right=300.0, seconds=10.0, source="two boards"):
    t_s = np.arange(round(seconds * RATE_HZ) + 1) / RATE_HZ
    wobble = 50.0 * np.sin(2.0 * math.pi * t_s)
    return LegLoads(t_s, left + wobble, right - wobble, source)


def test_weight_bearing_has_its_shares():
    out = score_weight_bearing(legs(), window_s=(1.0, 9.0))
    assert out.value("left_pct") == pytest.approx(400.0 / 7.0, rel=1e-3)
    assert out.value("asymmetry_frac") == pytest.approx(-1.0 / 7.0, rel=1e-2)
    assert out.value("asymmetry_abs_frac") == -out.value("asymmetry_frac")
    assert out.value("from_equal_pct") == pytest.approx(out.value("left_pct") - 50.0)
    assert out.value("left_pct") + out.value("right_pct") == pytest.approx(100.0)
    assert "window=1..9 s, loads of two boards" in out.protocol
    even = score_weight_bearing(legs(350.0, 350.0), window_s=(1.0, 9.0))
    assert even.value("asymmetry_frac") == pytest.approx(0.0, abs=1e-12)
    assert even.value("asymmetry_now_frac") == pytest.approx(0.0909, rel=2e-2)


def test_mirror_and_scale_of_the_loads():
    ours = score_weight_bearing(legs(410.0, 290.0), window_s=(0.0, 10.0))
    one = legs(410.0, 290.0)
    swapped = score_weight_bearing(
        LegLoads(one.t_s + 8.0, 2.5 * one.right_n, 2.5 * one.left_n, "two boards"),
        window_s=(8.0, 18.0),
    )
    assert swapped.value("asymmetry_frac") == pytest.approx(-ours.value("asymmetry_frac"))
    assert swapped.value("right_pct") == pytest.approx(ours.value("left_pct"))
    assert swapped.value("asymmetry_now_frac") == pytest.approx(ours.value("asymmetry_now_frac"))


def test_one_board_says_what_its_halves_are():
    out = score_weight_bearing(legs(source="board halves"), window_s=(0.0, 5.0))
    assert "halves of one board" in out.notes[0]
    feet = legs_from_cop([0.0, 1.0], [40.0, 40.0], [700.0, 700.0], foot_distance_mm=200.0)
    assert feet.right_n == pytest.approx([490.0, 490.0])
    assert feet.left_n == pytest.approx([210.0, 210.0])
    moved = legs_from_cop([0.0], [50.0], [700.0], foot_distance_mm=200.0, midline_mm=10.0)
    assert moved.right_n == pytest.approx([490.0])


def test_weight_bearing_refuses_and_raises():
    one = legs()
    assert "too short" in score_weight_bearing(one, window_s=(0.0, 0.5)).refused["left_pct"]
    assert "not the whole" in score_weight_bearing(one, window_s=(5.0, 15.0)).refused["left_pct"]
    holed = one.left_n.copy()
    holed[100:400] = math.nan
    gappy = LegLoads(one.t_s, holed, one.right_n, "two boards")
    assert "70 %" in score_weight_bearing(gappy, window_s=(0.0, 10.0)).refused["left_pct"]
    assert score_weight_bearing(gappy, window_s=(5.0, 10.0)).value("left_pct") is not None
    outside = LegLoads(one.t_s, one.left_n + 400.0, one.right_n - 400.0, "foot distance")
    refused = score_weight_bearing(outside, window_s=(0.0, 10.0)).refused
    assert "less than nothing" in refused["left_pct"]
    empty = LegLoads([], [], [], "two boards")
    assert "no two samples" in score_weight_bearing(empty, window_s=(0.0, 2.0)).refused["left_pct"]
    for window in ((2.0, 1.0), (math.nan, 2.0)):
        with pytest.raises(ValueError, match="window_s"):
            score_weight_bearing(one, window_s=window)
    for bad in (
        LegLoads(one.t_s[::-1], one.left_n, one.right_n, "two boards"),
        LegLoads(one.t_s, one.left_n[:5], one.right_n, "two boards"),
        LegLoads(one.t_s, one.left_n * math.inf, one.right_n, "two boards"),
    ):
        with pytest.raises(ValueError, match=r"t_s|same shape|infinite"):
            score_weight_bearing(bad, window_s=(0.0, 2.0))
    for distance in (0.0, math.nan):
        with pytest.raises(ValueError, match="foot_distance_mm"):
            legs_from_cop([0.0], [0.0], [1.0], foot_distance_mm=distance)


def test_the_squat_has_four_angles_and_no_verdict():
    parts = score_squat({0: (0.0, 2.0), 30: (2.0, 4.0), 90: (7.0, 9.0)}, legs())
    assert list(parts) == [0, 30, 60, 90]
    assert parts[30].value("left_pct") == pytest.approx(400.0 / 7.0, rel=2e-3)
    assert parts[60].refused["left_pct"] == "not tried"
    with pytest.raises(ValueError, match="45"):
        score_squat({45: (0.0, 2.0)}, legs())


def rising(n_times=5, peak=1.25, seated=0.2):
    """Every 3 s: 1 s seated, up in 0.5 s over a peak, standing till 2.5 s, down again."""
    knots = np.array([0.0, 1.0, 1.4, 1.5, 1.8, 2.5, 3.0])
    loads = np.array([seated, seated, peak, peak, 1.0, 1.0, seated])
    t_s = np.arange(round(3.0 * n_times * RATE_HZ) + 1) / RATE_HZ
    return t_s, WEIGHT_N * np.interp(np.mod(t_s, 3.0), knots, loads)


def test_rises_have_their_times_and_peaks():
    t_s, total = rising()
    legs_n = (0.45 * total, 0.55 * total)
    test = score_sit_to_stand(RiseTrial(t_s, total, WEIGHT_N, 0.0, *legs_n))
    assert len(test.rises) == test.overall.value("n_rises") == 5.0
    slope = (1.25 - 0.2) / 0.4
    assert test.overall.value("loading_time_s") == pytest.approx(0.4 / slope, rel=1e-6)
    assert test.overall.value("rising_index_pct") == pytest.approx(25.0)
    assert test.overall.value("peak_asymmetry_frac") == pytest.approx(0.1)
    fifth = 12.0 + 1.0 + (0.9 - 0.2) / slope
    assert test.overall.value("time_of_five_s") == pytest.approx(fifth)
    later = score_sit_to_stand(RiseTrial(t_s + 16.0, 2.0 * total, 2.0 * WEIGHT_N, 16.0))
    assert later.overall.value("time_of_five_s") == pytest.approx(fifth)
    assert "peak_asymmetry_frac" in later.overall.refused


def test_half_rises_and_standing_from_the_start_do_not_count():
    t_s, total = rising(2)
    assert score_sit_to_stand(RiseTrial(t_s, np.minimum(total, 600.0), WEIGHT_N)).overall.value(
        "n_rises"
    ) == (0.0)
    standing = np.full(t_s.size, WEIGHT_N)
    out = score_sit_to_stand(RiseTrial(t_s, standing, WEIGHT_N)).overall
    assert out.value("n_rises") == 0.0
    assert out.refused["rising_index_pct"] == "no rise"
    late = score_sit_to_stand(RiseTrial(t_s, total, WEIGHT_N, 2.0)).overall
    assert late.value("n_rises") == 1.0
    bounced = total.copy()
    bounced[195:205] = 0.7 * WEIGHT_N
    assert score_sit_to_stand(RiseTrial(t_s, bounced, WEIGHT_N)).overall.value("n_rises") == 2.0


def test_nasty_rises_are_refused_or_typed():
    t_s, total = rising()
    holed = total.copy()
    holed[700] = math.nan
    out = score_sit_to_stand(RiseTrial(t_s, holed, WEIGHT_N)).overall
    assert set(out.refused) == set(SIT_TO_STAND_OUTCOMES)
    gap = np.r_[0:600, 650:1501]
    assert (
        "gap"
        in score_sit_to_stand(RiseTrial(t_s[gap], total[gap], WEIGHT_N)).overall.refused["n_rises"]
    )
    for n in (0, 1):
        out = score_sit_to_stand(RiseTrial(t_s[:n], total[:n], WEIGHT_N)).overall
        assert "no two samples" in out.refused["n_rises"]
    for bad in (
        RiseTrial(t_s, total, 0.0),
        RiseTrial(t_s, total, math.nan),
        RiseTrial(t_s, total[:4], WEIGHT_N),
        RiseTrial(t_s[::-1], total, WEIGHT_N),
        RiseTrial(t_s, total * math.inf, WEIGHT_N),
        RiseTrial(t_s, total, WEIGHT_N, 0.0, total[:3], total),
    ):
        with pytest.raises(ValueError, match=r"body_weight|shape|rise|infinite|one value"):
            score_sit_to_stand(bad)


def landing(seconds=11.0, decay_s=0.5, size=1.5):
    """Half a second in the air, then body weight plus a decaying exponential."""
    t_s = np.arange(round((seconds + 0.5) * RATE_HZ) + 1) / RATE_HZ
    load = WEIGHT_N * (1.0 + size * np.exp(-(t_s - 0.5) / decay_s))
    load[t_s < 0.5 - 1e-9] = math.nan
    return t_s, load


def test_a_decaying_landing_has_its_known_times():
    t_s, load = landing()
    out = score_landing(LandingTrial(t_s, load, WEIGHT_N))
    steady = 0.5 * math.log(1.5 / 0.05)
    assert out.value("time_threshold_s") == pytest.approx(steady, abs=0.011)
    assert out.value("time_threshold_s") >= steady
    exact = math.sqrt(1.5**2 * 0.25 / 3.0 * (1.0 - math.exp(-12.0)))
    assert out.value("vertical_stability_index") == pytest.approx(exact, rel=0.02)
    assert out.value("peak_load_bw") == pytest.approx(2.5)
    shifted_out = score_landing(LandingTrial(t_s + 64.0, 3.0 * load, 3.0 * WEIGHT_N))
    for name in STABILISATION_OUTCOMES:
        assert shifted_out.value(name) == pytest.approx(out.value(name), abs=1e-9)
    assert "shear" in out.notes[0]
    assert not any("dpsi" in name.lower() for name in STABILISATION_OUTCOMES)


def test_landings_that_do_not_count():
    t_s, load = landing()
    assert (
        "too short"
        in score_landing(LandingTrial(t_s[:900], load[:900], WEIGHT_N)).refused[
            "vertical_stability_index"
        ]
    )
    standing = LandingTrial(t_s, np.full(t_s.size, WEIGHT_N), WEIGHT_N)
    assert "no landing" in score_landing(standing).refused["time_threshold_s"]
    off = load.copy()
    off[500:520] = 0.0
    assert (
        "left the board" in score_landing(LandingTrial(t_s, off, WEIGHT_N)).refused["peak_load_bw"]
    )
    gap = np.r_[0:300, 310 : t_s.size]
    assert (
        "broken"
        in score_landing(LandingTrial(t_s[gap], load[gap], WEIGHT_N)).refused["peak_load_bw"]
    )
    stopped = score_landing(LandingTrial(t_s, load, WEIGHT_N, "stepped"))
    assert set(stopped.refused) == set(STABILISATION_OUTCOMES)
    shaky = load + 100.0 * np.sin(2.0 * math.pi * t_s)
    out = score_landing(LandingTrial(t_s, shaky, WEIGHT_N))
    assert out.refused["time_threshold_s"] == "the load was never steady for so long"
    flat = np.where(np.isnan(load), 0.0, WEIGHT_N)
    out = score_landing(LandingTrial(t_s, flat, WEIGHT_N))
    assert out.value("time_threshold_s") == 0.0
    assert out.refused["time_sequential_s"] == "the load does not change"


def test_nasty_landings_are_typed():
    t_s, load = landing()
    for n in (0, 1):
        out = score_landing(LandingTrial(t_s[:n], load[:n], WEIGHT_N))
        assert "no landing" in out.refused["peak_load_bw"]
    for bad in (
        LandingTrial(t_s, load, -1.0),
        LandingTrial(t_s, load[:3], WEIGHT_N),
        LandingTrial(t_s[::-1], load, WEIGHT_N),
        LandingTrial(t_s, load * math.inf, WEIGHT_N),
    ):
        with pytest.raises(ValueError, match=r"body_weight|shape|rise|infinite"):
            score_landing(bad)
    with pytest.raises(ConfigError):
        score_landing(LandingTrial(t_s, load, WEIGHT_N, "bored"), protocol=STABILISATION)


def test_loads_in_the_wrong_unit_are_named():
    t_s, load = landing()
    with pytest.raises(RecordingError, match="load of"):
        score_landing(LandingTrial(t_s, 1e4 * load, WEIGHT_N))
    with pytest.raises(RecordingError, match="load of"):
        score_sit_to_stand(RiseTrial(*rising()[:1], 1e4 * rising()[1], WEIGHT_N))
    heavy = LegLoads(t_s, 1e4 * load, load, "two boards")
    with pytest.raises(RecordingError, match="load of"):
        score_weight_bearing(heavy, window_s=(1.0, 3.0))


def test_each_side_has_its_own_target():
    around = (80.0, 70.0, 70.0, 50.0, 40.0, 50.0, 50.0, 70.0)
    limits = StabilityLimits((3.0, -4.0), around, "lean pass")
    out = score_weight_shift(shift("ml"), height_mm=HEIGHT_MM, limits=limits)
    assert out.value("reached_first_frac") == 0.0
    assert out.value("reached_second_frac") == 1.0
    assert out.value("amplitude_pct") == pytest.approx(100.0, rel=1e-3)
