"""Addresses of the sockets: on this computer, or on the network where keys are demanded."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
import stat
from pathlib import Path
from typing import Any

import zmq

from balance_arcade.core.errors import ConfigError

DEFAULT_LIVE = "tcp://127.0.0.1:5571"
DEFAULT_CTL = "tcp://127.0.0.1:5572"
DEFAULT_STATION_PORT = 8571
RECEIVE_BUFFER_BYTES = 32 * 1024
MAX_MESSAGE_BYTES = 4 * 1024 * 1024

_TCP = re.compile(r"tcp://(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+|\*):(?P<port>\d{1,5}|\*)")
_IPC = re.compile(r"ipc://(?P<path>[^@*\s]\S*)")
_HOW = "Use tcp://127.0.0.1:PORT or ipc://PATH."
_KEYS_FIRST = (
    "Without keys the stream stays on this computer: use tcp://127.0.0.1:PORT or ipc://PATH, or let"
    " other computers in by key (--lan at the board, --pairing at a station)."
)
_WILDCARDS = ("*", "0.0.0.0", "[::]")  # noqa: S104 - to be told apart, see `check_endpoint`
_PROBE_TIMEOUT_S = 0.2


def is_loopback(host: str) -> bool:
    """Whether a host name or address stays on this computer.

    Examples
    --------
    >>> [is_loopback(h) for h in ("127.0.0.1", "127.8.0.1", "::1", "localhost", "0.0.0.0", "pc7")]
    [True, True, True, True, False, False]
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_endpoint(text: str, *, keyed: bool = False) -> str:
    """Return the endpoint in the form libzmq takes, if it stays on this computer or has keys.

    Parameters
    ----------
    text : str
        ``tcp://127.0.0.1:5571``, ``tcp://[::1]:5571``, ``tcp://localhost:0`` or ``ipc:///run/ba``.
        Port 0 or ``*`` means any free one, host ``*`` every address of IP version 4.
    keyed : bool
        Keys are demanded there, so it may be reached from other computers.

    Raises
    ------
    ConfigError
        It is not an endpoint, or other computers could reach it without a key.

    Examples
    --------
    >>> check_endpoint("tcp://localhost:5571"), check_endpoint("tcp://*:5571", keyed=True)
    ('tcp://127.0.0.1:5571', 'tcp://0.0.0.0:5571')
    """
    if _IPC.fullmatch(text):
        return text
    match = _TCP.fullmatch(text)
    if match is None:
        raise ConfigError(f"{text!r} is not an endpoint.", hint=_HOW)
    host, port = match["host"], match["port"]
    if not keyed and not is_loopback(host):
        raise ConfigError(f"{text!r} could be reached from other computers.", hint=_KEYS_FIRST)
    if port != "*" and int(port) > 65535:
        raise ConfigError(f"{text!r} has no such port.", hint="Use a port up to 65535.")
    host = {"localhost": "127.0.0.1", "*": _WILDCARDS[1]}.get(host, host)
    return f"tcp://{host}:{'*' if port in ('*', '0') else port}"


def reachable(endpoint: str, seen_from: str) -> str:
    """Put the host of one endpoint in place of "every address" in another.

    Parameters
    ----------
    endpoint : str
        Where something listens, maybe on every address of its computer.
    seen_from : str
        Endpoint by which that computer was reached.

    Examples
    --------
    >>> reachable("tcp://0.0.0.0:5571", "tcp://192.168.1.5:5572")
    'tcp://192.168.1.5:5571'
    >>> reachable("tcp://0.0.0.0:5571", "tcp://[::1]:5572"), reachable("ipc:///a", "ipc:///b")
    ('tcp://[::1]:5571', 'ipc:///a')
    """
    here, there = _TCP.fullmatch(endpoint), _TCP.fullmatch(seen_from)
    if here is None or there is None or here["host"] not in _WILDCARDS:
        return endpoint
    # Who is on the same computer reaches it by loopback.
    host = "127.0.0.1" if there["host"] in _WILDCARDS else there["host"]
    return f"tcp://{host}:{here['port']}"


def bind(sock: zmq.Socket[Any], endpoint: str) -> str:
    """Bind a socket and return its endpoint.

    Parameters
    ----------
    sock : zmq.Socket
        Not yet bound.
    endpoint : str
        As `check_endpoint` returns it.

    Returns
    -------
    str
        The endpoint with its real port.

    Raises
    ------
    ConfigError
        The port or the file is taken, or may not be used.
    """
    if endpoint.startswith("ipc://"):
        _refuse_living_ipc(endpoint)
    if "[" in endpoint:
        sock.setsockopt(zmq.IPV6, 1)
    try:
        sock.bind(endpoint)
    except zmq.ZMQError as exc:
        raise _bind_error(exc, endpoint) from exc
    if endpoint.startswith("ipc://"):
        # libzmq creates the socket with the process umask; only this user may connect.
        Path(endpoint.removeprefix("ipc://")).chmod(stat.S_IRUSR | stat.S_IWUSR)
        return endpoint
    # With port * libzmq chooses the port; this tells which one.
    return str(sock.getsockopt_string(zmq.LAST_ENDPOINT))


def connect(sock: zmq.Socket[Any], endpoint: str) -> None:
    """Connect a socket to an endpoint as `check_endpoint` returns it; nobody need be there."""
    if "[" in endpoint:
        sock.setsockopt(zmq.IPV6, 1)
    sock.connect(endpoint)


def remove_ipc_file(endpoint: str) -> None:
    """Remove the file of an ``ipc://`` endpoint, which libzmq leaves behind; else do nothing.

    To be called while the socket is still open: nobody else can have taken the path meanwhile.
    """
    if endpoint.startswith("ipc://"):
        with contextlib.suppress(OSError):
            Path(endpoint.removeprefix("ipc://")).unlink()


def _bind_error(exc: zmq.ZMQError, endpoint: str) -> ConfigError:
    port = endpoint.rsplit(":", 1)[-1]
    if exc.errno == zmq.EADDRINUSE:
        return ConfigError(
            f"Another publisher is on port {port}.",
            hint="Stop it, or choose another port.",
        )
    return ConfigError(
        f"Cannot listen at {endpoint}: {exc.strerror}.", hint="Choose another endpoint."
    )


def _refuse_living_ipc(endpoint: str) -> None:
    """Refuse the path of a running publisher: libzmq would replace its file without an error."""
    path = endpoint.removeprefix("ipc://")
    if not hasattr(socket, "AF_UNIX"):
        raise ConfigError(f"{endpoint!r} does not exist on this system.", hint="Use tcp://.")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(_PROBE_TIMEOUT_S)
        try:
            probe.connect(path)
        except (FileNotFoundError, ConnectionRefusedError):
            return
        except OSError as exc:
            raise ConfigError(
                f"Cannot use {endpoint}: {exc}.", hint="Choose another endpoint."
            ) from exc
    raise ConfigError(
        f"Another publisher is on {endpoint}.", hint="Stop it, or choose another path."
    )


def set_common(sock: zmq.Socket[Any]) -> None:
    """Set the options of every socket: detect a cut link within a second, never hang at the end."""
    # libzmq waits without limit for unsent messages by default.
    sock.setsockopt(zmq.LINGER, 0)
    # TCP alone notices a pulled cable after minutes. ZMTP heartbeats do it in a second, and TTL
    # asks the peer to do the same for us.
    sock.setsockopt(zmq.HEARTBEAT_IVL, 500)
    sock.setsockopt(zmq.HEARTBEAT_TIMEOUT, 1000)
    sock.setsockopt(zmq.HEARTBEAT_TTL, 1000)
    # Something that connects and is not ZeroMQ, a browser for example, is dropped after 2 s.
    sock.setsockopt(zmq.HANDSHAKE_IVL, 2000)


def set_receiving(sock: zmq.Socket[Any]) -> None:
    """Set the options of a socket that reads a stream: bounded, and back after a restart."""
    set_common(sock)
    # Small, so that a reader that stalls finds new samples and not a backlog. CONFLATE would keep
    # the newest message only, but it does not support messages of several frames.
    sock.setsockopt(zmq.RCVBUF, RECEIVE_BUFFER_BYTES)
    sock.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE_BYTES)
    # A publisher that is started again is found within a second; libzmq doubles the interval up to
    # the maximum.
    sock.setsockopt(zmq.RECONNECT_IVL, 100)
    sock.setsockopt(zmq.RECONNECT_IVL_MAX, 1000)
