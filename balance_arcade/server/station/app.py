"""The station's web application: a page, a websocket and a route for commands of each board."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from balance_arcade.core.events import CommandName, Scalar
from balance_arcade.server.control import LEASE
from balance_arcade.server.station.boards import Boards
from balance_arcade.server.station.feed import Feed
from balance_arcade.server.station.guard import Guard
from balance_arcade.server.station.hub import MAX_VIEWERS, Hub, Viewer
from balance_arcade.server.station.mirror import Mirrors
from balance_arcade.server.station.page_names import PageNames

_log = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
ORDER_TIMEOUT_S = 2.0
MAX_ORDERS = 32
"""Orders of one page under way at once. Policy when full: refuse the new one, but never a Stop."""

MAX_ORDER_BYTES = 4096
_TOO_LONG = f"An order has {MAX_ORDER_BYTES} bytes at most, and a note 500 characters.\n"
OVERVIEW_RATE_HZ = 4.0
MAX_DIGITS = 4
WS_TRY_AGAIN_LATER = 1013
WS_NO_SUCH_BOARD = 4404
HTTP_BAD_REQUEST = 400
HTTP_NOT_FOUND = 404
HTTP_TOO_LARGE = 413


class Order(msgspec.Struct, frozen=True):
    """A command that a page sends when a button is pressed."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    cmd: CommandName | Literal["lease", "acknowledge"]
    args: dict[str, Scalar] = {}
    lease: Annotated[str, msgspec.Meta(max_length=64)] = ""


class Answer(msgspec.Struct, frozen=True):
    """The reply to a page's command; `by` is what others call the page when it steers."""

    id: str
    cmd: str
    status: str
    reason: str = ""
    by: str = ""
    type: Literal["answer"] = "answer"


class StationApp:
    """The ASGI application of the station.

    A request names the board that it means by its place: ``?board=2`` is the second; without it
    the first is meant.

    Parameters
    ----------
    boards : Boards
        Where the pictures come from and orders go to.
    port : int
        Port that is served; `Guard` needs to know it.
    more : sequence of BaseRoute
        Further pages: those of the records.
    """

    def __init__(self, boards: Boards, *, port: int, more: Sequence[BaseRoute] = ()) -> None:
        self._boards = boards
        self._names = PageNames(boards.name)
        self._hubs: Sequence[Hub] = [Hub(feed.changes, feed.welcome) for feed in boards.feeds]
        self._overview = Hub(boards.overview, boards.overview, rate_hz=OVERVIEW_RATE_HZ)
        # Without a guard: whoever serves it puts one in front.
        self.inner = Starlette(
            routes=[
                Route("/", self._first_page),
                Route("/board/{number:int}", self._page),
                Route("/api/order", self._post_order, methods=["POST"]),
                Route("/api/picture", self._get_picture),
                Route("/api/boards", self._get_boards),
                Route("/api/mirror", Mirrors(boards.feeds, self._place).get),
                WebSocketRoute("/ws", self._websocket),
                WebSocketRoute("/ws/boards", self._overview_websocket),
                *more,
                Mount("/static", StaticFiles(directory=STATIC)),
            ],
            lifespan=self._lifespan,
        )
        self.asgi = Guard(self.inner, port=port)

    @contextlib.asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        del app
        hubs = [*self._hubs, self._overview]
        ticking = [asyncio.create_task(hub.run()) for hub in hubs]
        try:
            yield
        finally:
            for task in ticking:
                task.cancel()
            await asyncio.gather(*ticking, return_exceptions=True)

    async def _first_page(self, request: Request) -> Response:
        """All boards; with one alone that board, in full."""
        del request
        return FileResponse(
            STATIC / ("boards.html" if len(self._boards.feeds) > 1 else "index.html")
        )

    async def _page(self, request: Request) -> Response:
        if not 1 <= request.path_params["number"] <= len(self._boards.feeds):
            return Response("No such board.\n", HTTP_NOT_FOUND, media_type="text/plain")
        return FileResponse(STATIC / "index.html")

    def _place(self, connection: HTTPConnection) -> int | None:
        """Place of the board that a request means, from 0; None if there is no such board."""
        asked = connection.query_params.get("board", "1")
        if not (asked.isascii() and asked.isdigit() and len(asked) <= MAX_DIGITS):
            return None
        place = int(asked) - 1
        return place if 0 <= place < len(self._boards.feeds) else None

    async def _get_picture(self, request: Request) -> Response:
        place = self._place(request)
        if place is None:
            return Response("No such board.\n", HTTP_NOT_FOUND, media_type="text/plain")
        return Response(self._hubs[place].welcome(), media_type="application/json")

    async def _get_boards(self, request: Request) -> Response:
        del request
        return Response(self._overview.welcome(), media_type="application/json")

    async def _post_order(self, request: Request) -> Response:
        """Receive a command without the websocket, so that Stop has a second way."""
        place = self._place(request)
        if place is None:
            return Response("No such board.\n", HTTP_NOT_FOUND, media_type="text/plain")
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            # Counted while it arrives: the header Content-Length may be missing or wrong.
            if len(body) > MAX_ORDER_BYTES:
                return Response(_TOO_LONG, HTTP_TOO_LARGE, media_type="text/plain")
        try:
            order = msgspec.json.decode(bytes(body), type=Order)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return Response("Not an order.\n", HTTP_BAD_REQUEST, media_type="text/plain")
        answer = await self._carry_out(order, self._boards.feeds[place])
        return Response(msgspec.json.encode(answer), media_type="application/json")

    async def _carry_out(self, order: Order, feed: Feed) -> Answer:
        by = self._names.of(order.lease)
        future = feed.submit(
            order.cmd,
            order.args,
            request_id=order.id,
            timeout_s=ORDER_TIMEOUT_S,
            by=by,
            lease=order.lease,
        )
        # Shielded: a page that leaves cancels its tasks, and the order must be carried out all the
        # same.
        reply = await asyncio.shield(asyncio.wrap_future(future))
        # A page that steers says so every second.
        level = logging.DEBUG if order.cmd == LEASE else logging.INFO
        _log.log(level, "order %s: %s %s", order.cmd, reply.status, reply.reason)
        return Answer(order.id, order.cmd, reply.status, reply.reason, by)

    async def _websocket(self, socket: WebSocket) -> None:
        # A close code reaches the page only after the handshake, so even a refused page is accepted
        # first.
        await socket.accept()
        place = self._place(socket)
        if place is None:
            await socket.close(WS_NO_SUCH_BOARD, "no such board")
            return
        async with self._viewing(socket, self._hubs[place]) as admitted:
            if admitted:
                await self._take_orders(socket, self._boards.feeds[place])

    async def _overview_websocket(self, socket: WebSocket) -> None:
        await socket.accept()
        async with self._viewing(socket, self._overview) as admitted:
            with contextlib.suppress(WebSocketDisconnect):
                while admitted:
                    await socket.receive_text()  # It has nothing to say; its end is waited for.

    @contextlib.asynccontextmanager
    async def _viewing(self, socket: WebSocket, hub: Hub) -> AsyncIterator[bool]:
        """Send frames to a page while it is open; false where there are too many pages."""
        if len(hub.viewers) >= MAX_VIEWERS:
            _log.warning("a page is refused: %d are open", len(hub.viewers))
            await socket.close(WS_TRY_AGAIN_LATER, "too many pages are open")
            yield False
            return
        viewer = Viewer()
        hub.viewers.add(viewer)
        _log.info("a page is open, %d in all", len(hub.viewers))
        sending = asyncio.create_task(self._send_frames(socket, viewer, hub))
        try:
            yield True
        finally:
            hub.viewers.discard(viewer)
            n_left, n_dropped = len(hub.viewers), viewer.n_dropped
            _log.info("a page has gone, %d left; it missed %d frames", n_left, n_dropped)
            sending.cancel()
            with contextlib.suppress(asyncio.CancelledError, WebSocketDisconnect):
                await sending

    async def _send_frames(self, socket: WebSocket, viewer: Viewer, hub: Hub) -> None:
        while True:
            frame = await viewer.next(hub.welcome)
            await socket.send_text(frame.decode("utf-8"))

    async def _take_orders(self, socket: WebSocket, feed: Feed) -> None:
        under_way: set[asyncio.Task[None]] = set()
        lease = ""
        try:
            while True:
                text = await socket.receive_text()
                try:
                    order = msgspec.json.decode(text, type=Order)
                except (msgspec.MsgspecError, ValueError, RecursionError):
                    await self._answer(socket, Answer("", "", "error", "not an order"))
                    continue
                lease = order.lease or lease
                # Refused at once: a page that floods must not fill the memory, and Stop always
                # passes.
                if len(under_way) >= MAX_ORDERS and order.cmd != "stop":
                    reason = "too many orders are under way"
                    await self._answer(socket, Answer(order.id, order.cmd, "rejected", reason))
                    continue
                # Each in a task of its own: a Stop never waits for the answer to something else.
                task = asyncio.create_task(self._order(socket, order, feed))
                under_way.add(task)
                task.add_done_callback(under_way.discard)
        except WebSocketDisconnect:
            return
        finally:
            for task in list(under_way):
                task.cancel()
            self._let_go(lease, feed)

    def _let_go(self, lease: str, feed: Feed) -> None:
        """Free what a page steered that has gone; one whose link broke takes it up again."""
        if not lease:
            return
        self._names.forget(lease)
        order: dict[str, Scalar] = {"give_back": True}
        new_id = secrets.token_hex(16)
        feed.submit(LEASE, order, request_id=new_id, timeout_s=ORDER_TIMEOUT_S, lease=lease)

    async def _order(self, socket: WebSocket, order: Order, feed: Feed) -> None:
        await self._answer(socket, await self._carry_out(order, feed))

    async def _answer(self, socket: WebSocket, answer: Answer) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            # The page may have gone meanwhile; the order is carried out all the same.
            await socket.send_text(msgspec.json.encode(answer).decode("utf-8"))
