"""What nobody means, and somebody types: said in a line, never a wait without end."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest

from balance_arcade.cli import main
from balance_arcade.commands.calibrate_script import read_script
from balance_arcade.commands.output import print_json
from balance_arcade.core.errors import ConfigError
from balance_arcade.files.recording import RecordingReader

needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")


@pytest.fixture(params=["pipe", "/dev/zero"])
def endless(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A name that can be opened and read for ever."""
    if request.param != "pipe":
        return str(request.param)
    os.mkfifo(tmp_path / "pipe")
    return str(tmp_path / "pipe")


@needs_pipes
def test_a_calibration_without_an_end_is_not_read(
    capsys: pytest.CaptureFixture[str], endless: str
) -> None:
    assert main(["calibrate", "--refit", endless]) == 1
    assert f"{endless} cannot be read: it is not a regular file" in capsys.readouterr().err


@needs_pipes
def test_a_script_without_an_end_is_not_read(endless: str) -> None:
    with pytest.raises(ConfigError, match=r"cannot be read \(it is not a regular file"):
        read_script(Path(endless))


def test_a_script_that_a_spreadsheet_has_written(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_bytes(b"\xef\xbb\xbfmass_kg,ml_mm,ap_mm\r\n10,-160,120\r\n")
    assert [step.mass_kg for step in read_script(path) if step.kind == "point"] == [10.0]


def test_serve_says_that_one_person_is_on_one_board(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = ["--person", "ab12", "--out", str(tmp_path / "new")]
    assert main(["serve", "sim:", "sim:?seed=2", *words]) == 1
    assert "One person cannot stand on several boards" in capsys.readouterr().err


@pytest.mark.parametrize("rate", ["nan", "0", "-50", "inf"])
def test_a_rate_that_is_none(capsys: pytest.CaptureFixture[str], rate: str) -> None:
    assert main(["analyze", "trial.csv", "--rate", rate]) == 1
    assert f"--rate must be above 0 Hz, not {rate}" in capsys.readouterr().err


def test_a_name_that_is_no_text_goes_into_json(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"recording": os.fsdecode(b"/tmp/o\xff/a.mcap"), "files": ["b\udcfe"]})
    told = json.loads(capsys.readouterr().out)
    assert told == {"recording": "/tmp/o\\udcff/a.mcap", "files": ["b\\udcfe"]}


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text elsewhere")
def test_a_file_whose_name_is_no_text_is_played_and_recorded(tmp_path: Path) -> None:
    table = tmp_path / os.fsdecode(b"\xff.csv")
    table.write_text("t_s,cop_ml_mm,cop_ap_mm\n" + "".join(f"{i / 50},1,2\n" for i in range(300)))
    folder = tmp_path / "out"
    ports = ("--live", "tcp://127.0.0.1:0", "--ctl", "tcp://127.0.0.1:0")
    assert main(["serve", f"replay:{table}?speed=0", "--out", str(folder), *ports]) == 0
    (file,) = folder.glob("*.mcap")
    assert RecordingReader(file).header.board.address.endswith("\\udcff.csv?speed=0")


def test_a_terminal_that_knows_few_letters_gets_escapes(monkeypatch: pytest.MonkeyPatch) -> None:
    bytes_out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(bytes_out, encoding="ascii"))
    assert main(["--version"]) == 0
    print("±0.4 mm in o\udcff", flush=True)
    assert bytes_out.getvalue().endswith(b"\\xb10.4 mm in o\\udcff\n")
