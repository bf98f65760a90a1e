"""What the pages change: new people, whose a session was, notes; each with the way to undo it."""

from __future__ import annotations

from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.records.clinic.about import tell_about
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.looking import SessionLine
from balance_arcade.records.clinic.withdrawing import withdraw_person
from balance_arcade.reports.markup import Node, node
from balance_arcade.server.station.clinic.about_page import year_field, year_of
from balance_arcade.server.station.clinic.asking import AbsentError, Ask
from balance_arcade.server.station.clinic.frame import (
    ROOT,
    Way,
    button,
    field,
    form,
    hidden,
    page,
    person_path,
    session_path,
)
from balance_arcade.server.station.clinic.history import (
    known_person,
    known_session,
    notes_card,
    session_page,
)
from balance_arcade.server.station.clinic.names import Names

_TAKES = "Letters, digits, dots and hyphens, such as p-017. Never a name."


def new_page(names: Names, ask: Ask, *, fault: str = "") -> str:
    """Ask for the pseudonym of somebody new, and for the name where names are unlocked."""
    name = field(
        "Name",
        "who",
        value=ask.form.get("who", "")[:200],
        hint="Kept apart and sealed; it may be left out.",
        maxlength="200",
    )
    typed = field(
        "Pseudonym",
        "person",
        value=ask.form.get("person", "")[:64],
        hint=_TAKES,
        fault=fault,
        maxlength="32",
        required="",
        autofocus="",
    )
    return page(
        "New patient",
        form(
            f"{ROOT}/new",
            typed,
            name if names else None,
            year_field(ask.form.get("birth_year", "")),
            button("Add", kind="main"),
        ),
        crumbs=(Way(ROOT, "Patients"),),
        wide=False,
    )


def add_person(records: Records, names: Names, ask: Ask) -> str:
    """Add somebody; returns where to go. Harmless for one who is known.

    Raises
    ------
    ConfigError
        The pseudonym looks like a name, or the year of birth is none.
    """
    person = ask.form.get("person", "").strip()
    year = year_of(ask.form.get("birth_year", ""))
    records.add_person(person)
    if year is not None:
        tell_about(records, person, birth_year=year)
    name = ask.form.get("who", "").strip()
    if name:
        names.put(records, person, name)
    return person_path(person)


def withdraw(records: Records, ask: Ask) -> str:
    """Take somebody without a session out of the list, or bring them back."""
    person = known_person(records.database, ask)
    if ask.place["how"] not in ("withdraw", "restore"):
        raise AbsentError("There is no such page.")
    withdraw_person(records, person, withdrawn=ask.place["how"] == "withdraw")
    return person_path(person)


def edited_session_page(records: Records, ask: Ask, *, fault: str = "") -> str:
    """Lay out a session with whose it is and its notes."""
    session = known_session(records.database, ask)
    return session_page(
        records.database, ask, _whose(session, ask, fault), notes_card(session, ask)
    )


def _whose(session: SessionLine, ask: Ask, fault: str) -> Node:
    if session.person is not None:
        content: list[Node | None] = [
            node("p", node("a", session.person, href=person_path(session.person))),
            form(session_path(session.id, "detach"), button("Not this person's"))
            if ask.visit.may_write
            else None,
        ]
    else:
        content = [node("p", "Nobody's yet.", class_="quiet")]
        if ask.visit.may_write:
            before = ask.query.get("was", "")
            content += [_again(session, before) if before else None, _attach(session, ask, fault)]
    return node("div", node("h2", "Whose it is"), *content, class_="edit")


def _again(session: SessionLine, before: str) -> Node:
    undo = form(
        session_path(session.id, "attach"),
        hidden("person", before),
        button(f"Undo: {before}'s again"),
    )
    return node("div", undo, class_="edit")


def _attach(session: SessionLine, ask: Ask, fault: str) -> Node:
    typed = field(
        "Attach to",
        "person",
        value=ask.form.get("person", "")[:64],
        hint="A pseudonym; one that is new is added.",
        fault=fault,
        maxlength="32",
        required="",
    )
    return form(session_path(session.id, "attach"), typed, button("Attach", kind="main"))


def attach(records: Records, ask: Ask) -> str:
    """Say whose a session was; returns where to go."""
    session = known_session(records.database, ask)
    records.attach(session.id, ask.form.get("person", "").strip())
    return session_path(session.id)


def detach(records: Records, ask: Ask) -> str:
    """Say that it is not known whose it was; the way back is offered where this leads."""
    session = known_session(records.database, ask)
    records.detach(session.id)
    was = f"?was={session.person}" if session.person else ""
    return session_path(session.id) + was


def write_note(records: Records, ask: Ask) -> str:
    """Add a note to a session; returns where to go."""
    session = known_session(records.database, ask)
    records.note(session.id, ask.form.get("text", ""))
    return session_path(session.id)


def hide_note(records: Records, ask: Ask) -> str:
    """Withdraw a note, or show it again; returns where to go."""
    session = known_session(records.database, ask)
    numbers = {str(one.id): one.id for one in session.notes}
    number = numbers.get(ask.place["number"])
    if number is None:
        raise BalanceArcadeError("This session has no such note.")
    records.hide_note(number, hidden=ask.place["how"] == "hide")
    return session_path(session.id)
