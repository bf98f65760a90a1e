"""The group keeps to the contract, and the formula does what the paper says."""

import numpy as np
import pytest
from permutation_entropy import GROUP, permutation_entropy

from balance_arcade.testing.metric_contract import MetricContract


class TestPermutationEntropy(MetricContract):
    group = GROUP


def test_known_series():
    assert permutation_entropy(np.arange(100.0)) == 0.0
    noise = np.random.default_rng(1).normal(size=20_000)
    assert permutation_entropy(noise) == pytest.approx(1.0, abs=1e-3)


def test_what_does_not_move_is_refused_in_words():
    assert "does not move" in permutation_entropy(np.full(100, 2.0))
