"""``report``: a test's result and a person's progress, written as page and PDF."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from balance_arcade.cli import main


def test_a_result_and_the_progress_it_is_part_of_are_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    protocol = tmp_path / "brief.toml"
    protocol.write_text('name = "brief"\nbased_on = "quiet-stance"\n[settings]\ntrial_s = 5\n')
    out = ["--out", str(tmp_path)]
    board = ["--board", "sim:?seed=2", "--headless", "--person", "p-1", "--records"]
    assert main(["assess", str(protocol), *board, *out]) == 0
    (result,) = tmp_path.glob("*.assessment.json")
    capsys.readouterr()
    assert main(["report", str(result)]) == 0
    written = json.loads(capsys.readouterr().out)
    page = Path(written["html"]).read_text("utf-8")
    assert "SIMULATED" in page
    assert "<svg" in page
    assert Path(written["pdf"]).read_bytes().startswith(b"%PDF-")
    assert main(["records", "add", "--json", *out]) == 0
    assert json.loads(capsys.readouterr().out)["added"] == 0  # `assess` has done it.
    stem = str(tmp_path / "p1")
    words = ["report", "--person", "p-1", "--simulated", "--to", stem, "--no-pdf", *out]
    assert main(words) == 0
    assert "No outcome has two values yet" in Path(f"{stem}.html").read_text("utf-8")
    assert not Path(f"{stem}.pdf").exists()
    assert main(["records", "sessions", "p-1", "--json", *out]) == 0
    session = json.loads(capsys.readouterr().out.splitlines()[-1])["id"]
    words = ["report", session[:6], "--research", "--language", "es", "--to", stem, *out]
    assert main([*words, "--no-pdf"]) == 0
    assert "Informe de investigación" in Path(f"{stem}.html").read_text("utf-8")
    assert main(["report", "nobody", *out]) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "of a test's result, of a session or of a person"),
        (["a.json", "--person", "p-1"], "of a test's result, of a session or of a person"),
        (["none.assessment.json"], "cannot be read"),
    ],
)
def test_what_cannot_be_reported_is_said_in_a_line(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", *words]) == 1
    assert said in capsys.readouterr().err


def test_a_file_that_is_no_result_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.assessment.json"
    file.write_text("{}")
    assert main(["report", str(file)]) == 1
    assert "is no result of a test" in capsys.readouterr().err
