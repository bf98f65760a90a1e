"""What goes to a centre: the present state of a session or a person, read when it is sent.

A person is a pseudonym. Paths stay, whose folders somebody may have named after a person; what
people wrote goes only in a parcel of its own, which is made where that was asked for.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session as Work
from sqlalchemy.orm import selectinload

from balance_arcade.records.clinic.reading import ReadOutcome
from balance_arcade.records.clinic.tables import (
    Analysis,
    AnalysisManner,
    AnalysisSheet,
    Assignment,
    Outcome,
    Person,
    Session,
    Trial,
    TrialEvent,
)
from balance_arcade.records.clinic.waiting import plain_feet, without_words


class EventParcel(msgspec.Struct, frozen=True):
    """An event of a trial; `data` is JSON."""

    t_s: float | None
    kind: str
    data: str


class TrialParcel(msgspec.Struct, frozen=True):
    """A recording by its hash, as of `balance_arcade.records.clinic.tables.Trial`."""

    trial_id: str
    sha256: str
    label: str
    began: dt.datetime
    seconds: float | None
    n_samples: int
    complete: bool
    end_reason: str
    outcomes: tuple[ReadOutcome, ...]
    events: tuple[EventParcel, ...]


class SessionParcel(msgspec.Struct, frozen=True):
    """A session with its recordings.

    Attributes
    ----------
    id, began, origin, board, calibration, app_version, age_y, sex, measures_as, feet
        As of `balance_arcade.records.clinic.tables.Session`.
    person : str or None
        Whose it is.
    was_sent : bool
        The centre took it before.
    person_then : str or None
        The mark of whose it was then; by that an edit here is told from one there.
    trials : tuple of TrialParcel
        All of them.
    """

    id: str
    began: dt.datetime
    origin: str
    board: str
    calibration: str
    app_version: str
    age_y: int | None
    sex: str
    measures_as: str
    feet: str
    person: str | None
    was_sent: bool
    person_then: str | None
    trials: tuple[TrialParcel, ...]


class PersonParcel(msgspec.Struct, frozen=True):
    """A person by pseudonym.

    Attributes
    ----------
    pseudonym, since, withdrawn, birth_year, sex
        As of `balance_arcade.records.clinic.tables.Person`.
    was_sent : bool
        The centre took the person before.
    birth_year_then, sex_then
        What it was told then; by that what was changed or taken back here is told from what was
        there.
    """

    pseudonym: str
    since: dt.datetime
    withdrawn: dt.datetime | None
    birth_year: int | None
    sex: str
    was_sent: bool
    birth_year_then: int | None
    sex_then: str


FACTS: Final = {
    "birth_year": "The person's year of birth is another one at the centre.",
    "sex": "The person's sex is another one at the centre.",
}
"""What is told of a person, and what is said where the centre was told something else."""


class AnalysisParcel(msgspec.Struct, frozen=True):
    """What was measured of a recording in one manner, as the tables of analyses have it."""

    sha256: str
    key: str
    version: str
    parameters: str
    at: dt.datetime
    metrics: str
    numbers: str
    facts: str


class AnalysesParcel(msgspec.Struct, frozen=True):
    """All that was measured of the recordings of a session."""

    session: str
    analyses: tuple[AnalysisParcel, ...]


class NoteParcel(msgspec.Struct, frozen=True):
    """A note as it was written."""

    written: dt.datetime
    text: str
    hidden: dt.datetime | None


class TextsParcel(msgspec.Struct, frozen=True):
    """What people wrote about a session: notes, and events of trials (by hash) with their words."""

    session: str
    notes: tuple[NoteParcel, ...]
    events: dict[str, tuple[EventParcel, ...]]


class AssignedParcel(msgspec.Struct, frozen=True):
    """A programme that somebody trains by, with its text."""

    name: str
    version: int
    text: str
    sha256: str
    added: dt.datetime
    since: dt.datetime
    until: dt.datetime | None


class PlanParcel(msgspec.Struct, frozen=True):
    """Programmes of a person, oldest first."""

    pseudonym: str
    assigned: tuple[AssignedParcel, ...]


Parcel = SessionParcel | PersonParcel | AnalysesParcel | TextsParcel | PlanParcel


def subject_of(parcel: Parcel) -> str:
    """Name what a parcel is about: the id of a session, or a pseudonym."""
    if isinstance(parcel, SessionParcel):
        return parcel.id
    if isinstance(parcel, AnalysesParcel | TextsParcel):
        return parcel.session
    return parcel.pseudonym


def pack_session(work: Work, session_id: str) -> SessionParcel | None:
    """Read a session as it is now; None where it was erased."""
    one = work.get(Session, session_id, options=_WHOLE)
    if one is None:
        return None
    return SessionParcel(
        one.id,
        one.began,
        one.origin,
        one.board,
        one.calibration,
        one.app_version,
        one.age_y,
        one.sex,
        one.measures_as,
        plain_feet(one.feet),
        one.person.pseudonym if one.person is not None else None,
        one.sent is not None,
        one.sent_person,
        tuple(map(_trial, sorted(one.trials, key=lambda trial: trial.id))),
    )


_WHOLE = (
    selectinload(Session.person),
    selectinload(Session.trials).selectinload(Trial.outcomes),
    selectinload(Session.trials).selectinload(Trial.events),
)


def pack_person(work: Work, number: str) -> PersonParcel | None:
    """Read a person by the number of these records; None where they were erased."""
    one = work.get(Person, int(number))
    if one is None:
        return None
    return PersonParcel(
        one.pseudonym,
        one.since,
        one.withdrawn,
        one.birth_year,
        one.sex,
        one.sent is not None,
        one.sent_birth_year,
        one.sent_sex,
    )


def pack_analyses(work: Work, session_id: str) -> AnalysesParcel | None:
    """Read what was measured of a session's recordings; None where it was erased."""
    one = work.get(Session, session_id)
    if one is None:
        return None
    rows = work.execute(
        select(Analysis, AnalysisManner, AnalysisSheet.metrics)
        .join(AnalysisManner, Analysis.manner_id == AnalysisManner.id)
        .join(AnalysisSheet, Analysis.sheet_id == AnalysisSheet.id)
        .join(Trial, Trial.sha256 == Analysis.sha256)
        .where(Trial.session_id == session_id)
        .order_by(Analysis.id)
    )
    return AnalysesParcel(
        one.id,
        tuple(
            AnalysisParcel(
                row.sha256,
                manner.key,
                manner.version,
                manner.parameters,
                row.at,
                metrics,
                row.numbers,
                row.facts,
            )
            for row, manner, metrics in rows
        ),
    )


def pack_texts(work: Work, session_id: str) -> TextsParcel | None:
    """Read what people wrote about a session; None where it was erased."""
    one = work.get(Session, session_id)
    if one is None:
        return None
    notes = (NoteParcel(note.written, note.text, note.hidden) for note in one.notes)
    events = {trial.sha256: _events(trial, plain=False) for trial in one.trials}
    return TextsParcel(one.id, tuple(notes), events)


def pack_plan(work: Work, number: str) -> PlanParcel | None:
    """Read the programmes of a person; None where they were erased."""
    person = work.get(Person, int(number))
    if person is None:
        return None
    rows = work.scalars(
        select(Assignment)
        .where(Assignment.person_id == person.id)
        .order_by(Assignment.since, Assignment.id)
    )
    return PlanParcel(
        person.pseudonym,
        tuple(
            AssignedParcel(
                one.programme.name,
                one.programme.version,
                one.programme.text,
                one.programme.sha256,
                one.programme.added,
                one.since,
                one.until,
            )
            for one in rows
        ),
    )


def _trial(one: Trial) -> TrialParcel:
    return TrialParcel(
        one.trial_id,
        one.sha256,
        one.label,
        one.began,
        one.seconds,
        one.n_samples,
        one.complete,
        one.end_reason,
        tuple(read_back(row) for row in sorted(one.outcomes, key=lambda row: row.id)),
        _events(one, plain=True),
    )


def read_back(row: Outcome) -> ReadOutcome:
    """Make of a row the number that it was."""
    repeats = msgspec.json.decode(row.repeats or "[]", type=tuple[float, ...])
    return ReadOutcome(
        row.source,
        row.name,
        row.value,
        row.unit,
        row.definition,
        row.refused,
        row.method,
        repeats,
    )


def _events(trial: Trial, *, plain: bool) -> tuple[EventParcel, ...]:
    rows: list[TrialEvent] = sorted(trial.events, key=lambda row: row.id)
    return tuple(
        EventParcel(one.t_s, one.kind, without_words(one.data) if plain else one.data)
        for one in rows
    )
