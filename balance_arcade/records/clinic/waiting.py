"""What waits for a centre: noted by the audit log, in the transaction of what changes it.

Every change of the records is told to the audit log, and so none can be forgotten here. A thing
that changes ten times waits once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Work

from balance_arcade.assess.foot_place import FootPlace, foot_place_words, read_foot_place
from balance_arcade.core.adverse import REDO, RELEASE
from balance_arcade.core.events import Scalar
from balance_arcade.records.clinic.tables import Analysis, Trial, Unsent

SESSION: Final = "session"
"""A session with its recordings, their numbers and events."""

PERSON: Final = "person"
"""A person by pseudonym."""

ERASED: Final = "erased"
"""The hash of something that is to be erased at the centre too."""

ANALYSES: Final = "analyses"
"""What was measured anew of the recordings of a session."""

TEXTS: Final = "texts"
"""What somebody wrote about a session: notes, words of marks. It may name somebody."""

PLAN: Final = "plan"
"""Programmes that a person trains by, which somebody wrote and named."""

WRITTEN: Final = (TEXTS, PLAN)
"""Kinds that hold what people wrote, and stay unless they are asked for."""

WAITS: Final[Mapping[str, tuple[str, ...]]] = {
    "recording.added": (SESSION,),
    "outcomes.added": (SESSION,),
    "session.attached": (SESSION,),
    "session.detached": (SESSION,),
    "note.added": (TEXTS,),
    "note.hidden": (TEXTS,),
    "note.shown": (TEXTS,),
    "session.feet": (SESSION,),
    "person.about": (PERSON,),
    "person.added": (PERSON,),
    "person.withdrawn": (PERSON,),
    "person.restored": (PERSON,),
    "programme.assigned": (PLAN,),
    "programme.ended": (PLAN,),
}
"""Which kinds wait after an action of the audit log."""

STAYS: Final = frozenset(
    {
        # `balance_arcade.records.clinic.erasing` says itself what is erased at the centre too.
        "person.erased",
        "session.erased",
        "recording.taken_in",
        # A programme goes with whoever trains by it.
        "programme.added",
        # It names how files were measured, and `note_analyses` which.
        "analyses.kept",
        # What left the records on other ways.
        "analyses.exported",
        "fhir.exported",
        "person.exported",
        "report.written",
        "table.exported",
        # The recordings that came in tell of themselves.
        "table.imported",
        "retention.stated",
        # What a sync writes, on its two sides.
        "session.received",
        "person.received",
        "analyses.received",
        "texts.received",
        "plan.received",
        "erasure.received",
        "recording.erased",
        "station.synced",
        "centre.synced",
        "session.sent",
        "person.sent",
        "analyses.sent",
        "texts.sent",
        "plan.sent",
        "erasure.sent",
        "sync.refused",
        "sync.anew",
        "identity.added",
        "identity.changed",
        "identity.listed",
        "identity.passphrase",
        "identity.searched",
        "identity.shown",
    }
)
"""Actions that change nothing at a centre."""

_OF_TRIALS: Final = frozenset({"recording.added", "outcomes.added"})
_PLAIN: Final = frozenset({"kind", "game", "scale", "side", "mark"})
_OURS: Final = frozenset({"", RELEASE, REDO})


def note_change(work: Work, action: str, subject: str, number: int) -> None:
    """Let what an action changed wait for a centre.

    Parameters
    ----------
    work : sqlalchemy.orm.Session
        Under way.
    action, subject : str
        As of the audit log.
    number : int
        Row of the audit log.
    """
    kinds = WAITS.get(action, ())
    if not kinds:
        return
    name = subject.removeprefix("person ")
    if action in _OF_TRIALS:
        trial = work.scalars(select(Trial).where(Trial.trial_id == subject)).one()
        name = trial.session_id
        if any(has_words(one.data) for one in trial.events):
            kinds = (*kinds, TEXTS)
        # A file may be measured before it is added.
        if work.scalars(select(Analysis.id).where(Analysis.sha256 == trial.sha256)).first():
            kinds = (*kinds, ANALYSES)
    for kind in kinds:
        work.merge(Unsent(kind=kind, subject=name, number=number, why=""))


def note_analyses(work: Work, hashes: Iterable[str], number: int) -> None:
    """Let what was measured of recordings wait for a centre; other files are none of its.

    Parameters
    ----------
    work : sqlalchemy.orm.Session
        Under way.
    hashes : iterable of str
        Of the files that were measured.
    number : int
        Row of the audit log that tells of it.
    """
    wanted = select(Trial.session_id).where(Trial.sha256.in_(list(hashes))).distinct()
    for session_id in list(work.scalars(wanted)):
        work.merge(Unsent(kind=ANALYSES, subject=session_id, number=number, why=""))


def forget_waiting(work: Work, subject: str, *kinds: str) -> None:
    """Let something wait no longer: it was erased."""
    work.execute(delete(Unsent).where(Unsent.subject == subject, Unsent.kind.in_(kinds)))


def has_words(data: str) -> bool:
    """Whether the details of an event, as JSON, hold something that somebody wrote.

    Examples
    --------
    >>> has_words('{"text":"took the rail"}'), has_words('{"kind":"fall","text":""}')
    (True, False)
    """
    return not _is_ours(_details(data).get("text", ""))


def without_words(data: str) -> str:
    """Leave in the details of an event numbers and words of this program alone.

    Examples
    --------
    >>> without_words('{"kind":"fall","text":"Anna fell","by":"Anna","value":2}')
    '{"kind":"fall","value":2}'
    """
    kept = {
        name: value
        for name, value in _details(data).items()
        if name in _PLAIN or not isinstance(value, str) or (name == "text" and _is_ours(value))
    }
    return msgspec.json.encode(kept).decode()


def _is_ours(text: Scalar) -> bool:
    return text in _OURS or text == plain_feet(str(text))


def plain_feet(text: str) -> str:
    """Leave in the words of a stance its numbers and footwear alone; empty where it is none.

    Examples
    --------
    >>> plain_feet("feet: Anna heel_width_mm=170")
    'feet: heel_width_mm=170'
    """
    return foot_place_words(FootPlace(**read_foot_place(text)))  # type: ignore[arg-type]


def _details(data: str) -> dict[str, Scalar]:
    return msgspec.json.decode(data, type=dict[str, Scalar])
