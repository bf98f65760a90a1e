"""What stands in place of the records where the station was started without them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from balance_arcade.reports.markup import node
from balance_arcade.server.station.clinic.frame import ROOT, page

COMMAND = "balance-arcade station --records FILE"


def absent_routes() -> list[BaseRoute]:
    """Make the one page that says how to get them."""
    return [Route(ROOT, _say), Route(ROOT + "/{rest:path}", _say)]


async def _say(request: Request) -> Response:
    del request
    told = node(
        "section",
        node("p", "This station shows no records."),
        node("p", "Start it with the database of the clinic:"),
        node("p", node("code", COMMAND)),
        class_="told",
    )
    return HTMLResponse(page("Patients", told, here=ROOT, wide=False), 404)
