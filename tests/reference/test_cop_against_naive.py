"""Every kernel of the centre of pressure against its slow twin."""

import math

import naive_cop as naive
import numba
import numpy as np
import pytest

from balance_arcade.cop import recurrences as rec
from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.corners import cop_from_corners
from balance_arcade.cop.filters import design_lowpass, smooth_causal
from balance_arcade.cop.geometry_kernels import (
    _column_extremes,
    convex_hull,
    hull_area_and_diameter,
    outer_points,
)
from balance_arcade.cop.lean import LeanCollector
from balance_arcade.cop.live import CopStream
from balance_arcade.cop.record_sums import distances, sum_series
from balance_arcade.cop.stability import StabilityLimits
from balance_arcade.core.board import Geometry
from balance_arcade.core.samples import ForceSample

WBB = Geometry(433.0, 238.0)
NOT_IN_TWIN = {"n", "duration_s"}


def walk(rng, n, *, holes=0.0, gaps=0.0):
    """A random walk with missing samples and gaps in time; samples (t, ml, ap, linked)."""
    cop = np.cumsum(rng.normal(size=(n, 2)), axis=0) + rng.uniform(-50, 50, 2)
    cop[rng.random(n) < holes] = math.nan
    index = np.cumsum(np.where(rng.random(n) < gaps, rng.integers(2, 9, n), 1))
    t = index / 100.0
    samples, before = [], False
    for i in range(n):
        here = not math.isnan(cop[i, 0])
        samples.append((t[i], cop[i, 0], cop[i, 1], here and before))
        before = here
    return t, cop, samples


def corner_forces(ml, ap, load=600.0, geometry=WBB):
    right, front = ml / geometry.width_mm, ap / geometry.length_mm
    return (
        load * (0.5 - right) * (0.5 + front),
        load * (0.5 + right) * (0.5 + front),
        load * (0.5 - right) * (0.5 - front),
        load * (0.5 + right) * (0.5 - front),
    )


def test_corners_give_the_twins_point():
    rng = np.random.default_rng(11)
    forces = rng.uniform(-20.0, 300.0, (500, 4))
    forces[rng.random(500) < 0.2] *= 0.02
    forces[7, 2], forces[8, 0], forces[9, 1] = math.nan, math.inf, -math.inf
    ours = cop_from_corners(forces, WBB, min_load_n=20.0)
    twin = [naive.cop_of_corners(*map(float, row), 433.0, 238.0, 20.0) for row in forces]
    np.testing.assert_allclose(ours.cop_mm, twin, rtol=1e-9, atol=1e-9)
    assert np.isnan(ours.cop_mm[[7, 8, 9]]).all()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("holes", "gaps"), [(0.0, 0.0), (0.02, 0.0), (0.0, 0.01), (0.02, 0.01)])
def test_batch_gives_the_twins_metrics(seed, holes, gaps):
    t, cop, samples = walk(np.random.default_rng(seed), 700, holes=holes, gaps=gaps)
    ours = analyze_trial(t, cop, rate_hz=100.0, preset="raw")
    twin = naive.sway(samples, 0.015)
    assert ours.quality.n_used == twin["n"]
    for name in twin.keys() - NOT_IN_TWIN:
        assert ours.metrics[name].value == pytest.approx(twin[name], rel=1e-11), name


@pytest.mark.parametrize("n", [511, 512, 513, 514, 1024, 1025, 2100])
def test_sums_about_the_edges_of_a_block_are_the_twins(n):
    t, cop, samples = walk(np.random.default_rng(n), n)
    ours = analyze_trial(t, cop, rate_hz=100.0, preset="raw")
    twin = naive.sway(samples, 0.015)
    for name in twin.keys() - NOT_IN_TWIN:
        assert ours.metrics[name].value == pytest.approx(twin[name], rel=1e-12), name


def far_series(kind, n):
    """Long records about the middle, drifting, and far off it."""
    rng = np.random.default_rng(n)
    walk_mm = np.cumsum(0.02 * rng.normal(size=(n, 2)), axis=0)
    at = {"near": (0.0, 0.0), "off": (40.0, -900.0), "far": (5e4, -5e4)}[kind]
    return walk_mm + at


@pytest.mark.parametrize("kind", ["near", "off", "far"])
def test_sums_of_a_long_record_keep_thirteen_digits(kind):
    """Against sums with a single rounding, `math.fsum`."""
    n = 600_000 if not numba.config.DISABLE_JIT else 6_000
    cop = far_series(kind, n)
    t, runs = np.arange(n) / 1000.0, np.array([[0, n]])
    left = np.random.default_rng(1).uniform(0.3, 0.7, n)
    ours = sum_series(t, cop, left, 1.0 - left, runs)
    mean = [math.fsum(column) / n for column in cop.T]
    x, y = cop[:, 0] - mean[0], cop[:, 1] - mean[1]
    dx, dy = np.diff(cop.T)
    exact = {
        rec.COUNT: n,
        rec.S_MLML: math.fsum(x * x),
        rec.S_APAP: math.fsum(y * y),
        rec.S_MLAP: math.fsum(x * y),
        rec.PATH: math.fsum(np.sqrt(dx * dx + dy * dy)),
        rec.PATH_ML: math.fsum(np.abs(dx)),
        rec.PATH_AP: math.fsum(np.abs(dy)),
        rec.SUM_LEFT: math.fsum(left),
        rec.SUM_FRONT: math.fsum(1.0 - left),
    }
    for place, value in exact.items():
        assert ours[place] == pytest.approx(value, rel=1e-13), place
    size = max(1.0, float(np.abs(cop).max()))
    assert ours[rec.MEAN_ML] == pytest.approx(mean[0], abs=1e-15 * size)
    assert ours[rec.MEAN_AP] == pytest.approx(mean[1], abs=1e-15 * size)
    r = np.sqrt(x * x + y * y)
    mean_r = math.fsum(r) / n
    twin = [
        math.fsum(np.abs(x)) / n,
        math.fsum(np.abs(y)) / n,
        mean_r,
        float(r.max()),
        math.sqrt(math.fsum((r - mean_r) ** 2) / n),
        math.fsum(np.abs(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2.0,
    ]
    np.testing.assert_allclose(distances(cop, np.array(mean), runs), twin, rtol=1e-13)


def test_a_share_that_is_not_known_leaves_the_other_alone():
    n = 1100
    cop, share = np.zeros((n, 2)), np.full(n, 0.25)
    holes = share.copy()
    holes[3] = math.nan
    for left, front in ((holes, share), (share, holes)):
        sums = sum_series(np.arange(n) / 100.0, cop, left, front, np.array([[0, n]]))
        known = sums[[rec.SUM_LEFT, rec.SUM_FRONT]]
        np.testing.assert_array_equal(known, [v.sum() for v in (left, front)])


def test_rows_of_nobody_before_the_first_stretch_count_nothing():
    cop = np.random.default_rng(3).normal(size=(900, 2)) + np.array([30.0, -70.0])
    share, t = np.full(900, 0.5), np.arange(900) / 100.0
    alone = sum_series(t, cop, share, share, np.array([[7, 900]]))
    cop[:7] = math.nan
    np.testing.assert_array_equal(sum_series(t, cop, share, share, np.array([[7, 900]])), alone)
    assert alone[rec.MEAN_AP] == pytest.approx(cop[7:, 1].mean(), rel=1e-14)


def test_a_record_without_a_stretch_has_no_sums():
    nothing = np.full(5, math.nan)
    runs = np.empty((0, 2), np.int64)
    cop = np.full((5, 2), math.nan)
    assert not sum_series(np.arange(5.0), cop, nothing, nothing, runs).any()
    assert not distances(cop, np.zeros(2), runs).any()


@pytest.mark.parametrize("seed", range(3))
def test_live_window_gives_the_twins_metrics_at_every_sample(seed):
    rng = np.random.default_rng(100 + seed)
    t, cop, samples = walk(rng, 400, holes=0.03, gaps=0.02)
    cop = np.clip(cop, -110.0, 110.0)
    stream = CopStream(WBB, 100.0, window_s=1.0)
    pushed = []
    for i in range(400):
        force = (0.0,) * 4 if math.isnan(cop[i, 0]) else corner_forces(*cop[i])
        seq = round(t[i] * 100)
        out = stream.push(ForceSample(seq, 0, float(t[i]), *map(float, force)))
        pushed.append((t[i], out.ml_mm, out.ap_mm, samples[i][3]))
        window = [s for s in pushed if t[i] - s[0] <= 1.005]
        if not any(naive.there(s) for s in window):
            assert stream.metrics().n_samples == 0
            continue
        twin, live = naive.sway(window, 0.015), stream.metrics()
        assert live.n_samples == twin["n"]
        for name in twin.keys() & live.values.keys():
            if not math.isnan(live.values[name]):
                assert live.values[name] == pytest.approx(twin[name], rel=1e-10, abs=1e-10), name


@pytest.mark.parametrize("seed", range(5))
def test_hull_and_width_are_the_twins(seed):
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(60, 2))
    if seed >= 3:  # a coarse grid: repeated points and points on a line
        points = np.round(points)
    sorted_points = points[np.lexsort((points[:, 1], points[:, 0]))]
    area, width = hull_area_and_diameter(convex_hull(sorted_points))
    pairs = [tuple(map(float, p)) for p in points]
    assert area == pytest.approx(naive.hull_area(pairs), rel=1e-12)
    assert width == pytest.approx(naive.widest(pairs), rel=1e-12)


def large(kind, rng, n=5000):
    """Clouds of which few, many or all samples lie on the hull; some with nobody in between."""
    turn = np.arange(n) / 7.0
    points = {
        "walk": lambda: np.cumsum(rng.normal(size=(n, 2)), axis=0),
        "far": lambda: rng.normal(size=(n, 2)) + np.array([1e5, -1e5]),
        "grid": lambda: np.round(3.0 * rng.normal(size=(n, 2))),
        "circle": lambda: np.column_stack((np.sin(turn), np.cos(turn))),
        "line": lambda: np.column_stack((turn, 2.0 * turn)),
        "upright": lambda: np.column_stack((0.0 * turn, turn)),
        "still": lambda: np.full((n, 2), 3.0),
        "heavy": lambda: np.clip(rng.standard_cauchy((n, 2)), -1e6, 1e6),
        "tiny": lambda: 1e-310 * rng.normal(size=(n, 2)),
    }[kind]()
    points[rng.random(n) < 0.01] = math.nan
    return points


@pytest.mark.parametrize(
    "kind", ["walk", "far", "grid", "circle", "line", "upright", "still", "heavy", "tiny"]
)
@pytest.mark.parametrize("seed", range(3))
def test_points_that_are_sifted_out_are_no_corners(kind, seed):
    points = large(kind, np.random.default_rng(seed))
    kept = outer_points(points, float(np.nanmin(points[:, 0])), float(np.nanmax(points[:, 0])))
    assert not np.isnan(points[kept]).any()
    everybody = points[~np.isnan(points[:, 0])]
    hulls = [
        convex_hull(p[np.lexsort((p[:, 1], p[:, 0]))]).tolist() for p in (everybody, points[kept])
    ]
    assert hulls[0] == hulls[1]
    if kind in ("walk", "far", "heavy"):
        assert kept.size < 0.1 * len(points)


@pytest.mark.parametrize("kind", ["walk", "grid", "circle", "heavy"])
def test_extremes_of_columns_are_sorted_samples(kind):
    """Unsorted, they would make a polygon that holds more than the hull of them."""
    points = large(kind, np.random.default_rng(9))
    low, high = float(np.nanmin(points[:, 0])), float(np.nanmax(points[:, 0]))
    # An inner kernel, as plain Python.
    extremes = getattr(_column_extremes, "py_func", _column_extremes)
    corners = extremes(points, low, 256 / (high - low))
    assert [tuple(c) for c in corners] == sorted(tuple(c) for c in corners)
    assert {tuple(c) for c in corners} <= {tuple(p) for p in points[::4]}


def test_the_width_of_small_polygons_is_the_twins():
    """Triangles, parallel edges, lines and single points, where calipers go wrong first."""
    rng = np.random.default_rng(21)
    for _ in range(2000):
        points = np.round(2.0 * rng.normal(size=(int(rng.integers(1, 9)), 2)))
        sorted_points = points[np.lexsort((points[:, 1], points[:, 0]))]
        area, width = hull_area_and_diameter(convex_hull(sorted_points))
        pairs = [tuple(map(float, p)) for p in points]
        assert width == pytest.approx(naive.widest(pairs), rel=1e-12)
        assert area == pytest.approx(naive.hull_area(pairs), rel=1e-12)


def test_causal_filter_is_the_difference_equation():
    values = np.random.default_rng(3).normal(size=300) + 40.0
    b0, b1, b2, a1, a2 = design_lowpass(100.0)
    twin = naive.difference_equation(list(values), (b0, b1, b2), (a1, a2))
    np.testing.assert_allclose(smooth_causal(values, 100.0), twin, rtol=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_lean_is_held_as_the_twin_says(seed):
    rng = np.random.default_rng(seed)
    out = 60.0 + np.cumsum(rng.normal(size=300))
    out[rng.random(300) < 0.02] = math.nan
    collector = LeanCollector((3.0, -4.0), 40.0, hold_s=0.5)
    collector.begin(2)
    for value in out:
        collector.push(3.0 + float(value), 17.0 if not math.isnan(value) else math.nan)
    assert collector.held_mm == pytest.approx(naive.held(list(out), 21), abs=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_limits_between_the_directions_are_the_twins(seed):
    rng = np.random.default_rng(seed)
    values = tuple(map(float, rng.uniform(12.0, 120.0, 8)))
    limits = StabilityLimits((0.0, 0.0), values, "lean pass")
    for turns in rng.uniform(-8.0, 16.0, 200):
        ours = limits.reach_mm(float(turns) * math.pi / 4.0)
        assert ours == pytest.approx(naive.petal(values, float(turns)), rel=1e-9)
