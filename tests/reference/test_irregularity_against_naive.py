"""Irregularity against its slow twins, piece by piece; the group as a whole: the contract suite."""

import math

import naive_irregularity as naive
import numpy as np
import pytest

from balance_arcade.cop.composite_entropy import count_coarse, refined_entropies
from balance_arcade.cop.dispersion_entropy import dispersion_entropies
from balance_arcade.cop.fuzzy_entropy import fuzzy_entropy, fuzzy_sums
from balance_arcade.cop.irreversibility import asymmetry
from balance_arcade.cop.lempel_ziv import count_words
from balance_arcade.cop.ordinal_patterns import permutation_entropies
from balance_arcade.cop.surrogates import compare_steps, even_length, random_bits

KINDS = ("noise", "walk", "counts", "tenths", "heavy", "sine", "two")


def series(kind, n, seed=5):
    rng = np.random.default_rng(seed)
    return {
        "noise": lambda: rng.normal(size=n),
        "walk": lambda: np.cumsum(rng.normal(size=n)) + 1000.0,
        "counts": lambda: np.round(np.cumsum(rng.normal(size=n))),
        "tenths": lambda: np.round(rng.normal(size=n), 1),
        "heavy": lambda: rng.standard_cauchy(n),
        "sine": lambda: np.sin(np.arange(n) / 7.0),
        "two": lambda: rng.integers(0, 2, n).astype(float),
    }[kind]()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [4, 5, 70])
def test_degrees_of_likeness_are_the_twins(kind, n):
    """Equal values, and ones that rounding keeps just apart, are where a pair could be lost."""
    values = series(kind, n)
    if np.ptp(values) == 0.0:
        values[0] += 1.0
    for share in (0.05, 0.2, 2.0):
        radius = share * float(values.std())
        twin = naive.fuzzy_sums(values.tolist(), radius)
        assert fuzzy_sums(values, radius) == pytest.approx(twin, rel=1e-11)
    two, three = naive.fuzzy_sums(values.tolist(), 0.2 * naive.deviation(values.tolist()))
    assert fuzzy_entropy(values) == pytest.approx(math.log(two / three), abs=1e-11)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [3, 20, 80])
def test_matches_at_every_scale_are_the_twins(kind, n):
    values = series(kind, n)
    for radius in (0.0, 0.21 * float(values.std()), 1e9):
        ours = count_coarse(values, radius, 5)
        twin = [naive.coarse_matches(values.tolist(), s, radius) for s in range(1, 6)]
        assert ours.tolist() == twin
    both = refined_entropies([ours, ours])
    assert both == pytest.approx(refined_entropies([ours]), nan_ok=True)


@pytest.mark.parametrize("kind", KINDS)
def test_orders_and_classes_are_the_twins(kind):
    values = series(kind, 150)
    for of in (values, values[::-1]):
        twin = naive.permutation_entropies(of.tolist())
        assert permutation_entropies(of) == pytest.approx(twin, rel=1e-10)
    twin = naive.dispersion_entropies(values.tolist())
    assert dispersion_entropies(values) == pytest.approx(twin, rel=1e-10)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5])
@pytest.mark.parametrize("n", [1, 2, 3, 10, 200])
def test_words_are_the_twins(share, n):
    for seed in range(8):
        symbols = np.random.default_rng(seed).random(n) < share
        assert count_words(symbols) == naive.count_words(symbols.tolist())
    # So many short ones that states are parted in every way.
    for seed in range(60):
        symbols = np.random.default_rng(seed).random(n % 23) < 0.5
        assert count_words(symbols) == naive.count_words(symbols.tolist())
    for again in (1, 2, 3, 7):
        symbols = np.arange(n) // again % 2
        assert count_words(symbols) == naive.count_words(symbols.tolist())


@pytest.mark.parametrize("kind", KINDS)
def test_asymmetries_are_the_twins(kind):
    values = series(kind, 90)
    ours, listed = asymmetry(values), values.tolist()
    assert ours.porta == pytest.approx(naive.falling(listed, 1), abs=1e-12)
    assert ours.guzik == pytest.approx(naive.guzik(listed), abs=1e-12)
    steps = np.diff(values).tolist()
    assert ours.reversal == pytest.approx(naive.reversal(steps), rel=1e-9, abs=1e-12)
    costa = math.fsum(naive.falling(listed, lag) for lag in range(1, 11)) / 10
    assert ours.costa == pytest.approx(costa, abs=1e-12)


def test_chance_is_the_published_generator():
    """The first numbers of SplitMix64 with the seed 0, as its users' tests have them."""
    published = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]
    assert random_bits(0, 3).tolist() == published == [naive.split_mix(k) for k in range(3)]
    assert random_bits(3 * 2**32, 2).tolist() == [naive.split_mix(3 * 2**32 + k) for k in (0, 1)]


@pytest.mark.parametrize("n", [2, 3, 4, 7, 97, 128, 161, 163, 1499, 1749])
def test_the_length_of_a_surrogate_is_even_and_fast(n):
    twin = next(k for k in range(n, 1, -1) if k % 2 == 0 and naive.only_small_factors(k))
    assert even_length(n) == twin


@pytest.mark.parametrize("part", [0, 2])
def test_surrogates_are_the_twins(part):
    for seed in (1, 2):
        steps = np.diff(series("walk", 108, seed))
        tested = compare_steps(steps, part)
        twin = list(naive.surrogates(steps.tolist(), part))
        third = [abs(naive.reversal(s)) for s in twin]
        assert tested.irreversibility == pytest.approx(third, rel=1e-8, abs=1e-10)
        orders = [naive.permutation_entropies(naive.place_after(s))[0] for s in twin]
        assert tested.permutation_entropy == pytest.approx(orders, rel=1e-10)
