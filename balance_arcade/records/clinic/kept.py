"""Trials of the records with their outcomes, as they are handed to other programs."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import msgspec
from sqlalchemy import select

from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.reading import ReadOutcome, ReadRecording
from balance_arcade.records.clinic.rows import known_person
from balance_arcade.records.clinic.tables import Outcome, Person, Session, Trial


def kept_trials(database: Database, pseudonym: str | None = None) -> list[ReadRecording]:
    """Give trials, oldest first, without their events.

    Parameters
    ----------
    database : Database
        Open.
    pseudonym : str or None
        Of a person; None for all trials, also those that are nobody's yet.

    Returns
    -------
    list of ReadRecording
        Files below the folder of the records.

    Raises
    ------
    RecordsError
        There is no such person.
    """
    with database.work() as work:
        if pseudonym is not None:
            known_person(work, pseudonym)
        wanted = (
            select(Trial, Session, Person.pseudonym)
            .join(Session, Trial.session_id == Session.id)
            .outerjoin(Person, Session.person_id == Person.id)
            .order_by(Trial.began, Trial.id)
        )
        numbers = select(
            Outcome.trial_id, Outcome.source, Outcome.name, Outcome.value, Outcome.unit,
            Outcome.definition, Outcome.refused, Outcome.method, Outcome.repeats,
        ).order_by(Outcome.id)  # fmt: skip
        if pseudonym is not None:
            wanted = wanted.where(Person.pseudonym == pseudonym)
            numbers = (
                numbers.join(Trial, Outcome.trial_id == Trial.id)
                .join(Session, Trial.session_id == Session.id)
                .join(Person, Session.person_id == Person.id)
                .where(Person.pseudonym == pseudonym)
            )
        outcomes: dict[int, list[ReadOutcome]] = defaultdict(list)
        for row in work.execute(numbers).mappings():
            told = dict(row)
            told["repeats"] = msgspec.json.decode(told["repeats"] or "[]", type=tuple[float, ...])
            outcomes[told.pop("trial_id")].append(ReadOutcome(**told))
        return [
            _read(trial, session, whose or "", tuple(outcomes[trial.id]))
            for trial, session, whose in work.execute(wanted)
        ]


def _read(
    trial: Trial, session: Session, person: str, outcomes: tuple[ReadOutcome, ...]
) -> ReadRecording:
    return ReadRecording(
        file=Path(trial.file),
        sha256=trial.sha256,
        session_id=session.id,
        trial_id=trial.trial_id,
        label=trial.label,
        person=person,
        origin=session.origin,
        board=session.board,
        calibration=session.calibration,
        app_version=session.app_version,
        began=trial.began,
        seconds=trial.seconds,
        n_samples=trial.n_samples,
        complete=trial.complete,
        end_reason=trial.end_reason,
        outcomes=outcomes,
        events=(),
        age_y=session.age_y,
        sex=session.sex,
        measures_as=session.measures_as,
        feet=session.feet,
    )
