"""``records sync`` from the command line, with a centre in SQLite."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from balance_arcade.app.centre_address import CENTRE_ENVIRONMENT
from balance_arcade.cli import main
from balance_arcade.records.clinic import sealing

NOTHING = {
    "sessions": 0,
    "people": 0,
    "erasures": 0,
    "analyses": 0,
    "texts": 0,
    "refused": [],
    "recordings": 0,
}


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> object:
    centre = tmp_path / "centre.db"
    monkeypatch.setenv(CENTRE_ENVIRONMENT, str(centre))
    monkeypatch.setattr(sealing, "COST", (2, 8, 1))
    phrase = tmp_path / "phrase.txt"
    phrase.write_text("four calm green herons\n")

    def told(*words: str, at: str = "room-1", ends: int = 0) -> str:
        folder = tmp_path / at
        folder.mkdir(exist_ok=True)
        where = ["--db", str(centre)] if at == "centre" else []
        where += ["--passphrase-file", str(phrase)] if words[0] == "person" else []
        assert main(["records", *words, "--out", str(folder), *where]) == ends
        said = capsys.readouterr()
        return said.out + said.err

    return told


def test_it_says_what_waits_sends_it_and_says_what_came_of_it(run) -> None:  # type: ignore[no-untyped-def]
    for person in ("p-1", "p-2"):
        run("person", "add", person, "Anna Example")
    assert "For the centre wait: 2 people.\n" in run("sync", "--status")
    assert "never" in run("sync", "--status")
    status = json.loads(run("sync", "--status", "--json"))
    assert status == {**NOTHING, "people": 2, "last": None, "tried": None, "fault": ""}
    assert "holds no records yet" in run("sync", ends=1)
    run("verify", at="centre")
    assert run("sync", "--station", "room-1") == "Sent to the centre: 2 people.\n"
    assert run("sync") == "Nothing was sent to the centre.\n"
    assert "Nothing waits for the centre." in run("sync", "--status")
    assert run("people", at="centre").split() == ["p-1", "p-2"]


def test_an_erasure_goes_there_and_one_from_there_is_carried_out_when_told(run) -> None:  # type: ignore[no-untyped-def]
    run("verify", at="centre")
    for person in ("p-1", "p-2"):
        run("person", "add", person, "Anna Example")
    run("sync", "--station", "room-1")
    run("erase", "p-1", "--yes")
    assert "1 erasure" in run("sync", "--status")
    assert run("sync") == "Sent to the centre: 1 erasure.\n"
    assert run("people", at="centre").split() == ["p-2"]
    run("erase", "p-2", "--yes", at="centre")
    assert "p-2 was erased at the centre and is here still" in run("sync")
    done = json.loads(run("sync", "--yes", "--json").splitlines()[0])
    assert done["told"] == ["p-2 was erased at the centre, and is now here: 0 recordings."]
    assert run("person", "find", "", "--json") == ""
    assert "0 problems" in run("verify")


def test_a_centre_that_is_not_there_is_one_line_and_everything_waits(
    run,
    monkeypatch: pytest.MonkeyPatch,  # type: ignore[no-untyped-def]
) -> None:
    run("person", "add", "p-1", "Anna Example")
    away = "postgresql://room-1:hush@127.0.0.1:1/clinic"
    monkeypatch.setenv(CENTRE_ENVIRONMENT, away)
    said = run("sync", ends=1)
    assert "The centre's records cannot be opened" in said
    assert "hush" not in said
    status = run("sync", "--status")
    assert "1 person" in status
    assert "The last one ended early: The centre's records cannot be opened" in status
    assert "hush" not in status
    assert "does not belong on the command line" in run("sync", "--centre", away, ends=1)
