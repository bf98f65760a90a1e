"""What is known of a person beside the pseudonym: year of birth and sex, for norms alone.

Both may stay unknown. The year is all that is kept of the birth date here; the date itself, if a
clinic keeps it, lies apart and sealed with the name (`balance_arcade.records.clinic.identities`).
The audit log says that they were told or taken back, and never what they are: it outlives them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

import msgspec
from sqlalchemy import select

from balance_arcade.assess.ages import ages_of
from balance_arcade.assess.foot_place import read_foot_place
from balance_arcade.assess.norms import (
    NOTHING,
    NoNorm,
    NormPerson,
    NormPlace,
    NormTold,
    Sex,
    norm_of,
    norm_told,
)
from balance_arcade.core.errors import ConfigError
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import Records, numbered
from balance_arcade.records.clinic.looking import OutcomeLine
from balance_arcade.records.clinic.tables import Person, Session

FIRST_YEAR: Final = 1900
SEXES: Final[tuple[Sex, ...]] = ("", "female", "male")


class About(msgspec.Struct, frozen=True):
    """Year of birth and sex of a person; None and empty where they are not known."""

    birth_year: int | None = None
    sex: Sex = ""


def about_person(database: Database, pseudonym: str) -> About:
    """Read what is known of a person; of one who is not there, nothing is."""
    with database.work() as work:
        wanted = select(Person.birth_year, Person.sex).where(Person.pseudonym == pseudonym)
        row = work.execute(wanted).first()
    return About() if row is None else About(row[0], _sex(row[1]))


def tell_about(
    records: Records,
    pseudonym: str,
    *,
    birth_year: int | Literal["keep"] | None = "keep",
    sex: Sex | Literal["keep"] = "keep",
) -> About:
    """Write down, change or take back what is known of a person.

    Parameters
    ----------
    records : Records
        Open.
    pseudonym : str
        Of a person in the records.
    birth_year : int, None or "keep"
        None takes it back.
    sex : {"female", "male", "", "keep"}
        Empty takes it back.

    Returns
    -------
    About
        As it is from now on.

    Raises
    ------
    ConfigError
        A year that nobody alive was born in, or another word for the sex.
    RecordsError
        There is no such person.
    """
    this_year = records.now().year
    if isinstance(birth_year, int) and not FIRST_YEAR <= birth_year <= this_year:
        raise ConfigError(
            f"A year of birth is {FIRST_YEAR} to {this_year}, not {birth_year}.",
            hint="Give the year alone, such as 1948; leave it out where it is not known.",
        )
    if sex != "keep" and sex not in SEXES:
        raise ConfigError(f"The sex is female or male, not {sex[:20]!r}; it may be left out.")
    with records.database.write() as work:
        person = records.known_person(work, pseudonym)
        before = About(person.birth_year, _sex(person.sex))
        if birth_year != "keep":
            person.birth_year = birth_year
        if sex != "keep":
            person.sex = sex
        after = About(person.birth_year, _sex(person.sex))
        changed = [
            one for one in ("birth_year", "sex") if getattr(before, one) != getattr(after, one)
        ]
        if changed:
            records.audit(work, "person.about", numbered(person), detail=", ".join(changed))
    return after


def tell_feet(records: Records, session_id: str, feet: str) -> None:
    """Write down where the feet stood in a session, where its recordings do not say it.

    Parameters
    ----------
    records : Records
        Open.
    session_id : str
        Whole id.
    feet : str
        Words of `balance_arcade.assess.foot_place.foot_place_words`.
    """
    with records.database.write() as work:
        session = work.get(Session, session_id)
        if session is not None and feet and session.feet != feet:
            session.feet = feet
            records.audit(work, "session.feet", session.id)


NormsOf = Callable[[OutcomeLine], NormTold | None]
"""Gives the norm of a number of a session, with its reason; None where no source is of it."""


def norms_of_session(database: Database, session_id: str) -> NormsOf:
    """Read once what norms hang on in a session, and tell the norms of its numbers by it.

    Parameters
    ----------
    database : Database
        Open.
    session_id : str
        Whole id.

    Returns
    -------
    callable
        From `balance_arcade.records.clinic.looking.OutcomeLine` to `NormTold` or None.
    """
    with database.work() as work:
        session = work.get(Session, session_id)
        who = NormPerson() if session is None else norm_person(session, session.person)
        place = NormPlace() if session is None else norm_place(session)

    def norm(one: OutcomeLine) -> NormTold | None:
        if one.source != "test":
            return None
        found = norm_of(one.name, one.method, who, place)
        if isinstance(found, NoNorm) and found.why == NOTHING:
            return None
        return norm_told(found, one.value)

    return norm


def norm_person(session: Session, person: Person | None) -> NormPerson:
    """Tell a norm of the person at a session: what was told then goes first."""
    sex = _sex(session.sex or (person.sex if person is not None else ""))
    if session.age_y is not None:
        return NormPerson((session.age_y, session.age_y), sex)
    year = None if person is None else person.birth_year
    return NormPerson(ages_of(year, session.began.year), sex)


def norm_place(session: Session) -> NormPlace:
    """Tell a norm of board and feet of a session."""
    feet = read_foot_place(session.feet)
    if session.measures_as == "force plate":
        return NormPlace("force plate", feet)
    return NormPlace("noisy" if session.measures_as == "noisy" else "", feet)


def _sex(text: str) -> Sex:
    return "female" if text == "female" else "male" if text == "male" else ""
