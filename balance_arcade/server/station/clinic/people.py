"""The list of people, with its search."""

from __future__ import annotations

from typing import Final

from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.looking import (
    PersonLine,
    find_people,
    find_sessions,
    people_called,
)
from balance_arcade.reports.markup import Node, node
from balance_arcade.server.station.clinic.asking import Ask
from balance_arcade.server.station.clinic.frame import (
    ROOT,
    day,
    link,
    page,
    pages,
    person_path,
)
from balance_arcade.server.station.clinic.names import Names

MOST: Final = 60


def people_page(records: Records, names: Names, ask: Ask) -> str:
    """Lay out the people that were asked for, those found by their name first."""
    database = records.database
    text, first = ask.query.get("q", ""), ask.first()
    gone = bool(ask.query.get("withdrawn"))
    found = find_people(database, text, first=first, most=MOST, withdrawn=gone)
    named = people_called(database, [] if first or gone else names.find(records, text))
    alike = {one.pseudonym for one in named}
    lines = [*named, *(one for one in found.lines if one.pseudonym not in alike)]
    n_nobodys = find_sessions(database, None, most=0).n_all
    new = link(f"{ROOT}/new", "New patient", kind="button main") if ask.visit.may_write else None
    shown = names.listed(records, [one.pseudonym for one in lines])
    return page(
        "Patients",
        node("div", _search(text), node("span", class_="spacer"), new, class_="tools"),
        None if gone else _waiting(n_nobodys),
        _list(lines, text, shown),
        pages(ROOT, first, MOST, found.n_all, q=text, withdrawn="1" if gone else ""),
        _withdrawn(database, gone=gone),
        here=ROOT,
    )


def _search(text: str) -> Node:
    typed = node(
        "input",
        type="search",
        id="q",
        name="q",
        value=text,
        autocomplete="off",
        spellcheck="false",
        placeholder="p-017",
        aria_label="Pseudonym",
    )
    go = node("button", "Search", type="submit")
    return node("form", typed, go, action=ROOT, method="get", role="search", class_="search")


def _waiting(n_nobodys: int) -> Node | None:
    if not n_nobodys:
        return None
    sessions = "1 session is" if n_nobodys == 1 else f"{n_nobodys} sessions are"
    way = node("a", f"{sessions} nobody's yet", href=f"{ROOT}/unassigned")
    return node("p", way, ": recorded without a pseudonym.", class_="hint")


def _withdrawn(database: Database, *, gone: bool) -> Node | None:
    """Lead to who was withdrawn, and back."""
    if gone:
        return node("p", node("a", "Those who are not withdrawn", href=ROOT), class_="hint")
    n_gone = find_people(database, most=0, withdrawn=True).n_all
    if not n_gone:
        return None
    way = node("a", f"{n_gone} withdrawn", href=f"{ROOT}?withdrawn=1")
    return node("p", way, ": added by mistake, and kept.", class_="hint")


def _list(lines: list[PersonLine], text: str, names: dict[str, str]) -> Node:
    if lines:
        items = [_person(one, names.get(one.pseudonym, "")) for one in lines]
        return node("ul", *items, class_="people")
    if text:
        return node("p", f"Nobody's pseudonym holds “{text}”.", class_="empty")
    words = "Nobody is in the records yet. A session that is recorded for a pseudonym adds it."
    return node("p", words, class_="empty")


def _person(one: PersonLine, name: str) -> Node:
    counted = "1 session" if one.n_sessions == 1 else f"{one.n_sessions} sessions"
    told = (
        node("span", "no session yet")
        if one.newest is None
        else node("span", f"{counted}, newest ", day(one.newest), class_="num")
    )
    head = node("b", name or one.pseudonym)
    under = node("span", one.pseudonym) if name else None
    return node("li", node("a", head, under, told, href=person_path(one.pseudonym)))
