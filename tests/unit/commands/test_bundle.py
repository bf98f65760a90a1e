"""The bundle helps whoever is asked, and holds nobody's name, whatever lies about."""

from __future__ import annotations

import json
import logging
import zipfile

import pytest

from balance_arcade.cli import main
from balance_arcade.commands import doctor
from balance_arcade.commands.bundle import LEFT_OUT, N_LOGS, clean_lines, write_bundle
from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.events import Event
from balance_arcade.core.samples import ForceSample
from balance_arcade.core.session_log import open_session_log
from balance_arcade.files.recording import RecordingHeader, RecordingWriter, recording_name
from balance_arcade.hw.finding import Finding

SECRETS = ("ada-lovelace", "P-0815", "Ada", "Smith", "falls at night", "mrs-jones", "0815")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A clinic's folder in which every place that could hold a name holds one."""
    monkeypatch.setattr(
        "balance_arcade.commands.bundle.calibration_folder", lambda: tmp_path / "none"
    )
    folder = tmp_path / "Smith, Ada"
    (folder / "people").mkdir(parents=True)
    (folder / "people" / "ada-lovelace.json").write_text('{"notes": "falls at night"}')
    board = BoardInfo("replay:/Smith.csv", "b1", "Board", "", Geometry(400.0, 300.0), 100.0, "host")
    header = RecordingHeader(
        board=board,
        wall=WallAnchor.now(),
        trial_id="abcdef01",
        label="orchard",
        person="P-0815",
        details={"note": "falls at night"},
    )
    with RecordingWriter(folder / recording_name(header), header) as writer:
        forces = [ForceSample(i, i * 10_000_000, i / 100.0, 1.0, 2.0, 3.0, 4.0) for i in range(300)]
        writer.write_samples(forces)
        writer.write_event(Event(1.0, "session.mark", {"text": "falls at night"}))
    log = logging.getLogger("balance_arcade.test")
    with open_session_log(folder, "20260101T000000Z"):
        log.warning("%s: recording", recording_name(header))
        log.warning("session of P-0815 began; ada-lovelace is on the board")
        log.warning("read Smith Ada.csv at 100 Hz")
        log.warning("mark text=falls at night")
        log.warning("The board is away.")
    (folder / "mrs-jones.log").write_text("2026 warning x: cannot open /home/mrs-jones/Ada.xlsx\n")
    return folder


def contents(path):
    with zipfile.ZipFile(path) as bundle:
        return {name: bundle.read(name).decode() for name in bundle.namelist()}


def test_no_name_no_note_and_no_file_of_a_person_gets_in(folder, tmp_path):
    path = tmp_path / "help.zip"
    found = [Finding("recordings", "ok", f"1 GB free in {folder}."), Finding("x", "ok", "P-0815.")]
    write_bundle(path, folder, found)
    texts = contents(path)
    everything = "".join(f"{name}\n{text}" for name, text in texts.items())
    for secret in SECRETS:
        assert secret not in everything, secret
    assert str(folder) not in everything
    # What helps is there.
    logs = "".join(text for name, text in texts.items() if name.startswith("logs/"))
    assert "The board is away." in logs
    assert "[recording]: recording" in logs
    assert LEFT_OUT in logs


def test_versions_rates_and_jitter_are_in(folder, tmp_path):
    path = tmp_path / "help.zip"
    write_bundle(path, folder, [])
    texts = contents(path)
    assert json.loads(texts["versions.json"])["packages"]["numpy"]
    (board,) = json.loads(texts["boards.json"])
    assert board["measured_rate_hz"] == pytest.approx(100.0)
    assert board["arrival_ms"] == {"p50": 10.0, "p95": 10.0, "p99": 10.0, "max": 10.0}
    assert (board["n_samples"], board["n_gaps"], board["scheme"]) == (300, 0, "replay")


def test_it_stays_small_and_reads_what_is_damaged(folder, tmp_path):
    for index in range(30):
        (folder / f"{index}.log").write_bytes(b"\xff\x00 2026 info x: all is well\n" * 100_000)
        (folder / f"{index}.mcap").write_bytes(b"rubbish" * index)
    path = tmp_path / "help.zip"
    write_bundle(path, folder, [])
    assert path.stat().st_size < 1_000_000
    texts = contents(path)
    assert sum(name.startswith("logs/") for name in texts) == N_LOGS


def test_a_line_of_a_log_is_kept_or_left_out_whole():
    kept = "2026-01-31T09:12:03Z warning balance_arcade.hw: arduino-0a1b: away"
    assert list(clean_lines([kept], [])) == [kept]
    assert list(clean_lines(["order mark: note: she fell"], [])) == [LEFT_OUT]


def test_doctor_writes_it(folder, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(doctor, "machine_findings", lambda out: [Finding("a", "ok", "b")])
    monkeypatch.setattr(doctor, "diagnose_boards", list)
    path = tmp_path / "help.zip"
    assert main(["doctor", "--out", str(folder), "--bundle", str(path)]) == 0
    assert "nobody's data" in capsys.readouterr().err
    assert "findings.json" in contents(path)
    assert main(["doctor", "--bundle", str(tmp_path / "no" / "x.zip")]) == 1
    assert "there is no folder" in capsys.readouterr().err
