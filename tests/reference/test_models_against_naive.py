"""Time to boundary, centre of gravity, rambling and trembling against their slow twins."""

import math

import naive_models
import numpy as np
import pytest
from scipy import interpolate, signal

from balance_arcade.cop.boundary import time_to_boundary
from balance_arcade.cop.gravity import (
    gravity_by_lowpass,
    gravity_by_pendulum,
    pendulum_frequency_rad_s,
)
from balance_arcade.cop.rambling import decompose

FEET = [(-150.0, -90.0), (150.0, -90.0), (120.0, 130.0), (-120.0, 130.0)]


def sway(rng, n=400, rate_hz=100.0):
    t = np.arange(n) / rate_hz
    return sum(
        rng.uniform(1.0, 9.0, 2) * np.sin(2.0 * math.pi * f * t[:, None] + rng.uniform(0, 6, 2))
        for f in (0.2, 0.5, 1.3)
    )


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("motion", ["linear", "quadratic"])
def test_times_to_the_boundary_are_the_twins(seed, motion):
    rng = np.random.default_rng(seed)
    cop = sway(rng) * 4.0 + rng.uniform(-40.0, 40.0, 2)
    corners = FEET if seed % 2 else FEET[::-1]
    ours = time_to_boundary(cop, corners, rate_hz=100.0, motion=motion)
    velocity = signal.savgol_filter(cop, 5, 3, deriv=1, delta=0.01, axis=0)
    push = signal.savgol_filter(velocity, 5, 3, deriv=1, delta=0.01, axis=0)
    if motion == "linear":
        push = np.zeros_like(push)
    twin = [
        naive_models.boundary_time(*map(tuple, row), corners)
        for row in zip(cop, velocity, push, strict=True)
    ]
    np.testing.assert_allclose(ours.ttb_s, twin, rtol=1e-6)
    low = naive_models.minima(twin)
    assert ours.n_ttb_minima == len(low) > 3
    assert ours.ttb_min_s == pytest.approx(min(low), rel=1e-6)
    assert ours.ttb_mean_s == pytest.approx(np.mean(low), rel=1e-6)
    assert ours.ttb_sd_s == pytest.approx(np.std(low), rel=1e-5)
    assert ours.n_outside == sum(v == 0.0 for v in twin)


def test_the_boundary_has_symmetries():
    cop = sway(np.random.default_rng(9))
    base = time_to_boundary(cop, FEET, rate_hz=100.0, motion="quadratic")
    corners = np.array(FEET)
    mirror = time_to_boundary(cop * (-1, 1), corners * (-1, 1), rate_hz=100.0, motion="quadratic")
    turn = np.array([[0.6, 0.8], [-0.8, 0.6]])
    turned = time_to_boundary(cop @ turn, corners @ turn, rate_hz=100.0, motion="quadratic")
    moved = time_to_boundary(cop + 77.0, corners + 77.0, rate_hz=100.0, motion="quadratic")
    larger = time_to_boundary(cop * 3.0, corners * 3.0, rate_hz=100.0, motion="quadratic")
    for other in (mirror, turned, moved, larger):
        np.testing.assert_allclose(other.ttb_s, base.ttb_s, rtol=1e-6)
    slower = time_to_boundary(cop, corners, rate_hz=50.0, motion="quadratic")
    np.testing.assert_allclose(slower.ttb_s, 2.0 * base.ttb_s, rtol=1e-9)


def test_a_known_run_to_a_wall():
    """x = 10 + 20 t + 15 t^2 towards a wall at 50 mm: 50 = 10 + 20 t + 15 t^2 at t = 1.1 s."""
    t = np.arange(50) / 100.0
    cop = np.column_stack((10.0 + 20.0 * t + 15.0 * t * t, 0.0 * t))
    wall = [(-500.0, -500.0), (50.0, -500.0), (50.0, 500.0), (-500.0, 500.0)]
    ours = time_to_boundary(cop, wall, rate_hz=100.0, motion="quadratic")
    meets = (-20.0 + math.sqrt(400.0 + 4.0 * 15.0 * 40.0)) / 30.0
    np.testing.assert_allclose(ours.ttb_s, meets - t, rtol=1e-9)
    assert (ours.side == 1).all()
    assert math.isnan(ours.ttb_min_s)
    still = time_to_boundary(np.zeros((9, 2)), wall, rate_hz=10.0)
    assert np.isinf(still.ttb_s).all()
    assert (still.side == -1).all()
    away = time_to_boundary(np.full((9, 2), 60.0), wall, rate_hz=10.0)
    assert (away.ttb_s == 0.0).all()
    assert away.n_outside == 9


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cop_mm": np.zeros((4, 2))}, "5 or more"),
        ({"cop_mm": np.full((9, 2), math.nan)}, "finite"),
        ({"polygon_mm": FEET[:2]}, "3 or more"),
        ({"polygon_mm": [(0, 0), (10, 0), (1, 1), (0, 10)]}, "convex"),
        ({"polygon_mm": [(0, 0), (10, 0), (20, 0), (0, 10)]}, "convex"),
        ({"polygon_mm": [(0, 3), (2, -3), (-3, 1), (3, 1), (-2, -3)]}, "convex"),
        ({"polygon_mm": [(0, 0), (math.inf, 0), (0, 1)]}, "finite"),
        ({"rate_hz": 0.0}, "rate_hz"),
        ({"motion": "cubic"}, "motion"),
    ],
)
def test_the_boundary_says_what_it_cannot_take(change, message):
    call = {"cop_mm": np.zeros((9, 2)), "polygon_mm": FEET, "rate_hz": 10.0} | change
    with pytest.raises(ValueError, match=message):
        time_to_boundary(call.pop("cop_mm"), call.pop("polygon_mm"), **call)


@pytest.mark.parametrize("axis", ["ml", "ap"])
def test_the_pendulum_is_the_twin(axis):
    cop = sway(np.random.default_rng(3), 120, 25.0)[:, 0] + 60.0
    inertia = 0.0533 if axis == "ap" else 0.0572
    arm = 0.521 * 1.7
    square = 9.80665 * arm / (inertia * 1.7**2 + arm**2)
    assert pendulum_frequency_rad_s(1.7, axis) == pytest.approx(math.sqrt(square), rel=1e-12)
    twin = naive_models.pendulum(cop.tolist(), 25.0, square, 25)
    ours = gravity_by_pendulum(cop, rate_hz=25.0, height_m=1.7, axis=axis)
    np.testing.assert_allclose(ours, twin, rtol=1e-9)


def test_the_pendulum_obeys_its_equation():
    """g'' = w^2 (g - p) away from the ends, for a smooth sway."""
    rate_hz = 200.0
    t = np.arange(6000) / rate_hz
    cop = 8.0 * np.sin(2.0 * math.pi * 0.3 * t) + 3.0 * np.sin(2.0 * math.pi * 0.9 * t)
    g = gravity_by_pendulum(cop, rate_hz=rate_hz, height_m=1.8)
    square = pendulum_frequency_rad_s(1.8) ** 2
    second = np.diff(g, 2) * rate_hz**2
    inside = slice(1000, -1000)
    expected = (square * (g - cop))[1:-1]
    np.testing.assert_allclose(second[inside], expected[inside], atol=0.02)
    assert np.std(g) < np.std(cop)


def test_gravity_by_lowpass_has_half_the_power_at_half_a_hertz():
    t = np.arange(20000) / 100.0
    g = gravity_by_lowpass(np.sin(2.0 * math.pi * 0.5 * t), rate_hz=100.0)
    assert np.ptp(g[5000:15000]) / 2.0 == pytest.approx(math.sqrt(0.5), rel=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_rambling_is_the_twins(seed):
    rng = np.random.default_rng(seed)
    cop = sway(rng, 600)[:, 0] + 20.0
    force = 2.0 * sway(rng, 600)[:, 1] + 0.3
    if seed == 4:
        force = np.round(force - force.mean())  # zeros exactly on samples
        force[0] -= force.sum()
    points = naive_models.equilibrium(cop.tolist(), force.tolist())
    at = np.array([p for p, _ in points])
    spline = interpolate.CubicSpline(at / 100.0, [v for _, v in points], bc_type="natural")
    index = np.arange(600)
    twin = np.where((index < at[0]) | (index > at[-1]), math.nan, spline(index / 100.0))
    ours = decompose(cop, force, rate_hz=100.0)
    assert ours.n_points == len(points)
    np.testing.assert_allclose(ours.rambling_mm, twin, rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(ours.rambling_mm + ours.trembling_mm, cop + 0.0 * twin)
    assert ours.rms_rambling_mm == pytest.approx(np.nanstd(twin), rel=1e-8)
    assert ours.rms_trembling_mm == pytest.approx(
        math.sqrt(np.nanmean((cop - twin) ** 2)), rel=1e-8
    )


def test_models_say_what_they_cannot_take():
    with pytest.raises(ValueError, match="zeros"):
        decompose(np.zeros(9), np.linspace(-1.0, 1.0, 9), rate_hz=10.0)
    with pytest.raises(ValueError, match="zeros"):
        decompose([], [], rate_hz=10.0)
    with pytest.raises(ValueError, match="shape"):
        decompose(np.zeros(9), np.zeros(8), rate_hz=10.0)
    with pytest.raises(ValueError, match="finite"):
        decompose(np.full(9, math.nan), np.zeros(9), rate_hz=10.0)
    with pytest.raises(ValueError, match="rate_hz"):
        decompose(np.zeros(9), np.zeros(9), rate_hz=0.0)
    with pytest.raises(ValueError, match="too few"):
        gravity_by_pendulum(np.zeros(9), rate_hz=100.0, height_m=1.7)
    with pytest.raises(ValueError, match="height_m"):
        gravity_by_pendulum(np.zeros(900), rate_hz=100.0, height_m=0.0)
    with pytest.raises(ValueError, match="axis"):
        pendulum_frequency_rad_s(1.7, "up")
    with pytest.raises(ValueError, match="finite"):
        gravity_by_lowpass([math.inf], rate_hz=100.0)
    with pytest.raises(ValueError, match="rate_hz"):
        gravity_by_lowpass([1.0], rate_hz=math.nan)
