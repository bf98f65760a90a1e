"""The addresses of the records' pages."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from http import HTTPStatus

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.looking import has_person
from balance_arcade.server.station.clinic import (
    about_page,
    centre_page,
    edits,
    person_programme,
    programmes_page,
    report_page,
)
from balance_arcade.server.station.clinic.asking import Ask, Handler, reading, writing
from balance_arcade.server.station.clinic.assess_form import FieldError
from balance_arcade.server.station.clinic.assess_pages import (
    Assessments,
    Boards,
    grid_pdf,
)
from balance_arcade.server.station.clinic.audit_page import audit_page
from balance_arcade.server.station.clinic.centre_page import CentrePage
from balance_arcade.server.station.clinic.exports import Exports
from balance_arcade.server.station.clinic.frame import ROOT
from balance_arcade.server.station.clinic.history import history_page, unassigned_page
from balance_arcade.server.station.clinic.names import Names
from balance_arcade.server.station.clinic.people import people_page
from balance_arcade.server.station.clinic.plan import ClinicPlan
from balance_arcade.server.station.clinic.trends import trends_page

PERSON = ROOT + "/people/{person}"
SESSION = ROOT + "/sessions/{session}"


class ClinicPages:
    """The pages over one clinic's records.

    Parameters
    ----------
    plan : ClinicPlan
        Where the records are.
    boards : callable
        The station's boards, in their order.

    Raises
    ------
    RecordsError
        The database cannot be opened.
    """

    def __init__(self, plan: ClinicPlan, boards: Boards) -> None:
        self._database = Database(plan.address)
        self._folder = plan.folder
        self._check = plan.check_programme
        self._names = Names(plan.identities)
        self._exports = Exports()
        self._centre = CentrePage(plan.centre)
        self._assessments = Assessments(boards, plan.left_out)

    @property
    def routes(self) -> list[BaseRoute]:
        """Everything below `ROOT`."""
        database = self._database
        seen: dict[str, Callable[[Database, Ask], str]] = {
            f"{ROOT}/unassigned": unassigned_page,
            f"{ROOT}/audit": audit_page,
            programmes_page.PATH: programmes_page.programmes_page,
        }
        theirs: dict[str, Callable[[Database, Ask], str]] = {
            PERSON: history_page,
            f"{PERSON}/trends": trends_page,
        }
        return [
            _seen(ROOT, self._html(lambda records, ask: people_page(records, self._names, ask))),
            *(_seen(path, _page(database, make)) for path, make in seen.items()),
            *(_seen(path, self._named(_page(database, make))) for path, make in theirs.items()),
            *self._of_reports(),
            _seen(f"{PERSON}/programme", self._named(self._html(self._person_programme))),
            _done(f"{PERSON}/programme/{{how}}", self._edit(person_programme.change)),
            _seen(f"{PERSON}/export", self._named(self._html(self._exports.page))),
            _seen(f"{ROOT}/exports/{{ticket}}", self._exports.take),
            _seen(f"{ROOT}/new", lambda ask: HTMLResponse(edits.new_page(self._names, ask))),
            _seen(SESSION, self._html(edits.edited_session_page)),
            _seen(f"{SESSION}/report/{{trial}}", self._html(report_page.result_page)),
            _seen(
                f"{SESSION}/report/{{trial}}/{{kind}}",
                lambda ask: report_page.result_file(self._records(ask), ask),
            ),
            _seen(f"{PERSON}/about", self._named(self._html(about_page.about_page))),
            _done(f"{PERSON}/about", self._edit(about_page.save, about_page.about_page)),
            _done(f"{PERSON}/export", self._edit(self._exports.make)),
            _done(f"{PERSON}/{{how}}", self._edit(edits.withdraw)),
            self._new_person(),
            _done(f"{SESSION}/attach", self._edit(edits.attach, edits.edited_session_page)),
            _done(f"{SESSION}/detach", self._edit(edits.detach)),
            _done(f"{SESSION}/note", self._edit(edits.write_note)),
            _done(f"{SESSION}/note/{{number}}/{{how}}", self._edit(edits.hide_note)),
            _seen(centre_page.PATH, self._html(self._centre.page)),
            _done(f"{centre_page.PATH}/send", self._edit(self._centre.send)),
            *self._of_programmes(),
            *self._of_tests(),
        ]

    def _of_reports(self) -> list[BaseRoute]:
        def shown(records: Records, ask: Ask) -> str:
            return report_page.report_page(records, self._check, ask)

        def taken(make: Callable[[Records, report_page.Check, Ask], Response]) -> Handler:
            return lambda ask: make(self._records(ask), self._check, ask)

        return [
            _seen(f"{PERSON}/report", self._named(self._html(shown))),
            _seen(f"{PERSON}/report.html", taken(report_page.report_html)),
            _seen(f"{PERSON}/report.pdf", taken(report_page.report_pdf)),
        ]

    def _of_programmes(self) -> list[BaseRoute]:
        new, known = f"{programmes_page.PATH}/new", programmes_page.PATH + "/{name}"

        def shown(ask: Ask) -> Response:
            text = programmes_page.programme_page(self._database, self._check, ask)
            return HTMLResponse(text)

        def saved(ask: Ask) -> Response:
            try:
                name = programmes_page.save(self._records(ask), self._check, ask)
            except BalanceArcadeError as error:
                again = programmes_page.form_again(self._database, ask, fault=str(error))
                return _again(again)
            if name is None:
                return HTMLResponse(programmes_page.form_again(self._database, ask))
            whom = programmes_page.for_whom(self._database, ask)
            go = programmes_page.programme_path(name)
            if whom:
                go = person_programme.assign_to(self._records(ask), whom, name, None)
            return JSONResponse({"go": go})

        return [
            _seen(new, _page(self._database, programmes_page.new_page)),
            _seen(known, shown),
            _done(new, saved),
            _done(known, saved),
        ]

    def _of_tests(self) -> list[BaseRoute]:
        tests = self._assessments
        root = f"{ROOT}/assess"

        def prepared(ask: Ask) -> Response:
            try:
                return JSONResponse({"go": tests.prepare(ask)})
            except FieldError as error:
                return _again(tests.prepare_page(ask, fault=str(error), at=error.field))
            except BalanceArcadeError as error:
                return _again(tests.prepare_page(ask, fault=str(error)))

        return [
            _seen(root, lambda ask: HTMLResponse(tests.prepare_page(ask))),
            _done(root, prepared),
            _seen(f"{root}/grid.pdf", lambda _: grid_pdf()),
            _seen(f"{root}/{{ticket}}", self._html(tests.ready_page)),
            _done(
                f"{root}/{{ticket}}/score",
                self._edit(tests.score, tests.ready_page),
            ),
        ]

    def _person_programme(self, records: Records, ask: Ask) -> str:
        return person_programme.person_programme_page(records, self._check, ask)

    def _records(self, ask: Ask) -> Records:
        return Records(self._database, self._folder, actor=ask.visit.actor)

    def _new_person(self) -> Route:
        names = self._names
        edit = self._edit(
            lambda records, ask: edits.add_person(records, names, ask),
            lambda _, ask, fault: edits.new_page(names, ask, fault=fault),
        )
        return _done(f"{ROOT}/new", edit)

    def _named(self, handler: Handler) -> Handler:
        """Tell a person's page their name, where names are unlocked."""

        def handle(ask: Ask) -> Response:
            person = ask.place["person"]
            if not self._names or not has_person(self._database, person):
                return handler(ask)
            name = self._names.shown(self._records(ask), person)
            return handler(dataclasses.replace(ask, name=name))

        return handle

    def _html(self, make: Callable[[Records, Ask], str]) -> Handler:
        return lambda ask: HTMLResponse(make(self._records(ask), ask))

    def _edit(
        self, edit: Callable[[Records, Ask], str], again: Callable[..., str] | None = None
    ) -> Handler:
        """Carry an edit out and say where to go, or what is wrong at its field."""

        def handle(ask: Ask) -> Response:
            records = self._records(ask)
            try:
                return JSONResponse({"go": edit(records, ask)})
            except BalanceArcadeError as error:
                if again is None:
                    raise
                return _again(again(records, ask, fault=str(error)))

        return handle

    def close(self) -> None:
        """Let go of the database and of exports that nobody took."""
        self._database.close()
        self._exports.close()


def _page(database: Database, make: Callable[[Database, Ask], str]) -> Handler:
    return lambda ask: HTMLResponse(make(database, ask))


def _again(text: str) -> Response:
    return HTMLResponse(text, HTTPStatus.UNPROCESSABLE_ENTITY)


def _seen(path: str, handler: Handler) -> Route:
    return Route(path, reading(handler), methods=["GET"])


def _done(path: str, handler: Handler) -> Route:
    return Route(path, writing(handler), methods=["POST"])
