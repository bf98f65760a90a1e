"""People of the station: a file of names, roles and password hashes, closed to other users."""

from __future__ import annotations

import logging
import re
import secrets
from pathlib import Path

import msgspec

from balance_arcade.core.errors import ConfigError
from balance_arcade.server.keys.folder import read_private, write_private
from balance_arcade.server.station.access.passwords import Passwords, check_new
from balance_arcade.server.station.access.roles import Role

_log = logging.getLogger(__name__)

FILE_NAME = "station-accounts.json"
MAX_ACCOUNTS = 200
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])?")
_HINT = "Use 1 to 32 of a-z, 0-9, dot, hyphen and underscore, such as front-desk."


class Account(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who may log in.

    Attributes
    ----------
    id : str
        Eight hexadecimal digits; the log names the account by it, never by its name.
    name : str
        What is typed at login, in small letters.
    role : Role
        What they may do.
    hash : str
        Of the password, as Argon2 writes it.
    """

    id: str
    name: str
    role: Role
    hash: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    accounts: tuple[Account, ...]
    version: int = 1


def clean_name(name: str) -> str:
    """Name of an account as it is kept.

    Raises
    ------
    ConfigError
        It is no such name.

    Examples
    --------
    >>> clean_name(" Front-Desk ")
    'front-desk'
    """
    cleaned = name.strip().casefold()
    if not _NAME.fullmatch(cleaned):
        raise ConfigError("This is no name of an account.", hint=_HINT)
    return cleaned


class Accounts:
    """The accounts of one folder; changes of another process are seen by `refresh`.

    Parameters
    ----------
    folder : Path
        As `balance_arcade.server.keys.folder.keys_folder` gives it.
    passwords : Passwords, optional
        Makes the hashes.

    Raises
    ------
    ConfigError
        The file is there, but damaged or open to other users.
    """

    def __init__(self, folder: Path, passwords: Passwords | None = None) -> None:
        self.path = folder / FILE_NAME
        self._passwords = passwords or Passwords()
        self._mark: tuple[int, ...] = ()
        self._accounts: dict[str, Account] = {}
        self._load()

    def all(self) -> tuple[Account, ...]:
        """All accounts, by name."""
        return tuple(sorted(self._accounts.values(), key=lambda account: account.name))

    def find(self, name: str) -> Account | None:
        """Account of a name as somebody typed it."""
        return self._accounts.get(name.strip().casefold())

    def holds(self, account: Account) -> bool:
        """Whether an account is still there, with the same password and role."""
        return self._accounts.get(account.name) == account

    def add(self, name: str, role: Role, password: str) -> Account:
        """Add an account.

        Raises
        ------
        ConfigError
            The name is taken or none, or the password is not good enough.
        """
        name = clean_name(name)
        if name in self._accounts:
            raise ConfigError(
                f"There is an account {name} already.",
                hint=f"For a new password: balance-arcade station-users password {name}",
            )
        if len(self._accounts) >= MAX_ACCOUNTS:
            raise ConfigError(
                f"There are {MAX_ACCOUNTS} accounts.", hint="Remove those that nobody uses."
            )
        check_new(password, name)
        account = Account(secrets.token_hex(4), name, role, self._passwords.hash(password))
        self._keep({**self._accounts, name: account})
        return account

    def remove(self, name: str) -> Account:
        """Remove an account; whoever is logged in with it is out within a second.

        Raises
        ------
        ConfigError
            There is no such account.
        """
        account = self._known(name)
        self._keep({key: one for key, one in self._accounts.items() if key != account.name})
        return account

    def set_password(self, name: str, password: str) -> Account:
        """Give an account another password; whoever is logged in with it is out within a second.

        Raises
        ------
        ConfigError
            There is no such account, or the password is not good enough.
        """
        account = self._known(name)
        check_new(password, account.name)
        changed = msgspec.structs.replace(account, hash=self._passwords.hash(password))
        self._keep({**self._accounts, account.name: changed})
        return changed

    def set_role(self, name: str, role: Role) -> Account:
        """Give an account another role.

        Raises
        ------
        ConfigError
            There is no such account.
        """
        changed = msgspec.structs.replace(self._known(name), role=role)
        self._keep({**self._accounts, changed.name: changed})
        return changed

    def refresh(self) -> None:
        """Read the file anew if it has changed; one that cannot be read lets nobody in."""
        if self._stamp() == self._mark:
            return
        try:
            self._load()
        except ConfigError as error:
            _log.error("the accounts cannot be read, so nobody is let in: %s", error)
            self._accounts = {}
            self._mark = self._stamp()

    def _known(self, name: str) -> Account:
        account = self.find(name)
        if account is None:
            known = ", ".join(self._accounts) or "none"
            raise ConfigError(f"There is no such account. Known: {known}.")
        return account

    def _keep(self, accounts: dict[str, Account]) -> None:
        text = msgspec.json.format(msgspec.json.encode(_File(tuple(accounts.values()))))
        write_private(self.path, text.decode() + "\n")
        self._accounts = accounts
        self._mark = self._stamp()

    def _load(self) -> None:
        mark = self._stamp()
        try:
            text = read_private(self.path)
            found = msgspec.json.decode(text, type=_File)
        except FileNotFoundError:
            found = _File(())
        except (msgspec.MsgspecError, RecursionError) as error:
            raise ConfigError(
                f"{self.path} is damaged ({error}).",
                hint="Restore it, or delete it and add the accounts anew.",
            ) from error
        self._accounts = {account.name: account for account in found.accounts}
        self._mark = mark

    def _stamp(self) -> tuple[int, ...]:
        try:
            stat = self.path.stat()
        except OSError:
            return ()
        return (stat.st_mtime_ns, stat.st_size, stat.st_ino)
