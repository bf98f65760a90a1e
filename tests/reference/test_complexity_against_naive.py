"""Entropies, scaling and dimensions against their slow twins."""

import math

import naive_complexity as naive
import numpy as np
import pytest

from balance_arcade.cop.bit_counting import MOST_SAMPLES, near_by_bits
from balance_arcade.cop.dfa import dfa_alpha, fluctuations, scales_for
from balance_arcade.cop.entropy import (
    approximate_entropy,
    count_matches,
    multiscale_entropy,
    sample_entropy,
)
from balance_arcade.cop.fractal import higuchi_dimension, higuchi_lengths, katz_dimension
from balance_arcade.cop.range_counting import count_near, rank

KINDS = ("noise", "walk", "counts", "heavy", "sine", "two", "still")


def series(kind, seed, n):
    rng = np.random.default_rng(seed)
    return {
        "noise": lambda: rng.normal(size=n),
        "walk": lambda: np.cumsum(rng.normal(size=n)) + 1000.0,
        "counts": lambda: np.round(np.cumsum(rng.normal(size=n))),
        "heavy": lambda: rng.standard_cauchy(n),
        "sine": lambda: np.sin(np.arange(n) / 7.0),
        "two": lambda: rng.integers(0, 2, n).astype(float),
        "still": lambda: np.full(n, 4.0),
    }[kind]()


def brute(values, n_templates, m, radius):
    """The twin's comparison, all at once: matches of each template, itself included."""
    rows = np.stack([values[k : k + n_templates] for k in range(m)])
    return (np.abs(rows[:, :, None] - rows[:, None, :]) <= radius).all(axis=0).sum(axis=1)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [0, 1, 2, 3, 4, 5, 20, 90])
def test_matches_are_the_twins(kind, n):
    values = series(kind, n, n)
    for radius in (0.0, 0.1, 0.2 * naive.deviation(values) if n else 0.0, 1.0, 1e9):
        assert tuple(count_matches(values, radius)) == naive.matches(values.tolist(), radius)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("seed", "n"), [(1, 300), (2, 1500), (3, 3000)])
def test_every_template_has_the_twins_matches(kind, seed, n):
    """Sizes at which groups are counted by bits, by sweeps and by halving."""
    values = series(kind, seed, n)
    for share in (0.02, 0.2, 1.0):
        radius = share * float(values.std())
        totals = []
        for m in (2, 3):
            twin = brute(values, n - 2, m, radius)
            ours = count_near(rank(values, radius), n - 2, m, once=False).counts
            np.testing.assert_array_equal(ours, twin)
            totals.append((int(twin.sum()) - (n - 2)) // 2)
        assert tuple(count_matches(values, radius)) == tuple(totals)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [3, 63, 64, 65, 66, 127, 128, 129, 700])
def test_bits_give_every_template_the_twins_matches(kind, n):
    """About the edges of a word of 64."""
    values = series(kind, n, n)
    for radius in (0.0, 0.2 * float(values.std()), float(values.std()), 1e9):
        two, three = near_by_bits(values, np.argsort(values, kind="stable"), radius)
        np.testing.assert_array_equal(two, brute(values, n - 1, 2, radius))
        np.testing.assert_array_equal(three, brute(values, n - 2, 3, radius))


@pytest.mark.parametrize("kind", ["noise", "walk", "counts"])
def test_bits_and_ordered_counting_agree_where_one_takes_over(kind):
    values = series(kind, 8, MOST_SAMPLES + 1)
    radius = 0.2 * float(values.std())
    two, three = near_by_bits(values, np.argsort(values, kind="stable"), radius)
    n = len(values)
    np.testing.assert_array_equal(
        two, count_near(rank(values, radius), n - 1, 2, once=False).counts
    )
    np.testing.assert_array_equal(
        three, count_near(rank(values, radius), n - 2, 3, once=False).counts
    )
    short = (int(two[:-1].sum()) - (int(two[-1]) - 1) - (n - 2)) // 2
    assert tuple(count_matches(values, radius)) == (short, (int(three.sum()) - (n - 2)) // 2)


@pytest.mark.parametrize(("seed", "n"), [(4, 300), (5, 1500), (6, 3000)])
@pytest.mark.parametrize("kind", ["counts", "noise"])
def test_ordered_counting_takes_differences_that_equal_the_radius(kind, seed, n):
    """Quarters: sums and differences are exact, so every group has ties at its bounds."""
    values = np.round(4.0 * series(kind, seed, n)) / 4.0
    for radius in (0.25, 0.5, 1.0, 2.0):
        ranked = rank(values, radius)
        for m in (2, 3):
            n_templates = n - m + 1
            twin = brute(values, n_templates, m, radius)
            ours = count_near(ranked, n_templates, m, once=False).counts
            np.testing.assert_array_equal(ours, twin)
            once = count_near(ranked, n_templates, m, once=True)
            pairs = (int(twin.sum()) - n_templates) // 2
            assert int(once.counts.sum()) + once.n_inside == pairs


@pytest.mark.parametrize("size", [127, 128, 129, 256])
@pytest.mark.parametrize("level", [0.15, 0.4, 0.65, 0.9])
def test_a_neighbouring_group_that_is_reached_as_a_whole(size, level):
    """Two stands close together: all templates of one reach all of the other along each value."""
    rng = np.random.default_rng(size)
    stands = [np.full(600, level), np.full(size + 2, level + 0.3)]
    values = np.concatenate([[0.0, 9.0], *stands, [9.0, 0.0]])
    values[2:-2] += rng.uniform(-0.01, 0.01, size=len(values) - 4)
    n_templates = len(values) - 2
    ours = count_near(rank(values, 1.0), n_templates, 3, once=False).counts
    np.testing.assert_array_equal(ours, brute(values, n_templates, 3, 1.0))


def test_a_difference_that_equals_the_radius_matches():
    quarter = [0.0, 0.25, 0.5, 0.25, 0.0, 0.25, 0.5, 0.75]
    for radius in (0.0, 0.25, 0.5, 0.25 - 1e-17, np.nextafter(0.25, 0.0)):
        ours = tuple(count_matches(quarter, float(radius)))
        assert ours == naive.matches(quarter, float(radius))
    assert count_matches(quarter, 0.25) != count_matches(quarter, np.nextafter(0.25, 0.0))


@pytest.mark.parametrize("kind", KINDS[:-1])
def test_entropies_are_the_twins(kind):
    values = series(kind, 11, 160)
    radius = 0.2 * float(values.std())
    twin = naive.sample_entropy(values.tolist(), radius)
    assert sample_entropy(values) == pytest.approx(twin, rel=1e-12, nan_ok=True)
    twin = naive.approximate_entropy(values.tolist(), radius)
    assert approximate_entropy(values) == pytest.approx(twin, rel=1e-10, abs=1e-12)
    for scale, ours in enumerate(multiscale_entropy(values, n_scales=3), start=1):
        twin = naive.sample_entropy(naive.coarse(values.tolist(), scale), radius)
        assert ours == pytest.approx(twin, rel=1e-12, nan_ok=True), scale


def test_a_constant_has_no_entropy():
    assert math.isnan(sample_entropy(np.full(50, 2.5)))
    assert math.isnan(approximate_entropy(np.full(50, 2.5)))
    assert np.isnan(multiscale_entropy(np.full(50, 2.5))).all()


@pytest.mark.parametrize("kind", ["noise", "walk", "counts", "heavy"])
def test_fluctuations_are_the_twins(kind):
    values = series(kind, 5, 1500)
    scales = scales_for(1500, 50.0)
    assert scales.size == 20
    ours = fluctuations(np.cumsum(values - values.mean()), scales)
    twin = [naive.fluctuation(values.tolist(), int(n), both_ends=False) for n in scales]
    np.testing.assert_allclose(ours, twin, rtol=1e-8)
    for both_ends in (False, True):
        assert dfa_alpha(values, 50.0, both_ends=both_ends) == pytest.approx(
            naive.dfa(values.tolist(), scales.tolist(), both_ends), rel=1e-8
        )


def test_a_window_longer_than_the_series_has_no_fluctuation():
    assert np.isnan(fluctuations(np.arange(9.0), np.array([10])))[0]


@pytest.mark.parametrize("kind", ["noise", "walk", "counts", "sine"])
def test_dimensions_are_the_twins(kind):
    values = series(kind, 6, 400)
    for longest in (2, 10, 13):
        lengths = naive.higuchi_lengths(values.tolist(), longest)
        np.testing.assert_allclose(higuchi_lengths(values, longest), lengths, rtol=1e-12)
        twin = naive.higuchi(values.tolist(), longest)
        assert higuchi_dimension(values, longest=longest) == pytest.approx(twin, rel=1e-10)
    plane = np.column_stack((values, series("walk", 7, 400)))
    assert katz_dimension(plane) == pytest.approx(naive.katz(plane.tolist()), rel=1e-12)
    alone = [(v,) for v in values.tolist()]
    assert katz_dimension(values) == pytest.approx(naive.katz(alone), rel=1e-12)
