"""What the patient sees, for the pages: asked of the board only while a page waits for it.

All pages of a board share one question. A page that has drawn a picture asks for the next one, so
a slow one gets fewer pictures, and never an old one after a new one.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import Any, Final

import msgspec
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from balance_arcade.server.control import Reply
from balance_arcade.server.pictures import PICTURE
from balance_arcade.server.station.feed import Feed

MAX_LOOKERS: Final = 16
"""Pages of one board that wait for a picture. Policy when full: the new one is refused."""

TIMEOUT_S: Final = 2.0
TOLD: Final = "Station-Picture"
"""Header beside a picture: its number, age and newest sample, and whether a screen shows it."""

HTTP_NOT_FOUND = 404
HTTP_BUSY = 503


class Mirror:
    """Asks one board for pictures.

    Parameters
    ----------
    feed : Feed
        The receiver of the board.
    """

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._asking: asyncio.Task[Reply] | None = None
        self._n_lookers = 0

    async def next(self) -> Response:
        """Wait for the next picture, or for the reason why there is none."""
        if self._n_lookers >= MAX_LOOKERS:
            return Response("Too many pages look on.\n", HTTP_BUSY, media_type="text/plain")
        self._n_lookers += 1
        try:
            if self._asking is None or self._asking.done():
                self._asking = asyncio.create_task(self._ask())
            # Shielded: a page that leaves must not take the picture of the others along.
            return self._response(await asyncio.shield(self._asking))
        finally:
            self._n_lookers -= 1

    async def _ask(self) -> Reply:
        new_id = secrets.token_hex(16)
        future = self._feed.submit(PICTURE, {}, request_id=new_id, timeout_s=TIMEOUT_S)
        return await asyncio.wrap_future(future)

    def _response(self, reply: Reply) -> Response:
        told = reply.result
        jpeg = told.get("jpeg")
        if not isinstance(jpeg, bytes):
            return _json({"none": _why(reply)})
        head = {name: told.get(name) for name in ("n", "t_s", "sample_seq", "seen")}
        taken_ns = told.get("t_ns")
        # On the board's clock, as far as this computer knows it.
        age_ms = (self._feed.there_ns() - taken_ns) / 1e6 if isinstance(taken_ns, int) else None
        head["age_ms"] = None if age_ms is None else round(age_ms, 1)
        headers = {TOLD: msgspec.json.encode(head).decode("ascii")}
        return Response(jpeg, media_type="image/jpeg", headers=headers)


def _json(told: dict[str, Any]) -> Response:
    return Response(msgspec.json.encode(told), media_type="application/json")


def _why(reply: Reply) -> str:
    """Why there is no picture, in the word of the protocol; two words are the station's own."""
    told = reply.result.get("none")
    if reply.status == "done" and isinstance(told, str):
        return told
    if not reply.boot_id:
        return "lost"  # Said by our own client: the board's program has not answered.
    # A program from before 1.4 does not know the question.
    return "busy" if reply.reason.startswith("busy") else "never"


class Mirrors:
    """The mirrors of all boards of a station, and the route to them.

    Parameters
    ----------
    feeds : list of Feed
        Their receivers.
    place_of : callable
        Place of the board that a request means, from 0; None if there is no such board.
    """

    def __init__(self, feeds: list[Feed], place_of: Callable[[HTTPConnection], int | None]) -> None:
        self._mirrors = [Mirror(feed) for feed in feeds]
        self._place_of = place_of

    async def get(self, request: Request) -> Response:
        """Answer a page that asks what the patient sees."""
        place = self._place_of(request)
        if place is None:
            return Response("No such board.\n", HTTP_NOT_FOUND, media_type="text/plain")
        return await self._mirrors[place].next()
