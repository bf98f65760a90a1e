"""What each asker of the control port may cost: work, and answers that it does not fetch.

A program that asks and does not read, or asks without end, is the one that pays: its questions are
answered ``busy`` once and then dropped, its answers are dropped, and both is counted. Orders cost
the same as a small question; a Stop costs nothing and is always carried out.
"""

from __future__ import annotations

from collections import OrderedDict, deque

MAX_CLIENTS = 64
"""Askers that are known at most. Policy when full: forget the one unheard for longest."""

MAX_WAITING = 16
"""Answers that wait for one asker to read. Policy when full: drop the oldest and count it."""

GIVE_UP_NS = 1_000_000_000
"""An asker repeats its question before that; an answer that waits longer is dropped and counted."""

BURST_BYTES = 16 * 1024 * 1024
BYTES_PER_S = 4 * 1024 * 1024
"""Answers that may be asked for at once, and from then on: a minute at 1 kHz is 6 MB."""

BUSY_S = 0.25
"""Who was told ``busy`` is served again when this much time's share has gathered: not every
millisecond a little."""

LEAST_BYTES = 4096
"""What the smallest request costs: 1024 of them a second, for ever."""


class Client:
    """One asker: a connection to the control port.

    Attributes
    ----------
    told_busy : bool
        It has been told so since it was last served.
    waiting : deque of (int, list of bytes)
        Small answers that it does not fetch, with the time at which they were given.
    """

    def __init__(self, now_ns: int) -> None:
        self.told_busy = False
        self.waiting: deque[tuple[int, list[bytes]]] = deque()
        self._credit = float(BURST_BYTES)
        self._counted_ns = now_ns

    def has_credit(self, now_ns: int) -> bool:
        """Whether it has asked for less than its share so far."""
        gained = (now_ns - self._counted_ns) * 1e-9 * BYTES_PER_S
        self._credit = min(float(BURST_BYTES), self._credit + gained)
        self._counted_ns = now_ns
        return self._credit > (BUSY_S * BYTES_PER_S if self.told_busy else 0.0)

    def serve(self, n_bytes: int) -> None:
        """Take the price of an answer that it gets."""
        self.told_busy = False
        self._credit -= max(n_bytes, LEAST_BYTES)


class Clients:
    """Every asker that was heard lately.

    Attributes
    ----------
    n_busy : int
        Questions and orders that were not served because their asker had asked for too much.
    n_unread : int
        Answers that were thrown away because their asker does not read.

    Examples
    --------
    >>> clients = Clients()
    >>> clients.of(b"a", 0) is clients.of(b"a", 1)
    True
    >>> clients.of(b"a", 2).serve(2 * BURST_BYTES)
    >>> clients.of(b"a", 3).has_credit(3), clients.of(b"b", 3).has_credit(3)
    (False, True)
    """

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, Client] = OrderedDict()
        self._unfetched: dict[bytes, Client] = {}
        self.n_busy = 0
        self.n_unread = 0

    @property
    def dropped(self) -> dict[str, int]:
        """Questions (``requests``) and answers (``replies``) that were dropped, without zeros."""
        counts = {"requests": self.n_busy, "replies": self.n_unread}
        return {name: n for name, n in counts.items() if n}

    def of(self, name: bytes, now_ns: int) -> Client:
        """Return the asker of that routing id, as a new one if it was not heard lately."""
        client = self._known.get(name)
        if client is None:
            client = self._known[name] = Client(now_ns)
            if len(self._known) > MAX_CLIENTS:
                gone, _ = self._known.popitem(last=False)
                self.forget(gone)
        self._known.move_to_end(name)
        return client

    # -- answers that are not fetched ---------------------------------------------------------

    def wait(self, frames: list[bytes], now_ns: int) -> None:
        """Keep an answer, its first frame the asker's name, until the asker reads."""
        client = self.of(frames[0], now_ns)
        client.waiting.append((now_ns, frames))
        self._unfetched[frames[0]] = client
        if len(client.waiting) > MAX_WAITING:
            client.waiting.popleft()
            self.n_unread += 1

    def waits(self, name: bytes) -> bool:
        """Whether answers wait for this asker, so that the next has to wait behind them."""
        return name in self._unfetched

    @property
    def has_unfetched(self) -> bool:
        """Whether answers wait for anybody."""
        return bool(self._unfetched)

    @property
    def unfetched(self) -> list[tuple[bytes, Client]]:
        """Askers for whom answers wait."""
        return list(self._unfetched.items())

    def fetched(self, name: bytes, client: Client, now_ns: int) -> None:
        """Note that an asker took what it could; what waits too long is dropped."""
        while client.waiting and now_ns - client.waiting[0][0] > GIVE_UP_NS:
            client.waiting.popleft()
            self.n_unread += 1
        if not client.waiting:
            self._unfetched.pop(name, None)

    def forget(self, name: bytes) -> None:
        """Drop the answers of an asker that has gone."""
        client = self._unfetched.pop(name, None)
        if client is not None:
            self.n_unread += len(client.waiting)
            client.waiting.clear()
