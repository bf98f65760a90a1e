"""Writes a few lines into the head of the station's pages; the files stay as they are."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_END = b"</head>"
_LENGTH = b"content-length"
_VALIDATORS = (b"etag", b"last-modified", b"accept-ranges")


def head_lines(
    told: Mapping[str, str], *, scripts: Sequence[str] = (), styles: Sequence[str] = ()
) -> bytes:
    """Return lines for a page's head.

    Parameters
    ----------
    told : mapping
        Becomes ``<meta name="station-KEY">``, which scripts read.
    scripts, styles : sequence of str
        Files below ``/static/``.

    Examples
    --------
    >>> head_lines({"role": "<viewer>"}).decode()
    '<meta name="station-role" content="&lt;viewer&gt;">'
    """
    metas = "".join(
        f'<meta name="station-{key}" content="{html.escape(value)}">' for key, value in told.items()
    )
    links = "".join(f'<link rel="stylesheet" href="/static/{name}">' for name in styles)
    asked = "".join(f'<script type="module" src="/static/{name}"></script>' for name in scripts)
    return (metas + links + asked).encode()


class WithHead:
    """ASGI middleware: HTML pages get lines at the end of their head.

    Parameters
    ----------
    app : ASGIApp
        Gives the pages.
    lines : bytes
        As `head_lines` makes them.
    """

    def __init__(self, app: ASGIApp, lines: bytes) -> None:
        self._app = app
        self._lines = lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; rewrite a page on its way out."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        # A part of a page could not be rewritten.
        asked = [pair for pair in scope["headers"] if pair[0] not in (b"range", b"if-none-match")]
        await self._app({**scope, "headers": asked}, receive, _Rewriter(send, self._lines))


class _Rewriter:
    def __init__(self, send: Send, lines: bytes) -> None:
        self._send = send
        self._lines = lines
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
            return
        if self._start is None or message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        whole = bytes(self._body).replace(_END, self._lines + _END, 1)
        kept = [pair for pair in self._start["headers"] if pair[0] not in (_LENGTH, *_VALIDATORS)]
        headers = [*kept, (_LENGTH, str(len(whole)).encode())]
        await self._send({**self._start, "headers": headers})
        await self._send({"type": "http.response.body", "body": whole})


def _is_page(message: Message) -> bool:
    kinds = [value for key, value in message.get("headers", ()) if key.lower() == b"content-type"]
    return message["status"] == 200 and any(kind.startswith(b"text/html") for kind in kinds)
