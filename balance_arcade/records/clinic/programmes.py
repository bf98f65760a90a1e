"""Training programmes in the records: every version as its file said it, and who trains by it."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session as Work

from balance_arcade.core.errors import RecordsError
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import Records, is_text, numbered
from balance_arcade.records.clinic.tables import Assignment, Person, Programme

MOST_BYTES: Final = 1 << 20
"""Of a programme's file: far more than a year of blocks takes."""


class ProgrammeRow(msgspec.Struct, frozen=True):
    """A version of a programme in a list.

    Attributes
    ----------
    name : str
        Of the programme.
    version : int
        From 1.
    added : datetime
        In UTC.
    sha256 : str
        Of its text.
    """

    name: str
    version: int
    added: dt.datetime
    sha256: str


class AssignedRow(msgspec.Struct, frozen=True):
    """A programme that somebody trains by, or trained by.

    Attributes
    ----------
    name, version
        As of `ProgrammeRow`.
    since : datetime
        In UTC.
    until : datetime or None
        None while it lasts.
    """

    name: str
    version: int
    since: dt.datetime
    until: dt.datetime | None


def add_programme(records: Records, name: str, text: str) -> int:
    """Keep a programme as a new version; the same text as the newest stays that version.

    Parameters
    ----------
    records : Records
        Open.
    name : str
        1 to 128 letters.
    text : str
        Its file, which the caller has looked through.

    Returns
    -------
    int
        Its version.

    Raises
    ------
    RecordsError
        The name or the text cannot be kept.
    """
    if not is_text(name + text):
        raise RecordsError("A programme holds letters alone, not bytes that are none.")
    if not 1 <= len(name) <= 128 or len(text.encode("utf-8")) > MOST_BYTES:
        raise RecordsError("A programme has a name of 1 to 128 letters, and 1 MB at most.")
    sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
    with records.database.write() as work:
        newest = _version(work, name, None)
        if newest is not None and newest.sha256 == sha256:
            return newest.version
        version = 1 if newest is None else newest.version + 1
        row = Programme(name=name, version=version, text=text, sha256=sha256, added=records.now())
        work.add(row)
        work.flush()
        records.audit(work, "programme.added", f"programme {row.id}", detail=sha256)
    return version


def programmes(database: Database) -> list[ProgrammeRow]:
    """Every version of every programme, by name, newest first."""
    wanted = select(Programme).order_by(Programme.name, Programme.version.desc())
    with database.work() as work:
        return [
            ProgrammeRow(one.name, one.version, one.added, one.sha256)
            for one in work.scalars(wanted)
        ]


def programme_text(database: Database, name: str, version: int | None = None) -> str:
    """Give a programme's file back; its newest version unless another is asked for.

    Raises
    ------
    RecordsError
        There is no such programme or version.
    """
    with database.work() as work:
        return _known(work, name, version).text


def assign(records: Records, pseudonym: str, name: str, version: int | None = None) -> None:
    """Let somebody train by a programme from now on; the one of before ends now.

    Parameters
    ----------
    records : Records
        Open.
    pseudonym : str
        Of the person.
    name, version
        As of `programme_text`.

    Raises
    ------
    RecordsError
        There is no such person, programme or version.
    """
    with records.database.write() as work:
        person, programme = records.known_person(work, pseudonym), _known(work, name, version)
        _end(work, person, records.now())
        work.add(Assignment(person_id=person.id, programme_id=programme.id, since=records.now()))
        detail = f"programme {programme.id}"
        records.audit(work, "programme.assigned", numbered(person), detail=detail)


def unassign(records: Records, pseudonym: str) -> None:
    """Let somebody train by no programme from now on.

    Raises
    ------
    RecordsError
        There is no such person.
    """
    with records.database.write() as work:
        person = records.known_person(work, pseudonym)
        _end(work, person, records.now())
        records.audit(work, "programme.ended", numbered(person))


def assigned(database: Database, pseudonym: str) -> list[AssignedRow]:
    """Programmes of a person, newest first; the first lasts where its `until` is None."""
    wanted = (
        select(Assignment, Programme)
        .join(Assignment.programme)
        .join(Person, Person.id == Assignment.person_id)
        .where(Person.pseudonym == pseudonym)
        .order_by(Assignment.since.desc(), Assignment.id.desc())
    )
    with database.work() as work:
        return [
            AssignedRow(programme.name, programme.version, one.since, one.until)
            for one, programme in work.execute(wanted)
        ]


def _end(work: Work, person: Person, at: dt.datetime) -> None:
    lasting = select(Assignment).where(
        Assignment.person_id == person.id, Assignment.until.is_(None)
    )
    for one in work.scalars(lasting):
        one.until = at


def _version(work: Work, name: str, version: int | None) -> Programme | None:
    wanted = select(Programme).where(Programme.name == name)
    if version is not None:
        wanted = wanted.where(Programme.version == version)
    return work.scalars(wanted.order_by(Programme.version.desc()).limit(1)).first()


def _known(work: Work, name: str, version: int | None) -> Programme:
    found = _version(work, name, version)
    if found is None:
        which = f"version {version} of a programme" if version is not None else "programme"
        raise RecordsError(
            f"There is no {which} called {name[:32]!r} in the records.",
            hint="`records programme` lists them.",
        )
    return found
