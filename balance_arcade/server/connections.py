"""One connection of a port by its descriptor: what it has sent, and its end.

libzmq has no limit for a message of many frames, and no word to end a connection; it tells the
descriptor, and the operating system knows the rest. Only Linux counts the bytes.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
from collections.abc import Iterator

import zmq

BURST_BYTES = 4 * 1024 * 1024
BYTES_PER_S = 1024 * 1024
"""What one connection may send at once, and from then on. Policy beyond: the connection is cut."""

_TCP_INFO = getattr(socket, "TCP_INFO", None)
_BYTES_RECEIVED = struct.Struct("@Q")
_OFFSET = 128
"""Of ``tcpi_bytes_received`` in ``struct tcp_info`` of Linux, 4.1 and later."""


@contextlib.contextmanager
def _of_port(descriptor: int, endpoint: str) -> Iterator[socket.socket | None]:
    """Give a connection of our port, or None: the number may belong to something else by now."""
    try:
        sock = socket.socket(fileno=os.dup(descriptor))
    except OSError:
        yield None
        return
    with sock:
        name = sock.getsockname()
        here = name if isinstance(name, str) else f":{name[1]}"
        yield sock if here and endpoint.endswith(here) else None


def cut(descriptor: int, endpoint: str) -> bool:
    """End a connection; return whether it was there.

    Parameters
    ----------
    descriptor : int
        Of the connection, as libzmq tells it.
    endpoint : str
        Our port. A number that meanwhile belongs to something else is left alone.
    """
    with contextlib.suppress(OSError), _of_port(descriptor, endpoint) as sock:
        if sock is not None:
            sock.shutdown(socket.SHUT_RDWR)
            return True
    return False


def received_bytes(descriptor: int, endpoint: str) -> int:
    """Return the bytes that have come over a connection; 0 where nobody knows."""
    if _TCP_INFO is None:
        return 0
    with contextlib.suppress(OSError), _of_port(descriptor, endpoint) as sock:
        if sock is not None and sock.family != getattr(socket, "AF_UNIX", None):
            info = sock.getsockopt(socket.IPPROTO_TCP, _TCP_INFO, 192)
            if len(info) >= _OFFSET + _BYTES_RECEIVED.size:
                (n_bytes,) = _BYTES_RECEIVED.unpack_from(info, _OFFSET)
                return int(n_bytes)
    return 0


class Inflow:
    """What one connection has sent, against what it may.

    Examples
    --------
    >>> inflow = Inflow(0)
    >>> inflow.over(BURST_BYTES, 0), inflow.over(BURST_BYTES + 1, 0)
    (False, True)
    """

    def __init__(self, now_ns: int) -> None:
        self._credit = float(BURST_BYTES)
        self._n_bytes = 0
        self._counted_ns = now_ns

    def over(self, n_bytes: int, now_ns: int) -> bool:
        """Count what has come since the connection began; return whether it is too much."""
        gained = (now_ns - self._counted_ns) * 1e-9 * BYTES_PER_S
        self._credit = min(float(BURST_BYTES), self._credit + gained) - (n_bytes - self._n_bytes)
        self._n_bytes, self._counted_ns = n_bytes, now_ns
        return self._credit < 0.0


def connection_of(frame: zmq.Frame) -> str:
    """Name of the connection that a message came over; empty for libzmq's own words."""
    try:
        return str(frame.get("User-Id"))
    except zmq.ZMQError:
        return ""
