"""What somebody asked for who wants the station off the machine; imports nothing heavy."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

DEFAULT_LAN_PORT = 8573
ALL_ADDRESSES = "0.0.0.0"  # noqa: S104 - only with --lan, behind TLS and login


@dataclasses.dataclass(frozen=True)
class LanAddress:
    """Where tablets find the station.

    Attributes
    ----------
    url : str
        Ends with a slash.
    fingerprint : str
        SHA-256 of the certificate, all of it.
    words : str
        The same, to be read out.
    is_new : bool
        Whether the certificate was made just now.
    """

    url: str
    fingerprint: str
    words: str
    is_new: bool


@dataclasses.dataclass(frozen=True)
class LanPlan:
    """How the station is served over the network.

    Attributes
    ----------
    folder : Path
        Of keys, accounts and devices.
    host : str
        Address to serve; `ALL_ADDRESSES` for all.
    port : int
        Port to serve; 0 takes a free one.
    certificate, key : Path or None
        Files that were given; without them our own are used.
    idle_s : float
        Seconds without a touch after which an account is logged out.
    ready : callable
        Called once it can be reached.
    """

    folder: Path
    host: str = ALL_ADDRESSES
    port: int = DEFAULT_LAN_PORT
    certificate: Path | None = None
    key: Path | None = None
    idle_s: float = 15 * 60.0
    ready: Callable[[LanAddress], None] = lambda address: None
