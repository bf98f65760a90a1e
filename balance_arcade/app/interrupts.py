"""Ctrl-C, a polite kill and a closed terminal: one orderly end for all of them."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Iterator
from types import FrameType

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")

PATIENCE_S = 3.0
"""Time for an orderly end: a key that is hammered meanwhile does not tear it."""


class _Asked:
    """What the signals have said so far."""

    first_s: float | None = None
    held = False


def asked() -> bool:
    """Whether the command was told to end, even if a library swallowed the exception."""
    return _Asked.first_s is not None


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Turn Ctrl-C, SIGTERM and SIGHUP into `KeyboardInterrupt` in the main thread.

    A signal that whoever started us had switched off (``nohup``, a background job) stays off. Once
    one came, the process is about to end, and what comes later is ignored.
    """
    _Asked.first_s, _Asked.held = None, False
    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    before = {
        number: signal.signal(number, _interrupt)
        for number in numbers
        if signal.getsignal(number) is not signal.SIG_IGN
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_IGN if asked() else handler)


@contextlib.contextmanager
def held() -> Iterator[None]:
    """Keep an interrupt until the end of a step that must not be torn.

    Libraries swallow an exception that strikes while they call back from C, or take a half-done
    import for a missing module. Only short steps are held; a signal after three seconds does not
    wait any longer.

    Raises
    ------
    KeyboardInterrupt
        A signal came meanwhile.
    """
    outer, _Asked.held = _Asked.held, True
    try:
        yield
    finally:
        _Asked.held = outer
    # Within another step that is held, the interrupt waits for the end of that one.
    if not outer:
        check()


def check() -> None:
    """Let an interrupt through that is held back, between two steps.

    Raises
    ------
    KeyboardInterrupt
        A signal came meanwhile.
    """
    if asked():
        raise KeyboardInterrupt


def _interrupt(signum: int, frame: FrameType | None) -> None:
    del signum, frame
    now_s = time.monotonic()
    if _Asked.first_s is None:
        _Asked.first_s = now_s
        # Nothing is raised here: `check` does it at the end of the step, or between two of its
        # parts.
        if _Asked.held:
            return
    # Somebody hammers the key while everything is being closed already.
    elif now_s - _Asked.first_s < PATIENCE_S:
        return
    raise KeyboardInterrupt
