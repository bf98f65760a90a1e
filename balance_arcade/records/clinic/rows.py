"""Rows of the records: a person's and a number's; what they answer with to a list and a check."""

from __future__ import annotations

import datetime as dt
import math

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session as Work

from balance_arcade.core.errors import RecordsError
from balance_arcade.records.clinic.columns import value_or_reason
from balance_arcade.records.clinic.reading import ReadOutcome
from balance_arcade.records.clinic.tables import Outcome, Person


class Problem(msgspec.Struct, frozen=True):
    """Something that `balance_arcade.records.clinic.keeping.Records.verify` found.

    Attributes
    ----------
    subject : str
        File or row.
    why : str
        What is wrong, as a sentence.
    """

    subject: str
    why: str


class SessionRow(msgspec.Struct, frozen=True):
    """A session in a list.

    Attributes
    ----------
    id : str
        Of the session.
    began : datetime
        In UTC.
    origin, board : str
        Where its samples came from.
    n_trials : int
        Recordings.
    notes : tuple of str
        Those that are not hidden.
    """

    id: str
    began: dt.datetime
    origin: str
    board: str
    n_trials: int
    notes: tuple[str, ...]


def known_person(work: Work, pseudonym: str) -> Person:
    """Find a person within a transaction.

    Raises
    ------
    RecordsError
        Nobody is called so.
    """
    found = work.scalars(select(Person).where(Person.pseudonym == pseudonym)).first()
    if found is None:
        raise RecordsError(
            f"Nobody is called {pseudonym[:32]!r} in the records.",
            hint="`records people` lists.",
        )
    return found


def outcome_row(one: ReadOutcome) -> Outcome:
    """Make a row of a number: finite with no reason, or none with one, on both kinds."""
    value, refused = value_or_reason(one.value, one.refused)
    repeats = msgspec.json.encode([each for each in one.repeats if math.isfinite(each)]).decode()
    told = {"value": value, "refused": refused, "repeats": repeats}
    return Outcome(**{**msgspec.structs.asdict(one), **told})
