"""What a publisher and a station put onto their sockets, and where they get it from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import zmq

from balance_arcade.core.errors import ConfigError
from balance_arcade.server.keys.allow_list import AllowList, list_path
from balance_arcade.server.keys.key_pair import BOARD, STATION, KeyPair, key_path, load_key
from balance_arcade.server.keys.pairing import Pairing, read_pairing

CURVE_BYTES: Final = 33
"""What CURVE adds to a frame; libzmq's limit counts it (measured: 65,536 lets 65,503 through)."""


MAX_HANDSHAKE_BYTES = 512
"""libzmq's limit holds for the commands of a handshake too; that of a subscriber with a key takes
280, more where a client adds words of its own."""


@dataclass(frozen=True, slots=True)
class BoardAccess:
    """Who a publisher is, and whom it lets in.

    Attributes
    ----------
    pair : KeyPair
        Key of this computer's boards.
    allowed : AllowList
        Stations that are let in.
    """

    pair: KeyPair
    allowed: AllowList

    def protect(self, sock: zmq.Socket[Any], endpoint: str) -> AllowList | None:
        """Demand keys on a socket that is about to be bound, if its endpoint is ``tcp://``.

        Returns
        -------
        AllowList or None
            Whom to let in; None where no keys are demanded: the file of an ``ipc://`` is closed to
            other users.
        """
        if not endpoint.startswith("tcp://"):
            return None
        sock.setsockopt(zmq.CURVE_SERVER, 1)
        sock.setsockopt(zmq.CURVE_SECRETKEY, self.pair.secret)
        # So that the same frames go through as without keys.
        largest = max(int(sock.getsockopt(zmq.MAXMSGSIZE)), MAX_HANDSHAKE_BYTES)
        sock.setsockopt(zmq.MAXMSGSIZE, largest + CURVE_BYTES)
        return self.allowed


@dataclass(frozen=True, slots=True)
class StationAccess:
    """Who a station is, and whom it believes.

    Attributes
    ----------
    pair : KeyPair
        The station's own.
    board : bytes
        Public key of the computer with the boards.
    ctl : str
        Its control port; empty where that is not known.
    """

    pair: KeyPair
    board: bytes
    ctl: str = ""

    def protect(self, sock: zmq.Socket[Any]) -> None:
        """Show and demand keys on a socket that is about to be connected."""
        sock.setsockopt(zmq.CURVE_SERVERKEY, self.board)
        sock.setsockopt(zmq.CURVE_PUBLICKEY, self.pair.public)
        sock.setsockopt(zmq.CURVE_SECRETKEY, self.pair.secret)

    def endpoint(self, asked: str = "") -> str:
        """Return the control port to connect to.

        Parameters
        ----------
        asked : str
            Instead of the one that the pairing names.

        Raises
        ------
        ConfigError
            Neither names one.
        """
        if not (asked or self.ctl):
            raise ConfigError(
                "The pairing does not say where the board's computer is.",
                hint="Add --ctl tcp://ADDRESS:5572.",
            )
        return asked or self.ctl


def board_access(folder: Path | None = None) -> BoardAccess:
    """Read this computer's key and its list of stations.

    Parameters
    ----------
    folder : Path, optional
        Instead of `keys_folder`.

    Raises
    ------
    ConfigError
        There is no key yet, a file is open to other users, or one cannot be understood.
    """
    pair = load_key(key_path(BOARD, folder))
    if pair is None:
        raise ConfigError(
            "Stations on the network are let in by key, and this computer has none yet.",
            hint="Make it with: balance-arcade keys create",
        )
    allowed = AllowList(list_path(folder))
    if allowed.fault:
        raise ConfigError(allowed.fault)
    return BoardAccess(pair, allowed)


def station_access(pairing: str | Pairing, key_file: str | Path | None = None) -> StationAccess:
    """Read a station's own key and what it was told of a computer with boards.

    Parameters
    ----------
    pairing : str or Pairing
        The line, or the file that holds it.
    key_file : str or Path, optional
        Private key of the station; without it that of this user.

    Raises
    ------
    ConfigError
        One of the two is not there or cannot be understood.
    """
    known = read_pairing(pairing) if isinstance(pairing, str) else pairing
    path = Path(key_file) if key_file else key_path(STATION)
    pair = load_key(path)
    if pair is None:
        raise ConfigError(
            f"There is no private key of a station at {path}.",
            hint="Make it with: balance-arcade keys create --station",
        )
    return StationAccess(pair, known.key, known.ctl)
