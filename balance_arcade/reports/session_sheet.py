"""The report of one session, from the records: what was played and measured, and how it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from balance_arcade.core.words import counted, msgid
from balance_arcade.records.clinic.dossier import Dossier
from balance_arcade.records.clinic.progress import Course
from balance_arcade.records.clinic.reading import LIMIT_NAMES, LOAD_SHARE
from balance_arcade.reports.dossier_parts import (
    adverse_blocks,
    answer_blocks,
    foot_lines,
    game_blocks,
    pause_blocks,
)
from balance_arcade.reports.figure_text import figure
from balance_arcade.reports.look import MARKS
from balance_arcade.reports.norm_part import norm_blocks, norms_of
from balance_arcade.reports.outcome_names import spoken
from balance_arcade.reports.sheet import Block, Columns, Heading, Sheet, Table, Words
from balance_arcade.reports.stance_parts import stance_blocks
from balance_arcade.reports.wording import Verbatim, joined

MOST_ROWS: Final = 20
MOST_REASONS: Final = 4


def session_sheet(dossier: Dossier, title_of: Callable[[str], str] = str) -> Sheet:
    """Lay out one session.

    Parameters
    ----------
    dossier : Dossier
        As `balance_arcade.records.clinic.dossier.dossier_of_session` gathers it.
    title_of : callable
        Gives a game's title for its name in the code.
    """
    session = dossier.sessions[-1]
    adverse = tuple(adverse_blocks(dossier.said, several=False))
    beside = (*answer_blocks(dossier.said), *pause_blocks(dossier.said))
    trials = counted("{n} recording", "{n} recordings", len(session.trials))
    began = joined([session.began.date().isoformat(), Verbatim(f"{session.began:%H:%M} UTC")], " ")
    broken = sum(not one.complete for one in session.trials)
    cut = counted("{n} recording was cut off", "{n} recordings were cut off", broken)
    under = (
        Verbatim(dossier.person) if dossier.person else msgid("no person named"),
        began,
        Verbatim(session.board),
        trials,
        *((cut,) if broken else ()),
    )
    return Sheet(
        title=msgid("Session"),
        under=under,
        mark=MARKS.get(dossier.origin, ""),
        made=session.began.isoformat(),
        blocks=(
            *game_blocks(dossier.games, title_of, several=False),
            *stance_blocks(dossier),
            *_numbers(dossier.courses),
            Columns(adverse, beside),
        ),
        foot=(*foot_lines(dossier), joined([msgid("Session"), Verbatim(session.id)], " ")),
        one_page=True,
    )


def _numbers(courses: Sequence[Course]) -> list[Block]:
    """Tabulate what was measured, and say why a number is missing."""
    mine = [
        one
        for one in courses
        if one.name not in {*LIMIT_NAMES, LOAD_SHARE}
        and not one.method.startswith("game: ")
        and not one.name.startswith("u_")
    ]
    mine.sort(key=lambda one: (not one.method.startswith("test: "), one.name, one.method))
    values = [(spoken(one.name), figure(_value(one))) for one in mine if _value(one) is not None]
    blocks: list[Block] = [Heading(msgid("Numbers"))]
    if not values:
        blocks.append(Words(msgid("No number was measured.")))
    header = (msgid("Outcome"), msgid("Value"))
    shown = values[:MOST_ROWS]
    half = (len(shown) + 1) // 2
    if half:
        left, right = shown[:half], shown[half:]
        second = (Table(header, tuple(right), 0.78),) if right else ()
        blocks.append(Columns((Table(header, tuple(left), 0.78),), second))
        blocks += norm_blocks(norms_of(one for one in mine if _value(one) is not None))
    if len(values) > MOST_ROWS:
        more = counted(
            "{n} more outcome stands in the research report.",
            "{n} more outcomes stand in the research report.",
            len(values) - MOST_ROWS,
        )
        blocks.append(Words(more, small=True))
    return blocks + _missing(mine)


def _value(course: Course) -> float | None:
    return course.points[-1].value if course.points else None


def _missing(courses: Sequence[Course]) -> list[Block]:
    """Say each reason once, with how many numbers it took."""
    why: dict[str, int] = {}
    for one in courses:
        if _value(one) is None:
            reason = one.points[-1].refused if one.points else ""
            why[reason] = why.get(reason, 0) + 1
    lines: list[Block] = []
    for reason, n in list(why.items())[:MOST_REASONS]:
        without = counted("{n} outcome without a value", "{n} outcomes without a value", n)
        lines.append(Words(joined([without, reason], ": "), small=True))
    return lines
