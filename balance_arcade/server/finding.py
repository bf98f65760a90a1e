"""Finds where a stream is by asking ``hello`` on its control port."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from balance_arcade.core.errors import ConfigError, MalformedMessageError
from balance_arcade.core.events import Scalar
from balance_arcade.server.control import Reply
from balance_arcade.server.endpoints import DEFAULT_CTL, check_endpoint, reachable
from balance_arcade.server.link import Link

ASK_NS: Final = 1_000_000_000
SILENT_NS: Final = 2_000_000_000
"""A stream that says nothing for four heartbeats may have moved: then it is asked for again."""

Ask = Callable[[str, dict[str, Scalar]], str]
"""Sends a question and gives the id under which its answer comes."""


class LiveFinder:
    """Tells when to ask for the stream's endpoint, reads the answers, and connects to it.

    Parameters
    ----------
    live : str or None
        Where the stream is, or None where nobody knows: then it is asked for.
    ctl : str
        Endpoint of the control port that is asked.
    keyed : bool
        Keys are demanded, so it may be on another computer.

    Attributes
    ----------
    endpoint : str
        Where the stream is; empty until an answer has come.

    Raises
    ------
    ConfigError
        The endpoint leaves this computer, without keys.

    Examples
    --------
    >>> finder = LiveFinder(None)
    >>> finder.look(lambda question, _: f"1 {question}", 0, None)
    >>> found = Reply("1 hello", "done", result={"live": "tcp://127.0.0.1:5571"})
    >>> finder.answered("2 clock", found), finder.answered("1 hello", found), finder.endpoint
    (False, True, 'tcp://127.0.0.1:5571')
    """

    def __init__(self, live: str | None, ctl: str = DEFAULT_CTL, *, keyed: bool = False) -> None:
        self.endpoint = "" if live is None else check_endpoint(live, keyed=keyed)
        self._ctl, self._keyed = ctl, keyed
        self._searches = live is None
        self._joined = ""
        self._asked_ns: int | None = None
        self._id = ""

    def join(self, link: Link) -> None:
        """Connect to where the stream is, if that is known and another place."""
        if self.endpoint != self._joined:
            link.connect(self.endpoint)
            self._joined = self.endpoint

    def look(self, ask: Ask, now_ns: int, heard_ns: int | None) -> None:
        """Ask where the stream is, once a second, while it is not known or not heard.

        Parameters
        ----------
        ask : callable
            Sends the question.
        now_ns, heard_ns : int
            Our monotonic clock, and when the stream was heard last; None for never.
        """
        silent = heard_ns is None or now_ns - heard_ns > SILENT_NS
        waited = self._asked_ns is None or now_ns - self._asked_ns >= ASK_NS
        if self._searches and silent and waited:
            self._asked_ns = now_ns
            self._id = ask("hello", {})

    def answered(self, request_id: str, reply: Reply) -> bool:
        """Take an answer; return whether it was one to our question.

        Raises
        ------
        MalformedMessageError
            It names no endpoint that may be connected to; what was known stays.
        """
        if not self._id or request_id != self._id:
            return False
        if reply.status == "done":
            self.endpoint = reachable(_endpoint_in(reply, keyed=self._keyed), self._ctl)
        return True


def _endpoint_in(reply: Reply, *, keyed: bool) -> str:
    named = reply.result.get("live")
    try:
        endpoint = check_endpoint(named if isinstance(named, str) else "", keyed=keyed)
    except ConfigError as exc:
        raise MalformedMessageError(f"The answer to hello names no stream: {exc}") from exc
    if endpoint.endswith(":*"):
        raise MalformedMessageError(f"The answer to hello names no port: {endpoint}.")
    return endpoint
