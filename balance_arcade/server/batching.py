"""How many samples share a message."""

from __future__ import annotations

import math

MAX_WAIT_NS = 50_000_000
"""A sample waits no longer than this for its batch."""

MAX_BLOCK = 256
"""Samples in one message at most, when a backlog is worked off."""


def batch_size(rate_hz: float) -> int:
    """Choose the samples of one message: 20 ms worth, from 500 Hz on 10 ms worth.

    Examples
    --------
    >>> [batch_size(rate) for rate in (20.0, 100.0, 250.0, 1000.0)]
    [1, 2, 5, 10]
    """
    if not math.isfinite(rate_hz) or rate_hz <= 0.0:
        return 1
    return max(1, min(MAX_BLOCK, round(rate_hz * (0.01 if rate_hz >= 500.0 else 0.02))))
