"""How a person's outcomes change from session to session, and what of that is more than error.

Values are compared only where name, unit and method (protocol with every setting, pipeline) are
equal. A change is told apart from error by the minimal detectable change of the person's own
repeated trials (`balance_arcade.assess.repeatability`): from the spread within sessions, which is a
lower bound for changes between days, and it is said so. Without enough repeats there is no verdict.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Final, Literal

import msgspec
from sqlalchemy import ColumnElement, select

from balance_arcade.assess.norms import NOTHING, NoNorm, Norm, NormTold, norm_of, norm_told
from balance_arcade.assess.repeatability import Z_95
from balance_arcade.records.clinic.about import norm_person, norm_place
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.tables import Outcome, Person, Session, Trial

LEAST_FREEDOM: Final = 6
"""Degrees of freedom of the error from which a verdict is given: with fewer its own 95 % interval
is wider than a factor of two each way."""

Verdict = Literal["changed", "within error", "too few trials"]


class Point(msgspec.Struct, frozen=True):
    """One value of one session.

    Attributes
    ----------
    began : datetime
        Of the session, in UTC.
    session : str
        Its id.
    value : float or None
        None where it was refused.
    refused : str
        Why.
    repeats : tuple of float
        Values of the trials that it is the mean of.
    band : tuple of (float or None, float), or None
        Norm band that applies to this session: age, feet and board may be others the next time.
    """

    began: dt.datetime
    session: str
    value: float | None
    refused: str
    repeats: tuple[float, ...]
    band: tuple[float | None, float] | None = None


class Course(msgspec.Struct, frozen=True):
    """One outcome of a person over time.

    Attributes
    ----------
    name, unit, method, definition : str
        What it is.
    points : tuple of Point
        Oldest first.
    change : float or None
        Newest minus first; None with fewer than two values.
    mdc95 : float or None
        Minimal detectable change of two such values; None where too little was repeated.
    verdict : {"changed", "within error", "too few trials"}
        In words.
    why : str
        What the verdict rests on, as a sentence.
    norm : NormTold
        Of the newest value, or why there is none.
    """

    name: str
    unit: str
    method: str
    definition: str
    points: tuple[Point, ...]
    change: float | None
    mdc95: float | None
    verdict: Verdict
    why: str
    norm: NormTold = NormTold(NOTHING)


def courses_of(
    database: Database, pseudonym: str, *, name: str = "", simulated: bool = False
) -> list[Course]:
    """Every outcome of a person over time.

    Parameters
    ----------
    database : Database
        Open.
    pseudonym : str
        Of the person.
    name : str
        Only outcomes whose name begins so.
    simulated : bool
        Those of simulated and replayed sessions, instead of the real ones: they never mix.

    Returns
    -------
    list of Course
        By name, then by method.
    """
    kind = Session.origin != "real" if simulated else Session.origin == "real"
    called = [Outcome.name.startswith(name, autoescape=True)] if name else []
    return _courses(database, Person.pseudonym == pseudonym, kind, *called)


def courses_of_session(database: Database, session_id: str) -> list[Course]:
    """Every outcome of one session, as courses of one value each: nothing is compared."""
    return _courses(database, Session.id == session_id)


def _courses(database: Database, *conditions: ColumnElement[bool]) -> list[Course]:
    wanted = (
        select(Outcome, Session, Person)
        .join(Outcome.trial)
        .join(Trial.session)
        .outerjoin(Session.person)
        .where(*conditions)
        .order_by(Outcome.name, Outcome.method, Session.began, Session.id, Outcome.id)
    )
    found: dict[tuple[str, str, str], list[Point]] = {}
    norms: dict[tuple[str, str, str], NormTold] = {}
    texts: dict[tuple[str, str, str], str] = {}
    with database.work() as work:
        for outcome, session, person in work.execute(wanted):
            key = (outcome.name, outcome.unit, f"{outcome.source}: {outcome.method}")
            texts[key] = outcome.definition
            repeats = msgspec.json.decode(outcome.repeats or "[]", type=tuple[float, ...])
            norm = _norm(outcome, session, person)
            if key not in norms or outcome.value is not None:
                norms[key] = norm_told(norm, outcome.value)
            band = norm.band if isinstance(norm, Norm) else None
            found.setdefault(key, []).append(
                Point(session.began, session.id, outcome.value, outcome.refused, repeats, band)
            )
    return [_course(key, texts[key], points, norms[key]) for key, points in found.items()]


def _norm(outcome: Outcome, session: Session, person: Person) -> Norm | NoNorm:
    if outcome.source != "test":
        return NoNorm(NOTHING)
    place = norm_place(session)
    return norm_of(outcome.name, outcome.method, norm_person(session, person), place)


def _course(key: tuple[str, str, str], text: str, points: list[Point], norm: NormTold) -> Course:
    values = [one.value for one in points if one.value is not None]
    change = values[-1] - values[0] if len(values) > 1 else None
    mdc, why = least_change([one.repeats for one in points if one.value is not None])
    verdict: Verdict = "too few trials"
    if change is not None and mdc is not None:
        verdict = "changed" if abs(change) > mdc else "within error"
    elif change is None:
        why = "There are fewer than two values to compare."
    return Course(*key, text, tuple(points), change, mdc, verdict, why, norm)


def least_change(repeats: list[tuple[float, ...]]) -> tuple[float | None, str]:
    """Minimal detectable change of two means, from the trials that were averaged.

    Parameters
    ----------
    repeats : list of tuple of float
        Trials of each session; sessions without repeats say nothing.

    Returns
    -------
    float or None
        ``1.96 sqrt(2) SEM / sqrt(m)``, with SEM the root of the pooled variance within sessions
        and m the fewest trials that are averaged; None below `LEAST_FREEDOM`.
    str
        What it rests on, as a sentence.

    Examples
    --------
    >>> mdc, why = least_change([(10.0, 12.0, 11.0)] * 3)
    >>> round(mdc, 3)
    1.6
    """
    repeated = [one for one in repeats if len(one) > 1]
    freedom = sum(len(one) - 1 for one in repeated)
    if freedom < LEAST_FREEDOM:
        return None, (
            f"The error rests on {freedom} degrees of freedom; from {LEAST_FREEDOM} on a change can"
            " be told apart."
        )
    squares = 0.0
    for one in repeated:
        mean = math.fsum(one) / len(one)
        squares += math.fsum((value - mean) ** 2 for value in one)
    sem = math.sqrt(squares / freedom)
    averaged = min(len(one) for one in repeated)
    mdc = Z_95 * math.sqrt(2.0) * sem / math.sqrt(averaged)
    return mdc, (
        f"Minimal detectable change from {freedom} degrees of freedom within sessions, {averaged}"
        " trials averaged; a lower bound for changes between days."
    )
