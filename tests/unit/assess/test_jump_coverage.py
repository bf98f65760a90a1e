"""True values of simulated jumps lie within the expanded uncertainty; benchmarks try 1,000."""

import importlib
from pathlib import Path

import numpy as np
import pytest

BENCHMARKS = Path(__file__).resolve().parents[3] / "benchmarks"
N_SEEDS = 12


@pytest.fixture
def coverage(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("jump_coverage")


@pytest.mark.parametrize("test", ["cmj", "sj", "dj"])
def test_true_values_lie_within_twice_the_standard_uncertainty(coverage, test):
    found = {}
    for rate_hz in coverage.RATES_HZ:
        for name, _, error, u in coverage.misses(test, rate_hz, range(N_SEEDS)):
            found.setdefault(name, []).append((error, u))
    assert set(found) == set(coverage.MODELS[test][1])
    for name, rows in found.items():
        error, u = np.array(rows).T
        # Of 60, three may lie outside; five do once in a hundred times even if 95 % do not.
        assert np.mean(np.abs(error) <= coverage.COVERAGE * u) >= 0.93, name
        # And it is no excuse: the errors are no third of what is said.
        assert np.sqrt(np.mean((error / u) ** 2)) > 0.2, name


def test_a_slower_plate_says_more_uncertainty(coverage):
    mean = {}
    for rate_hz in (100.0, 1000.0):
        rows = coverage.misses("cmj", rate_hz, range(N_SEEDS))
        mean[rate_hz] = np.mean([u for name, _, _, u in rows if name == "flight_time_s"])
    assert mean[100.0] > 5.0 * mean[1000.0]
