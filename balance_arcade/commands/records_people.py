"""``balance-arcade records person``: who is behind a pseudonym, kept apart and sealed."""

from __future__ import annotations

import argparse
import datetime as dt
import getpass
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from balance_arcade.commands.database_flag import database_word
from balance_arcade.commands.output import print_json, table
from balance_arcade.core.errors import ConfigError

if TYPE_CHECKING:
    from balance_arcade.records.clinic.identities import Identities, Identity
    from balance_arcade.records.clinic.keeping import Records

IDENTITIES_FILE: Final = "identities.db"

TAKES: Final = (
    "add|rename PERSON [NAME], find TEXT, show PERSON, passphrase: names, kept apart and sealed"
)


def add_person_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `records person` takes beside its words."""
    group = parser.add_argument_group("identities (records person)")
    group.add_argument(
        "--identities",
        type=database_word,
        metavar="DB",
        help=f"where names are kept, apart from the records; {IDENTITIES_FILE} in the folder",
    )
    group.add_argument("--born", metavar="DATE", help="birth date, such as 1948-02-29")
    group.add_argument("--contact", metavar="TEXT", help="address, telephone")
    group.add_argument(
        "--passphrase-file", metavar="FILE", help="its first line opens the names; asked otherwise"
    )


def identities_address(args: argparse.Namespace, folder: Path) -> str | Path:
    """Address of the identities that the flags mean."""
    return args.identities or folder / IDENTITIES_FILE


def person(records: Records, args: argparse.Namespace) -> int:
    """Carry out what `records person` was asked for."""
    from balance_arcade.records.clinic.identities import Identities, IdentityDatabase

    action, *words = args.words
    if action not in _DO or not _FEWEST[action] <= len(words) <= 2:
        raise ConfigError(f"`records person` takes: {TAKES}.")
    with IdentityDatabase(identities_address(args, records.folder)) as database:
        return _DO[action](Identities(database, asked_passphrase(args)), records, args, words)


def _add(people: Identities, records: Records, args: argparse.Namespace, words: list[str]) -> int:
    records.add_person(words[0])
    people.put(_identity(words, args, None))
    records.told("identity.added", words[0])
    return 0


def _rename(
    people: Identities, records: Records, args: argparse.Namespace, words: list[str]
) -> int:
    before = people.of(words[0])
    people.put(_identity(words, args, before), known=True)
    records.told("identity.changed", words[0])
    return 0


def _find(people: Identities, records: Records, args: argparse.Namespace, words: list[str]) -> int:
    _say(people.find(" ".join(words)), as_json=args.json)
    records.told("identity.searched", "")
    return 0


def _show(people: Identities, records: Records, args: argparse.Namespace, words: list[str]) -> int:
    found = people.of(words[0])
    if found is None:
        raise ConfigError(
            f"Nobody is called {words[0][:32]} in the identities.",
            hint="`records identity find NAME` looks a person up.",
        )
    _say([found], as_json=args.json)
    records.told("identity.shown", words[0])
    return 0


def _passphrase_anew(
    people: Identities, records: Records, args: argparse.Namespace, words: list[str]
) -> int:
    del words
    people.change_passphrase(_asked("New passphrase: ", twice=True))
    records.told("identity.passphrase", "")
    return 0


def _identity(words: list[str], args: argparse.Namespace, before: Identity | None) -> Identity:
    from balance_arcade.records.clinic.identities import Identity

    # A word of the command line stands in the shell's history; a name that was left out is asked.
    name = words[1] if len(words) > 1 else input("Name: ")
    born, contact = before.born if before else None, before.contact if before else ""
    try:
        if args.born is not None:
            born = dt.date.fromisoformat(args.born)
        contact = contact if args.contact is None else args.contact
        return Identity(words[0], name, born, contact)
    except ValueError as error:
        raise ConfigError(f"{error}".rstrip(".") + ".") from error


def _say(found: list[Identity], *, as_json: bool) -> None:
    if as_json:
        for one in found:
            print_json(one)
        return
    rows = [
        (one.pseudonym, one.name, one.born.isoformat() if one.born else "", one.contact)
        for one in found
    ]
    print(table(rows, header=("person", "name", "born", "contact")))


def asked_passphrase(args: argparse.Namespace) -> str:
    """Read the passphrase of the identities, from a file or from whoever sits there."""
    if args.passphrase_file is None:
        return _asked("Passphrase of the identities: ")
    try:
        lines = Path(args.passphrase_file).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError("The file with the passphrase cannot be read.") from error
    return lines[0] if lines else ""


def _asked(question: str, *, twice: bool = False) -> str:
    if not sys.stdin.isatty():
        raise ConfigError(
            "There is nobody to ask for the passphrase.", hint="Name a --passphrase-file."
        )
    said = getpass.getpass(question)
    if twice and getpass.getpass("Once more: ") != said:
        raise ConfigError("The two are not the same.")
    return said


_FEWEST: Final = {"add": 1, "rename": 1, "find": 0, "show": 1, "passphrase": 0}

_DO: Final[dict[str, Callable[[Identities, Records, argparse.Namespace, list[str]], int]]] = {
    "add": _add,
    "rename": _rename,
    "find": _find,
    "show": _show,
    "passphrase": _passphrase_anew,
}
