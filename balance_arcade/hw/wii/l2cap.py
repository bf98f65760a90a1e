"""Reports over Bluetooth's L2CAP, without the system's HID layer.

Tried on Linux 6.1's own L2CAP with an emulated board on an emulated radio.

A board keeps two channels: control (PSM 0x11) and interrupt (PSM 0x13). Its reports come on the
second with the HIDP byte 0xA1 before them. Ours go with 0x52 over the first, or with 0xA2 over the
second, which later hardware of the same family demands.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import re
import select
import socket
import struct
import sys

from balance_arcade.core.clock import Clock
from balance_arcade.core.errors import (
    BoardError,
    BoardNotFoundError,
    BoardUnavailableError,
    UnavailableReason,
)
from balance_arcade.hw.wii.reports import ReportId, set_mode
from balance_arcade.hw.wii.transport import HIDRAW_QUEUE_REPORTS, Batch, DescriptorReader

# Protocol/service multiplexers of the Bluetooth HID profile: a HID device has these two.
CONTROL_PSM = 0x11
INTERRUPT_PSM = 0x13

# As Linux numbers them (`linux/socket.h`, `net/bluetooth/bluetooth.h`).
_AF_BLUETOOTH, _BTPROTO_L2CAP = 31, 0

# HIDP headers (HID profile 1.0): DATA|Input, SET_REPORT|Output, DATA|Output.
_DATA_INPUT = 0xA1
_SET_REPORT_OUTPUT = b"\x52"
_DATA_OUTPUT = b"\xa2"
# A page that nobody answers takes 5.12 s; the controller is not waited for beyond.
_CONNECT_S = 5.0
_REPORT_BYTES = 64
# As Debian's 6.1.0-56 calls itself; 6.1.176 (6.1.0-50) did nothing of the kind.
_STOPPING_KERNEL = "6.1.192-2"


def kernel_note(version: str) -> str:
    """Warn of a Linux whose own L2CAP has stopped it; empty where none is known.

    Parameters
    ----------
    version : str
        As `platform.version` tells it.

    Examples
    --------
    >>> kernel_note("#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-15)").partition(":")[0]
    'This Linux (6.1.192-2) has stopped in its own Bluetooth while a board was used over L2CAP'
    >>> kernel_note("#1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-07-01)")
    ''
    """
    if _STOPPING_KERNEL not in version:
        return ""
    return (
        f"This Linux ({_STOPPING_KERNEL}) has stopped in its own Bluetooth while a board was used "
        "over L2CAP: use hidraw (transport=hidraw), or another kernel."
    )


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
    notes: tuple[str, ...] = ()

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
        # Handshakes and whatever else is no input report are left out; `drain` gives no empty item.
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
        """Ask the board to send its button only, and close both channels."""
        with contextlib.suppress(BoardError):
            self.write(set_mode(ReportId.BUTTONS, continuous=False))
        self._reader.close()


class Dial:
    """An attempt to connect to a board that listens because its SYNC button was pressed.

    Nothing here waits longer than it is told to: a page that nobody answers takes five seconds.

    Parameters
    ----------
    device : str
        Bluetooth address.
    over_interrupt : bool
        See `L2capTransport`.
    clock : Clock
        Says when a channel has had its time.
    address : str
        For messages.

    Raises
    ------
    BoardNotFoundError, BoardUnavailableError
        No board is named, or this system has no Bluetooth sockets.
    """

    def __init__(self, device: str, *, over_interrupt: bool, clock: Clock, address: str) -> None:
        if not re.fullmatch(r"([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}", device):
            raise BoardNotFoundError(
                "The address does not name a board.",
                address=address,
                hint="Write wii:AA:BB:CC:DD:EE:FF?transport=l2cap.",
            )
        self._device, self._over_interrupt = device, over_interrupt
        self._clock, self._address = clock, address
        self._channels: list[socket.socket] = []
        self._begun_ns = 0
        self._begin(CONTROL_PSM)

    def wait(self, timeout_s: float) -> L2capTransport | None:
        """Return the open transport, or None while the board is not connected yet.

        Raises
        ------
        BoardNotFoundError, BoardUnavailableError
            The board does not answer; then all is closed.
        """
        # The newest channel is the one whose connect is still under way.
        channel = self._channels[-1]
        poll = select.poll()
        poll.register(channel, select.POLLOUT)
        if poll.poll(max(0.0, timeout_s) * 1000.0):
            # A connect that does not block ends with POLLOUT, whether it worked or not; SO_ERROR
            # tells which.
            if number := channel.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                raise self._failed(OSError(number, os.strerror(number)))
            if len(self._channels) == 1:
                # The HID profile demands this order: the control channel first.
                self._begin(INTERRUPT_PSM)
                return None
            control, interrupt = self._channels
            # Given away: `close` of this attempt must not close what the transport now owns.
            self._channels = []
            return L2capTransport(
                control, interrupt, over_interrupt=self._over_interrupt, address=self._address
            )
        if self._clock.now_ns() - self._begun_ns > _CONNECT_S * 1e9:
            raise self._failed(OSError(errno.ETIMEDOUT, "time is up"))
        return None

    def close(self) -> None:
        """Cancel the attempt. It does nothing once the board is connected, or a second time."""
        for channel in self._channels:
            channel.close()
        self._channels = []

    def _begin(self, psm: int) -> None:
        try:
            self._channels.append(_channel(self._address))
            self._channels[-1].setblocking(False)
            self._begun_ns = self._clock.now_ns()
            _connect(self._channels[-1], self._device, psm)
        except BlockingIOError:
            return
        except OSError as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> BoardError:
        self.close()
        return _fault(error, self._address)


def _channel(address: str) -> socket.socket:
    linux = sys.platform.startswith("linux")
    if not linux:
        raise BoardUnavailableError(
            f"There are no Bluetooth sockets on {sys.platform}.",
            address=address,
            reason=UnavailableReason.DRIVER_MISSING,
            hint="Use transport=hidapi.",
        )
    # SEQPACKET keeps the borders of reports: one read returns one report.
    return socket.socket(_AF_BLUETOOTH, socket.SOCK_SEQPACKET, _BTPROTO_L2CAP)


def _connect(channel: socket.socket, device: str, psm: int) -> None:
    """Begin to connect a channel to a board.

    Python knows the addresses of this family only where it was built with BlueZ's headers: Debian's
    does, those of pyenv and uv do not. So the C library is called, with ``struct sockaddr_l2`` of
    Linux's ``net/bluetooth/l2cap.h``.

    Raises
    ------
    OSError
        As `socket.connect` does; BlockingIOError where it is under way.
    """
    raw = bytes.fromhex(device.replace(":", ""))[::-1]
    where = struct.pack("=H", _AF_BLUETOOTH) + struct.pack("<H6sHBx", psm, raw, 0, 0)
    if ctypes.CDLL(None, use_errno=True).connect(channel.fileno(), where, len(where)):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _fault(error: OSError, address: str) -> BoardError:
    if error.errno in (errno.EACCES, errno.EPERM):
        return BoardUnavailableError(
            "Bluetooth refuses the connection.",
            address=address,
            reason=UnavailableReason.NOT_PAIRED,
            hint="Pair the board first, or use transport=hidraw.",
        )
    # EHOSTUNREACH is what Linux says where no adapter is there, or none is up (l2cap_chan_connect).
    if error.errno in (
        errno.EAFNOSUPPORT,
        errno.EPROTONOSUPPORT,
        errno.ENETDOWN,
        errno.ENODEV,
        errno.EHOSTUNREACH,
    ):
        return BoardUnavailableError(
            f"Bluetooth cannot be used ({error.strerror}).",
            address=address,
            reason=UnavailableReason.BLUETOOTH_OFF,
            hint="Switch Bluetooth on and check that the adapter is there.",
        )
    if error.errno == errno.ECONNREFUSED:
        return BoardNotFoundError(
            "The board answers, but refuses the connection.",
            address=address,
            hint="Take its batteries out for ten seconds, then press its red SYNC button.",
        )
    return BoardNotFoundError(
        f"The board does not answer ({error.strerror or 'time is up'}).",
        address=address,
        hint="Press its red SYNC button and try again within 20 seconds.",
    )
