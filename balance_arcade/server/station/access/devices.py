"""Paired devices: a file of their roles and of hashes of their tokens, closed to other users."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

import msgspec

from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.logs import one_line
from balance_arcade.server.keys.folder import read_private, write_private
from balance_arcade.server.station.access.roles import Role
from balance_arcade.server.station.access.sessions import TOKEN_BYTES, token_hash

FILE_NAME = "station-devices.json"
MAX_DEVICES = 32
MAX_LABEL_CHARS = 40


class Device(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tablet or another browser that was paired at the station's screen.

    Attributes
    ----------
    id : str
        Eight hexadecimal digits; what the log says.
    label : str
        What the therapist calls it.
    role : Role
        What it may do.
    key : str
        Hash of its token.
    paired_unix_s, until_unix_s : float
        When it was paired and until when that holds, wall clock.
    """

    id: str
    label: str
    role: Role
    key: str
    paired_unix_s: float
    until_unix_s: float


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    devices: tuple[Device, ...]
    version: int = 1


def wall_s() -> float:
    """Wall clock, seconds since 1970."""
    return WallAnchor.now().unix_ns / 1e9


def clean_label(text: str) -> str:
    r"""Name of a device as it is kept: one short line.

    Examples
    --------
    >>> clean_label("  the blue\ntablet ")
    'the blue tablet'
    """
    words = " ".join(text.encode("utf-8", "replace").decode("utf-8").split())
    return one_line(words)[:MAX_LABEL_CHARS].strip() or "tablet"


class Devices:
    """The devices of one folder.

    Parameters
    ----------
    folder : Path
        As `balance_arcade.server.keys.folder.keys_folder` gives it.
    now_s : callable
        Wall clock, seconds since 1970.

    Raises
    ------
    ConfigError
        The file is there, but damaged or open to other users.
    """

    def __init__(self, folder: Path, now_s: Callable[[], float] = wall_s) -> None:
        self.path = folder / FILE_NAME
        self._now_s = now_s
        self._devices = {device.id: device for device in self._load()}

    def all(self) -> tuple[Device, ...]:
        """Devices whose pairing holds, newest first."""
        now_s = self._now_s()
        # A clock that was set back must not lengthen a pairing: it never holds before it was made.
        valid = [d for d in self._devices.values() if d.paired_unix_s <= now_s < d.until_unix_s]
        return tuple(sorted(valid, key=lambda device: -device.paired_unix_s))

    def find(self, token: str) -> Device | None:
        """Device of a token, while its pairing holds."""
        key = token_hash(token)
        return next((device for device in self.all() if device.key == key), None)

    def holds(self, device_id: str) -> bool:
        """Whether the pairing of a device holds."""
        return any(device.id == device_id for device in self.all())

    def left_s(self, device: Device) -> float:
        """Seconds for which its pairing holds still."""
        return max(0.0, device.until_unix_s - self._now_s())

    def add(self, label: str, role: Role, life_s: float) -> tuple[str, Device]:
        """Pair a device.

        Returns
        -------
        tuple of str and Device
            The token for its cookie, and the device.

        Raises
        ------
        ConfigError
            There are too many, or the file cannot be written.
        """
        valid = self.all()
        if len(valid) >= MAX_DEVICES:
            raise ConfigError(
                f"{MAX_DEVICES} devices are paired.", hint="Remove one from the list first."
            )
        token, now_s = secrets.token_urlsafe(TOKEN_BYTES), self._now_s()
        device = Device(
            secrets.token_hex(4), clean_label(label), role, token_hash(token), now_s, now_s + life_s
        )
        self._keep((*valid, device))
        return token, device

    def remove(self, device_id: str) -> bool:
        """End a pairing; false where there is none of this id."""
        if device_id not in self._devices:
            return False
        self._keep(tuple(device for device in self.all() if device.id != device_id))
        return True

    def _keep(self, devices: tuple[Device, ...]) -> None:
        text = msgspec.json.format(msgspec.json.encode(_File(devices)))
        write_private(self.path, text.decode() + "\n")
        self._devices = {device.id: device for device in devices}

    def _load(self) -> tuple[Device, ...]:
        try:
            return msgspec.json.decode(read_private(self.path), type=_File).devices
        except FileNotFoundError:
            return ()
        except (msgspec.MsgspecError, RecursionError) as error:
            raise ConfigError(
                f"{self.path} is damaged ({error}).", hint="Delete it and pair the tablets anew."
            ) from error
