"""The transports that carry reports between a board and a session: what they have in common."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import threading
from collections.abc import Sequence
from typing import Final, Protocol

import msgspec

from balance_arcade.core.errors import BoardDisconnectedError

HIDRAW_QUEUE_REPORTS: Final = 63
"""What Linux keeps for a hidraw reader that does not look; newer reports are then dropped."""


class Batch(msgspec.Struct, frozen=True):
    """Reports that were waiting together.

    Attributes
    ----------
    reports : tuple of bytes
        Id and payload each, oldest first.
    overflowed : bool
        The queue was full: newer ones may have been lost.
    """

    reports: tuple[bytes, ...] = ()
    overflowed: bool = False


class Transport(Protocol):
    """An open way to one board."""

    @property
    def label(self) -> str:
        """Name for people and for the option ``transport``."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What is not as it should be, in whole sentences."""
        ...

    def read(self, timeout_s: float) -> Batch:
        """Return the reports that have come, and wait for the first no longer than ``timeout_s``.

        Raises
        ------
        BoardDisconnectedError
            The board went away, or the transport is closed.
        """
        ...

    def write(self, report: bytes) -> None:
        """Send a report.

        Raises
        ------
        BoardDisconnectedError
            The board went away, or the transport is closed.
        """
        ...

    def close(self) -> None:
        """Close the board. Any thread may call it, any number of times."""
        ...


def gone(address: str, message: str = "The board is disconnected.") -> BoardDisconnectedError:
    """Make the error of a board that is not there any more."""
    return BoardDisconnectedError(
        message,
        address=address,
        hint="Press the button at its front; change its batteries if the light stays dark.",
    )


class DescriptorReader:
    """Read datagrams from a file descriptor; `close` from another thread ends a waiting read.

    Parameters
    ----------
    fd : int
        Open and readable; closed with this object.
    others : sequence of int
        More descriptors that are closed with it.
    address : str
        The board's address, for messages.
    """

    def __init__(self, fd: int, *, others: Sequence[int] = (), address: str) -> None:
        # `drain` reads on until nothing is left, and that last read must not wait.
        os.set_blocking(fd, False)
        self._fd = fd
        self._others = tuple(others)
        self._address = address
        self._lock = threading.Lock()
        # Two locks: `_lock` is held for the whole of a waiting read, so `close` must be able to
        # note that it was called, and wake that read, without it.
        self._closing_lock = threading.Lock()
        self._closing = False
        # Closing a descriptor does not wake a thread that polls it; a byte in this pipe does.
        self._wake_read, self._wake_write = os.pipe()
        self._poll = select.poll()
        self._poll.register(fd, select.POLLIN)
        self._poll.register(self._wake_read, select.POLLIN)

    def drain(self, timeout_s: float, *, n_bytes: int, at_most: int) -> list[bytes]:
        """Return what is waiting, one item a read, after waiting for the first.

        Raises
        ------
        BoardDisconnectedError
            Nothing can come any more; raised before or after the last item, never instead of it.
        """
        # The reader holds the lock while it waits, so that no descriptor is closed, and its number
        # given to another file, under the poll.
        with self._lock:
            self._refuse_if_closed()
            self._poll.poll(max(0.0, timeout_s) * 1000.0)
            items: list[bytes] = []
            # Bounded, so that a board that sends faster than it is read cannot keep the caller in
            # here.
            while len(items) < at_most:
                try:
                    data = os.read(self._fd, n_bytes)
                except BlockingIOError:
                    return items
                except OSError as error:
                    if items:
                        return items
                    raise gone(self._address) from error
                # End of file: the device behind the descriptor is gone.
                if not data:
                    if items:
                        return items
                    raise gone(self._address)
                items.append(data)
            return items

    def write(self, data: bytes, *, fd: int | None = None) -> None:
        """Write to the descriptor, or to another one that belongs to the same board."""
        with self._lock:
            self._refuse_if_closed()
            try:
                os.write(self._fd if fd is None else fd, data)
            except BlockingIOError:
                return  # The board takes nothing now; what matters is asked again.
            except OSError as error:
                # The kernel had no memory for this one report; the board is still there.
                if error.errno == errno.ENOMEM:
                    return
                raise gone(self._address) from error

    def close(self) -> None:
        """Close everything. Any thread may call it, any number of times."""
        with self._closing_lock:
            # A number that is closed may be another file's by now: each is closed once.
            if self._closing:
                return
            self._closing = True
        # The reader lets go of the lock within this poll; only then are the descriptors closed.
        os.write(self._wake_write, b"x")
        with self._lock:
            for fd in (self._fd, *self._others, self._wake_read, self._wake_write):
                with contextlib.suppress(OSError):
                    os.close(fd)

    def _refuse_if_closed(self) -> None:
        if self._closing:
            raise BoardDisconnectedError(
                "The board is closed.", address=self._address, hint="Open it again."
            )
