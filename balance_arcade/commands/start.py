"""``balance-arcade start``: the patient's screen without a terminal.

It shows which boards there are, begins with the one that is found, and shows a fault as a screen
with words. The program ``balance-arcade-play`` starts it from a desktop.
"""

from __future__ import annotations

import argparse
import math
import os
import threading
import time
from typing import TYPE_CHECKING

from balance_arcade.commands import play
from balance_arcade.commands.desktop_entry import write_entry
from balance_arcade.commands.output import note
from balance_arcade.commands.patient_window import add_window_arguments
from balance_arcade.core.errors import BalanceArcadeError, WindowClosedError
from balance_arcade.core.words import known_languages, language_of, msgid
from balance_arcade.hw import BoardRow, list_boards

if TYPE_CHECKING:
    from balance_arcade.window.display import Display
    from balance_arcade.window.start_screen import StartScreen, StartWords

SIMULATED = "sim:"
LOOK_EVERY_S = 3.0
WAIT_S = 6.0
"""The only board there is begins by itself after this time: the person needs no keyboard."""

_FRAME_S = 1.0 / 30.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    add_window_arguments(parser, fullscreen=True)
    parser.add_argument(
        "--language",
        choices=known_languages(),
        default=language_of(os.environ),
        help="of the patient's screen; else the computer's (LANG)",
    )
    parser.add_argument(
        "--desktop-entry",
        action="store_true",
        help="put an entry into the desktop's menu (Linux) and end",
    )


def run(args: argparse.Namespace) -> int:
    """Look for boards, play, and begin anew until the window is closed."""
    if args.desktop_entry:
        for file in write_entry():
            note(f"wrote {file}")
        return 0
    from balance_arcade.window.display import open_display
    from balance_arcade.window.start_screen import StartScreen, StartWords

    fault = ""
    while True:
        display = open_display(fullscreen=args.fullscreen, monitor=args.monitor)
        try:
            screen = StartScreen(display, args.language)
            if fault:
                words = StartWords(fault, foot=msgid("Enter tries again. Esc closes."))
                if not _wait_for_key(screen, words):
                    return 0
            address = _choose_board(screen)
            if address is None:
                return 0
            fault = _play(address, args, display)
        except WindowClosedError:
            return 0
        finally:
            display.close()


def _play(address: str, args: argparse.Namespace, display: Display) -> str:
    """Play on a board; returns what went wrong, as a sentence."""
    parser = argparse.ArgumentParser()
    play.add_arguments(parser)
    # Parsed as if it was typed, so that everything else is as usual for `play`.
    words = parser.parse_args(["--board", address, "--language", args.language])
    words.display = display
    words.fullscreen, words.monitor = args.fullscreen, args.monitor
    try:
        play.run(words)
    except BalanceArcadeError as error:
        note(str(error))
        return str(error)
    return ""


class _Looker:
    """Looks for boards again and again in a thread of its own; a slow port stops no frame."""

    def __init__(self) -> None:
        self.rows: list[BoardRow] | None = None
        self.fault = ""
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._look, name="board looker", daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while True:
            try:
                rows = list_boards()
                self.rows, self.fault = [r for r in rows if r.address and r.origin == "real"], ""
            except BalanceArcadeError as error:
                self.rows, self.fault = [], str(error)
            if self._stopping.wait(LOOK_EVERY_S):
                return

    def stop(self) -> None:
        """End looking, before a board is opened that the looking would disturb."""
        self._stopping.set()
        self._thread.join()


def _choose_board(screen: StartScreen) -> str | None:
    """Show what is found until one board is chosen; None where the window was closed."""
    from balance_arcade.window.start_screen import StartWords, words_for

    looker, marked, since_s = _Looker(), 0, math.nan
    try:
        while True:
            # Once a frame: the looker's thread may put another list here at any moment.
            rows = looker.rows
            names = _names(rows or [])
            alone = len(names) == 1
            # NaN while there is no board or more than one: no comparison holds then, and nothing
            # begins.
            since_s = (time.monotonic() if math.isnan(since_s) else since_s) if alone else math.nan
            left_s = WAIT_S - (time.monotonic() - since_s)
            if rows is None:
                words = StartWords(msgid("Looking for a board."))
            elif looker.fault:
                words = StartWords(looker.fault, foot=msgid("Enter plays with a simulated person."))
            else:
                words = words_for(names, marked, left_s)
            pressed = screen.show(words)
            if pressed.stop:
                return None
            marked += pressed.look + int(pressed.look_on)
            if rows and (pressed.choose or left_s <= 0.0):
                # Boards may have gone since the arrow was pressed.
                return rows[marked % len(rows)].address
            # Not before the first look: Enter must not start a simulation beside a board that is
            # there.
            if rows is not None and pressed.choose:
                return SIMULATED
            time.sleep(_FRAME_S)
    finally:
        looker.stop()


def _names(rows: list[BoardRow]) -> list[str]:
    """Call boards by their model, and those that share one by their address too."""
    models = [row.model for row in rows]
    return [
        row.model if models.count(row.model) == 1 else f"{row.model}, {row.address}" for row in rows
    ]


def _wait_for_key(screen: StartScreen, words: StartWords) -> bool:
    """Show words until somebody goes on; False where the window was closed."""
    while True:
        pressed = screen.show(words)
        if pressed.stop:
            return False
        if pressed.choose or pressed.look_on:
            return True
        time.sleep(_FRAME_S)
