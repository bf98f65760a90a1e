"""How a station is told where boards are, and what shows that it is them."""

from __future__ import annotations

import argparse
from pathlib import Path

from balance_arcade.core.errors import ConfigError
from balance_arcade.server.endpoints import DEFAULT_CTL
from balance_arcade.server.keys.access import StationAccess, station_access
from balance_arcade.server.keys.pairing import SCHEME


def add_pairing_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags; `access_from` reads them."""
    group = parser.add_argument_group("a board's computer that demands keys")
    group.add_argument(
        "--pairing",
        metavar="P",
        help="file that `balance-arcade keys show --out` wrote there, or its one line",
    )
    group.add_argument(
        "--station-key",
        metavar="FILE",
        help="this station's private key (that of `keys create --station`)",
    )


def access_from(args: argparse.Namespace) -> StationAccess | None:
    """Read the keys; None without ``--pairing``.

    Raises
    ------
    ConfigError
        A file is not there or cannot be understood, or ``--station-key`` came alone.
    """
    if args.pairing:
        return station_access(args.pairing, args.station_key)
    if args.station_key:
        raise ConfigError(
            "--station-key needs --pairing.",
            hint="It tells which computer the key is to be shown to.",
        )
    return None


def places_from(args: argparse.Namespace) -> list[tuple[str, StationAccess | None]]:
    """Return the control port of every board that is named, each with the keys for it.

    Parameters
    ----------
    args : argparse.Namespace
        With ``board`` (addresses, files and lines of pairing), ``ctl``, and what
        `add_pairing_arguments` declares.

    Raises
    ------
    ConfigError
        A file is not there or cannot be understood, or does not say where the board is.
    """
    named = [*([args.ctl] if args.ctl else []), *args.board]
    access = access_from(args) if args.pairing or not args.board else None
    if not named:
        return [(DEFAULT_CTL if access is None else access.endpoint(), access)]
    return [_place(text, args.station_key, access) for text in named]


def _place(
    text: str, key_file: str | None, access: StationAccess | None
) -> tuple[str, StationAccess | None]:
    if text.startswith(SCHEME) or Path(text).is_file():
        own = station_access(text, key_file)
        return own.endpoint(), own
    return endpoint_of(text), access


def endpoint_of(address: str) -> str:
    """Return the endpoint that a word of the command line means.

    Examples
    --------
    >>> [endpoint_of(word) for word in ("5574", "192.168.1.5:5576", "ipc:///run/ba")]
    ['tcp://127.0.0.1:5574', 'tcp://192.168.1.5:5576', 'ipc:///run/ba']
    """
    if "://" in address:
        return address
    return f"tcp://{address}" if ":" in address else f"tcp://127.0.0.1:{address}"
