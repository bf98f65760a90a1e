"""The report for research: every outcome with method and definition, every recording with its hash.

Names are those of the code and numbers have six digits, because whoever computes with them needs
both; single values of every trial are in ``records table``.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import Final

from balance_arcade.core.words import counted, msgid
from balance_arcade.records.clinic.comparing import pairs_of
from balance_arcade.records.clinic.dossier import Dossier
from balance_arcade.records.clinic.looking import SessionLine
from balance_arcade.records.clinic.progress import Course
from balance_arcade.reports.definition_words import definition_words
from balance_arcade.reports.dossier_parts import KINDS, SCALES, foot_lines
from balance_arcade.reports.evidence import BOTH_SIDES
from balance_arcade.reports.figure_text import NONE
from balance_arcade.reports.look import MARKS
from balance_arcade.reports.pair_part import pair_blocks
from balance_arcade.reports.reason_words import method_words
from balance_arcade.reports.sheet import Block, Heading, Sheet, Table, Words
from balance_arcade.reports.wording import Verbatim, joined

MOST_OUTCOMES: Final = 400
MOST_SESSIONS: Final = 200
_NO_TIME: Final = "1970-01-01T00:00:00+00:00"


def research_sheet(dossier: Dossier) -> Sheet:
    """Lay out everything that a computation needs to be judged.

    Parameters
    ----------
    dossier : Dossier
        Of a person or of a session.
    """
    dates = [one.began for one in dossier.sessions]
    numbered = {text: k for k, text in enumerate(dict.fromkeys(_methods(dossier.courses)), 1)}
    blocks: list[Block] = [Heading(msgid("Outcomes")), *_outcomes(dossier.courses, numbered)]
    blocks += pair_blocks(pairs_of(dossier.courses))
    blocks += [Heading(msgid("Methods"))]
    blocks += [
        Words(joined([Verbatim(f"[{k}]"), method_words(text)], " "), small=True)
        for text, k in numbered.items()
    ]
    blocks += _definitions(dossier.courses)
    blocks += _verdicts(dossier.courses)
    blocks += _refused(dossier.courses)
    blocks += [Heading(msgid("Sessions and recordings")), *_sessions(dossier.sessions)]
    blocks += _events(dossier)
    n_sessions = counted("{n} session", "{n} sessions", len(dates))
    person = Verbatim(dossier.person) if dossier.person else msgid("no person named")
    span = list(dict.fromkeys(_moment(at) for at in (dates[:1] + dates[-1:])))
    return Sheet(
        title=msgid("Research report"),
        under=tuple(filter(None, (person, joined(span, " – "), n_sessions))),
        mark=MARKS.get(dossier.origin, ""),
        made=dates[-1].isoformat() if dates else _NO_TIME,
        blocks=tuple(blocks),
        foot=foot_lines(dossier),
    )


def _moment(at: object) -> str:
    return f"{at:%Y-%m-%d}"


def _methods(courses: Sequence[Course]) -> list[str]:
    return [one.method for one in courses]


def _outcomes(courses: Sequence[Course], numbered: dict[str, int]) -> list[Block]:
    if not courses:
        return [Words(msgid("There is no outcome of this person yet."))]
    header = (
        msgid("Name"),
        msgid("Values"),
        msgid("First"),
        msgid("Newest"),
        msgid("Mean"),
        msgid("SD"),
        msgid("Least detectable"),
        msgid("In words"),
        msgid("Method"),
    )
    rows = tuple(_row(one, numbered[one.method]) for one in courses[:MOST_OUTCOMES])
    # Six digits of a small number are long: 0.00103855.
    weights = (0.75, 1.14, 1.14, 1.14, 1.14, 1.05, 1.9, 0.8)
    blocks: list[Block] = [Table(header, rows, 0.27, weights)]
    if len(courses) > MOST_OUTCOMES:
        n_more = len(courses) - MOST_OUTCOMES
        blocks.append(Words(counted("and {n} more", "and {n} more", n_more), small=True))
    return blocks


def _row(course: Course, method: int) -> tuple[str, ...]:
    values = [point.value for point in course.points if point.value is not None]
    unit = course.unit.replace("mm2", "mm²")
    name = Verbatim(f"{course.name} [{unit}]" if unit else course.name)
    spread = statistics.stdev(values) if len(values) > 1 else None
    mean = math.fsum(values) / len(values) if values else None
    return (
        name,
        f"{len(values)}/{len(course.points)}",
        _six(values[0] if values else None),
        _six(values[-1] if values else None),
        _six(mean),
        _six(spread),
        _six(course.mdc95),
        course.verdict if len(values) > 1 else NONE,
        Verbatim(f"[{method}]"),
    )


def _six(value: float | None) -> str:
    """Write a number as a program reads it: a decimal point in every language."""
    return NONE if value is None else Verbatim(f"{value:.6g}")


def _definitions(courses: Sequence[Course]) -> list[Block]:
    texts: dict[str, list[str]] = {}
    for one in courses:
        if one.definition and one.name not in texts.setdefault(one.definition, []):
            texts[one.definition].append(one.name)
    lines: list[Block] = [
        Words(joined([_names(names), definition_words(text)], ": "), small=True)
        for text, names in texts.items()
    ]
    return [Heading(msgid("Definitions")), *lines] if lines else []


def _names(names: Sequence[str]) -> str:
    """Write names of the code; of more than four the first ones."""
    return Verbatim(", ".join(names[:4]) + (" ..." if len(names) > 4 else ""))


def _verdicts(courses: Sequence[Course]) -> list[Block]:
    why = dict.fromkeys(one.why for one in courses if len(one.points) > 1)
    lines: list[Block] = [Words(text, small=True) for text in why]
    if any(one.verdict == "changed" for one in courses):
        lines += [Words(text, small=True) for text in BOTH_SIDES]
    return [Heading(msgid("What the words rest on")), *lines] if lines else []


def _refused(courses: Sequence[Course]) -> list[Block]:
    why: dict[str, list[str]] = {}
    for one in courses:
        for point in one.points:
            if point.value is None and one.name not in why.setdefault(point.refused, []):
                why[point.refused].append(one.name)
    lines: list[Block] = [
        Words(joined([Verbatim(", ".join(names)), reason], ": "), small=True)
        for reason, names in why.items()
    ]
    return [Heading(msgid("Not measured, and why")), *lines] if lines else []


def _sessions(sessions: Sequence[SessionLine]) -> list[Block]:
    if not sessions:
        return [Words(msgid("There is no session of this person yet."))]
    header = (msgid("Recording"), msgid("Begin, UTC"), msgid("Seconds"), Verbatim("SHA-256"))
    rows: list[tuple[str, ...]] = []
    for one in sessions[-MOST_SESSIONS:]:
        for trial in one.trials:
            seconds = NONE if trial.seconds is None else Verbatim(f"{trial.seconds:.3f}")
            state = "" if trial.complete else " (!)"
            name = Verbatim(f"{one.id[:8]} {trial.label}{state}")
            begin = Verbatim(f"{trial.began:%Y-%m-%dT%H:%M:%SZ}")
            rows.append((name, begin, seconds, Verbatim(trial.sha256[:16])))
    blocks: list[Block] = [Table(header, tuple(rows), 0.28)]
    boards = dict.fromkeys((one.board, one.calibration, one.app_version) for one in sessions)
    for board, calibration, version in boards:
        text = ", ".join(filter(None, (board, calibration, version)))
        blocks.append(Words(joined([msgid("Board"), Verbatim(text)], ": "), small=True))
    hashes = msgid("Sixteen digits of each hash are shown; (!) was cut off.")
    return [*blocks, Words(hashes, small=True)]


def _events(dossier: Dossier) -> list[Block]:
    said = dossier.said
    rows: list[tuple[str, ...]] = []
    for event in said.adverse:
        at = NONE if event.t_s is None else f"{event.t_s:.1f} s"
        kind = joined([KINDS.get(event.kind) or Verbatim(event.kind), Verbatim(event.text[:400])])
        rows.append((_moment(event.began), at, kind))
    for answer in said.answers:
        scale = SCALES.get(answer.scale) or Verbatim(answer.scale)
        value = Verbatim(f"{answer.value}/{answer.most}")
        rows.append((_moment(answer.began), NONE, joined([scale, value], " ")))
    for pause in said.pauses:
        times = Verbatim(f"× {pause.n}, {pause.seconds:.1f} s")
        rows.append((NONE, NONE, joined([pause.reason or msgid("no reason given"), times], " ")))
    for at_, text in said.notes:
        rows.append((_moment(at_), NONE, Verbatim(text[:2000])))
    if not rows:
        return []
    header = (msgid("Day"), msgid("Time"), msgid("What happened"))
    return [Heading(msgid("Events, answers, pauses, notes")), Table(header, tuple(rows), 0.16)]
