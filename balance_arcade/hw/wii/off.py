"""Switch a board off: end its Bluetooth link, which is all that a computer can do.

No report switches a board off. It goes off by itself once the computer has ended its link, as
others report of real boards (READMEs of skorokithakis/weii and skorokithakis/gr8w8upd8m8); we have
not seen it. BlueZ ends a link by ``Disconnect`` of ``org.bluez.Device1``, and disables incoming
connections of a device that is not trusted by the same call (doc/org.bluez.Device.rst, 5.86): such
a board's front button would not connect it again, so it is left on.
"""

from __future__ import annotations

import time
from typing import Final

from balance_arcade.core.errors import BoardUnavailableError
from balance_arcade.hw.wii.bluez.bluetoothd import BLUEZ, DEVICE, Bluez, BluezBoard
from balance_arcade.hw.wii.bluez.dbus import BusError, open_bus
from balance_arcade.hw.wii.bluez.pairing import board_fault

DEADLINE_S: Final = 5.0
"""Longest wait for BlueZ to end a link, and for the word that it has ended."""

SWITCHED_OFF: Final = "The board's connection was ended, which switches it off."
HIDAPI: Final = (
    "The board stays on: through hidapi its connection cannot be ended. Disconnect it in the "
    "system's Bluetooth settings, or take its batteries out."
)
_UNNAMED: Final = "The board stays on: its Bluetooth address is not known."
_BY_HAND: Final = "Take its batteries out, or run: bluetoothctl disconnect {device}."


def switch_off(device: str, *, bus: str = "SYSTEM") -> str:
    """End the link of a board, see whether it has ended, and say so.

    Parameters
    ----------
    device : str
        Bluetooth address in capitals; empty where it is not known.
    bus : str
        ``SYSTEM``, or a bus's own address.

    Returns
    -------
    str
        What came of it, in sentences for people.

    Examples
    --------
    >>> switch_off("")
    'The board stays on: its Bluetooth address is not known.'
    """
    if not device:
        return _UNNAMED
    try:
        with open_bus(f"wii:{device}", bus=bus) as opened:
            return _end_link(Bluez(opened), device)
    except BoardUnavailableError as error:
        why = str(error)
    except BusError as error:
        why = str(board_fault(error, f"wii:{device}"))
    return f"The board stays on. {why} {_BY_HAND.format(device=device)}"


def _end_link(bluez: Bluez, device: str) -> str:
    bluez.load()
    there = [board for board in bluez.boards() if board.address == device and board.connected]
    if not there:
        return "The board stays on: BlueZ does not know of its connection. " + _BY_HAND.format(
            device=device
        )
    (board, *_) = there
    if not board.trusted:
        return (
            "The board stays on: it is not trusted, and once it is off its front button would not "
            f"connect it again. Run: bluetoothctl trust {device}."
        )
    bluez.bus.call(BLUEZ, board.path, DEVICE, "Disconnect", timeout_s=DEADLINE_S)
    # Its own word is not enough: what counts is whether the link is there.
    end_s = time.monotonic() + DEADLINE_S
    while _is_connected(bluez, board) and (left_s := end_s - time.monotonic()) > 0.0:
        bluez.bus.step(left_s)
    if not _is_connected(bluez, board):
        return SWITCHED_OFF
    return "The board stays on: its connection did not end. " + _BY_HAND.format(device=device)


def _is_connected(bluez: Bluez, board: BluezBoard) -> bool:
    return any(one.path == board.path and one.connected for one in bluez.boards())
