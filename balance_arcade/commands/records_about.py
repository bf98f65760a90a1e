"""``balance-arcade records about``: year of birth and sex of a person, for norms."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final, Literal

from balance_arcade.commands.output import print_json
from balance_arcade.core.errors import ConfigError

if TYPE_CHECKING:
    from balance_arcade.assess.norms import Sex
    from balance_arcade.records.clinic.about import About
    from balance_arcade.records.clinic.keeping import Records

TAKES: Final = "PERSON [--birth-year Y] [--sex S]: for norms; unknown takes one back"
UNKNOWN: Final = "unknown"


def add_about_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `records about` takes beside its words."""
    group = parser.add_argument_group("for norms (records about)")
    group.add_argument("--birth-year", metavar="YEAR", help=f"such as 1948, or {UNKNOWN}")
    group.add_argument("--sex", choices=("female", "male", UNKNOWN), help="where a norm needs it")


def about(records: Records, args: argparse.Namespace) -> int:
    """Write down or show what is known of a person."""
    from balance_arcade.records.clinic.about import about_person, tell_about

    person = args.words[0]
    if args.birth_year is None and args.sex is None:
        with records.database.work() as work:
            records.known_person(work, person)
        found = about_person(records.database, person)
    else:
        sex: Sex | Literal["keep"] = "keep"
        if args.sex is not None:
            sex = "" if args.sex == UNKNOWN else args.sex
        found = tell_about(records, person, birth_year=_year(args.birth_year), sex=sex)
    print_json(found) if args.json else print(_words(found))
    return 0


def _year(text: str | None) -> int | Literal["keep"] | None:
    if text is None:
        return "keep"
    if text == UNKNOWN:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise ConfigError(
            f"{text[:20]!r} is no year of birth.", hint="Four digits, such as 1948; no date."
        )
    return int(text)


def _words(found: About) -> str:
    year = UNKNOWN if found.birth_year is None else str(found.birth_year)
    return f"year of birth {year}, sex {found.sex or UNKNOWN}"
