"""Reports of a person, a session or a test: looked at here, taken along as a page or a PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from balance_arcade.core.words import ENGLISH, known_languages, words_in
from balance_arcade.games.registry import game_title
from balance_arcade.records.assessed import RESULT_SUFFIX
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.reports.from_records import VARIANTS, Variant, Wanted, report_sheet
from balance_arcade.reports.markup import Node, node
from balance_arcade.reports.pdf_library import PAPERS
from balance_arcade.reports.result_sheet import result_sheet
from balance_arcade.reports.sheet import NOT_MEDICAL, Paper, Sheet
from balance_arcade.reports.sheet_html import block_node, sheet_html
from balance_arcade.reports.wording import translated
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
from balance_arcade.session.programme import Programme

WHOLE: Final = "session"
"""Stands in the address where the row of a test does, for the report of the whole session."""

LANGUAGES: Final = {"en": "English", "de": "Deutsch", "es": "Español"}


Check = Callable[[str], Programme]


def report_page(records: Records, check: Check, ask: Ask) -> str:
    """Show the report as it will be printed, with the ways to take it along."""
    sheet, person = _sheet(records, check, ask), ask.place["person"]
    path, asked = person_path(person, "report"), _asked(ask)
    return page(
        person,
        person_ways(person, "report", ask.name),
        node(
            "div",
            link(f"{path}.pdf?{asked}", "PDF", kind="button main"),
            link(f"{path}.html?{asked}", "Page to print"),
            _choice(path, ask, kinds=True),
            class_="tools",
        ),
        sheet_node(sheet),
        crumbs=(Way(ROOT, "Patients"),),
    )


def _asked(ask: Ask) -> str:
    """Keep in a link what was chosen, as far as there is such a choice."""
    chosen = {"paper": _paper(ask), "language": _language(ask), "variant": _variant(ask)}
    usual = {"paper": "A4", "language": ENGLISH, "variant": VARIANTS[0]}
    kept = {name: one for name, one in chosen.items() if one != usual[name] or name == "paper"}
    return urlencode(kept | ({"simulated": "1"} if ask.query.get("simulated") else {}))


def _choice(path: str, ask: Ask, *, kinds: bool) -> Node:
    """Choose paper, language and variant; of a person also which sessions."""
    box = node("input", type="checkbox", name="simulated", value="1")
    if ask.query.get("simulated"):
        box.set("checked", "")
    variants = {"clinic": "One page", "research": "For research"}
    languages = {one: LANGUAGES.get(one, one) for one in known_languages()}
    return node(
        "form",
        _select("paper", "Paper", {one: one for one in PAPERS}, _paper(ask)),
        _select("language", "Language of the report", languages, _language(ask)),
        _select("variant", "Kind of report", variants, _variant(ask)),
        node("label", box, " Simulated sessions", class_="check") if kinds else None,
        node("button", "Show", type="submit"),
        action=path,
        method="get",
        class_="search",
    )


def _select(name: str, label: str, choices: Mapping[str, str], chosen: str) -> Node:
    options = [node("option", words, value=one) for one, words in choices.items()]
    options[list(choices).index(chosen)].set("selected", "")
    return node("select", *options, name=name, aria_label=label)


def sheet_node(sheet: Sheet) -> Node:
    """Make a report as a part of a page that allows no inline style."""
    foot = (*sheet.foot, words_in(sheet.language).say(NOT_MEDICAL))
    return node(
        "article",
        node("p", sheet.mark, class_="mark") if sheet.mark else None,
        node("h2", sheet.title, class_="title"),
        node("p", *(node("span", words) for words in sheet.under), class_="under"),
        *(_lower(block_node(block, columns=False)) for block in sheet.blocks),
        node("footer", *(node("p", words) for words in foot)),
        class_="paper",
        lang=sheet.language,
    )


def result_page(records: Records, ask: Ask) -> str:
    """Show the report of a session, or of a test of it."""
    session, sheet = known_session(records.database, ask), _result(records, ask)
    path, asked = session_path(session.id, f"report/{ask.place['trial']}"), _asked(ask)
    crumbs = [Way(ROOT, "Patients")]
    if session.person is not None:
        crumbs.append(Way(person_path(session.person), session.person))
    return page(
        "Report",
        node(
            "div",
            link(f"{path}/pdf?{asked}", "PDF", kind="button main"),
            link(f"{path}/html?{asked}", "Page to print"),
            _choice(path, ask, kinds=False) if ask.place["trial"] == WHOLE else None,
            class_="tools",
        ),
        sheet_node(sheet),
        crumbs=[*crumbs, Way(session_path(session.id), "Session")],
    )


def result_file(records: Records, ask: Ask) -> Response:
    """Give the report of a session or a test as a page that stands by itself, or as a PDF."""
    from balance_arcade.reports.sheet_pdf import sheet_pdf

    kind = "session" if ask.place["trial"] == WHOLE else "test"
    sheet, name = _result(records, ask), f"{kind}-{ask.place['session'][:8]}"
    whose = known_session(records.database, ask).person or ""
    records.told("report.written", whose, detail=f"session {ask.place['session']}")
    if ask.place["kind"] == "pdf":
        return _attached(sheet_pdf(sheet, paper=_paper(ask)), "application/pdf", f"{name}.pdf")
    text = sheet_html(sheet, paper=_paper(ask))
    return _attached(text.encode("utf-8"), "text/html; charset=utf-8", f"{name}.html")


def _result(records: Records, ask: Ask) -> Sheet:
    session = known_session(records.database, ask)
    if ask.place["trial"] == WHOLE and ask.place.get("kind", "pdf") in ("pdf", "html"):
        wanted = Wanted(session=session.id, variant=_variant(ask), language=_language(ask))
        return report_sheet(records.database, records.folder, wanted, title_of=game_title)
    files = {str(one.id): one.file for one in session.trials}
    file = files.get(ask.place["trial"])
    if file is None or ask.place.get("kind", "pdf") not in ("pdf", "html"):
        raise AbsentError("This session has no such test.")
    sheet = result_sheet((records.folder / file).with_suffix(RESULT_SUFFIX))
    return translated(sheet, _language(ask))


def _lower(block: Node) -> Node:
    """Headings of the report stand below that of the page."""
    for heading in block.iter("h2"):
        heading.tag = "h3"
    return block


def report_html(records: Records, check: Check, ask: Ask) -> Response:
    """Give the report as a page that stands by itself.

    To be kept and not to be looked at here: it brings its own style, which our policy forbids.
    """
    text = sheet_html(_sheet(records, check, ask), paper=_paper(ask))
    records.told("report.written", ask.place["person"])
    return _attached(text.encode("utf-8"), "text/html; charset=utf-8", _name(ask, "html"))


def report_pdf(records: Records, check: Check, ask: Ask) -> Response:
    """Give the report as a PDF.

    Raises
    ------
    ConfigError
        The library that writes it is not installed.
    """
    from balance_arcade.reports.sheet_pdf import sheet_pdf

    data = sheet_pdf(_sheet(records, check, ask), paper=_paper(ask))
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


def _language(ask: Ask) -> str:
    asked = ask.query.get("language", ENGLISH)
    return asked if asked in known_languages() else ENGLISH


def _variant(ask: Ask) -> Variant:
    return "research" if ask.query.get("variant") == "research" else "clinic"


def _sheet(records: Records, check: Check, ask: Ask) -> Sheet:
    wanted = Wanted(
        person=known_person(records.database, ask),
        variant=_variant(ask),
        simulated=bool(ask.query.get("simulated")),
        language=_language(ask),
    )
    return report_sheet(records.database, records.folder, wanted, title_of=game_title, check=check)
