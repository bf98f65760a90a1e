"""Names of serial ports on Linux, macOS and Windows, and which of them a board may be behind.

A port that no system lists (a pseudo terminal of an emulator, a port behind the network) is made
known by the environment: ``BALANCE_ARCADE_PORTS=/dev/pts/3,socket://10.0.0.7:4000``.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from pathlib import Path
from typing import NamedTuple

from serial.tools import list_ports

ENVIRONMENT_NAME = "BALANCE_ARCADE_PORTS"

_BY_ID = Path("/dev/serial/by-id")
_PROC = Path("/proc")
# USB vendor ids of the boards and adapters in common use; a mouse or a modem must not be asked for
# a hello.
_USB_MAKERS = {
    0x2341: "Arduino",
    0x2A03: "Arduino",
    0x0403: "FTDI adapter",
    0x1A86: "CH340 adapter",
    0x10C4: "CP210x adapter",
    0x2E8A: "Raspberry Pi Pico",
    0x239A: "Adafruit",
    0x16C0: "Teensy",
}


PLATE_CONTROLLER = "FORCEPLATE CONTROLLER"
"""What the FTDI chip of a Tec Gihan controller says of itself (tecgihan/forceplate-python): such a
port is not asked for our hello, see `balance_arcade.hw.tecgihan`."""


class PortRow(NamedTuple):
    """A port that a board may be behind: its name, and what is known of its chip."""

    name: str
    maker: str


def plain_port(port: str, platform: str = sys.platform) -> str:
    """Return the name that opens a port, for what people write.

    Parameters
    ----------
    port : str
        As it stands in the address.
    platform : str
        As `sys.platform` names it.

    Returns
    -------
    str

    Examples
    --------
    >>> plain_port("ttyACM0", "linux"), plain_port("com10", "win32")
    ('/dev/ttyACM0', 'COM10')
    >>> plain_port("/dev/tty.usbmodem1101", "darwin")  # waits for a carrier that never comes
    '/dev/cu.usbmodem1101'
    >>> plain_port("socket://10.0.0.7:4000", "linux")
    'socket://10.0.0.7:4000'
    """
    # Network ports go to pyserial as they are written.
    if "://" in port:
        return port
    if platform == "win32":
        return port.upper() if re.fullmatch(r"com\d+", port, re.IGNORECASE) else port
    if platform == "darwin":
        port = re.sub(r"^(/dev/)?(tty|cu)\.", "/dev/cu.", port)
    elif re.fullmatch(r"tty(ACM|USB|AMA|S)\d+", port):
        port = f"/dev/{port}"
    return port


def port_names() -> list[str]:
    """Names of the serial ports of this machine; those of the environment first."""
    return [*environment_ports(), *sorted(port.device for port in list_ports.comports())]


def environment_ports() -> list[str]:
    """Ports that ``BALANCE_ARCADE_PORTS`` names, separated by commas or spaces."""
    named = re.split(r"[,\s]+", os.environ.get(ENVIRONMENT_NAME, ""))
    return [plain_port(port) for port in named if port]


def board_like_ports() -> list[PortRow]:
    """Ports that a board may be behind: those of the environment, and of USB chips in use."""
    rows = [PortRow(port, ENVIRONMENT_NAME) for port in environment_ports()]
    found = [
        (port.device, _USB_MAKERS.get(port.vid or 0))
        for port in list_ports.comports()
        if PLATE_CONTROLLER not in (port.product or "")
    ]
    rows += sorted(PortRow(device, maker) for device, maker in found if maker is not None)
    return rows


def other_names(port: str, by_id: Path = _BY_ID) -> list[str]:
    """Return the lasting names of a port, which udev makes from the chip's serial number."""
    if "://" in port or not by_id.is_dir():
        return []
    real = os.path.realpath(port)
    return sorted(str(link) for link in by_id.iterdir() if os.path.realpath(link) == real)


def holder(port: str, proc: Path = _PROC) -> str | None:
    """Name the program that has a port open; Linux only, and only where we may look.

    Returns
    -------
    str or None
        For example ``minicom (process 4711)``. None where nobody is seen, and for a pseudo
        terminal, whose other end an emulator holds together with this one.
    """
    real = os.path.realpath(port)
    if "://" in port or real.startswith("/dev/pts/") or not proc.is_dir():
        return None
    for folder in proc.glob("[0-9]*"):
        # Other people's processes do not let us look, and any process may end meanwhile.
        with contextlib.suppress(OSError):
            for handle in (folder / "fd").iterdir():
                if os.readlink(handle) == real:
                    name = (folder / "comm").read_text(encoding="utf-8", errors="replace").strip()
                    return f"{name} (process {folder.name})"
    return None
