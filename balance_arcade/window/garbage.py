"""Keeps Python's search for garbage short while frames are shown."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def short_searches() -> Iterator[None]:
    """Leave out of the search what is there already, as long as frames are shown.

    A full search goes through every object of every library: 80 ms of processor time in the middle
    of a phase. What a session makes itself is searched as ever.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
