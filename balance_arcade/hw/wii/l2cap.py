"""Reports over Bluetooth's L2CAP, without the system's HID layer. Tried over sockets only.

A board keeps two channels: control (PSM 0x11) and interrupt (PSM 0x13). Its reports come on the
second with the HIDP byte 0xA1 before them. Ours go with 0x52 over the first, or with 0xA2 over the
second, which later hardware of the same family demands.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
from typing import Any

from balance_arcade.core.errors import (
    BoardError,
    BoardNotFoundError,
    BoardUnavailableError,
    UnavailableReason,
)
from balance_arcade.hw.wii.reports import ReportId, set_mode
from balance_arcade.hw.wii.transport import HIDRAW_QUEUE_REPORTS, Batch, DescriptorReader

CONTROL_PSM = 0x11
INTERRUPT_PSM = 0x13

_DATA_INPUT = 0xA1
_SET_REPORT_OUTPUT = b"\x52"
_DATA_OUTPUT = b"\xa2"
_CONNECT_S = 5.0
_REPORT_BYTES = 64


class L2capTransport:
    """Two open channels to a board.

    Parameters
    ----------
    control, interrupt : socket
        Connected; taken over and closed with this object.
    over_interrupt : bool
        Send over the interrupt channel with 0xA2 instead of over control with 0x52.
    address : str
        For messages.
    """

    label = "L2CAP"
    notes: tuple[str, ...] = (
        "Raw L2CAP was never tried on a board, only over sockets of this computer.",
    )

    def __init__(
        self,
        control: socket.socket,
        interrupt: socket.socket,
        *,
        over_interrupt: bool,
        address: str,
    ) -> None:
        control.setblocking(False)
        self._control = control.detach()
        self._over_interrupt = over_interrupt
        self._reader = DescriptorReader(
            interrupt.detach(), others=(self._control,), address=address
        )

    def read(self, timeout_s: float) -> Batch:
        """Return the reports that have come; see `Transport`."""
        items = self._reader.drain(
            timeout_s, n_bytes=_REPORT_BYTES, at_most=HIDRAW_QUEUE_REPORTS + 1
        )
        return Batch(tuple(item[1:] for item in items if item[0] == _DATA_INPUT))

    def write(self, report: bytes) -> None:
        """Send a report; see `Transport`."""
        if self._over_interrupt:
            self._reader.write(_DATA_OUTPUT + report)
            return
        # The board answers each with a handshake on the control channel, which tells us nothing.
        with contextlib.suppress(OSError):
            while os.read(self._control, _REPORT_BYTES):
                pass
        self._reader.write(_SET_REPORT_OUTPUT + report, fd=self._control)

    def close(self) -> None:
        """Ask the board to send its button only, and let go of both channels."""
        with contextlib.suppress(BoardError):
            self.write(set_mode(ReportId.BUTTONS, continuous=False))
        self._reader.close()


def connect(device: str, *, over_interrupt: bool, address: str) -> L2capTransport:
    """Connect to a board that is listening: its SYNC button was pressed.

    Parameters
    ----------
    device : str
        Bluetooth address.
    over_interrupt : bool
        See `L2capTransport`.
    address : str
        For messages.

    Raises
    ------
    BoardNotFoundError, BoardUnavailableError
        It does not answer, or this system has no Bluetooth sockets.
    """
    if not device:
        raise BoardNotFoundError(
            "The address names no board.",
            address=address,
            hint="Write wii:AA:BB:CC:DD:EE:FF?transport=l2cap.",
        )
    opened: list[socket.socket] = []
    try:
        for psm in (CONTROL_PSM, INTERRUPT_PSM):
            channel = _channel(address)
            opened.append(channel)
            channel.settimeout(_CONNECT_S)
            channel.connect((device, psm))
    except OSError as error:
        for channel in opened:
            channel.close()
        raise _fault(error, address) from error
    return L2capTransport(opened[0], opened[1], over_interrupt=over_interrupt, address=address)


def _channel(address: str) -> socket.socket:
    # Python has these only where it was built with Bluetooth, and only on Linux.
    names: Any = socket
    try:
        family, protocol = names.AF_BLUETOOTH, names.BTPROTO_L2CAP
    except AttributeError as error:
        raise BoardUnavailableError(
            "This Python has no Bluetooth sockets.",
            address=address,
            reason=UnavailableReason.DRIVER_MISSING,
            hint="Use transport=hidraw on Linux, transport=hidapi elsewhere.",
        ) from error
    return socket.socket(family, socket.SOCK_SEQPACKET, protocol)


def _fault(error: OSError, address: str) -> BoardError:
    if error.errno in (errno.EACCES, errno.EPERM):
        return BoardUnavailableError(
            "Bluetooth refuses the connection.",
            address=address,
            reason=UnavailableReason.NOT_PAIRED,
            hint="Pair the board first, or use transport=hidraw.",
        )
    if error.errno in (errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT, errno.ENETDOWN, errno.ENODEV):
        return BoardUnavailableError(
            f"Bluetooth cannot be used ({error.strerror}).",
            address=address,
            reason=UnavailableReason.BLUETOOTH_OFF,
            hint="Switch Bluetooth on and check that the adapter is there.",
        )
    return BoardNotFoundError(
        f"The board does not answer ({error.strerror or 'time is up'}).",
        address=address,
        hint="Press its red SYNC button and try again within 20 seconds.",
    )
