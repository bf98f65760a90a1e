"""What a centre does with what a station sends: it adds, and never takes over.

Whatever is sent twice is there once. Where station and centre disagree, the centre's stays at the
centre, the station's at the station, and a sentence tells of it; the sentences name no person,
because they are kept beside what goes on waiting. What was erased is refused.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session as Work

from balance_arcade.core.errors import RecordsError
from balance_arcade.records.clinic.erasing import mark_of
from balance_arcade.records.clinic.keeping import Records, numbered
from balance_arcade.records.clinic.parcels import (
    FACTS,
    EventParcel,
    PersonParcel,
    SessionParcel,
    TextsParcel,
    TrialParcel,
    read_back,
)
from balance_arcade.records.clinic.rows import outcome_row
from balance_arcade.records.clinic.tables import Erased, Note, Person, Session, Trial, TrialEvent

_ERASED_PERSON: Final = "The person was erased at the centre."
_ERASED_RECORDING: Final = "A recording of it was erased at the centre."


class Counter:
    """A visit to the centre within one transaction: what it changed, and what it could not."""

    def __init__(self, centre: Records, work: Work, station: str) -> None:
        self.centre, self.work, self.station = centre, work, station
        self.n_changed = 0
        self.told: list[str] = []

    def tell(self, sentence: str) -> None:
        """Say what could not be taken over; the same sentence once."""
        if sentence not in self.told:
            self.told.append(sentence)

    def person(self, pseudonym: str) -> Person:
        """Find a person or add one.

        Raises
        ------
        RecordsError
            The pseudonym is of somebody who was erased.
        """
        if self.work.get(Erased, mark_of(pseudonym)) is not None:
            raise RecordsError(
                _ERASED_PERSON,
                hint="Erase them here too; who comes anew gets another pseudonym.",
            )
        return self.centre.person(self.work, pseudonym)


def receive_person(at: Counter, parcel: PersonParcel) -> str:
    """Take a person over: added as early as anybody says, withdrawn where nobody has sessions.

    Returns
    -------
    str
        The person in the centre's audit log.

    Raises
    ------
    RecordsError
        They were erased at the centre.
    """
    known = at.work.scalars(select(Person).where(Person.pseudonym == parcel.pseudonym)).first()
    person = at.person(parcel.pseudonym)
    at.n_changed += known is None
    if parcel.since < person.since:
        person.since = parcel.since
        at.n_changed += 1
    if parcel.withdrawn is not None and person.sessions:
        at.tell("The person was withdrawn here, and has sessions at the centre: they stay there.")
    elif (person.withdrawn is None) != (parcel.withdrawn is None):
        person.withdrawn = parcel.withdrawn
        at.n_changed += 1
    _take_over_facts(at, person, parcel)
    return numbered(person)


def _take_over_facts(at: Counter, person: Person, parcel: PersonParcel) -> None:
    for name, sentence in FACTS.items():
        here, there = getattr(parcel, name), getattr(person, name)
        then = getattr(parcel, f"{name}_then")
        if here == there or not (here or then):
            continue
        # Theirs may be what somebody told there, or at another station: that stays.
        if there == then if parcel.was_sent else not there:
            setattr(person, name, here)
            at.n_changed += 1
        else:
            at.tell(sentence)


def receive_session(at: Counter, parcel: SessionParcel) -> str:
    """Add a session, or what is new of it; returns its id.

    Raises
    ------
    RecordsError
        It is of a person who was erased at the centre, or all its recordings were.
    """
    owner = at.person(parcel.person) if parcel.person is not None else None
    session = at.work.get(Session, parcel.id)
    welcome = [one for one in parcel.trials if _may_come(at, one, parcel.id)]
    if session is None:
        if parcel.trials and not welcome:
            raise RecordsError(" ".join(at.told))
        session = _new_session(at, parcel, owner)
    else:
        _give(at, session, parcel, owner)
    if parcel.began < session.began:
        session.began = parcel.began
        at.n_changed += 1
    is_home = all(one.place == at.station for one in session.trials)
    if parcel.feet and parcel.feet != session.feet and (is_home or not session.feet):
        session.feet = parcel.feet
        at.n_changed += 1
    there = {one.sha256: one for one in session.trials}
    for one in welcome:
        if one.sha256 in there:
            _add_outcomes(at, there[one.sha256], one)
        else:
            session.trials.append(_new_trial(at, one))
    return parcel.id


def _new_session(at: Counter, parcel: SessionParcel, owner: Person | None) -> Session:
    session = Session(
        id=parcel.id,
        began=parcel.began,
        origin=parcel.origin,
        board=parcel.board,
        calibration=parcel.calibration,
        app_version=parcel.app_version,
        age_y=parcel.age_y,
        sex=parcel.sex,
        measures_as=parcel.measures_as,
        feet=parcel.feet,
        person=owner,
    )
    at.work.add(session)
    at.n_changed += 1
    return session


def _give(at: Counter, session: Session, parcel: SessionParcel, owner: Person | None) -> None:
    """Say whose a session is that the centre has already: by who changed it since, there or here.

    Nobody's sessions are given to whom one of the two says; somebody's are never taken over.
    """
    there = session.person
    if there is owner:
        return
    if not parcel.was_sent and owner is None:
        # Another way it came to the centre, where somebody has said whose it is.
        return
    mark_there = mark_of(there.pseudonym) if there is not None else None
    mark_here = mark_of(owner.pseudonym) if owner is not None else None
    if parcel.was_sent and mark_here == parcel.person_then:
        at.tell("At the centre it was given to somebody else, or to nobody; that stays there.")
    elif mark_there == parcel.person_then or (not parcel.was_sent and there is None):
        session.person = owner
        at.n_changed += 1
    else:
        at.tell("It is another person's at the centre than here. Detach it there, or here.")


def _may_come(at: Counter, one: TrialParcel, session_id: str) -> bool:
    if at.work.get(Erased, one.sha256) is not None:
        at.tell(_ERASED_RECORDING)
        return False
    same = at.work.scalars(select(Trial).where(Trial.sha256 == one.sha256)).first()
    if same is not None and same.session_id != session_id:
        at.tell("A recording of it belongs to another session at the centre.")
        return False
    known = at.work.scalars(select(Trial).where(Trial.trial_id == one.trial_id)).first()
    if known is not None and known.sha256 != one.sha256:
        at.tell("A recording of it is at the centre with other bytes: one of them was changed.")
        return False
    return True


def _new_trial(at: Counter, one: TrialParcel) -> Trial:
    at.n_changed += 1
    return Trial(
        trial_id=one.trial_id,
        label=one.label,
        began=one.began,
        seconds=one.seconds,
        n_samples=one.n_samples,
        complete=one.complete,
        end_reason=one.end_reason,
        # The station's own path may name somebody; this one finds the file by what is in it.
        file=f"{one.sha256}.mcap",
        place=at.station,
        sha256=one.sha256,
        outcomes=[outcome_row(row) for row in one.outcomes],
        events=_event_rows(one.events),
    )


def _add_outcomes(at: Counter, trial: Trial, one: TrialParcel) -> None:
    there = {(row.source, row.name, row.method): row for row in trial.outcomes}
    for outcome in one.outcomes:
        row = there.get((outcome.source, outcome.name, outcome.method))
        if row is None:
            trial.outcomes.append(outcome_row(outcome))
            at.n_changed += 1
        elif read_back(row) != outcome:
            at.tell("A number of it is another one at the centre, by the same method.")


def receive_texts(at: Counter, parcel: TextsParcel) -> str:
    """Add notes and the words of marks to a session that the centre has; returns its id.

    Raises
    ------
    RecordsError
        The centre has not taken the session.
    """
    session = at.work.get(Session, parcel.session)
    if session is None:
        raise RecordsError("The centre has not taken the session that it was written about.")
    notes = {(one.written, one.text): one for one in session.notes}
    for note in parcel.notes:
        there = notes.get((note.written, note.text))
        if there is None:
            session.notes.append(Note(written=note.written, text=note.text, hidden=note.hidden))
            at.n_changed += 1
        elif there.hidden is None and note.hidden is not None:
            there.hidden = note.hidden
            at.n_changed += 1
        elif there.hidden is not None and note.hidden is None:
            at.tell("A note of it is hidden at the centre, and shown here.")
    for trial in session.trials:
        told = parcel.events.get(trial.sha256)
        if told is not None and told != _events_of(trial):
            trial.events = _event_rows(told)
            at.n_changed += 1
    return parcel.session


def _events_of(trial: Trial) -> tuple[EventParcel, ...]:
    rows = sorted(trial.events, key=lambda row: row.id)
    return tuple(EventParcel(one.t_s, one.kind, one.data) for one in rows)


def _event_rows(events: tuple[EventParcel, ...]) -> list[TrialEvent]:
    return [TrialEvent(t_s=one.t_s, kind=one.kind, data=one.data) for one in events]
