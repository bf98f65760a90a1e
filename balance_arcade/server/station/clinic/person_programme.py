"""The training programme of one person: assigned, ended, edited for them, and how far they are."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from balance_arcade.core.errors import BalanceArcadeError, ConfigError
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.programmes import (
    AssignedRow,
    assign,
    assigned,
    programme_text,
    programmes,
    unassign,
)
from balance_arcade.records.person_files import PEOPLE, PersonFiles
from balance_arcade.records.programme_progress import WeekReport, position, progress, sets_of
from balance_arcade.reports.markup import Node, node
from balance_arcade.server.station.clinic.asking import AbsentError, Ask
from balance_arcade.server.station.clinic.frame import (
    ROOT,
    Way,
    button,
    day,
    form,
    hidden,
    link,
    page,
    person_path,
    table,
)
from balance_arcade.server.station.clinic.history import known_person, person_ways
from balance_arcade.server.station.clinic.programmes_page import PATH, dose, programme_path
from balance_arcade.session.programme import Programme

PART: Final = "programme"
NONE: Final = "none"
"""In the address that undoes: before, no programme was assigned."""

Check = Callable[[str], Programme]


def person_programme_page(records: Records, check: Check, ask: Ask) -> str:
    """Lay out what somebody trains by, how far they are, and what may be done about it."""
    database, person = records.database, known_person(records.database, ask)
    rows = assigned(database, person)
    now = rows[0] if rows and rows[0].until is None else None
    return page(
        person,
        person_ways(person, PART, ask.name),
        _undo(person, ask),
        _current(records, check, person, now, ask)
        if now is not None
        else node("p", f"No programme is assigned to {person}.", class_="empty"),
        _choice(database, person, now) if ask.visit.may_write else None,
        _before(rows if now is None else rows[1:], person, ask),
        crumbs=(Way(ROOT, "Patients"),),
    )


def _current(records: Records, check: Check, person: str, now: AssignedRow, ask: Ask) -> Node:
    text = programme_text(records.database, now.name, now.version)
    newest = next(one.version for one in programmes(records.database) if one.name == now.name)
    edit = f"{programme_path(now.name, now.version)}&{urlencode({'for': person})}"
    ways: list[Node | None] = []
    if ask.visit.may_write:
        ways = [
            link(edit, "Edit for this patient", kind="button main"),
            _assign_form(person, now.name, newest, f"Take version {newest}")
            if newest != now.version
            else None,
            form(person_path(person, f"{PART}/end"), button("End it")),
        ]
    return node(
        "section",
        node("h2", node("a", now.name, href=programme_path(now.name, now.version))),
        node("p", f"version {now.version}, since ", day(now.since), class_="quiet"),
        dose(check, text),
        *_progress(records, check, person, text),
        node("div", *ways, class_="tools") if any(ways) else None,
        class_="panel",
    )


def _progress(records: Records, check: Check, person: str, text: str) -> list[Node]:
    """Say what is next, and what of each week was done."""
    try:
        programme = check(text)
    except ConfigError:
        return []  # That it cannot be played here stands above, with why.
    try:
        kept = PersonFiles(records.folder / PEOPLE).load(person).sets
    except BalanceArcadeError as error:
        return [node("p", f"How far they are is not known: {error}", class_="told care")]
    mine, today = (
        sets_of(kept, programme.name, "real"),
        f"{dt.datetime.now().astimezone():%Y-%m-%d}",
    )
    try:
        at = position(programme, mine, today)
        many = f"session {at.session} of {programme.sessions_per_week}"
        next_words = f"Next: week {at.week} of {programme.weeks}, {many}."
    except ConfigError as error:
        next_words = error.message
    if not mine:
        return [node("p", next_words), node("p", "Nothing of it was played yet.", class_="hint")]
    weeks = [_week(one) for one in progress(programme, mine, today) if one.iso]
    header = ("Week", "Minutes played", "asked for", "Sets completed", "planned", "How hard, 0–10")
    return [node("p", next_words), table(header, weeks)]


def _week(one: WeekReport) -> tuple[Node | str, ...]:
    fell = node("span", "less than the week before", class_="chip care") if one.fell else ""
    rating = "–" if math.isnan(one.rating) else f"{one.rating:.1f}"
    cells = (f"{one.minutes:.0f}", f"{one.planned_minutes:.0f}", f"{one.completed}")
    return (
        node("span", f"{one.week} ({one.iso}) ", fell),
        *(node("span", cell, class_="num") for cell in (*cells, str(one.planned), rating)),
    )


def _choice(database: Database, person: str, now: AssignedRow | None) -> Node:
    """Offer every programme in its newest version, and a new one for this person."""
    newest: dict[str, int] = {}
    for one in programmes(database):
        newest.setdefault(one.name, one.version)
    if now is not None:
        newest.pop(now.name, None)
    new = link(f"{PATH}/new?{urlencode({'for': person})}", "New programme for this patient")
    words = "Another programme" if now is not None else "Assign a programme"
    if not newest:
        return node("div", new, class_="tools")
    options = [
        node("option", f"{name}, version {version}", value=name) for name, version in newest.items()
    ]
    picked = node("select", *options, id="name", name="name")
    return node(
        "section",
        node("h2", words),
        form(
            person_path(person, f"{PART}/assign"),
            node("div", node("label", "Programme", for_="name"), picked, class_="field"),
            node("div", button("Assign", kind="main"), new, class_="tools"),
        ),
        class_="panel",
    )


def _assign_form(person: str, name: str, version: int, words: str) -> Node:
    return form(
        person_path(person, f"{PART}/assign"),
        hidden("name", name),
        hidden("version", str(version)),
        button(words),
    )


def _before(rows: list[AssignedRow], person: str, ask: Ask) -> Node | None:
    if not rows:
        return None
    header = ("Before", "Version", "From", "To", "")
    cells = [
        (
            node("a", one.name, href=programme_path(one.name, one.version)),
            str(one.version),
            day(one.since),
            day(one.until) if one.until is not None else "",
            _assign_form(person, one.name, one.version, "Assign again")
            if ask.visit.may_write
            else "",
        )
        for one in rows
    ]
    return node("section", node("h2", "Programmes of before"), table(header, cells), class_="panel")


def _undo(person: str, ask: Ask) -> Node | None:
    """Offer the way back from what has just been done."""
    was, version = ask.query.get("was", ""), ask.query.get("version", "")
    if not was or not ask.visit.may_write:
        return None
    if was == NONE and not version:
        back = form(person_path(person, f"{PART}/end"), button("Undo: no programme again"))
    else:
        back = form(
            person_path(person, f"{PART}/assign"),
            hidden("name", was),
            hidden("version", version),
            button(f"Undo: {was}, version {version} again"),
        )
    return node("div", back, class_="edit")


def change(records: Records, ask: Ask) -> str:
    """Assign a programme or end it; returns where to go, with the way to undo it.

    Raises
    ------
    AbsentError
        There is no such page or person.
    RecordsError
        There is no such programme or version.
    """
    person, how = known_person(records.database, ask), ask.place["how"]
    if how == "end":
        return _done(records, person, lambda: unassign(records, person))
    if how != "assign":
        raise AbsentError("There is no such page.")
    name, version = ask.form.get("name", ""), ask.form.get("version", "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else None
    return assign_to(records, person, name, number)


def assign_to(records: Records, person: str, name: str, version: int | None) -> str:
    """Assign a programme; returns where to go, with the way to undo it."""
    return _done(records, person, lambda: assign(records, person, name, version))


def _done(records: Records, person: str, act: Callable[[], None]) -> str:
    rows = assigned(records.database, person)
    now = rows[0] if rows and rows[0].until is None else None
    act()
    was = {"was": NONE} if now is None else {"was": now.name, "version": str(now.version)}
    return f"{person_path(person, PART)}?{urlencode(was)}"
