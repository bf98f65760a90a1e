"""An emulated board that prints lines: bytes over a pseudo terminal, TCP, UDP or a named pipe."""

from __future__ import annotations

import contextlib
import itertools
import math
import os
import pty
import select
import socket
import threading
import time
import tty
from collections.abc import Callable, Iterable

from patience import DEADLINE_S


def standing(t_s: float, right: float = 0.0) -> tuple[float, ...]:
    """Newtons of somebody who stands, and who leans to the right if asked to."""
    sway = 20.0 * math.sin(t_s)
    return (170.0 + sway, 171.0 + right, 180.0 - sway, 181.0 + right + sway / 2.0)


def csv(values: Iterable[float]) -> bytes:
    return b",".join(f"{value:.3f}".encode() for value in values) + b"\r\n"


class LinesPeer:
    """Prints a line a sample once somebody listens.

    Parameters
    ----------
    way : str
        ``pty``, ``tcp`` or ``udp``.
    line_at : callable
        Line of one sample from its number and its time in seconds, its end included.
    n_samples : int or None
        How many are printed; None for no end.
    first : bytes
        What is printed before all of them.
    link : path, optional
        Name of the pseudo terminal, as udev would make it.
    tcp_port : int
        Where it listens; any free port without it.
    """

    def __init__(
        self,
        way: str,
        *,
        line_at: Callable[[int, float], bytes] = lambda n, t_s: csv(standing(t_s)),
        rate_hz: float = 400.0,
        n_samples: int | None = None,
        first: bytes = b"",
        link: str | os.PathLike[str] | None = None,
        tcp_port: int = 0,
    ) -> None:
        self._way, self._line_at, self._first = way, line_at, first
        self.rate_hz, self._n_samples = rate_hz, n_samples
        self._link, self.tcp_port = link, tcp_port
        self._stop = threading.Event()
        self._send: Callable[[bytes], None] = lambda data: None
        if way == "pty":
            self._master, self._slave = pty.openpty()
            tty.setraw(self._slave)
            self.port = os.ttyname(self._slave)
            if link is not None:
                os.symlink(self.port, link)
                self.port = str(link)
            os.set_blocking(self._master, False)
            self.place = self.port
            self._send = self._send_pty
        elif way == "tcp":
            self._server = socket.create_server(("127.0.0.1", tcp_port))
            self._server.settimeout(0.05)
            self._client: socket.socket | None = None
            self.tcp_port = self._server.getsockname()[1]
            self.place = f"tcp://127.0.0.1:{self.tcp_port}"
            self._send = self._send_tcp
        else:
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.udp_port = free_udp_port()
            self.place = f"udp://:{self.udp_port}"
            self._send = self._send_udp
        self._thread = threading.Thread(target=self._run, name="lines-peer", daemon=True)
        self._thread.start()

    def address(self, options: str = "units=n&width=400&length=300", **more: object) -> str:
        """Address that opens it."""
        said = {"wait": 60, "silence": 60, **more}
        query = "&".join([options, *(f"{key}={value}" for key, value in said.items())])
        return f"lines:{self.place}?{query}"

    def send(self, data: bytes) -> None:
        """Print something by hand."""
        self._send(data)

    def pause(self) -> None:
        """Print nothing more by itself."""
        self._n_samples = 0

    def stop(self) -> None:
        """Take the board away: its cable, its connection."""
        if self._stop.is_set():
            return
        self._stop.set()
        self._thread.join(DEADLINE_S)
        if self._way == "pty":
            with contextlib.suppress(OSError):
                os.unlink(self._link) if self._link is not None else None
            os.close(self._slave)
            os.close(self._master)
        elif self._way == "tcp":
            self._server.close()
            if self._client is not None:
                self._client.close()
        else:
            self._socket.close()

    def __enter__(self) -> LinesPeer:
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def _run(self) -> None:
        if self._way == "tcp":
            while self._client is None and not self._stop.is_set():
                with contextlib.suppress(TimeoutError, OSError):
                    self._client = self._server.accept()[0]
        if self._first:
            self._send(self._first)
        start_s = time.monotonic()
        for number in itertools.count():
            t_s = number / self.rate_hz
            if self._stop.wait(max(0.0, start_s + t_s - time.monotonic())):
                return
            if self._n_samples is not None and number >= self._n_samples:
                continue
            self._send(self._line_at(number, t_s))

    def _send_pty(self, data: bytes) -> None:
        while data and not self._stop.is_set():
            # Nobody reads yet: a real port's chip drops what its buffer does not hold.
            if not select.select([], [self._master], [], 0.05)[1]:
                return
            with contextlib.suppress(BlockingIOError):
                data = data[os.write(self._master, data) :]

    def _send_tcp(self, data: bytes) -> None:
        if self._client is not None:
            with contextlib.suppress(OSError):
                self._client.sendall(data)

    def _send_udp(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            self._socket.sendto(data, ("127.0.0.1", self.udp_port))


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
