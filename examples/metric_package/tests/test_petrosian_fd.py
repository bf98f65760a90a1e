"""The group keeps to the contract, and the formula does what the paper says."""

import math

import numpy as np
import pytest
from petrosian_fd import GROUP, petrosian_fd

from balance_arcade.testing.metric_contract import MetricContract


class TestPetrosianFd(MetricContract):
    group = GROUP


def test_known_series():
    assert petrosian_fd(np.arange(100.0)) == 1.0
    # It turns at every one of its 98 inner points.
    saw = np.arange(100) % 2.0
    assert petrosian_fd(saw) == pytest.approx(1.0 / (1.0 - math.log(1.392, 100)))


def test_what_does_not_move_is_refused_in_words():
    assert "does not move" in petrosian_fd(np.full(100, 2.0))
