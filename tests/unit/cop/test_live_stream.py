import math
from collections import deque
from itertools import islice

import numba
import numpy as np
import pytest
from live_kit import NOBODY, RATE_HZ, WBB, forces_at, sample, stream_of, walk

from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.corners import cop_from_corners
from balance_arcade.cop.filters import smooth_causal
from balance_arcade.cop.live import CopStream
from balance_arcade.core.board import Geometry
from balance_arcade.core.samples import ForceSample, SampleFlag


def test_a_sample_carries_everything():
    stream = CopStream(WBB, RATE_HZ)
    out = stream.push(sample(3, (100.0, 200.0, 100.0, 200.0), flags=int(SampleFlag.SIMULATED)))
    assert (out.seq, out.t_host_ns, out.t_s, out.fz_n) == (3, 21, 0.03, 600.0)
    assert out.ml_mm == pytest.approx(433.0 / 6.0)
    assert out.ml_display_mm == pytest.approx(out.ml_mm)
    assert out.left_frac == pytest.approx(1.0 / 3.0)
    assert out.flags == SampleFlag.SIMULATED
    assert out.on_board


def test_nobody_is_nan_and_flagged():
    _, (out,) = stream_of([None])
    assert not out.on_board
    assert math.isnan(out.ml_display_mm)
    assert math.isnan(out.left_frac)
    assert out.flags == SampleFlag.OFF_BOARD
    assert out.fz_n == 0.0


@pytest.mark.parametrize("flag", [SampleFlag.TORN, SampleFlag.CELL_FAULT])
def test_a_faulty_sample_has_no_place_and_is_not_measured(flag):
    stream, _ = stream_of([(1.0, 1.0)] * 5)
    out = stream.push(sample(5, forces_at(80.0, 0.0), flags=int(flag)))
    assert not out.on_board
    assert out.flags & flag
    assert stream.metrics().n_samples == 5


def test_before_the_first_sample_there_are_no_numbers():
    metrics = CopStream(WBB, RATE_HZ).metrics()
    assert metrics.n_samples == 0
    assert metrics.window_s == 0.0
    assert metrics.seq == -1
    assert all(math.isnan(v) for v in metrics.values.values())
    assert all(math.isnan(v) for v in metrics.ellipse_mm)


def test_a_full_window_spans_its_length_every_time():
    stream, _ = stream_of(walk(250), window_s=1.0)
    metrics = stream.metrics()
    assert metrics.n_samples == 101
    assert metrics.window_s == pytest.approx(1.0)
    assert metrics.values["missing_frac"] == 0.0
    counts = set()
    for i in range(250, 400):
        stream.push(sample(i, forces_at(0.0, 0.0)))
        counts.add(stream.metrics().n_samples)
    assert counts == {101}


def test_until_the_window_is_full_live_is_batch():
    places = [*walk(300), *[None] * 7, *walk(300, seed=1)]
    stream, out = stream_of(places)
    batch = analyze_trial(
        [s.t_s for s in out], [(s.ml_mm, s.ap_mm) for s in out], rate_hz=RATE_HZ, preset="raw"
    )
    live = stream.metrics().values
    shared = [name for name in batch.metrics if name in live]
    assert len(shared) >= 12
    for name in shared:
        assert live[name] == pytest.approx(batch.metrics[name].value, rel=1e-12), name


def test_a_sliding_window_is_batch():
    stream = CopStream(WBB, RATE_HZ, window_s=2.0)
    out = []
    for i, place in enumerate(walk(900)):
        out.append(stream.push(sample(i, forces_at(*place))))
        if i % 37 == 0 and i > 3:
            last = out[-201:]
            batch = analyze_trial(
                [s.t_s for s in last],
                [(s.ml_mm, s.ap_mm) for s in last],
                rate_hz=RATE_HZ,
                preset="raw",
            )
            for name, value in stream.metrics().values.items():
                if name in batch.metrics:
                    assert value == pytest.approx(batch.metrics[name].value, rel=1e-12), name
            names = ("mean_ml_mm", "mean_ap_mm", "ellipse_major_mm", "ellipse_minor_mm")
            expected = [batch.metrics[name].value for name in names]
            assert stream.metrics().ellipse_mm[:4] == pytest.approx(expected, rel=1e-11)


def drift(rate_hz, n, every):
    """Largest relative difference from batch, seen along a long walk that once goes far out."""
    rng = np.random.default_rng(9)
    cop = np.clip(np.cumsum(rng.normal(scale=0.2, size=(n, 2)), axis=0), -90, 90)
    cop += rng.normal(scale=0.01, size=(n, 2))
    cop[n // 4 : n // 4 + 50] *= 50.0  # a stumble far outside must leave no trace
    stream, samples = CopStream(WBB, rate_hz), samples_at(cop, rate_hz)
    window = int(10 * rate_hz) + 1
    out = deque(map(stream.push, islice(samples, 1)), maxlen=window)
    worst = 0.0
    for _ in range(every, n, every):
        out.extend(map(stream.push, islice(samples, every)))
        if len(out) == window:
            worst = max(worst, apart_from_batch(stream, out, rate_hz))
    return worst


def samples_at(cop, rate_hz):
    """Go along the places; an hour of samples one by one takes longer to make than to measure."""
    for first in range(0, len(cop), 10_000):
        right, front = (cop[first : first + 10_000] / (WBB.width_mm, WBB.length_mm)).T
        shares = [
            600.0 * (0.5 + sx * right) * (0.5 + sy * front)
            for sx, sy in ((-1, 1), (1, 1), (-1, -1), (1, -1))
        ]
        for i, forces in enumerate(np.stack(shares, axis=1).tolist(), first):
            yield ForceSample(i, 7 * i, i / rate_hz, *forces)


def apart_from_batch(stream, out, rate_hz):
    """Largest relative difference of the live metrics from batch of the same samples."""
    batch = analyze_trial(
        [s.t_s for s in out], [(s.ml_mm, s.ap_mm) for s in out], rate_hz=rate_hz, preset="raw"
    )
    pairs = [
        (value, batch.metrics[name].value)
        for name, value in stream.metrics().values.items()
        if name in batch.metrics
    ]
    assert len(pairs) >= 12
    return max(abs(live - true) / abs(true) for live, true in pairs)


def test_nothing_drifts_in_a_minute():
    assert drift(100.0, 6000, 331) < 1e-11


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="an hour of samples needs compiled kernels")
def test_nothing_drifts_in_an_hour_at_a_thousand_hertz():
    assert drift(1000.0, 3_600_000, 179_999) < 1e-9


def two_steps(pause):
    """Stand, move 1 mm, be away, stand, move 1 mm: 60 samples and the pause."""
    return [*[(0.0, 0.0)] * 29, (1.0, 0.0), *pause, *[(50.0, 0.0)] * 29, (51.0, 0.0)]


def test_a_step_off_breaks_the_path():
    stream, _ = stream_of(two_steps([None]))
    metrics = stream.metrics()
    assert metrics.values["sway_path_mm"] == pytest.approx(2.0)
    assert metrics.values["mean_velocity_mm_s"] == pytest.approx(2.0 / 0.58)
    assert metrics.n_samples == 60
    assert metrics.values["missing_frac"] == pytest.approx(1.0 / 61.0)
    assert metrics.values["n_breaks"] == 1.0


@pytest.mark.parametrize("lost", [1, 5])
def test_a_gap_breaks_the_path(lost):
    stream, _ = stream_of(two_steps([])[:30])
    for i, place in enumerate(two_steps([])[30:], 30 + lost):
        stream.push(sample(i, forces_at(*place)))
    metrics = stream.metrics()
    assert metrics.values["sway_path_mm"] == pytest.approx(2.0)
    assert metrics.values["mean_velocity_mm_s"] == pytest.approx(2.0 / 0.58)
    assert metrics.values["missing_frac"] == pytest.approx(lost / (60 + lost))
    assert metrics.values["n_breaks"] == 1.0


def test_a_jump_in_seq_alone_breaks_the_path():
    stream, _ = stream_of([(0.0, 0.0)])
    stream.push(sample(1, forces_at(9.0, 0.0), seq=2))
    assert math.isnan(stream.metrics().values["mean_velocity_mm_s"])


def test_a_moment_of_nobody_breaks_the_path_however_the_times_fall():
    stream = CopStream(WBB, RATE_HZ)
    for i, place in enumerate([(0.0, 0.0), None, (50.0, 0.0)]):
        forces = NOBODY if place is None else forces_at(*place)
        stream.push(sample(i, forces, t_s=0.006 * i))
    assert math.isnan(stream.metrics().values["sway_path_mm"])


def test_a_long_absence_empties_the_window():
    stream, _ = stream_of([*walk(150), *[None] * 120], window_s=1.0)
    metrics = stream.metrics()
    assert (metrics.n_samples, metrics.window_s) == (0, 0.0)
    assert metrics.values["missing_frac"] == 1.0
    assert math.isnan(metrics.values["rms_mm"])
    stream.push(sample(270, forces_at(4.0, 5.0)))
    assert stream.metrics().n_samples == 1


def test_a_repeated_time_is_left_out():
    stream, _ = stream_of([(0.0, 0.0), (1.0, 0.0)])
    out = stream.push(sample(2, forces_at(60.0, 0.0), t_s=0.01))
    assert out.ml_mm == pytest.approx(60.0)
    assert stream.metrics().n_samples == 2
    assert stream.metrics().values["sway_path_mm"] == pytest.approx(1.0)


def test_a_clock_that_runs_backwards_starts_anew():
    stream, _ = stream_of(walk(50))
    stream.push(sample(50, forces_at(3.0, 0.0), t_s=0.0))
    stream.push(sample(51, forces_at(4.0, 0.0), t_s=0.01))
    assert stream.metrics().n_samples == 2
    assert stream.metrics().values["sway_path_mm"] == pytest.approx(1.0)


@pytest.mark.parametrize("t_s", [math.nan, math.inf, -math.inf, 1e300])
def test_a_time_that_is_no_number_does_no_lasting_harm(t_s):
    stream, _ = stream_of(walk(20))
    stream.push(sample(20, forces_at(3.0, 0.0), t_s=t_s))
    assert stream.metrics().n_samples == 20
    for i in range(21, 60):
        stream.push(sample(i, forces_at(3.0, 0.0)))
    assert stream.metrics().n_samples == 59
    assert math.isfinite(stream.metrics().values["mean_velocity_mm_s"])


def test_a_board_faster_than_it_says_shortens_the_window_and_overwrites_nothing():
    stream = CopStream(WBB, 10.0, window_s=1.0)
    for i in range(1000):
        stream.push(sample(i, forces_at(float(i % 7), 0.0), rate_hz=1000.0))
    metrics = stream.metrics()
    assert metrics.window_s < 0.1
    assert metrics.values["range_ml_mm"] == pytest.approx(6.0)


def test_zero_is_taken_off_and_starts_the_window_anew():
    stream, _ = stream_of(walk(30))
    stream.set_zero((100.0, 100.0, 0.0, 0.0))
    assert stream.metrics().n_samples == 0
    out = stream.push(sample(30, (200.0, 200.0, 100.0, 100.0)))
    assert (out.ml_mm, out.ap_mm, out.fz_n) == (0.0, 0.0, 400.0)
    assert stream.zero_n == (100.0, 100.0, 0.0, 0.0)


def test_every_cell_has_its_own_zero():
    zero, forces = (11.0, 23.0, 37.0, 41.0), (150.0, 120.0, 180.0, 90.0)
    out = CopStream(WBB, RATE_HZ, zero_n=zero).push(sample(0, forces))
    batch = cop_from_corners([forces], WBB, zero_n=zero)
    assert (out.ml_mm, out.ap_mm) == tuple(batch.cop_mm[0])
    assert (out.fz_n, out.left_frac) == (batch.fz_n[0], batch.left_frac[0])
    assert out.front_frac == batch.front_frac[0]


def test_reset_window_forgets_the_past_and_keeps_the_filter():
    stream, out = stream_of([(0.0, 0.0)] * 9 + [(40.0, 0.0)])
    stream.reset_window()
    assert stream.metrics().n_samples == 0
    after = stream.push(sample(10, forces_at(40.0, 0.0)))
    assert out[-1].ml_display_mm < after.ml_display_mm < 40.0
    assert stream.metrics().n_samples == 1


def test_the_display_is_the_causal_filter():
    places = walk(200)
    _, out = stream_of(places)
    for shown, true in (("ml_display_mm", "ml_mm"), ("ap_display_mm", "ap_mm")):
        expected = smooth_causal(np.array([getattr(s, true) for s in out]), RATE_HZ)
        assert [getattr(s, shown) for s in out] == expected.tolist()


def test_the_display_filter_starts_settled_after_a_step_off():
    _, out = stream_of([(0.0, 0.0)] * 20 + [None] + [(50.0, -20.0)] * 5)
    for s in out[21:]:
        assert (s.ml_display_mm, s.ap_display_mm) == pytest.approx((50.0, -20.0))


def test_the_display_filter_goes_over_a_short_gap_and_not_a_long_one():
    for gap, settled in ((5, False), (50, True)):
        stream, _ = stream_of([(0.0, 0.0)] * 20)
        out = stream.push(sample(19 + gap, forces_at(50.0, 0.0)))
        assert bool(out.ml_display_mm == pytest.approx(50.0)) is settled


def test_a_slow_board_is_shown_unsmoothed_and_says_so():
    stream = CopStream(WBB, 10.0)
    assert stream.display_cutoff_hz is None
    for i, ml in enumerate((0.0, 30.0)):
        out = stream.push(sample(i, forces_at(ml, 0.0), rate_hz=10.0))
    assert out.ml_display_mm == out.ml_mm == pytest.approx(30.0)


def test_a_still_load_has_a_zero_ellipse():
    stream, _ = stream_of([(2.0, 3.0)] * 50)
    metrics = stream.metrics()
    assert metrics.values["ellipse_area_mm2"] == 0.0
    assert metrics.ellipse_mm[:4] == pytest.approx((2.0, 3.0, 0.0, 0.0))
    assert metrics.values["mean_velocity_mm_s"] == 0.0


def test_the_ellipse_lies_along_the_sway():
    along = [(3.0 * math.sin(i), 3.0 * math.sin(i) + math.cos(i)) for i in range(500)]
    metrics = stream_of(along)[0].metrics()
    _, _, major, minor, angle = metrics.ellipse_mm
    assert math.pi * major * minor == pytest.approx(metrics.values["ellipse_area_mm2"])
    expected = 0.5 * math.atan2(2.0 * 4.5, 4.5 - 5.0)  # variances of 3 sin and of 3 sin + cos
    assert angle == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize("name", ["rate_hz", "window_s", "min_load_n"])
@pytest.mark.parametrize("bad", [0.0, -1.0, math.nan, math.inf])
def test_settings_that_make_no_sense_are_refused(name, bad):
    options = {"rate_hz": RATE_HZ} | {name: bad}
    with pytest.raises(ValueError, match=name):
        CopStream(WBB, **options)


def test_a_board_without_size_is_refused():
    with pytest.raises(ValueError, match="width_mm"):
        CopStream(Geometry(0.0, 238.0), RATE_HZ)


@pytest.mark.parametrize("zero", [(1.0, 2.0), (0.0, 0.0, 0.0, math.nan)])
def test_a_zero_that_is_not_four_numbers_is_refused(zero):
    with pytest.raises(ValueError, match="offsets_n"):
        CopStream(WBB, RATE_HZ, zero_n=zero)


def test_the_pipeline_names_window_rate_and_time():
    pipeline = CopStream(WBB, RATE_HZ, window_s=5.0).pipeline
    assert pipeline.startswith("live/1 ")
    assert "window 5 s at 100 Hz" in pipeline
    assert "T = t_last - t_first" in pipeline


def test_a_stream_that_is_spared_its_window_gives_the_same_samples():
    spared, whole = CopStream(WBB, RATE_HZ), CopStream(WBB, RATE_HZ)
    spared.spare_metrics()
    spared.set_zero(NOBODY)
    places = [sample(i, forces_at(*place)) for i, place in enumerate(walk(300))]
    assert [spared.push(one) for one in places] == [whole.push(one) for one in places]
    with pytest.raises(RuntimeError, match="nobody asks for its window"):
        spared.metrics()
