"""The report of a person's progress: each outcome over time, and what of it is more than error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from balance_arcade import __version__
from balance_arcade.records.clinic.comparing import pairs_of
from balance_arcade.records.clinic.progress import Course
from balance_arcade.reports.axis import Axis
from balance_arcade.reports.drawing import Anchor, Drawing, Paint, Type
from balance_arcade.reports.evidence import BOTH_SIDES
from balance_arcade.reports.look import BLUE, FAINT, GOAL, INK, LINE, SOFT, WHITE
from balance_arcade.reports.outcome_names import spoken
from balance_arcade.reports.pair_part import pair_blocks
from balance_arcade.reports.sheet import Block, Figures, Heading, Sheet, Table, Words

SIZE: Final = (360.0, 190.0)
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 12.0, 22.0, 26.0
_SMALL: Final = Type(11.0, SOFT)
MOST_CHARTS: Final = 8


def progress_sheet(courses: Sequence[Course], pseudonym: str, *, mark: str = "") -> Sheet:
    """Lay out a person's progress.

    Parameters
    ----------
    courses : sequence of Course
        As `balance_arcade.records.clinic.progress.courses_of` gives them.
    pseudonym : str
        Of the person.
    mark : str
        SIMULATED where the sessions were.

    Returns
    -------
    Sheet
        Charts of the outcomes with two values and more, and a table of all.
    """
    charted = [one for one in courses if _n_values(one) > 1][:MOST_CHARTS]
    dates = sorted(point.began for one in courses for point in one.points)
    blocks: list[Block] = []
    if not courses:
        blocks.append(Words("There is no outcome of this person yet."))
    for first in range(0, len(charted), 2):
        row = charted[first : first + 2]
        blocks.append(
            Figures(
                tuple(course_chart(one) for one in row),
                tuple(f"{spoken(one.name)}: {one.verdict}" for one in row),
            )
        )
    told = [one for one in courses if _n_values(one) > 1]
    if told:
        rows = tuple(_row(one) for one in told)
        header = ("Outcome", "First", "Newest", "Change", "Least detectable", "In words")
        blocks += [Heading("Outcomes with two values and more"), Table(header, rows, 0.36)]
    blocks += pair_blocks(pairs_of(courses))
    if len(told) < len(courses):
        blocks.append(Words(f"{len(courses) - len(told)} outcomes have one value or none yet."))
    if courses:
        blocks += _methods(courses)
    span = f"{dates[0]:%Y-%m-%d} to {dates[-1]:%Y-%m-%d}" if dates else ""
    n_sessions = len({point.session for one in courses for point in one.points})
    made = dates[-1].isoformat() if dates else "1970-01-01T00:00:00+00:00"
    return Sheet(
        title="Progress",
        under=tuple(filter(None, (pseudonym, span, f"{n_sessions} sessions"))),
        mark=mark,
        made=made,
        blocks=tuple(blocks),
        foot=(f"Balance Arcade {__version__}. No norm is applied.",),
    )


def _methods(courses: Sequence[Course]) -> list[Block]:
    """Say once each what verdicts rest on and how numbers were made."""
    why = dict.fromkeys(one.why for one in courses)
    claims = BOTH_SIDES if any(one.verdict == "changed" for one in courses) else ()
    methods: dict[str, int] = {}
    for one in courses:
        methods[one.method] = methods.get(one.method, 0) + 1
    return [
        Heading("What the words rest on"),
        *(Words(text, small=True) for text in (*why, *claims)),
        Heading("Methods"),
        *(Words(f"{text} ({n} outcomes)", small=True) for text, n in methods.items()),
    ]


def _n_values(course: Course) -> int:
    return sum(point.value is not None for point in course.points)


def _row(course: Course) -> tuple[str, ...]:
    values = [point.value for point in course.points if point.value is not None]
    first, newest = (f"{values[k]:.3g}" if values else "–" for k in (0, -1))
    change = "–" if course.change is None else f"{course.change:+.3g}"
    least = "–" if course.mdc95 is None else f"{course.mdc95:.3g}"
    return (spoken(course.name), first, newest, change, least, course.verdict)


def course_chart(course: Course) -> Drawing:
    """Draw an outcome session by session, with the band within which a change may be error.

    Parameters
    ----------
    course : Course
        With two values at least.

    Returns
    -------
    Drawing
        The band lies about the first value; without one there is none.
    """
    drawing = Drawing(*SIZE, f"{spoken(course.name)} over {len(course.points)} sessions")
    points = [(k, one.value) for k, one in enumerate(course.points) if one.value is not None]
    values = [value for _, value in points]
    band = course.mdc95 or 0.0
    low, high = min(*values, values[0] - band), max(*values, values[0] + band)
    room = 0.08 * (high - low) or 1.0
    x = Axis(-0.4, len(course.points) - 0.6, _LEFT, SIZE[0] - _RIGHT)
    y = Axis(low - room, high + room, SIZE[1] - _BOTTOM, _TOP)
    size = (x.at_high - x.at_low, y.at_low - y.at_high)
    drawing.rect((x.at_low, y.at_high), size, Paint(fill=WHITE))
    if band:
        top, foot = y.place(values[0] + band), y.place(values[0] - band)
        drawing.rect((x.at_low, top), (size[0], foot - top), Paint(fill=GOAL, fill_opacity=0.18))
    for tick in y.ticks(4):
        drawing.line([(x.at_low, y.place(tick)), (x.at_high, y.place(tick))], Paint(stroke=FAINT))
        drawing.text((x.at_low - 5.0, y.place(tick) + 4.0), f"{tick:g}", Type(11.0, SOFT, "end"))
    drawing.rect((x.at_low, y.at_high), size, Paint(stroke=LINE))
    drawing.line([(x.place(k), y.place(value)) for k, value in points], Paint(stroke=BLUE, width=2))
    for k, value in points:
        drawing.circle((x.place(k), y.place(value)), 4.0, Paint(fill=BLUE, stroke=WHITE, width=1.2))
    for k, one in enumerate(course.points):
        if one.value is None:
            # No value is no zero: a hollow mark at the foot says that there was a session.
            drawing.circle((x.place(k), y.at_low - 6.0), 3.5, Paint(stroke=SOFT, fill=WHITE))
    for k in sorted({0, len(course.points) - 1}):
        anchor: Anchor = "start" if k == 0 else "end"
        at = (x.at_low if k == 0 else x.at_high, SIZE[1] - 9.0)
        drawing.text(at, f"{course.points[k].began:%Y-%m-%d}", Type(11.0, SOFT, anchor))
    title = spoken(course.name)
    drawing.text((2.0, 13.0), Type(12.0, INK).fitted(title, SIZE[0] - 4.0), Type(12.0, INK))
    return drawing
