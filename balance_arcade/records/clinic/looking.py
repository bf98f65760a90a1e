"""What is looked up for a screen: people by pages, sessions of one with their flags and numbers.

Each answers one page in a fixed number of queries, however many people and sessions there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session as Work
from sqlalchemy.orm import selectinload

from balance_arcade.core.errors import RecordsError
from balance_arcade.core.events import Scalar
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.rows import known_person
from balance_arcade.records.clinic.tables import (
    Note,
    Outcome,
    Person,
    Session,
    Trial,
    TrialEvent,
)

LONGEST_PSEUDONYM: Final = 32


class PersonLine(msgspec.Struct, frozen=True):
    """A person in a list.

    Attributes
    ----------
    pseudonym : str
        Who.
    since : datetime
        When the person was added, in UTC.
    n_sessions : int
        Sessions, simulated ones too.
    newest : datetime or None
        When the newest began; None without a session.
    """

    pseudonym: str
    since: dt.datetime
    n_sessions: int
    newest: dt.datetime | None


class PeoplePage(msgspec.Struct, frozen=True):
    """One page of the people that were asked for; `n_all` counts all pages."""

    lines: tuple[PersonLine, ...]
    n_all: int


class NoteLine(msgspec.Struct, frozen=True):
    """A note; `hidden` says when it was withdrawn."""

    id: int
    written: dt.datetime
    text: str
    hidden: dt.datetime | None


class Flag(msgspec.Struct, frozen=True):
    """Something that happened in a trial: kind of the event, time on the board's clock, details."""

    kind: str
    t_s: float | None
    data: dict[str, Scalar]


class TrialLine(msgspec.Struct, frozen=True):
    """A recording of a session.

    Attributes
    ----------
    id : int
        Row of the records.
    label, end_reason, file : str
        As of `balance_arcade.records.clinic.tables.Trial`.
    began : datetime
        In UTC.
    seconds : float or None
        Length.
    complete : bool
        It was closed properly.
    flags : tuple of Flag
        Adverse events, pauses, pain, exertion, marks; in their order.
    n_outcomes, n_refused : int
        Numbers, and those among them that there is none of.
    n_samples : int
        Of its file.
    sha256 : str
        Of its file's bytes.
    """

    id: int
    label: str
    began: dt.datetime
    seconds: float | None
    complete: bool
    end_reason: str
    file: str
    flags: tuple[Flag, ...]
    n_outcomes: int
    n_refused: int
    n_samples: int = 0
    sha256: str = ""


class SessionLine(msgspec.Struct, frozen=True):
    """A session with its trials and all its notes; `person` is None while it is nobody's."""

    id: str
    person: str | None
    began: dt.datetime
    origin: str
    board: str
    calibration: str
    app_version: str
    trials: tuple[TrialLine, ...]
    notes: tuple[NoteLine, ...]


class SessionsPage(msgspec.Struct, frozen=True):
    """One page of sessions, newest first; `n_all` counts all pages."""

    lines: tuple[SessionLine, ...]
    n_all: int


class OutcomeLine(msgspec.Struct, frozen=True):
    """A number of a trial, as of `balance_arcade.records.clinic.tables.Outcome`."""

    source: str
    name: str
    value: float | None
    refused: str
    unit: str
    definition: str
    method: str


def find_people(
    database: Database,
    text: str = "",
    *,
    first: int = 0,
    most: int = 50,
    withdrawn: bool = False,
) -> PeoplePage:
    """Find people whose pseudonym holds a text, in large or small letters.

    Parameters
    ----------
    database : Database
        Open.
    text : str
        As somebody typed it, of any length.
    first, most : int
        How many to leave out, and to give at most.
    withdrawn : bool
        Those that were withdrawn, instead of the others.

    Returns
    -------
    PeoplePage
        In the order of their pseudonyms.
    """
    asked = text.strip()
    if len(asked) > LONGEST_PSEUDONYM:
        return PeoplePage((), 0)
    # Who was withdrawn and has a session all the same is there.
    gone = Person.withdrawn.is_not(None) & ~Person.sessions.any()
    wanted: Select[Any] = select(Person).where(gone if withdrawn else ~gone)
    if asked:
        held = func.lower(Person.pseudonym).contains(asked.lower(), autoescape=True)
        wanted = wanted.where(held)
    with database.work() as work:
        n_all = _count(work, wanted)
        page = wanted.order_by(Person.pseudonym).offset(first).limit(most)
        lines = _people(work, page)
    return PeoplePage(tuple(lines), n_all)


def people_called(database: Database, pseudonyms: Sequence[str]) -> tuple[PersonLine, ...]:
    """Give people by their pseudonyms, in that order; who is not in the records is left out."""
    with database.work() as work:
        wanted = select(Person).where(Person.pseudonym.in_(pseudonyms))
        lines = {one.pseudonym: one for one in _people(work, wanted)}
    return tuple(lines[one] for one in pseudonyms if one in lines)


def _people(work: Work, wanted: Select[Any]) -> list[PersonLine]:
    people = list(work.scalars(wanted))
    counted = _session_counts(work, [one.id for one in people])
    return [PersonLine(one.pseudonym, one.since, *counted.get(one.id, (0, None))) for one in people]


def _count(work: Work, wanted: Select[Any]) -> int:
    return work.scalar(select(func.count()).select_from(wanted.subquery())) or 0


def _session_counts(
    work: Work, people: Sequence[int]
) -> dict[int | None, tuple[int, dt.datetime | None]]:
    counted = (
        select(Session.person_id, func.count(), func.max(Session.began))
        .where(Session.person_id.in_(people))
        .group_by(Session.person_id)
    )
    return {person: (n, newest) for person, n, newest in work.execute(counted)}


def find_sessions(
    database: Database, pseudonym: str | None, *, first: int = 0, most: int = 20
) -> SessionsPage:
    """Find a person's sessions, newest first; None for those that are nobody's yet.

    Raises
    ------
    RecordsError
        There is no such person.
    """
    with database.work() as work:
        wanted = select(Session)
        if pseudonym is None:
            wanted = wanted.where(Session.person_id.is_(None))
        else:
            wanted = wanted.where(Session.person_id == known_person(work, pseudonym).id)
        n_all = _count(work, wanted)
        page = wanted.order_by(Session.began.desc(), Session.id).offset(first).limit(most)
        lines = _lines(work, page)
    return SessionsPage(tuple(lines), n_all)


def has_person(database: Database, pseudonym: str) -> bool:
    """Whether somebody of that pseudonym is in the records, withdrawn or not."""
    with database.work() as work:
        wanted = select(Person.id).where(Person.pseudonym == pseudonym)
        return work.scalars(wanted).first() is not None


def is_withdrawn(database: Database, pseudonym: str) -> bool:
    """Whether somebody was withdrawn, and has not been brought back."""
    with database.work() as work:
        wanted = select(Person.id).where(
            Person.pseudonym == pseudonym, Person.withdrawn.is_not(None)
        )
        return work.scalars(wanted).first() is not None


def find_session(database: Database, session_id: str) -> SessionLine:
    """Look one session up by its whole id.

    Raises
    ------
    RecordsError
        There is none.
    """
    with database.work() as work:
        found = _lines(work, select(Session).where(Session.id == session_id))
    if not found:
        raise RecordsError(f"No session is called {session_id[:64]!r}.")
    return found[0]


def whole_session_id(database: Database, beginning: str) -> str:
    """Find a session's id by a beginning of it that no other has.

    Raises
    ------
    RecordsError
        None is called so, or more than one.
    """
    alike = select(Session.id).where(Session.id.startswith(beginning, autoescape=True))
    with database.work() as work:
        rows = list(work.scalars(alike.order_by(Session.id).limit(2))) if beginning else []
    if len(rows) == 1 or beginning in rows:
        return beginning if beginning in rows else rows[0]
    raise RecordsError(
        f"{'No' if not rows else 'More than one'} session is called {beginning[:32]!r}.",
        hint="`records sessions` lists them.",
    )


def outcomes_of_session(database: Database, session_id: str) -> dict[int, list[OutcomeLine]]:
    """Numbers of a session by the row of their trial, in the order in which they were added."""
    wanted = (
        select(Outcome)
        .join(Outcome.trial)
        .where(Trial.session_id == session_id)
        .order_by(Outcome.trial_id, Outcome.id)
    )
    found: dict[int, list[OutcomeLine]] = {}
    with database.work() as work:
        for one in work.scalars(wanted):
            found.setdefault(one.trial_id, []).append(
                OutcomeLine(
                    one.source,
                    one.name,
                    one.value,
                    one.refused,
                    one.unit,
                    one.definition,
                    one.method,
                )
            )
    return found


def _lines(work: Work, wanted: Select[Any]) -> list[SessionLine]:
    whole = wanted.options(
        selectinload(Session.person), selectinload(Session.trials), selectinload(Session.notes)
    )
    sessions: list[Session] = list(work.scalars(whole))
    trials = [trial.id for one in sessions for trial in one.trials]
    flags, counted = _flags(work, trials), _outcome_counts(work, trials)
    return [
        SessionLine(
            one.id,
            one.person.pseudonym if one.person is not None else None,
            one.began,
            one.origin,
            one.board,
            one.calibration,
            one.app_version,
            tuple(
                _trial(trial, flags.get(trial.id, ()), counted.get(trial.id, (0, 0)))
                for trial in sorted(one.trials, key=lambda trial: (trial.began, trial.id))
            ),
            tuple(map(_note, sorted(one.notes, key=lambda note: note.id))),
        )
        for one in sessions
    ]


def _trial(one: Trial, flags: Iterable[Flag], counted: tuple[int, int]) -> TrialLine:
    return TrialLine(
        one.id,
        one.label,
        one.began,
        one.seconds,
        one.complete,
        one.end_reason,
        one.file,
        tuple(flags),
        *counted,
        one.n_samples,
        one.sha256,
    )


def _note(one: Note) -> NoteLine:
    return NoteLine(one.id, one.written, one.text, one.hidden)


def _flags(work: Work, trials: Sequence[int]) -> dict[int, list[Flag]]:
    wanted = select(TrialEvent).where(TrialEvent.trial_id.in_(trials)).order_by(TrialEvent.id)
    found: dict[int, list[Flag]] = {}
    for one in work.scalars(wanted):
        data = msgspec.json.decode(one.data, type=dict[str, Scalar])
        found.setdefault(one.trial_id, []).append(Flag(one.kind, one.t_s, data))
    return found


def _outcome_counts(work: Work, trials: Sequence[int]) -> dict[int, tuple[int, int]]:
    # Of all, those with a value: `count` passes over NULL.
    counted = (
        select(Outcome.trial_id, func.count(), func.count(Outcome.value))
        .where(Outcome.trial_id.in_(trials))
        .group_by(Outcome.trial_id)
    )
    return {trial: (n, n - n_there) for trial, n, n_there in work.execute(counted)}
