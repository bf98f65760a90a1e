"""Resampling of irregular boards and the pipeline of Quijoux et al. 2021 against slow twins."""

import math

import naive_swarii
import numpy as np
import pytest
from scipy import signal, stats

from balance_arcade.cop.batch import LoadShares, analyze_trial
from balance_arcade.cop.quijoux2021 import smooth_order_4
from balance_arcade.cop.quijoux_values import PAPER_ROWS
from balance_arcade.cop.swarii import resample, without_artefacts


def irregular(rng, n, rate_hz=60.0):
    """Times as a wireless board gives them: jitter, bursts, lost samples."""
    steps = rng.exponential(1.0 / rate_hz, n) + 1e-4
    steps[rng.random(n) < 0.01] += 0.12
    return np.cumsum(steps)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("window_s", [0.02, 0.08, 0.6])
def test_windows_are_the_twins(seed, window_s):
    rng = np.random.default_rng(seed)
    t = irregular(rng, 300)
    values = np.cumsum(rng.normal(size=(300, 2)), axis=0)
    ours = resample(t, values, window_s=window_s)
    for k in (0, 1):
        out_t, twin = naive_swarii.swarii(t.tolist(), values[:, k].tolist(), 25.0, window_s - 1e-6)
        assert ours.t_s.tolist() == out_t
        np.testing.assert_allclose(ours.values[:, k], twin, rtol=1e-11, atol=1e-11)
    assert ours.n_empty == sum(math.isnan(v) for v in twin)
    if window_s == 0.02:
        assert ours.n_empty > 10


@pytest.mark.parametrize("rate_hz", [50.0, 100.0, 128.0])
def test_regular_boards_are_the_twins(rate_hz):
    t = np.arange(400) / rate_hz + 0.1
    values = np.cumsum(np.random.default_rng(2).normal(size=(400, 1)), axis=0)
    ours = resample(t, values)
    out_t, twin = naive_swarii.swarii(t.tolist(), values[:, 0].tolist())
    assert ours.t_s.tolist() == out_t
    np.testing.assert_allclose(ours.values[:, 0], twin, rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize("seed", range(8))
def test_what_is_kept_is_the_twins(seed):
    rng = np.random.default_rng(seed)
    t = irregular(rng, 250)
    cop = np.cumsum(0.3 * rng.normal(size=(250, 2)), axis=0)
    for at in rng.integers(0, 250, 20):
        cop[at : at + rng.integers(1, 4)] += rng.uniform(-60.0, 60.0, 2)
    kept = naive_swarii.kept((t - t[0]).tolist(), cop.tolist())
    assert np.flatnonzero(without_artefacts(t - t[0], cop)).tolist() == kept
    assert len(kept) < 245


@pytest.mark.parametrize("at", range(2, 12))
@pytest.mark.parametrize("width", [1, 2, 3])
def test_spikes_up_to_the_very_end_are_the_twins(at, width):
    t = 0.1 * np.arange(12) + 0.1
    cop = np.zeros((12, 2))
    cop[at : at + width] = (15.0, 15.0)
    kept = naive_swarii.kept(t.tolist(), cop.tolist())
    assert np.flatnonzero(without_artefacts(t, cop)).tolist() == kept


def test_a_line_and_a_constant_stay_what_they_are():
    t = np.arange(500) / 100.0
    ours = resample(t, np.column_stack((np.full(500, 3.5), t)))
    np.testing.assert_allclose(ours.values[:, 0], 3.5, rtol=1e-12)
    inside = slice(2, -2)
    np.testing.assert_allclose(ours.values[inside, 1], ours.t_s[inside], atol=1e-3)


@pytest.mark.parametrize(("rate_hz", "cutoff_hz"), [(25.0, 10.0), (100.0, 2.5)])
def test_order_4_is_scipys(rate_hz, cutoff_hz):
    values = np.cumsum(np.random.default_rng(7).normal(size=600)) + 40.0
    b, a = signal.butter(4, cutoff_hz, fs=rate_hz)
    twin = signal.filtfilt(b, a, values)
    np.testing.assert_allclose(smooth_order_4(values, rate_hz, cutoff_hz), twin, rtol=1e-9)


def paper_pipeline(t, cop):
    """The paper's samples by the twins and SciPy, in millimetres."""
    kept = naive_swarii.kept((t - t[0]).tolist(), cop.tolist())
    times = (t[kept] - t[0]).tolist()
    b, a = signal.butter(4, 10.0, fs=25.0)
    columns = []
    for k in (0, 1):
        out_t, out = naive_swarii.swarii(times, cop[kept, k].tolist())
        out = np.array(out)
        there = ~np.isnan(out)
        filled = np.interp(out_t, np.array(out_t)[there], out[there])
        columns.append(signal.filtfilt(b, a, filled))
    return np.column_stack(columns)


@pytest.mark.parametrize("board", ["regular", "irregular"])
def test_the_preset_measures_the_papers_samples(board):
    rng = np.random.default_rng(4)
    t = np.arange(1500) / 60.0 + 3.0 if board == "regular" else irregular(rng, 1500) + 3.0
    cop = np.add(np.cumsum(0.5 * rng.normal(size=(1500, 2)), axis=0), (5.0, 30.0))
    trial = analyze_trial(t, cop, rate_hz=60.0, preset="quijoux2021")
    v = {name: m.value for name, m in trial.metrics.items()}
    twin = paper_pipeline(t, cop)
    step = np.hypot(*np.diff(twin, axis=0).T)
    about = twin - cop.mean(axis=0)  # the program centres before it resamples
    assert trial.quality.n_used == len(twin)
    assert v["sway_path_mm"] == pytest.approx(step.sum(), rel=1e-9)
    assert v["mean_velocity_mm_s"] == pytest.approx(step.sum() * 25.0 / len(twin), rel=1e-9)
    assert v["rms_ml_mm"] == pytest.approx(math.sqrt(np.mean(about[:, 0] ** 2)), rel=1e-9)
    assert v["lfs_per_mm"] == pytest.approx(step.sum() / v["ellipse_area_mm2"], rel=1e-9)
    n = len(twin)
    spread = math.sqrt(np.linalg.det(np.cov(twin.T)))
    small = math.pi * spread * stats.f.ppf(0.95, 2, n - 2) * 2 * (n - 1) / (n * (n - 2))
    assert v["mean_ellipse_area_mm2"] == pytest.approx(small, rel=1e-9)
    speed = 25.0 * np.hypot(*signal.savgol_filter(twin, 5, 3, deriv=1, axis=0).T)
    assert v["vfy_mm_s2"] == pytest.approx(np.var(speed) / cop[:, 1].mean(), rel=1e-8)
    assert v["principal_direction_from_ap_deg"] == abs(90.0 - v["principal_direction_deg"])


def test_what_is_unsound_exists_only_there_and_says_so():
    t = np.arange(3000) / 100.0
    cop = np.cumsum(np.random.default_rng(1).normal(size=(3000, 2)), axis=0)
    for preset in ("default", "raw", "duarte_bds"):
        trial = analyze_trial(t, cop, rate_hz=100.0, preset=preset)
        assert not trial.metrics.keys() & PAPER_ROWS.keys()
    trial = analyze_trial(t, cop, rate_hz=100.0, preset="quijoux2021")
    for name in PAPER_ROWS:
        assert trial.metrics[name].definition.startswith("unsound: ")
        assert any(name in note for note in trial.quality.notes)
    assert "SWARII" in trial.pipeline


def test_gaps_are_breaks_and_loads_come_along():
    t = np.concatenate((np.arange(1000) / 100.0, 15.0 + np.arange(1000) / 100.0))
    cop = np.random.default_rng(8).normal(size=(2000, 2))
    cop[1000:] += 500.0
    shares = LoadShares(np.full(2000, 0.4), np.full(2000, 0.7))
    trial = analyze_trial(t, cop, rate_hz=100.0, preset="quijoux2021", loads=shares)
    assert trial.quality.n_breaks == 1
    assert trial.metrics["left_load_frac"].value == pytest.approx(0.4)
    assert trial.metrics["range_ml_mm"].value > 490.0
    assert "too many gaps" in trial.refused["sway_path_mm"]


def test_a_gap_of_years_takes_no_memory():
    t = np.concatenate((np.arange(500) / 100.0, 1e9 + np.arange(500) / 100.0))
    trial = analyze_trial(t, np.zeros((1000, 2)), rate_hz=100.0, preset="quijoux2021")
    assert trial.quality.n_used < 300


def test_resampling_says_what_it_cannot_take():
    with pytest.raises(ValueError, match="n_samples"):
        resample([0.0], [1.0])
    with pytest.raises(ValueError, match="finite"):
        resample([0.0, 1.0], [[1.0], [math.nan]])
    with pytest.raises(ValueError, match="rise"):
        resample([0.0, 0.0], [[1.0], [1.0]])
    with pytest.raises(ValueError, match="positive"):
        resample([0.0], [[1.0]], rate_hz=0.0)
    assert resample([], np.empty((0, 2))).t_s.shape == (0,)
