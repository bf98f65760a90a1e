"""``balance-arcade report``: a test's result or a person's progress as a page and as a PDF."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from balance_arcade.app.folders import data_folder, records_address
from balance_arcade.commands.output import print_json
from balance_arcade.core.errors import ConfigError

if TYPE_CHECKING:
    from balance_arcade.reports.sheet import Paper, Sheet


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "result", nargs="?", help="a result of assess (....assessment.json), beside its recordings"
    )
    parser.add_argument("--person", metavar="ID", help="progress of a person of the records")
    parser.add_argument("--outcome", default="", metavar="NAME", help="only outcomes so called")
    parser.add_argument("--simulated", action="store_true", help="progress in simulated sessions")
    parser.add_argument("--db", metavar="DB", help="of the records, see: records --help")
    parser.add_argument("--out", metavar="FOLDER", help="where recordings and records are kept")
    parser.add_argument("--to", metavar="STEM", help="write STEM.html and STEM.pdf")
    parser.add_argument("--paper", choices=("A4", "letter"), default="A4", help="size of the sheet")
    parser.add_argument("--no-pdf", action="store_true", help="the page alone")


def run(args: argparse.Namespace) -> int:
    """Write the report and say where it is."""
    if (args.result is None) == (args.person is None):
        raise ConfigError(
            "A report is of a test's result or of a person.",
            hint="Name a ....assessment.json, or --person ID.",
        )
    if args.person is not None:
        sheet, stem = _of_person(args), Path(args.to or f"progress-{args.person}")
    else:
        from balance_arcade.reports.result_sheet import result_sheet

        file = Path(args.result)
        sheet = result_sheet(file)
        stem = Path(args.to) if args.to else file.with_name(file.name.removesuffix(".json"))
    print_json(_write(sheet, stem, args.paper, pdf=not args.no_pdf))
    return 0


def _of_person(args: argparse.Namespace) -> Sheet:
    from balance_arcade.records.clinic.database import Database
    from balance_arcade.records.clinic.keeping import Records
    from balance_arcade.records.clinic.progress import courses_of
    from balance_arcade.reports.progress_sheet import progress_sheet

    folder = Path(args.out) if args.out else data_folder()
    with Database(records_address(args.db, folder)) as database:
        courses = courses_of(database, args.person, name=args.outcome, simulated=args.simulated)
        if courses:
            Records(database, folder).told("report.written", args.person)
    mark = "SIMULATED" if args.simulated else ""
    return progress_sheet(courses, args.person, mark=mark)


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
