"""How many samples share a message: as few as the publisher's thread has time for."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

MAX_WAIT_NS = 50_000_000
"""A sample waits no longer than this for its batch."""

MAX_BLOCK = 256
"""Samples in one message at most, when a backlog is worked off."""

SHARE = 0.035
"""Part of one core that the thread may take; the batches grow until it takes no more."""

FIRST_COST_NS = 80_000
"""What a message costs until it was measured."""

LOOK_NS = 250_000_000
LEAST_MESSAGES = 5
LONGEST_BATCH_S = 0.01
"""No batch gathers for longer, however busy the computer is."""

_SMOOTHING = 0.3


class Pace:
    """Finds the batch from what messages cost, measured as the thread's own processor time.

    Parameters
    ----------
    cpu_ns : callable
        Processor time of the calling thread.

    Examples
    --------
    >>> pace = Pace(lambda: 0)
    >>> [pace.batch(rate_hz) for rate_hz in (20.0, 100.0, 250.0, 1000.0, 5000.0)]
    [1, 1, 1, 2, 11]
    """

    def __init__(self, cpu_ns: Callable[[], int] = time.thread_time_ns) -> None:
        self._cpu_ns = cpu_ns
        self._cost_ns = float(FIRST_COST_NS)
        self._looked_ns: int | None = None
        self._used_ns = self._n_sent = 0

    def batch(self, rate_hz: float) -> int:
        """Return how many samples the next message waits for.

        Parameters
        ----------
        rate_hz : float
            Of the board; 0 where it is not known.
        """
        if not math.isfinite(rate_hz) or rate_hz <= 0.0:
            return 1
        apart_s = min(LONGEST_BATCH_S, self._cost_ns * 1e-9 / SHARE)
        return max(1, min(MAX_BLOCK, math.ceil(rate_hz * apart_s - 0.5)))

    def look(self, n_sent: int, now_ns: int) -> bool:
        """Measure, once in a while; return whether the batch may have changed.

        Parameters
        ----------
        n_sent : int
            Messages sent since the start; called by the thread that sends them.
        now_ns : int
            Monotonic clock.
        """
        if self._looked_ns is not None and now_ns - self._looked_ns < LOOK_NS:
            return False
        used_ns, n_new = self._cpu_ns() - self._used_ns, n_sent - self._n_sent
        is_first = self._looked_ns is None
        self._looked_ns, self._used_ns, self._n_sent = now_ns, self._used_ns + used_ns, n_sent
        if is_first or n_new < LEAST_MESSAGES:
            return False
        self._cost_ns += _SMOOTHING * (used_ns / n_new - self._cost_ns)
        return True
