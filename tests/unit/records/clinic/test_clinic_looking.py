"""What is looked up for a screen, from SQLite and from PostgreSQL."""

from __future__ import annotations

import datetime as dt

import pytest
from clinic_kit import Make, outcome

from balance_arcade.core.errors import RecordsError
from balance_arcade.records.clinic.audit_look import look_at_audit, look_at_chain
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.looking import (
    find_people,
    find_session,
    find_sessions,
    has_person,
    outcomes_of_session,
)


def test_people_come_by_pages_with_their_sessions_counted(records: Records, make: Make) -> None:
    day = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
    records.add_recording(make("a", began=day))
    records.add_recording(make("b", session_id="s2", began=day + dt.timedelta(days=1)))
    records.add_person("q-1")
    found = find_people(records.database, most=1)
    assert found.n_all == 2
    assert [(one.pseudonym, one.n_sessions, one.newest) for one in found.lines] == [
        ("p-017", 2, day + dt.timedelta(days=1))
    ]
    assert [one.pseudonym for one in find_people(records.database, "Q-").lines] == ["q-1"]
    assert find_people(records.database, "\\%").n_all == 0
    assert find_people(records.database, "q" * 33).n_all == 0
    assert has_person(records.database, "q-1")
    assert not has_person(records.database, "q")


def test_sessions_come_newest_first_with_flags_numbers_and_notes(
    records: Records, make: Make
) -> None:
    day = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
    records.add_recording(make("a", began=day, outcomes=(outcome(1.0), outcome(None, name="x"))))
    records.add_recording(make("b", session_id="s2", began=day + dt.timedelta(days=1)))
    records.add_recording(make("c", session_id="s3", person=""))
    records.hide_note(records.note("s1", "tired"))
    found = find_sessions(records.database, "p-017")
    assert [one.id for one in found.lines] == ["s2", "s1"]
    assert found.n_all == 2
    (trial,) = found.lines[1].trials
    assert (trial.n_outcomes, trial.n_refused) == (2, 1)
    assert [flag.data for flag in trial.flags] == [{"kind": "near fall"}]
    assert [note.hidden is not None for note in found.lines[1].notes] == [True]
    assert [one.id for one in find_sessions(records.database, None).lines] == ["s3"]
    assert find_session(records.database, "s3").person is None
    numbers = outcomes_of_session(records.database, "s1")
    assert [one.value for one in numbers[trial.id]] == [1.0, None]
    with pytest.raises(RecordsError, match="Nobody is called 'p-1'"):
        find_sessions(records.database, "p-1")
    with pytest.raises(RecordsError, match="No session is called"):
        find_session(records.database, "s")


def test_the_audit_log_comes_newest_first(records: Records, make: Make) -> None:
    records.add_recording(make("a"))
    found = look_at_audit(records.database, most=1)
    assert (found.n_all, found.lines[0].action) == (2, "recording.added")
    look = look_at_chain(records.database)
    assert (look.n_rows, look.broken, look.newest) == (2, None, records.newest_hash())
