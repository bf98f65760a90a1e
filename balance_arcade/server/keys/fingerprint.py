"""A short form of a key or a certificate, for people to compare."""

from __future__ import annotations

import hashlib

N_BYTES = 16
"""128 bits: nobody can make a second key with the fingerprint of a given one."""


def fingerprint(data: bytes, *, n_bytes: int = N_BYTES) -> str:
    """Return the first bytes of the SHA-256 in groups of four hexadecimal digits.

    Parameters
    ----------
    data : bytes
        A public key of 32 bytes, or a certificate in DER.
    n_bytes : int
        How many bytes of the hash are shown; 32 for all of it, as a browser shows it.

    Returns
    -------
    str
        Groups with hyphens between, in small letters.

    Examples
    --------
    >>> fingerprint(bytes(32))
    '6668-7aad-f862-bd77-6c8f-c18b-8e9f-8e20'
    """
    digits = hashlib.sha256(data).digest()[:n_bytes].hex()
    return "-".join(digits[i : i + 4] for i in range(0, len(digits), 4))
