"""Recordings that the records know, as they are measured again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import msgspec
from sqlalchemy import select

from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.rows import known_person
from balance_arcade.records.clinic.tables import Person, Session, Trial


class KnownRecording(msgspec.Struct, frozen=True):
    """A recording of the records.

    Attributes
    ----------
    file : str
        Path below the folder of the records.
    sha256 : str
        Of its bytes.
    person, session, trial, label : str
        Whose it is (empty while it is nobody's), and what.
    began : datetime
        In UTC.
    """

    file: str
    sha256: str
    person: str
    session: str
    trial: str
    label: str
    began: dt.datetime


def recordings_of(
    database: Database,
    pseudonym: str | None = None,
    *,
    measured: frozenset[str] = frozenset(),
) -> list[KnownRecording]:
    """List recordings whose files are kept here, oldest first.

    Parameters
    ----------
    database : Database
        Open.
    pseudonym : str or None
        Of a person; None for all, also those that are nobody's yet.
    measured : frozenset of str
        Hashes of those that are listed too where a station keeps their files: it measured them.

    Returns
    -------
    list of KnownRecording

    Raises
    ------
    RecordsError
        There is no such person.
    """
    wanted = (
        select(
            Trial.file, Trial.sha256, Person.pseudonym, Session.id, Trial.trial_id, Trial.label,
            Trial.began, Trial.place,
        )
        .join(Session, Trial.session_id == Session.id)
        .outerjoin(Person, Session.person_id == Person.id)
        .order_by(Trial.began, Trial.id)
    )  # fmt: skip
    if pseudonym is not None:
        wanted = wanted.where(Person.pseudonym == pseudonym)
    with database.work() as work:
        if pseudonym is not None:
            known_person(work, pseudonym)
        return [
            KnownRecording(file, sha256, whose or "", session, trial, label, began)
            for file, sha256, whose, session, trial, label, began, place in work.execute(wanted)
            if not place or sha256 in measured
        ]


def recordings_in(paths: Iterable[Path]) -> list[Path]:
    """Finished recordings in files and folders, each once, in the order of their names."""
    found = dict[Path, None]()
    for path in paths:
        for file in sorted(path.rglob("*.mcap")) if path.is_dir() else [path]:
            found[file] = None
    return list(found)
