"""``records person``, ``programme`` and ``retention`` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from balance_arcade.cli import main
from balance_arcade.records.clinic import sealing

PROGRAMME = 'name = "Steady"\n[[block]]\ngame = "orchard"\nrepetitions = 5\n'


@pytest.fixture
def records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> object:
    monkeypatch.setattr(sealing, "COST", (2, 8, 1))
    phrase = tmp_path / "phrase.txt"
    phrase.write_text("four calm green herons\n")

    def told(*words: str, ends: int = 0) -> str:
        more = ["--passphrase-file", str(phrase)] if words[0] == "person" else []
        assert main(["records", *words, *more, "--out", str(tmp_path)]) == ends
        said = capsys.readouterr()
        return said.err if ends else said.out

    return told


def test_names_are_added_found_changed_and_erased_with_the_person(records, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    words = ["--born", "1899-12-31", "--contact", "Main Street 1"]
    records("person", "add", "p-1", "Łucja Example", *words)
    assert "is called p-1 already" in records("person", "add", "p-1", "Bo", ends=1)
    records("person", "rename", "p-1", "Łucja Other")
    (found,) = records("person", "find", "lucja", "--json").splitlines()
    assert json.loads(found) == {
        "pseudonym": "p-1",
        "name": "Łucja Other",
        "born": "1899-12-31",
        "contact": "Main Street 1",
    }
    assert "p-1" in records("people")
    (tmp_path / "phrase.txt").write_text("another passphrase\n")
    assert "does not open" in records("person", "show", "p-1", ends=1)
    records("erase", "p-1", "--yes")
    (tmp_path / "phrase.txt").write_text("four calm green herons\n")
    assert "Nobody is called p-1" in records("person", "show", "p-1", ends=1)
    assert "0 problems" in records("verify")
    written = b"".join(file.read_bytes() for file in tmp_path.glob("*.db*"))
    assert b"Example" not in written


def test_a_birth_date_that_is_none_and_words_that_are_none_are_refused(records) -> None:  # type: ignore[no-untyped-def]
    said = records("person", "add", "p-2", "Bo", "--born", "31.12.1899", ends=1)
    assert "isoformat" in said
    assert "takes: add|rename" in records("person", "vanish", ends=1)
    assert "pseudonym" in records("person", "add", "Anna Example", "Anna Example", ends=1)


def test_a_programme_is_looked_through_kept_and_given_to_somebody(records, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "steady.toml"
    file.write_text(PROGRAMME)
    assert records("programme", "add", str(file)) == "version 1\n"
    file.write_text(PROGRAMME.replace("orchard", "no-game"))
    assert "steady.toml" in records("programme", "add", str(file), ends=1)
    assert records("programme", "show", "Steady") == PROGRAMME
    records("person", "add", "p-1", "Bo")
    records("programme", "assign", "p-1", "Steady")
    (row,) = records("programme", "of", "p-1", "--json").splitlines()
    assert json.loads(row)["version"] == 1
    records("programme", "end", "p-1")
    assert json.loads(records("programme", "of", "p-1", "--json"))["until"].endswith("Z")
    assert "Steady" in records("programme")
    assert "takes:" in records("programme", "show", ends=1)


def test_retention_says_what_is_due_and_erases_it_when_told(records) -> None:  # type: ignore[no-untyped-def]
    records("person", "add", "p-1", "Bo")
    assert "person: 3650 days\nnothing is due" in records("retention", "person=3650")
    assert json.loads(records("retention", "--json")) == {"periods": {"person": 3650}, "due": []}
    records("retention", "--yes")
    assert "p-1" in records("people")
    assert "takes:" in records("retention", "person", ends=1)
