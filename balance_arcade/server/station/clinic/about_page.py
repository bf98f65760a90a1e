"""What is known of a person for norms: year of birth and sex, told, changed or taken back."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from balance_arcade.core.errors import ConfigError
from balance_arcade.records.clinic.about import FIRST_YEAR, SEXES, About, about_person, tell_about
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.reports.markup import Node, node
from balance_arcade.server.station.clinic.asking import Ask
from balance_arcade.server.station.clinic.frame import (
    ROOT,
    Way,
    button,
    field,
    form,
    hidden,
    page,
    person_path,
)
from balance_arcade.server.station.clinic.history import known_person, person_ways

PART: Final = "about"
_SEXES: Final[dict[str, str]] = {one: one or "not known" for one in SEXES}
_WHY: Final = (
    "Norms go by age, some by sex. Both may be left out; then the words are “no norm: the age is"
    " not known”. Of the birth date only the year is kept beside the pseudonym."
)


def about_page(records: Records, ask: Ask, *, fault: str = "") -> str:
    """Lay out what is known, as a form where it may be changed."""
    person = known_person(records.database, ask)
    found = about_person(records.database, person)
    return page(
        person,
        person_ways(person, PART, ask.name),
        node("p", _WHY, class_="hint"),
        _form(person, found, ask, fault) if ask.visit.may_write else _read(found),
        _undo(person, ask) if ask.visit.may_write else None,
        crumbs=(Way(ROOT, "Patients"),),
        wide=False,
    )


def _form(person: str, found: About, ask: Ask, fault: str) -> Node:
    known = "" if found.birth_year is None else str(found.birth_year)
    return form(
        person_path(person, PART),
        year_field(ask.form.get("birth_year", known), fault),
        sex_choice(ask.form.get("sex", found.sex)),
        button("Save", kind="main"),
    )


def year_field(value: str, fault: str = "") -> Node:
    """Make the line that a year of birth is typed into."""
    return field(
        "Year of birth",
        "birth_year",
        value=value[:8],
        hint="Four digits, no date; may be left out.",
        fault=fault,
        inputmode="numeric",
        maxlength="4",
    )


def sex_choice(chosen: str) -> Node:
    """Make the choice of what is known of the sex."""
    options = []
    for value, words in _SEXES.items():
        option = node("option", words, value=value)
        if value == chosen:
            option.set("selected", "")
        options.append(option)
    choice = node("select", *options, id="sex", name="sex")
    return node("div", node("label", "Sex", for_="sex"), choice, class_="field")


def _read(found: About) -> Node:
    year = "not known" if found.birth_year is None else str(found.birth_year)
    return node("p", f"Year of birth: {year}. Sex: {_SEXES[found.sex]}.")


def _undo(person: str, ask: Ask) -> Node | None:
    """Offer what stood there before the change that led here."""
    if "was_year" not in ask.query:
        return None
    year, sex = ask.query["was_year"][:4], ask.query.get("was_sex", "")[:8]
    words = f"Undo: {year or 'year not known'}, {_SEXES.get(sex, _SEXES[''])}"
    return form(
        person_path(person, PART), hidden("birth_year", year), hidden("sex", sex), button(words)
    )


def save(records: Records, ask: Ask) -> str:
    """Write down what was typed; returns where to go, with the way back.

    Raises
    ------
    ConfigError
        It is no year, or not female or male.
    """
    person = known_person(records.database, ask)
    before = about_person(records.database, person)
    asked = ask.form.get("sex", "")
    sex = next((one for one in SEXES if one == asked), None)
    if sex is None:
        raise ConfigError("The sex is female, male or not known.")
    tell_about(records, person, birth_year=year_of(ask.form.get("birth_year", "")), sex=sex)
    year = "" if before.birth_year is None else str(before.birth_year)
    was = urlencode({"was_year": year, "was_sex": before.sex})
    return f"{person_path(person, PART)}?{was}"


def year_of(text: str) -> int | None:
    """Read a year of birth as it was typed; None for an empty line.

    Raises
    ------
    ConfigError
        It is no year.
    """
    said = text.strip()
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) == 4):
        raise ConfigError(f"A year of birth is four digits from {FIRST_YEAR} on, such as 1948.")
    return int(said)
