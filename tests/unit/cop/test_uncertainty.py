"""What a board can tell, against boards made of random numbers (seeded)."""

import math

import numpy as np
import pytest

from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.filters import smooth_zero_phase
from balance_arcade.cop.metric import Measured
from balance_arcade.cop.noise_path import (
    dead_path,
    noise_covariance,
    repeated_squares,
    step_covariance,
    step_length,
)
from balance_arcade.cop.uncertainty import (
    BoardNoise,
    Resolution,
    cop_uncertainty,
    sway_uncertainty,
)
from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import ConfigError

WBB = Geometry(433.0, 238.0)
CORNERS = np.array(WBB.corners_mm())
LOAD_N, NOISE_N = 700.0, 0.5


def loads_for(cop_mm):
    """Four forces without twist that put the centre of pressure there."""
    share = 1.0 + 2.0 * cop_mm[:, np.newaxis, :] / (433.0, 238.0) * np.sign(CORNERS)
    return LOAD_N / 4.0 * share.prod(axis=2)


def cop_of(forces_n):
    return forces_n @ CORNERS / forces_n.sum(axis=1, keepdims=True)


def simulate(cop_mm, rate_hz, preset, n_runs, seed):
    """Path and area of the same sway on `n_runs` noisy boards."""
    rng = np.random.default_rng(seed)
    forces = loads_for(cop_mm)
    t_s = np.arange(cop_mm.shape[0]) / rate_hz
    rows = []
    for _ in range(n_runs):
        noisy = cop_of(forces + rng.normal(0.0, NOISE_N, forces.shape))
        metrics = analyze_trial(t_s, noisy, rate_hz=rate_hz, preset=preset).metrics
        rows.append([metrics[name].value for name in ("sway_path_mm", "ellipse_area_mm2")])
    return np.array(rows)


def sway(n, rate_hz, size_mm, seed=3):
    """Smooth sway below 3 Hz with an RMS of `size_mm` on both axes."""
    rng = np.random.default_rng(seed)
    f = np.fft.rfftfreq(n, 1.0 / rate_hz)
    size = np.where((f > 0.0) & (f < 3.0), 1.0 / np.maximum(f, 0.1) ** 1.5, 0.0)
    waves = np.fft.irfft(size * np.exp(2j * np.pi * rng.random((2, f.size))), n)
    return size_mm * (waves / waves.std(axis=1, keepdims=True)).T


def board(noise_sd_n=NOISE_N, residual_n=0.0):
    return BoardNoise(WBB, noise_sd_n, residual_n)


def resolve(n, rate_hz, preset="default", **more):
    return sway_uncertainty(
        board(), load_n=LOAD_N, n_samples=n, rate_hz=rate_hz, preset=preset, **more
    )


@pytest.mark.parametrize("place", [(0.0, 0.0), (80.0, -60.0)])
def test_one_place(place):
    rng = np.random.default_rng(1)
    forces = np.repeat(loads_for(np.array([place])), 100_000, axis=0)
    noisy = cop_of(forces + rng.normal(0.0, NOISE_N, forces.shape))
    u = cop_uncertainty(board(), load_n=LOAD_N, ml_mm=place[0], ap_mm=place[1])
    assert noisy.mean(axis=0) == pytest.approx(place, abs=0.005)
    assert noisy.std(axis=0) == pytest.approx((u.ml_mm, u.ap_mm), rel=0.01)
    assert np.cov(noisy.T)[0, 1] == pytest.approx(u.noise_mlap_mm2, abs=0.001)


def test_the_constant_part_stays_through_a_trial():
    rng = np.random.default_rng(2)
    place = np.array([[50.0, 30.0]])
    off = rng.normal(0.0, 2.0, (100_000, 4))
    moved = cop_of(loads_for(place) + off) - place
    u = cop_uncertainty(board(0.0, 2.0), load_n=LOAD_N, ml_mm=50.0, ap_mm=30.0)
    assert moved.std(axis=0) == pytest.approx((u.constant_ml_mm, u.constant_ap_mm), rel=0.02)
    assert u.ml_mm == u.constant_ml_mm
    both = cop_uncertainty(board(2.0, 2.0), load_n=LOAD_N, ml_mm=50.0, ap_mm=30.0)
    assert both.ml_mm == pytest.approx(math.sqrt(2.0) * u.ml_mm)
    half = cop_uncertainty(board(0.0, 2.0), load_n=LOAD_N / 2.0, ml_mm=50.0, ap_mm=30.0)
    assert half.ml_mm == pytest.approx(2.0 * u.ml_mm)


def test_the_scale_of_a_path_hangs_on_the_residual():
    rng = np.random.default_rng(8)
    cop = sway(400, 100.0, 5.0)
    forces = loads_for(cop)
    paths = []
    for _ in range(3000):
        moved = cop_of(forces + rng.normal(0.0, 5.0, 4))
        paths.append(np.hypot(*np.diff(moved, axis=0).T).sum())
    u = sway_uncertainty(board(0.0, 5.0), load_n=LOAD_N, n_samples=400, rate_hz=100.0)
    assert np.std(paths) / np.mean(paths) == pytest.approx(u.path.scale_sd_frac, rel=0.05)
    assert u.area.resolution.scale_sd_frac == 2.0 * u.path.scale_sd_frac


@pytest.mark.parametrize("rate_hz", [50.0, 100.0])
def test_the_filter_leaves_the_noise_it_is_said_to(rate_hz):
    rng = np.random.default_rng(4)
    smooth = smooth_zero_phase(rng.normal(size=200_000), rate_hz)
    expected = noise_covariance(rate_hz, 10.0)
    for lag in range(6):
        got = float(np.mean(smooth[lag:] * smooth[: smooth.size - lag]))
        assert got == pytest.approx(expected[lag], abs=0.005)
    assert expected[0] + 2.0 * expected[1:].sum() == pytest.approx(1.0, abs=1e-9)
    assert repeated_squares(noise_covariance(rate_hz, None), 100) == 1.0
    assert step_covariance(noise_covariance(rate_hz, None))[:3].tolist() == [2.0, -1.0, 0.0]


def test_step_lengths_have_their_closed_forms():
    mean, variance, slow = step_length(3.0, 3.0)
    assert mean == pytest.approx(3.0 * math.sqrt(math.pi / 2.0))
    assert variance == pytest.approx(9.0 * (2.0 - math.pi / 2.0))
    assert slow == pytest.approx(9.0 * math.pi / 8.0)
    mean, variance, slow = step_length(2.0, 0.0)
    assert mean == pytest.approx(2.0 * math.sqrt(2.0 / math.pi), rel=1e-5)
    assert variance == pytest.approx(4.0 * (1.0 - 2.0 / math.pi), rel=1e-5)
    assert slow == pytest.approx(4.0 / math.pi, rel=1e-5)


@pytest.mark.parametrize(
    ("preset", "rate_hz", "n", "place"),
    [
        ("default", 100.0, 1000, (0.0, 0.0)),
        ("raw", 100.0, 600, (0.0, 0.0)),
        ("default", 100.0, 1000, (80.0, -60.0)),
        ("default", 1000.0, 3000, (0.0, 0.0)),
    ],
)
def test_a_dead_weight_has_the_floor(preset, rate_hz, n, place):
    u = resolve(n, rate_hz, preset, ml_mm=place[0], ap_mm=place[1])
    got = simulate(np.tile(np.array(place), (n, 1)), rate_hz, preset, 250, seed=11)
    for column, floor in ((0, u.path), (1, u.area.resolution)):
        mean, sd = got[:, column].mean(), got[:, column].std(ddof=1)
        # Four standard errors of the simulated mean, and 2 % for the series that is cut.
        assert mean == pytest.approx(floor.floor, abs=4.0 * sd / math.sqrt(250) + 0.02 * mean)
        assert 0.75 < floor.floor_sd / sd < 1.35
        assert np.mean([floor.below(v) for v in got[:, column]]) > 0.85
    assert u.velocity.floor == pytest.approx(u.path.floor / ((n - 1) / rate_hz))


@pytest.mark.parametrize("size_mm", [1.0, 5.0])
def test_sway_on_a_noisy_board(size_mm):
    n, rate_hz = 1500, 100.0
    cop = sway(n, rate_hz, size_mm)
    t_s = np.arange(n) / rate_hz
    true = analyze_trial(t_s, cop, rate_hz=rate_hz).metrics
    got = simulate(cop, rate_hz, "default", 150, seed=12)
    u = resolve(n, rate_hz)
    path, area = got.mean(axis=0)
    added = path - true["sway_path_mm"].value
    assert u.path.added(path) == pytest.approx(added, rel=0.06)
    assert got[:, 0].std(ddof=1) < 1.25 * u.path.floor_sd
    assert not u.area.below(area)
    shape = [true[f"ellipse_{name}"].value for name in ("major_mm", "minor_mm", "angle_deg")]
    grown = area - true["ellipse_area_mm2"].value
    sd = got[:, 1].std(ddof=1)
    part = u.area.added_mm2(*shape)
    assert part == pytest.approx(grown, abs=4.0 * sd / math.sqrt(150) + 0.05)
    noise_only = math.sqrt(u.area.uncertainty_mm2(*shape) ** 2 - part**2)
    assert 0.75 < noise_only / sd < 1.4
    errors = got[:, 0] - true["sway_path_mm"].value
    assert np.sqrt(np.mean(errors**2)) == pytest.approx(u.path.uncertainty(path), rel=0.1)


def test_what_is_below_the_board():
    floor = Resolution("sway_path_mm", "mm", 100.0, 2.0, 0.0)
    assert floor.below(103.2)
    assert not floor.below(103.4)
    assert floor.below(math.nan)
    assert floor.added(100.0) == 100.0
    assert floor.added(50.0) == 50.0
    assert floor.added(1000.0) == pytest.approx(5.01, abs=0.01)
    scaled = Resolution("sway_path_mm", "mm", 0.0, 0.0, 0.01)
    assert scaled.uncertainty(500.0) == pytest.approx(5.0)


def test_more_load_and_less_noise_tell_more():
    u = resolve(3000, 100.0)
    heavy = sway_uncertainty(board(), load_n=1400.0, n_samples=3000, rate_hz=100.0)
    assert heavy.path.floor == pytest.approx(u.path.floor / 2.0)
    assert heavy.area.resolution.floor == pytest.approx(u.area.resolution.floor / 4.0)
    quiet = sway_uncertainty(board(0.0), load_n=700.0, n_samples=3000, rate_hz=100.0)
    assert quiet.path.floor == quiet.area.resolution.floor == 0.0
    assert not quiet.path.below(1e-6)
    mirrored = resolve(3000, 100.0, ml_mm=-40.0, ap_mm=20.0)
    assert mirrored.path.floor == pytest.approx(
        resolve(3000, 100.0, ml_mm=40.0, ap_mm=20.0).path.floor
    )
    assert dead_path(noise_covariance(100.0, None), np.zeros((2, 2)), 10) == (0.0, 0.0)
    assert u.area.uncertainty_mm2(1.0, 0.0, 0.0) == u.area.resolution.floor_sd
    assert u.area.added_mm2(0.1, 0.05, 30.0) == pytest.approx(math.pi * 0.005)


def test_nasty_boards_are_typed():
    for bad in (-1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match="noise_sd_n"):
            BoardNoise(WBB, bad, 0.0)
        with pytest.raises(ValueError, match="calibration_residual_n"):
            BoardNoise(WBB, 0.0, bad)
        with pytest.raises(ValueError, match="width and length"):
            BoardNoise(Geometry(bad, 238.0), 0.0, 0.0)
    for load in (0.0, -1.0, math.nan):
        with pytest.raises(ValueError, match="load_n"):
            cop_uncertainty(board(), load_n=load)
    with pytest.raises(ValueError, match="finite"):
        cop_uncertainty(board(), load_n=1.0, ml_mm=math.nan)
    with pytest.raises(ValueError, match="rate_hz"):
        resolve(100, math.nan)
    with pytest.raises(ConfigError):
        resolve(100, 100.0, "nobody's")
    for n in (0, 1, 2):
        assert isinstance(resolve(n, 100.0), Measured)
    assert "too slow" in resolve(100, 20.0).refused
    assert not isinstance(resolve(100, 20.0, "raw"), Measured)
