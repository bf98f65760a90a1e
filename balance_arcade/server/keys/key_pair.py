"""The two keys: that of a computer's boards, and that of a station. Secrets are never shown."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from pathlib import Path

import zmq
from zmq.utils import z85

from balance_arcade.core.errors import ConfigError
from balance_arcade.server.keys.fingerprint import fingerprint
from balance_arcade.server.keys.folder import keys_folder, read_private, write_private

BOARD, STATION = "board", "station"
N_KEY_BYTES = 32

_HEX = re.compile(r"[0-9a-fA-F]{64}")
_Z85 = re.compile(r"[0-9a-zA-Z.\-:+=^!/*?&<>()\[\]{}@%$#]{40}")
_SECRET_LINE = re.compile(r'^secret = "([0-9a-f]{64})"$', re.MULTILINE)
_HEAD = {
    BOARD: "Private key of this computer's boards: whoever has it can pass for them.",
    STATION: "Private key of this station: whoever has it is let in where the station is.",
}


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A private key and the public one that belongs to it (Curve25519).

    Attributes
    ----------
    public : bytes
        32 bytes; may be known to everybody.
    secret : bytes
        32 bytes; left out of every text of this object.

    Examples
    --------
    >>> pair = KeyPair.create()
    >>> pair.secret.hex() in repr(pair), len(pair.public)
    (False, 32)
    """

    public: bytes
    secret: bytes = field(repr=False)

    @classmethod
    def create(cls) -> KeyPair:
        """Make a new pair from the system's randomness.

        Raises
        ------
        ConfigError
            This ZeroMQ was built without CURVE.
        """
        _check_curve()
        public, secret = zmq.curve_keypair()
        return cls(z85.decode(public), z85.decode(secret))

    @property
    def fingerprint(self) -> str:
        """Of the public key."""
        return fingerprint(self.public)


def _check_curve() -> None:
    if not zmq.has("curve"):
        raise ConfigError(
            "This computer's ZeroMQ was built without keys (CURVE).",
            hint="Install pyzmq from PyPI, whose wheels have them.",
        )


def parse_key(text: str) -> bytes:
    """Read a public key: 64 hexadecimal digits, or 40 characters of Z85 as ZeroMQ writes it.

    Raises
    ------
    ConfigError
        It is neither.

    Examples
    --------
    >>> parse_key("00" * 32) == bytes(32) == parse_key("0" * 40)
    True
    """
    if _HEX.fullmatch(text):
        return bytes.fromhex(text)
    if _Z85.fullmatch(text):
        try:
            data = z85.decode(text)
        except (ValueError, LookupError, struct.error) as error:
            # Five characters can name more than 32 bits.
            raise _no_key(text) from error
        if len(data) == N_KEY_BYTES:
            return data
    raise _no_key(text)


def _no_key(text: str) -> ConfigError:
    # Not at full length: somebody may have pasted a secret.
    return ConfigError(
        f"{text[:6]!r}... is no public key.",
        hint="Give 64 hexadecimal digits, as `balance-arcade keys show` prints them.",
    )


def key_path(kind: str, folder: Path | None = None) -> Path:
    """File of a key.

    Parameters
    ----------
    kind : {"board", "station"}
        Whose.
    folder : Path, optional
        Instead of `keys_folder`.

    Examples
    --------
    >>> key_path("board", Path("k")).as_posix()
    'k/board.key'
    """
    return (folder or keys_folder()) / f"{kind}.key"


def save_key(pair: KeyPair, kind: str, folder: Path | None = None) -> Path:
    """Write a private key where only this user can read it; return the file.

    Raises
    ------
    ConfigError
        It cannot be written.
    """
    path = key_path(kind, folder)
    text = f'# {_HEAD[kind]}\n# Never send it to anybody.\nsecret = "{pair.secret.hex()}"\n'
    write_private(path, text)
    return path


def load_key(path: Path) -> KeyPair | None:
    """Read a private key; None if there is none.

    Raises
    ------
    ConfigError
        The file is open to other users, or holds no key.
    """
    try:
        text = read_private(path)
    except FileNotFoundError:
        return None
    found = _SECRET_LINE.search(text)
    if found is None:
        raise ConfigError(
            f"{path} holds no private key.",
            hint="Remove it, then make a new one with: balance-arcade keys create",
        )
    _check_curve()
    secret = bytes.fromhex(found[1])
    return KeyPair(z85.decode(zmq.curve_public(z85.encode(secret))), secret)
