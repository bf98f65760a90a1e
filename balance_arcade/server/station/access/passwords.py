"""Passwords: what a new one must be, and their Argon2id hashes (RFC 9106)."""

from __future__ import annotations

import unicodedata

import argon2

from balance_arcade.core.errors import ConfigError

MIN_CHARS = 12
MAX_CHARS = 256
MIN_DIFFERENT = 5
MIN_NAME = 3
"""Names that are shorter stand in any password by chance."""

_COMMON = frozenset(
    {
        "administrator",
        "balance-arcade",
        "balancearcade",
        "balanceboard",
        "changeme1234",
        "correct horse battery staple",
        "password1234",
        "passwordpassword",
        "physiotherapy",
        "qwertyuiop12",
        "rehabilitation",
        "therapist1234",
        "welcome12345",
    }
)


def plain(password: str) -> str:
    r"""Give one spelling to what looks alike from two keyboards (NFKC), as NIST SP 800-63B asks.

    Examples
    --------
    >>> plain("cafe\u0301") == plain("caf\u00e9")
    True
    """
    return unicodedata.normalize("NFKC", password)


def too_long(password: str) -> bool:
    """Whether a password is longer than any that is ever taken; looked at before any work.

    Examples
    --------
    >>> too_long("x" * 256), too_long("x" * 257)
    (False, True)
    """
    return len(password) > MAX_CHARS


def check_new(password: str, name: str) -> None:
    """Refuse a new password that is guessed too soon.

    Parameters
    ----------
    password : str
        As it was typed.
    name : str
        Of the account.

    Raises
    ------
    ConfigError
        It is too short, too long, too plain, or holds the account's name.

    Examples
    --------
    >>> check_new("nine green bottles hang", "anna")
    """
    reason = _objection(password, name)
    if reason:
        raise ConfigError(f"This password {reason}.", hint="Take four words that nobody expects.")


def _objection(password: str, name: str) -> str:
    if too_long(password):
        return f"has more than {MAX_CHARS} characters"
    if _is_broken(password):
        return "holds bytes that are no text"
    text = plain(password).casefold()
    if len(text) < MIN_CHARS:
        return f"has less than {MIN_CHARS} characters"
    if len(set(text)) < MIN_DIFFERENT:
        return f"has less than {MIN_DIFFERENT} different characters"
    if len(name) >= MIN_NAME and name.casefold() in text:
        return "holds the account's name"
    return "is one of the first that anybody tries" if text in _COMMON else ""


def _is_broken(text: str) -> bool:
    """Whether there are lone surrogates in it, which no encoding takes."""
    return any("\ud800" <= letter <= "\udfff" for letter in text)


class Passwords:
    """Makes and checks hashes.

    Parameters
    ----------
    hasher : argon2.PasswordHasher, optional
        Without it RFC 9106's second recommendation: Argon2id, 64 MiB, 3 passes, 4 lanes.

    Examples
    --------
    >>> passwords = Passwords(argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    >>> kept = passwords.hash("nine green bottles")
    >>> passwords.fits(kept, "nine green bottles"), passwords.fits(kept, "ten green bottles")
    (True, False)
    """

    def __init__(self, hasher: argon2.PasswordHasher | None = None) -> None:
        self._hasher = hasher or argon2.PasswordHasher()
        self._nobody = ""

    def hash(self, password: str) -> str:
        """Hash of a password, with its salt and its cost."""
        return self._hasher.hash(plain(password))

    def fits(self, kept: str | None, password: str) -> bool:
        """Whether a password is the one of a hash.

        Parameters
        ----------
        kept : str or None
            The hash; None where there is no such account. That takes as long: the time does not
            tell which accounts exist.
        password : str
            As it was typed.

        Returns
        -------
        bool
        """
        if too_long(password) or _is_broken(password):
            return False
        if not self._nobody:
            self._nobody = self._hasher.hash("nobody's password")
        try:
            self._hasher.verify(kept or self._nobody, plain(password))
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False
        return kept is not None
