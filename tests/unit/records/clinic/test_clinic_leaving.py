"""What leaves the records, and what happens where a database is locked, newer, damaged or gone."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from clinic_kit import Clock, Make, outcome
from sqlalchemy import event

from balance_arcade.core.errors import ConfigError, RecordsAwayError, RecordsError
from balance_arcade.records.clinic import database as databases
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.erasing import erase_person
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.leaving import back_up, export_person, restore
from balance_arcade.records.clinic.programmes import add_programme, assign
from balance_arcade.records.person_files import PEOPLE, PersonFiles
from balance_arcade.records.person_store import PersonRecord


@pytest.fixture
def kept(tmp_path: Path, make: Make) -> Iterator[Records]:
    """Records of two people in SQLite."""
    with Database(tmp_path / "clinic.db") as database:
        records = Records(database, tmp_path, now=Clock())
        records.add_recording(make("a", outcomes=(outcome(10.0),)))
        records.add_recording(make("b", session_id="s2", person="p-2"))
        yield records


def test_a_backup_is_taken_in_use_and_comes_back_whole(kept: Records, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    back_up(kept, copy)
    with pytest.raises(RecordsError, match="is there already"):
        back_up(kept, copy)
    again = tmp_path / "again.db"
    restore(copy, again)
    with Database(again) as database:
        restored = Records(database, tmp_path)
        assert restored.people() == ["p-017", "p-2"]
        assert restored.verify() == []
        assert restored.newest_hash() == kept.newest_hash()
    with pytest.raises(RecordsError, match="nothing is overwritten"):
        restore(copy, again)


def test_a_damaged_backup_puts_nothing_in_place(kept: Records, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    back_up(kept, copy)
    data = bytearray(copy.read_bytes())
    data[4096:12288] = bytes(8192)
    copy.write_bytes(data)
    with pytest.raises(RecordsError, match=r"damaged|cannot be restored"):
        restore(copy, tmp_path / "again.db")
    assert not (tmp_path / "again.db").exists()
    with pytest.raises(RecordsError, match="There is no backup none"):
        restore(tmp_path / "none.db", tmp_path / "again.db")


def test_an_export_holds_all_of_one_person_and_nothing_of_another(
    kept: Records, tmp_path: Path
) -> None:
    kept.note("s1", "walked well")
    (tmp_path / "a.assessment.json").write_bytes(b"{}")
    (tmp_path / "b.assessment.json").write_bytes(b"{}")
    for person in ("p-017", "p-2"):
        PersonFiles(tmp_path / PEOPLE).save(PersonRecord(person))
    add_programme(kept, "Steady", "weeks = 1")
    assign(kept, "p-017", "Steady")
    file = tmp_path / "p.zip"
    assert export_person(kept, "p-017", file) == 1
    with zipfile.ZipFile(file) as archive:
        assert sorted(archive.namelist()) == [
            "beside/a.assessment.json",
            "beside/person-p-017.json",
            "person.json",
            "programmes.json",
            "recordings/a.mcap",
            "records.json",
        ]
        (programme,) = json.loads(archive.read("programmes.json"))
        assert (programme["name"], programme["version"]) == ("Steady", 1)
        (session,) = json.loads(archive.read("records.json"))
    assert session["trials"][0]["outcomes"][0]["value"] == 10.0
    assert session["notes"][0]["text"] == "walked well"
    with pytest.raises(RecordsError, match="Nobody is called 'p-9'"):
        export_person(kept, "p-9", tmp_path / "q.zip")
    (tmp_path / "b.mcap").unlink()
    with pytest.raises(RecordsError, match="1 recordings are missing"):
        export_person(kept, "p-2", tmp_path / "q.zip")
    assert not (tmp_path / "q.zip").exists()


def test_erasing_takes_rows_and_files_of_one_person_and_leaves_the_chain_whole(
    kept: Records, tmp_path: Path
) -> None:
    (tmp_path / "a.assessment.json").write_bytes(b"{}")
    assert erase_person(kept, "p-017") == 1
    assert kept.people() == ["p-2"]
    assert not (tmp_path / "a.mcap").exists()
    assert not (tmp_path / "a.assessment.json").exists()
    assert (tmp_path / "b.mcap").exists()
    assert kept.verify() == []
    assert b"p-017" not in _all_text(tmp_path / "clinic.db")


def _all_text(file: Path) -> bytes:
    """Every text that a database still shows."""
    with sqlite3.connect(file) as looked:
        rows = [looked.execute(f"SELECT * FROM {name}").fetchall() for name in _TABLES]
    return repr(rows).encode()


_TABLES = ("person", "session", "trial", "outcome", "event", "note", "audit")


def test_a_recording_outside_of_the_folder_is_refused(kept: Records, make: Make) -> None:
    kept.folder = kept.folder / "inner"
    with pytest.raises(RecordsError, match="does not lie in the folder"):
        kept.add_recording(make("c"))


def test_a_locked_database_is_said_and_nothing_is_half_done(
    kept: Records, tmp_path: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "BUSY_MS", 1)
    holder = sqlite3.connect(tmp_path / "clinic.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        with Database(tmp_path / "clinic.db") as second:
            other = Records(second, tmp_path, now=Clock())
            with pytest.raises(RecordsError, match="database is locked") as caught:
                other.add_recording(make("c", session_id="s3"))
            assert "nothing of this step was kept" in caught.value.hint
            # Reading goes on meanwhile.
            assert other.people() == ["p-017", "p-2"]
    finally:
        holder.rollback()
        holder.close()
    assert kept.sessions(None) == []
    assert kept.add_recording(make("c", session_id="s3"))


def test_a_full_disk_is_said_nothing_is_half_done_and_it_is_added_once_there_is_room(
    kept: Records, tmp_path: Path, make: Make
) -> None:
    many = tuple(outcome(1.0, name=f"{k:03d}".rjust(96, "x")) for k in range(500))
    big = make("c", session_id="s3", outcomes=many)
    with Database(tmp_path / "clinic.db") as full:
        # As many pages as there are: the next one is refused in SQLite's words for a full disk.
        event.listen(full.engine, "connect", _no_more_pages)
        full.engine.dispose()
        with pytest.raises(RecordsAwayError, match="disk is full"):
            Records(full, tmp_path, now=Clock()).add_recording(big)
    assert kept.sessions(None) == []
    assert not kept.has(big.sha256)
    assert kept.verify() == []
    assert kept.add_recording(big)
    assert kept.has(big.sha256)


def _no_more_pages(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA max_page_count = 1")


def test_a_newer_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "clinic.db"
    Database(file).close()
    with sqlite3.connect(file) as changed:
        changed.execute("UPDATE alembic_version SET version_num = '9000'")
    changed.close()
    with pytest.raises(RecordsError, match="newer version of Balance Arcade"):
        Database(file)
    looked = sqlite3.connect(file)
    assert looked.execute("SELECT version_num FROM alembic_version").fetchone() == ("9000",)
    looked.close()


def test_a_file_that_is_no_database_and_an_address_that_is_none_are_refused(
    tmp_path: Path,
) -> None:
    file = tmp_path / "notes.db"
    file.write_bytes(b"shopping list, milk, bread, " * 40)
    with pytest.raises(RecordsError, match="file is not a database"):
        Database(file)
    assert file.read_bytes().startswith(b"shopping list")
    with pytest.raises(RecordsError, match="cannot be opened"):
        Database(tmp_path / "none" / "clinic.db")
    for address in ("mysql://host/clinic", "postgresql://[::bad/clinic"):
        with pytest.raises(ConfigError):
            Database(address)


def test_a_server_that_is_not_there_is_said_without_its_password() -> None:
    with pytest.raises(RecordsError, match="cannot be opened") as caught:
        Database("postgresql://clinic:hush@127.0.0.1:1/clinic?connect_timeout=2")
    assert "hush" not in str(caught.value)


def test_a_recording_killed_between_file_and_row_is_added_by_the_next_look(
    kept: Records, make: Make
) -> None:
    """Files are written first; a row that was not written is found again by the file."""
    late = make("c", session_id="s3")
    assert kept.verify() == []
    assert kept.add_recording(late)
    assert not kept.add_recording(late)
