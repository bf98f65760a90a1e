"""A link over a serial port, whose errors say what is wrong and what to do."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import threading
import time
from typing import Any

import serial

from balance_arcade.core.errors import BoardDisconnectedError
from balance_arcade.hw.arduino.portfaults import open_fault, refuse_file

DEFAULT_BAUD = 115_200

READ_SLICE_S = 0.02
"""A waiting read looks up this often, so that `SerialLink.close` never waits longer."""

# pyserial 3.5 raises this time-out also for bytes that were all written, if the computer was busy
# for so long meanwhile (findings/pyserial_write_timeout.sh): long enough that only a dead port is.
_WRITE_TIMEOUT_S = 3.0
_MAX_READ_BYTES = 4096
# What Linux answers to a change of DTR on a pseudo terminal, which has no such line.
_NO_MODEM_LINES = (errno.EINVAL, errno.ENOTTY)


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
    hardware_flow : bool
        Whether RTS and CTS say when the other side may send.

    Raises
    ------
    BoardNotFoundError
        There is no such port.
    BoardUnavailableError
        The port is busy, or may not be opened.

    Attributes
    ----------
    dtr_raised : bool
        Whether DTR had to be raised; the same board wants it again after it was unplugged.
    gather_s : float
        Shortest time between two reads that may wait, in seconds: a fast board's samples are read
        a few at a time, which costs a fraction of the processor.

    Notes
    -----
    DTR stays low at first: raising it resets many boards. `raise_dtr` is for boards that speak USB
    themselves and send nothing until it is raised.
    """

    def __init__(self, port: str, *, address: str, baud: int, hardware_flow: bool = False) -> None:
        self._address = address
        self._port = port
        self._lock = threading.Lock()
        self._closing = False
        self.dtr_raised = False
        self.gather_s = self._read_s = 0.0
        if "://" not in port:
            refuse_file(port, address)
        try:
            self._serial = _port(port, baud)
            self._serial.rtscts = hardware_flow
            # Set before the port is opened. On an Uno and a Nano a capacitor joins DTR with the
            # reset pin. Linux raises DTR for a moment at the opening all the same; `greet` waits
            # for such a board.
            self._serial.dtr = False
            # On an ESP32 two transistors join DTR and RTS with its reset: RTS alone raised, which
            # pyserial does unasked, holds the chip in reset (measured in BetaRavener/uPyLoader#48).
            # Hardware flow control raises and lowers RTS by itself.
            self._serial.rts = hardware_flow
            self._serial.open()
        except (OSError, ValueError) as error:
            raise open_fault(port, address, error) from error
        # On POSIX the descriptor is read without pyserial; Windows and network ports have none to
        # select on.
        plain = os.name == "posix" and "://" not in port
        self._fd: int = self._serial.fileno() if plain else -1

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
                return self._take(timeout_s) if self._fd < 0 else self._take_from_fd(timeout_s)
            except OSError as error:
                raise self._gone(f"The board on {self._port} is disconnected.") from error

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
                raise self._gone(
                    f"The board on {self._port} does not accept bytes any more."
                ) from error

    def raise_dtr(self) -> None:
        """Raise DTR; a port without modem lines is left alone."""
        self.dtr_raised = True
        try:
            self._serial.dtr = True
            # Both raised is as idle as both low for an ESP32; see above.
            self._serial.rts = True
        except OSError as error:
            if error.errno not in _NO_MODEM_LINES:
                raise self._gone(f"The board on {self._port} is disconnected.") from error

    def close(self) -> None:
        """Close the port. Any thread may call it, any number of times."""
        # Set before the lock is taken: a waiting read ends its slice, and the next one is refused.
        self._closing = True
        # The port may be gone already; there is nothing left to save then.
        with contextlib.suppress(OSError):
            self._cancel_read()
        with self._lock, contextlib.suppress(OSError):
            self._serial.close()

    def _take_from_fd(self, timeout_s: float) -> bytes:
        """Read with two calls to the system instead of pyserial's five: at 1 kHz it shows."""
        if 0.0 < self.gather_s < timeout_s:
            # At 1 kHz a wake-up per sample costs more than decoding; here a few samples gather
            # first.
            time.sleep(max(0.0, self._read_s + self.gather_s - time.monotonic()))
            # The next gathering counts from this read, so that reads keep a steady beat.
            self._read_s = time.monotonic()
            data = self._read_now()
            if data:
                return data
        # Closing the descriptor would not wake a `select`, so the wait is cut into slices.
        wait_s = min(max(timeout_s, 0.0), READ_SLICE_S)
        if not select.select([self._fd], [], [], wait_s)[0]:
            return b""
        self._read_s = time.monotonic()
        data = self._read_now()
        if not data:
            # Readable and nothing to read: that is how a terminal device reports a hang-up.
            raise OSError(errno.EIO, "the port has hung up")
        return data

    def _read_now(self) -> bytes:
        """Return what is there; nothing may mean that the port has hung up."""
        try:
            return os.read(self._fd, _MAX_READ_BYTES)
        except BlockingIOError:
            return b""

    def _take(self, timeout_s: float) -> bytes:
        # The port's own time-out stays as it is: to change it sets the port up anew.
        data = b""
        if timeout_s > 0.0 and not self._serial.in_waiting:
            data = bytes(self._serial.read(1))
        waiting = min(self._serial.in_waiting, _MAX_READ_BYTES)
        return data + bytes(self._serial.read(waiting)) if waiting else data

    def _cancel_read(self) -> None:
        cancel = getattr(self._serial, "cancel_read", None)
        if cancel is not None:  # A port behind the network has none; its reads are short.
            cancel()

    def _refuse_if_closed(self) -> None:
        if self._closing:
            raise self._gone("The board is closed.", hint="Open it again.")

    def _gone(
        self, message: str, *, hint: str = "Check the cable, then open the board again."
    ) -> BoardDisconnectedError:
        return BoardDisconnectedError(message, address=self._address, hint=hint)


def _port(name: str, baud: int) -> Any:
    """Make a port that is not open yet; ``socket://`` and ``rfc2217://`` reach through networks."""
    port: Any = (
        serial.Serial() if "://" not in name else serial.serial_for_url(name, do_not_open=True)
    )
    port.baudrate, port.timeout, port.write_timeout = baud, READ_SLICE_S, _WRITE_TIMEOUT_S
    if "://" not in name:
        # Two programs that read one port would each get a part of the bytes.
        port.exclusive, port.port = True, name
    return port
