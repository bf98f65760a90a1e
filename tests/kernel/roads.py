"""The other roads to a board: hidapi's modules on the kernel's nodes, and the kernel's L2CAP."""

from __future__ import annotations

import fcntl
import importlib
import json
import socket
import struct
import time
from collections.abc import Callable
from pathlib import Path

from bench import FIRST, Peer, Result, take, told

from balance_arcade.core.board import Board
from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.core.samples import ForceSample
from balance_arcade.hw import open_board

try:
    importlib.import_module("hidraw")
except ImportError:
    HIDAPI = False
else:
    HIDAPI = True

# `net/bluetooth/hci_sock.h` and `bluetooth.h` of Linux.
_AF_BLUETOOTH, _BTPROTO_HCI, _HCIINQUIRY, _CACHE_FLUSH = 31, 1, 0x800448F0, 1
_MOST_FOUND = 8


class RadioPeer(Peer):
    """An emulated board on an emulated radio, in a process of its own."""

    program = "radio_board.py"

    def __enter__(self) -> RadioPeer:
        assert self._process.stdout is not None
        assert json.loads(self._process.stdout.readline())["up"]
        return self


def through_hidapi() -> Result:
    """What each module of the package lists, and a board that goes away and comes back."""
    with Peer() as peer:
        listed = {
            name: len(importlib.import_module(name).enumerate(0x057E, 0x0306))
            for name in ("hidraw", "hid")
        }
        with open_board(f"wii:{FIRST}?transport=hidapi") as board:
            result: Result = {"listed": listed, **steady(peer, board)}
            # The kernel sets its own mode with that question: nobody holds the event node open.
            for path in Path("/sys/class/power_supply").glob("wiimote_battery_*/capacity"):
                path.read_text()
            result |= {"asked": told(board, take(board, 0.5))}
            peer.take_away()
            take(board, 0.3)
            peer.say("back")
            result |= {"back": until_back(board), "board": peer.quit()}
            return result


def over_l2cap() -> Result:
    """A board over two channels; it falls silent."""
    result: Result = {"no adapter": refusal(FIRST)}
    with RadioPeer() as peer:
        result |= {"inquiry": inquire()}
        with open_board(f"wii:{FIRST}?transport=l2cap") as board:
            result |= steady(peer, board)
        with open_board(f"wii:{FIRST}?transport=l2cap&output=interrupt&silence=1") as board:
            result |= {"interrupt": told(board, take(board, 0.5))}
            peer.say("mute")
            try:
                result |= {"n_muted": len(take(board, 4.0))}
            except BalanceArcadeError as error:
                result |= {"muted": [type(error).__name__, str(error)]}
        peer.say("unmute")
        result |= {"board": peer.quit()}
    return result


def inquire() -> list[str]:
    """Address and class of what is in the controller's reach, as the kernel tells them."""
    request = struct.pack("=HH3sBBx", 0, _CACHE_FLUSH, bytes.fromhex("338b9e"), 4, _MOST_FOUND)
    answer = bytearray(request.ljust(len(request) + 14 * _MOST_FOUND, b"\0"))
    with socket.socket(_AF_BLUETOOTH, socket.SOCK_RAW, _BTPROTO_HCI) as ask:
        fcntl.ioctl(ask, _HCIINQUIRY, answer)
    found = []
    for i in range(answer[8]):
        raw, kind = struct.unpack_from("<6s3x3s", answer, len(request) + 14 * i)
        found.append(f"{raw[::-1].hex(':')} {kind[::-1].hex()}")
    return found


def steady(peer: Peer, board: Board) -> Result:
    """A stretch without anything the matter, and how many samples the board sent in it.

    The board holds its samples back before and after, until what is under way has come: however
    slow the computer is, each that was sent is in the stretch.
    """
    peer.say("drop 1")
    before = peer.n_sent()
    take(board, 0.2)
    peer.say("drop 0")
    samples = take(board, 1.5)
    peer.say("drop 1")
    sent = peer.n_sent() - before
    samples += take(board, 0.3)
    peer.say("drop 0")
    return {"sent": sent, "steady": told(board, samples)}


def until_back(board: Board) -> Result:
    """What is told of the half second that follows the first sample after an absence."""
    begun_s = time.monotonic()
    samples: list[ForceSample] = []
    while not samples and time.monotonic() < begun_s + 8.0:
        samples = list(board.read(0.2))
    back_after_s = time.monotonic() - begun_s
    return {**told(board, samples + take(board, 0.5)), "back_after_s": back_after_s}


def refusal(address: str) -> list[str]:
    """Kind, words and hint of the error with which a board cannot be opened over L2CAP."""
    try:
        open_board(f"wii:{address}?transport=l2cap").close()
    except BalanceArcadeError as error:
        return [type(error).__name__, str(error), error.hint]
    return []


def radio_in_kernel() -> bool:
    """Whether this kernel has the module that emulates a controller."""
    return Path("/dev/vhci").exists()


ROADS: dict[str, Callable[[], Result]] = {
    **({"hidapi": through_hidapi} if HIDAPI else {}),
    **({"l2cap": over_l2cap} if radio_in_kernel() else {}),
}
