"""How far another computer's monotonic clock is from ours, from a few questions."""

from __future__ import annotations

import math
from collections import deque

N_KEPT = 20


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

    def add(self, *, sent_ns: int, peer_ns: int, received_ns: int) -> None:
        """Take one answer: our time of asking, the peer's time, our time of hearing."""
        # The shortest trip was delayed least, so its half bounds the error (as NTP does, RFC 5905).
        trip_ns = received_ns - sent_ns
        if trip_ns >= 0:
            self._answers.append((trip_ns, peer_ns - (sent_ns + received_ns) // 2))

    def clear(self) -> None:
        """Forget every answer: the peer is another one now."""
        self._answers.clear()

    @property
    def offset_ns(self) -> int:
        """Peer's clock minus ours; 0 before the first answer."""
        return min(self._answers)[1] if self._answers else 0

    @property
    def bound_ns(self) -> float:
        """Largest error of `offset_ns`; infinite before the first answer."""
        return min(self._answers)[0] // 2 if self._answers else math.inf
