"""``analyze`` into tables: folders, groups, counts, and nothing lost by a full disk or Ctrl-C."""

import csv
import errno
import json
import os
from pathlib import Path

import numpy as np
import pytest

from balance_arcade.cli import main
from balance_arcade.commands import analyze, analyze_jobs
from balance_arcade.commands.analyze_plots import plan_pictures

FILES = ("S1_eo_1.csv", "S1_eo_2.csv", "S1_ec_1.csv", "S2_eo_1.csv", "S2_ec_1.csv")


@pytest.fixture(autouse=True)
def _no_compiling(monkeypatch):
    monkeypatch.setattr("balance_arcade.commands.analyze.ensure_compiled", lambda *_: None)


@pytest.fixture
def study(tmp_path, monkeypatch):
    for k, name in enumerate(FILES):
        t = np.arange(200) / 50.0
        rows = np.column_stack((t, (1.0 + k) * np.sin(t), np.cos(3.0 * t)))
        head = "t_s,cop_ml_mm,cop_ap_mm"
        np.savetxt(tmp_path / name, rows, delimiter=",", header=head, comments="")
    (tmp_path / "broken.txt").write_text("nothing\n")
    (tmp_path / "notes.pdf").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows_of(path):
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_folder_becomes_a_table_with_a_row_for_every_file(study, capsys):
    assert main(["analyze", ".", "--preset", "raw", "--csv", "rows.csv"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    rows = rows_of("rows.csv")
    assert [row["file"] for row in rows] == [f"./{name}" for name in sorted([*FILES, "broken.txt"])]
    broken = next(row for row in rows if row["file"] == "./broken.txt")
    assert broken["not_measured"].startswith("broken.txt ")
    assert all(float(row["rms_ml_mm"]) > 0.0 for row in rows if row is not broken)
    assert "1 file of another kind is skipped (.pdf)." in err
    assert "6 files: 5 measured, 1 refused, 0 failed; " in err.splitlines()[-1]
    # A second time the table itself is no file of measurements.
    assert main(["analyze", ".", "--preset", "raw", "--csv", "rows.csv"]) == 1
    assert rows_of("rows.csv") == rows


def test_json_and_tables_at_once(study, capsys):
    code = main(
        ["analyze", "*_eo_1.csv", "--json", "--csv", "rows.csv", "--parquet", "rows.parquet"]
    )
    assert code == 0
    out = capsys.readouterr().out
    results = [json.loads(line) for line in out.splitlines()]
    assert [result["file"] for result in results] == ["S1_eo_1.csv", "S2_eo_1.csv"]
    for result, row in zip(results, rows_of("rows.csv"), strict=True):
        assert float(row["rms_mm"]) == result["metrics"]["rms_mm"]["value"]
        assert json.loads(row["refused"]) == result["quality"]["refused"]
    assert Path("rows.parquet").read_bytes().startswith(b"PAR1")


def test_groups_are_printed_written_and_said_how(study, capsys):
    ask = ["analyze", ".", "--preset", "raw", "--group", "{subject}_{condition}_*.csv"]
    assert main([*ask, "--group-csv", "means.csv"]) == 1
    out, err = capsys.readouterr()
    assert "Trials of one subject are averaged first, then subjects" in " ".join(out.split())
    assert max(map(len, out.splitlines())) <= 80
    header = next(line for line in out.splitlines() if "condition ec" in line)
    assert "condition eo" in header
    assert "1 file does not fit the pattern" in err
    assert main([*ask, "--json"]) == 1
    groups = json.loads(capsys.readouterr().out.splitlines()[-1])["groups"]
    assert [group["labels"] for group in groups] == [{"condition": "ec"}, {"condition": "eo"}]
    eo = groups[1]["values"]["rms_ml_mm"]
    assert (eo["n"], groups[1]["n_trials"]) == (2, 3)
    (row,) = (
        row
        for row in rows_of("means.csv")
        if (row["condition"], row["metric"]) == ("eo", "rms_ml_mm")
    )
    assert (float(row["mean"]), float(row["sd"])) == (eo["mean"], eo["sd"])


def test_ctrl_c_keeps_the_rows_so_far(study, capsys, monkeypatch):
    measure = analyze_jobs.trial_to_measure

    def interrupted(file, **how):
        if file == "./S2_ec_1.csv":
            raise KeyboardInterrupt
        return measure(file, **how)

    monkeypatch.setattr(analyze_jobs, "trial_to_measure", interrupted)
    assert main(["analyze", ".", "--preset", "raw", "--csv", "rows.csv"]) == 130
    assert [row["file"] for row in rows_of("rows.csv")] == [
        "./S1_ec_1.csv", "./S1_eo_1.csv", "./S1_eo_2.csv",
    ]  # fmt: skip
    err = capsys.readouterr().err
    assert "3 of 6 files: 3 measured, 0 refused, 0 failed; " in err
    assert err.splitlines()[-1] == "Stopped."


def test_a_full_disk_is_said_and_no_table_of_before_is_lost(study, capsys, monkeypatch):
    Path("rows.csv").write_text("of before")
    opened = Path.open

    def full(self, *how, **more):
        if self.name == "rows.csv.tmp":
            raise OSError(errno.ENOSPC, "No space left on device")
        return opened(self, *how, **more)

    monkeypatch.setattr(Path, "open", full)
    ask = ["analyze", FILES[0], "--csv", "rows.csv", "--parquet", "rows.parquet"]
    assert main(ask) == 1
    assert "The table cannot be written to rows.csv" in capsys.readouterr().err
    assert Path("rows.csv").read_text() == "of before"
    assert Path("rows.parquet").exists()  # the other table is written all the same
    assert not list(study.glob("*.tmp"))


def test_a_file_of_which_every_value_is_refused_is_said_beside_a_table(study, capsys):
    t = np.arange(200) / 50.0
    nobody = "\n".join(f"{at},0,0,0" for at in t)
    Path("nobody.csv").write_text(f"t_s,cop_ml_mm,cop_ap_mm,fz_n\n{nobody}\n")
    assert main(["analyze", "nobody.csv", "--preset", "raw", "--csv", "rows.csv"]) == 3
    said = "nobody.csv: every value is refused: no sample has somebody on the board."
    assert said in capsys.readouterr().err


def test_a_reader_that_goes_away_costs_no_row(study, monkeypatch):
    def gone(*_, **__):
        raise BrokenPipeError

    monkeypatch.setattr("balance_arcade.commands.analyze_outputs.describe_groups", gone)
    ask = ["--group", "{subject}_{condition}_*.csv", "--csv", "rows.csv"]
    main(["analyze", *FILES[:2], "--preset", "raw", *ask])
    assert len(rows_of("rows.csv")) == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--csv", FILES[0]], "would overwrite a file that is read"),
        (["--csv", "none/rows.csv"], "there is no folder none"),
        (["--csv", os.devnull], "is a device or a pipe"),
        (["--look", "--csv", "a.csv"], "--look measures nothing"),
        (["--csv", "a.csv", "--parquet", "./a.csv"], "Two results would be written to one file"),
        (["--group", "*.csv"], "has no field"),
        (["--group-csv", "a.csv"], "says nothing without --group"),
        (["--group", "{subject}-{trial}.csv"], "No file fits the pattern"),
        (["--plot", FILES[1]], "the folder cannot be made"),
    ],
)
def test_what_cannot_be_written_is_said_before_anything_is_measured(
    study, capsys, monkeypatch, options, words
):
    monkeypatch.setattr(analyze, "_measure", lambda *_: pytest.fail("measured"))
    before = (study / FILES[0]).read_bytes()
    assert main(["analyze", FILES[0], *options]) == 1
    assert words in capsys.readouterr().err
    assert (study / FILES[0]).read_bytes() == before


@pytest.mark.parametrize("word", ["empty", "*.nothing"])
def test_a_folder_or_pattern_without_files_is_a_fault_in_words(study, capsys, word):
    (study / "empty").mkdir()
    assert main(["analyze", word]) == 1
    assert f"{word} holds no file of measurements" in capsys.readouterr().err


def test_pictures_have_the_names_of_their_files(study, capsys):
    for folder, name in (("a", FILES[0]), ("b", FILES[3])):
        (study / folder).mkdir()
        (study / name).rename(study / folder / "t.csv")
    assert main(["analyze", "a", "b", "--preset", "raw", "--plot", "out/pictures"]) == 0
    names = {file.name for file in (study / "out/pictures").iterdir()}
    assert {"a_t_stabilogram.svg", "a_t_stabilogram.png", "b_t_statokinesigram.png"} <= names
    assert "metric" in capsys.readouterr().out


def test_pictures_of_two_files_never_share_a_name(tmp_path):
    for files in (("S1/eo.txt", "S1_eo.txt"), ("eo.txt", "eo.csv")):
        pictures, _ = plan_pictures(str(tmp_path), [str(tmp_path / file) for file in files])
        assert len({pictures.stem(str(tmp_path / file)) for file in files}) == 2


def test_a_picture_that_cannot_be_written_costs_no_number(study, capsys, monkeypatch):
    def full(self, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert main(["analyze", FILES[0], "--preset", "raw", "--plot", "out"]) == 1
    out, err = capsys.readouterr()
    assert "sway_path_mm" in out
    assert "S1_eo_1.csv: The picture cannot be written" in err
