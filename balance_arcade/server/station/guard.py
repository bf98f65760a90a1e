"""Allows only requests of the station's own pages, and limits what a page may load."""

from __future__ import annotations

import logging

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_log = logging.getLogger(__name__)

HTTP_FORBIDDEN = 403
HTTP_MISDIRECTED = 421
WS_POLICY_VIOLATION = 1008


def content_policy(port: int) -> str:
    """Content-Security-Policy of the page: everything from here, nothing inline.

    The websocket is named in full because older browsers do not count it among ``'self'``.
    """
    sockets = f"ws://127.0.0.1:{port} ws://localhost:{port}"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        f"connect-src 'self' {sockets}; manifest-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


class Guard:
    """ASGI middleware around the whole station.

    A page of another site may make the browser send us requests: those carry its name as
    ``Origin`` and are refused. A foreign name that was made to point at this computer arrives as
    ``Host`` and is refused too.

    Parameters
    ----------
    app : ASGIApp
        What is guarded.
    port : int
        Port that we serve.
    """

    def __init__(self, app: ASGIApp, *, port: int) -> None:
        self._app = app
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
        # Browsers leave the default port out of Host and Origin.
        if port == 80:
            self._hosts |= {"127.0.0.1", "localhost", "[::1]"}
        self._origins = {f"http://{host}" for host in self._hosts}
        self._headers = [
            (b"content-security-policy", content_policy(port).encode("ascii")),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"cross-origin-resource-policy", b"same-origin"),
            (b"cache-control", b"no-store"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then pass on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        reason = self._objection(scope)
        if not reason:
            await self._app(scope, receive, self._with_headers(send))
            return
        _log.warning("a %s request is refused for its %s", scope["type"], reason)
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": WS_POLICY_VIOLATION, "reason": reason})
        else:
            # 421 tells that the host name is wrong, 403 that the page is.
            status = HTTP_MISDIRECTED if reason == "host" else HTTP_FORBIDDEN
            response = PlainTextResponse(f"Refused: {reason}.\n", status)
            await response(scope, receive, self._with_headers(send))

    def _objection(self, scope: Scope) -> str:
        """Name the header that speaks against the request; empty if none does."""
        # Exactly one: two Host headers are a known way to fool such checks.
        hosts = _values(scope, b"host")
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return "host"
        origins = _values(scope, b"origin")
        # A plain GET by typing the address has no Origin; a websocket and a POST of a browser
        # always have one.
        reads_only = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        if not origins and reads_only:
            return ""
        if len(origins) != 1 or origins[0] not in self._origins:
            return "origin"
        return ""

    def _with_headers(self, send: Send) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *self._headers]}
            await send(message)

        return send_with_headers


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1").lower() for key, value in scope["headers"] if key == name]
