"""The station's side of a sync: what waits, in which order, and how it is struck out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from heapq import heappop, heappush
from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session as Work

from balance_arcade.records.clinic.centre import last_meeting, last_try
from balance_arcade.records.clinic.erasing import mark_of
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.parcels import (
    FACTS,
    Parcel,
    PersonParcel,
    SessionParcel,
    pack_analyses,
    pack_person,
    pack_plan,
    pack_session,
    pack_texts,
)
from balance_arcade.records.clinic.tables import (
    Analysis,
    Assignment,
    Erased,
    Note,
    Person,
    Session,
    Trial,
    TrialEvent,
    Unsent,
)
from balance_arcade.records.clinic.waiting import (
    ANALYSES,
    ERASED,
    PERSON,
    PLAN,
    SESSION,
    TEXTS,
    WRITTEN,
)

_PACK: Final = {
    SESSION: pack_session,
    PERSON: pack_person,
    ANALYSES: pack_analyses,
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
    analyses : int
        Sessions of whose recordings something was measured anew.
    texts : int
        Sessions and people about whom somebody wrote something.
    refused : tuple of Refused
        What the centre has not taken, or not as it is here.
    last : datetime or None
        When a sync came to its end that sent something; None for never.
    tried : datetime or None
        When one was last tried.
    fault : str
        Why that one ended early; empty where it did not.
    """

    sessions: int
    people: int
    erasures: int
    analyses: int
    texts: int
    refused: tuple[Refused, ...]
    last: dt.datetime | None
    tried: dt.datetime | None
    fault: str


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
    last, (tried, fault) = last_meeting(station), last_try(station)
    return Outbox(
        sessions=kinds.count(SESSION),
        people=kinds.count(PERSON),
        erasures=len(erasures),
        analyses=kinds.count(ANALYSES),
        texts=sum(map(kinds.count, WRITTEN)),
        refused=refused,
        last=last.at if last is not None else None,
        tried=tried,
        fault=fault,
    )


class Queue:
    """What waits, in the order in which it is sent; what comes to wait meanwhile joins it.

    A session that the centre has already and that is another person's now goes before an erasure:
    the centre would erase it with the person whose it was.

    Parameters
    ----------
    station : Records
        Those whose outbox it is.
    texts : bool
        What people wrote too.
    """

    def __init__(self, station: Records, *, texts: bool) -> None:
        self._station = station
        kinds = (PERSON, SESSION, ANALYSES, *(WRITTEN if texts else ()))
        self._ranks = {kind: rank for rank, kind in enumerate(kinds, start=2)}
        self._heap: list[tuple[int, int, str, str]] = []
        self._newest: dict[tuple[str, str], int] = {}
        self._erased: list[tuple[str, int]] = []
        self._seen = -1

    def look(self) -> bool:
        """Read what came to wait since the last look; returns whether anything is to be sent."""
        known = (Unsent.kind == SESSION) & Session.sent.is_not(None)
        # Rows of the audit log number what waits: whatever comes later has a higher number.
        wanted = (
            select(Unsent.kind, Unsent.subject, Unsent.number, known)
            .outerjoin(Session, Unsent.subject == Session.id)
            .where(Unsent.number > self._seen)
        )
        with self._station.database.work() as work:
            rows = work.execute(wanted).all()
        for kind, subject, number, is_known in rows:
            self._seen = max(self._seen, number)
            if kind == ERASED:
                self._erased.append((subject, number))
            elif kind in self._ranks:
                self._newest[kind, subject] = number
                heappush(self._heap, (0 if is_known else self._ranks[kind], number, kind, subject))
        return bool(self._heap or self._erased)

    def take(self) -> Group | None:
        """Take what is sent next out of the queue; None where nothing is left in it."""
        while self._heap or self._erased:
            if self._erased and not (self._heap and self._heap[0][0] == 0):
                erased, self._erased = tuple(sorted(self._erased)), []
                return Group(ERASED, erased)
            _, number, kind, subject = heappop(self._heap)
            if self._newest[kind, subject] == number:
                return Group(kind, ((subject, number),))
        return None


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
        if isinstance(parcel, PersonParcel):
            _note_told(work, int(subject), parcel, station.now(), why)
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


def _note_told(
    work: Work, number: int, parcel: PersonParcel, at: dt.datetime, why: list[str]
) -> None:
    person = work.get(Person, number)
    if person is None:
        return
    person.sent = at
    for name, sentence in FACTS.items():
        if sentence not in why:
            setattr(person, f"sent_{name}", getattr(parcel, name))


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
        for person in work.scalars(select(Person)):
            person.sent = person.sent_birth_year = None
            person.sent_sex = ""
        for kind, subject in _everything(work):
            work.merge(Unsent(kind=kind, subject=subject, number=number, why=""))


def _everything(work: Work) -> Iterator[tuple[str, str]]:
    words = TrialEvent.data.contains('"text":"') & ~TrialEvent.data.contains('"text":""')
    for kind, wanted in (
        (ERASED, select(Erased.sha256).where(Erased.everywhere)),
        (SESSION, select(Session.id)),
        (ANALYSES, select(Trial.session_id).join(Analysis, Analysis.sha256 == Trial.sha256)),
        (TEXTS, select(Note.session_id).distinct()),
        (TEXTS, select(Trial.session_id).join(TrialEvent).where(words).distinct()),
        (PERSON, select(Person.id)),
        (PLAN, select(Assignment.person_id).distinct()),
    ):
        for subject in list(work.scalars(wanted)):
            yield kind, str(subject)
