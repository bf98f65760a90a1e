"""Boards announce themselves by multicast DNS, and stations find them: only where it is asked for.

What is announced is where the control port is, the version of the protocol, and the fingerprint of
the key; no person's name, no computer's name. Whoever answers may be anybody: a fingerprint that
was compared is what tells, and without a key nothing off this computer is followed.
"""

from __future__ import annotations

import contextlib
import importlib
import ipaddress
import re
import threading
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from balance_arcade.core.closing import Closing
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import giver_name
from balance_arcade.server.wire import MAJOR, MINOR

SERVICE: Final = "_balance-arcade._tcp.local."
FIND_S: Final = 3.0
MAX_FOUND: Final = 64
"""Boards that are kept of one search. Policy when full: further ones are left out."""

_ASK_MS: Final = 1500
_WILDCARDS: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound
_ENDPOINT: Final = re.compile(r"tcp://\[?(?P<host>[^\]]+?)\]?:(?P<port>\d+)")
_FINGERPRINT: Final = re.compile(r"[0-9a-f-]{1,80}")


class Found(msgspec.Struct, frozen=True):
    """A board that has announced itself.

    Attributes
    ----------
    name : str
        As it says itself; letters, digits and hyphens.
    ctl : str
        Its control port.
    version : str
        Of its protocol, for example ``1.3``.
    fingerprint : str
        Of the key that it will show; empty where it demands none.
    """

    name: str
    ctl: str
    version: str = ""
    fingerprint: str = ""


def _library() -> Any:
    try:
        return importlib.import_module("zeroconf")
    except ModuleNotFoundError as error:
        raise ConfigError(
            "The package zeroconf is not installed, which announces and finds boards.",
            hint="Install it: pip install 'balance-arcade[discovery]'; or name the address.",
        ) from error


class Announcement(Closing):
    """A board that can be found until it is closed.

    Parameters
    ----------
    name : str
        Of the board.
    ctl : str
        Its control port, bound. It is announced where it can be reached and nowhere else: a port of
        this computer alone on loopback.
    fingerprint : str
        Of the key that the port shows; empty for none.

    Raises
    ------
    ConfigError
        zeroconf is not installed, or the port is none that could be announced.
    """

    def __init__(self, name: str, ctl: str, *, fingerprint: str = "") -> None:
        found = _ENDPOINT.fullmatch(ctl)
        if found is None:
            raise ConfigError(f"{ctl} cannot be announced.", hint="Use a tcp:// control port.")
        host, port = found["host"], int(found["port"])
        library = _library()
        everywhere = host in _WILDCARDS
        addresses = library.get_all_addresses() if everywhere else [host]
        told = {"v": f"{MAJOR}.{MINOR}", **({"fp": fingerprint} if fingerprint else {})}
        info = library.ServiceInfo(
            SERVICE,
            f"{giver_name(name) or 'board'}-{port}.{SERVICE}",
            port=port,
            properties={"board": name, **told},
            parsed_addresses=addresses,
            # Otherwise the computer's own name would be told, which may be a person's.
            server=f"balance-arcade-{port}.local.",
        )
        self._zeroconf = library.Zeroconf(
            interfaces=library.InterfaceChoice.All if everywhere else [host]
        )
        try:
            self._zeroconf.register_service(info, allow_name_change=True)
        except BaseException:
            self._zeroconf.close()
            raise

    def close(self) -> None:
        """Say goodbye; a second call does nothing."""
        self._zeroconf.unregister_all_services()
        self._zeroconf.close()


def find_boards(
    seconds: float = FIND_S, *, interfaces: Sequence[str] | None = None, enough: int = MAX_FOUND
) -> list[Found]:
    """Look for boards that announce themselves.

    Parameters
    ----------
    seconds : float
        How long.
    interfaces : sequence of str, optional
        Addresses of this computer at which to look; all of them without.
    enough : int
        End as soon as so many were found.

    Returns
    -------
    list of Found
        By name.

    Raises
    ------
    ConfigError
        zeroconf is not installed.
    """
    library = _library()
    found: dict[str, Found] = {}
    done = threading.Event()

    def heard(zeroconf: Any, service_type: str, name: str, state_change: Any) -> None:
        if state_change is library.ServiceStateChange.Removed or len(found) >= MAX_FOUND:
            return
        board = _read(zeroconf.get_service_info(service_type, name, _ASK_MS))
        if board is not None:
            found[name] = board
        if len(found) >= enough:
            done.set()

    choice = library.InterfaceChoice.All if interfaces is None else list(interfaces)
    with contextlib.closing(library.Zeroconf(interfaces=choice)) as zeroconf:
        browser = library.ServiceBrowser(zeroconf, SERVICE, handlers=[heard])
        done.wait(seconds)
        browser.cancel()
    return sorted(found.values(), key=lambda board: (board.name, board.ctl))


def _read(info: Any) -> Found | None:
    """Make of an answer what may be used of it; None of one that is none."""
    if info is None or not info.port:
        return None
    told = {key: _text(value) for key, value in info.properties.items()}
    addresses = sorted(map(ipaddress.ip_address, info.parsed_addresses()), key=_nearest)
    if not addresses:
        return None
    host = f"[{addresses[0]}]" if addresses[0].version == 6 else str(addresses[0])
    fingerprint = told.get(b"fp", "")
    return Found(
        giver_name(told.get(b"board", "")) or "board",
        f"tcp://{host}:{info.port}",
        told.get(b"v", "")[:16],
        fingerprint if _FINGERPRINT.fullmatch(fingerprint) else "",
    )


def _nearest(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> tuple[bool, int]:
    return (not address.is_loopback, address.version)


def _text(value: bytes | None) -> str:
    return (value or b"")[:128].decode(errors="replace")
