"""What was marked, answered and written down in sessions: adverse events, pain, pauses, notes."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

import msgspec

from balance_arcade.core.adverse import ADVERSE
from balance_arcade.core.events import Scalar
from balance_arcade.records.clinic.looking import Flag, SessionLine
from balance_arcade.session.mark_book import withdrawn_marks


class Adverse(msgspec.Struct, frozen=True):
    """An adverse event: of which session, when on the board's clock, which kind, whose words."""

    began: dt.datetime
    t_s: float | None
    kind: str
    text: str


class Answer(msgspec.Struct, frozen=True):
    """What a person answered: of which session, the scale, the value, the highest there is."""

    began: dt.datetime
    scale: str
    value: int
    most: int


class PauseSum(msgspec.Struct, frozen=True):
    """Pauses for the same reason: how many, and how long together."""

    reason: str
    n: int
    seconds: float


class Said(msgspec.Struct, frozen=True):
    """All of it, oldest first; `notes` are those that were not hidden."""

    adverse: tuple[Adverse, ...] = ()
    answers: tuple[Answer, ...] = ()
    pauses: tuple[PauseSum, ...] = ()
    notes: tuple[tuple[dt.datetime, str], ...] = ()


def said_in(sessions: Sequence[SessionLine]) -> Said:
    """Gather what sessions say.

    Parameters
    ----------
    sessions : sequence of SessionLine
        Oldest first.
    """
    adverse: list[Adverse] = []
    answers: list[Answer] = []
    pauses: dict[str, list[float]] = {}
    for session in sessions:
        flags = [flag for trial in session.trials for flag in trial.flags]
        gone = withdrawn_marks([(flag.kind, flag.data) for flag in flags])
        for flag in flags:
            data = flag.data
            if flag.kind == ADVERSE and str(data.get("mark")) not in gone:
                kind, text = str(data.get("kind") or "other"), str(data.get("text") or "")
                adverse.append(Adverse(session.began, flag.t_s, kind, text))
            elif flag.kind == "wellbeing.answer":
                answers += _answer(session.began, flag)
            elif flag.kind == "session.pause":
                reason = str(data.get("reason") or "")
                pauses.setdefault(reason, []).append(_seconds(data.get("duration_s")))
    notes = [(n.written, n.text) for one in sessions for n in one.notes if n.hidden is None]
    summed = [PauseSum(why, len(each), math.fsum(each)) for why, each in pauses.items()]
    summed.sort(key=lambda one: (-one.seconds, one.reason))
    return Said(tuple(adverse), tuple(answers), tuple(summed), tuple(notes))


def _answer(began: dt.datetime, flag: Flag) -> list[Answer]:
    value, most = flag.data.get("value"), flag.data.get("most")
    if isinstance(value, bool) or not isinstance(value, int) or not isinstance(most, int):
        return []  # The question was left out: no answer is no zero.
    return [Answer(began, str(flag.data.get("scale")), value, most)]


def _seconds(value: Scalar) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(value) if math.isfinite(value) else 0.0
