"""Training programmes: every version, and a form that writes the next one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote, urlencode

from balance_arcade.core.errors import ConfigError, RecordsError
from balance_arcade.games.registry import known_games
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.looking import has_person
from balance_arcade.records.clinic.programmes import (
    ProgrammeRow,
    add_programme,
    programme_text,
    programmes,
)
from balance_arcade.reports.markup import Node, node
from balance_arcade.server.station.clinic.asking import AbsentError, Ask
from balance_arcade.server.station.clinic.frame import (
    ROOT,
    Way,
    field,
    form,
    hidden,
    link,
    moment,
    page,
    person_path,
)
from balance_arcade.server.station.clinic.programme_form import (
    MOST_BLOCKS,
    fields_of,
    moved,
    n_blocks,
    written,
)
from balance_arcade.session.programme import Programme

PATH: Final = f"{ROOT}/programmes"
START: Final = {
    "weeks": "4",
    "sessions_per_week": "3",
    "rest_s": "30",
    "blocks": "1",
    "b0_game": "calm-lantern",
    "b0_minutes": "1",
}

Check = Callable[[str], Programme]
"""Reads a programme's file, or says on which line it is wrong."""


def programme_path(name: str, version: int | None = None) -> str:
    """Address of a programme's page."""
    return f"{PATH}/{quote(name, safe='')}" + ("" if version is None else f"?version={version}")


def programmes_page(database: Database, ask: Ask) -> str:
    """Lay out every programme with its newest version."""
    newest: dict[str, ProgrammeRow] = {}
    for one in programmes(database):
        newest.setdefault(one.name, one)
    new = link(f"{PATH}/new", "New programme", kind="button main") if ask.visit.may_write else None
    listed = [
        node(
            "li",
            node(
                "a",
                node("b", one.name),
                node("span", f"version {one.version}, ", moment(one.added), class_="num"),
                href=programme_path(one.name),
            ),
        )
        for one in newest.values()
    ]
    return page(
        "Programmes",
        node("div", node("span", class_="spacer"), new, class_="tools"),
        node("ul", *listed, class_="people")
        if listed
        else node("p", "No programme yet.", class_="empty"),
        here=PATH,
    )


def new_page(database: Database, ask: Ask) -> str:
    """Offer a form with a programme to begin from."""
    whom = for_whom(database, ask)
    return _form_page("New programme", f"{PATH}/new", START, whom=whom)


def for_whom(database: Database, ask: Ask) -> str:
    """Give the pseudonym of whom a programme is edited for; empty for nobody of the records."""
    whom = ask.query.get("for", "")
    return whom if has_person(database, whom) else ""


def programme_page(database: Database, check: Check, ask: Ask) -> str:
    """Lay out one version of a programme, with its form for who may write."""
    name, versions = ask.place["name"], []
    versions = [one for one in programmes(database) if one.name == name]
    asked = ask.query.get("version", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else None
    try:
        text = programme_text(database, name, number)
    except RecordsError as error:
        raise AbsentError(f"There is no such programme: {name[:60]}.") from error
    shown = versions[0].version if number is None else number
    above = (
        _versions(versions, shown),
        dose(check, text),
        None if ask.visit.may_write else node("pre", text, class_="card file"),
    )
    if not ask.visit.may_write:
        return page(name, *above, crumbs=(Way(PATH, "Programmes"),), here=PATH)
    whom = for_whom(database, ask)
    return _form_page(name, programme_path(name), fields_of(text), above=above, whom=whom)


def _versions(versions: list[ProgrammeRow], shown: int) -> Node:
    ways = []
    for one in versions:
        way = node("a", f"version {one.version}", href=programme_path(one.name, one.version))
        if one.version == shown:
            way.set("aria-current", "page")
        ways.append(way)
    return node("nav", *ways, class_="tabs", aria_label="Versions, newest first")


def dose(check: Check, text: str) -> Node:
    """Say what a session and a week of it ask for; why not, where a newer program wrote it."""
    try:
        programme = check(text)
    except ConfigError as error:
        return node("p", f"It cannot be played here: {error}", class_="told care")
    weeks = sorted({programme.session_s(week) for week in range(1, programme.weeks + 1)})
    spans = " to ".join(f"{seconds / 60:.0f}" for seconds in dict.fromkeys((weeks[0], weeks[-1])))
    many = "week" if programme.weeks == 1 else "weeks"
    return node(
        "p",
        f"{programme.weeks} {many}, {programme.sessions_per_week} sessions a week, at most {spans}"
        " minutes of play each.",
        class_="hint",
    )


def save(records: Records, check: Check, ask: Ask) -> str | None:
    """Keep a form as a new version; returns its name, None where it only changed its blocks.

    Raises
    ------
    ConfigError
        It is no programme: `form_again` says so at the field.
    """
    if ask.form.get("do", "save") != "save":
        return None
    made = written(ask.form)
    if made.fault is not None:
        raise ConfigError(made.fault[1])
    name = check(made.text).name
    before = ask.place.get("name")
    if before is not None and name != before:
        raise ConfigError(f"This is {before}: another name is another programme.")
    add_programme(records, name, made.text)
    return name


def form_again(database: Database, ask: Ask, *, fault: str = "") -> str:
    """Lay the form out anew: with another block, or with what is wrong at its field."""
    path = programme_path(ask.place["name"]) if "name" in ask.place else f"{PATH}/new"
    title, whom = ask.place.get("name", "New programme"), for_whom(database, ask)
    if not fault:
        return _form_page(title, path, moved(ask.form, ask.form.get("do", "")), whom=whom)
    made = written(ask.form)
    at, said = made.fault or made.place_of(fault)
    if not at and "another programme" in fault:
        at = "name"
    return _form_page(title, path, ask.form, faults={at: said}, whom=whom)


def _form_page(
    title: str,
    action: str,
    fields: Mapping[str, str],
    *,
    faults: Mapping[str, str] | None = None,
    above: tuple[Node | None, ...] = (),
    whom: str = "",
) -> str:
    wrong = faults or {}
    n_now = n_blocks(fields)
    blocks = [_block(number, n_now, fields, wrong) for number in range(n_now)]
    general = node("p", wrong[""], class_="told care", role="alert") if wrong.get("") else None
    more = _do("Add a block", "add") if n_now < MOST_BLOCKS else None
    told = f"Saving makes a new version and assigns it to {whom}; others keep theirs."
    sheet = form(
        f"{action}?{urlencode({'for': whom})}" if whom else action,
        node("p", told, class_="told") if whom else None,
        general,
        _whole(fields, wrong),
        *blocks,
        node("div", more, node("span", class_="spacer"), _save(whom), class_="tools"),
        hidden("blocks", str(n_now)),
        kind="programme",
    )
    up = Way(person_path(whom, "programme"), whom) if whom else Way(PATH, "Programmes")
    return page(title, *above, sheet, crumbs=(up,), here=PATH)


def _save(whom: str) -> Node:
    words = f"Save and assign to {whom}" if whom else "Save as a new version"
    return node("button", words, type="submit", class_="main", name="do", value="save")


def _do(words: str, value: str) -> Node:
    return node("button", words, type="submit", name="do", value=value, formnovalidate="")


def _whole(fields: Mapping[str, str], wrong: Mapping[str, str]) -> Node:
    rows = (
        ("Name", "name", "never a person's name", "text"),
        ("Weeks", "weeks", "1 to 52", "numeric"),
        ("Sessions a week", "sessions_per_week", "1 to 14", "numeric"),
        ("Rest after a set, s", "rest_s", "0 to 600", "decimal"),
        ("Seed", "seed", "equal seed, equal targets", "numeric"),
    )
    return node(
        "fieldset",
        node("legend", "All sessions"),
        *(_line(fields, wrong, name, label, hint, mode) for label, name, hint, mode in rows),
        _settings(fields, wrong, "settings"),
        class_="card",
    )


def _line(
    fields: Mapping[str, str], wrong: Mapping[str, str], name: str, label: str, hint: str, mode: str
) -> Node:
    value, fault = fields.get(name, ""), wrong.get(name, "")
    return field(label, name, value=value, hint=hint, fault=fault, inputmode=mode)


def _block(number: int, n_now: int, fields: Mapping[str, str], wrong: Mapping[str, str]) -> Node:
    start = f"b{number}_"
    rows = (
        ("Sets", "sets", "1 to 20", "numeric"),
        ("Repetitions a set", "repetitions", "empty: time ends it", "numeric"),
        ("Minutes a set", "minutes", "to 15; empty: the game's own", "decimal"),
        ("Rest after a set, s", "rest_s", "empty: as above", "decimal"),
        ("Weeks", "weeks", "such as 1, 2; empty: all", "text"),
    )
    buttons = [
        _do("Earlier", f"up {number}") if number else None,
        _do("Remove", f"remove {number}") if n_now > 1 else None,
    ]
    return node(
        "fieldset",
        node("legend", f"Block {number + 1}"),
        _game(fields.get(f"{start}game", ""), f"{start}game", wrong),
        *(
            _line(fields, wrong, start + name, label, hint, mode)
            for label, name, hint, mode in rows
        ),
        _rating(fields.get(f"{start}rating", ""), f"{start}rating"),
        _settings(fields, wrong, f"{start}settings"),
        node("div", *buttons, class_="tools") if any(one is not None for one in buttons) else None,
        class_="card",
    )


def _game(chosen: str, name: str, wrong: Mapping[str, str]) -> Node:
    games = list(known_games())
    if chosen and chosen not in games:
        games.insert(0, chosen)
    options = [node("option", "choose a game", value="")] if not chosen else []
    for game in games:
        option = node("option", game.replace("-", " "), value=game)
        if game == chosen:
            option.set("selected", "")
        options.append(option)
    choice = node("select", *options, id=name, name=name)
    fault = wrong.get(name, "")
    said = node("small", fault, id=f"{name}-fault", class_="fault") if fault else None
    if fault:
        choice.set("aria-invalid", "true")
        choice.set("aria-describedby", f"{name}-fault")
    return node("div", node("label", "Game", for_=name), choice, said, class_="field")


def _rating(chosen: str, name: str) -> Node:
    options = [node("option", "asked", value="yes"), node("option", "nobody is asked", value="no")]
    options[chosen == "no"].set("selected", "")
    choice = node("select", *options, id=name, name=name)
    return node("div", node("label", "How hard it was", for_=name), choice, class_="field")


def _settings(fields: Mapping[str, str], wrong: Mapping[str, str], name: str) -> Node:
    fault = wrong.get(name, "")
    typed = node(
        "textarea",
        fields.get(name, ""),
        id=name,
        name=name,
        rows="2",
        spellcheck="false",
        placeholder='feedback = "two-of-three"',
        aria_describedby=f"{name}-fault" if fault else f"{name}-hint",
    )
    hint = "one a line, by the names of docs/games.md"
    said = [node("small", hint, id=f"{name}-hint", class_="hint")]
    if fault:
        typed.set("aria-invalid", "true")
        said.append(node("small", fault, id=f"{name}-fault", class_="fault"))
    return node("div", node("label", "Settings", for_=name), typed, *said, class_="field whole")
