"""The stations that are let in: one file, which a running publisher watches."""

from __future__ import annotations

import contextlib
import logging
import re
import threading
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal, get_args

import msgspec

from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.files.recording.disk import FileLock
from balance_arcade.server.keys.fingerprint import fingerprint
from balance_arcade.server.keys.folder import keys_folder, read_private, write_private

_log = logging.getLogger(__name__)

Role = Literal["viewer", "controller"]
ROLES: tuple[Role, ...] = get_args(Role)

MAX_STATIONS = 256
"""Entries of the list. Policy when full: pairing is refused, with the way out."""

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?")
_LOCK_TRIES = 300
_HEAD = (
    "# Stations that may connect, and what each may do. `balance-arcade keys` writes this file;\n"
    "# whoever changes it by hand is obeyed at once. viewer: looks on, and may say Stop.\n"
    "# controller: gives orders. revoked: let in no more.\n"
)


class Station(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry.

    Attributes
    ----------
    name : str
        Of the station, never of a person: letters, digits and hyphens, 32 at most.
    role : {"viewer", "controller", "revoked"}
        What it may do.
    key : str
        Its public key as 64 hexadecimal digits.
    since : str
        Day since which that holds, as ``2026-03-02``.
    """

    name: str
    role: Literal["viewer", "controller", "revoked"]
    key: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    since: str = ""

    @property
    def fingerprint(self) -> str:
        """Of its public key."""
        return fingerprint(bytes.fromhex(self.key))


class _File(msgspec.Struct, forbid_unknown_fields=True):
    station: list[Station] = []


def check_name(name: str) -> str:
    """Return the name of a station if it can be one.

    Raises
    ------
    ConfigError
        It holds something else than letters, digits and hyphens, or more than 32 of them.
    """
    if not _NAME.fullmatch(name):
        raise ConfigError(
            f"{name!r} cannot be the name of a station.",
            hint="Take letters, digits and hyphens, 32 at most; name the device, not a person.",
        )
    return name


def list_path(folder: Path | None = None) -> Path:
    """File of the list.

    Examples
    --------
    >>> list_path(Path("k")).as_posix()
    'k/stations.toml'
    """
    return (folder or keys_folder()) / "stations.toml"


def read_stations(path: Path) -> list[Station]:
    """Read the list; empty where there is none.

    Raises
    ------
    ConfigError
        It cannot be understood, or other users of this computer may change it.
    """
    try:
        return _stations_in(read_private(path), path)
    except FileNotFoundError:
        return []


def _stations_in(text: str, path: Path) -> list[Station]:
    try:
        stations = msgspec.convert(tomllib.loads(text), _File).station
        for station in stations:
            check_name(station.name)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, ConfigError) as error:
        raise ConfigError(
            f"{path} cannot be understood: {error}", hint="Mend it; until then nobody is let in."
        ) from error
    if len({station.key for station in stations}) < len(stations):
        raise ConfigError(
            f"{path} names one key twice.", hint="Leave one of them out; until then nobody enters."
        )
    return stations


def _text_of(stations: Sequence[Station]) -> str:
    rows = [
        "\n[[station]]\n" + "".join(f'{name} = "{text}"\n' for name, text in entry.items())
        for entry in map(msgspec.structs.asdict, stations)
    ]
    return _HEAD + "".join(rows)


@contextlib.contextmanager
def _changing(path: Path) -> Iterator[list[Station]]:
    """Give the list to be changed, and write it; two programs cannot do so at once."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(path.with_name(f"{path.name}.lock"))
        taken = lock.acquire(_LOCK_TRIES)
    except (OSError, RecordingError) as error:
        raise ConfigError(
            f"{path.parent} cannot be written to: {error}", hint="See who owns it."
        ) from error
    if not taken:
        raise ConfigError(f"Another program is changing {path}.", hint="Try again in a moment.")
    try:
        stations = read_stations(path)
        yield stations
        write_private(path, _text_of(stations))
    finally:
        lock.release()


def pair_station(
    path: Path, name: str, key: bytes, role: Role, *, replace: bool = False
) -> Station:
    """Let a station in, or change what it may do.

    Parameters
    ----------
    path : Path
        The list.
    name : str
        Of the station.
    key : bytes
        Its public key.
    role : {"viewer", "controller"}
        What it may do.
    replace : bool
        Whether another key of that name is forgotten.

    Raises
    ------
    ConfigError
        The name cannot be one or belongs to another key, the list is full, or the file cannot be
        read or written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pair_station(list_path(Path(folder)), "tablet-1", bytes(32), "viewer").role
    'viewer'
    """
    check_name(name)
    entry = Station(name, role, key.hex(), WallAnchor.now().day())
    with _changing(path) as stations:
        same = next((s for s in stations if s.name == name and s.key != entry.key), None)
        if same is not None and same.role != "revoked" and not replace:
            raise ConfigError(
                f"There is a {name} already, with another key ({same.fingerprint}).",
                hint="Take another name, or say --replace if it has a new key.",
            )
        kept = [s for s in stations if entry.key != s.key and s.name != name]
        if len(kept) >= MAX_STATIONS:
            raise ConfigError(
                f"{MAX_STATIONS} stations are paired already.",
                hint=f"Take those that are gone out of {path}.",
            )
        stations[:] = [*kept, entry]
    return entry


def revoke_station(path: Path, name: str) -> Station:
    """Let a station in no more; one that is connected is cut off.

    Raises
    ------
    ConfigError
        There is none of that name, or the file cannot be read or written.
    """
    with _changing(path) as stations:
        for index, station in enumerate(stations):
            if station.name == name:
                today = WallAnchor.now().day()
                stations[index] = Station(name, "revoked", station.key, today)
                return stations[index]
        known = ", ".join(s.name for s in stations) or "none"
        raise ConfigError(f"No station is called {name!r}.", hint=f"Paired so far: {known}.")


class AllowList:
    """What a running publisher knows of the list.

    Any thread may look, and ask for a role meanwhile.

    Parameters
    ----------
    path : Path
        The file. One that cannot be understood lets nobody in.

    Attributes
    ----------
    n_losses : int
        How often `look` has found that somebody is let in no more.
    fault : str
        Why nobody is let in; empty while the file can be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.n_losses = 0
        self.fault = ""
        self._text: str | None = None
        self._roles: dict[bytes, Role] = {}
        self._lock = threading.Lock()
        self.look()

    def look(self) -> None:
        """Read the file again if it has changed."""
        with self._lock:
            self._look()

    def _look(self) -> None:
        try:
            text = read_private(self.path)
            # Compared whole: two changes within one tick of the file system's clock count too.
            if text == self._text and not self.fault:
                return
            stations, fault = _stations_in(text, self.path), ""
        except FileNotFoundError:
            text, stations, fault = "", [], ""
        except ConfigError as error:
            text, stations, fault = "", [], str(error)
        if fault and fault != self.fault:
            _log.error("nobody is let in: %s", fault)
        before = self._roles
        roles = {bytes.fromhex(s.key): s.role for s in stations if s.role != "revoked"}
        self._text, self.fault, self._roles = text, fault, roles
        if before.keys() - roles.keys():
            self.n_losses += 1

    def role_of(self, key: bytes) -> Role | None:
        """Return what the station with this public key may do; None if it is not let in."""
        return self._roles.get(key)

    def role_over(self, connection: str) -> Role | None:
        """Return what may be done over a connection, by the name that the gate has given it.

        Parameters
        ----------
        connection : str
            Its number and the public key in hexadecimal, with a space between.
        """
        _, _, key = connection.partition(" ")
        return self._roles.get(bytes.fromhex(key))

    def __len__(self) -> int:
        """How many stations are let in."""
        return len(self._roles)
