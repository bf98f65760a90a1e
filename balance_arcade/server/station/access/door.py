"""ASGI middleware around all that is served over the network: nothing behind it is asked before."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from balance_arcade.server.station.access import checks
from balance_arcade.server.station.access.head import WithHead, head_lines
from balance_arcade.server.station.access.office import Office
from balance_arcade.server.station.access.roles import Role
from balance_arcade.server.station.access.sessions import SESSION_KEY, Session
from balance_arcade.server.station.access.sieve import WatchedSocket, post_order
from balance_arcade.server.station.guard import (
    HTTP_FORBIDDEN,
    HTTP_MISDIRECTED,
    WS_POLICY_VIOLATION,
)

HTTP_UNAUTHORIZED = 401
ORDER_PATH = "/api/order"
OPEN_PATHS = frozenset({"/login", "/pair"})
"""Pages of who is not let in yet; below `STATIC` there is nothing but the program's own files."""

STATIC = "/static/"
OWN_PATHS = frozenset({"/api/me", "/api/here", "/logout"})
"""Changes that everybody may make, a viewer too: of their own session."""

HSTS = b"max-age=31536000"

_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # Not no-referrer: a browser would send the form of login with the origin "null".
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cache-control", b"no-store"),
)


class Door:
    """Looks at every request, in this order: host, origin, session, token, role.

    Parameters
    ----------
    pages : ASGIApp
        Login, log-out, pairing.
    app : ASGIApp
        The station's application, for those who are let in.
    office : Office
        Knows who is.
    names : iterable of str
        Host names and addresses of the certificate.
    port : int
        Port that is served.
    hsts : bool
        Tell browsers never to come without a valid certificate again. Only for a certificate that
        others have signed: with our own they could not come at all.
    """

    def __init__(
        self,
        pages: ASGIApp,
        app: ASGIApp,
        office: Office,
        *,
        names: Iterable[str],
        port: int,
        hsts: bool = False,
    ) -> None:
        self._pages = pages
        self._app = app
        self._office = office
        self._hosts = checks.hosts_of(names, port)
        self._hsts = hsts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then pass on."""
        if scope["type"] not in ("http", "websocket"):
            return
        send = self._with_headers(scope, send)
        reason = checks.objection(scope, self._hosts)
        if reason:
            status = HTTP_MISDIRECTED if reason == "host" else HTTP_FORBIDDEN
            await self._refuse(scope, receive, send, reason, status)
            return
        session = self._office.session_of(checks.cookie(scope, checks.COOKIE))
        if scope["type"] == "websocket":
            await self._websocket(session, scope, receive, send)
        elif scope["path"] in OPEN_PATHS or scope["path"] in OWN_PATHS:
            await self._own(session, scope, receive, send)
        elif scope["path"].startswith(STATIC) and not checks.changes(scope):
            await self._app(scope, receive, send)
        elif session is None:
            await _ask_to_log_in(scope, receive, send)
        else:
            await self._request(session, scope, receive, send)

    async def _own(
        self, session: Session | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        is_own = scope["path"] in OWN_PATHS
        if is_own and session is None:
            await self._refuse(scope, receive, send, "session", HTTP_UNAUTHORIZED)
        elif is_own and session and self._lacks_token(session, scope):
            await self._refuse(scope, receive, send, "token", HTTP_FORBIDDEN)
        else:
            await self._pages({**scope, SESSION_KEY: session}, receive, send)

    async def _request(self, session: Session, scope: Scope, receive: Receive, send: Send) -> None:
        if self._lacks_token(session, scope):
            await self._refuse(scope, receive, send, "token", HTTP_FORBIDDEN)
        elif scope["path"] == ORDER_PATH and scope["method"] == "POST":
            await post_order(self._app, self._office, session, scope, receive, send)
        elif checks.changes(scope) and session.who.role is not Role.CONTROLLER:
            # Whatever the application will offer besides orders, a viewer changes nothing.
            await self._refuse(scope, receive, send, "role", HTTP_FORBIDDEN)
        else:
            told = {**scope, SESSION_KEY: session}
            await WithHead(self._app, _lines(session))(told, receive, send)

    async def _websocket(
        self, session: Session | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if session is not None and self._lacks_token(session, scope):
            await self._refuse(scope, receive, send, "token", HTTP_FORBIDDEN)
            return
        if session is None:
            # A close code reaches the page only after the handshake; nothing else does.
            await receive()
            await send({"type": "websocket.accept", "subprotocol": _offered(scope)})
            await send({"type": "websocket.close", "code": 4401, "reason": "logged out"})
            return
        watched = WatchedSocket(self._office, session, receive, send)
        await self._app(scope, watched.receive, watched.send)

    async def _refuse(
        self, scope: Scope, receive: Receive, send: Send, reason: str, status: int
    ) -> None:
        self._office.warn("a %s request is refused for its %s", scope["type"], reason)
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": WS_POLICY_VIOLATION, "reason": reason})
            return
        await PlainTextResponse(f"Refused: {reason}.\n", status)(scope, receive, send)

    def _lacks_token(self, session: Session, scope: Scope) -> bool:
        """Whether a request would change something without proof that our own page sent it."""
        return checks.changes(scope) and not checks.same(
            checks.change_token(scope), session.change_token
        )

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        hosts = checks.values(scope, b"host")
        known = len(hosts) == 1 and checks.is_known_host(hosts[0], self._hosts)
        rule = checks.policy(hosts[0] if known else "localhost").encode("ascii")
        own = [*_HEADERS, (b"content-security-policy", rule)]
        if self._hsts:
            own.append((b"strict-transport-security", HSTS))
        names = {name for name, _ in own}

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message.get("headers", ()) if pair[0] not in names]
                message = {**message, "headers": [*kept, *own]}
            await send(message)

        return send_with_headers


def _lines(session: Session) -> bytes:
    who = session.who
    told = {"token": session.change_token, "role": str(who.role), "name": who.name}
    return head_lines(told, scripts=["account.js"], styles=["account.css"])


def _offered(scope: Scope) -> str | None:
    offered = scope.get("subprotocols") or []
    return checks.SUBPROTOCOL if checks.SUBPROTOCOL in offered else None


async def _ask_to_log_in(scope: Scope, receive: Receive, send: Send) -> None:
    wants_page = scope["method"] == "GET" and not scope["path"].startswith("/api/")
    answer: Response = (
        RedirectResponse("/login", 303)
        if wants_page
        else PlainTextResponse("Log in first.\n", HTTP_UNAUTHORIZED)
    )
    await answer(scope, receive, send)
