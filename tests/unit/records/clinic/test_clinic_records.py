"""The clinic's records, the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import contextlib
import datetime as dt
import math
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import msgspec
import pytest
from clinic_kit import Make, outcome
from patience import until
from sqlalchemy import select, update
from sqlalchemy.orm import Session as Work

from balance_arcade.core.errors import ConfigError, RecordsAwayError, RecordsError
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import MOST_WORDS, Records
from balance_arcade.records.clinic.progress import courses_of, least_change
from balance_arcade.records.clinic.tables import AuditRow, Base, Outcome, Session, Trial


def test_the_migrations_make_the_tables_that_the_program_means(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_same_bytes_are_added_once_and_other_bytes_of_one_trial_are_refused(
    records: Records, make: Make
) -> None:
    first = make("a", outcomes=(outcome(10.0),))
    assert records.add_recording(first)
    assert not records.add_recording(first)
    changed = make("b", trial_id="trial-a")
    with pytest.raises(RecordsError, match="its bytes are others"):
        records.add_recording(changed)
    (row,) = records.sessions("p-017")
    assert (row.id, row.n_trials, row.origin) == ("s1", 1, "real")
    assert row.began == dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
    assert row.began.tzinfo is dt.UTC


def test_a_fault_within_a_recording_keeps_nothing_of_it(records: Records, make: Make) -> None:
    broken = make("a", outcomes=(outcome(10.0),), seconds=math.nan)
    with pytest.raises((RecordsError, ValueError)):
        records.add_recording(broken)
    assert records.sessions("p-017") == []
    assert records.people() == []
    assert records.verify() == []
    assert records.add_recording(make("a", outcomes=(outcome(10.0),)))


def test_a_missing_value_is_none_with_its_reason_in_both(records: Records, make: Make) -> None:
    records.add_recording(make("a", outcomes=(outcome(None),)))
    with records.database.work() as work:
        row = work.scalars(select(Outcome)).one()
        assert (row.value, row.refused) == (None, "stopped: stepped")
        # What is NULL passes no filter, in neither of the two.
        assert work.scalars(select(Outcome).where(Outcome.value > 20.0)).all() == []


def test_times_come_out_in_utc_and_one_without_a_zone_is_refused(
    records: Records, make: Make
) -> None:
    east = dt.timezone(dt.timedelta(hours=9))
    at = dt.datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=east)
    records.add_recording(make("a", began=at))
    (row,) = records.sessions("p-017")
    assert row.began == at
    assert row.began.utcoffset() == dt.timedelta(0)
    with pytest.raises((RecordsError, ValueError), match=r"zone|naive"):
        records.add_recording(make("b", session_id="s2", began=dt.datetime(2026, 3, 2)))  # noqa: DTZ001


@pytest.mark.parametrize("year", [1899, 2101])
def test_times_of_other_centuries_stay(records: Records, make: Make, year: int) -> None:
    at = dt.datetime(year, 12, 31, 23, 59, tzinfo=dt.UTC)
    records.add_recording(make("a", began=at))
    assert records.sessions("p-017")[0].began == at


def test_a_session_is_attached_later_taken_back_and_never_taken_over(
    records: Records, make: Make
) -> None:
    records.add_recording(make("a", person=""))
    assert [row.id for row in records.sessions(None)] == ["s1"]
    records.attach("s1", "p-1")
    with pytest.raises(RecordsError, match=r"is that of p-1"):
        records.attach("s1", "p-2")
    records.detach("s1")
    records.attach("s", "p-2")
    assert [row.id for row in records.sessions("p-2")] == ["s1"]
    with pytest.raises(RecordsError, match="No session is called 'x9'"):
        records.attach("x9", "p-1")
    with pytest.raises(ConfigError, match="pseudonym"):
        records.add_person("Anna Example")


def test_a_note_holds_any_text_as_it_is_and_is_hidden_not_lost(
    records: Records, make: Make
) -> None:
    records.add_recording(make("a"))
    texts = [
        "'); DROP TABLE person; --",
        "<script>alert(1)</script>",
        "Ω 日本語 \n two",
        "x" * MOST_WORDS,
    ]
    numbers = [records.note("s1", text) for text in texts]
    assert records.sessions("p-017")[0].notes == tuple(texts)
    records.hide_note(numbers[0])
    assert records.sessions("p-017")[0].notes == tuple(texts[1:])
    records.hide_note(numbers[0], hidden=False)
    assert len(records.sessions("p-017")[0].notes) == 4
    for wrong in ("", "  ", "x" * (MOST_WORDS + 1)):
        with pytest.raises(RecordsError, match="A note has 1 to"):
            records.note("s1", wrong)
    for none in ("a\x00b", "half \udcff"):
        with pytest.raises(RecordsError, match="letters alone"):
            records.note("s1", none)
    with pytest.raises(RecordsError, match="no note 99"):
        records.hide_note(99)


def test_people_are_found_by_a_beginning_and_wildcards_are_letters(records: Records) -> None:
    for name in ("a-1", "a-2", "b_1"):
        records.add_person(name)
    assert records.people("a") == ["a-1", "a-2"]
    assert records.people("%") == records.people("_") == []
    assert records.people("b_") == ["b_1"]


def test_verify_names_a_missing_file_changed_bytes_and_a_broken_chain(
    records: Records, make: Make
) -> None:
    one, two = make("a"), make("b")
    records.add_recording(one)
    records.add_recording(two)
    newest = records.newest_hash()
    assert records.verify() == []
    one.file.unlink()
    two.file.write_bytes(b"other")
    assert [problem.why for problem in records.verify()] == [
        "The file is missing.",
        "The file's bytes are not those of then.",
    ]
    with records.database.work() as work:
        work.execute(update(AuditRow).where(AuditRow.id == 2).values(actor="somebody else"))
    assert records.verify()[-1].subject == "audit row 2"
    assert records.newest_hash() == newest


def test_the_audit_log_says_who_did_what_and_names_nobody(records: Records, make: Make) -> None:
    records.add_recording(make("a"))
    records.note("s1", "secret words")
    with records.database.work() as work:
        rows = [(row.actor, row.action, row.subject, row.detail) for row in _audit(work)]
    assert [row[1] for row in rows] == ["person.added", "recording.added", "note.added"]
    assert {row[0] for row in rows} == {"therapist-1"}
    assert "p-017" not in str(rows)
    assert "secret" not in str(rows)


def _audit(work: Work) -> list[AuditRow]:
    return list(work.scalars(select(AuditRow).order_by(AuditRow.id)))


def test_progress_tells_a_change_above_the_detectable_one_from_one_below(
    records: Records, make: Make
) -> None:
    day = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
    # SEM 1 within each session: the least detectable change of a mean of three is 1.6.
    for k, mean in enumerate((20.0, 19.6, 19.0, 17.0)):
        repeats = (mean - 1.0, mean, mean + 1.0)
        at = day + dt.timedelta(days=k)
        records.add_recording(
            make(f"r{k}", session_id=f"s{k}", began=at, outcomes=(outcome(mean, repeats),))
        )
    (course,) = courses_of(records.database, "p-017")
    assert course.mdc95 == pytest.approx(1.96 * math.sqrt(2.0) / math.sqrt(3.0))
    assert (course.change, course.verdict) == (-3.0, "changed")
    assert [point.value for point in course.points] == [20.0, 19.6, 19.0, 17.0]
    small = least_change([(19.0, 20.0, 21.0)] * 3)
    assert small[0] == pytest.approx(1.6, abs=1e-3)
    with records.database.work() as work:
        row = work.scalars(select(Outcome).join(Trial).where(Trial.session_id == "s3")).one()
        row.value = 19.0
    assert courses_of(records.database, "p-017")[0].verdict == "within error"


def test_values_of_other_methods_and_simulated_ones_are_never_compared(
    records: Records, make: Make
) -> None:
    records.add_recording(make("a", outcomes=(outcome(20.0),)))
    records.add_recording(make("b", session_id="s2", outcomes=(outcome(9.0, method="mctsib/2"),)))
    records.add_recording(make("c", session_id="s3", origin="simulated", outcomes=(outcome(5.0),)))
    courses = courses_of(records.database, "p-017")
    assert [len(course.points) for course in courses] == [1, 1]
    assert {course.verdict for course in courses} == {"too few trials"}
    (simulated,) = courses_of(records.database, "p-017", simulated=True)
    assert [point.value for point in simulated.points] == [5.0]
    assert courses_of(records.database, "p-017", name="sway") == []


def test_two_programs_write_one_after_the_other(records: Records, make: Make) -> None:
    """What one has begun and not ended, the other does not see; both are kept."""
    with records.database.work() as work:
        work.add(_session("open"))
        work.flush()
    with Database(_address(records.database)) as second:
        other = Records(second, records.folder, actor="therapist-2")
        other.add_recording(make("a"))
    assert {row.id for row in records.sessions(None)} == {"open"}
    assert [row.id for row in records.sessions("p-017")] == ["s1"]


def _session(name: str) -> Session:
    return Session(
        id=name,
        began=dt.datetime(2026, 3, 2, tzinfo=dt.UTC),
        origin="real",
        board="Board",
        calibration="",
        app_version="",
    )


def _address(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def test_many_writers_at_once_leave_one_chain_and_lose_nothing(
    records: Records, make: Make
) -> None:
    """Each reads the chain's end before it writes: without turns two would hang on one row."""
    address, n_each = _address(records.database), 5

    def write(who: int) -> None:
        with Database(address) as own:
            mine = Records(own, records.folder, actor=f"station-{who}")
            for k in range(n_each):
                until(partial(attached, mine, f"s{k}"), "its turn")

    def attached(mine: Records, session_id: str) -> bool:
        # Whoever waits long for a turn is told to try again, and nothing of the step is kept.
        with contextlib.suppress(RecordsAwayError):
            mine.attach(session_id, "p-017")  # Changes nothing, and is told all the same.
            return True
        return False

    for k in range(n_each):
        records.add_recording(make(f"r{k}", session_id=f"s{k}"))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert records.verify() == []
    with records.database.work() as work:
        told = [row.actor for row in _audit(work) if row.action == "session.attached"]
    assert sorted(told) == [f"station-{who}" for who in range(4) for _ in range(n_each)]


def test_outcomes_that_were_worked_out_later_are_added_to_the_same_recording(
    records: Records, make: Make
) -> None:
    read = make("a")
    assert records.add_recording(read)
    scored = msgspec.structs.replace(read, outcomes=(outcome(10.0),))
    for _ in range(2):
        assert not records.add_recording(scored)
    (course,) = courses_of(records.database, "p-017")
    assert [point.value for point in course.points] == [10.0]
    with records.database.work() as work:
        assert [row.action for row in _audit(work)][-1] == "outcomes.added"
        assert len(_audit(work)) == 3


def test_a_recording_that_no_database_can_keep_is_refused_and_not_waited_for(
    records: Records, make: Make
) -> None:
    """A fault of the database is tried again; one of the recording never ends."""
    endless = make("a", seconds=math.inf)
    with pytest.raises(RecordsError, match="cannot be kept as it is") as caught:
        records.add_recording(endless)
    assert not isinstance(caught.value, RecordsAwayError)
    if records.database.kind == "postgresql":
        with pytest.raises(RecordsError, match="cannot be kept as it is"):
            records.add_recording(make("b", label="a\x00"))
    assert records.sessions("p-017") == []
