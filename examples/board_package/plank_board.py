"""A board that writes a line a sample to a serial port: number, then tl tr bl br in 0.1 N.

::

    # plank 1
    0 1712 1698 1745 1751
    1 1713 1698 1744 1752

Opened as ``plank:/dev/ttyUSB0``. Fifty samples a second, counted by the board.
"""

from __future__ import annotations

import contextlib
import glob
import os
import select
import termios
import threading
import time
import tty

from balance_arcade.core.board import BoardHealth, BoardInfo, Geometry
from balance_arcade.core.errors import BoardDisconnectedError, BoardNotFoundError
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.hw.address import BoardAddress
from balance_arcade.hw.measured_rate import MeasuredRate
from balance_arcade.hw.registry import BoardRow

RATE_HZ = 50.0
GEOMETRY = Geometry(width_mm=420.0, length_mm=300.0)
MAX_LINE = 80


def open_plank(address: BoardAddress) -> Plank:
    """Open the board at ``plank:PORT``; the entry point names this function."""
    address.reader().refuse_unknown()  # This board has no options: a slip is said, not ignored.
    try:
        fd = os.open(address.path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError as error:
        raise BoardNotFoundError(
            f"The port {address.path!r} cannot be opened ({error.strerror}).",
            address=address.text,
            hint="Connect the board; `balance-arcade boards` lists the ports.",
        ) from error
    with contextlib.suppress(termios.error):  # A pipe is no terminal and needs no raw mode.
        tty.setraw(fd)
    return Plank(fd, address.text)


def find_boards() -> list[BoardRow]:
    """Look for boards; `balance-arcade boards` asks."""
    return [BoardRow(f"plank:{port}", "Plank", "real") for port in sorted(glob.glob("/dev/plank*"))]


class Plank:
    """One open board. One thread reads; any thread may close."""

    def __init__(self, fd: int, address: str) -> None:
        self.info = BoardInfo(
            address=address,
            board_id="plank",
            model="Plank",
            serial="",
            geometry=GEOMETRY,
            nominal_rate_hz=RATE_HZ,
            clock="device",
        )
        self.ended = False
        self._fd = fd
        # A close from another thread has to wake the reader: select waits for this pipe as well.
        self._woken, self._wake = os.pipe()
        self._reading = threading.Lock()
        self._is_closed = False
        self._fault = ""
        self._rest = b""
        self._first = self._last = -1
        self._n_samples = self._n_gaps = self._n_lost = self._n_bad = 0
        self._rate = MeasuredRate()

    @property
    def health(self) -> BoardHealth:
        return BoardHealth(
            n_samples=self._n_samples,
            n_gaps=self._n_gaps,
            n_lost=self._n_lost,
            n_bad_frames=self._n_bad,
            measured_rate_hz=self._rate.hz,
        )

    def read(self, timeout_s: float) -> list[ForceSample]:
        """Wait for the first sample at most so long, and give all that have come."""
        end = time.monotonic() + timeout_s
        while True:
            with self._reading:
                if self._fault:
                    raise self._error()
                wait_s = max(0.0, end - time.monotonic())
                ready, _, _ = select.select([self._fd, self._woken], [], [], wait_s)
                samples = self._take() if self._fd in ready and not self._fault else []
            if samples or (not ready and time.monotonic() >= end):
                return samples

    def close(self) -> None:
        """Let go of the port; harmless a second time."""
        if self._is_closed:
            return
        self._is_closed = True
        self._fault = "The board was closed."
        os.write(self._wake, b"x")
        with self._reading:  # A reader that waits is woken, and has left before the port goes.
            for fd in (self._fd, self._woken, self._wake):
                os.close(fd)

    def __enter__(self) -> Plank:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _error(self) -> BoardDisconnectedError:
        return BoardDisconnectedError(
            self._fault, address=self.info.address, hint="Connect the board and open it again."
        )

    def _take(self) -> list[ForceSample]:
        try:
            found = os.read(self._fd, 4096)
        except BlockingIOError:
            return []
        except OSError:
            found = b""
        if not found:
            self._fault = self._fault or "The board was unplugged."
            return []
        now_ns = time.monotonic_ns()
        *lines, self._rest = (self._rest + found).split(b"\n")
        self._rest = self._rest[-MAX_LINE:]
        samples = [self._sample(line, now_ns) for line in lines if not line.startswith(b"#")]
        return [sample for sample in samples if sample is not None]

    def _sample(self, line: bytes, now_ns: int) -> ForceSample | None:
        try:
            number, *cells = (int(word) for word in line.split())
            tl_n, tr_n, bl_n, br_n = (cell / 10.0 for cell in cells)
        except ValueError:
            self._n_bad += 1
            return None
        if number <= self._last:
            self._n_bad += 1
            return None
        flags = SampleFlag.NONE
        if self._last < 0:
            self._first = number
        elif number > self._last + 1:
            flags = SampleFlag.GAP_BEFORE
            self._n_gaps += 1
            self._n_lost += number - self._last - 1
        self._last = number
        self._n_samples += 1
        seq = number - self._first
        self._rate.note(seq, now_ns / 1e9)
        return ForceSample(seq, now_ns, seq / RATE_HZ, tl_n, tr_n, bl_n, br_n, number, int(flags))
