"""Every script in examples/ runs as it stands and prints what it promises."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import pytest
from program import ROOT, environment

pytestmark = pytest.mark.system

ELSEWHERE = {"read_live_cop.py": "test_server_stream.py, against a running publisher"}


def run_example(name: str, *words: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / name), *words],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_live_metrics() -> None:
    values = dict(line.split() for line in run_example("live_metrics.py"))
    assert 1.0 < float(values["mean_velocity_mm_s"]) < 40.0
    assert math.isclose(float(values["missing_frac"]), 0.0)


def test_play_in_lockstep() -> None:
    (first,), (second,) = run_example("play_in_lockstep.py"), run_example("play_in_lockstep.py")
    assert first.startswith("orchard: ")
    assert first == second


def test_compare_trials(tmp_path: Path) -> None:
    rows = [f"{i / 50:.2f},{math.sin(i / 20):.6f},{math.cos(i / 20):.6f}" for i in range(1500)]
    table = tmp_path / "circle.csv"
    table.write_text("t_s,cop_ml_cm,cop_ap_cm\n" + "\n".join(rows) + "\n")
    header, row = run_example("compare_trials.py", str(table))
    assert header.split()[0] == "file"
    rms_ml_mm = float(row.split()[3])
    assert rms_ml_mm == pytest.approx(10.0 / math.sqrt(2.0), rel=0.02)


def test_no_example_is_left_out() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    for script in sorted((ROOT / "examples").glob("*.py")):
        assert script.name in ELSEWHERE or f'"{script.name}"' in here, script.name
