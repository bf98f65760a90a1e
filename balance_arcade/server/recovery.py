"""Which gaps are being fetched, and which have to be asked for again; no socket, no clock.

A gap is asked for until it was answered, because the control port may come back later than the
stream, or may be busy. After a minute the publisher has forgotten the messages, so nobody asks.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

import msgspec

from balance_arcade.server.reader import MAX_MISSING, Gap

MAX_AT_ONCE = 2
"""Gaps that are asked for at the same time; the others wait, so that no publisher is flooded."""

ASK_AGAIN_NS = 500_000_000
FORGET_NS = 60_000_000_000
"""A publisher keeps about a minute."""


class Wanted(msgspec.Struct, frozen=True):
    """A gap, when it was noticed, and from when on it may be asked for."""

    gap: Gap
    since_ns: int
    due_ns: int


class Recovery:
    """Keeps the gaps of one client.

    Examples
    --------
    >>> recovery = Recovery()
    >>> recovery.add([Gap("event", 4, 5)], now_ns=0)
    >>> recovery.ask(lambda gap: "id1", now_ns=0)
    >>> recovery.failed("id1", now_ns=0)
    >>> recovery.ask(lambda gap: "id2", now_ns=ASK_AGAIN_NS)
    >>> recovery.answered("id2")
    Gap(kind='event', first=4, last=5, board='', boot_id=0, lost=True)
    """

    def __init__(self) -> None:
        self._waiting: deque[Wanted] = deque(maxlen=MAX_MISSING)
        self._asked: dict[str, Wanted] = {}

    def add(self, gaps: Iterable[Gap], now_ns: int) -> None:
        """Take gaps to be fetched."""
        self._waiting.extend(Wanted(gap, now_ns, now_ns) for gap in gaps)

    def ask(self, ask: Callable[[Gap], str], now_ns: int) -> None:
        """Have those asked for that are due; ``ask`` returns the id of its request."""
        for _ in range(len(self._waiting)):
            if len(self._asked) >= MAX_AT_ONCE:
                return
            wanted = self._waiting.popleft()
            if wanted.due_ns <= now_ns:
                self._asked[ask(wanted.gap)] = wanted
            else:
                self._waiting.append(wanted)

    def answered(self, request_id: str) -> Gap | None:
        """Return the gap that a request was for, if it was for one."""
        wanted = self._asked.pop(request_id, None)
        return wanted.gap if wanted is not None else None

    def failed(self, request_id: str, now_ns: int) -> None:
        """Ask again later: nobody answered, or the publisher could not."""
        wanted = self._asked.pop(request_id, None)
        if wanted is not None and now_ns - wanted.since_ns < FORGET_NS:
            again = msgspec.structs.replace(wanted, due_ns=now_ns + ASK_AGAIN_NS)
            self._waiting.append(again)

    def keep(self, matters: Callable[[Gap], bool]) -> None:
        """Forget the gaps that do not matter any more."""
        kept = [wanted for wanted in self._waiting if matters(wanted.gap)]
        self._waiting = deque(kept, MAX_MISSING)
        self._asked = {key: w for key, w in self._asked.items() if matters(w.gap)}
