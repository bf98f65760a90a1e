"""The session's summary as one page: HTML with its figures inside, nothing from elsewhere."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from balance_arcade.assess.norms import OTHER_TIMES
from balance_arcade.files.whole import write_whole
from balance_arcade.reports.drawing import Drawing
from balance_arcade.reports.figures import (
    difficulty_figure,
    limits_figure,
    load_figure,
    ring_step,
    stars_figure,
    statokinesigram,
)
from balance_arcade.reports.markup import Node, html_page, node
from balance_arcade.reports.page_room import (
    LONG_TITLE_CHARS,
    MAX_ACCURACY_CHARS,
    MAX_ACTIVITIES,
    MAX_NOTE_CHARS,
    MAX_PAUSES,
    MAX_TITLE_CHARS,
    ONE_COLUMN_ACTIVITIES,
    ONE_COLUMN_PAUSES,
    cut,
    figure_room,
    foot_lines,
)
from balance_arcade.reports.page_style import COLUMN_WIDTH, INNER_WIDTH, STYLE
from balance_arcade.reports.programme_part import programme_part
from balance_arcade.reports.summary import (
    PlayedActivity,
    SessionSummary,
    SummaryNumber,
    number_text,
    render_text,
    share_text,
    whole_text,
)

_MEANING: Final = {
    "real": "",
    "simulated": "Nobody stood on a board. The program made up this person.",
    "replayed": "These samples come from a file, not from a person on a board.",
}
_LIMITS_WORDS: Final = {"default": "default values, not measured"}
# The page is mailed and opened from a disk: no name in it may fetch or run anything.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"

_LOAD_SIZE: Final = (INNER_WIDTH - 56.0, 36.0)


def render_html(summary: SessionSummary) -> str:
    """Write the page.

    Parameters
    ----------
    summary : SessionSummary
        What happened.

    Returns
    -------
    str
        A whole HTML document; the same summary gives the same text. It holds no script and asks
        for nothing from outside; printed, it is one A4 page.

    Examples
    --------
    >>> from balance_arcade.core.board import Geometry
    >>> page = render_html(SessionSummary("Morning", "", "real", "A board", Geometry(433.0, 238.0)))
    >>> page.splitlines()[0], "Not a medical device" in page
    ('<!DOCTYPE html>', True)
    """
    head = node(
        "head",
        node("meta", charset="utf-8"),
        node("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        node("meta", name="viewport", content="width=device-width, initial-scale=1"),
        node("title", " ".join(part for part in (summary.title, summary.mark) if part)),
        node("style", STYLE),
    )
    room = figure_room(summary)
    drawings = _drawings(summary, room.figure_px)
    page = node(
        "main",
        _mark(summary),
        _head(summary),
        _played(summary.activities),
        programme_part(summary.programme, INNER_WIDTH, has_chart=room.has_chart),
        _figures(drawings, summary),
        _load(summary.left_share),
        _absent(drawings, summary),
        _numbers(summary),
        _pauses(summary),
        _said("Adverse events", summary.adverse),
        _said("How it was", summary.answers),
        _foot(summary),
        class_="dense" if room.dense else "roomy" if drawings else "short",
    )
    return html_page(node("html", head, node("body", page), lang="en"))


def write_summary(folder: Path, summary: SessionSummary) -> dict[str, str]:
    """Write the page, and the same in plain words beside it.

    Parameters
    ----------
    folder : Path
        Must be there.
    summary : SessionSummary
        What happened.

    Returns
    -------
    dict of str to str
        Paths by ``html`` and ``text``.

    Raises
    ------
    RecordingError
        A file cannot be written.
    """
    # Windows takes no colon in a file's name.
    stem = "summary-" + summary.started.replace(":", "").replace("-", "").replace("+0000", "Z")
    text, html = folder / f"{stem}.txt", folder / f"{stem}.html"
    write_whole(text, render_text(summary).encode("utf-8", "backslashreplace"), "The summary")
    write_whole(html, render_html(summary).encode("utf-8"), "The summary")
    return {"html": str(html), "text": str(text)}


def _signed(text: str) -> str:
    """Set a figure's minus and dash as a page has them."""
    return "–" if text == "-" else text.replace("-", "−")


def _shown(value: float) -> str:
    return _signed(number_text(value))


def _whole(value: float) -> str:
    return _signed(whole_text(value))


def _section(heading: str, *content: Node | None, aside: str = "") -> Node:
    small = node("small", aside) if aside else None
    return node("section", node("h2", heading, " " if aside else None, small), *content)


def _mark(summary: SessionSummary) -> Node | None:
    if not summary.mark:
        return None
    words = node("p", node("strong", summary.mark), " ", _MEANING[summary.origin])
    return node("div", words, class_="mark")


def _head(summary: SessionSummary) -> Node:
    long = len(summary.title) > LONG_TITLE_CHARS
    title = node("h1", cut(summary.title, MAX_TITLE_CHARS), class_="long" if long else "short")
    under = [words for words in (summary.person, summary.date, _in_short(summary)) if words]
    spans = [node("span", words) for words in under]
    return node("header", title, node("div", *spans, class_="under"))


def _in_short(summary: SessionSummary) -> str:
    played = summary.activities
    if not played:
        return ""
    seconds = sum(one.seconds for one in played if math.isfinite(one.seconds))
    stars = sum(one.stars for one in played)
    activities = "activity" if len(played) == 1 else "activities"
    return f"{len(played)} {activities}, {seconds:.0f} s, {stars} of {3 * len(played)} stars"


def _halves(rows: Sequence[Node]) -> tuple[Sequence[Node], Sequence[Node]]:
    half = math.ceil(len(rows) / 2)
    return rows[:half], rows[half:]


def _played(activities: Sequence[PlayedActivity]) -> Node:
    heading = "What was played"
    if not activities:
        return _section(heading, node("p", "Nothing was played.", class_="note"))
    rows = [_activity_row(activity) for activity in activities[:MAX_ACTIVITIES]]
    if len(rows) <= ONE_COLUMN_ACTIVITIES:
        return _section(heading, _activity_table(rows))
    left_out = len(activities) - len(rows)
    more = node("p", f"and {left_out} more", class_="note") if left_out else None
    tables = [_activity_table(half) for half in _halves(rows)]
    return _section(heading, node("div", *tables, class_="pair"), more)


def _activity_table(rows: Sequence[Node]) -> Node:
    names = ("Activity", "Time", "Reached", "Stars", "Difficulty")
    heads = [node("th", name, scope="col") for name in names]
    return node("table", node("thead", node("tr", *heads)), node("tbody", *rows), class_="played")


def _activity_row(activity: PlayedActivity) -> Node:
    bar = difficulty_figure(activity.difficulty).root
    bar.set("aria-hidden", "true")  # The figure beside it says the same.
    return node(
        "tr",
        node("th", activity.title, scope="row"),
        node("td", f"{_whole(activity.seconds)} s"),
        node("td", _signed(f"{activity.successes} of {activity.trials}")),
        node("td", stars_figure(activity.stars).root),
        node(
            "td",
            bar,
            _signed(share_text(activity.difficulty)),
        ),
    )


def _drawings(summary: SessionSummary, tall: float) -> dict[str, Drawing]:
    """Figures that there is something to draw for; one that stands alone gets the whole width."""
    mark = summary.mark

    def draw(width: float) -> dict[str, Drawing]:
        size = (width, tall)
        limits = limits_figure(summary.limits_mm, size, mark)
        quiet = statokinesigram(summary.quiet_mm, summary.ellipse_mm, size, mark)
        drawn = {"Limits of stability": limits, "Quiet stance": quiet}
        return {heading: drawing for heading, drawing in drawn.items() if drawing}

    beside = draw(COLUMN_WIDTH)
    return beside if len(beside) == 2 else draw(INNER_WIDTH)


def _figures(drawings: dict[str, Drawing], summary: SessionSummary) -> Node | None:
    words = {"Limits of stability": _limits_words, "Quiet stance": _quiet_words}
    figures = []
    for heading, drawing in drawings.items():
        aside, caption = words[heading](summary)
        figure = node("figure", drawing.root, node("figcaption", caption))
        figures.append(_section(heading, figure, aside=aside))
    return node("div", *figures, class_="pair") if figures else None


def _limits_words(summary: SessionSummary) -> tuple[str, str]:
    words = "mm from the centre of quiet stance"
    ml, ap = summary.centre_mm
    if math.isfinite(ml + ap):
        words = f"mm from the centre, ml {_shown(ml)}, ap {_shown(ap)} mm"
    source = _LIMITS_WORDS.get(summary.limits_source, summary.limits_source)
    return source, f"{words}; rings {ring_step(summary.limits_mm):g} mm"


def _quiet_words(summary: SessionSummary) -> tuple[str, str]:
    if not math.isfinite(sum(summary.ellipse_mm)):
        return "", "No 95 % ellipse: too short."
    ml, ap, major, minor, angle = summary.ellipse_mm
    turn = _whole(math.degrees(angle))
    return "95 % ellipse", (
        f"half axes {_shown(major)} × {_shown(minor)} mm, {turn}°;"
        f" centre ml {_shown(ml)}, ap {_shown(ap)} mm; {OTHER_TIMES}"
    )


def _load(left_share: float) -> Node | None:
    drawing = load_figure(left_share, _LOAD_SIZE)
    if drawing is None:
        return None
    return node("section", node("h2", "Load"), drawing.root, class_="line")


def _absent(drawings: dict[str, Drawing], summary: SessionSummary) -> Node | None:
    """Name in one line all that was not measured."""
    known = [*drawings, *(["Load"] if math.isfinite(summary.left_share) else [])]
    names = [name for name in ("Limits of stability", "Quiet stance", "Load") if name not in known]
    if not names:
        return None
    return node(
        "section", node("h2", "Not measured"), node("p", ", ".join(names).lower()), class_="line"
    )


def _numbers(summary: SessionSummary) -> Node | None:
    if not summary.numbers and not summary.accuracy:
        return None
    rows = [_number_row(number) for number in summary.numbers]
    tables = [node("table", node("tbody", *half), class_="numbers") for half in _halves(rows)]
    accuracy = cut(summary.accuracy, MAX_ACCURACY_CHARS)
    told = node("p", accuracy, class_="note") if accuracy else None
    return _section("Numbers", node("div", *tables, class_="pair") if rows else None, told)


def _number_row(number: SummaryNumber) -> Node:
    return node(
        "tr",
        node("th", number.label, scope="row"),
        node("td", _shown(number.value)),
        node("td", number.unit.replace("mm2", "mm²")),
    )


def _pauses(summary: SessionSummary) -> Node:
    lines = [
        f"at {_whole(pause.t_s)} s for {_whole(pause.seconds)} s: {pause.reason}"
        for pause in summary.pauses
    ]
    if len(lines) > MAX_PAUSES:
        # The last line stands for all that have no room, with their time: none goes unsaid.
        left_out = summary.pauses[MAX_PAUSES - 1 :]
        seconds = sum(pause.seconds for pause in left_out)
        lines[MAX_PAUSES - 1 :] = [f"and {len(left_out)} more, {_whole(seconds)} s together"]
    if not lines:
        return _section("Pauses", node("p", "None.", class_="note"))
    return _section("Pauses", _lines(lines))


def _lines(lines: Sequence[str]) -> Node:
    many = len(lines) > ONE_COLUMN_PAUSES
    items = [node("li", line) for line in lines]
    return node("ul", *items, class_="pauses many" if many else "pauses")


def _said(heading: str, said: Sequence[str]) -> Node | None:
    """Set what was marked or answered; nothing where nothing was."""
    if not said:
        return None
    lines = [cut(line, MAX_NOTE_CHARS) for line in said]
    if len(lines) > MAX_PAUSES:
        lines[MAX_PAUSES - 1 :] = [f"and {len(lines) - MAX_PAUSES + 1} more, in the words beside"]
    return _section(heading, _lines(lines))


def _foot(summary: SessionSummary) -> Node:
    lines = [node("p", node("strong", about), " ", words) for about, words in foot_lines(summary)]
    return node("footer", *lines)
