"""How far another computer's monotonic clock is from ours, from a few questions."""

from __future__ import annotations

import math
from collections import deque

from balance_arcade.core.events import Scalar

N_KEPT = 20
N_AT_FIRST = 20
"""Questions in a row on joining; the quickest of some tells within microseconds on one network."""

ASK_NS = 10_000_000_000


class ClockOffset:
    """Keeps the answer with the shortest round trip; half of that trip bounds the error.

    Examples
    --------
    >>> offset = ClockOffset()
    >>> offset.add(sent_ns=100, peer_ns=1_150, received_ns=200)
    >>> offset.add(sent_ns=300, peer_ns=1_900, received_ns=900)
    >>> offset.offset_ns, offset.bound_ns
    (1000, 50)
    """

    def __init__(self) -> None:
        self._answers: deque[tuple[int, int]] = deque(maxlen=N_KEPT)
        self._n_left = N_AT_FIRST
        self._due_ns = 0

    def add(self, *, sent_ns: int, peer_ns: int, received_ns: int) -> None:
        """Take one answer: our time of asking, the peer's time, our time of hearing."""
        # The shortest trip was delayed least, so its half bounds the error (as NTP does, RFC 5905).
        trip_ns = received_ns - sent_ns
        if trip_ns >= 0:
            self._answers.append((trip_ns, peer_ns - (sent_ns + received_ns) // 2))

    def clear(self) -> None:
        """Forget every answer: the peer is another one now."""
        self._answers.clear()
        self._n_left, self._due_ns = N_AT_FIRST, 0

    def ask(self, now_ns: int) -> dict[str, Scalar] | None:
        """Return what to tell with the next question; None while none is due.

        At first many questions in a row, then one now and then; what was found is told once it
        has settled.
        """
        if now_ns < self._due_ns:
            return None
        self._n_left -= 1
        if self._n_left > 0:
            return {}
        self._due_ns = now_ns + ASK_NS
        if not self._answers:
            return {}
        trip_ns, offset_ns = min(self._answers)
        return {"offset_ns": offset_ns, "bound_ns": trip_ns // 2}

    @property
    def offset_ns(self) -> int:
        """Peer's clock minus ours; 0 before the first answer."""
        return min(self._answers)[1] if self._answers else 0

    @property
    def bound_ns(self) -> float:
        """Largest error of `offset_ns`; infinite before the first answer."""
        return min(self._answers)[0] // 2 if self._answers else math.inf
