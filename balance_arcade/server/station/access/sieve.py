"""Lets through the orders that a visitor may give, of a websocket and of a POST."""

from __future__ import annotations

import asyncio
import contextlib

import msgspec
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from balance_arcade.server.station.access.checks import SUBPROTOCOL
from balance_arcade.server.station.access.office import Office, audit
from balance_arcade.server.station.access.roles import Role, refusal
from balance_arcade.server.station.access.sessions import Session
from balance_arcade.server.station.app import HTTP_TOO_LARGE, MAX_ORDER_BYTES, Answer, Order

WATCH_S = 0.25
"""So often an open page is looked at: a revoked one is closed within a second."""

WS_LOGGED_OUT = 4401


def read_order(text: str | bytes) -> Order | None:
    """Order of a message, read as the application behind reads it; None if it is none."""
    try:
        return msgspec.json.decode(text, type=Order)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def weigh(text: str | bytes, office: Office, session: Session) -> Answer | None:
    """Answer in the application's place where a message is not for this visitor.

    What is no order is passed on for a controller, whom the application tells so, and refused for
    a viewer: whatever messages there will be, a viewer's change nothing.
    """
    order = read_order(text)
    role = session.who.role
    if order is None:
        return None if role is Role.CONTROLLER else Answer("", "", "error", "not an order")
    reason = refusal(role, order.cmd)
    # A page says every second by itself that it still steers: nobody's hand, and no line.
    if order.cmd != "lease" or order.args:
        office.sessions.touch(session)
        audit.info("%s orders %s%s", session.who, order.cmd, ": refused" if reason else "")
    return Answer(order.id, order.cmd, "rejected", reason) if reason else None


class WatchedSocket:
    """A websocket between the network and the application.

    It ends when its session does, and nothing of the board goes out from then on.

    Parameters
    ----------
    office : Office
        Knows whether the session goes on.
    session : Session
        Whose it is.
    receive, send : callable
        Towards the network.
    """

    def __init__(self, office: Office, session: Session, receive: Receive, send: Send) -> None:
        self._office = office
        self._session = session
        self._receive = receive
        self._send = send
        self._closed = False

    async def receive(self) -> Message:
        """Return the next message for the application."""
        while True:
            message = await self._next()
            if message is None:
                await self.close()
                return {"type": "websocket.disconnect", "code": WS_LOGGED_OUT}
            if message["type"] != "websocket.receive":
                return message
            # Bytes are no order; the application only knows text.
            text = message.get("text") or ""
            answer = weigh(text, self._office, self._session)
            if answer is None:
                return {"type": "websocket.receive", "text": text}
            await self.send(
                {"type": "websocket.send", "text": msgspec.json.encode(answer).decode()}
            )

    async def send(self, message: Message) -> None:
        """Send a message of the application to the network, while the session goes on."""
        if self._closed:
            return
        if message["type"] == "websocket.accept":
            message = {**message, "subprotocol": SUBPROTOCOL}
        elif message["type"] == "websocket.close":
            self._closed = True
        elif self._office.gone(self._session):
            return
        await self._send(message)

    async def close(self) -> None:
        """Close it and say why."""
        if not self._closed:
            self._closed = True
            reason = self._office.gone(self._session)
            await self._send({"type": "websocket.close", "code": WS_LOGGED_OUT, "reason": reason})

    async def _next(self) -> Message | None:
        """Next message of the network; None when the session has ended."""
        coming = asyncio.ensure_future(self._receive())
        try:
            while not self._office.gone(self._session):
                done, _ = await asyncio.wait({coming}, timeout=WATCH_S)
                if done and not self._office.gone(self._session):
                    return coming.result()
        finally:
            coming.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await coming
        return None


async def post_order(
    app: ASGIApp, office: Office, session: Session, scope: Scope, receive: Receive, send: Send
) -> None:
    """Weigh the order of a POST, then give the same bytes to the application."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return
        body += message.get("body", b"")
        # Counted while it arrives: the header Content-Length may be missing or wrong.
        if len(body) > MAX_ORDER_BYTES:
            await PlainTextResponse("Too large.\n", HTTP_TOO_LARGE)(scope, receive, send)
            return
        if not message.get("more_body"):
            break
    answer = weigh(bytes(body), office, session)
    if answer is not None:
        response = Response(msgspec.json.encode(answer), media_type="application/json")
        await response(scope, receive, send)
        return
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": bytes(body), "more_body": False}

    await app(scope, again, send)
