"""How many samples share a message: as few as there is time for."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

MAX_WAIT_NS = 50_000_000
"""A sample waits no longer than this for its batch."""

MAX_BLOCK = 256
"""Samples in one message at most, when a backlog is worked off."""

SHARE = 0.025
"""Part of one core that making and handing over messages may take; the batches grow until it takes
no more. What libzmq's thread does with them, and the wait for them, comes on top: as much again."""

FIRST_COST_NS = 20_000
"""What a message costs until it was measured."""

LOOK_EVERY = 16
"""Messages of which one is measured."""

LONGEST_BATCH_S = 0.01
"""No batch gathers for longer, however busy the computer is."""

_SMOOTHING = 0.1


class Pace:
    """Finds the batch from what messages cost, as processor time of the thread that sends them.

    As a context it goes around a message that is measured.

    Parameters
    ----------
    cpu_ns : callable
        Processor time of the calling thread.

    Examples
    --------
    >>> pace = Pace(lambda: 0)
    >>> [pace.batch(rate_hz) for rate_hz in (20.0, 100.0, 1000.0, 5000.0)]
    [1, 1, 1, 4]
    """

    def __init__(self, cpu_ns: Callable[[], int] = time.thread_time_ns) -> None:
        self._cpu_ns = cpu_ns
        self._cost_ns = float(FIRST_COST_NS)
        self._n_messages = self._begun_ns = 0

    def is_due(self) -> bool:
        """Count a message; return whether it should be measured."""
        self._n_messages += 1
        return self._n_messages % LOOK_EVERY == 0

    def __enter__(self) -> None:
        self._begun_ns = self._cpu_ns()

    def __exit__(self, *_: object) -> None:
        used_ns = self._cpu_ns() - self._begun_ns
        self._cost_ns += _SMOOTHING * (used_ns - self._cost_ns)

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
