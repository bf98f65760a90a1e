"""The sessions of a person, or of nobody yet, newest first; and one session in full."""

from __future__ import annotations

import math
from typing import Final
from urllib.parse import urlencode

from balance_arcade.assess.norms import NormTold
from balance_arcade.records.clinic.about import NormsOf, norms_of_session
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.looking import (
    NoteLine,
    OutcomeLine,
    SessionLine,
    TrialLine,
    find_session,
    find_sessions,
    has_person,
    is_withdrawn,
    outcomes_of_session,
)
from balance_arcade.reports.markup import Node, node
from balance_arcade.server.station.clinic.asking import AbsentError, Ask
from balance_arcade.server.station.clinic.flags import trial_flags
from balance_arcade.server.station.clinic.frame import (
    ROOT,
    Way,
    button,
    facts,
    form,
    link,
    mark,
    moment,
    page,
    pages,
    person_path,
    session_path,
    table,
)

MOST: Final = 24
MOST_SHOWN: Final = 5
"""Trials of a session on its card; all of them stand on its own page."""


def known_person(database: Database, ask: Ask) -> str:
    """Give the pseudonym that a page is about.

    Raises
    ------
    AbsentError
        Nobody is called so.
    """
    pseudonym = ask.place["person"]
    if not has_person(database, pseudonym):
        raise AbsentError(f"Nobody is called {pseudonym[:40]} in the records.")
    return pseudonym


def person_ways(pseudonym: str, here: str, name: str = "") -> Node:
    """Ways between the pages of one person, with their name where it may be shown."""
    parts = (
        ("", "History"),
        ("trends", "Trends"),
        ("programme", "Programme"),
        ("report", "Report"),
        ("export", "Export"),
        ("about", "About"),
    )
    ways = [node("strong", name, class_="person")] if name else []
    for part, words in parts:
        way = node("a", words, href=person_path(pseudonym, part))
        if part == here:
            way.set("aria-current", "page")
        ways.append(way)
    return node("nav", *ways, class_="tabs", aria_label="This person")


def history_page(database: Database, ask: Ask) -> str:
    """Lay out a person's sessions."""
    person, first = known_person(database, ask), ask.first()
    found = find_sessions(database, person, first=first, most=MOST)
    empty = "No session yet. One that was recorded without a pseudonym can be attached."
    test = f"{ROOT}/assess?{urlencode({'person': person})}"
    undo = None if found.n_all or not ask.visit.may_write else _withdrawal(database, person)
    return page(
        person,
        person_ways(person, "", ask.name),
        node("div", link(test, "Assess", kind="button main"), class_="tools")
        if ask.visit.may_write
        else None,
        node("div", *map(session_card, found.lines), class_="cards")
        if found.lines
        else node("p", empty, class_="empty"),
        undo,
        pages(person_path(person), first, MOST, found.n_all),
        crumbs=(Way(ROOT, "Patients"),),
    )


def _withdrawal(database: Database, person: str) -> Node:
    """Offer to take back somebody who was added by mistake, or to bring them back."""
    if is_withdrawn(database, person):
        return node(
            "div",
            node("p", f"{person} was withdrawn.", class_="quiet"),
            form(person_path(person, "restore"), button("Undo: bring back")),
            class_="edit",
        )
    return form(person_path(person, "withdraw"), button("Added by mistake: withdraw"))


def unassigned_page(database: Database, ask: Ask) -> str:
    """Lay out the sessions that are nobody's yet."""
    path, first = f"{ROOT}/unassigned", ask.first()
    found = find_sessions(database, None, first=first, most=MOST)
    empty = "Every session belongs to somebody."
    return page(
        "Sessions of nobody yet",
        node("p", "They were recorded without a pseudonym.", class_="hint"),
        node("div", *map(session_card, found.lines), class_="cards")
        if found.lines
        else node("p", empty, class_="empty"),
        pages(path, first, MOST, found.n_all),
        here=path,
    )


def session_card(session: SessionLine) -> Node:
    """Make the card of a session in a list."""
    n_more = len(session.trials) - MOST_SHOWN
    trials = [
        node("li", node("span", one.label, class_="label"), _length(one), *trial_flags(one))
        for one in session.trials[:MOST_SHOWN]
    ]
    if n_more > 0:
        trials.append(node("li", f"and {n_more} more", class_="quiet"))
    seen = [one for one in session.notes if one.hidden is None]
    return node(
        "article",
        node(
            "h2",
            node("a", moment(session.began), href=session_path(session.id)),
            mark(session.origin),
        ),
        node("p", session.board, class_="quiet"),
        node("ul", *trials, class_="trials") if trials else node("p", "no recording"),
        *(node("p", one.text, class_="note") for one in seen),
        class_="card",
    )


def _length(trial: TrialLine) -> Node | None:
    if trial.seconds is None:
        return None
    return node("span", f"{duration(trial.seconds)}", class_="quiet num")


def duration(seconds: float) -> str:
    """Write a length of time.

    Examples
    --------
    >>> duration(42.4), duration(61.0), duration(7325.0)
    ('42 s', '1:01 min', '122:05 min')
    """
    whole = math.floor(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60}:{whole % 60:02d} min"


def session_page(database: Database, ask: Ask, whose: Node, notes: Node) -> str:
    """Lay out one session with all its numbers, whose it is, and its notes."""
    session = known_session(database, ask)
    numbers = outcomes_of_session(database, session.id)
    norms = norms_of_session(database, session.id)
    crumbs = [Way(ROOT, "Patients")]
    if session.person is not None:
        crumbs.append(Way(person_path(session.person), session.person))
    began = session.began.astimezone()
    report = link(
        session_path(session.id, "report/session"), "Report of the session", kind="button"
    )
    return page(
        f"Session of {began:%Y-%m-%d %H:%M}",
        mark(session.origin),
        node(
            "div",
            node(
                "section", node("h2", "What it is"), _facts(session), report, whose, class_="card"
            ),
            notes,
            class_="cards",
        ),
        *(_trial(one, numbers.get(one.id, []), session, norms) for one in session.trials),
        crumbs=crumbs,
    )


def known_session(database: Database, ask: Ask) -> SessionLine:
    """Look up the session that a page is about.

    Raises
    ------
    AbsentError
        There is none of that id.
    """
    from balance_arcade.core.errors import RecordsError

    try:
        return find_session(database, ask.place["session"])
    except RecordsError as error:
        raise AbsentError(error.message) from error


def _facts(session: SessionLine) -> Node:
    return facts(
        ("Session", session.id),
        ("Board", session.board),
        ("Calibration", session.calibration or "none"),
        ("Recorded by", f"Balance Arcade {session.app_version}" if session.app_version else ""),
    )


def _trial(
    trial: TrialLine, numbers: list[OutcomeLine], session: SessionLine, norms: NormsOf
) -> Node:
    rows = [
        (
            node("span", one.name, title=one.definition) if one.definition else one.name,
            _value(one),
            _norm(norms(one)),
            one.source,
            node("span", one.method, class_="quiet"),
        )
        for one in numbers
    ]
    return node(
        "section",
        node("h2", trial.label),
        node("p", moment(trial.began), " ", _length(trial), " ", *trial_flags(trial)),
        table(("Outcome", "Value", "Norm", "From", "Method"), rows, kind="numbers")
        if rows
        else node("p", "No number is kept of it.", class_="quiet"),
        link(session_path(session.id, f"report/{trial.id}"), "Report of the test")
        if any(one.source == "test" for one in numbers)
        else None,
        node("p", trial.file, class_="quiet file"),
        class_="panel",
    )


def _norm(norm: NormTold | None) -> Node:
    """Say the norm of a number in its cell; a dash where no source is of it."""
    if norm is None:
        return node("span", "–", class_="quiet")
    if not norm.applies:
        return node("span", norm.told, class_="quiet")
    source = node("small", f"{norm.told}; {norm.read}", title=norm.citation, class_="quiet")
    return node("span", norm.place, " ", source)


def _value(one: OutcomeLine) -> Node:
    if one.value is None:
        return node("span", f"none: {one.refused}", class_="refused")
    return node("span", f"{one.value:.4g} {one.unit}".strip(), class_="num")


def notes_card(session: SessionLine, ask: Ask) -> Node:
    """Make the card of a session's notes: what is hidden stays, and can be shown again."""
    told = [_note(one, session, ask) for one in session.notes]
    write = None
    if ask.visit.may_write:
        write = form(
            session_path(session.id, "note"),
            node("label", "New note", for_="text"),
            node("textarea", id="text", name="text", rows="3", maxlength="10000", required=""),
            button("Add note"),
        )
    empty = node("p", "No note yet.", class_="quiet") if not told else None
    return node("section", node("h2", "Notes"), empty, *told, write, class_="card")


def _note(one: NoteLine, session: SessionLine, ask: Ask) -> Node:
    gone = one.hidden is not None
    way = None
    if ask.visit.may_write:
        way = form(
            session_path(session.id, f"note/{one.id}/{'show' if gone else 'hide'}"),
            button("Undo" if gone else "Withdraw", kind="small"),
        )
    words = "withdrawn " if gone else ""
    return node(
        "div",
        node("p", one.text, class_="note gone" if gone else "note"),
        node("p", words, moment(one.hidden or one.written), class_="quiet"),
        way,
        class_="edit",
    )
