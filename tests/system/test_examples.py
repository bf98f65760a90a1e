"""Every script in examples/ runs as it stands and prints what it promises."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import pytest
from patience import DEADLINE_S
from program import ROOT, environment

pytestmark = pytest.mark.system

ELSEWHERE = {
    "read_live_cop.py": "test_server_stream.py, against a running publisher",
    "live_to_numpy.py": "test_clients.py, likewise",
    "start_recording.py": "test_clients.py, likewise",
    "keep_everything.py": "tests/faults/test_link_faults.py, likewise",
}


def run_example(name: str, *words: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / name), *words],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
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


def test_print_weight() -> None:
    lines = run_example("print_weight.py")
    assert len(lines) == 5
    assert all(40.0 < float(line.split()[2]) < 130.0 for line in lines)


def test_metrics_with_error(tmp_path: Path) -> None:
    file = tmp_path / "corners.csv"
    rows = [
        f"{i / 50:.2f},{150 + 9 * math.sin(i / 20):.4f},150,{150 + 9 * math.cos(i / 20):.4f},150"
        for i in range(1500)
    ]
    file.write_text("t_s,tl_n,tr_n,bl_n,br_n\n" + "\n".join(rows) + "\n")
    geometry = "# width_mm = 400\n# length_mm = 300\n"
    file.write_text(geometry + file.read_text())
    sentence, path, *_ = run_example("metrics_with_error.py", str(file))
    assert sentence.startswith("Nothing is known")
    assert path.split()[0] == "sway_path_mm"


def test_fit_calibration(tmp_path: Path) -> None:
    rows = ["mass_kg,ml_mm,ap_mm,tl,tr,bl,br", "0,0,0,100,200,300,400"]
    for mass_kg in (10.0, 20.0):
        for ml in (-160.0, 0.0, 160.0):
            for ap in (-120.0, 0.0, 120.0):
                right, front = 0.5 + ml / 400.0, 0.5 + ap / 300.0
                shares = (1 - right) * front, right * front, (1 - right) * (1 - front)
                shares = (*shares, right * (1 - front))
                cells = (100 * (k + 1) + mass_kg * 9.80665 * 4000 * x for k, x in enumerate(shares))
                rows.append(",".join(f"{value:.3f}" for value in (mass_kg, ml, ap, *cells)))
    file = tmp_path / "readings.csv"
    file.write_text("\n".join(rows) + "\n")
    fz, _, my, told = run_example("fit_calibration.py", str(file))
    assert [float(word) for word in fz.split()[1:]] == pytest.approx([1 / 4000] * 4, rel=1e-3)
    assert [float(word) for word in my.split()[1:]] == pytest.approx(
        [0.05, -0.05, 0.05, -0.05], rel=1e-3
    )
    assert "0.00 mm rms" in told


def test_no_example_is_left_out() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    for script in sorted((ROOT / "examples").glob("*.py")):
        assert script.name in ELSEWHERE or f'"{script.name}"' in here, script.name
