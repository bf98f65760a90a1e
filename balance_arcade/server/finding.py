"""Finds where a stream is by asking ``hello`` on its control port; it has no socket."""

from __future__ import annotations

from typing import Final

from balance_arcade.core.errors import ConfigError, MalformedMessageError
from balance_arcade.server.control import Reply
from balance_arcade.server.endpoints import check_endpoint

ASK_NS: Final = 1_000_000_000
SILENT_NS: Final = 2_000_000_000
"""A stream that says nothing for four heartbeats may have moved: then it is asked for again."""


class LiveFinder:
    """Tells when to ask for the stream's endpoint, and reads the answers.

    Attributes
    ----------
    endpoint : str
        Where the stream is; empty until an answer has come.

    Examples
    --------
    >>> finder = LiveFinder()
    >>> finder.due(0, None), finder.due(1, None)
    (True, False)
    >>> finder.learn(Reply("1", "done", result={"live": "tcp://127.0.0.1:5571"}))
    True
    >>> finder.learn(Reply("2", "done", result={"live": "tcp://127.0.0.1:5571"}))
    False
    """

    def __init__(self) -> None:
        self.endpoint = ""
        self._asked_ns: int | None = None

    def due(self, now_ns: int, heard_ns: int | None) -> bool:
        """Whether to ask now; true once, then not again for a second.

        Parameters
        ----------
        now_ns, heard_ns : int
            Our monotonic clock, and when the stream was heard last; None for never.
        """
        silent = heard_ns is None or now_ns - heard_ns > SILENT_NS
        waited = self._asked_ns is None or now_ns - self._asked_ns >= ASK_NS
        if not (silent and waited):
            return False
        self._asked_ns = now_ns
        return True

    def learn(self, reply: Reply) -> bool:
        """Take the answer to ``hello``; return whether the stream is somewhere else than known.

        Raises
        ------
        MalformedMessageError
            The answer names no endpoint of this computer; what was known stays.
        """
        if reply.status != "done":
            return False
        named = reply.result.get("live")
        try:
            endpoint = check_endpoint(named if isinstance(named, str) else "")
        except ConfigError as exc:
            raise MalformedMessageError(f"The answer to hello names no stream: {exc}") from exc
        if endpoint.endswith(":*"):
            raise MalformedMessageError(f"The answer to hello names no port: {endpoint}.")
        moved = endpoint != self.endpoint
        self.endpoint = endpoint
        return moved
