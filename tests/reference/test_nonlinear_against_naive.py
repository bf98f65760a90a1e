"""Recurrences, divergence, multifractal scaling and Hjorth's measures against their slow twins."""

import math

import naive_nonlinear as naive
import numpy as np
import pytest

from balance_arcade.cop import recurrence
from balance_arcade.cop.dfa import fluctuation_moments, fluctuations
from balance_arcade.cop.divergence import divergence_curve, lyapunov_exponent
from balance_arcade.cop.embedded_pairs import Scratch, squares_between
from balance_arcade.cop.hjorth import hjorth
from balance_arcade.cop.multifractal import multifractal
from balance_arcade.cop.recurrence import recurrence_radius, recurrences

RATE_HZ = 12.5

FIELDS = {
    "rqa_radius_{a}_mm": "radius",
    "rqa_determinism_{a}": "determinism",
    "rqa_mean_diagonal_{a}_s": "mean_diagonal_s",
    "rqa_longest_diagonal_{a}_s": "longest_diagonal_s",
    "rqa_diagonal_entropy_{a}": "diagonal_entropy",
    "rqa_laminarity_{a}": "laminarity",
    "rqa_trapping_time_{a}_s": "trapping_time_s",
    "rqa_trend_{a}_pct_s": "trend_pct_s",
    "correlation_dimension_{a}": "correlation_dimension",
}


def series(kind, seed, n):
    rng = np.random.default_rng(seed)
    return {
        "noise": lambda: rng.normal(size=n),
        "walk": lambda: np.cumsum(rng.normal(size=n)) + 1000.0,
        "counts": lambda: np.round(np.cumsum(rng.normal(size=n))),
        "heavy": lambda: rng.standard_cauchy(n),
        "sine": lambda: np.sin(np.arange(n) / 7.0),
    }[kind]()


@pytest.mark.parametrize("kind", ["noise", "walk", "counts", "heavy", "sine"])
@pytest.mark.parametrize("n", [40, 121])
def test_recurrences_are_the_twins(kind, n):
    values = series(kind, n, n)
    ours = recurrences(values, RATE_HZ)
    twin = naive.recurrences(values.tolist(), RATE_HZ)
    for name, field in FIELDS.items():
        assert getattr(ours, field) == pytest.approx(twin[name], rel=1e-9, nan_ok=True), name


@pytest.mark.parametrize("kind", ["noise", "walk", "counts", "heavy", "sine"])
@pytest.mark.parametrize("n", [200, 430])
def test_the_radius_is_the_one_of_all_pairs_in_order(kind, n):
    """Long enough that it is looked for in a bracket from a sample; counts have many equals."""
    values = series(kind, n, n)
    states = np.array(naive.moments(values.tolist(), 5))
    apart = np.sqrt(((states[:, None] - states) ** 2).sum(axis=2))
    pairs = np.sort(apart[np.triu_indices(len(states), 1)])
    rank = math.floor(0.05 * (pairs.size - 1))
    assert recurrence_radius(values, 5) == pytest.approx(pairs[rank], rel=1e-12)


def test_a_sample_that_is_no_picture_of_the_whole_changes_nothing(monkeypatch):
    values = series("walk", 3, 430)
    right = recurrence_radius(values, 5)
    low, high = (0.1, 0.2), (3.0, 4.0)
    for brackets in ((low, (0.5, 1.7)), (high, (0.5, 1.7)), (low, high)):
        monkeypatch.setattr(recurrence, "_BRACKETS", brackets)
        assert recurrence_radius(values, 5) == right


def test_what_there_is_no_room_for_is_counted_all_the_same():
    values = series("noise", 4, 60)
    whole, small = Scratch.of(60), Scratch.of(60, 0.01)
    all_of_it = (0.0, math.inf)
    found = [
        squares_between(values, 2, *all_of_it, s.flags[0], s.words[0], s.found)
        for s in (whole, small)
    ]
    assert found[0] == found[1] == (0, 56 * 55 // 2)


@pytest.mark.parametrize("kind", ["noise", "walk", "counts", "sine"])
def test_divergence_is_the_twins(kind):
    """Counts have moments that coincide, and many neighbours equally near."""
    values = series(kind, 5, 160)
    twin = naive.divergence(values.tolist(), RATE_HZ)
    assert divergence_curve(values, RATE_HZ) == pytest.approx(np.array(twin), rel=1e-9, abs=1e-12)
    assert lyapunov_exponent(values, RATE_HZ) == pytest.approx(
        naive.lyapunov(values.tolist(), RATE_HZ), rel=1e-8, abs=1e-10
    )


@pytest.mark.parametrize("kind", ["noise", "walk", "heavy"])
def test_multifractal_scaling_is_the_twins(kind):
    values = series(kind, 6, 401)
    twin = naive.multifractal(values.tolist(), 25.0)
    ours = multifractal(values, 25.0)
    for name, q in (("minus_5", -5.0), ("minus_2", -2.0), ("0", 0.0), ("2", 2.0), ("5", 5.0)):
        assert ours.hurst(q) == pytest.approx(twin[f"hurst_q_{name}_{{a}}"], rel=1e-7), name
    for name in ("width", "peak", "asymmetry"):
        assert getattr(ours, name) == pytest.approx(twin[f"multifractal_{name}_{{a}}"], rel=1e-5)


def test_the_second_moment_is_the_fluctuation_of_dfa():
    profile = np.cumsum(series("noise", 7, 240))
    scales = np.array([12, 20, 40])  # all divide 240, so both ends give the same windows
    second = fluctuation_moments(profile, scales, 4)[:, 8]
    np.testing.assert_allclose(np.sqrt(second), fluctuations(profile, scales), rtol=1e-10)


@pytest.mark.parametrize("kind", ["noise", "walk", "sine"])
def test_hjorth_is_the_twins(kind):
    values = series(kind, 8, 90)
    twin = naive.hjorth(values.tolist(), RATE_HZ)
    assert hjorth(values, RATE_HZ) == pytest.approx(tuple(twin.values()), rel=1e-9)
