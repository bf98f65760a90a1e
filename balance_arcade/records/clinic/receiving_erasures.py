"""Erasing at a centre what was erased at a station: the person with all sessions, of all stations.

A station sends hashes: of the recordings, and the mark of the pseudonym. Both stay at the centre,
so that what another station still has is refused from then on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import select

from balance_arcade.files.recording.attached import attached_path
from balance_arcade.records.assessed import RESULT_SUFFIX
from balance_arcade.records.clinic.erasing import delete_person, mark_of, remember, take_out
from balance_arcade.records.clinic.keeping import numbered
from balance_arcade.records.clinic.receiving import Counter
from balance_arcade.records.clinic.tables import Erased, Person, Removal, Trial


def receive_erasures(at: Counter, erased: Mapping[str, dt.datetime]) -> None:
    """Erase what bears these hashes, within a transaction of the centre.

    Files that lie at the centre are written down; who has its folder removes them
    (`balance_arcade.records.clinic.erasing.finish_removals`).

    Parameters
    ----------
    at : Counter
        Of the centre.
    erased : mapping
        Hashes of recordings and marks of pseudonyms, with the time of their erasing.
    """
    there = select(Erased.sha256).where(Erased.sha256.in_(list(erased)))
    new = set(erased) - set(at.work.scalars(there))
    here = list[str]()
    for person in at.work.scalars(select(Person)).all():
        when = erased.get(mark_of(person.pseudonym))
        if when is not None:
            here += _erase(at, person, when)
    here += _erase_recordings(at, set(erased))
    for sha256 in sorted(new):
        remember(at.work, [sha256], erased[sha256], number=None)
    at.work.add_all(Removal(file=name) for file in here for name in _with_beside(file))
    at.n_changed += len(new)


def _erase(at: Counter, person: Person, when: dt.datetime) -> list[str]:
    here, hashes = take_out(at.work, person.sessions)
    delete_person(at.work, person)
    remember(at.work, hashes, when, number=None)
    at.centre.audit(at.work, "person.erased", numbered(person), detail=f"{len(hashes)} recordings")
    at.n_changed += 1
    return here


def _erase_recordings(at: Counter, hashes: set[str]) -> list[str]:
    """Erase recordings that were given to somebody else at the centre, or to nobody."""
    here = list[str]()
    for trial in at.work.scalars(select(Trial).where(Trial.sha256.in_(list(hashes)))).all():
        session = trial.session
        if not trial.place:
            here.append(trial.file)
        session.trials.remove(trial)
        at.work.flush()
        at.centre.audit(at.work, "recording.erased", trial.trial_id, detail="by its station")
        at.n_changed += 1
        if not session.trials:
            take_out(at.work, [session])
    return here


def _with_beside(file: str) -> list[str]:
    path = Path(file)
    beside = (path, path.with_suffix(RESULT_SUFFIX), attached_path(path))
    return [one.as_posix() for one in beside]
