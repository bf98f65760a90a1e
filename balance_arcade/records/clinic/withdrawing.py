"""People who were added by mistake: withdrawn from the lists, kept, and brought back."""

from __future__ import annotations

from sqlalchemy import func, select

from balance_arcade.core.errors import RecordsError
from balance_arcade.records.clinic.keeping import Records, numbered
from balance_arcade.records.clinic.tables import Session


def withdraw_person(records: Records, pseudonym: str, *, withdrawn: bool = True) -> None:
    """Take somebody without a session out of the lists, or bring them back.

    Nothing is deleted. Whoever gets a session all the same stands in the lists again.

    Parameters
    ----------
    records : Records
        Open.
    pseudonym : str
        Of the person.
    withdrawn : bool
        False brings them back.

    Raises
    ------
    RecordsError
        There is no such person, or there are sessions of theirs.
    """
    with records.database.write() as work:
        person = records.known_person(work, pseudonym)
        theirs = select(func.count()).select_from(Session).where(Session.person_id == person.id)
        if withdrawn and work.scalar(theirs):
            raise RecordsError(
                f"{pseudonym} has sessions.", hint="Say of each that it is not this person's first."
            )
        person.withdrawn = records.now() if withdrawn else None
        action = "person.withdrawn" if withdrawn else "person.restored"
        records.audit(work, action, numbered(person))
