"""What a page of the records is asked, by whom; and how the answer of a plain function goes out."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from balance_arcade.core.errors import BalanceArcadeError, ConfigError
from balance_arcade.server.station.access.reading import read_body
from balance_arcade.server.station.access.roles import Role
from balance_arcade.server.station.access.sessions import SESSION_KEY, Session
from balance_arcade.server.station.clinic.frame import fault_page

_log = logging.getLogger(__name__)

MAX_FORM_BYTES: Final = 128 * 1024
MAX_FIELDS: Final = 600
MAX_QUERY_CHARS: Final = 200
"""Longer words of an address are cut: nothing that is searched for is so long."""


class AbsentError(Exception):
    """What a page is about is not in the records (any more)."""


@dataclasses.dataclass(frozen=True)
class Visit:
    """Who looks.

    Attributes
    ----------
    actor : str
        For the audit log: an account or a device by its id; ``local`` on this computer.
    may_write : bool
        Viewers read.
    """

    actor: str = "local"
    may_write: bool = True


@dataclasses.dataclass(frozen=True)
class Ask:
    """A request, read whole.

    Attributes
    ----------
    visit : Visit
        Who asks.
    place : mapping
        Words of the path.
    query, form : mapping
        Fields; where one is given twice the first counts.
    name : str
        Of the person whose page it is; empty where names are locked away.
    """

    visit: Visit
    place: Mapping[str, str]
    query: Mapping[str, str] = dataclasses.field(default_factory=dict)
    form: Mapping[str, str] = dataclasses.field(default_factory=dict)
    name: str = ""

    def first(self) -> int:
        """Return how many lines of a list the page leaves out; nonsense is the first page."""
        text = self.query.get("first", "0")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


Handler = Callable[[Ask], Response]


def visit_of(scope: Scope) -> Visit:
    """Say who a request comes from; on this computer's own page nobody is logged in."""
    session = scope.get(SESSION_KEY)
    if not isinstance(session, Session):
        return Visit()
    return Visit(str(session.who), session.who.role is Role.CONTROLLER)


def reading(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Make an endpoint of a function that reads."""

    async def endpoint(request: Request) -> Response:
        return await _answer(handler, _ask(request))

    return endpoint


def writing(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Make an endpoint of a function that changes the records; viewers are refused."""

    async def endpoint(request: Request) -> Response:
        ask = _ask(request)
        if not ask.visit.may_write:
            # The station's door has refused it already; this holds if that is ever changed.
            return Response("You are here to watch.\n", HTTPStatus.FORBIDDEN)
        body = await read_body(request, MAX_FORM_BYTES)
        if body is None:
            return _fault(ask, ConfigError("That was too much for one form."), 413)
        return await _answer(handler, dataclasses.replace(ask, form=_fields(body)))

    return endpoint


async def _answer(handler: Handler, ask: Ask) -> Response:
    # In a thread: frames of boards and a Stop must not wait for a database.
    return await asyncio.to_thread(_safely, handler, ask)


def _safely(handler: Handler, ask: Ask) -> Response:
    try:
        return handler(ask)
    except AbsentError as error:
        return _fault(ask, ConfigError(str(error)), HTTPStatus.NOT_FOUND)
    except BalanceArcadeError as error:
        # The kind alone: a message may hold what somebody typed.
        _log.warning("a page of the records was refused: %s", type(error).__name__)
        return _fault(ask, error, HTTPStatus.CONFLICT)


def _fault(ask: Ask, error: BalanceArcadeError, status: int) -> Response:
    return HTMLResponse(fault_page(error.message, error.hint, ask.visit.may_write), int(status))


def _ask(request: Request) -> Ask:
    query = {key: value[:MAX_QUERY_CHARS] for key, value in request.query_params.items()}
    place = {key: str(value) for key, value in request.path_params.items()}
    return Ask(visit_of(request.scope), place, query)


def _fields(body: bytes) -> dict[str, str]:
    try:
        form = parse_qs(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MAX_FIELDS
        )
    except ValueError:
        return {}
    # A NUL ends a text in some databases and is refused by others; nobody types one.
    return {key: value[0].replace("\0", "") for key, value in form.items()}
