"""What must hold for every sway, whatever it is: symmetries, order of events, nasty input."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from profiles import n_examples
from window_kit import is_the_same

from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.corners import cop_from_corners
from balance_arcade.cop.definitions import DEFINITIONS
from balance_arcade.cop.definitions_time import TIME_ROWS
from balance_arcade.cop.filters import smooth_zero_phase
from balance_arcade.cop.limits import StabilityLimits
from balance_arcade.cop.live import CopStream
from balance_arcade.core.board import Geometry
from balance_arcade.core.samples import ForceSample

WBB = Geometry(433.0, 238.0)
RATE_HZ = 100.0

LENGTHS = {"_mm": 1, "_mm_s": 1, "_mm2": 2, "_mm2_s": 2, "_hz": 0, "_deg": 0, "_frac": 0}
SIGNED = ("mean_ml_mm", "mean_ap_mm", "ellipse_angle_deg")
PRESETS = st.sampled_from(["raw", "default", "duarte_bds"])


def power_of_length(name):
    return next(
        LENGTHS[end] for end in sorted(LENGTHS, key=len, reverse=True) if name.endswith(end)
    )


@st.composite
def sways(draw, n_least=12, n_most=150):
    """A walk of 12 to 150 samples, with holes now and then but never at the ends."""
    n = draw(st.integers(n_least, n_most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    cop = np.cumsum(rng.normal(size=(n, 2)) @ rng.normal(size=(2, 2)), axis=0)
    holes = rng.random(n) < draw(st.sampled_from([0.0, 0.0, 0.02, 0.2]))
    holes[[0, -1]] = False
    cop[holes] = math.nan
    return cop


def values_of(cop, preset="raw"):
    t = np.arange(cop.shape[0]) / RATE_HZ
    trial = analyze_trial(t, cop, rate_hz=RATE_HZ, preset=preset)
    core = {n: m.value for n, m in trial.metrics.items() if n not in TIME_ROWS}
    return core, {n: why for n, why in trial.refused.items() if n not in TIME_ROWS}


def assert_same(ours, theirs, *, scale=1.0, skip=SIGNED, swap=False):
    for name, value in ours.items():
        if name in skip or name not in DEFINITIONS:
            continue
        other = name
        if swap:
            other = name.replace("_ml_", "_x_").replace("_ap_", "_ml_").replace("_x_", "_ap_")
        if value is None or theirs[other] is None:
            assert value is theirs[other] is None, name
            continue
        # Where a form loses digits (a flat ellipse), it may lose them against its own scale only.
        room = 1e-7 * (ours["range_mm"] * scale) ** power_of_length(name)
        factor = scale ** power_of_length(name)
        assert theirs[other] == pytest.approx(value * factor, rel=1e-9, abs=room), name


@n_examples(60)
@given(sways(), PRESETS)
def test_a_mirror_changes_no_size(cop, preset):
    ours, _ = values_of(cop, preset)
    theirs, _ = values_of(cop * (-1.0, 1.0), preset)
    assert_same(ours, theirs)
    if ours["mean_ml_mm"] is not None:
        assert theirs["mean_ml_mm"] == pytest.approx(-ours["mean_ml_mm"])
        assert theirs["mean_ap_mm"] == pytest.approx(ours["mean_ap_mm"])


@n_examples(60)
@given(sways(), PRESETS)
def test_exchanged_axes_exchange_the_metrics(cop, preset):
    ours, _ = values_of(cop, preset)
    theirs, _ = values_of(np.ascontiguousarray(cop[:, ::-1]), preset)
    assert_same(ours, theirs, swap=True)


@n_examples(60)
@given(sways(), PRESETS, st.floats(-500.0, 500.0), st.floats(-500.0, 500.0))
def test_where_on_the_board_does_not_matter(cop, preset, d_ml, d_ap):
    ours, _ = values_of(cop, preset)
    theirs, _ = values_of(np.add(cop, (d_ml, d_ap)), preset)
    assert_same(ours, theirs)


@n_examples(60)
@given(sways(), PRESETS, st.floats(0.01, 100.0))
def test_twice_as_far_is_twice_the_length_and_four_times_the_area(cop, preset, scale):
    ours, _ = values_of(cop, preset)
    theirs, _ = values_of(cop * scale, preset)
    assert_same(ours, theirs, scale=scale)


@n_examples(60)
@given(sways(), PRESETS, st.floats(-math.pi, math.pi))
def test_turning_the_board_changes_no_planar_size(cop, preset, angle):
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    ours, _ = values_of(cop, preset)
    theirs, _ = values_of(cop @ turn, preset)
    planar = {k: v for k, v in ours.items() if "_ml_" not in k and "_ap_" not in k}
    assert_same(planar, theirs)


@n_examples(60)
@given(sways(), st.sampled_from(["raw", "duarte_bds"]))
def test_backwards_in_time_is_the_same_sway(cop, preset):
    ours, _ = values_of(cop, preset)
    theirs, _ = values_of(np.ascontiguousarray(cop[::-1]), preset)
    assert_same(ours, theirs)


@n_examples(60)
@given(sways())
@example(np.where(np.arange(12)[:, None] % 11 == 0, 1.0, math.nan) * (3.0, 4.0))
def test_the_sizes_stand_in_their_order(cop):
    v, refused = values_of(cop)
    if np.isnan(cop[:, 0]).mean() > 0.5:
        assert refused["range_mm"].startswith("too many gaps")
        return
    slack = 1.0 + 1e-9
    assert v["range_mm"] <= 2.0 * v["max_distance_mm"] * slack
    assert v["mean_distance_mm"] <= v["rms_mm"] * slack <= v["max_distance_mm"] * slack**2
    assert max(v["range_ml_mm"], v["range_ap_mm"]) <= v["range_mm"] * slack
    assert v["hull_area_mm2"] <= v["range_ml_mm"] * v["range_ap_mm"] * slack
    area = math.pi * v["ellipse_major_mm"] * v["ellipse_minor_mm"]
    assert v["ellipse_area_mm2"] == pytest.approx(area, rel=1e-6, abs=1e-9 * v["range_mm"] ** 2)


@n_examples(60)
@given(
    st.lists(st.tuples(*[st.floats(0.0, 1e4)] * 4), min_size=1, max_size=20), st.floats(0.01, 100)
)
def test_the_place_is_on_the_board_and_no_matter_how_heavy(forces, scale):
    forces = np.array(forces)
    out = cop_from_corners(forces, WBB, min_load_n=1e-6)
    scaled = cop_from_corners(forces * scale, WBB, min_load_n=1e-9)
    present = ~np.isnan(out.cop_mm[:, 0])
    assert (np.abs(out.cop_mm[present]) <= (216.5 * (1 + 1e-12), 119.0 * (1 + 1e-12))).all()
    assert (np.abs(out.left_frac[present] - 0.5) <= 0.5 + 1e-12).all()
    np.testing.assert_allclose(scaled.cop_mm[present], out.cop_mm[present], rtol=1e-9, atol=1e-9)


@n_examples(60)
@given(st.integers(0, 2**32 - 1), st.sampled_from([25.0, 100.0, 1000.0]))
def test_zero_phase_is_the_same_from_either_end_but_for_the_ends(seed, rate_hz):
    values = np.random.default_rng(seed).normal(size=2000)
    ours = smooth_zero_phase(values, rate_hz)
    turned = smooth_zero_phase(values[::-1].copy(), rate_hz)[::-1]
    inside = slice(900, 1100)
    np.testing.assert_allclose(ours[inside], turned[inside], atol=1e-9)


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("stand"), st.integers(1, 40)),
        st.tuples(st.just("off"), st.integers(1, 30)),
        st.tuples(st.just("gap"), st.integers(1, 60)),
        st.tuples(st.just("repeat"), st.just(1)),
    ),
    min_size=1,
    max_size=12,
)


def play(events, seed, window_s):
    """Push the events; returns the stream and its samples as a record without repeated times."""
    rng = np.random.default_rng(seed)
    stream, rows, seq, here = CopStream(WBB, RATE_HZ, window_s=window_s), [], 0, np.full(4, 150.0)
    for kind, count in events:
        if kind == "gap":
            seq += count
            continue
        for _ in range(count):
            here = np.clip(here + rng.normal(size=4), 50.0, 400.0)
            forces = (here if kind != "off" else np.zeros(4)).tolist()
            out = stream.push(ForceSample(seq, 0, seq / RATE_HZ, *forces))
            if kind == "repeat":
                stream.push(ForceSample(seq, 0, seq / RATE_HZ, *forces[::-1]))
            rows.append((out.t_s, out.ml_mm, out.ap_mm))
            seq += 1
    return stream, np.array(rows).reshape(-1, 3)


@n_examples(200)
@given(EVENTS, st.integers(0, 2**32 - 1))
def test_live_is_batch_until_the_window_is_full(events, seed):
    stream, rows = play(events, seed, window_s=60.0)
    if not len(rows):
        return
    batch = analyze_trial(rows[:, 0], rows[:, 1:], rate_hz=RATE_HZ, preset="raw")
    live = stream.metrics()
    assert live.n_samples == batch.quality.n_used
    for name, value in live.values.items():
        if name in batch.metrics and name not in batch.refused:
            expected = batch.metrics[name].value
            assert is_the_same(name, value, expected), (name, value, expected)


@n_examples(200)
@given(EVENTS, st.integers(0, 2**32 - 1))
def test_a_sliding_window_is_batch_of_its_samples(events, seed):
    stream, rows = play(events, seed, window_s=0.3)
    if not len(rows):
        return
    last = rows[rows[-1, 0] - rows[:, 0] <= 0.305]
    batch = analyze_trial(last[:, 0], last[:, 1:], rate_hz=RATE_HZ, preset="raw")
    live = stream.metrics()
    assert live.n_samples == batch.quality.n_used
    for name, value in live.values.items():
        if name in batch.metrics and name not in batch.refused:
            expected = batch.metrics[name].value
            assert is_the_same(name, value, expected), (name, value, expected)


NUMBERS = st.floats(allow_nan=True, allow_infinity=True, width=64)


@n_examples(150)
@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS), max_size=40))
def test_no_stream_of_numbers_breaks_the_live_window(rows):
    stream = CopStream(WBB, RATE_HZ, window_s=0.1)
    # Compiled kernels never warn; uncompiled ones compute with numpy's scalars, which do.
    with np.errstate(over="ignore", invalid="ignore"):
        for i, (t_s, *forces) in enumerate(rows):
            stream.push(ForceSample(i, 0, t_s, *forces))
            stream.metrics()
    for i in range(40):
        t_s = i / RATE_HZ
        stream.push(ForceSample(100 + i, 0, t_s, 150.0, 151.0 + i % 3, 150.0, 150.0))
    metrics = stream.metrics()
    assert metrics.n_samples == 11
    assert math.isfinite(metrics.values["ellipse_area_mm2"])
    assert metrics.values["missing_frac"] == 0.0


@n_examples(150)
@given(
    hnp.arrays(
        np.float64,
        st.tuples(st.integers(0, 40), st.just(2)),
        elements=st.one_of(
            st.floats(-1e6, 1e6), st.just(math.nan), st.sampled_from([0.0, -0.0, 5e-324, 1e-200])
        ),
    ),
    PRESETS,
)
def test_every_record_gives_values_or_reasons(cop, preset):
    values, refused = values_of(cop, preset)
    for name, value in values.items():
        assert (value is None) == (name in refused), name
        assert value is None or math.isfinite(value), name


@n_examples(200)
@given(
    st.lists(st.floats(0.0, 500.0), min_size=8, max_size=8),
    st.floats(-400.0, 400.0),
    st.floats(-400.0, 400.0),
)
def test_there_and_back_in_any_limits(values, ml, ap):
    limits = StabilityLimits((12.5, -30.25), tuple(values), "lean pass")
    assert limits.to_mm(*limits.to_unit(ml, ap)) == pytest.approx((ml, ap), rel=1e-9, abs=1e-9)
    assert limits.percent(ml, ap) >= 0.0
