"""What the measures of irregularity promise: invariances, known series, refusals, parts."""

import math

import numpy as np
import pytest

from balance_arcade.cop import groups_entropy
from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.composite_entropy import count_coarse, refined_entropies
from balance_arcade.cop.definitions_entropy import ROWS
from balance_arcade.cop.dispersion_entropy import dispersion_entropies
from balance_arcade.cop.fuzzy_entropy import fuzzy_entropy, fuzzy_sums
from balance_arcade.cop.irreversibility import asymmetry
from balance_arcade.cop.lempel_ziv import lempel_ziv
from balance_arcade.cop.ordinal_patterns import permutation_entropies
from balance_arcade.cop.parts import equal_parts, spread_parts
from balance_arcade.cop.surrogates import compare_steps, p_value, z_score

NAMES = [row.name for row in ROWS]


def sway(seed=0, n=2200):
    steps = np.random.default_rng(seed).normal(size=(n + 30, 2))
    slow = np.apply_along_axis(np.convolve, 0, steps, np.hanning(31), mode="valid")
    return np.cumsum(slow, axis=0) * [0.1, 0.2]


def trial(cop, rate_hz=100.0, preset="raw"):
    return analyze_trial(np.arange(len(cop)) / rate_hz, cop, rate_hz=rate_hz, preset=preset)


def values(result):
    return {name: result.metrics[name].value for name in NAMES}


def weighted(series):
    return permutation_entropies(series)[1]


def noise(n, seed=3):
    return np.random.default_rng(seed).normal(size=n)


@pytest.mark.parametrize(
    ("measure", "at_most"),
    [
        (fuzzy_entropy, 0.6),
        (lambda x: permutation_entropies(x)[0], 0.5),
        (lambda x: permutation_entropies(x)[1], 0.5),
        (lambda x: dispersion_entropies(x)[0], 0.6),
        (lambda x: dispersion_entropies(x)[1], 0.6),
        (lambda x: lempel_ziv(x > x.mean()), 0.3),
        (lambda x: refined_entropies([count_coarse(x, 0.2 * x.std(), 3)]).sum(), 1.5),
    ],
)
def test_a_wave_is_regular_and_noise_is_not(measure, at_most):
    wave, chance = np.sin(np.arange(400) / 5.0), noise(400)
    assert measure(wave) < at_most < 0.8 * measure(chance)
    # Reversed it is as irregular.
    assert measure(chance[::-1]) == pytest.approx(measure(chance), rel=0.05)


def test_known_series():
    assert permutation_entropies(np.arange(9.0))[0] == 0.0
    plain, heavy = permutation_entropies(noise(5000))
    assert plain == pytest.approx(1.0, abs=3e-3)
    # Orders of great steps weigh more, and those are the ones that turn about.
    assert 0.95 < heavy < plain
    assert dispersion_entropies(noise(20_000))[0] == pytest.approx(1.0, abs=2e-3)
    assert lempel_ziv(noise(20_000) > 0.0) == pytest.approx(1.0, abs=0.04)
    # Of white noise two means of s values match with another p at each scale; see Wu 2014.
    curve = refined_entropies([count_coarse(noise(400), 0.2, 3)])
    assert (np.diff(curve) < 0.0).all()
    assert curve[0] == pytest.approx(-math.log(0.11246), abs=0.1)


def test_a_saw_is_irreversible_and_its_mirror_image_the_other_way():
    saw = -(np.arange(60.0) % 6.0)
    found, mirrored, reversed_ = asymmetry(saw), asymmetry(-saw), asymmetry(saw[::-1])
    assert found.porta > 0.5
    assert found.guzik > 0.5
    assert found.reversal > 1.0
    for other in (mirrored, reversed_):
        assert other == pytest.approx([-v for v in found])


def test_the_surrogates_find_what_is_irreversible_and_nothing_in_linear_noise():
    linear = [np.convolve(noise(431, seed), np.hanning(16), "valid") for seed in range(16)]
    ps = [p_value(compare_steps(steps, 0).irreversibility) for steps in linear]
    assert sum(p <= 0.05 for p in ps) <= 3
    assert min(ps) >= 0.05
    assert max(ps) <= 1.0
    # It rises fast and falls slowly, by chance lengths.
    lengths = np.random.default_rng(1).integers(5, 12, size=60)
    saw = np.concatenate([[n - 1.0, *[-1.0] * (n - 1)] for n in lengths])[:416]
    tested = compare_steps(saw, 0)
    assert p_value(tested.irreversibility) == 0.05
    assert z_score(tested.irreversibility) > 5.0
    assert z_score(tested.permutation_entropy) < -3.0


def test_what_is_too_short_or_still_is_refused_in_words():
    assert trial(sway(n=996)).refused["lempel_ziv_ml"].startswith("too short: 249 points")
    some = trial(sway(n=1000))
    assert "lempel_ziv_ml" not in some.refused
    for name in ("complexity_index_ml", "refined_entropy_scale_5_ap", "surrogate_reversal_p_ml"):
        assert some.refused[name] == "too short: 250 points without a break at 25 Hz, 500 needed"
    still = trial(sway() * [1.0, 0.0])
    for name in NAMES:
        assert (name in still.refused) == name.endswith("_ap"), name
    assert "does not move along this axis" in still.refused["porta_asymmetry_ap"]


@pytest.mark.parametrize("measure", [fuzzy_entropy, dispersion_entropies, asymmetry, weighted])
def test_a_hole_is_an_error_and_a_constant_has_no_value(measure):
    with pytest.raises(ValueError, match="one finite number a sample"):
        measure([1.0, math.nan, 2.0, 3.0, 4.0])
    with pytest.raises(ValueError, match="one finite number a sample"):
        measure(np.ones((5, 2)))
    assert np.isnan(measure(np.full(50, 0.1))).all()


def test_a_jump_that_floats_cannot_hold_has_no_value():
    spike = np.zeros(40)
    spike[20] = 1.0
    assert math.isfinite(fuzzy_entropy(spike))
    assert math.isnan(fuzzy_entropy(spike, tolerance=0.001))


def test_only_the_new_pipelines_have_them():
    cop = np.empty((0, 2))
    for preset in ("default", "raw"):
        assert set(NAMES) <= set(trial(cop, preset=preset).metrics)
    for preset in ("default/1", "duarte_bds", "quijoux2021", "raw/1"):
        assert not set(NAMES) & set(trial(cop, preset=preset).metrics)


def test_parts_are_even_and_hold_every_sample():
    assert equal_parts(0, 5) == []
    assert equal_parts(5, 5) == [(0, 5)]
    assert equal_parts(6, 5) == [(0, 3), (3, 6)]
    for n in (1, 17, 1751, 9999):
        edges = equal_parts(n, 1750)
        sizes = [stop - first for first, stop in edges]
        assert sum(sizes) == n
        assert max(sizes) - min(sizes) <= 1
        assert max(sizes) <= 1750
    with pytest.raises(ValueError, match="at least 1 sample"):
        equal_parts(3, 0)
    assert spread_parts(100, 25, 4) == equal_parts(100, 25)
    assert spread_parts(1000, 10, 4) == [(0, 10), (330, 340), (660, 670), (990, 1000)]


@pytest.mark.parametrize("radius", [0.0, 1e-6, 0.2, 1.0, 50.0])
def test_matches_of_means_are_those_of_a_plain_comparison(radius):
    """On a grid many means lie just at the radius; 300 lags are more than eight bits count."""
    for values in (sway(3, n=310)[:, 0], np.round(noise(310), 1), np.tile([0.0, 0.2], 155)):
        counts = count_coarse(values, radius, 2)
        coarse = [values, (values[:-1] + values[1:]) / 2.0]
        for scale, means in enumerate(coarse, start=1):
            n = means.size - 2 * scale
            near = np.abs(means[:, None] - means) <= radius
            two = near[:n, :n] & near[scale:, scale:][:n, :n]
            three = two & near[2 * scale :, 2 * scale :]
            apart = np.triu(np.subtract.outer(np.arange(n), np.arange(n)) % scale == 0, 1)
            assert counts[scale - 1].tolist() == [int((x & apart).sum()) for x in (two, three)]


def test_a_long_record_is_the_sum_of_its_parts(monkeypatch):
    monkeypatch.setattr(groups_entropy, "LONGEST_PART_S", 12.0)
    cop = sway(2, n=600)
    found = values(trial(cop, 25.0))
    series = cop[:, 0]
    radius = 0.2 * float(series.std())
    halves = [count_coarse(half, radius) for half in np.split(series, 2)]
    assert found["complexity_index_ml"] == pytest.approx(refined_entropies(halves).sum())
    two, three = np.sum([fuzzy_sums(half, radius) for half in np.split(series, 2)], axis=0)
    assert found["fuzzy_entropy_ml"] == pytest.approx(math.log(two / three))
    assert found["lempel_ziv_ml"] == lempel_ziv(series > series.mean())
    tests = [compare_steps(np.diff(half), part) for part, half in enumerate(np.split(series, 2))]
    mean = np.mean([test.irreversibility for test in tests], axis=0)
    assert found["surrogate_reversal_z_ml"] == pytest.approx(z_score(mean))
