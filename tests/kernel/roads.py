"""The other roads to a board: hidapi's modules on the kernel's nodes."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from bench import FIRST, Peer, Result, take, told

from balance_arcade.hw import open_board

try:
    importlib.import_module("hidraw")
except ImportError:
    HIDAPI = False
else:
    HIDAPI = True


def through_hidapi() -> Result:
    """What each module of the package lists, and a board that goes away and comes back."""
    with Peer() as peer:
        listed = {
            name: len(importlib.import_module(name).enumerate(0x057E, 0x0306))
            for name in ("hidraw", "hid")
        }
        with open_board(f"wii:{FIRST}?transport=hidapi") as board:
            take(board, 0.5)
            steady = told(board, take(board, 2.0))
            peer.take_away()
            gone = take(board, 0.5)
            peer.say("back")
            back = take(board, 2.0)
            return {
                "listed": listed,
                "steady": steady,
                "n_gone": len(gone),
                "back": told(board, back),
                "board": peer.quit(),
            }


ROADS: dict[str, Callable[[], Result]] = {
    **({"hidapi": through_hidapi} if HIDAPI else {}),
}
