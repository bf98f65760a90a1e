"""Reads again and again until there are samples, or the time is up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from balance_arcade.core.clock import Clock
from balance_arcade.core.errors import BoardDisconnectedError
from balance_arcade.core.samples import ForceSample


def read_in_time(
    read_once: Callable[[float], Sequence[ForceSample]],
    timeout_s: float,
    *,
    clock: Clock,
    closed: threading.Event,
    address: str,
) -> Sequence[ForceSample]:
    """Return the samples that have come, and wait for the first no longer than ``timeout_s``.

    Parameters
    ----------
    read_once : callable
        Waits no longer than so many seconds, and returns what came; it may be nothing.
    timeout_s : float
        In seconds; what is negative counts as 0.
    clock : Clock
        Ends it.
    closed : Event
        Set once the board is closed, by any thread.
    address : str
        Of the board, for the error.

    Raises
    ------
    BoardDisconnectedError
        The board was closed before, or `read_once` says that it is gone.
    """
    if closed.is_set():
        raise BoardDisconnectedError("The board is closed.", address=address, hint="Open it again.")
    end_ns = clock.now_ns() + round(max(timeout_s, 0.0) * 1e9)
    while True:
        try:
            samples = read_once((end_ns - clock.now_ns()) / 1e9)
        except BoardDisconnectedError:
            if closed.is_set():  # Closed under a waiting read, which is no fault.
                return ()
            raise
        if samples:
            return samples
        if closed.is_set() or clock.now_ns() >= end_ns:
            return ()
