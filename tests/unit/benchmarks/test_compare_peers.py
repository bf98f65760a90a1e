"""The table of peers without any peer installed: what is said, and what agrees or fails."""

import importlib
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from balance_arcade.cop.interpolate import low_passed_at

BENCHMARKS = Path(__file__).resolve().parents[3] / "benchmarks"


@pytest.fixture
def compare(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    for name in ("compare_peers", "peer_table", "common"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    module = importlib.import_module("compare_peers")
    real = importlib.import_module

    def nothing_installed(name, *more):
        if name in module.PEERS:
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(module.importlib, "import_module", nothing_installed)
    return module


@pytest.fixture
def record(tmp_path):
    t = np.arange(3000) / 100.0
    path = tmp_path / "trial.csv"
    rows = [
        f"{s:.2f},{5 * np.sin(s):.6f},{4 * np.cos(1.7 * s):.6f}" if k != 7 else f"{s:.2f},,"
        for k, s in enumerate(t)
    ]
    path.write_text("\n".join(["t_s,cop_ml_mm,cop_ap_mm", *rows, ""]))
    return str(path)


def ask(compare, value, ours, why=""):
    def call(peer, samples):
        if isinstance(value, Exception):
            raise value
        return value

    row = SimpleNamespace(call=call, why=why)
    return compare.ask(row, object(), None, ours)


def test_samples_without_a_centre_of_pressure_are_left_out(compare, record):
    samples = compare.read_samples(record)
    assert samples.cop_mm.shape == (2999, 2)
    assert np.isfinite(samples.cop_mm).all()
    assert samples.slow_mm.tolist() == low_passed_at(samples.cop_mm, 100.0, 25.0).tolist()
    assert samples.rate_hz == pytest.approx(100.0)


def test_a_peer_agrees_differs_for_a_reason_or_fails(compare):
    assert ask(compare, 2.0, 2.0 * (1 + 1e-12)).text == "2 ✓"
    assert ask(compare, 2.0, 2.1, "other r") == ("2", "other r")
    assert ask(compare, 2.0, 2.1).why == "differs, not explained"
    failed = ask(compare, ZeroDivisionError("a | b"), 2.0)
    assert failed.text == "fails: ZeroDivisionError: a / b"
    assert compare.ask(None, None, None, 1.0).text == "not installed"


def test_peers_with_one_reason_share_it(compare):
    cell = compare.Cell
    cells = {"a": cell("1", "other r"), "b": cell("2"), "c": cell("3", "other r")}
    assert compare.reasons(cells) == "a, c: other r"


def test_the_page_names_every_descriptor_and_what_is_not_installed(compare, record, capsys):
    assert compare.main([record]) == 0
    lines = capsys.readouterr().out.splitlines()
    rows = [line for line in lines if line.startswith("| `")]
    assert len(rows) > 100
    assert all(line.count("|") == 6 + len(compare.PEERS) for line in rows)
    path = next(line for line in rows if line.startswith("| `sway_path_mm`"))
    assert "not installed" in path
    assert compare.main([]) == 2
