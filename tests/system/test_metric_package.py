"""A metric from a package outside of the tree: analyze shows it, and it keeps to the contract.

Nothing is installed: what an installer would write for the package stands on a path of its own.
"""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
import tomllib

import pytest
from program import ROOT, environment, run

pytestmark = pytest.mark.system

PACKAGE = ROOT / "examples" / "metric_package"
PAGE = (ROOT / "docs" / "write_a_metric.md").read_text("utf-8")
NAMES = ["petrosian_fd_ml", "petrosian_fd_ap"]


@pytest.fixture
def installed(tmp_path):
    """Paths on which the package is found as if it were installed."""
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text("utf-8"))["project"]
    info = tmp_path / "site" / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir(parents=True)
    head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (info / "METADATA").write_text(head, "utf-8")
    lines = []
    for group, entries in project["entry-points"].items():
        lines += [f"[{group}]", *(f"{name} = {value}" for name, value in entries.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return os.pathsep.join((str(info.parent), str(PACKAGE)))


@pytest.fixture
def trial(tmp_path):
    """A file as those of the public balance data set."""
    head = ["Time[s]", *(f"{c}[{u}]" for c, u in zip(("Fx", "Fy", "Fz"), "NNN", strict=True))]
    head += ["Mx[Nm]", "My[Nm]", "Mz[Nm]", "COPx[cm]", "COPy[cm]"]
    rows = ["\t".join(head)]
    for i in range(3000):
        t = i / 100.0
        ap = 0.8 * math.sin(1.3 * t) + 0.1 * math.sin(7.1 * t)
        ml = 0.4 * math.cos(0.9 * t) + 0.1 * math.sin(11.3 * t)
        row = (t, 1.0, 1.0, 700.0, 7.0 * ml, 7.0 * ap, 0.0, ap, ml)
        rows.append("\t".join(f"{v:.6f}" for v in row))
    path = tmp_path / "BDS00001.txt"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return str(path)


def analysed(trial, **extra):
    done = run("analyze", trial, "--json", **extra)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_analyze_shows_it_with_its_definition_and_leaves_ours_alone(installed, trial):
    without = analysed(trial)
    found = analysed(trial, PYTHONPATH=installed)
    for name in NAMES:
        item = found["metrics"].pop(name)
        assert 1.0 < item["value"] < 1.1
        assert item["unit"] == ""
        assert item["definition"].startswith("ln N / (ln N + ")
    assert json.dumps(found) == json.dumps(without)


def test_its_own_test_passes(installed):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        env=environment(PYTHONPATH=installed),
        cwd=PACKAGE,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "13 passed" in done.stdout


def test_a_broken_package_is_named_and_our_numbers_stay(installed, trial, tmp_path):
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "petrosian_fd.py").write_text("raise RuntimeError('no licence')\n", "utf-8")
    site = installed.split(os.pathsep)[0]
    words = ("analyze", trial, "--json", "--log-level", "warning")
    done = run(*words, PYTHONPATH=os.pathsep.join((site, str(broken))))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    said = "The metrics 'petrosian' of petrosian-metrics are left out: "
    (note,) = [n for n in found["quality"]["notes"] if n.startswith(said)]
    assert "RuntimeError: no licence" in note
    assert note in done.stderr
    found["quality"]["notes"].remove(note)
    assert json.dumps(found) == json.dumps(analysed(trial))


@pytest.mark.parametrize("name", ["petrosian_fd.py", "tests/test_petrosian_fd.py"])
def test_the_page_shows_the_files_as_they_are(name):
    assert f"```python\n# {name}\n{(PACKAGE / name).read_text('utf-8')}```" in PAGE


def test_the_page_counts_their_lines():
    counted = re.search(
        r"one module \((\d+) lines\), its packaging \((\d+) lines\), its test \((\d+) lines\).*"
        r"twin \((\d+) lines\)",
        PAGE,
    )
    files = ("petrosian_fd.py", "pyproject.toml", "tests/test_petrosian_fd.py")
    files += ("petrosian_twin.py",)
    there = [len((PACKAGE / name).read_text("utf-8").splitlines()) for name in files]
    assert [int(count) for count in counted.groups()] == there
