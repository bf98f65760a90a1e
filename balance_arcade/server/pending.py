"""A request of a client that waits for its reply."""

from __future__ import annotations

from concurrent.futures import Future

import msgspec

from balance_arcade.server.control import Reply, Request


class Pending(msgspec.Struct):
    """A request on its way; sent again under the same id until answered or out of time."""

    request: Request
    future: Future[Reply]
    deadline_ns: int
    resend_ns: int = 0
    sent_ns: int = 0
