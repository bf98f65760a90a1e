"""Wii Balance Boards that Linux knows: where their nodes are and which board is which.

A board shares its Bluetooth name's maker and product number with the Wii Remote. It is told apart
by what the kernel's driver found (``devtype``), or, where that driver is not bound, by its name.
The address stands only in the HID device's ``HID_UNIQ``; the input node has none.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

BOARD_NAME = "Nintendo RVL-WBC-01"
NODE_NAME = "Nintendo Wii Remote Balance Board"

# Bus Bluetooth, Nintendo, RVL-CNT-01: the Wii Remote has the same numbers.
_BUS_VENDOR_PRODUCT = (0x0005, 0x057E, 0x0306)
# Values of `devtype` before the driver has identified the device, or if it cannot.
_UNDECIDED = ("", "pending", "unknown", "generic")


def _ioctl(*arguments: Any) -> Any:
    import fcntl  # Linux only; this module is imported elsewhere too.

    return fcntl.ioctl(*arguments)


def _read_text(path: Path) -> str:
    return path.read_text(encoding="ascii")


class LinuxSystem(msgspec.Struct, frozen=True):
    """The parts of Linux that boards are found and opened with; tests pass their own.

    Attributes
    ----------
    sys_root, dev_root : Path
        ``/sys`` and ``/dev``.
    open_node : callable
        ``os.open``.
    ioctl : callable
        ``fcntl.ioctl``.
    read_text : callable
        Content of a file that makes the kernel ask a board.
    """

    sys_root: Path = Path("/sys")
    dev_root: Path = Path("/dev")
    open_node: Callable[[Path, int], int] = os.open
    ioctl: Callable[..., Any] = _ioctl
    read_text: Callable[[Path], str] = _read_text


class LinuxBoard(msgspec.Struct, frozen=True):
    """A board of this machine.

    Attributes
    ----------
    uniq : str
        Bluetooth address in capitals; empty where the system does not tell it.
    name : str
        Bluetooth name.
    devtype : str
        What the kernel's driver made of it; empty where that driver is not bound.
    hidraw, event : Path or None
        Its nodes; None where there is none.
    battery : Path or None
        The kernel's battery file; reading it asks the board.
    """

    uniq: str
    name: str
    devtype: str
    hidraw: Path | None
    event: Path | None
    battery: Path | None

    @property
    def settled(self) -> bool:
        """Whether the driver, if it is bound, has identified the board and made its nodes."""
        return self.devtype == "" or (self.devtype != "pending" and self.event is not None)

    @property
    def certain(self) -> bool:
        """Whether it is known to be a board, and not only of the same make as one."""
        return self.devtype == "balanceboard" or self.name == BOARD_NAME


def find_linux_boards(system: LinuxSystem) -> list[LinuxBoard]:
    """Look for boards that are connected now; nothing is opened and no board is asked.

    Returns
    -------
    list of LinuxBoard
        By address. What may be a board or a Wii Remote is among them, see ``certain``.
    """
    found = (_look_at(device, system) for device in sorted(_hid_devices(system)))
    boards = [board for board in found if board is not None]
    return sorted(boards, key=lambda board: (board.uniq, str(board.hidraw)))


def battery_level(path: Path, system: LinuxSystem) -> int | None:
    """Ask for a board's battery through the kernel's file; takes up to a second or so.

    Parameters
    ----------
    path : Path
        `LinuxBoard.battery`. The kernel gives 100 level / 255, rounded down.
    system : LinuxSystem
        Reads it.

    Returns
    -------
    int or None
        The smallest level of which that can come, 0 to 255; None where there is no answer. One that
        came late is the kernel's memory and not the board, see `balance_arcade.hw.wii.liveness`.
    """
    try:
        percent = int(system.read_text(path))
    except (OSError, ValueError):
        return None
    # Rounded up, the inverse of the kernel's rounding down: rather too low a battery than too high.
    return (percent * 255 + 99) // 100


def _hid_devices(system: LinuxSystem) -> set[Path]:
    """Folders of all HID devices that have a hidraw or an event node."""
    folders: set[Path] = set()
    # `device` of a hidraw node is the HID device; that of an event node is the input device below
    # it.
    for pattern, up in (("hidraw/hidraw*", "device"), ("input/event*", "device/device")):
        for node in (system.sys_root / "class").glob(pattern):
            folder = node / up
            if (folder / "uevent").is_file():
                folders.add(folder.resolve())
    return folders


def _look_at(device: Path, system: LinuxSystem) -> LinuxBoard | None:
    facts = dict(
        line.split("=", 1) for line in _text(device / "uevent").splitlines() if "=" in line
    )
    try:
        ids = tuple(int(part, 16) for part in facts.get("HID_ID", "").split(":"))
    except ValueError:
        return None
    name = facts.get("HID_NAME", "")
    devtype = _text(device / "devtype")
    extension = _text(device / "extension")
    if ids != _BUS_VENDOR_PRODUCT:
        return None
    # The driver may call the device generic and know the board only as its extension.
    if "balanceboard" in (devtype, extension):
        devtype = "balanceboard"
    elif devtype not in _UNDECIDED and name != BOARD_NAME:
        return None
    return LinuxBoard(
        uniq=facts.get("HID_UNIQ", "").upper(),
        name=name,
        devtype=devtype,
        hidraw=next(_nodes(device.glob("hidraw/hidraw*"), system.dev_root), None),
        event=next(_event_nodes(device, system), None),
        # Only a path: reading it would make the kernel ask the board, and a listing must not
        # disturb one.
        battery=next(iter(sorted(device.glob("power_supply/*/capacity"))), None),
    )


def _event_nodes(device: Path, system: LinuxSystem) -> Iterator[Path]:
    for node in sorted(device.glob("input/input*/event*")):
        # A device of this driver may have other input nodes; the loads come from this one.
        if _text(node.parent / "name") == NODE_NAME:
            yield system.dev_root / "input" / node.name


def _nodes(found: Iterator[Path], root: Path) -> Iterator[Path]:
    return (root / node.name for node in sorted(found))


def _text(path: Path) -> str:
    """Content of a small file; empty where it is missing, or went away with the board."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
