"""The table of docs/exchange.md is true: "same" is the same bit for bit, and nothing else is."""

from __future__ import annotations

import errno
from pathlib import Path

import numpy as np
import pytest
from exchange_kit import EVENTS, feet_recording, plain, plate_table, recording

from balance_arcade.cli import main
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables import read_trial
from balance_arcade.records.trial_cop import cop_of_trial

PAGE = Path(__file__).resolve().parents[3] / "docs" / "exchange.md"
TASK = {"stand": "stand", "plate": "balance", "feet": "feet"}
SIZE = ("--width", "500", "--length", "400")


def same(left, right):
    if left is None or right is None:
        return left is right
    return left.shape == right.shape and bool(np.array_equal(left, right, equal_nan=True))


def near(left, right):
    return left is not None and left.shape == right.shape and bool(np.allclose(left, right))


SEEN = {
    "loads of the corners": lambda was, now: same(was["stand"].corners_n, now["stand"].corners_n),
    "centre of pressure": lambda was, now: all(
        same(cop_of_trial(was[name]), cop_of_trial(now[name])) for name in was
    ),
    "a plate's moments and horizontal forces": lambda was, now: (
        same(was["plate"].plate, now["plate"].plate)
        and same(was["plate"].horizontal_n, now["plate"].horizontal_n)
    ),
    "loads of two boards' feet": lambda was, now: same(
        was["feet"].foot_loads_n, now["feet"].foot_loads_n
    ),
    "missing values": lambda was, now: (
        now["stand"].corners_n is not None
        and same(np.isnan(was["stand"].corners_n), np.isnan(now["stand"].corners_n))
    ),
    "times, drop-outs": lambda was, now: all(same(was[n].t_s, now[n].t_s) for n in was),
    "events": lambda was, now: plain(now["stand"].events) == plain(EVENTS),
    "spacing of the cells": lambda was, now: was["stand"].geometry == now["stand"].geometry,
    "simulated or replayed": lambda was, now: now["stand"].origin == "simulated",
}
"""What of a trial is looked at, by the row of the table."""


def table():
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    head = next(i for i, row in enumerate(rows) if row[0] == "" and "CSV" in row)
    names, found = rows[head][1:], {}
    for row in rows[head + 1 :]:
        if len(row) != len(names) + 1:
            break
        found[row[0]] = dict(zip(names, row[1:], strict=True))
    return names, found


NAMES, ROWS = table()


@pytest.fixture(scope="module")
def trials(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trials")
    paths = {
        "stand": recording(folder),
        "plate": plate_table(folder),
        "feet": feet_recording(folder),
    }
    return paths, {name: read_trial(path) for name, path in paths.items()}


def exported(form, paths, folder):
    """Where the command put each trial."""
    out = {}
    for name, path in paths.items():
        where = folder / ("ds" if form == "bids" else f"{name}.{form}")
        size = SIZE if name == "plate" else ()
        assert main(["export", str(path), f"--{form}", str(where), *size]) == 0
        out[name] = (
            where if form != "bids" else next(where.rglob(f"*task-{TASK[name]}*_physio.tsv.gz"))
        )
    return out


@pytest.mark.parametrize("form", NAMES)
def test_what_the_page_calls_the_same_is_the_same_and_nothing_else(form, trials, tmp_path):
    paths, was = trials
    files = exported(form.lower(), paths, tmp_path)
    if form == "MCAP":
        with pytest.raises(RecordingError, match="exported"):
            read_trial(files["stand"])
        assert not any(cells[form].startswith("same") for cells in ROWS.values())
        return
    now = {name: read_trial(path) for name, path in files.items()}
    measured = {row: bool(look(was, now)) for row, look in SEEN.items()}
    said = {row: ROWS[row][form].startswith("same") for row in SEEN}
    assert measured == said


def test_every_row_that_can_be_measured_is_in_the_page():
    assert set(SEEN) < set(ROWS)
    assert set(NAMES) >= {"CSV", "Parquet", "JSON", "MCAP", "XDF", "C3D", "BIDS"}


@pytest.mark.parametrize("form", ["parquet", "json", "xdf", "c3d"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.97])
def test_half_a_file_is_refused_or_said_to_be_cut_off(form, share, trials, tmp_path):
    path = exported(form, {"stand": trials[0]["stand"]}, tmp_path)["stand"]
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    try:
        found = read_trial(path)
    except RecordingError as error:
        assert path.name in error.message  # noqa: PT017
    else:
        assert form == "xdf"
        assert any("cut off" in note for note in found.notes)


@pytest.mark.parametrize("form", ["csv", "parquet", "json", "mcap", "xdf", "c3d"])
def test_a_full_disk_leaves_the_file_of_before(form, trials, tmp_path, capsys, monkeypatch):
    out = tmp_path / f"stand.{form}"
    out.write_text("of before")
    write = Path.write_bytes

    def full(self, data):
        write(self, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert main(["export", str(trials[0]["stand"]), f"--{form}", str(out)]) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert out.read_text() == "of before"
    assert [one.name for one in tmp_path.iterdir()] == [out.name]


@pytest.mark.parametrize("form", ["csv", "parquet", "json", "mcap", "xdf", "c3d"])
def test_odd_names_are_written_and_read(form, trials, tmp_path, capsys):
    folder = tmp_path / "a b 手\u202e'; drop"
    folder.mkdir()
    path = folder / f"<b>&-{'x' * 150}.{form}"
    assert main(["export", str(trials[0]["stand"]), f"--{form}", str(path)]) == 0
    assert path.exists()
    assert [one.name for one in folder.iterdir()] == [path.name]
    if form != "mcap":
        assert read_trial(path).origin == "simulated"
