"""A host's recordings reach the clinic's records by themselves; play goes on without a database."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from host_kit import nothing_left, person, playlist, switches

from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.app.records_feed import RecordsSwitch, feed
from balance_arcade.core.errors import RecordsError
from balance_arcade.records.clinic import database as databases
from balance_arcade.records.clinic import outbox
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.erasing import erase_person
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.outbox import OUTBOX, Waiting, add_file, put, waiting_in
from balance_arcade.records.person_files import PEOPLE, PersonFiles
from balance_arcade.records.person_store import PersonRecord


class Told:
    """Records to feed, and what was said of them."""

    def __init__(self, folder: Path, **more: bool) -> None:
        self.words: list[str] = []
        self.file = folder / "records.db"
        self.switch = RecordsSwitch(self.file, self.words.append, **more)

    def sessions(self, person: str = "p-017") -> list[int]:
        """How many recordings each session of a person has."""
        with Database(self.file) as database:
            return [row.n_trials for row in Records(database, self.file.parent).sessions(person)]


def play(folder: Path, told: Told) -> Host:
    with (
        nothing_left(),
        Host(person(), switches(folder, records=told.switch, person="p-017")) as host,
    ):
        play_headless(host, host.begin(playlist()))
        host.end_session()
    return host


def test_a_session_is_in_the_records_when_its_host_has_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Told(tmp_path)
    host = play(tmp_path, told)
    assert told.sessions() == [len(host.recordings)] == [2]
    assert told.words == ["2 recordings were added to the records."]
    assert waiting_in(tmp_path) == []
    # What is in is known by its bytes, and not read again.
    monkeypatch.setattr(outbox, "read_recording", None)
    with Database(told.file) as database:
        again = [add_file(Records(database, tmp_path), file) for file in host.recordings]
    assert again == [False, False]


def test_a_locked_database_holds_nobody_up_and_the_next_start_adds_what_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Told(tmp_path)
    Database(told.file).close()
    monkeypatch.setattr(databases, "BUSY_MS", 1)
    with sqlite3.connect(told.file, isolation_level=None) as holder:
        holder.execute("BEGIN IMMEDIATE")
        host = play(tmp_path, told)
        assert len(host.results()) == 1
        (line,) = told.words
        assert "database is locked" in line
        assert line.endswith(
            "2 recordings wait beside the others and will be added at the next start, or by:"
            " records add"
        )
        assert "p-017" not in line
        assert b"p-017" not in b"".join(f.read_bytes() for f in (tmp_path / OUTBOX).iterdir())
        holder.rollback()
    holder.close()
    with Host(person(), switches(tmp_path, records=told.switch)):
        pass
    assert told.sessions() == [2]
    assert waiting_in(tmp_path) == []


def test_records_that_are_gone_or_none_are_one_line_and_the_recordings_wait(tmp_path: Path) -> None:
    told = Told(tmp_path)
    told.file.write_bytes(b"shopping list, milk, bread, " * 40)
    assert len(play(tmp_path, told).results()) == 1
    (line,) = told.words
    assert "file is not a database" in line
    assert [len(one.files) for one in waiting_in(tmp_path)] == [2]


def test_what_was_cut_off_waits_until_it_is_whole_and_one_that_is_gone_is_forgotten(
    tmp_path: Path,
) -> None:
    told = Told(tmp_path)
    play(tmp_path, told)
    (tmp_path / "cut.mcap.part").write_bytes(b"")
    (tmp_path / "none.mcap").write_bytes(b"no recording")
    put(tmp_path, Waiting("killed", ("gone.mcap", "none.mcap", "cut.mcap")))
    told.words.clear()
    feed(told.switch, tmp_path)
    assert waiting_in(tmp_path) == [Waiting("killed", ("cut.mcap",))]
    (line,) = told.words
    assert line.startswith("Not added to the records: none.mcap: ")


def test_erasing_takes_what_waits_and_what_is_kept_and_leaves_nothing_to_come_back(
    tmp_path: Path,
) -> None:
    told = Told(tmp_path, at_close=False)
    host = play(tmp_path, told)
    page, other = tmp_path / "summary-20260302T080000Z.txt", tmp_path / "summary-x.txt"
    page.write_text(f"p-017, {host.recordings[0].name}")
    other.write_text("p-018, another.mcap")
    part = host.recordings[0].with_name("under-way.mcap.part")
    part.write_bytes(host.recordings[0].read_bytes())
    kept = PersonFiles(tmp_path / PEOPLE)
    kept.save(PersonRecord("p-017"))
    with Database(told.file) as database:
        records = Records(database, tmp_path)
        records.add_person("p-017")
        with pytest.raises(RecordsError, match="under way"):
            erase_person(records, "p-017")
        assert records.people() == ["p-017"]
        part.unlink()
        assert erase_person(records, "p-017") == len(host.recordings)
    feed(told.switch, tmp_path)
    assert told.sessions() == []
    assert told.words == []
    assert waiting_in(tmp_path) == []
    assert not any(file.exists() for file in (*host.recordings, page))
    assert list((tmp_path / PEOPLE).iterdir()) == []
    assert other.exists()


def test_files_in_the_outbox_that_are_not_ours_are_left_alone(tmp_path: Path) -> None:
    told = Told(tmp_path)
    box = tmp_path / OUTBOX
    box.mkdir()
    (box / "a.json").write_bytes(b'{"session": "b", "files": []}')
    (box / "c.json").write_bytes(b"{")
    feed(told.switch, tmp_path)
    assert told.words == []
    assert len(list(box.iterdir())) == 2
