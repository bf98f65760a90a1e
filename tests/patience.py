"""How long a test waits: for what must come, not for seconds.

A computer with twenty other things to do gives a test a twelfth of its time, so every wait has one
generous end, and a test goes on the moment it sees what it waits for. What is fast on an idle
computer ("an answer within a second") is looked for again and again: it must be seen once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

DEADLINE_S = 900.0
"""Longest wait for anything that must come; only a test that fails takes so long."""

T = TypeVar("T")


def until(
    look: Callable[[], T | None], what: str, *, deadline_s: float = DEADLINE_S, nap_s: float = 0.01
) -> T:
    """Look again and again until there is something to see, and return it."""
    end_s = time.monotonic() + deadline_s
    while not (found := look()):
        assert time.monotonic() < end_s, f"{what} did not happen within {deadline_s:g} s"
        time.sleep(nap_s)
    return found
