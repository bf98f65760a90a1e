"""The report of a person's progress, on one page: plan, limits then and now, sway, games, pain."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from balance_arcade.core.words import counted, msgid
from balance_arcade.records.clinic.comparing import pairs_of
from balance_arcade.records.clinic.dossier import Dossier
from balance_arcade.records.clinic.progress import Course
from balance_arcade.records.clinic.reading import LIMIT_NAMES, LOAD_SHARE
from balance_arcade.reports.course_chart import course_chart
from balance_arcade.reports.dossier_parts import (
    adverse_blocks,
    answer_blocks,
    dose_blocks,
    foot_lines,
    game_blocks,
    pause_blocks,
)
from balance_arcade.reports.evidence import BOTH_SIDES
from balance_arcade.reports.figure_text import NONE, figure
from balance_arcade.reports.look import MARKS
from balance_arcade.reports.norm_part import norm_lines, normed, norms_of
from balance_arcade.reports.outcome_names import spoken
from balance_arcade.reports.pair_part import pair_blocks
from balance_arcade.reports.sheet import Block, Columns, Figures, Heading, Sheet, Table, Words
from balance_arcade.reports.stance_parts import stance_blocks
from balance_arcade.reports.titles_of_tests import short_test
from balance_arcade.reports.wording import Verbatim, joined

MOST_ROWS: Final = 10
MOST_CHARTS: Final = 3
MOST_PAIRS: Final = 3
DENSE_ROWS, DENSE_PAIRS = 8, 2
"""Where the usual page does not fit even when it is set small."""
_CHART: Final = (260.0, 96.0)
_LEAST_CHART, _LINE, _LETTERS = 84.0, 12.0, 115
"""What is said of norms is longer for some people than for others; charts give way, so that it
stays one page. A line has at least so many letters."""
_FIRST: Final = (
    "mean_velocity",
    "romberg",
    "composite",
    "max_excursion",
    "endpoint",
    "ellipse_area",
    "hold",
    "rms",
)
"""Outcomes that are looked at first, by the beginning of their names; within a test before those of
the quiet stance before play."""
_VERDICTS: Final = {
    "changed": msgid("changed"),
    "within error": msgid("within error"),
    "too few trials": msgid("too few trials"),
}


def person_sheet(dossier: Dossier, title_of: Callable[[str], str] = str) -> Sheet:
    """Lay out a person's progress.

    Parameters
    ----------
    dossier : Dossier
        As `balance_arcade.records.clinic.dossier.dossier_of_person` gathers it.
    title_of : callable
        Gives a game's title for its name in the code.

    Returns
    -------
    Sheet
        In English; one page of a PDF where nothing is unusually long.
    """
    charts = bool(chosen(dossier.courses))
    dates = [one.began for one in dossier.sessions]
    days = list(dict.fromkeys(at.date().isoformat() for at in (dates[:1] + dates[-1:])))
    n_sessions = counted("{n} session", "{n} sessions", len(dates))
    return Sheet(
        title=msgid("Progress"),
        under=tuple(filter(None, (Verbatim(dossier.person), joined(days, " – "), n_sessions))),
        mark=MARKS.get(dossier.origin, ""),
        made=dates[-1].isoformat() if dates else "1970-01-01T00:00:00+00:00",
        blocks=_blocks(dossier, title_of),
        foot=foot_lines(dossier),
        one_page=True,
        dense=_blocks(dossier, title_of, dense=True) if charts else (),
    )


def _blocks(
    dossier: Dossier, title_of: Callable[[str], str], *, dense: bool = False
) -> tuple[Block, ...]:
    if not dossier.sessions:
        return (Words(msgid("There is no session of this person yet.")),)
    blocks: list[Block] = []
    if not dossier.courses:
        blocks.append(Words(msgid("There is no outcome of this person yet.")))
    games = game_blocks(dossier.games, title_of, several=True)
    beside = (*games, *answer_blocks(dossier.said))
    blocks.append(Columns(tuple(dose_blocks(dossier)), beside))
    blocks += stance_blocks(dossier)
    blocks += outcome_blocks(dossier.courses, dense=dense)
    # That people sway more with closed eyes is no news; that their sides differ may be.
    sides = [one for one in pairs_of(dossier.courses) if one.kind == "sides"]
    blocks += pair_blocks(sides, DENSE_PAIRS if dense else MOST_PAIRS)[:-1]
    adverse = tuple(adverse_blocks(dossier.said, several=True))
    return (*blocks, Columns(adverse, tuple(pause_blocks(dossier.said))))


def outcome_blocks(courses: Sequence[Course], *, dense: bool = False) -> list[Block]:
    """Chart and tabulate the outcomes that are looked at first.

    Parameters
    ----------
    courses : sequence of Course
        All of the person.
    dense : bool
        Leave the charts out, and some rows: for a page that holds no more.
    """
    told = chosen(courses)
    if not told:
        few = msgid("No outcome has two values yet: change cannot be told.")
        return [Heading(msgid("Change")), Words(few)]
    most = DENSE_ROWS if dense else MOST_ROWS
    shown = told[:most]
    # The same outcome is of several tests: then each says which.
    names = Counter(one.name for one in shown)
    named = {id(one): _named(one, several=names[one.name] > 1) for one in shown}
    rows = tuple(_row(one, named[id(one)]) for one in shown)
    header = (
        msgid("Outcome"),
        msgid("First"),
        msgid("Newest"),
        msgid("Change"),
        msgid("Least detectable"),
        msgid("In words"),
    )
    verdicts = msgid(
        "Changed: more than the least detectable change of this person's own trials within"
        " sessions (95 %); between days it is larger."
    )
    picked = normed(shown)
    norms = norm_lines(norms_of(shown), lambda name: named[id(picked[name])])
    rests = joined([verdicts, joined(norms, ". ")], " ")
    # Wherever something is said to have changed, what studies say for and against stands by it.
    claims = BOTH_SIDES if any(one.verdict == "changed" for one in told) else ()
    blocks: list[Block] = [
        Heading(msgid("Change")),
        Table(header, rows, 0.43, (0.75, 0.75, 1.0, 1.4, 1.6)),
        Words(rests, small=True),
        *([Words(joined(claims, " "), small=True)] if claims else []),
    ]
    n_more = len(told) - most
    if n_more > 0:
        more = counted(
            "{n} more outcome stands in the research report.",
            "{n} more outcomes stand in the research report.",
            n_more,
        )
        blocks.append(Words(more, small=True))
    return blocks if dense else [*blocks, _charts(shown, named, len(rests))]


def _charts(told: Sequence[Course], named: Mapping[int, str], n_letters: int) -> Figures:
    """Draw the first outcomes, lower the more letters stand above them."""
    charts = told[:MOST_CHARTS]
    size = (_CHART[0], max(_CHART[1] - _LINE * (n_letters // _LETTERS), _LEAST_CHART))
    drawings = tuple(course_chart(one, size, titled=False) for one in charts)
    captions = tuple(joined([named[id(one)], _VERDICTS[one.verdict]], ": ") for one in charts)
    return Figures(drawings, captions)


def chosen(courses: Sequence[Course]) -> list[Course]:
    """Pick outcomes with two values and more that no other part of the report shows, in order."""
    elsewhere = {*LIMIT_NAMES, LOAD_SHARE}
    mine = [
        one
        for one in courses
        if sum(point.value is not None for point in one.points) > 1
        and one.name not in elsewhere
        and not one.method.startswith("game: ")
        and not one.name.startswith("u_")
    ]
    return sorted(mine, key=_order)


def _order(one: Course) -> tuple[bool, float, str, str]:
    ranks = [k for k, start in enumerate(_FIRST) if one.name.startswith(start)]
    rank = ranks[0] if ranks else math.inf
    # Open eyes before closed ones, as the tests have them.
    name = one.name.replace("_eo_", "_a_")
    return (not one.method.startswith("test: "), rank, name, one.method)


def _named(course: Course, *, several: bool) -> str:
    before = msgid("before play") if course.method.startswith("quiet: ") else ""
    test = short_test(course.method) if several else ""
    return joined([*spoken(course.name).pieces, before, test])


def _row(course: Course, named: str) -> tuple[str, ...]:
    values = [point.value for point in course.points if point.value is not None]
    return (
        named,
        figure(values[0]),
        figure(values[-1]),
        figure(course.change, signed=True),
        figure(course.mdc95) if course.mdc95 is not None else NONE,
        _VERDICTS[course.verdict],
    )
