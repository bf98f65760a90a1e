"""The table of what moves: a change that is there is found, a number that is gone is told."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

BENCHMARKS = Path(__file__).resolve().parents[3] / "benchmarks"


@pytest.fixture(scope="module")
def robustness():
    spec = importlib.util.spec_from_file_location("robustness", BENCHMARKS / "robustness.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["robustness"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["robustness"]


def test_a_change_is_found_and_a_lost_number_told(robustness):
    t_s = np.arange(600) / 100.0
    record = robustness.Record(t_s, robustness.synthetic(t_s, 1), 100.0)
    changes = {
        "larger": lambda r: iter([r._replace(cop_mm=1.1 * r.cop_mm)]),
        "gone": lambda r: iter([r._replace(t_s=r.t_s[:3], cop_mm=r.cop_mm[:3])]),
        "same": lambda r: iter([r]),
    }
    found = robustness.largest_changes([record], "raw", changes)
    assert found["sway_path_mm"]["larger"] == pytest.approx(0.1, rel=1e-6)
    assert found["higuchi_fd_ml"]["gone"] == robustness.LOST if "higuchi_fd_ml" in found else True
    assert found["sway_area_rate_mm2_s"]["larger"] == pytest.approx(0.21, rel=1e-6)
    assert all(moved["same"] == 0.0 for moved in found.values())
    text = robustness.table(found, found, everything=False)
    assert "| `sway_path_mm` | 10 → 10 |" in text


def test_every_disturbance_leaves_the_sway_what_it_was(robustness):
    record = robustness.trials(None)[0]
    for name, made in robustness.CHANGES.items():
        others = list(made(record))
        assert others, name
        for other in others:
            span_s = other.t_s[-1] - other.t_s[0]
            assert span_s == pytest.approx(30.0, abs=0.05), name
            assert other.cop_mm.std(axis=0) == pytest.approx(record.cop_mm.std(axis=0), rel=0.01)
