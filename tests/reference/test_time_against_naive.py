"""Positional and dynamic descriptors against their slow twins."""

import itertools
import math

import naive_cop
import naive_dynamics
import naive_position
import numpy as np
import pytest

from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.density import stay_counts, sway_density
from balance_arcade.cop.filters import design_lowpass, smooth_zero_phase
from balance_arcade.cop.position import quadrant_load_index


def walk(rng, n, holes):
    cop = np.cumsum(rng.normal(size=(n, 2)) @ rng.normal(size=(2, 2)), axis=0)
    cop += rng.uniform(-50, 50, 2)
    cop[rng.random(n) < holes] = math.nan
    cop[[0, -1]] = (1.0, 2.0)
    return cop


def stretches_of(cop):
    groups = itertools.groupby(map(tuple, cop.tolist()), key=lambda p: math.isnan(p[0]))
    return [list(g) for missing, g in groups if not missing]


def measured(cop, rate_hz=100.0):
    trial = analyze_trial(np.arange(len(cop)) / rate_hz, cop, rate_hz=rate_hz, preset="raw")
    return {name: m.value for name, m in trial.metrics.items()}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("holes", [0.0, 0.02])
def test_positions_are_the_twins(seed, holes):
    cop = walk(np.random.default_rng(seed), 300 + seed, holes)
    ours = measured(cop)
    points = [p for s in stretches_of(cop) for p in s]
    for name, value in naive_position.positions(points).items():
        room = 1e-5 if name == "principal_direction_deg" else 0.0
        assert ours[name] == pytest.approx(value, rel=1e-10, abs=room), name


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("holes", [0.0, 0.02])
@pytest.mark.parametrize("grid", [False, True])
def test_motion_is_the_twins(seed, holes, grid):
    cop = walk(np.random.default_rng(50 + seed), 400, holes)
    cop = np.round(cop) if grid else cop  # steps of no length, velocities of nought
    ours, stretches = measured(cop), stretches_of(cop)
    duration = sum(len(s) - 1 for s in stretches) / 100.0
    twin = naive_dynamics.motion(stretches, 100.0, duration)
    for name, value in twin.items():
        assert ours[name] == pytest.approx(value, rel=1e-9), name


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("holes", [0.0, 0.02])
def test_velocity_peaks_are_the_twins(seed, holes):
    cop = walk(np.random.default_rng(80 + seed), 400, holes)
    ours = measured(cop)
    for name, value in naive_dynamics.velocities(stretches_of(cop), 100.0).items():
        assert ours[name] == pytest.approx(value, rel=1e-9), name


@pytest.mark.parametrize("n", [1, 2, 7, 8, 9, 63, 64, 65, 100, 511, 513, 700])
@pytest.mark.parametrize("step", [0.05, 0.4, 3.0])
def test_stays_are_the_twins(n, step):
    rng = np.random.default_rng(n)
    points = np.cumsum(step * rng.normal(size=(n, 2)), axis=0)
    twin = naive_dynamics.stays(list(map(tuple, points.tolist())), 3.0)
    assert stay_counts(points, 3.0).tolist() == twin
    rounded = np.round(points)  # samples exactly on the circle
    twin = naive_dynamics.stays(list(map(tuple, rounded.tolist())), 3.0)
    assert stay_counts(rounded, 3.0).tolist() == twin


def test_a_still_record_stays_for_ever():
    counts = stay_counts(np.full((3000, 2), 7.25), 3.0)
    assert (counts == 2999).all()


@pytest.mark.parametrize("seed", range(3))
def test_density_peaks_are_the_twins(seed):
    rng = np.random.default_rng(seed)
    cop = np.cumsum(0.4 * rng.normal(size=(700, 2)), axis=0)
    cop[300:320] = math.nan  # longer than what is bridged
    stretches = stretches_of(cop)
    curves = []
    for s in stretches:
        stay = np.array(naive_dynamics.stays(s, 3.0)) / 100.0
        curves.append(smooth_zero_phase(stay, 100.0, 2.5).tolist())
    peak, way = naive_dynamics.density_peaks(curves, stretches)
    ours = measured(cop)
    assert ours["sway_density_peak_s"] == pytest.approx(peak, rel=1e-9)
    assert ours["sway_density_peak_distance_mm"] == pytest.approx(way, rel=1e-9)
    stays = [v for s in stretches for v in naive_dynamics.stays(s, 3.0)]
    assert ours["sway_density_mean_s"] == pytest.approx(np.mean(stays) / 100.0, rel=1e-12)


def test_the_density_filter_is_two_passes_of_the_difference_equation():
    values = np.random.default_rng(3).normal(size=300)
    b0, b1, b2, a1, a2 = design_lowpass(100.0, 2.5, n_passes=2)
    n_pad = 40
    ends = [*(2 * values[0] - values[n_pad:0:-1]), *values]
    ends += list(2 * values[-1] - values[-2 : -n_pad - 2 : -1])
    there = naive_cop.difference_equation(ends, (b0, b1, b2), (a1, a2))
    back = naive_cop.difference_equation(there[::-1], (b0, b1, b2), (a1, a2))[::-1]
    ours = smooth_zero_phase(values, 100.0, 2.5)
    np.testing.assert_allclose(ours, back[n_pad:-n_pad], rtol=1e-9, atol=1e-12)


def test_the_quadrant_index_is_the_twins():
    rng = np.random.default_rng(5)
    rows = rng.uniform(0.0, 300.0, (200, 4))
    rows[3, 1], rows[9] = math.nan, (1.0, 1.0, 1.0, 1.0)
    twin = naive_position.quadrant_index(rows.tolist(), 20.0)
    assert quadrant_load_index(rows) == pytest.approx(twin, rel=1e-12)
    assert quadrant_load_index([[800.0, 0.0, 0.0, 0.0]]) == pytest.approx(43.30127018922193)
    assert math.isnan(quadrant_load_index(np.zeros((3, 4))))
    with pytest.raises(ValueError, match="n_samples, 4"):
        quadrant_load_index([1.0, 2.0])


@pytest.mark.parametrize(
    ("points", "rate_hz", "radius_mm", "message"),
    [
        ([1.0, 2.0], 100.0, 3.0, "shape"),
        ([[math.nan, 0.0]], 100.0, 3.0, "finite"),
        ([[0.0, 0.0]], 0.0, 3.0, "positive"),
        ([[0.0, 0.0]], 100.0, -1.0, "positive"),
        ([[0.0, 0.0]], 100.0, 0.0, "positive"),
    ],
)
def test_sway_density_says_what_it_cannot_take(points, rate_hz, radius_mm, message):
    with pytest.raises(ValueError, match=message):
        sway_density(points, rate_hz, radius_mm=radius_mm)
