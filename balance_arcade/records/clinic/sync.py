"""Moves what waits in a station's outbox to a centre: each thing in one transaction of the centre.

The centre takes a thing and commits; then the station strikes it out. Killed between the two, it is
sent again, and is there once. A thing that changes while it is sent goes on waiting. A centre that
goes away ends the sync; everything that it has not taken waits. What is refused waits too, with the
reason, and everything else goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import msgspec
from sqlalchemy import select

from balance_arcade.core.errors import BalanceArcadeError, RecordsAwayError, RecordsError
from balance_arcade.records.clinic.centre import CentreDatabase, Meeting, meet, note_try, part
from balance_arcade.records.clinic.erasing import mark_of
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.outgoing import (
    Group,
    Queue,
    Refused,
    pack,
    strike_out,
    strike_out_erasures,
    times_of_erasing,
    wait_anew,
)
from balance_arcade.records.clinic.parcels import (
    AnalysesParcel,
    Parcel,
    PersonParcel,
    SessionParcel,
    TextsParcel,
    subject_of,
)
from balance_arcade.records.clinic.receiving import (
    Counter,
    receive_person,
    receive_session,
    receive_texts,
)
from balance_arcade.records.clinic.receiving_analyses import receive_analyses
from balance_arcade.records.clinic.receiving_erasures import receive_erasures
from balance_arcade.records.clinic.receiving_plans import receive_plan
from balance_arcade.records.clinic.tables import Erased, Person
from balance_arcade.records.clinic.waiting import ERASED

_AT_ONCE: Final = 100
"""Things until the outbox is looked at anew: an erasure overtakes what came before it."""


class Synced(msgspec.Struct):
    """What came of a sync.

    Attributes
    ----------
    sent : dict of str to int
        How many things the centre took, by kind.
    refused : list of Refused
        What it did not take, or not as it is here.
    erased_there : list of str
        Pseudonyms of people here who were erased at the centre.
    told : list of str
        What is strange, as sentences.
    fault : str
        Why the centre took nothing more; empty where it took all.
    """

    sent: dict[str, int] = msgspec.field(default_factory=dict)
    refused: list[Refused] = msgspec.field(default_factory=list)
    erased_there: list[str] = msgspec.field(default_factory=list)
    told: list[str] = msgspec.field(default_factory=list)
    fault: str = ""


def sync(
    station: Records,
    centre: CentreDatabase,
    *,
    texts: bool = False,
    anew: bool = False,
    say: Callable[[int], None] = lambda n_sent: None,
) -> Synced:
    """Send what waits; safe to repeat, to interrupt, and in two programs at once.

    Parameters
    ----------
    station : Records
        Those whose outbox it is.
    centre : CentreDatabase
        Open.
    texts : bool
        Send what people wrote too, which may name somebody.
    anew : bool
        Send everything, also what a centre took before.
    say : callable
        Told after each thing how many were sent.

    Returns
    -------
    Synced

    Raises
    ------
    BalanceArcadeError
        The two must not be synced (`balance_arcade.records.clinic.centre.meet`).
    """
    meeting = meet(station, centre, anew=anew)
    done = Synced(told=list(meeting.told))
    if anew:
        wait_anew(station)
    sending = _Sending(station, centre, meeting, done)
    try:
        for group in _each(station, texts=texts):
            sending.send(group)
            say(sum(done.sent.values()))
        done.erased_there = _erased_there(station, centre)
        if done.sent:
            part(station, centre, meeting)
    except RecordsAwayError as error:
        done.fault = str(error)
    return done


def sync_with(
    station: Records,
    address: str,
    *,
    texts: bool = False,
    anew: bool = False,
    say: Callable[[int], None] = lambda n_sent: None,
) -> Synced:
    """Open the centre and send what waits, as `sync`; how it ended is written down here.

    Raises
    ------
    BalanceArcadeError
        The centre cannot be opened, or the two must not be synced.
    """
    try:
        with CentreDatabase(address) as centre:
            done = sync(station, centre, texts=texts, anew=anew, say=say)
    except BalanceArcadeError as error:
        note_try(station, str(error))
        raise
    note_try(station, done.fault)
    return done


def _each(station: Records, *, texts: bool) -> Iterator[Group]:
    """Everything that waits, each once, also what comes to wait meanwhile."""
    queue = Queue(station, texts=texts)
    while queue.look():
        for _ in range(_AT_ONCE):
            group = queue.take()
            if group is None:
                break
            yield group


class _Sending:
    def __init__(
        self, station: Records, centre: CentreDatabase, meeting: Meeting, done: Synced
    ) -> None:
        self._station, self._done = station, done
        self._name = meeting.name
        self._centre = Records(centre, station.folder, actor=meeting.name, now=station.now)

    def send(self, group: Group) -> None:
        if group.kind == ERASED:
            self._send_erasures(group)
            return
        parcel = pack(self._station, group)
        if parcel is None:
            strike_out(self._station, group, None, [])
            return
        try:
            told = self._hand_over(group.kind, parcel)
        except RecordsAwayError:
            raise
        except RecordsError as error:
            self._refuse(group.kind, parcel, str(error))
            strike_out(self._station, group, None, [str(error)])
            return
        strike_out(self._station, group, parcel, told)
        for why in told:
            self._refuse(group.kind, parcel, why)
        if not told:
            self._count(group.kind, 1)

    def _hand_over(self, kind: str, parcel: Parcel) -> list[str]:
        with self._centre.database.write() as work:
            at = Counter(self._centre, work, self._name)
            subject = _receive(at, parcel)
            work.flush()
            if at.n_changed:
                detail = f"{at.n_changed} changes"
                self._centre.audit(work, f"{kind}.received", subject, detail=detail)
        return at.told

    def _send_erasures(self, group: Group) -> None:
        erased = times_of_erasing(self._station, group)
        with self._centre.database.write() as work:
            at = Counter(self._centre, work, self._name)
            receive_erasures(at, erased)
            if at.n_changed:
                self._centre.audit(work, "erasure.received", f"{len(erased)} hashes")
        strike_out_erasures(self._station, group)
        self._count(ERASED, len({number for _, number in group.items}))

    def _refuse(self, kind: str, parcel: Parcel, why: str) -> None:
        self._done.refused.append(Refused(kind, subject_of(parcel), why))

    def _count(self, kind: str, n: int) -> None:
        self._done.sent[kind] = self._done.sent.get(kind, 0) + n


def _receive(at: Counter, parcel: Parcel) -> str:
    if isinstance(parcel, SessionParcel):
        return receive_session(at, parcel)
    if isinstance(parcel, PersonParcel):
        return receive_person(at, parcel)
    if isinstance(parcel, AnalysesParcel):
        return receive_analyses(at, parcel)
    if isinstance(parcel, TextsParcel):
        return receive_texts(at, parcel)
    return receive_plan(at, parcel)


def _erased_there(station: Records, centre: CentreDatabase) -> list[str]:
    """Who is here and was erased at the centre after they came; who came later is somebody else."""
    with station.database.work() as work:
        people = {mark_of(one.pseudonym): one for one in work.scalars(select(Person))}
        work.expunge_all()
    with centre.work() as work:
        marks = work.execute(
            select(Erased.sha256, Erased.at).where(Erased.sha256.in_(list(people)))
        )
        return sorted(people[mark].pseudonym for mark, at in marks if people[mark].since < at)
