"""Seals small texts with a key that only a passphrase opens.

One random key of 256 bits seals everything (AES-GCM of `cryptography`); it is kept sealed itself,
by a key that scrypt makes of the passphrase, so that a passphrase is changed without touching what
was sealed. A sealed text is bound to the name it is kept under, and its length tells nothing below
`PAD` bytes.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import msgspec

from balance_arcade.core.errors import ConfigError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

LEAST_LETTERS: Final = 12
"""Of a passphrase: shorter ones are guessed."""

PAD: Final = 256
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_WRAP: Final = b"balance-arcade identities 1"
COST: Final = (1 << 15, 8, 1)
"""Of scrypt, as n, r and p: 32 MB and about a tenth of a second for each guess."""


class Lock(msgspec.Struct, frozen=True):
    """The key of a store, sealed by its passphrase.

    Attributes
    ----------
    salt, sealed : bytes
        Of scrypt; the key.
    n, r, p : int
        Cost of scrypt.
    """

    salt: bytes
    sealed: bytes
    n: int
    r: int
    p: int


class Sealer:
    """Seals and opens texts.

    Parameters
    ----------
    key : bytes
        32 of them, as `new_lock` and `open_lock` give.

    Examples
    --------
    >>> sealer = Sealer(bytes(32))
    >>> sealer.open(sealer.seal("Ω", "p-017"), "p-017")
    'Ω'
    """

    def __init__(self, key: bytes) -> None:
        self._cipher = _cipher(key)

    def seal(self, text: str, name: str) -> bytes:
        """Seal a text that is kept under a name."""
        data = text.encode("utf-8")
        padded = len(data).to_bytes(4, "big") + data
        padded += bytes(-len(padded) % PAD)
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, padded, name.encode("utf-8"))

    def open(self, sealed: bytes, name: str) -> str:
        """Open what was sealed under a name.

        Raises
        ------
        ConfigError
            It was changed, or sealed with another key or under another name.
        """
        padded = _opened(self._cipher, sealed, name.encode("utf-8"))
        if padded is None:
            raise ConfigError(
                f"What is kept of {name} was changed, or sealed with another key.",
                hint="Restore the identities from a backup.",
            )
        n_bytes = int.from_bytes(padded[:4], "big")
        return padded[4 : 4 + n_bytes].decode("utf-8")


def new_lock(passphrase: str, key: bytes | None = None) -> tuple[Lock, bytes]:
    """Make a lock for a new key, or another one for a key that there is.

    Parameters
    ----------
    passphrase : str
        At least `LEAST_LETTERS` letters.
    key : bytes, optional
        Of an open store, whose passphrase changes; a random one otherwise.

    Raises
    ------
    ConfigError
        The passphrase is too short.
    """
    if len(passphrase) < LEAST_LETTERS:
        raise ConfigError(
            f"A passphrase has {LEAST_LETTERS} letters or more.",
            hint="Take four words that do not belong together.",
        )
    key = os.urandom(_KEY_BYTES) if key is None else key
    salt, nonce = os.urandom(16), os.urandom(_NONCE_BYTES)
    wrapping = _cipher(_derived(passphrase, Lock(salt, b"", *COST)))
    return Lock(salt, nonce + wrapping.encrypt(nonce, key, _WRAP), *COST), key


def open_lock(lock: Lock, passphrase: str) -> bytes:
    """Give the key behind a lock.

    Raises
    ------
    ConfigError
        The passphrase is another one.
    """
    key = _opened(_cipher(_derived(passphrase, lock)), lock.sealed, _WRAP)
    if key is None:
        raise ConfigError("The passphrase does not open the identities.")
    return key


def _derived(passphrase: str, lock: Lock) -> bytes:
    _require()
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    kdf = Scrypt(salt=lock.salt, length=_KEY_BYTES, n=lock.n, r=lock.r, p=lock.p)
    return kdf.derive(passphrase.encode("utf-8"))


def _cipher(key: bytes) -> AESGCM:
    _require()
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def _opened(cipher: AESGCM, sealed: bytes, name: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag

    try:
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], name)
    except (InvalidTag, ValueError):
        return None


def _require() -> None:
    try:
        import cryptography  # noqa: F401
    except ImportError as error:
        raise ConfigError(
            "Identities need the package cryptography.",
            hint="pip install 'balance-arcade[identities]'",
        ) from error
