"""Programmes in versions, who trains by them, periods of retention, and erasing for good."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from clinic_kit import Make
from sqlalchemy import func, select

from balance_arcade.core.errors import RecordsError
from balance_arcade.records.clinic.erasing import erase_person
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.programmes import (
    add_programme,
    assign,
    assigned,
    programme_text,
    programmes,
    unassign,
)
from balance_arcade.records.clinic.retention import due, erase_due, periods, state_period
from balance_arcade.records.clinic.tables import AuditRow, Base

DAY = dt.timedelta(days=1)


def test_a_programme_keeps_every_version_as_it_was(records: Records) -> None:
    assert add_programme(records, "Steady", "weeks = 1\n") == 1
    assert add_programme(records, "Steady", "weeks = 1\n") == 1
    assert add_programme(records, "Steady", "weeks = 2\n") == 2
    assert [(one.name, one.version) for one in programmes(records.database)] == [
        ("Steady", 2),
        ("Steady", 1),
    ]
    assert programme_text(records.database, "Steady") == "weeks = 2\n"
    assert programme_text(records.database, "Steady", 1) == "weeks = 1\n"
    with pytest.raises(RecordsError, match="no version 3 of a programme called 'Steady'"):
        programme_text(records.database, "Steady", 3)
    for wrong in ("", "x" * 129):
        with pytest.raises(RecordsError, match="1 to 128"):
            add_programme(records, wrong, "")


def test_somebody_trains_by_one_programme_at_a_time_and_what_was_stays(records: Records) -> None:
    records.add_person("p-1")
    for text in ("a", "b"):
        add_programme(records, "Steady", text)
    assign(records, "p-1", "Steady", 1)
    assign(records, "p-1", "Steady")
    newest, before = assigned(records.database, "p-1")
    assert (newest.version, newest.until) == (2, None)
    assert before.version == 1
    assert before.until is not None
    assert before.until.tzinfo is dt.UTC
    unassign(records, "p-1")
    assert all(one.until is not None for one in assigned(records.database, "p-1"))
    with pytest.raises(RecordsError, match="Nobody is called 'p-2'"):
        assign(records, "p-2", "Steady")
    erase_person(records, "p-1")
    assert assigned(records.database, "p-1") == []
    assert records.verify() == []


def test_what_is_due_is_said_first_and_erased_only_then(
    records: Records, make: Make, tmp_path: Path
) -> None:
    now = records.now()
    old, new = now - 400 * DAY, now - 10 * DAY
    records.add_recording(make("a", session_id="s1", began=old))
    records.add_recording(make("b", session_id="s2", person="p-2", began=new))
    records.add_recording(make("c", session_id="s3", person="", began=old, origin="simulated"))
    records.add_recording(make("d", session_id="s4", person="", began=old))
    assert due(records) == []
    for what in ("person", "simulated", "nobody"):
        state_period(records, what, 365)
    found = due(records)
    assert [(one.what, one.subject) for one in found] == [
        ("person", "p-017"),
        ("simulated", "s3"),
        ("nobody", "s4"),
    ]
    assert {one.newest for one in found} == {old.astimezone(dt.UTC)}
    assert (tmp_path / "a.mcap").exists()
    assert erase_due(records, found) == 3
    assert due(records) == []
    assert records.people() == ["p-2"]
    assert [file.name for file in tmp_path.glob("*.mcap")] == ["b.mcap"]
    assert records.verify() == []


def test_a_period_is_one_of_the_known_and_can_be_taken_back(records: Records) -> None:
    state_period(records, "person", 3650)
    state_period(records, "person", 30)
    assert periods(records.database) == {"person": 30}
    state_period(records, "person", None)
    assert periods(records.database) == {}
    for what, days in (("everything", 30), ("person", 0), ("person", 40_000)):
        with pytest.raises(RecordsError):
            state_period(records, what, days)


def test_somebody_who_never_came_is_as_old_as_the_entry(records: Records) -> None:
    records.add_person("p-1")
    state_period(records, "person", 1)
    assert due(records) == []
    began = records.now()
    records.now = lambda: began + 2 * DAY
    (one,) = due(records)
    assert one.subject == "p-1"


def test_a_copy_of_what_was_erased_never_comes_back_unseen(records: Records, make: Make) -> None:
    read = make("a")
    records.add_recording(read)
    erase_person(records, "p-017")
    read.file.write_bytes(b"a")
    with pytest.raises(RecordsError, match="was erased"):
        records.add_recording(read)
    assert records.people() == []
    # Somebody new of the same pseudonym begins from nothing.
    assert records.add_recording(make("b"))


def test_erasing_leaves_no_row_of_the_person(records: Records, make: Make) -> None:
    records.add_recording(make("a"))
    records.note("s1", "tired")
    erase_person(records, "p-017")
    with records.database.work() as work:
        left = {
            table.name: work.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }
        told = list(work.scalars(select(AuditRow.action).order_by(AuditRow.id)))
    assert {name for name, n in left.items() if n} == {"audit", "erased", "unsent"}
    assert told[-1] == "person.erased"
