"""Login, log-out and pairing: the pages of who is not let in yet."""

from __future__ import annotations

import html
import math
import secrets
from pathlib import Path
from urllib.parse import parse_qs

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from balance_arcade.server.station.access import checks
from balance_arcade.server.station.access.office import Office, Refusal
from balance_arcade.server.station.access.reading import read_body
from balance_arcade.server.station.access.sessions import SESSION_KEY, Session

MAX_FORM_BYTES = 4096
TEMPLATES = Path(__file__).parent / "templates"
TOO_OLD = "This page was open for too long. Please try again."

_HTTP_BAD_REQUEST = 400
_HTTP_UNAUTHORIZED = 401
_HTTP_FORBIDDEN = 403
_HTTP_TOO_LARGE = 413
_HTTP_TOO_MANY = 429


class Code(msgspec.Struct, frozen=True):
    """What a device sends to be paired."""

    code: str


class Pages:
    """The routes.

    Parameters
    ----------
    office : Office
        Decides.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self.asgi = Starlette(
            routes=[
                Route("/login", self._get_login, methods=["GET"]),
                Route("/login", self._post_login, methods=["POST"]),
                Route("/pair", self._get_pair, methods=["GET"]),
                Route("/pair", self._post_pair, methods=["POST"]),
                Route("/logout", self._post_logout, methods=["POST"]),
                Route("/api/me", self._get_me, methods=["GET"]),
                Route("/api/here", self._post_here, methods=["POST"]),
            ]
        )

    async def _get_login(self, request: Request) -> Response:
        if _session(request) is not None:
            return RedirectResponse("/", 303)
        return self._form("login.html", "")

    async def _post_login(self, request: Request) -> Response:
        body = await read_body(request, MAX_FORM_BYTES)
        if body is None:
            return self._form("login.html", "That was too much to be a name and a password.", 413)
        name, password, token = _fields(body, "name", "password", "token")
        if not self._is_ours(request, token):
            return self._form("login.html", TOO_OLD, _HTTP_FORBIDDEN)
        answer = await self._office.log_in(name, password, _address(request))
        if isinstance(answer, Refusal):
            status = _HTTP_TOO_MANY if answer.wait_s else _HTTP_UNAUTHORIZED
            return self._form("login.html", sentence(answer), status, wait_s=answer.wait_s)
        old = _session(request)
        if old is not None:
            self._office.log_out(old)
        response = RedirectResponse("/", 303)
        self._let_in(response, answer[0], max_age_s=None)
        return response

    async def _get_pair(self, request: Request) -> Response:
        del request
        return self._form("pair.html", "")

    async def _post_pair(self, request: Request) -> Response:
        body = await read_body(request, MAX_FORM_BYTES)
        if body is None:
            return JSONResponse({"reason": "Too much for a code."}, _HTTP_TOO_LARGE)
        if not self._is_ours(request, checks.change_token(request.scope)):
            return JSONResponse({"reason": TOO_OLD}, _HTTP_FORBIDDEN)
        try:
            code = msgspec.json.decode(body, type=Code).code
        except (msgspec.MsgspecError, RecursionError):
            return JSONResponse({"reason": "Not a code."}, _HTTP_BAD_REQUEST)
        answer = self._office.pair(code, _address(request))
        if isinstance(answer, Refusal):
            status = _HTTP_TOO_MANY if answer.wait_s else _HTTP_FORBIDDEN
            return JSONResponse({"reason": sentence(answer)}, status)
        token, session = answer
        old = _session(request)
        if old is not None:
            self._office.log_out(old)
        response = JSONResponse({"role": session.who.role})
        self._let_in(response, token, max_age_s=self._office.rules.device_life_s)
        return response

    async def _post_logout(self, request: Request) -> Response:
        session = _session(request)
        assert session is not None  # The door has seen to it.
        self._office.log_out(session)
        response = JSONResponse({})
        response.raw_headers.append(
            (b"set-cookie", checks.set_cookie(checks.COOKIE, "", max_age_s=0))
        )
        return response

    async def _get_me(self, request: Request) -> Response:
        return self._me(request)

    async def _post_here(self, request: Request) -> Response:
        session = _session(request)
        assert session is not None
        self._office.sessions.touch(session)
        return self._me(request)

    def _me(self, request: Request) -> Response:
        session = _session(request)
        assert session is not None
        left_s = math.ceil(self._office.sessions.left_s(session))
        who = session.who
        return JSONResponse(
            {"kind": who.kind, "name": who.name, "role": who.role, "left_s": left_s}
        )

    def _form(self, name: str, message: str, status: int = 200, *, wait_s: float = 0.0) -> Response:
        """Fill in a page; its token belongs to a cookie that only this browser has."""
        secret = secrets.token_urlsafe(24)
        token = self._office.sessions.change_token(f"form {secret}")
        text = (TEMPLATES / name).read_text(encoding="utf-8")
        text = text.replace("{{token}}", token).replace("{{message}}", html.escape(message))
        text = text.replace("{{hidden}}", "" if message else "hidden")
        response = HTMLResponse(text, status)
        response.raw_headers.append(
            (b"set-cookie", checks.set_cookie(checks.FORM_COOKIE, secret, max_age_s=3600))
        )
        if wait_s:
            response.headers["retry-after"] = str(math.ceil(wait_s))
        return response

    def _is_ours(self, request: Request, token: str) -> bool:
        secret = checks.cookie(request.scope, checks.FORM_COOKIE)
        return bool(secret) and checks.same(
            token, self._office.sessions.change_token(f"form {secret}")
        )

    def _let_in(self, response: Response, token: str, *, max_age_s: float | None) -> None:
        response.raw_headers += [
            (b"set-cookie", checks.set_cookie(checks.COOKIE, token, max_age_s=max_age_s)),
            (b"set-cookie", checks.set_cookie(checks.FORM_COOKIE, "", max_age_s=0)),
        ]


def sentence(refusal: Refusal) -> str:
    """Say a refusal with its wait.

    Examples
    --------
    >>> sentence(Refusal("Too many attempts.", 61.0))
    'Too many attempts. Try again in 2 minutes.'
    """
    if refusal.wait_s <= 0.0:
        return refusal.reason
    minutes = math.ceil(refusal.wait_s / 60.0)
    wait = "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"{refusal.reason} Try again in {wait}."


def _fields(body: bytes, *names: str) -> list[str]:
    """Fields of a form; empty where they are missing, or where it is no form of ours."""
    try:
        form = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=8)
    except ValueError:
        form = {}
    return [form.get(name, [""])[0] for name in names]


def _session(request: Request) -> Session | None:
    found = request.scope.get(SESSION_KEY)
    return found if isinstance(found, Session) else None


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"
