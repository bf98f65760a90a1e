"""The patient's window for commands that may run without one; pygame is imported only with it."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from balance_arcade.app.frame_beat import Draw
    from balance_arcade.app.host import Host
    from balance_arcade.app.live_session import LiveSession
    from balance_arcade.app.window_session import PatientWindow
else:
    # Only a name for annotations: the true class would import pygame for every command.
    PatientWindow = object

__all__ = ["PatientWindow", "add_window_arguments", "memory_window", "patient_window"]


def add_window_arguments(parser: argparse.ArgumentParser, *, fullscreen: bool) -> None:
    """Declare how the window is shown; ``fullscreen`` is what happens without a word."""
    usual = (" (the default)", "") if fullscreen else ("", " (the default)")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument(
        "--fullscreen",
        action="store_true",
        default=fullscreen,
        help=f"fill the patient's monitor{usual[0]}; F11 changes to a window and back",
    )
    kind.add_argument(
        "--window",
        action="store_false",
        dest="fullscreen",
        help=f"play in a window{usual[1]}",
    )
    parser.add_argument(
        "--monitor",
        type=int,
        metavar="N",
        help="which monitor, from 1; without it the second one where there are two",
    )


@contextlib.contextmanager
def patient_window(args: argparse.Namespace, language: str) -> Iterator[PatientWindow | None]:
    """Open the window with words in it, and close it at the end; None with ``--headless``.

    It opens before the rest of the program is loaded.

    Parameters
    ----------
    args : argparse.Namespace
        Of a parser with `add_window_arguments`.
    language : str
        Of the words.

    Raises
    ------
    DisplayError
        There is no screen, or no such monitor.
    WindowClosedError
        Somebody closed it before there was a session.
    """
    if args.headless:
        yield None
        return
    from balance_arcade.window.display import open_display
    from balance_arcade.window.waiting import WORDS, WaitingScreen

    display = getattr(args, "display", None)  # `start` has one open already.
    if display is None:
        display = open_display(fullscreen=args.fullscreen, monitor=args.monitor)
    try:
        WaitingScreen(display, language).say(WORDS)
        from balance_arcade.app.window_session import PatientWindow

        yield PatientWindow(display, language)
    finally:
        display.close()


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
