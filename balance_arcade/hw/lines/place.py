"""Where lines come from: what stands between ``lines:`` and the options of an address."""

from __future__ import annotations

import ipaddress
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from balance_arcade.core.errors import ConfigError

Way = Literal["serial", "tcp", "udp", "pipe"]

LOOPBACK = "127.0.0.1"
STDIN = "-"
_HINT = (
    "Write lines:/dev/ttyUSB0, lines:tcp://HOST:PORT, lines:udp://:PORT, lines:pipe:FILE or"
    " lines:- for standard input."
)


class Place(NamedTuple):
    """Where lines come from.

    Attributes
    ----------
    way : {"serial", "tcp", "udp", "pipe"}
        How.
    name : str
        A port, a host, an interface's address, or a pipe's file; ``-`` is standard input.
    port : int
        Of TCP and UDP, else 0.
    """

    way: Way
    name: str
    port: int = 0


def parse_place(path: str, address: str) -> Place:
    """Read the part of an address that says where lines come from.

    Parameters
    ----------
    path : str
        Without scheme and options.
    address : str
        For messages.

    Returns
    -------
    Place

    Raises
    ------
    ConfigError
        Nothing is named, or a host or port is missing.

    Examples
    --------
    >>> parse_place("udp://:5005", "lines:udp://:5005")
    Place(way='udp', name='127.0.0.1', port=5005)
    >>> parse_place("tcp://[fe80::1]:23", "lines:tcp://[fe80::1]:23")
    Place(way='tcp', name='fe80::1', port=23)
    >>> parse_place("/dev/ttyUSB0", "lines:/dev/ttyUSB0")
    Place(way='serial', name='/dev/ttyUSB0', port=0)
    """
    if path.startswith("tcp://"):
        return _network("tcp", path, address)
    if path.startswith("udp://"):
        return _network("udp", path, address)
    if path == STDIN:
        return Place("pipe", STDIN)
    if path.startswith("pipe:"):
        name = path.removeprefix("pipe:")
        if name:
            return Place("pipe", name)
        raise ConfigError(f"'{address}' does not name the pipe.", hint=_HINT)
    if not path:
        raise ConfigError(f"'{address}' does not say where the lines come from.", hint=_HINT)
    return Place("serial", path)


def _network(way: Literal["tcp", "udp"], path: str, address: str) -> Place:
    try:
        parts = urlsplit(path)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ConfigError(f"'{address}' has no valid port: {error}.", hint=_HINT) from error
    if not port or parts.path or parts.username is not None:
        raise ConfigError(f"'{address}' must end in one port, 1 to 65535.", hint=_HINT)
    if way == "tcp":
        if not host:
            raise ConfigError(f"'{address}' names no host.", hint=_HINT)
        return Place(way, host, port)
    # Whoever can reach a UDP port can send forces: loopback unless an interface is named.
    name = host or LOOPBACK
    try:
        ipaddress.ip_address(name)
    except ValueError as error:
        raise ConfigError(
            f"In '{address}' the interface '{name}' is not an IP address.",
            hint="Write the address of this computer's interface, 0.0.0.0 for all of them, or"
            " nothing for this computer alone.",
        ) from error
    return Place(way, name, port)
