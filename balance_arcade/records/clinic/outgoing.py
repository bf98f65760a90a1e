"""The station's side of a sync: what waits, in which order, and how it is struck out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session as Work

from balance_arcade.records.clinic.centre import last_meeting
from balance_arcade.records.clinic.erasing import mark_of
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.parcels import (
    Parcel,
    SessionParcel,
    pack_person,
    pack_plan,
    pack_session,
    pack_texts,
)
from balance_arcade.records.clinic.tables import (
    Assignment,
    Erased,
    Note,
    Person,
    Session,
    Trial,
    TrialEvent,
    Unsent,
)
from balance_arcade.records.clinic.waiting import ERASED, PERSON, PLAN, SESSION, TEXTS, WRITTEN

_PACK: Final = {
    SESSION: pack_session,
    PERSON: pack_person,
    TEXTS: pack_texts,
    PLAN: pack_plan,
}

_PEOPLE: Final = (PERSON, PLAN)


class Group(msgspec.Struct, frozen=True):
    """Things that go together: one, or all that was erased.

    Attributes
    ----------
    kind : str
        As of `balance_arcade.records.clinic.waiting`.
    items : tuple of (str, int)
        Subject, and the row of the audit log that told of its newest change.
    """

    kind: str
    items: tuple[tuple[str, int], ...]


class Refused(msgspec.Struct, frozen=True):
    """Something that the centre has not taken, or not all of it: a session, or a person."""

    kind: str
    subject: str
    why: str


class Outbox(msgspec.Struct, frozen=True):
    """What waits for the centre.

    Attributes
    ----------
    sessions, people, erasures : int
        How many of each, those that were refused among them.
    texts : int
        Sessions and people about whom somebody wrote something.
    refused : tuple of Refused
        What the centre has not taken, or not as it is here.
    last : datetime or None
        When a sync came to its end that sent something; None for never.
    """

    sessions: int
    people: int
    erasures: int
    texts: int
    refused: tuple[Refused, ...]
    last: dt.datetime | None


def outbox(station: Records) -> Outbox:
    """Say what waits; the centre is not asked."""
    with station.database.work() as work:
        rows = list(work.scalars(select(Unsent).order_by(Unsent.number, Unsent.subject)))
        kinds = [one.kind for one in rows]
        people = {str(one.id): one.pseudonym for one in work.scalars(select(Person))}
        refused = tuple(
            Refused(one.kind, people[one.subject] if one.kind in _PEOPLE else one.subject, one.why)
            for one in rows
            if one.why
        )
        erasures = {one.number for one in rows if one.kind == ERASED}
    last = last_meeting(station)
    return Outbox(
        sessions=kinds.count(SESSION),
        people=kinds.count(PERSON),
        erasures=len(erasures),
        texts=sum(map(kinds.count, WRITTEN)),
        refused=refused,
        last=last.at if last is not None else None,
    )


def groups_waiting(station: Records, *, texts: bool) -> list[Group]:
    """Give what waits in the order in which it is sent.

    A session that the centre has already and that is another person's now goes before an erasure:
    the centre would erase it with the person whose it was.
    """
    with station.database.work() as work:
        rows = [(one.kind, one.subject, one.number) for one in work.scalars(select(Unsent))]
        at_centre = set(work.scalars(select(Session.id).where(Session.sent.is_not(None))))
    erased = tuple(sorted((subject, n) for kind, subject, n in rows if kind == ERASED))
    single = [(n, kind, subject) for kind, subject, n in rows if kind != ERASED]
    known = [one for one in single if one[1] == SESSION and one[2] in at_centre]
    order: list[Group] = [_alone(*one) for one in sorted(known)]
    order += [Group(ERASED, erased)] if erased else []
    for kind in (PERSON, SESSION, *(WRITTEN if texts else ())):
        order += [_alone(*one) for one in sorted(single) if one[1] == kind and one not in known]
    return order


def _alone(number: int, kind: str, subject: str) -> Group:
    return Group(kind, ((subject, number),))


def pack(station: Records, group: Group) -> Parcel | None:
    """Read a thing as it is now; None where it was erased."""
    (subject, _) = group.items[0]
    with station.database.work() as work:
        return _PACK[group.kind](work, subject)


def strike_out(station: Records, group: Group, parcel: Parcel | None, why: list[str]) -> None:
    """Let a thing wait no longer that the centre took as it is now.

    Parameters
    ----------
    station : Records
        Of the station.
    group : Group
        One thing.
    parcel : Parcel or None
        What the centre took; None where it took nothing.
    why : list of str
        Why it goes on waiting; empty where it does not.
    """
    ((subject, number),) = group.items
    told = " ".join(why)
    with station.database.write() as work:
        row = work.get(Unsent, (group.kind, subject))
        if isinstance(parcel, SessionParcel):
            _note_sent(work, parcel, station.now(), settled=not why)
        if row is None or row.number != number:
            # It was changed, or struck out by another program, while it was sent.
            return
        name = f"person {subject}" if group.kind in _PEOPLE else subject
        if not told:
            work.delete(row)
            if parcel is not None:
                station.audit(work, f"{group.kind}.sent", name)
        elif row.why != told:
            row.why = told
            station.audit(work, "sync.refused", name, detail=group.kind)


def _note_sent(work: Work, parcel: SessionParcel, at: dt.datetime, *, settled: bool) -> None:
    session = work.get(Session, parcel.id)
    if session is None:
        return
    session.sent = at
    if settled:
        session.sent_person = mark_of(parcel.person) if parcel.person is not None else None


def times_of_erasing(station: Records, group: Group) -> Mapping[str, dt.datetime]:
    """When each of the things was erased."""
    with station.database.work() as work:
        wanted = select(Erased).where(Erased.sha256.in_([subject for subject, _ in group.items]))
        return {one.sha256: one.at for one in work.scalars(wanted)}


def strike_out_erasures(station: Records, group: Group) -> None:
    """Let erasures wait no longer that the centre carried out."""
    with station.database.write() as work:
        for subject, number in group.items:
            row = work.get(Unsent, (ERASED, subject))
            if row is not None and row.number == number:
                work.delete(row)
        station.audit(work, "erasure.sent", f"{len(group.items)} hashes")


def wait_anew(station: Records) -> None:
    """Let everything wait, also what a centre took before."""
    with station.database.write() as work:
        number = station.audit(work, "sync.anew", "").id
        for session in work.scalars(select(Session)):
            session.sent = session.sent_person = None
        for kind, subject in _everything(work):
            work.merge(Unsent(kind=kind, subject=subject, number=number, why=""))


def _everything(work: Work) -> Iterator[tuple[str, str]]:
    words = TrialEvent.data.contains('"text":"') & ~TrialEvent.data.contains('"text":""')
    for kind, wanted in (
        (ERASED, select(Erased.sha256).where(Erased.everywhere)),
        (SESSION, select(Session.id)),
        (TEXTS, select(Note.session_id).distinct()),
        (TEXTS, select(Trial.session_id).join(TrialEvent).where(words).distinct()),
        (PERSON, select(Person.id)),
        (PLAN, select(Assignment.person_id).distinct()),
    ):
        for subject in list(work.scalars(wanted)):
            yield kind, str(subject)
