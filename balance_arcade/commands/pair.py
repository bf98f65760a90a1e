"""``balance-arcade pair``: pair a Wii Balance Board with this computer."""

from __future__ import annotations

import argparse
import re

from balance_arcade.commands.numbers import check_seconds
from balance_arcade.commands.output import note, paragraph, print_json
from balance_arcade.core.errors import ConfigError
from balance_arcade.hw.address import parse_address
from balance_arcade.hw.wii.bluez.pair import pair_board
from balance_arcade.hw.wii.bluez.pairing import DEADLINE_S, Wishes

_DEVICE = re.compile(r"(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "board",
        nargs="?",
        default="wii:",
        metavar="BOARD",
        help="wii: for any board (the default), or wii:AA:BB:CC:DD:EE:FF",
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=DEADLINE_S,
        metavar="S",
        help=f"give up after S seconds ({DEADLINE_S:g})",
    )
    parser.add_argument(
        "--another", action="store_true", help="pass over boards that are paired already"
    )
    parser.add_argument(
        "--adapter", default="", metavar="NAME", help="the Bluetooth adapter, for example hci1"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object for the board")


def run(args: argparse.Namespace) -> int:
    """Pair a board; 0 once it is paired, trusted and connected."""
    address = parse_address(args.board)
    if address.scheme != "wii":
        raise ConfigError(
            f"Only Wii boards are paired, not {address.scheme}: ones.",
            hint="Write: balance-arcade pair wii:",
        )
    check_seconds(args.seconds)
    # Options have no effect here, which must not pass in silence.
    address.reader().refuse_unknown()
    if address.path and not _DEVICE.fullmatch(address.path):
        raise ConfigError(
            f"'{address.path}' is no Bluetooth address.",
            hint="Write six pairs of digits, like wii:00:19:1D:AA:00:01, or wii: for any board.",
        )
    wishes = Wishes(address.path.upper(), another=args.another, seconds=args.seconds)
    board = pair_board(wishes, adapter=args.adapter, say=lambda text: note(paragraph(text)))
    if args.json:
        print_json(board)
        return 0
    how = "is paired, trusted and connected" if board.new else "was paired; trusted and connected"
    print(paragraph(f"{board.address} {how} ({board.bluez}, {board.adapter})."))
    for text in board.notes:
        print(paragraph(text, first="    "))
    print(
        f"From now on the button at its front connects it. Try: balance-arcade watch {args.board}"
    )
    return 0
