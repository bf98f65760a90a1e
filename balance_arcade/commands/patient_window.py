"""The patient's window for commands that may run without one; pygame is imported only with it."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from balance_arcade.app.frame_beat import Draw
from balance_arcade.app.host import Host
from balance_arcade.app.live_session import LiveSession

if TYPE_CHECKING:
    from balance_arcade.app.window_session import PatientWindow
else:
    PatientWindow = object

__all__ = ["PatientWindow", "memory_window", "patient_window"]


@contextlib.contextmanager
def patient_window(args: argparse.Namespace) -> Iterator[PatientWindow | None]:
    """Open the window, and close it at the end; None with ``--headless``.

    Raises
    ------
    DisplayError
        There is no screen.
    """
    if args.headless:
        yield None
        return
    from balance_arcade.app import window_session

    window = window_session.PatientWindow(fullscreen=args.fullscreen)
    try:
        yield window
    finally:
        window.close()


@contextlib.contextmanager
def memory_window(host: Host, session: LiveSession, fps: float | None) -> Iterator[Draw | None]:
    """Draw the session into memory at a frame rate; None without one."""
    if fps is None:
        yield None
        return
    from balance_arcade.app.window_session import MemoryWindow

    window = MemoryWindow(host.source, session, fps)
    try:
        yield window.beat
    finally:
        window.close()
