"""BIDS datasets of ours: the validator finds no error, they are read again, and left whole."""

from __future__ import annotations

import errno
import gzip
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from exchange_kit import EVENTS, place_table, plain, plate_table, recording

from balance_arcade.cli import main
from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.files.tables import Cut, read_trial
from balance_arcade.records.exchange.bids import Labels
from balance_arcade.records.exchange.bids_folder import add_to_dataset
from balance_arcade.records.exchange.facts import dated
from balance_arcade.records.trial_cop import cop_of_trial


def added(folder, path, **how):
    labels = Labels(how.get("subject", ""), path.stem)
    trial = read_trial(path)
    dates = dated(path) if path.suffix == ".mcap" else None
    return trial, folder / add_to_dataset(folder, trial, dates, labels).samples


def stand(folder):
    """The recording of the kit, which is made once."""
    path = folder / "stand.mcap"
    return path if path.exists() else recording(folder)


def tree(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def dataset(tmp_path):
    folder = tmp_path / "ds"
    added(folder, recording(tmp_path))
    added(folder, plate_table(tmp_path), subject="q9")
    added(folder, place_table(tmp_path))
    added(folder, place_table(tmp_path))
    return folder


def test_the_validator_finds_no_error(dataset):
    program = Path(sys.executable).with_name("bids-validator-deno")
    done = subprocess.run(
        [program, "--format", "json", dataset], capture_output=True, text=True, check=False
    )
    issues = json.loads(done.stdout)["issues"]["issues"]
    errors = [one for one in issues if one.get("severity") == "error"]
    assert not errors
    assert done.returncode == 0
    # Only what nobody but the data set's owner can know is missing.
    lacking = {one.get("subCode") for one in issues if one["code"].endswith("KEY_RECOMMENDED")}
    assert lacking <= {
        "HEDVersion", "License", "SourceDatasets", "Instructions", "TaskDescription", "CogAtlasID",
        "CogPOID", "InstitutionName", "InstitutionAddress", "InstitutionalDepartmentName",
        "StimulusPresentation",
    }  # fmt: skip
    assert {one["code"] for one in issues} <= {
        "JSON_KEY_RECOMMENDED", "SIDECAR_KEY_RECOMMENDED", "NO_AUTHORS", "TOO_FEW_AUTHORS",
    }  # fmt: skip


def test_what_the_validator_passes_over_is_right(dataset):
    """It looks neither at units nor at a line of names, nor at what stands in the cells."""
    found = sorted(dataset.rglob("*_physio.tsv.gz"))
    assert len(found) == 4
    for path in found:
        about = json.loads(path.with_name(path.name.replace(".tsv.gz", ".json")).read_bytes())
        lines = gzip.decompress(path.read_bytes()).decode().splitlines()
        rows = [line.split("\t") for line in lines]
        assert {len(row) for row in rows} == {len(about["Columns"])}
        for cell in {cell for row in rows for cell in row} - {"n/a"}:
            assert np.isfinite(float(cell))
        units = [about[name]["Units"] for name in about["Columns"]]
        assert set(units) <= {"s", "N", "mm", "Nmm"}
        assert about["SamplingFrequency"] in (50.0, 100.0)
        assert about["StartTime"] == 0
        # Evenly spaced: what was lost is a row too.
        times = np.array([float(row[0]) if row[0] != "n/a" else np.nan for row in rows])
        known = np.flatnonzero(np.isfinite(times))
        np.testing.assert_allclose(
            times[known], times[0] + known / about["SamplingFrequency"], atol=1e-9
        )


def test_a_recording_comes_back_bit_for_bit(tmp_path):
    trial, path = added(tmp_path / "ds", recording(tmp_path))
    again = read_trial(path)
    np.testing.assert_array_equal(again.t_s, trial.t_s)
    np.testing.assert_array_equal(again.corners_n, trial.corners_n)
    np.testing.assert_array_equal(cop_of_trial(again), cop_of_trial(trial))
    assert (again.geometry, again.origin) == (trial.geometry, "simulated")
    assert plain(again.events) == plain(EVENTS)


@pytest.mark.parametrize("make", [plate_table, place_table])
def test_tables_come_back_bit_for_bit(tmp_path, make):
    trial, path = added(tmp_path / "ds", make(tmp_path))
    again = read_trial(path)
    np.testing.assert_array_equal(again.t_s, trial.t_s)
    np.testing.assert_array_equal(again.cop_mm, trial.cop_mm)


def test_a_part_keeps_its_own_clock(tmp_path):
    path = recording(tmp_path)
    trial = read_trial(path, cut=Cut(from_s=1.0, to_s=3.5))
    folder = tmp_path / "ds"
    again = read_trial(folder / add_to_dataset(folder, trial, dated(path)).samples)
    np.testing.assert_array_equal(again.t_s, trial.t_s)
    assert [event.t_s for event in again.events] == [2.2345678, 3.0]
    onsets = next(folder.rglob("*_events.tsv")).read_text().splitlines()[1:]
    onset_s = [float(line.split("\t")[0]) for line in onsets]
    assert onset_s == pytest.approx([1.2345678, 2.0])


def test_no_identity_and_every_simulation_is_marked(dataset):
    rows = [line.split("\t") for line in (dataset / "participants.tsv").read_text().splitlines()]
    assert rows == [
        ["participant_id", "pseudonym", "origin"],
        ["sub-p017", "p-017", "simulated"],
        ["sub-q9", "n/a", "real"],
        ["sub-unknown", "n/a", "real"],
    ]
    (scans,) = (dataset / "sub-p017").rglob("*_scans.tsv")
    assert scans.read_text().splitlines()[1].split("\t")[1] == "2026-05-28T20:26:42.000000Z"


def test_a_trial_is_added_once_and_other_people_never_share_a_label(tmp_path, dataset):
    before = tree(dataset)
    with pytest.raises(RecordingError, match="already"):
        added(dataset, stand(tmp_path))
    with pytest.raises(ConfigError, match="is n/a in ds"):
        added(dataset, stand(tmp_path), subject="q9")
    with pytest.raises(ConfigError, match="sub-p017 is p-017 in ds"):
        added(dataset, place_table(tmp_path), subject="p017")
    assert tree(dataset) == before


def test_columns_that_somebody_added_to_the_participants_are_kept(tmp_path, dataset):
    table = dataset / "participants.tsv"
    lines = table.read_text().splitlines()
    ages = ["age", "n/a", "71", "34"]
    table.write_text("\n".join(f"{a}\t{b}" for a, b in zip(lines, ages, strict=True)) + "\n")
    added(dataset, place_table(tmp_path), subject="new")
    assert table.read_text().splitlines()[2:] == [
        "sub-q9\tn/a\treal\t71", "sub-unknown\tn/a\treal\t34", "sub-new\tn/a\treal\tn/a",
    ]  # fmt: skip


def test_age_and_sex_go_along_where_they_were_told_and_stay_as_first_told(tmp_path, dataset):
    for name, age_y in (("a", 93), ("b", 94)):
        (tmp_path / name).mkdir()
        path = recording(tmp_path / name, age_y=age_y, sex="male")
        added(dataset, path.rename(path.with_name(f"{name}.mcap")), subject="old")
    lines = (dataset / "participants.tsv").read_text().splitlines()
    assert lines[0] == "participant_id\tpseudonym\torigin\tage\tsex"
    assert [line for line in lines if "old" in line] == ["sub-old\tp-017\tsimulated\t89\tmale"]
    assert lines[1].endswith("\tn/a\tn/a")


def test_a_folder_of_others_is_left_alone(tmp_path, capsys):
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "a.txt").write_text("mine")
    assert main(["export", str(place_table(tmp_path)), "--bids", str(folder)]) == 1
    assert "no BIDS dataset of ours" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["a.txt"]


def full_after(monkeypatch, n_files):
    """A disk on which only so many files more find room."""
    left = [n_files]
    write = Path.write_bytes

    def write_bytes(self, data):
        left[0] -= 1
        if left[0] < 0:
            write(self, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(self, data)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)


@pytest.mark.parametrize("n_files", range(8))
def test_a_full_disk_leaves_no_dataset(tmp_path, monkeypatch, n_files):
    path, folder = recording(tmp_path), tmp_path / "ds"
    full_after(monkeypatch, n_files)
    with pytest.raises(RecordingError, match="No space left"):
        added(folder, path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["stand.mcap"]


@pytest.mark.parametrize("n_files", range(6))
def test_a_full_disk_leaves_a_dataset_as_it_was(tmp_path, monkeypatch, n_files):
    folder = tmp_path / "ds"
    added(folder, place_table(tmp_path))
    path, before = recording(tmp_path), tree(folder)
    full_after(monkeypatch, n_files)
    with pytest.raises(RecordingError, match="No space left"):
        added(folder, path)
    assert tree(folder) == before


def test_the_command_says_where_it_was_put(tmp_path, capsys):
    folder = tmp_path / "ds"
    named = plate_table(tmp_path).rename(tmp_path / "Anna Meyer.csv")
    words = ["export", str(named), "--bids", str(folder), "--subject", "q9"]
    assert main(words) == 0
    said = capsys.readouterr().err
    assert said.startswith(str(folder / "sub-q9/beh/sub-q9_task-balance_run-01_recording-force"))
    # A file may be called after a person.
    assert not any("Anna" in str(name) or b"Anna" in data for name, data in tree(folder).items())
    assert main([*words, "--task", "quiet"]) == 0
    assert "_task-quiet_run-01" in capsys.readouterr().err
    assert main([*words[:-1], "Anna Meyer"]) == 1
    assert "letters and digits" in capsys.readouterr().err


def test_a_recording_without_its_words_is_refused(tmp_path):
    _, path = added(tmp_path / "ds", place_table(tmp_path))
    about = path.with_name(path.name.replace(".tsv.gz", ".json"))
    told = json.loads(about.read_bytes())
    about.write_text(json.dumps({**told, "Columns": told["Columns"][:2]}))
    with pytest.raises(RecordingError, match="have not the 2 columns"):
        read_trial(path)
    about.write_text("{")
    with pytest.raises(RecordingError, match="cannot be read"):
        read_trial(path)
    about.unlink()
    with pytest.raises(RecordingError, match=r"has no .*_physio\.json beside it"):
        read_trial(path)


def test_half_a_file_is_refused(tmp_path):
    _, path = added(tmp_path / "ds", place_table(tmp_path))
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(RecordingError, match="cannot be unpacked"):
        read_trial(path)


def test_a_recording_of_another_program_has_its_rate_from_its_words(tmp_path):
    path = tmp_path / "sub-1_task-rest_physio.tsv.gz"
    path.write_bytes(gzip.compress(b"1.0\t2.0\n1.5\tn/a\n2.0\t3.0\n"))
    about = {"SamplingFrequency": 25, "StartTime": 0, "Columns": ["cop_ml", "cop_ap"]}
    about |= {"cop_ml": {"Units": "cm"}, "cop_ap": {"Units": "cm"}}
    (tmp_path / "sub-1_task-rest_physio.json").write_text(json.dumps(about))
    (tmp_path / "sub-1_task-rest_events.tsv").write_text(
        "onset\tduration\ttrial_type\n0.04\t0\tgo\nn/a\tn/a\tlost\n"
    )
    trial = read_trial(path)
    assert trial.rate_hz == 25.0
    np.testing.assert_array_equal(trial.cop_mm, [[10.0, 20.0], [15.0, np.nan], [20.0, 30.0]])
    assert plain(trial.events) == [(0.04, "go", {})]
