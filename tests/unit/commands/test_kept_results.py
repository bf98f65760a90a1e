"""What a database holds is not measured again; a run that was cut short goes on where it was."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from balance_arcade.cli import main
from balance_arcade.commands import analyze_jobs
from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.samples import ForceSample
from balance_arcade.files.recording import RecordingHeader, RecordingWriter


@pytest.fixture(autouse=True)
def _no_compiling(monkeypatch):
    monkeypatch.setattr("balance_arcade.commands.analyze.ensure_compiled", lambda *_: None)
    monkeypatch.setattr("balance_arcade.app.compiling.ensure_compiled", lambda *_: None)


@pytest.fixture
def measured(monkeypatch):
    """Names of the files that are really measured."""
    real, names = analyze_jobs.measure_trial, []

    def watched(trial, *, file, **how):
        names.append(Path(file).name)
        if "deadly" in file:
            raise KeyboardInterrupt
        return real(trial, file=file, **how)

    monkeypatch.setattr(analyze_jobs, "measure_trial", watched)
    return names


@pytest.fixture
def study(tmp_path, monkeypatch):
    for k, name in enumerate(("a.csv", "b.csv", "c.csv")):
        t = np.arange(200) / 50.0
        rows = np.column_stack((t, (1.0 + k) * np.sin(t), np.cos(3.0 * t)))
        head = "t_s,cop_ml_mm,cop_ap_mm"
        np.savetxt(tmp_path / name, rows, delimiter=",", header=head, comments="")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words, code=0):
    said = ["analyze", *words, "--preset", "raw", "--results", "results.db", "--csv", "rows.csv"]
    assert main(said) == code
    return Path("rows.csv").read_text()


def test_a_second_run_measures_what_is_new_or_was_edited_alone(study, measured, capsys):
    first = run("a.csv", "b.csv")
    assert measured == ["a.csv", "b.csv"]
    assert run("a.csv", "b.csv") == first
    assert "2 measured (2 of them earlier)" in capsys.readouterr().err
    shutil.move("b.csv", "moved.csv")
    edited = Path("a.csv").read_text().replace("0.0", "0.1", 1)
    Path("a.csv").write_text(edited)
    whole = run("a.csv", "c.csv", "moved.csv")
    assert measured == ["a.csv", "b.csv", "a.csv", "c.csv"]
    moved = whole.splitlines()[-1]
    assert moved == first.splitlines()[-1].replace("b.csv", "moved.csv")
    run("a.csv", "--again")
    assert measured[4:] == ["a.csv"]
    run("a.csv", "--rate", "50")
    assert measured[5:] == ["a.csv"]


def test_what_was_measured_before_an_interrupt_is_kept(study, measured):
    shutil.copy("c.csv", "deadly.csv")
    run("a.csv", "b.csv", "deadly.csv", code=130)
    assert measured == ["a.csv", "b.csv", "deadly.csv"]
    run("a.csv", "b.csv", "c.csv")
    assert measured[3:] == ["c.csv"]


def test_again_needs_results_to_measure_again(study, capsys):
    assert main(["analyze", "a.csv", "--again"]) == 1
    assert "--again says nothing without --results" in capsys.readouterr().err


def record(folder: Path, name: str, person: str) -> None:
    board = BoardInfo(
        "sim:", "b", "Board", "", Geometry(400.0, 300.0), 50.0, "device", origin="simulated",
        pre_zeroed=True,
    )  # fmt: skip
    wall = WallAnchor(1_780_000_000_000_000_000 + len(name) * 10**9, 0)
    header = RecordingHeader(
        board=board, wall=wall, trial_id=name, label="stand", session_id=f"s-{name}", person=person
    )
    writer = RecordingWriter(folder / f"{name}.mcap", header)
    t_s = np.arange(300) / 50.0
    loads = 150.0 + 5.0 * np.sin(np.outer(t_s, (0.7, 1.1, 1.3, 1.7)))
    writer.write_samples([ForceSample(k, k, t_s[k], *loads[k].tolist()) for k in range(300)])
    writer.finish()


def test_the_recordings_of_the_records_are_measured_once(tmp_path, measured, capsys):
    for name, person in (("one", "p-1"), ("two", "p-2"), ("three", "p-2")):
        record(tmp_path, name, person)

    def reanalyze(*words, code=0):
        said = ["records", "reanalyze", *words, "--preset", "raw", "--out", str(tmp_path)]
        assert main(said) == code
        return capsys.readouterr()

    assert main(["records", "add", "--out", str(tmp_path)]) == 0
    capsys.readouterr()
    assert reanalyze("p-2").out == ""
    assert sorted(measured) == ["three.mcap", "two.mcap"]
    table = tmp_path / "rows.csv"
    assert "3 measured (2 of them earlier)" in reanalyze("--csv", str(table)).err
    assert measured[2:] == ["one.mcap"]
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["person"], row["trial"], row["origin"]) for row in rows] == [
        ("p-1", "one", "simulated"), ("p-2", "two", "simulated"), ("p-2", "three", "simulated"),
    ]  # fmt: skip
    assert all(float(row["rms_mm"]) > 0.0 for row in rows)
    (line,) = (json.loads(text) for text in reanalyze("p-1", "--json").out.splitlines())
    assert repr(line["metrics"]["rms_mm"]["value"]) == rows[0]["rms_mm"]
    assert "Nobody is called 'p-9'" in reanalyze("p-9", code=1).err
    # Bytes that are not those of then are not measured, and the others are.
    (tmp_path / "one.mcap").write_bytes((tmp_path / "two.mcap").read_bytes())
    (tmp_path / "three.mcap").unlink()
    said = reanalyze("--again", code=1).err
    assert "one.mcap: the file's bytes are not those of then." in said
    assert "three.mcap" in said
    assert "3 files: 1 measured, 2 refused" in said
