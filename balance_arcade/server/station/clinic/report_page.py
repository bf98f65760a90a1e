"""A person's progress report: looked at here, and taken along as a page or a PDF."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from balance_arcade.records.assessed import RESULT_SUFFIX
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.progress import courses_of
from balance_arcade.reports.markup import Node, node
from balance_arcade.reports.progress_sheet import progress_sheet
from balance_arcade.reports.result_sheet import result_sheet
from balance_arcade.reports.sheet import NOT_MEDICAL, Paper, Sheet
from balance_arcade.reports.sheet_html import block_node, sheet_html
from balance_arcade.server.station.clinic.asking import AbsentError, Ask
from balance_arcade.server.station.clinic.frame import (
    ROOT,
    Way,
    link,
    page,
    person_path,
    session_path,
)
from balance_arcade.server.station.clinic.history import known_person, known_session, person_ways

_PAPERS: Final[tuple[Paper, ...]] = ("A4", "letter")


def report_page(database: Database, ask: Ask) -> str:
    """Show the report as it will be printed, with the ways to take it along."""
    sheet, paper = _sheet(database, ask), _paper(ask)
    person, simulated = ask.place["person"], bool(ask.query.get("simulated"))
    asked = urlencode({"paper": paper} | ({"simulated": "1"} if simulated else {}))
    path = person_path(person, "report")
    return page(
        person,
        person_ways(person, "report", ask.name),
        node(
            "div",
            link(f"{path}.pdf?{asked}", "PDF", kind="button main"),
            link(f"{path}.html?{asked}", "Page to print"),
            _choice(path, paper, simulated),
            class_="tools",
        ),
        sheet_node(sheet),
        crumbs=(Way(ROOT, "Patients"),),
    )


def _choice(path: str, paper: Paper, simulated: bool) -> Node:
    options = [node("option", one, value=one) for one in _PAPERS]
    options[_PAPERS.index(paper)].set("selected", "")
    box = node("input", type="checkbox", name="simulated", value="1")
    if simulated:
        box.set("checked", "")
    return node(
        "form",
        node("select", *options, name="paper", aria_label="Paper"),
        node("label", box, " Simulated sessions", class_="check"),
        node("button", "Show", type="submit"),
        action=path,
        method="get",
        class_="search",
    )


def sheet_node(sheet: Sheet) -> Node:
    """Make a report as a part of a page that allows no inline style."""
    return node(
        "article",
        node("p", sheet.mark, class_="mark") if sheet.mark else None,
        node("h2", sheet.title, class_="title"),
        node("p", *(node("span", words) for words in sheet.under), class_="under"),
        *(_lower(block_node(block, columns=False)) for block in sheet.blocks),
        node("footer", *(node("p", words) for words in (*sheet.foot, NOT_MEDICAL))),
        class_="paper",
    )


def result_page(records: Records, ask: Ask) -> str:
    """Show the report of a test of a session."""
    session, sheet = known_session(records.database, ask), _result(records, ask)
    path = session_path(session.id, f"report/{ask.place['trial']}")
    crumbs = [Way(ROOT, "Patients")]
    if session.person is not None:
        crumbs.append(Way(person_path(session.person), session.person))
    return page(
        "Report",
        node(
            "div",
            link(f"{path}/pdf", "PDF", kind="button main"),
            link(f"{path}/html", "Page to print"),
            class_="tools",
        ),
        sheet_node(sheet),
        crumbs=[*crumbs, Way(session_path(session.id), "Session")],
    )


def result_file(records: Records, ask: Ask) -> Response:
    """Give the report of a test as a page that stands by itself, or as a PDF."""
    from balance_arcade.reports.sheet_pdf import sheet_pdf

    sheet, name = _result(records, ask), f"test-{ask.place['session'][:8]}"
    whose = known_session(records.database, ask).person or ""
    records.told("report.written", whose, detail=f"session {ask.place['session']}")
    if ask.place["kind"] == "pdf":
        return _attached(sheet_pdf(sheet, paper=_paper(ask)), "application/pdf", f"{name}.pdf")
    text = sheet_html(sheet, paper=_paper(ask))
    return _attached(text.encode("utf-8"), "text/html; charset=utf-8", f"{name}.html")


def _result(records: Records, ask: Ask) -> Sheet:
    session = known_session(records.database, ask)
    files = {str(one.id): one.file for one in session.trials}
    file = files.get(ask.place["trial"])
    if file is None or ask.place.get("kind", "pdf") not in ("pdf", "html"):
        raise AbsentError("This session has no such test.")
    return result_sheet((records.folder / file).with_suffix(RESULT_SUFFIX))


def _lower(block: Node) -> Node:
    """Headings of the report stand below that of the page."""
    if block.tag == "h2":
        block.tag = "h3"
    return block


def report_html(records: Records, ask: Ask) -> Response:
    """Give the report as a page that stands by itself.

    To be kept and not to be looked at here: it brings its own style, which our policy forbids.
    """
    text = sheet_html(_sheet(records.database, ask), paper=_paper(ask))
    records.told("report.written", ask.place["person"])
    return _attached(text.encode("utf-8"), "text/html; charset=utf-8", _name(ask, "html"))


def report_pdf(records: Records, ask: Ask) -> Response:
    """Give the report as a PDF.

    Raises
    ------
    ConfigError
        The library that writes it is not installed.
    """
    from balance_arcade.reports.sheet_pdf import sheet_pdf

    data = sheet_pdf(_sheet(records.database, ask), paper=_paper(ask))
    records.told("report.written", ask.place["person"])
    return _attached(data, "application/pdf", _name(ask, "pdf"))


def _name(ask: Ask, ending: str) -> str:
    # A pseudonym has letters, digits, dots and hyphens only, so it is a name of a file as it is.
    return f"progress-{ask.place['person']}.{ending}"


def _attached(data: bytes, kind: str, name: str) -> Response:
    return Response(
        data, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'}
    )


def _paper(ask: Ask) -> Paper:
    return "letter" if ask.query.get("paper") == "letter" else "A4"


def _sheet(database: Database, ask: Ask) -> Sheet:
    person, simulated = known_person(database, ask), bool(ask.query.get("simulated"))
    courses = courses_of(database, person, simulated=simulated)
    return progress_sheet(courses, person, mark="SIMULATED" if simulated else "")
