"""Two workers of a real Dask cluster on this computer give what one process gives."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest

from balance_arcade.cli import main
from balance_arcade.commands.analyze_outputs import Outputs

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.system

N_FILES = 24


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as started:
        yield started


@pytest.fixture
def study(tmp_path, monkeypatch):
    t_s = np.arange(500) / 50.0
    (tmp_path / "trials").mkdir()
    for k in range(N_FILES):
        rows = np.column_stack((t_s, (1.0 + k) * np.sin(t_s), np.cos((3.0 + k) * t_s)))
        head = "t_s,cop_ml_mm,cop_ap_mm"
        np.savetxt(
            tmp_path / "trials" / f"{k:02d}.csv", rows, delimiter=",", header=head, comments=""
        )
    (tmp_path / "trials" / "empty.txt").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_results_are_those_of_one_process_though_a_worker_is_killed_and_a_file_edited(
    cluster, study, monkeypatch, capsys
):
    take, taken = Outputs.take, []

    def killing(self, outcome):
        taken.append(outcome.file)
        if len(taken) == 3:
            os.kill(cluster.workers[0].process.pid, signal.SIGKILL)
        take(self, outcome)

    monkeypatch.setattr(Outputs, "take", killing)
    there = ["--dask", cluster.scheduler_address, "--results", "results.db"]
    assert main(["analyze", "trials", "--preset", "raw", "--csv", "there.csv", *there]) == 1
    assert len(taken) == N_FILES + 1
    monkeypatch.undo()
    os.chdir(study)
    assert main(["analyze", "trials", "--preset", "raw", "--csv", "here.csv"]) == 1
    assert (study / "there.csv").read_bytes() == (study / "here.csv").read_bytes()
    assert "25 files: 24 measured, 1 refused, 0 failed" in capsys.readouterr().err
    # Dask itself would give an edited file the result of before.
    edited = (
        (study / "trials" / "05.csv")
        .read_text()
        .replace("cop_ml_mm,cop_ap_mm", "cop_ap_mm,cop_ml_mm")
    )
    (study / "trials" / "05.csv").write_text(edited)
    assert main(["analyze", "trials/05.csv", "--preset", "raw", "--json", *there]) == 0
    far = capsys.readouterr().out
    assert main(["analyze", "trials/05.csv", "--preset", "raw", "--json"]) == 0
    assert capsys.readouterr().out == far
