import math

import numpy as np
import pytest

from balance_arcade.cop.batch import LoadShares, analyze_trial
from balance_arcade.cop.definitions import DEFINITIONS
from balance_arcade.cop.definitions_time import TIME_ROWS
from balance_arcade.cop.pipelines import PRESETS
from balance_arcade.cop.quijoux_values import PAPER_ROWS
from balance_arcade.core.errors import ConfigError, RecordingError

RATE_HZ = 100.0


def circle(n=3000, radius=5.0, turns_hz=1.0, rate_hz=RATE_HZ):
    t = np.arange(n) / rate_hz
    angle = 2.0 * np.pi * turns_hz * t
    return t, np.column_stack((radius * np.sin(angle), radius * np.cos(angle)))


def value(trial, name):
    return trial.metrics[name].value


@pytest.mark.parametrize("preset", ["raw", "default"])
def test_a_circle_gives_what_geometry_says(preset):
    t, cop = circle(3001, 5.0)
    trial = analyze_trial(t, cop, rate_hz=RATE_HZ, preset=preset)
    close = {"rel": 2e-3}
    assert value(trial, "mean_velocity_mm_s") == pytest.approx(10.0 * math.pi, **close)
    assert value(trial, "sway_path_mm") == pytest.approx(300.0 * math.pi, **close)
    assert value(trial, "sway_path_ml_mm") == pytest.approx(30 * 4 * 5.0, **close)
    assert value(trial, "rms_mm") == pytest.approx(5.0, **close)
    assert value(trial, "rms_ml_mm") == pytest.approx(5.0 / math.sqrt(2.0), **close)
    assert value(trial, "range_mm") == pytest.approx(10.0, **close)
    assert value(trial, "range_ap_mm") == pytest.approx(10.0, **close)
    assert value(trial, "mean_distance_mm") == pytest.approx(5.0, **close)
    assert value(trial, "mean_distance_ap_mm") == pytest.approx(10.0 / math.pi, **close)
    assert value(trial, "max_distance_mm") == pytest.approx(5.0, rel=5e-3)
    assert value(trial, "hull_area_mm2") == pytest.approx(25.0 * math.pi, rel=5e-3)
    assert value(trial, "circle_area_mm2") == pytest.approx(25.0 * math.pi, rel=0.05)
    assert value(trial, "sway_area_rate_mm2_s") == pytest.approx(25.0 * math.pi, **close)
    assert value(trial, "mean_frequency_hz") == pytest.approx(1.0, **close)
    assert not set(trial.refused) & set(DEFINITIONS)


def test_time_is_the_span_or_samples_over_rate():
    t, cop = circle(1001)
    span = analyze_trial(t, cop, rate_hz=RATE_HZ, preset="raw")
    count = analyze_trial(t, cop, rate_hz=RATE_HZ, preset="duarte_bds")
    path = value(span, "sway_path_mm")
    assert value(span, "mean_velocity_mm_s") == pytest.approx(path / 10.0, rel=1e-14)
    assert value(count, "mean_velocity_mm_s") == pytest.approx(path / 10.01, rel=1e-14)


def test_the_filter_takes_noise_away_and_says_how_much():
    t, cop = circle(3000, turns_hz=0.3)
    noise = np.random.default_rng(2).normal(scale=0.4, size=cop.shape)
    clean = analyze_trial(t, cop, rate_hz=RATE_HZ)
    noisy = analyze_trial(t, cop + noise, rate_hz=RATE_HZ)
    raw = analyze_trial(t, cop + noise, rate_hz=RATE_HZ, preset="raw")
    assert clean.quality.path_ratio == pytest.approx(1.0, abs=2e-3)
    ratio = value(raw, "sway_path_mm") / value(noisy, "sway_path_mm")
    assert noisy.quality.path_ratio == pytest.approx(ratio) == raw.quality.path_ratio
    assert ratio > 2.0
    assert any("noise" in note for note in noisy.quality.notes)
    assert clean.quality.notes == ()


def test_every_metric_has_its_unit_in_its_name():
    suffix = {"mm": "_mm", "mm/s": "_mm_s", "mm2": "_mm2", "mm2/s": "_mm2_s", "Hz": "_hz"}
    suffix |= {"deg": "_deg", "": "_frac"}
    for name, definition in DEFINITIONS.items():
        if name not in TIME_ROWS:
            assert name.endswith(suffix[definition.unit])
        elif definition.unit not in ("", "mixed"):
            assert name.endswith((suffix | {"s": "_s"})[definition.unit])


def test_every_number_says_how_it_came_about():
    t, cop = circle(300)
    for preset in PRESETS:
        trial = analyze_trial(t, cop, rate_hz=RATE_HZ, preset=preset)
        assert trial.pipeline.startswith(f"{preset}/{PRESETS[preset].version} ")
        assert all(m.definition and "{" not in m.definition for m in trial.metrics.values())
    assert (
        "N / rate"
        in analyze_trial(t, cop, rate_hz=RATE_HZ, preset="duarte_bds")
        .metrics["mean_velocity_mm_s"]
        .definition
    )


def test_loads_are_there_only_with_forces():
    t, cop = circle(300)
    assert not any("load" in n for n in analyze_trial(t, cop, rate_hz=RATE_HZ).metrics)
    loads = LoadShares(np.full(300, 0.6), np.linspace(0.4, 0.6, 300))
    trial = analyze_trial(t, cop, rate_hz=RATE_HZ, loads=loads)
    assert value(trial, "left_load_frac") == pytest.approx(0.6)
    assert value(trial, "right_load_frac") == pytest.approx(0.4)
    assert value(trial, "front_load_frac") == pytest.approx(0.5)
    assert value(trial, "rear_load_frac") == pytest.approx(0.5)
    assert value(trial, "load_asymmetry_frac") == pytest.approx(0.2)


def test_the_ends_without_anybody_are_cut_off():
    t, cop = circle(1000)
    cop[:100] = cop[-50:] = math.nan
    trial = analyze_trial(t, cop, rate_hz=RATE_HZ, preset="raw")
    assert (trial.quality.n_outside, trial.quality.n_missing) == (150, 0)
    assert trial.quality.n_used == 850


def test_a_hole_breaks_the_path_and_its_time_does_not_count():
    t, cop = circle(1000)
    whole = analyze_trial(t, cop, rate_hz=RATE_HZ)
    cop[400:440] = math.nan
    holed = analyze_trial(t, cop, rate_hz=RATE_HZ)
    assert (holed.quality.n_missing, holed.quality.n_breaks) == (40, 1)
    assert value(holed, "mean_velocity_mm_s") == pytest.approx(
        value(whole, "mean_velocity_mm_s"), rel=2e-3
    )
    assert value(holed, "sway_path_mm") < 0.97 * value(whole, "sway_path_mm")


def test_a_gap_in_time_is_a_hole():
    t, cop = circle(1000)
    kept = np.r_[0:400, 440:1000]
    holed = cop.copy()
    holed[400:440] = math.nan
    by_gap = analyze_trial(t[kept], cop[kept], rate_hz=RATE_HZ)
    by_nan = analyze_trial(t, holed, rate_hz=RATE_HZ)
    assert by_gap.metrics == by_nan.metrics
    assert by_gap.quality == by_nan.quality


def test_many_missing_refuse_the_path_and_more_refuse_all():
    t, cop = circle(1000)
    cop[200:350] = math.nan
    some = analyze_trial(t, cop, rate_hz=RATE_HZ, preset="raw")
    assert value(some, "mean_velocity_mm_s") is None
    assert "15 % of the samples are missing" in some.refused["mean_velocity_mm_s"]
    assert value(some, "ellipse_area_mm2") is not None
    cop[200:800] = math.nan
    most = analyze_trial(t, cop, rate_hz=RATE_HZ, preset="raw")
    assert set(most.refused) == set(most.metrics)


def test_scraps_too_short_for_the_filter_are_left_out_and_counted():
    t, cop = circle(1000)
    cop[100:105] = cop[110:115] = math.nan
    trial = analyze_trial(t, cop, rate_hz=RATE_HZ)
    assert trial.quality.n_short_run == 5
    assert trial.quality.n_used == 985
    assert trial.quality.path_ratio is None


def test_a_slow_record_is_refused_by_the_filter_and_measured_without():
    t, cop = circle(300, turns_hz=0.2, rate_hz=10.0)
    slow = analyze_trial(t, cop, rate_hz=10.0)
    assert set(slow.refused) == set(slow.metrics)
    assert "too slow: 10 Hz" in slow.refused["rms_mm"]
    raw = analyze_trial(t, cop, rate_hz=10.0, preset="raw")
    assert not set(raw.refused) & set(DEFINITIONS)
    assert any("ISPGR" in note for note in raw.quality.notes)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("n", [0, 1, 2, 3, 10, 11])
def test_short_records_give_values_or_reasons(preset, n):
    t, cop = circle(n)
    trial = analyze_trial(t, cop, rate_hz=RATE_HZ, preset=preset)
    paper = PAPER_ROWS.keys() if preset == "quijoux2021" else set()
    assert {n for n, d in DEFINITIONS.items() if d.kind != "load"} | paper <= set(trial.metrics)
    for name, measured in trial.metrics.items():
        if name in trial.refused:
            assert measured.value is None
            assert trial.refused[name]
        else:
            assert math.isfinite(measured.value)
    if n == 0:
        assert set(trial.refused.values()) == {"no sample has somebody on the board"}
    if n == 2 and preset == "raw":
        assert value(trial, "ellipse_area_mm2") is None
        assert trial.refused["ellipse_area_mm2"] == "too short: 2 samples, 3 needed"
    if n == 10 and preset == "default":
        assert "too short: the filter needs 11 samples" in trial.refused["rms_mm"]
    refused = {name: why for name, why in trial.refused.items() if name in DEFINITIONS}
    if n == 11 and preset == "quijoux2021":
        assert set(refused.values()) == {"too short: the filter needs 0.8 s without a gap"}
    elif n == 11:
        assert set(refused) <= set(TIME_ROWS)
        assert "zero" not in str(refused)
        reason = "the velocity does not change its sign twice in one stretch"
        assert refused["peak_velocity_ml_mm_s"] == reason


def test_a_record_of_nobody_is_refused():
    trial = analyze_trial(np.arange(50) / 100.0, np.full((50, 2), math.nan), rate_hz=RATE_HZ)
    assert set(trial.refused) == set(trial.metrics)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_constant_is_still(preset):
    t = np.arange(1200) / RATE_HZ
    trial = analyze_trial(t, np.full((1200, 2), 17.25), rate_hz=RATE_HZ, preset=preset)
    for name in ("sway_path_mm", "rms_mm", "range_mm", "ellipse_area_mm2", "hull_area_mm2"):
        assert value(trial, name) == pytest.approx(0.0, abs=1e-9)
    if preset in ("raw", "duarte_bds"):
        assert "does not move" in trial.refused["mean_frequency_hz"]


def test_one_axis_still_refuses_only_its_own_frequency():
    t, cop = circle(500)
    cop[:, 0] = 3.0
    trial = analyze_trial(t, cop, rate_hz=RATE_HZ, preset="raw")
    ours = set(trial.refused) & set(DEFINITIONS)
    assert ours - set(TIME_ROWS) == {"mean_frequency_ml_hz"}
    reason = "the centre of pressure does not move along both axes"
    assert trial.refused["turns_index"] == trial.refused["sway_direction_coefficient"] == reason
    assert value(trial, "ellipse_area_mm2") == 0.0
    assert value(trial, "hull_area_mm2") == 0.0
    assert value(trial, "range_mm") == pytest.approx(10.0)


def test_repeated_and_backward_times_are_left_out():
    t, cop = circle(500)
    clean = analyze_trial(t, cop, rate_hz=RATE_HZ)
    messy_t = np.insert(t, [100, 200, 200], [t[99], t[50], t[51]])
    messy = np.insert(cop, [100, 200, 200], [[900.0, 900.0]] * 3, axis=0)
    trial = analyze_trial(messy_t, messy, rate_hz=RATE_HZ)
    assert trial.quality.n_repeated_times == 3
    assert trial.metrics == clean.metrics
    assert not any("bear the time of another" in note for note in trial.quality.notes)


def test_times_with_too_few_digits_are_told():
    t, cop = circle(500)
    trial = analyze_trial(np.floor(t * 50.0) / 50.0, cop, rate_hz=50.0)
    assert trial.quality.n_repeated_times == 250
    assert any(note.startswith("250 rows bear the time") for note in trial.quality.notes)


def test_half_a_place_is_no_place():
    t, cop = circle(500)
    cop[100, 0] = cop[200, 1] = math.nan
    assert analyze_trial(t, cop, rate_hz=RATE_HZ, preset="raw").quality.n_missing == 2


@pytest.mark.parametrize("far", [math.inf, -math.inf, 2e6, -1e300])
def test_a_place_no_plate_can_give_is_refused(far):
    t, cop = circle(500)
    cop[77, 1] = far
    with pytest.raises(RecordingError, match="mm out"):
        analyze_trial(t, cop, rate_hz=RATE_HZ)


def test_a_kilometre_is_measured_without_overflow():
    t, cop = circle(500, radius=9e5)
    trial = analyze_trial(t, cop, rate_hz=RATE_HZ, preset="raw")
    assert value(trial, "rms_mm") == pytest.approx(9e5)


def test_an_unknown_preset_lists_the_known():
    with pytest.raises(ConfigError, match="Known: default, duarte_bds, quijoux2021, raw"):
        analyze_trial([0.0], [[0.0, 0.0]], rate_hz=RATE_HZ, preset="quick")


@pytest.mark.parametrize(
    ("t_s", "cop", "rate", "match"),
    [
        ([0.0, 0.1], [[0.0, 0.0]], 10.0, "shape"),
        ([[0.0]], [[0.0, 0.0]], 10.0, "shape"),
        ([0.0], [[0.0, 0.0, 0.0]], 10.0, "shape"),
        ([math.nan], [[0.0, 0.0]], 10.0, "finite"),
        ([0.0], [[0.0, 0.0]], 0.0, "rate_hz"),
        ([0.0], [[0.0, 0.0]], math.nan, "rate_hz"),
    ],
)
def test_bad_arguments_are_value_errors(t_s, cop, rate, match):
    with pytest.raises(ValueError, match=match):
        analyze_trial(t_s, cop, rate_hz=rate)


def test_load_shares_of_another_length_are_refused():
    t, cop = circle(10)
    with pytest.raises(ValueError, match="shares"):
        analyze_trial(t, cop, rate_hz=RATE_HZ, loads=LoadShares(np.ones(9), np.ones(10)))


def test_the_arrays_given_are_left_alone():
    t, cop = circle(100)
    cop[5, 0] = math.nan
    before = cop.copy()
    analyze_trial(t, cop, rate_hz=RATE_HZ)
    np.testing.assert_array_equal(cop, before)
