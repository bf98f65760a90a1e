"""Bytes from TCP, UDP and pipes, with the errors and the closing of a serial port's link."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import socket
import stat
import threading
import time
from abc import abstractmethod
from typing import Final, Protocol

from balance_arcade.core.closing import Closing
from balance_arcade.core.errors import (
    BoardDisconnectedError,
    BoardNotFoundError,
    BoardUnavailableError,
    UnavailableReason,
)
from balance_arcade.hw.arduino.ports import READ_SLICE_S
from balance_arcade.hw.lines.place import STDIN, Place

READ_BYTES: Final = 4096
_MOST_DATAGRAMS = 64
# A sender that began again has another port; the first one is waited for this long.
SENDER_SILENCE_S: Final = 1.0


class ByteLink(Protocol):
    """What the board needs of a link."""

    gather_s: float

    def read(self, timeout_s: float) -> bytes:
        """Return bytes that have come; raise `BoardDisconnectedError` where no more can come."""
        ...

    def close(self) -> None:
        """Close it."""
        ...


class FdLink(Closing):
    """Bytes from a file descriptor, one read at a time.

    Parameters
    ----------
    address : str
        The board's address, for messages.
    name : str
        What the bytes come from, for messages.

    Attributes
    ----------
    gather_s : float
        Shortest time between two reads that may wait, as in
        `balance_arcade.hw.arduino.ports.SerialLink`.
    """

    def __init__(self, address: str, name: str) -> None:
        self._address, self._name = address, name
        self._lock = threading.Lock()
        self._closing = False
        self.gather_s = self._read_s = 0.0

    def read(self, timeout_s: float) -> bytes:
        """Return what has come, waiting for it no longer than said (and than 20 ms).

        Raises
        ------
        BoardDisconnectedError
            The sender went away, or the link is closed.
        """
        with self._lock:
            if self._closing:
                raise self._gone("The board is closed.", "Open it again.")
            if 0.0 < self.gather_s < timeout_s:
                # A few fast samples gather first: a wake-up each costs more than decoding them.
                time.sleep(max(0.0, self._read_s + self.gather_s - time.monotonic()))
            wait_s = min(max(timeout_s, 0.0), READ_SLICE_S)
            try:
                if not select.select([self._fileno()], [], [], wait_s)[0]:
                    return b""
                self._read_s = time.monotonic()
                return self._take()
            except BlockingIOError:
                return b""
            except OSError as error:
                raise self._gone(
                    f"The lines from {self._name} have broken off ({error.strerror}).",
                    "Check the line and the sender, then open the board again.",
                ) from error

    def close(self) -> None:
        """Close it. Any thread may call it, any number of times."""
        # Set before the lock is taken: a waiting read ends its slice, and the next one is refused.
        self._closing = True
        with self._lock, contextlib.suppress(OSError):
            self._release()

    @abstractmethod
    def _fileno(self) -> int:
        """Descriptor to wait for."""

    @abstractmethod
    def _take(self) -> bytes:
        """Read what is there; called when something is."""

    @abstractmethod
    def _release(self) -> None:
        """Close the descriptor."""

    def _ended(self, why: str) -> OSError:
        return OSError(errno.EPIPE, why)

    def _gone(self, message: str, hint: str) -> BoardDisconnectedError:
        return BoardDisconnectedError(message, address=self._address, hint=hint)


class TcpLink(FdLink):
    """Lines from a server; this program is the client and connects to the named host only.

    Parameters
    ----------
    place : Place
        Host and port.
    address : str
        The board's address, for messages.
    wait_s : float
        How long to wait for the connection.

    Raises
    ------
    BoardNotFoundError
        There is no such host, or nobody listens at the port.
    BoardUnavailableError
        The host does not answer within the time.
    """

    def __init__(self, place: Place, *, address: str, wait_s: float) -> None:
        super().__init__(address, f"{place.name}:{place.port}")
        try:
            self._socket = socket.create_connection((place.name, place.port), timeout=wait_s)
        except TimeoutError as error:
            raise BoardUnavailableError(
                f"{place.name} does not answer on port {place.port} within {wait_s:g} s.",
                address=address,
                reason=UnavailableReason.SILENT,
                hint="Check that the sender is on, and that no firewall blocks the port.",
            ) from error
        except OSError as error:
            raise BoardNotFoundError(
                f"No connection to {place.name} on port {place.port} ({error.strerror}).",
                address=address,
                hint="Check the host's name and port, and that the sender runs.",
            ) from error
        # A host that was switched off says nothing; probes notice it where `silence` is long.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._socket.setblocking(False)

    def _fileno(self) -> int:
        return self._socket.fileno()

    def _take(self) -> bytes:
        data = self._socket.recv(READ_BYTES)
        if not data:
            raise self._ended("the sender has closed the connection")
        return data

    def _release(self) -> None:
        self._socket.close()


class UdpLink(FdLink):
    """Lines from datagrams that one sender sends to a port of this computer.

    Parameters
    ----------
    place : Place
        Address of this computer's interface, and port.
    address : str
        The board's address, for messages.

    Raises
    ------
    BoardUnavailableError
        The port is taken (``BUSY``) or may not be used.
    BoardNotFoundError
        The interface is not this computer's.

    Attributes
    ----------
    n_foreign : int
        Datagrams of another sender, left out: two boards at one port would be one shaken board.
    foreign : str
        Who sent the newest of them.
    n_senders : int
        Senders that were listened to, one after the other.

    Notes
    -----
    The first sender is kept. Another one takes its place after a second without a datagram of the
    first: a sketch that begins again may have another port. A datagram holds whole lines.
    """

    def __init__(self, place: Place, *, address: str) -> None:
        super().__init__(address, f"UDP port {place.port}")
        self.n_foreign, self.foreign, self.n_senders = 0, "", 0
        self._sender: tuple[object, ...] | None = None
        self._heard_s = 0.0
        family = socket.AF_INET6 if ":" in place.name else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        try:
            self._socket.bind((place.name, place.port))
        except OSError as error:
            self._socket.close()
            raise _bind_fault(place, address, error) from error
        self._socket.setblocking(False)

    def _fileno(self) -> int:
        return self._socket.fileno()

    def _take(self) -> bytes:
        found = bytearray()
        with contextlib.suppress(BlockingIOError):
            for _ in range(_MOST_DATAGRAMS):
                data, sender = self._socket.recvfrom(READ_BYTES)
                if self._accepts(sender):
                    found += data if data.endswith(b"\n") else data + b"\n"
        return bytes(found)

    def _accepts(self, sender: tuple[object, ...]) -> bool:
        now_s = time.monotonic()
        if sender != self._sender:
            if self._sender is not None and now_s - self._heard_s < SENDER_SILENCE_S:
                self.n_foreign += 1
                self.foreign = f"{sender[0]} port {sender[1]}"
                return False
            self._sender = sender
            self.n_senders += 1
        self._heard_s = now_s
        return True

    def _release(self) -> None:
        self._socket.close()


class PipeLink(FdLink):
    """Lines from standard input or a named pipe; it ends when its last writer has ended.

    Parameters
    ----------
    place : Place
        The pipe.
    address : str
        The board's address, for messages.

    Raises
    ------
    BoardNotFoundError
        There is no such pipe, or the name is that of something else.
    """

    def __init__(self, place: Place, *, address: str) -> None:
        super().__init__(address, "standard input" if place.name == STDIN else place.name)
        if os.name != "posix":
            raise BoardNotFoundError(
                "Lines from a pipe can be read on Linux and macOS only.",
                address=address,
                hint="Send them to a UDP port instead: lines:udp://:5005.",
            )
        self._own = place.name != STDIN
        # Without O_NONBLOCK the opening itself would wait for a writer.
        self._fd = _open_pipe(place.name, address) if self._own else 0
        self._was_written = not self._own

    def _fileno(self) -> int:
        return self._fd

    def _take(self) -> bytes:
        data = os.read(self._fd, READ_BYTES)
        if data:
            self._was_written = True
        elif self._was_written:
            raise self._ended("its writer has ended")
        else:
            # Before the first writer a named pipe is at its end and readable at once.
            time.sleep(READ_SLICE_S)
        return data

    def _release(self) -> None:
        if self._own:
            os.close(self._fd)


def begins_whole(link: ByteLink) -> bool:
    """Whether the first byte of a link begins a line; a port is opened in the middle of one."""
    return isinstance(link, UdpLink | PipeLink)


def _open_pipe(name: str, address: str) -> int:
    try:
        if not stat.S_ISFIFO(os.stat(name).st_mode):
            raise BoardNotFoundError(
                f"{name} is not a pipe.",
                address=address,
                hint=f"Make one with mkfifo; a file with a table opens as replay:{name}.",
            )
        return os.open(name, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        raise BoardNotFoundError(
            f"The pipe {name} cannot be opened ({error.strerror}).",
            address=address,
            hint="Check its name, and that you may read it.",
        ) from error


def _bind_fault(place: Place, address: str, error: OSError) -> Exception:
    if error.errno == errno.EADDRINUSE:
        return BoardUnavailableError(
            f"The UDP port {place.port} is in use by another program.",
            address=address,
            reason=UnavailableReason.BUSY,
            hint="Close the other session, or send to another port.",
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return BoardUnavailableError(
            f"You may not use the UDP port {place.port}.",
            address=address,
            reason=UnavailableReason.PERMISSION,
            hint="Take a port above 1023.",
        )
    return BoardNotFoundError(
        f"{place.name} is not an address of this computer ({error.strerror}).",
        address=address,
        hint="Write 0.0.0.0 for all interfaces, or nothing for this computer alone.",
    )
