"""Serial ports: which there are, and a link over one that says in words what is wrong with it."""

from __future__ import annotations

import contextlib
import errno
import os
import threading

import serial
from serial.tools import list_ports

from balance_arcade.core.errors import (
    BoardDisconnectedError,
    BoardError,
    BoardNotFoundError,
    BoardUnavailableError,
    UnavailableReason,
)

READ_SLICE_S = 0.02
"""A waiting read looks up this often, so that `SerialLink.close` never waits longer."""

_WRITE_TIMEOUT_S = 0.5
_MAX_READ_BYTES = 4096
_NO_MODEM_LINES = (errno.EINVAL, errno.ENOTTY)
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


def port_names() -> list[str]:
    """Names of the serial ports of this machine."""
    return sorted(port.device for port in list_ports.comports())


def board_like_ports() -> list[tuple[str, str]]:
    """Ports behind a USB chip that boards use: name of the port, name of the chip's maker."""
    found = [(port.device, _USB_MAKERS.get(port.vid or 0)) for port in list_ports.comports()]
    return sorted((device, maker) for device, maker in found if maker is not None)


class SerialLink:
    """Bytes to and from one serial port; every fault is a `BoardError` with a remedy.

    Parameters
    ----------
    port : str
        Name of the port.
    address : str
        The board's address, for messages.
    baud : int
        Symbols a second.

    Raises
    ------
    BoardNotFoundError
        There is no such port.
    BoardUnavailableError
        The port is busy, or may not be opened.

    Notes
    -----
    DTR stays low at first: raising it resets many boards. `raise_dtr` is for boards that speak USB
    themselves and send nothing until it is raised.
    """

    def __init__(self, port: str, *, address: str, baud: int) -> None:
        self._address = address
        self._port = port
        self._lock = threading.Lock()
        self._closing = False
        self._serial = serial.Serial(
            baudrate=baud, timeout=READ_SLICE_S, write_timeout=_WRITE_TIMEOUT_S, exclusive=True
        )
        self._serial.port = port
        self._serial.dtr = False
        try:
            self._serial.open()
        except (OSError, ValueError) as error:
            raise _open_fault(port, address, error) from error

    def read(self, timeout_s: float) -> bytes:
        """Return what has come, waiting for the first byte no longer than said (and than 20 ms).

        Raises
        ------
        BoardDisconnectedError
            The port went away, or the link is closed.
        """
        with self._lock:
            self._refuse_if_closed()
            try:
                # The port's own time-out stays as it is: to change it sets the port up anew.
                data = b"" if self._serial.in_waiting or timeout_s <= 0.0 else self._serial.read(1)
                waiting = min(self._serial.in_waiting, _MAX_READ_BYTES)
                if waiting:
                    data += self._serial.read(waiting)
            except OSError as error:
                raise self._gone(f"The board on {self._port} went away.") from error
        return data

    def write(self, data: bytes) -> None:
        """Send bytes.

        Raises
        ------
        BoardDisconnectedError
            The port went away, takes nothing more, or is closed.
        """
        with self._lock:
            self._refuse_if_closed()
            try:
                self._serial.write(data)
            except OSError as error:
                raise self._gone(f"The board on {self._port} takes no bytes any more.") from error

    def raise_dtr(self) -> None:
        """Raise DTR; a port without modem lines is left alone."""
        try:
            self._serial.dtr = True
        except OSError as error:
            if error.errno not in _NO_MODEM_LINES:
                raise self._gone(f"The board on {self._port} went away.") from error

    def close(self) -> None:
        """Close the port; from any thread, as often as you like."""
        self._closing = True
        # The port may be gone already; there is nothing left to save then.
        with contextlib.suppress(OSError):
            self._serial.cancel_read()
        with self._lock, contextlib.suppress(OSError):
            self._serial.close()

    def _refuse_if_closed(self) -> None:
        if self._closing:
            raise self._gone("The board was closed.", hint="Open it again.")

    def _gone(
        self, message: str, *, hint: str = "Check the cable, then open the board again."
    ) -> BoardDisconnectedError:
        return BoardDisconnectedError(message, address=self._address, hint=hint)


def _open_fault(port: str, address: str, error: Exception) -> BoardError:
    """Say what keeps a port from being opened; Windows tells it only in words."""
    code, text = getattr(error, "errno", None), str(error)
    if code in (errno.EACCES, errno.EPERM):
        return BoardUnavailableError(
            f"You may not open {port}.",
            address=address,
            reason=UnavailableReason.PERMISSION,
            hint="On Linux join the group dialout (sudo usermod -aG dialout $USER) and log in "
            "again.",
        )
    busy = code in (errno.EBUSY, errno.EAGAIN, errno.EWOULDBLOCK)
    if busy or (os.name == "nt" and "PermissionError" in text):
        return BoardUnavailableError(
            f"{port} is in use by another program.",
            address=address,
            reason=UnavailableReason.BUSY,
            hint="Close the other session, the Arduino IDE's serial monitor, or ModemManager.",
        )
    ports = port_names()
    there = f"Ports that are there: {', '.join(ports)}." if ports else "No serial port is there."
    missing = code in (errno.ENOENT, errno.ENODEV, errno.ENXIO) or "FileNotFoundError" in text
    what = f"There is no port {port}." if missing else f"{port} is not a serial port that opens."
    return BoardNotFoundError(what, address=address, hint=f"Check the cable. {there}")
