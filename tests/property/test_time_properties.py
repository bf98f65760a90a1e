"""What must hold for the positional and dynamic descriptors of every sway."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from profiles import n_examples

from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.definitions_time import TIME_ROWS
from balance_arcade.cop.density import stay_counts

RATE_HZ = 100.0
POWERS = {"mm": 1, "mm/s": 1, "mixed": 1, "mm2": 2, "": 0, "s": 0, "Hz": 0, "deg": 0}
DIRECTED = {"range_ratio", "sway_direction_coefficient", "principal_direction_deg"}
MEDIANS = {"median_ml_mm", "median_ap_mm"}
DENSITY = {name for name in TIME_ROWS if name.startswith("sway_density")}
PLANAR = {
    *("planar_deviation_mm", "anisotropy", "eccentricity", "axis_ratio", "dispersion_radius_mm"),
    *("ellipse_area_chi2_mm2", "rms_velocity_mm_s", "sd_velocity_mm_s", "straightness"),
    *("heading_persistence", "phase_plane", *DENSITY),
}


@st.composite
def sways(draw):
    n = draw(st.integers(60, 150))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    cop = np.cumsum(rng.normal(size=(n, 2)) @ rng.normal(size=(2, 2)), axis=0)
    holes = rng.random(n) < draw(st.sampled_from([0.0, 0.0, 0.02]))
    holes[[0, -1]] = False
    cop[holes] = math.nan
    return cop


def values_of(cop, preset="raw"):
    t = np.arange(cop.shape[0]) / RATE_HZ
    trial = analyze_trial(t, cop, rate_hz=RATE_HZ, preset=preset)
    return {n: trial.metrics[n].value for n in TIME_ROWS}, trial.refused


def assert_same(ours, theirs, names, *, scale=1.0):
    for name in names:
        if ours[name] is None or theirs[name] is None:
            assert ours[name] is theirs[name], name
            continue
        power = POWERS[TIME_ROWS[name].unit]
        room = 1e-6 * (scale * max(1.0, ours["planar_deviation_mm"])) ** power
        assert theirs[name] == pytest.approx(ours[name] * scale**power, rel=1e-8, abs=room), name


def renamed(values, swap):
    return {swap(name): value for name, value in values.items()}


def other_sign(name):
    return name.replace("_pos_", "_?_").replace("_neg_", "_pos_").replace("_?_", "_neg_")


def other_axis(name):
    return re.sub(r"_(ml|ap)(?=_|$)", lambda m: "_ap" if m[1] == "ml" else "_ml", name)


def axial(a, b):
    return abs((a - b + 90.0) % 180.0 - 90.0)


@n_examples(40)
@given(sways(), st.sampled_from(["raw", "default"]))
def test_a_mirror_turns_signs_only(cop, preset):
    ours, _ = values_of(cop, preset)
    theirs, _ = values_of(cop * (-1.0, 1.0), preset)
    assert_same(ours, theirs, [n for n in ours if "_ml" not in n and n not in DIRECTED])
    assert_same(ours, theirs, ["range_ratio"])
    swapped = renamed(theirs, other_sign)
    assert_same(ours, swapped, [n for n in ours if "_ml" in n and n not in MEDIANS])
    assert theirs["median_ml_mm"] == pytest.approx(-ours["median_ml_mm"])
    name = "sway_direction_coefficient"
    assert theirs[name] == pytest.approx(-ours[name], abs=1e-9)
    name = "principal_direction_deg"
    assert axial(theirs[name], -ours[name]) < 1e-6


@n_examples(40)
@given(sways(), st.sampled_from(["raw", "default"]))
def test_exchanged_axes_exchange_the_descriptors(cop, preset):
    ours, _ = values_of(cop, preset)
    theirs, _ = values_of(np.ascontiguousarray(cop[:, ::-1]), preset)
    assert_same(ours, renamed(theirs, other_axis), ours.keys() - DIRECTED)
    assert theirs["range_ratio"] == pytest.approx(1.0 / ours["range_ratio"])
    name = "principal_direction_deg"
    assert axial(theirs[name], 90.0 - ours[name]) < 1e-6


@n_examples(40)
@given(sways(), st.floats(-500.0, 500.0), st.floats(-500.0, 500.0))
def test_where_on_the_board_moves_the_medians_only(cop, d_ml, d_ap):
    ours, _ = values_of(cop)
    theirs, _ = values_of(np.add(cop, (d_ml, d_ap)))
    assert_same(ours, theirs, ours.keys() - MEDIANS)
    assert theirs["median_ml_mm"] == pytest.approx(ours["median_ml_mm"] + d_ml, abs=1e-9)


@n_examples(40)
@given(sways(), st.floats(0.05, 20.0))
def test_a_larger_sway_is_larger_by_its_unit(cop, scale):
    ours, _ = values_of(cop)
    theirs, _ = values_of(cop * scale)
    assert_same(ours, theirs, ours.keys() - DENSITY, scale=scale)
    points = cop[~np.isnan(cop[:, 0])]
    doubled = stay_counts(points * 2.0, 6.0)
    assert (doubled == stay_counts(points, 3.0)).all()


@n_examples(40)
@given(sways(), st.floats(-math.pi, math.pi))
def test_turning_the_board_turns_the_direction_only(cop, angle):
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    ours, _ = values_of(cop)
    theirs, _ = values_of(cop @ turn)
    assert_same(ours, theirs, PLANAR)
    name = "principal_direction_deg"
    if ours["anisotropy"] > 0.01:
        assert axial(theirs[name], ours[name] + math.degrees(angle)) < 1e-5


@n_examples(40)
@given(sways())
def test_backwards_in_time_changes_the_sign_of_velocity_only(cop):
    ours, _ = values_of(cop)
    theirs, _ = values_of(np.ascontiguousarray(cop[::-1]))
    theirs = renamed(theirs, other_sign)
    smoothed = DENSITY - {"sway_density_mean_s"}  # the filter's ends are not the same
    assert_same(ours, theirs, ours.keys() - smoothed)


@pytest.mark.parametrize("rate_hz", [50.0, 100.0, 250.0, 1000.0])
def test_the_rate_does_not_set_what_a_smooth_sway_is(rate_hz):
    """x = 6 sin(2 pi 0.4 t), y = 9 sin(2 pi 0.3 t): known speeds, crossings and peaks."""
    t = np.arange(round(40.0 * rate_hz) + 1) / rate_hz
    wx, wy = 2.0 * math.pi * 0.4, 2.0 * math.pi * 0.3
    cop = np.column_stack((6.0 * np.sin(wx * t), 9.0 * np.sin(wy * t)))
    trial = analyze_trial(t, cop, rate_hz=rate_hz, preset="raw")
    v = {name: m.value for name, m in trial.metrics.items()}
    assert v["rms_velocity_ml_mm_s"] == pytest.approx(6.0 * wx / math.sqrt(2.0), rel=2e-3)
    assert v["peak_velocity_ap_mm_s"] == pytest.approx(9.0 * wy, rel=2e-3)
    assert v["n_zero_crossings_ml"] == 32.0
    assert v["n_zero_crossings_ap"] == v["n_direction_changes_ap"] == 24.0
    assert v["phase_plane_ml"] == pytest.approx(
        math.hypot(6.0, 6.0 * wx) / math.sqrt(2.0), rel=3e-3
    )
    assert v["mean_amplitude_ap_mm"] == pytest.approx(18.0, rel=2e-3)
    stay_s = stay_counts(np.column_stack((40.0 * t, 0.0 * t)), 3.0)[len(t) // 2] / rate_hz
    assert stay_s == pytest.approx(0.15, abs=2.0 / rate_hz)


@n_examples(100)
@given(
    hnp.arrays(
        np.float64,
        st.tuples(st.integers(0, 60), st.just(2)),
        elements=st.one_of(
            st.floats(-1e6, 1e6),
            st.just(math.nan),
            st.sampled_from([0.0, -0.0, 1.0, 2.0, 5e-324, 1e-200]),
        ),
    ),
    st.sampled_from(["raw", "default", "duarte_bds", "quijoux2021"]),
)
def test_every_record_gives_values_or_reasons(cop, preset):
    values, refused = values_of(cop, preset)
    for name, value in values.items():
        assert (value is None) == (name in refused), name
        assert value is None or math.isfinite(value), name


@n_examples(40)
@given(sways())
def test_ratios_stay_in_their_bounds(cop):
    v, _ = values_of(np.round(cop))
    for name in ("anisotropy", "eccentricity", "axis_ratio", "straightness"):
        assert v[name] is None or 0.0 <= v[name] <= 1.0, name
    for name in ("sway_direction_coefficient", "heading_persistence"):
        assert v[name] is None or abs(v[name]) <= 1.0 + 1e-12, name
    assert 0.0 <= v["principal_direction_deg"] < 180.0
