"""``balance-arcade records``: the clinic's records of people, sessions and outcomes."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from balance_arcade.app.folders import RECORDS_FILE, data_folder, records_address
from balance_arcade.commands.crew_flags import check_crew
from balance_arcade.commands.database_flag import database_word
from balance_arcade.commands.output import note, print_json, table
from balance_arcade.commands.records_about import TAKES as ABOUT_TAKES
from balance_arcade.commands.records_about import about, add_about_arguments
from balance_arcade.commands.records_exchange import read_table, write_fhir, write_table
from balance_arcade.commands.records_people import TAKES as PERSON_TAKES
from balance_arcade.commands.records_people import (
    add_person_arguments,
    identities_address,
    person,
)
from balance_arcade.commands.records_programme import (
    PROGRAMME_TAKES,
    RETENTION_TAKES,
    programme,
    retention,
)
from balance_arcade.commands.records_reanalyze import (
    REANALYZE_TAKES,
    add_reanalyze_flags,
    reanalyze,
)
from balance_arcade.commands.records_sync import SYNC_TAKES, add_sync_arguments, sync
from balance_arcade.core.errors import BalanceArcadeError, ConfigError

if TYPE_CHECKING:
    from balance_arcade.records.clinic.keeping import Records
    from balance_arcade.records.clinic.progress import Course

_ACTIONS: Final = {
    "add": "recordings and folders of them, each once",
    "people": "pseudonyms",
    "sessions": "PERSON: sessions, oldest first; without one those that are nobody's yet",
    "progress": "PERSON [OUTCOME]: each outcome over time, and what is more than error",
    "about": ABOUT_TAKES,
    "attach": "SESSION PERSON: whose session it was",
    "detach": "SESSION: it is not known whose it was",
    "note": "SESSION TEXT: a note",
    "hide-note": "NUMBER: hide a note; it stays",
    "verify": "whether every file has its bytes, and the audit log is whole",
    "backup": "FILE: a copy of the database, taken while it is in use",
    "restore": "FILE: a backup in place of a database that is not there",
    "person": PERSON_TAKES,
    "programme": PROGRAMME_TAKES,
    "retention": RETENTION_TAKES,
    "export": "PERSON FILE: everything of a person in one ZIP",
    "fhir": "PERSON FILE: outcomes of a person as a FHIR bundle (--release)",
    "table": "FILE [PERSON]: trials with their outcomes as .csv, .json or .parquet",
    "reanalyze": REANALYZE_TAKES,
    "import": "FILE: trials with their outcomes from such a table",
    "erase": "PERSON: rows and recordings, at the centre too; asks for --yes",
    "sync": SYNC_TAKES,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    width = max(map(len, _ACTIONS))
    parser.epilog = "\n".join(
        [
            "actions:",
            *(f"  {name:<{width}}  {what}" for name, what in _ACTIONS.items()),
            "",
            parser.epilog or "",
        ]
    )
    parser.add_argument("action", choices=_ACTIONS, metavar="ACTION", help="see below")
    parser.add_argument("words", nargs="*", metavar="WORD", help="what the action takes")
    parser.add_argument(
        "--db",
        type=database_word,
        metavar="DB",
        help=f"a file, or postgresql://user@host/name; BALANCE_ARCADE_RECORDS, or {RECORDS_FILE}"
        " in the folder, otherwise",
    )
    parser.add_argument("--out", metavar="FOLDER", help="where recordings and records are kept")
    parser.add_argument(
        "--simulated", action="store_true", help="of progress, fhir: not of a person"
    )
    parser.add_argument(
        "--yes", action="store_true", help="erase, or erase what is due, without being asked"
    )
    parser.add_argument("--release", choices=("R4B", "R5"), default="R4B", help="of FHIR")
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_about_arguments(parser)
    add_person_arguments(parser)
    add_reanalyze_flags(parser)
    add_sync_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Carry an action out."""
    folder = Path(args.out) if args.out else data_folder()
    least, most = _TAKES[args.action]
    if not least <= len(args.words) <= (most if most is not None else len(args.words)):
        raise ConfigError(
            f"`records {args.action}` takes: {_ACTIONS[args.action]}.",
            hint="balance-arcade records --help shows all actions.",
        )
    if args.action == "reanalyze":
        check_crew(args)
    from balance_arcade.records.clinic.database import Database
    from balance_arcade.records.clinic.keeping import Records
    from balance_arcade.records.clinic.leaving import restore

    address: str | Path = records_address(args.db, folder)
    if args.action == "restore":
        if isinstance(address, str) and "://" in address:
            raise ConfigError("Records on a server are restored by its own tools.")
        restore(Path(args.words[0]), Path(address))
        return 0
    if not folder.is_dir():
        raise ConfigError(f"There is no folder {folder}.", hint="Name one with --out.")
    with Database(address) as database:
        return _DO[args.action](Records(database, folder), args)


def _add(records: Records, args: argparse.Namespace) -> int:
    """Add what is readable; say what is not, and go on."""
    from balance_arcade.records.clinic.erasing import finish_removals
    from balance_arcade.records.clinic.outbox import add_file, deliver
    from balance_arcade.records.clinic.recordings import recordings_in

    paths = [Path(word) for word in args.words] or [records.folder]
    n_new = n_known = n_wrong = 0
    for file in recordings_in(paths):
        try:
            new = add_file(records, file)
        except BalanceArcadeError as error:
            n_wrong += 1
            note(f"{file.name}: {error}")
        else:
            n_new, n_known = n_new + new, n_known + (not new)
    finish_removals(records)
    # What waited for the records is in them by now, or is no longer waited for.
    n_new += deliver(records).n_added
    if args.json:
        print_json({"added": n_new, "known": n_known, "refused": n_wrong})
    else:
        print(f"{n_new} added, {n_known} were there, {n_wrong} refused")
    return 1 if n_wrong else 0


def _people(records: Records, args: argparse.Namespace) -> int:
    people = records.people(*args.words)
    if args.json:
        print_json(people)
    elif people:
        print("\n".join(people))
    else:
        note("Nobody is in the records yet: balance-arcade records add FOLDER.")
    return 0


def _sessions(records: Records, args: argparse.Namespace) -> int:
    rows = records.sessions(args.words[0] if args.words else None)
    if args.json:
        for row in rows:
            print_json(row)
        return 0
    cells = [
        (row.id[:8], f"{row.began:%Y-%m-%d %H:%M} UTC", row.origin, str(row.n_trials), row.board)
        for row in rows
    ]
    print(table(cells, header=("session", "began", "origin", "recordings", "board")))
    for row in rows:
        for text in row.notes:
            print(f"{row.id[:8]}: {text}")
    return 0


def _progress(records: Records, args: argparse.Namespace) -> int:
    from balance_arcade.records.clinic.progress import courses_of

    courses = courses_of(
        records.database,
        args.words[0],
        name=args.words[1] if len(args.words) > 1 else "",
        simulated=args.simulated,
    )
    if not courses:
        note("There is no outcome of that person, or none of that name.")
    for course in courses:
        if args.json:
            print_json(course)
        else:
            print(_course_words(course, "  [SIMULATED]" if args.simulated else ""))
    return 0


def _course_words(course: Course, mark: str) -> str:
    values = " ".join(f"{p.value:.4g}" if p.value is not None else "-" for p in course.points)
    change = "" if course.change is None else f", change {course.change:+.4g}"
    least = "" if course.mdc95 is None else f" (least detectable {course.mdc95:.4g})"
    unit = course.unit or "1"
    head = f"{course.name} [{unit}] {values}{change}{least}: {course.verdict}{mark}"
    norm = f"{course.norm.told}; {course.norm.place}".removesuffix("; ")
    source = f"\n  {course.norm.citation} ({course.norm.read})" if course.norm.applies else ""
    return f"{head}\n  {course.why}\n  {norm}{source}\n  {course.method}"


def _attach(records: Records, args: argparse.Namespace) -> int:
    records.attach(args.words[0], args.words[1])
    return 0


def _detach(records: Records, args: argparse.Namespace) -> int:
    records.detach(args.words[0])
    return 0


def _note(records: Records, args: argparse.Namespace) -> int:
    number = records.note(args.words[0], " ".join(args.words[1:]))
    print_json({"note": number}) if args.json else print(f"note {number}")
    return 0


def _hide_note(records: Records, args: argparse.Namespace) -> int:
    try:
        number = int(args.words[0])
    except ValueError as error:
        raise ConfigError(f"{args.words[0]!r} is no number of a note.") from error
    records.hide_note(number)
    return 0


def _verify(records: Records, args: argparse.Namespace) -> int:
    from balance_arcade.records.clinic.erasing import finish_removals

    finish_removals(records)
    problems = records.verify()
    newest = records.newest_hash()
    if args.json:
        print_json({"problems": msgspec.to_builtins(problems), "audit": newest})
    else:
        for one in problems:
            print(f"{one.subject}: {one.why}")
        print(f"{len(problems)} problems; newest hash of the audit log {newest}")
    return 1 if problems else 0


def _backup(records: Records, args: argparse.Namespace) -> int:
    from balance_arcade.records.clinic.leaving import back_up

    back_up(records, Path(args.words[0]))
    return 0


def _export(records: Records, args: argparse.Namespace) -> int:
    from balance_arcade.records.clinic.leaving import export_person

    n_files = export_person(records, args.words[0], Path(args.words[1]))
    note(f"{n_files} recordings")
    return 0


def _erase(records: Records, args: argparse.Namespace) -> int:
    from balance_arcade.records.clinic.erasing import erase_person

    if not args.yes:
        raise ConfigError(
            "Erasing takes recordings off the disk and cannot be undone.",
            hint="Say it again with --yes.",
        )
    n_files = erase_person(records, args.words[0])
    note(f"{n_files} recordings removed")
    _forget(args, records.folder, args.words[0])
    return 0


def _sync(records: Records, args: argparse.Namespace) -> int:
    return sync(records, args, lambda person: _forget(args, records.folder, person))


def _forget(args: argparse.Namespace, folder: Path, person: str) -> None:
    """Erase who it was, where names are kept; nobody's passphrase is needed for that."""
    address = identities_address(args, folder)
    if isinstance(address, Path) and not address.exists():
        return
    from balance_arcade.records.clinic.identities import IdentityDatabase, forget

    with IdentityDatabase(address) as database:
        if forget(database, person):
            note("the name is erased")


_TAKES: Final[dict[str, tuple[int, int | None]]] = {
    "add": (0, None),
    "people": (0, 1),
    "sessions": (0, 1),
    "progress": (1, 2),
    "about": (1, 1),
    "attach": (2, 2),
    "detach": (1, 1),
    "note": (2, None),
    "hide-note": (1, 1),
    "verify": (0, 0),
    "backup": (1, 1),
    "restore": (1, 1),
    "person": (1, None),
    "programme": (0, 4),
    "retention": (0, None),
    "export": (2, 2),
    "fhir": (2, 2),
    "table": (1, 2),
    "reanalyze": (0, 1),
    "import": (1, 1),
    "erase": (1, 1),
    "sync": (0, 0),
}
"""Least and most words of each action; None for any number."""

_DO: Final[dict[str, Callable[[Records, argparse.Namespace], int]]] = {
    "add": _add,
    "people": _people,
    "sessions": _sessions,
    "progress": _progress,
    "about": about,
    "attach": _attach,
    "detach": _detach,
    "note": _note,
    "hide-note": _hide_note,
    "verify": _verify,
    "backup": _backup,
    "person": person,
    "programme": programme,
    "retention": retention,
    "export": _export,
    "fhir": write_fhir,
    "table": write_table,
    "reanalyze": reanalyze,
    "import": read_table,
    "erase": _erase,
    "sync": _sync,
}
