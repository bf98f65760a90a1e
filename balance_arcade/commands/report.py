"""``balance-arcade report``: a test, a session or a person's progress as a page and as a PDF."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from balance_arcade.app.folders import data_folder, records_address
from balance_arcade.commands.database_flag import database_word
from balance_arcade.commands.output import print_json
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.words import known_languages

if TYPE_CHECKING:
    from balance_arcade.reports.sheet import Paper, Sheet


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "what",
        nargs="?",
        metavar="RESULT_OR_SESSION",
        help="a result of assess (....assessment.json), beside its recordings; or a session of the"
        " records, by the beginning of its id",
    )
    parser.add_argument("--person", metavar="ID", help="progress of a person of the records")
    parser.add_argument("--outcome", default="", metavar="NAME", help="only outcomes so called")
    parser.add_argument("--simulated", action="store_true", help="progress in simulated sessions")
    parser.add_argument(
        "--research",
        action="store_true",
        help="every outcome with method and definition, every recording with its hash",
    )
    parser.add_argument(
        "--db", type=database_word, metavar="DB", help="of the records, see: records --help"
    )
    parser.add_argument("--out", metavar="FOLDER", help="where recordings and records are kept")
    parser.add_argument("--to", metavar="STEM", help="write STEM.html and STEM.pdf")
    parser.add_argument("--paper", choices=("A4", "letter"), default="A4", help="size of the sheet")
    parser.add_argument("--language", choices=known_languages(), default="en", help="of the report")
    parser.add_argument("--no-pdf", action="store_true", help="the page alone")


def run(args: argparse.Namespace) -> int:
    """Write the report and say where it is."""
    if (args.what is None) == (args.person is None):
        raise ConfigError(
            "A report is of a test's result, of a session or of a person.",
            hint="Name a ....assessment.json, a session of `records sessions`, or --person ID.",
        )
    if args.what is not None and args.what.endswith(".json"):
        from balance_arcade.reports.result_sheet import result_sheet
        from balance_arcade.reports.wording import translated

        file = Path(args.what)
        sheet = translated(result_sheet(file), args.language)
        stem = Path(args.to) if args.to else file.with_name(file.name.removesuffix(".json"))
    else:
        sheet, stem = _of_records(args)
    print_json(_write(sheet, stem, args.paper, pdf=not args.no_pdf))
    return 0


def _of_records(args: argparse.Namespace) -> tuple[Sheet, Path]:
    from balance_arcade.app.programme_file import parse_programme
    from balance_arcade.games.registry import game_title
    from balance_arcade.records.clinic.database import Database
    from balance_arcade.records.clinic.keeping import Records
    from balance_arcade.records.clinic.looking import find_session, whole_session_id
    from balance_arcade.reports.from_records import Wanted, report_sheet

    folder = Path(args.out) if args.out else data_folder()
    with Database(records_address(args.db, folder)) as database:
        session = "" if args.what is None else whole_session_id(database, args.what)
        wanted = Wanted(
            person=args.person or "",
            session=session,
            variant="research" if args.research else "clinic",
            simulated=args.simulated,
            outcome=args.outcome,
            language=args.language,
        )
        sheet = report_sheet(
            database,
            folder,
            wanted,
            title_of=game_title,
            check=lambda text: parse_programme(text).programme,
        )
        whose = args.person or find_session(database, session).person or ""
        detail = f"session {session}" if session else ""
        Records(database, folder).told("report.written", whose, detail=detail)
    kind = "research" if args.research else "session" if session else "progress"
    return sheet, Path(args.to or f"{kind}-{session[:8] or args.person}")


def _write(sheet: Sheet, stem: Path, paper: Paper, *, pdf: bool) -> dict[str, str]:
    from balance_arcade.files.whole import write_whole
    from balance_arcade.reports.sheet_html import sheet_html
    from balance_arcade.reports.sheet_pdf import sheet_pdf

    written = {"html": stem.with_name(stem.name + ".html")}
    data = {"html": sheet_html(sheet, paper=paper).encode("utf-8")}
    if pdf:
        written["pdf"] = stem.with_name(stem.name + ".pdf")
        data["pdf"] = sheet_pdf(sheet, paper=paper)
    for kind, path in written.items():
        write_whole(path, data[kind], "The report")
    return {kind: str(path) for kind, path in written.items()}
