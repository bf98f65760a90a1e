"""How a board without hardware keeps pace with a clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from balance_arcade.core.clock import Clock
from balance_arcade.core.samples import ForceSample

NAP_S: Final = 0.02
"""Longest sleep, so that a `close` from another thread is noticed soon."""


def wait_for_samples(
    due: Callable[[], list[ForceSample]],
    arrival_ns: Callable[[], int],
    *,
    clock: Clock,
    timeout_s: float,
    over: Callable[[], bool],
) -> list[ForceSample]:
    """Return the samples that are due, and wait for the first no longer than ``timeout_s``.

    Parameters
    ----------
    due : callable
        Takes and returns the samples whose time has come.
    arrival_ns : callable
        When the next one comes, on the clock.
    clock : Clock
        Tells the time and sleeps.
    timeout_s : float
        Longest wait in seconds.
    over : callable
        Whether nothing more can come.

    Returns
    -------
    list of ForceSample
        Empty on time-out, and when it is over.
    """
    end_ns = clock.now_ns() + round(max(timeout_s, 0.0) * 1e9)
    while not over():
        # The time first: a computer that was held up in between looks once more, so that nothing
        # comes back only where nothing was due.
        left_s = (end_ns - clock.now_ns()) / 1e9
        samples = due()
        if samples or left_s <= 0.0:
            return samples
        wait_s = max(0.0, (arrival_ns() - clock.now_ns()) / 1e9)
        # Never 0: a clock that stands still would turn this into an endless loop.
        clock.sleep(min(NAP_S, left_s, max(wait_s, 1e-6)))
    return []
