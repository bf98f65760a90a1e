"""What the entropies promise: invariances, rates, refusals, and that length does not hurt."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import n_examples

from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.entropy import (
    ROWS,
    _approximate_and_matches,
    approximate_entropy,
    count_matches,
    multiscale_entropy,
    sample_entropy,
)
from balance_arcade.cop.interpolate import low_passed_at
from balance_arcade.cop.rising_order import rising_order

NAMES = [row.name for row in ROWS]


def sway(seed=0, n=6000):
    return np.cumsum(np.random.default_rng(seed).normal(size=(n, 2)), axis=0) * [0.1, 0.2]


def trial(cop, rate_hz=100.0, preset="raw"):
    return analyze_trial(np.arange(len(cop)) / rate_hz, cop, rate_hz=rate_hz, preset=preset)


def entropies(result):
    return {name: result.metrics[name].value for name in NAMES}


def test_scale_shift_mirror_and_time_reversal_leave_them():
    cop = np.round(64.0 * sway(1)) / 64.0  # exact in binary, so that ties stay ties
    plain = entropies(trial(cop))
    for other in (4.0 * cop, cop + 128.0, -cop):
        assert entropies(trial(other)) == pytest.approx(plain, rel=1e-12)
    # Backwards another template falls off the end, and other samples are taken.
    values = cop[::4, 0]
    assert sample_entropy(values[::-1]) == pytest.approx(sample_entropy(values), rel=0.01)


def test_regular_is_lower_than_irregular():
    rng = np.random.default_rng(3)
    noise, sine = rng.normal(size=2000), np.sin(np.arange(2000) / 10.0)
    for measure in (sample_entropy, approximate_entropy):
        assert measure(noise) > 1.5 > 0.5 > measure(sine)
    # White noise: two of its values are within 0.2 with p = 0.1125, so ln(1 / p).
    assert sample_entropy(rng.normal(size=60_000)) == pytest.approx(-math.log(0.11246), abs=0.02)


def test_noise_loses_entropy_with_scale_and_sway_does_not():
    rng = np.random.default_rng(4)
    noise = multiscale_entropy(rng.normal(size=5000))
    assert (np.diff(noise) < 0.0).all()
    walk = multiscale_entropy(np.cumsum(rng.normal(size=5000)))
    assert (np.diff(walk) > 0.0).all()


@pytest.mark.parametrize("rate_hz", [20, 25, 60, 1000])
def test_they_are_measured_at_25_hertz(rate_hz):
    cop = sway(2, 30 * rate_hz)
    found = entropies(trial(cop, float(rate_hz)))
    seen = low_passed_at(cop, float(rate_hz), 25.0)
    assert found["entropy_rate_hz"] == 25.0
    assert found["sample_entropy_ml"] == sample_entropy(seen[:, 0])
    assert found["sample_entropy_increments_ap"] == sample_entropy(np.diff(seen[:, 1]))


@pytest.mark.parametrize(("rate_hz", "kept"), [(20, 20), (60, 20), (1000, 25)])
def test_version_1_takes_every_kth_sample(rate_hz, kept):
    cop = sway(2, 30 * rate_hz)
    found = entropies(trial(cop, float(rate_hz), "raw/1"))
    assert found["entropy_rate_hz"] == pytest.approx(kept)
    assert found["sample_entropy_ml"] == sample_entropy(cop[:: rate_hz // kept, 0])
    increments = np.diff(cop[:: rate_hz // kept, 1])
    assert found["sample_entropy_increments_ap"] == sample_entropy(increments)


def test_a_rate_that_cannot_be_brought_there_is_refused():
    refused = trial(sway(2, 3000), 18.0).refused
    assert refused["sample_entropy_ml"] == "too slow: 18 Hz, 20 Hz needed"
    refused = trial(sway(2, 3000), 30.0, "raw/1").refused
    assert set(NAMES) <= set(refused)
    assert refused["sample_entropy_ml"].startswith("wrong rate: 30 Hz")


def test_short_and_still_records_are_refused_by_name():
    refused = trial(sway(n=796)).refused
    assert refused["sample_entropy_ml"].startswith("too short: 199 points")
    some = trial(sway(n=1000))
    assert "sample_entropy_ml" not in some.refused
    assert some.refused["multiscale_entropy_ml"].startswith("too short: 250 points")
    assert some.metrics["multiscale_entropy_ml"].value is None
    still = trial(sway() * [1.0, 0.0])
    assert "sample_entropy_ap" in still.refused
    assert "sample_entropy_ml" not in still.refused


@pytest.mark.parametrize("values", [[1.0, math.nan, 2.0], [math.inf] * 3, [[1.0, 2.0]]])
def test_what_is_no_series_is_an_error(values):
    with pytest.raises(ValueError, match="one finite number"):
        count_matches(values, 1.0)


@pytest.mark.parametrize("radius", [-1.0, math.nan, math.inf])
def test_what_is_no_radius_is_an_error(radius):
    with pytest.raises(ValueError, match="radius must"):
        count_matches([1.0, 2.0, 3.0], radius)


@n_examples(200)
@given(
    st.lists(
        st.one_of(st.integers(-3, 3).map(float), st.floats(-1e6, 1e6)), min_size=0, max_size=40
    ),
    st.one_of(st.sampled_from([0.0, 1.0, 2.0]), st.floats(0.0, 1e7)),
)
def test_counts_are_exact_for_anything(values, radius):
    n = max(0, len(values) - 2)
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    twin = [
        sum(all(abs(values[i + k] - values[j + k]) <= radius for k in range(m)) for i, j in pairs)
        for m in (2, 3)
    ]
    assert list(count_matches(values, radius)) == twin


@pytest.mark.parametrize("quantum", [0.0, 0.5])
@pytest.mark.parametrize("n", [3, 4, 5, 60, 400])
def test_counts_of_approximate_entropy_hold_those_of_sample_entropy(n, quantum):
    series = np.random.default_rng(n).normal(size=n).cumsum()
    series = np.round(series / quantum) * quantum if quantum else series
    approximate, matches = _approximate_and_matches(series, 0.2)
    assert approximate == approximate_entropy(series)
    assert matches == count_matches(series, 0.2 * series.std())


@pytest.mark.parametrize(
    "values",
    [
        np.random.default_rng(1).normal(size=500),
        np.round(np.random.default_rng(2).normal(size=500), 1),
        np.sin(np.arange(700.0) / 30.0),
        np.append(np.random.default_rng(3).normal(size=300), 1e9),
        np.array([1e308, -1e308, 0.0]),
        np.array([0.0, 5e-324, 0.0]),
        np.full(50, 0.1),
        np.array([2.0]),
        np.empty(0),
    ],
    ids=["noise", "ties", "sine", "one far off", "no span", "no step", "still", "one", "none"],
)
def test_the_order_by_buckets_is_that_of_comparing(values):
    assert rising_order(values).tolist() == np.argsort(values, kind="stable").tolist()
