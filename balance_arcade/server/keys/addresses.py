"""Addresses of this computer on the network, for what a station is told."""

from __future__ import annotations

import contextlib
import socket

from balance_arcade.server.endpoints import is_loopback

_NOWHERE = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses of the documentation (RFC 5737, RFC 3849), which nobody has."""


def own_addresses() -> list[str]:
    """Return the addresses from which this computer would send to others, IP version 4 first.

    Nothing is sent: the operating system is only asked which way it would take.
    """
    found = []
    for family, nowhere in _NOWHERE.items():
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((nowhere, 9))
            address = str(probe.getsockname()[0])
            if not is_loopback(address):
                found.append(address)
    return found
