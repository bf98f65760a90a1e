"""``balance-arcade records programme`` and ``records retention``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from balance_arcade.commands.output import note, print_json, table
from balance_arcade.core.errors import ConfigError

if TYPE_CHECKING:
    from balance_arcade.records.clinic.keeping import Records

PROGRAMME_TAKES: Final = (
    "[add FILE, show NAME [VERSION], assign PERSON NAME [VERSION], end PERSON, of PERSON]"
)
RETENTION_TAKES: Final = (
    "[person|simulated|nobody=DAYS|ever]...: state how long; without, what is due; --yes erases it"
)


def programme(records: Records, args: argparse.Namespace) -> int:
    """Carry out what `records programme` was asked for."""
    from balance_arcade.records.clinic.programmes import (
        assign,
        assigned,
        programme_text,
        programmes,
        unassign,
    )

    match args.words:
        case []:
            _rows(programmes(records.database), ("name", "version", "added"), args)
        case ["add", file]:
            print(f"version {_add_programme(records, Path(file))}")
        case ["show", name, *version]:
            print(programme_text(records.database, name, _version(version)), end="")
        case ["assign", person, name, *version]:
            assign(records, person, name, _version(version))
        case ["end", person]:
            unassign(records, person)
        case ["of", person]:
            rows = assigned(records.database, person)
            _rows(rows, ("name", "version", "since", "until"), args)
        case _:
            raise ConfigError(f"`records programme` takes: {PROGRAMME_TAKES}.")
    return 0


def _add_programme(records: Records, file: Path) -> int:
    from balance_arcade.app.programme_file import read_programme
    from balance_arcade.records.clinic.programmes import add_programme

    # Looked through first: the records hold nothing that cannot be played.
    found = read_programme(file)
    return add_programme(records, found.programme.name, file.read_text("utf-8"))


def _version(words: list[str]) -> int | None:
    if not words:
        return None
    if len(words) > 1 or not words[0].isdecimal():
        raise ConfigError(f"`records programme` takes: {PROGRAMME_TAKES}.")
    return int(words[0])


def _rows(rows: Sequence[object], names: tuple[str, ...], args: argparse.Namespace) -> None:
    if args.json:
        for row in rows:
            print_json(row)
        return
    cells = [tuple(_cell(getattr(row, name)) for name in names) for row in rows]
    print(table(cells, header=names))


def _cell(value: object) -> str:
    return "" if value is None else f"{value:%Y-%m-%d}" if hasattr(value, "year") else str(value)


def retention(records: Records, args: argparse.Namespace) -> int:
    """State periods, say what is due, or erase it."""
    from balance_arcade.records.clinic.retention import due, erase_due, periods, state_period

    for word in args.words:
        what, _, days = word.partition("=")
        if days != "ever" and not days.isdecimal():
            raise ConfigError(f"`records retention` takes: {RETENTION_TAKES}.")
        state_period(records, what, None if days == "ever" else int(days))
    found = due(records)
    if args.yes and not args.words:
        note(f"{len(found)} erased, {erase_due(records, found)} recordings removed")
        return 0
    if args.json:
        print_json({"periods": periods(records.database), "due": found})
        return 0
    for what, days in periods(records.database).items():
        print(f"{what}: {days} days")
    print(f"{len(found)} due; --yes erases them" if found else "nothing is due")
    for one in found:
        print(f"  {one.what} {one.subject[:32]}, last {one.newest:%Y-%m-%d}")
    return 0
