"""``balance-arcade top``: all boards in a terminal, their rates, ages, gaps and stations."""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from collections.abc import Callable, Sequence
from typing import Final

from balance_arcade.commands.announce import add_discover_argument, found_places
from balance_arcade.commands.output import print_json
from balance_arcade.commands.pairing_flags import add_pairing_arguments, places_from
from balance_arcade.commands.top_rows import table_of
from balance_arcade.core.errors import ConfigError
from balance_arcade.server.endpoints import DEFAULT_CTL
from balance_arcade.server.station.boards import Boards
from balance_arcade.server.station.summary import BoardSummary

FIND_S: Final = 3.0
"""So long ``--once`` waits for boards that have not been heard; a rate takes a second of it."""

EVERY_S: Final = 1.0
LOOK_S: Final = 0.05


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "board",
        nargs="*",
        metavar="ADDRESS",
        help="control port of each board: HOST:PORT, PORT, tcp:// or ipc://, or a file that tells"
        f" its key and address ({DEFAULT_CTL})",
    )
    parser.add_argument("--once", action="store_true", help="say how things are now, and end")
    parser.add_argument(
        "--json", action="store_true", help="one object a board, every second or --once"
    )
    add_pairing_arguments(parser)
    add_discover_argument(parser)
    parser.set_defaults(ctl=None)


def run(args: argparse.Namespace) -> int:
    """Show all boards until q or Ctrl-C."""
    places = found_places(args) if args.discover else places_from(args)
    show = None if args.once or args.json else _screen()
    with contextlib.closing(
        Boards([(None, ctl) for ctl, _ in places], name="top", access=dict(places))
    ) as boards:
        boards.start()

        def look() -> list[BoardSummary]:
            return [feed.summary() for feed in boards.feeds]

        if show is not None:
            show(look)
        elif args.once:
            _once(look, as_json=args.json)
        else:
            _stream(look)
    return 0


def _screen() -> Callable[[Callable[[], Sequence[BoardSummary]]], None]:
    without = "--once and --json need neither."
    if not sys.stdout.isatty():
        raise ConfigError("Here is no terminal to draw in.", hint=f"Run it in one; {without}")
    try:
        from balance_arcade.commands.top_screen import TopScreen
    except ModuleNotFoundError as error:
        raise ConfigError(
            "The package textual is not installed, which draws the screen.",
            hint=f"Install it: pip install 'balance-arcade[top]'; {without}",
        ) from error
    return lambda look: TopScreen(look).run()


def _once(look: Callable[[], list[BoardSummary]], *, as_json: bool) -> None:
    end_s = time.monotonic() + FIND_S
    while time.monotonic() < end_s and not all(_is_known(board) for board in look()):
        time.sleep(LOOK_S)
    told = look()
    if as_json:
        for board in told:
            print_json(board)
    else:
        print(table_of(told))


def _is_known(board: BoardSummary) -> bool:
    return board.level == "over" or (board.level != "none" and board.rate_hz == board.rate_hz)


def _stream(look: Callable[[], list[BoardSummary]]) -> None:
    while True:
        for board in look():
            print_json(board)
        time.sleep(EVERY_S)
