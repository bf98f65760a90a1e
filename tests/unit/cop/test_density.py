"""Sway density on records whose stays and peaks can be counted by hand."""

import math

import numpy as np
import pytest

from balance_arcade.cop import density
from balance_arcade.cop.density import density_values, stay_counts

RATE_HZ = 10.0
N_LEAST = 10  # samples of a stretch that is smoothed at that rate
# Threes in a row: the one in the middle has both others near it, those at the ends one; and one
# that is alone. Along a line that is 3 to 4 across the board.
PLACES_MM = [0.0, 2.9, 5.8, 50.0, 52.9, 55.8, 100.0, 102.9, 105.8, 150.0]
POINTS_MM = np.array(PLACES_MM)[:, None] * (0.6, 0.8)


@pytest.fixture
def _as_counted(monkeypatch):
    """Curves as they were counted: no filter's ends, and samples that are equal stay equal."""
    monkeypatch.setattr(density, "smooth_zero_phase", lambda values, *_: values)


@pytest.mark.parametrize("n", [0, 1, 2, 7, 8, 9, 16, 63, 64, 65, 72, 512, 513])
def test_the_edge_of_the_circle_belongs_to_it(n):
    at = np.arange(n)
    points = np.column_stack((np.zeros(n), at * 1.0))
    expected = np.minimum(at, 3) + np.minimum(n - 1 - at, 3)
    assert stay_counts(points, 3.0).tolist() == expected.tolist()


@pytest.mark.usefixtures("_as_counted")
def test_peaks_are_counted_over_the_time_of_their_stretches():
    twice = np.concatenate((POINTS_MM, POINTS_MM))
    values = density_values(twice, [(0, 10), (10, 20)], rate_hz=RATE_HZ)
    assert values == {
        "sway_density_mean_s": pytest.approx(0.12),
        "sway_density_peak_s": pytest.approx(0.2),
        "sway_density_peak_distance_mm": pytest.approx(50.0),
        "sway_density_peak_rate_hz": pytest.approx(6 / 1.8),
    }


@pytest.mark.usefixtures("_as_counted")
def test_a_stretch_too_short_to_be_smoothed_counts_for_nothing():
    twice = np.concatenate((POINTS_MM, POINTS_MM))
    alone = density_values(twice, [(0, N_LEAST)], rate_hz=RATE_HZ)
    assert alone["sway_density_peak_rate_hz"] == pytest.approx(3 / 0.9)
    assert density_values(twice, [(0, 10), (10, 19)], rate_hz=RATE_HZ) == alone
    none = density_values(twice, [(0, N_LEAST - 1)], rate_hz=RATE_HZ)
    assert all(math.isnan(value) for value in none.values())


@pytest.mark.usefixtures("_as_counted")
def test_a_plateau_is_no_peak():
    steps = np.repeat([[0.0, 0.0], [10.0, 0.0], [20.0, 0.0]], [3, 4, 3], axis=0)
    values = density_values(steps, [(0, 10)], rate_hz=RATE_HZ)
    assert values["sway_density_mean_s"] == pytest.approx(0.24)
    assert values["sway_density_peak_rate_hz"] == 0.0
    assert math.isnan(values["sway_density_peak_s"])
    assert math.isnan(values["sway_density_peak_distance_mm"])


def test_a_rate_at_which_nothing_can_be_smoothed_gives_nothing():
    walk = np.cumsum(np.random.default_rng(1).normal(size=(200, 2)), axis=0)
    assert all(math.isnan(v) for v in density_values(walk, [(0, 200)], rate_hz=5.0).values())
    above = density_values(walk, [(0, 200)], rate_hz=5.01)
    assert math.isfinite(above["sway_density_mean_s"])
