"""How long things are kept, as the clinic stated it, and what is due to be erased by that."""

from __future__ import annotations

import datetime as dt
from typing import Final, Literal, get_args

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session as Work

from balance_arcade.core.errors import RecordsError
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.erasing import erase_person, erase_sessions
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.tables import Person, Retention, Session

What = Literal["person", "simulated", "nobody"]

KINDS: Final[tuple[What, ...]] = get_args(What)
"""A person with everything, so long after the newest session; sessions of simulated or replayed
people; real sessions that are nobody's."""

MOST_DAYS: Final = 36_525
"""A hundred years: who states more has mistaken the unit."""


class Due(msgspec.Struct, frozen=True):
    """Something that was kept for as long as was stated.

    Attributes
    ----------
    what : {"person", "simulated", "nobody"}
        Which period is over.
    subject : str
        Pseudonym of a person, id of a session.
    newest : datetime
        When the person came last, or the session began; in UTC.
    """

    what: What
    subject: str
    newest: dt.datetime


def state_period(records: Records, what: str, days: int | None) -> None:
    """State how long something is kept; None keeps it for good.

    Parameters
    ----------
    records : Records
        Open.
    what : {"person", "simulated", "nobody"}
        As of `KINDS`.
    days : int or None
        At least 1.

    Raises
    ------
    RecordsError
        There is no such kind, or no such period.
    """
    if what not in KINDS:
        raise RecordsError(
            f"Nothing of the records is called {what[:24]!r}.", hint=f"Known: {', '.join(KINDS)}."
        )
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise RecordsError(f"A period has 1 to {MOST_DAYS} days, not {days}.")
    with records.database.write() as work:
        row = work.get(Retention, what)
        if row is not None and days is None:
            work.delete(row)
        elif days is not None:
            work.merge(Retention(what=what, days=days, stated=records.now()))
        detail = "for good" if days is None else f"{days} days"
        records.audit(work, "retention.stated", what, detail=detail)


def periods(database: Database) -> dict[str, int]:
    """Periods in days, by kind; what is not in it is kept for good."""
    with database.work() as work:
        return {one.what: one.days for one in work.scalars(select(Retention))}


def due(records: Records) -> list[Due]:
    """Say what would be erased now; nothing is changed."""
    stated, now = periods(records.database), records.now()
    found: list[Due] = []
    with records.database.work() as work:
        for what in KINDS:
            if what in stated:
                found += _due(work, what, now - dt.timedelta(days=stated[what]))
    return found


def _due(work: Work, what: What, before: dt.datetime) -> list[Due]:
    if what == "person":
        # Somebody who was added and never came is as old as the entry.
        newest = func.coalesce(func.max(Session.began), Person.since)
        people = (
            select(Person.pseudonym, Person.since, func.max(Session.began))
            .outerjoin(Session)
            .group_by(Person.id)
            .having(newest < before)
            .order_by(Person.pseudonym)
        )
        return [Due(what, name, last or since) for name, since, last in work.execute(people)]
    sessions = select(Session.id, Session.began).where(Session.began < before)
    if what == "simulated":
        sessions = sessions.where(Session.origin != "real")
    else:
        sessions = sessions.where(Session.origin == "real", Session.person_id.is_(None))
    return [Due(what, one, at) for one, at in work.execute(sessions.order_by(Session.began))]


def erase_due(records: Records, found: list[Due], *, actor: str = "local") -> int:
    """Erase what is due; returns how many recordings went.

    Parameters
    ----------
    records : Records
        Open.
    found : list of Due
        As `due` gave it and somebody has looked at it.
    actor : str
        Who asked for it.

    Raises
    ------
    RecordsError
        A person is gone already, or a file could not be removed; what came before it is erased.
    """
    n_files = sum(
        # At the centre the person may be training still, from another station: it has periods of
        # its own.
        erase_person(records, one.subject, actor=actor, everywhere=False)
        for one in found
        if one.what == "person"
    )
    sessions = [one.subject for one in found if one.what != "person"]
    if sessions:
        # Who erases a person takes simulated sessions of theirs along; those are left out here.
        n_files += erase_sessions(records, sessions, why="retention")
    return n_files
