"""How many of something came lately, from a counter that only grows."""

from __future__ import annotations

from collections import deque
from typing import Final

RECENT_S: Final = 30.0
_BUCKET_NS: Final = 1_000_000_000


class RecentCount:
    """What a counter has grown by within the last half minute, to a second.

    Examples
    --------
    >>> recent = RecentCount()
    >>> recent.note(2, now_ns=0), recent.note(5, now_ns=20_000_000_000)
    (None, None)
    >>> recent.count(21_000_000_000), recent.count(45_000_000_000), recent.count(60_000_000_000)
    (5, 3, 0)
    """

    def __init__(self) -> None:
        self._total = 0
        # One entry a second at most; full only where the clock jumps, and then the oldest goes.
        self._marks: deque[tuple[int, int]] = deque(maxlen=64)

    def note(self, total: int, now_ns: int) -> None:
        """Take the counter as it is now."""
        new, self._total = total - self._total, total
        if new <= 0:
            return
        if self._marks and now_ns - self._marks[-1][0] < _BUCKET_NS:
            begun_ns, n = self._marks.pop()
            self._marks.append((begun_ns, n + new))
        else:
            self._marks.append((now_ns, new))

    def count(self, now_ns: int) -> int:
        """How many came within the last half minute; from any thread."""
        return sum(n for t_ns, n in self._marks.copy() if now_ns - t_ns <= RECENT_S * 1e9)
