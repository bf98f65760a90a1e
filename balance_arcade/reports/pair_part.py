"""Sides and conditions beside each other: a chart with two lines, a sentence, a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from balance_arcade.core.words import counted, msgid
from balance_arcade.records.clinic.comparing import WORDS, Pair
from balance_arcade.records.clinic.progress import Course
from balance_arcade.reports.axis import Axis
from balance_arcade.reports.drawing import Anchor, Drawing, Paint, Type
from balance_arcade.reports.figure_text import figure
from balance_arcade.reports.look import BLUE, FAINT, INK, LINE, MAUVE, SOFT, WHITE
from balance_arcade.reports.outcome_names import spoken
from balance_arcade.reports.sheet import Block, Heading, Table, Words
from balance_arcade.reports.titles_of_tests import short_test
from balance_arcade.reports.wording import joined

SIZE: Final = (360.0, 190.0)
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 12.0, 40.0, 26.0
MOST_ROWS: Final = 12

VERDICTS: Final = {
    "different": msgid("different"),
    "within error": msgid("within error"),
    "too few trials": msgid("too few trials"),
}

RESTS_ON: Final = msgid(
    "A difference is told apart from error by the spread between the trials of each side within "
    "sessions, both added as squares; that sides or conditions differ says nothing of why."
)


def pair_title(pair: Pair) -> str:
    """Name what is compared, with the condition that both share.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> pair_title(SimpleNamespace(name="mean_velocity_mm_s_firm"))
    'Mean velocity, mm/s, firm ground'
    """
    for ending in ("firm", "foam", "eo", "ec"):
        if pair.name.endswith(f"_{ending}"):
            return joined([*spoken(pair.name.removesuffix(f"_{ending}")).pieces, WORDS[ending]])
    return spoken(pair.name)


def _title(pair: Pair, *, several: bool) -> str:
    """Name what is compared; with its test where several tests compare the same."""
    title = pair_title(pair)
    return joined([title, short_test(pair.one.method)]) if several else title


def pair_chart(pair: Pair) -> Drawing:
    """Draw both sides of an outcome session by session.

    Parameters
    ----------
    pair : Pair
        The first is drawn full with round marks, the second dashed with square ones.
    """
    title = pair_title(pair)
    drawing = Drawing(*SIZE, f"{title}: {pair.words[0]} and {pair.words[1]}")
    sessions: dict[str, float] = {}
    for course in (pair.one, pair.other):
        for point in course.points:
            sessions.setdefault(point.session, point.began.timestamp())
    order = {name: k for k, name in enumerate(sorted(sessions, key=lambda one: sessions[one]))}
    values = [p.value for c in (pair.one, pair.other) for p in c.points if p.value is not None]
    room = 0.08 * (max(values) - min(values)) or 1.0
    x = Axis(-0.4, len(order) - 0.6, _LEFT, SIZE[0] - _RIGHT)
    y = Axis(min(values) - room, max(values) + room, SIZE[1] - _BOTTOM, _TOP)
    size = (x.at_high - x.at_low, y.at_low - y.at_high)
    drawing.rect((x.at_low, y.at_high), size, Paint(fill=WHITE))
    for tick in y.ticks(4):
        drawing.line([(x.at_low, y.place(tick)), (x.at_high, y.place(tick))], Paint(stroke=FAINT))
        drawing.text((x.at_low - 5.0, y.place(tick) + 4.0), f"{tick:g}", Type(11.0, SOFT, "end"))
    drawing.rect((x.at_low, y.at_high), size, Paint(stroke=LINE))
    _course(drawing, pair.one, order, (x, y), round_marks=True)
    _course(drawing, pair.other, order, (x, y), round_marks=False)
    _days(drawing, pair, x)
    drawing.text((2.0, 13.0), Type(12.0, INK).fitted(title, SIZE[0] - 4.0), Type(12.0, INK))
    _legend(drawing, pair)
    return drawing


def _course(
    drawing: Drawing, course: Course, order: dict[str, int], axes: tuple[Axis, Axis], *,
    round_marks: bool,
) -> None:  # fmt: skip
    x, y = axes
    colour, dash = (BLUE, "") if round_marks else (MAUVE, "6 4")
    points = [
        (x.place(order[one.session]), y.place(one.value))
        for one in course.points
        if one.value is not None
    ]
    drawing.line(points, Paint(stroke=colour, width=2.0, dash=dash))
    for at in points:
        _mark(drawing, at, colour, round_marks=round_marks)


def _mark(drawing: Drawing, at: tuple[float, float], colour: str, *, round_marks: bool) -> None:
    paint = Paint(fill=colour, stroke=WHITE, width=1.2)
    if round_marks:
        drawing.circle(at, 4.0, paint)
    else:
        drawing.rect((at[0] - 3.6, at[1] - 3.6), (7.2, 7.2), paint)


def _legend(drawing: Drawing, pair: Pair) -> None:
    left = _LEFT
    for words, colour, is_round in ((pair.words[0], BLUE, True), (pair.words[1], MAUVE, False)):
        _mark(drawing, (left + 5.0, 27.0), colour, round_marks=is_round)
        drawing.text((left + 14.0, 31.0), words, Type(11.0, SOFT))
        left += 30.0 + Type(11.0).width(words)


def _days(drawing: Drawing, pair: Pair, x: Axis) -> None:
    days = sorted(point.began for course in (pair.one, pair.other) for point in course.points)
    for day, anchor, at in ((days[0], "start", x.at_low), (days[-1], "end", x.at_high)):
        where: Anchor = "start" if anchor == "start" else "end"
        drawing.text((at, SIZE[1] - 9.0), f"{day:%Y-%m-%d}", Type(11.0, SOFT, where))


def pair_words(pair: Pair) -> tuple[str, str]:
    """Say what two sides came to, and how they moved, in a sentence each.

    Returns
    -------
    tuple of str
        The newest session, and the way since the first; the second may be empty.
    """
    one, other = pair.values
    unit = pair.one.unit.replace("mm2", "mm²")
    share = "" if pair.share is None else f", the smaller is {100.0 * pair.share:.0f} %"
    least = "" if pair.least is None else f", least detectable {pair.least:.3g} {unit}".rstrip()
    both = f"{pair.words[0]} {one:.3g}, {pair.words[1]} {other:.3g} {unit}".rstrip()
    now = f"{both}: difference {pair.difference:+.3g}{least}{share}."
    if pair.nearer is None:
        return now, ""
    way = "nearer together" if pair.nearer > 0.0 else "further apart"
    moved = {
        "changed": f"They are {way} than at first, by {abs(pair.nearer):.3g} {unit}".rstrip() + ".",
        "within error": "That they are nearer together or further apart than at first is within"
        " error.",
        "too few trials": "",
    }
    return now, moved[pair.nearer_verdict]


def pair_blocks(pairs: Sequence[Pair], most: int = MOST_ROWS) -> list[Block]:
    """Give the table of a printed report; nothing where nothing is compared.

    Parameters
    ----------
    pairs : sequence of Pair
        What differs first.
    most : int
        Rows at most.
    """
    if not pairs:
        return []
    header = (
        msgid("Outcome"),
        msgid("Newest"),
        msgid("Difference"),
        msgid("Least detectable"),
        msgid("In words"),
    )
    titles = Counter((pair_title(one), one.words) for one in pairs[:most])
    several = [titles[pair_title(one), one.words] > 1 for one in pairs[:most]]
    rows = tuple(
        (
            joined([_title(pair, several=more), joined(pair.words, " / ")], ": "),
            joined([figure(one) for one in pair.values], " / "),
            figure(pair.difference, signed=True),
            figure(pair.least),
            VERDICTS[pair.verdict],
        )
        for pair, more in zip(pairs[:most], several, strict=True)
    )
    more = len(pairs) - most
    words = counted("{n} more is on the station.", "{n} more are on the station.", more)
    return [
        Heading(msgid("Sides and conditions")),
        Table(header, rows, 0.46, (1.2, 1.0, 1.2, 1.5)),
        *([Words(words, small=True)] if more > 0 else []),
        Words(RESTS_ON, small=True),
    ]
