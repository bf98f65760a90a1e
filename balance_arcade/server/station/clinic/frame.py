"""What all pages of the records share: head, ways between them, and the parts they are made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, NamedTuple
from urllib.parse import quote, urlencode

from balance_arcade.reports.look import MARKS
from balance_arcade.reports.markup import Node, html_page, node

ROOT: Final = "/records"


class Way(NamedTuple):
    """A link to another page."""

    href: str
    words: str


WAYS: Final = (
    Way(ROOT, "Patients"),
    Way(f"{ROOT}/unassigned", "Nobody's yet"),
    Way(f"{ROOT}/assess", "Assessment"),
    Way(f"{ROOT}/programmes", "Programmes"),
    Way(f"{ROOT}/centre", "Centre"),
    Way(f"{ROOT}/audit", "Audit"),
)
"""Ways that every page has."""


def page(
    title: str,
    *content: Node | None,
    here: str = "",
    crumbs: Sequence[Way] = (),
    wide: bool = True,
    scripts: Sequence[str] = (),
) -> str:
    """Lay a page out.

    Parameters
    ----------
    title : str
        Its heading.
    *content : Node or None
        What stands below; None is left out.
    here : str
        Which of `WAYS` it belongs to.
    crumbs : sequence of Way
        Ways up from it.
    wide : bool
        Let it take the whole screen; forms stay narrow.
    scripts : sequence of str
        Further ones, below ``/static/``.

    Returns
    -------
    str
        HTML without anything inline.
    """
    ways = [_way(one, current=one.href == here) for one in WAYS]
    above = [node("a", one.words, href=one.href) for one in crumbs]
    main = node(
        "main",
        node(
            "div",
            node("nav", *above, class_="crumbs", aria_label="Where this is") if above else None,
            node("h1", title),
            class_="name",
        ),
        *content,
        id="main",
        class_="wide" if wide else "narrow",
    )
    bar = node(
        "header",
        node("a", "Boards", href="/", class_="way board-way"),
        node("nav", *ways, aria_label="Records"),
        node("button", "Light", id="theme", type="button"),
        class_="head",
    )
    whole = node("html", _head(title, scripts), node("body", bar, main), lang="en")
    return html_page(whole)


def _head(title: str, scripts: Sequence[str]) -> Node:
    return node(
        "head",
        node("meta", charset="utf-8"),
        node("meta", name="viewport", content="width=device-width, initial-scale=1"),
        node("meta", name="color-scheme", content="dark light"),
        node("title", f"{title} – Balance Arcade"),
        node("link", rel="icon", href="/static/icon.svg", type="image/svg+xml"),
        node("link", rel="stylesheet", href="/static/tokens.css"),
        node("link", rel="stylesheet", href="/static/records.css"),
        node("script", src="/static/theme.js"),
        *(
            node("script", type="module", src=f"/static/{name}")
            for name in ("records.js", *scripts)
        ),
    )


def _way(way: Way, *, current: bool) -> Node:
    made = node("a", way.words, href=way.href, class_="way")
    if current:
        made.set("aria-current", "page")
    return made


def fault_page(message: str, hint: str, may_write: bool = True) -> str:
    """Say on a page of its own what did not go, and what to do."""
    del may_write
    told = node(
        "section",
        node("p", message),
        node("p", hint) if hint else None,
        class_="told care",
        role="alert",
    )
    return page("That did not go", told, link(ROOT, "Patients"), wide=False)


def person_path(pseudonym: str, part: str = "") -> str:
    """Address of a person's page."""
    return f"{ROOT}/people/{quote(pseudonym, safe='')}{'/' if part else ''}{part}"


def session_path(session_id: str, part: str = "") -> str:
    """Address of a session's page."""
    return f"{ROOT}/sessions/{quote(session_id, safe='')}{'/' if part else ''}{part}"


def link(href: str, words: str, *, kind: str = "button") -> Node:
    """Make a link that looks like a button."""
    return node("a", words, href=href, class_=kind)


def moment(when: dt.datetime) -> Node:
    """Write a moment in this computer's time; the exact one is in the markup."""
    local = when.astimezone()
    return node("time", f"{local:%Y-%m-%d %H:%M}", datetime=when.isoformat())


def day(when: dt.datetime) -> Node:
    """Write the day of a moment."""
    local = when.astimezone()
    return node("time", f"{local:%Y-%m-%d}", datetime=when.isoformat())


def mark(origin: str) -> Node | None:
    """Write SIMULATED or REPLAY for what is nobody's; nothing for a person on a board."""
    words = MARKS.get(origin, origin.upper())
    return node("span", words, class_="mark") if words else None


def pages(path: str, first: int, most: int, n_all: int, **query: str) -> Node | None:
    """Ways to the pages of a list before and after this one; None where one page holds all."""
    if n_all <= most and not first:
        return None
    last = min(first + most, n_all)
    span = f"{first + 1}–{last} of {n_all}" if first < n_all else f"none of {n_all} here"
    parts = [node("span", span, class_="num")]
    if first > 0:
        parts.insert(0, _turn(path, max(0, first - most), "Before", query))
    if last < n_all:
        parts.append(_turn(path, first + most, "Next", query))
    return node("nav", *parts, class_="pages", aria_label="Pages of the list")


def _turn(path: str, first: int, words: str, query: dict[str, str]) -> Node:
    asked = {key: value for key, value in query.items() if value} | {"first": str(first)}
    return link(f"{path}?{urlencode(asked)}", words)


def table(header: Sequence[str], rows: Sequence[Sequence[Node | str]], *, kind: str = "") -> Node:
    """Make a table; the first cell of a row is its name. It scrolls by itself where it is wide."""
    head = node("thead", node("tr", *(node("th", words, scope="col") for words in header)))
    body = node("tbody", *(node("tr", *map(_cell, row)) for row in rows))
    return node(
        "div",
        node("table", head, body, class_=kind),
        class_="tables",
        tabindex="0",
        role="group",
        aria_label="Table",
    )


def _cell(cell: Node | str) -> Node:
    return node("td", cell)


def facts(*pairs: tuple[str, Node | str]) -> Node:
    """Name and value, one below the other."""
    found = [
        node("div", node("dt", name), node("dd", value)) for name, value in pairs if value != ""
    ]
    return node("dl", *found, class_="facts")


def form(action: str, *content: Node | None, kind: str = "") -> Node:
    """Make a form that changes the records; the page's script sends it with the visitor's token."""
    return node("form", *content, action=action, method="post", class_=kind)


def hidden(name: str, value: str) -> Node:
    """Make a field that nobody sees."""
    return node("input", type="hidden", name=name, value=value)


def button(words: str, *, kind: str = "") -> Node:
    """Make the button that sends its form."""
    return node("button", words, type="submit", class_=kind)


def field(
    label: str, name: str, *, value: str = "", fault: str = "", hint: str = "", **more: str
) -> Node:
    """Make one line to be typed in, with its label, and what is wrong with it below.

    Parameters
    ----------
    label, name : str
        What is read, and what is sent.
    value : str
        What stands in it.
    fault, hint : str
        What is wrong, and what it takes.
    **more : str
        Attributes of the input.
    """
    given = {"type": "text", "autocomplete": "off", "spellcheck": "false", **more}
    typed = node("input", id=name, name=name, value=value, **given)
    said = [
        node("small", words, id=f"{name}-{kind}", class_=kind)
        for kind, words in (("hint", hint), ("fault", fault))
        if words
    ]
    if said:
        typed.set("aria-describedby", " ".join(str(one.get("id")) for one in said))
    if fault:
        typed.set("aria-invalid", "true")
    return node("div", node("label", label, for_=name), typed, *said, class_="field")
