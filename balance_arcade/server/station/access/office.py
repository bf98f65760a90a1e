"""Decides who is let in: passwords, codes and tokens go in, sessions come out."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Callable
from pathlib import Path

from balance_arcade.core.clock import Clock
from balance_arcade.core.errors import ConfigError
from balance_arcade.server.station.access.accounts import Accounts
from balance_arcade.server.station.access.devices import Device, Devices, wall_s
from balance_arcade.server.station.access.limits import Attempts, address_key
from balance_arcade.server.station.access.pairing import Offer, Pairing
from balance_arcade.server.station.access.passwords import Passwords, too_long
from balance_arcade.server.station.access.roles import Role
from balance_arcade.server.station.access.sessions import Session, Sessions, Who

audit = logging.getLogger("balance_arcade.server.station.audit")
"""Who was let in, who was not, who ordered what: ids and addresses, no names, no secrets."""

REFRESH_NS = 300_000_000
MAX_WAITING = 8
"""Logins under way. Policy when full: refuse; each takes 64 MiB while it is looked at."""

AT_ONCE = 2
N_LINES, LINES_S = 60, 60.0
"""Refusals that are written down in so many seconds. Policy beyond: count them, so that a stranger
cannot push out of the log's bounded files what stands there."""

WRONG = "Name or password is wrong."
EVERYBODY = "everybody"


@dataclasses.dataclass(frozen=True)
class Rules:
    """Times and numbers of the door.

    Attributes
    ----------
    idle_s : float
        An account is logged out when nobody has touched its page for so long.
    life_s, device_life_s : float
        A login, and a pairing, hold for so long at most.
    device_idle_s : float
        A pairing ends when nobody has touched the tablet for so long: it may lie anywhere by then.
    window_s : float
        Length of the window in which attempts are counted.
    n_here : int
        Attempts at one account from one address within the window.
    n_account, n_address : int
        Attempts at one account from anywhere, and from one address at anything.
    n_codes : int
        Attempts at pairing from anywhere.
    """

    idle_s: float = 15 * 60.0
    life_s: float = 12 * 3600.0
    device_life_s: float = 12 * 3600.0
    device_idle_s: float = 2 * 3600.0
    window_s: float = 300.0
    n_here: int = 5
    n_account: int = 20
    n_address: int = 20
    n_codes: int = 40


@dataclasses.dataclass(frozen=True)
class Refusal:
    """Nobody is let in.

    Attributes
    ----------
    reason : str
        For the page; never tells whether the account exists.
    wait_s : float
        Seconds until it may be tried again; 0 at once.
    """

    reason: str
    wait_s: float = 0.0


class Office:
    """Joins accounts, devices, codes, limits and sessions of a station.

    Parameters
    ----------
    folder : Path
        Where accounts and devices are kept.
    clock : Clock
        Monotonic time of sessions, codes and limits.
    rules : Rules
        Times and numbers.
    passwords : Passwords, optional
        Checks hashes.
    now_s : callable
        Wall clock of pairings, seconds since 1970.

    Raises
    ------
    ConfigError
        A file is damaged or open to other users.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock,
        rules: Rules | None = None,
        passwords: Passwords | None = None,
        now_s: Callable[[], float] = wall_s,
    ) -> None:
        self.rules = rules or Rules()
        self.accounts = Accounts(folder, passwords)
        self.devices = Devices(folder, now_s)
        self._left_lying: set[str] = set()
        self.sessions = Sessions(clock)
        self.pairing = Pairing(clock)
        self._passwords = passwords or Passwords()
        self._clock = clock
        self._refreshed_ns = clock.now_ns()
        window_s = self.rules.window_s
        self._here = Attempts(clock, n=self.rules.n_here, window_s=window_s)
        self._account = Attempts(clock, n=self.rules.n_account, window_s=window_s)
        self._address = Attempts(clock, n=self.rules.n_address, window_s=window_s)
        self._codes = Attempts(clock, n=self.rules.n_codes, window_s=window_s)
        self._told = Attempts(clock, n=N_LINES, window_s=LINES_S)
        self._n_untold = 0
        self._waiting = 0
        self._at_once = asyncio.Semaphore(AT_ONCE)

    async def log_in(self, name: str, password: str, address: str) -> tuple[str, Session] | Refusal:
        """Let somebody in by name and password.

        Parameters
        ----------
        name, password : str
            As they were typed; any length, any characters.
        address : str
            Where they come from.

        Returns
        -------
        tuple of str and Session, or Refusal
            Token for the cookie and the session.
        """
        # Bounded before anything is made of them.
        name = name[:64].strip().casefold()
        place = address_key(address)
        wait_s = self._take(
            (self._here, f"{name} {place}"), (self._account, name), (self._address, place)
        )
        if wait_s > 0.0:
            self.warn("login from %s refused: too many attempts", place)
            return Refusal("Too many attempts.", wait_s)
        if self._waiting >= MAX_WAITING:
            return Refusal("Many people log in at this moment.", 1.0)
        if too_long(password):
            self.warn("login from %s refused: too long to be a password", place)
            return Refusal(WRONG)
        self.accounts.refresh()
        account = self.accounts.find(name)
        kept = None if account is None else account.hash
        if not await self._fits(kept, password) or account is None:
            known = "an unknown account" if account is None else f"account {account.id}"
            self.warn("login from %s refused: wrong password for %s", place, known)
            return Refusal(WRONG)
        self._here.forget(f"{name} {place}")
        who = Who("account", account.id, account.name, account.role)
        audit.info("login: %s, %s, from %s", who, who.role, place)
        return self.sessions.open(
            who,
            idle_s=self.rules.idle_s,
            life_s=self.rules.life_s,
            holds=lambda: self._still(account.name, account.hash, account.role),
        )

    def pair(self, code: str, address: str) -> tuple[str, Session] | Refusal:
        """Let a device in by the code that is on the station's screen.

        Returns
        -------
        tuple of str and Session, or Refusal
        """
        place = address_key(address)
        wait_s = self._take((self._address, place), (self._codes, EVERYBODY))
        if wait_s > 0.0:
            self.warn("pairing from %s refused: too many attempts", place)
            return Refusal("Too many attempts.", wait_s)
        offer = self.pairing.redeem(code)
        if offer is None:
            self.warn("pairing from %s refused: no such code", place)
            return Refusal("This code has been used, or its two minutes are over.")
        try:
            token, device = self.devices.add(offer.label, offer.role, self.rules.device_life_s)
        except ConfigError as error:
            return Refusal(str(error))
        audit.info("paired: device %s, %s, from %s", device.id, device.role, place)
        return token, self._open_device(token, device)

    def offer(self, role: Role, label: str) -> Offer:
        """Draw a code for a device; whoever sits at the station's computer asks for it."""
        audit.info("a code for pairing a %s is shown", role)
        return self.pairing.offer(role, label)

    def revoke(self, device_id: str) -> bool:
        """End a pairing: its pages close within a second; false where there is none."""
        done = self.devices.remove(device_id)
        if done:
            audit.info("device %s is no longer paired", device_id)
        return done

    def session_of(self, token: str) -> Session | None:
        """Session of a cookie; a device that was paired before a restart gets a new one."""
        self._refresh()
        session = self.sessions.find(token)
        if session is not None or not token:
            return session
        device = self.devices.find(token)
        lies = device is not None and device.id in self._left_lying
        return None if device is None or lies else self._open_device(token, device)

    def gone(self, session: Session) -> str:
        """Why a session has ended; empty while it goes on."""
        self._refresh()
        before = session.end_reason
        reason = self.sessions.gone(session)
        if reason and not before:
            audit.info("%s is out: %s", session.who, reason)
        return reason

    def log_out(self, session: Session) -> None:
        """End a session because somebody asked for it; a device is no longer paired then."""
        audit.info("%s logs out", session.who)
        self.sessions.end(session, "you have logged out")
        if session.who.kind == "device":
            self.revoke(session.who.id)

    def warn(self, text: str, *args: object) -> None:
        """Write down a refusal, unless there are too many of them."""
        if self._told.take(EVERYBODY) > 0.0:
            self._n_untold += 1
            return
        if self._n_untold:
            audit.warning("%d more refusals before this were not written down", self._n_untold)
            self._n_untold = 0
        audit.warning(text, *args)

    def _take(self, *limits: tuple[Attempts, str]) -> float:
        """Count an attempt by several limits; returns the wait in seconds if one has an objection.

        What one of them refuses is no attempt for the others: a stranger who goes on and on in one
        place must not lock out everybody else.
        """
        wait_s = max(limit.wait_s(key) for limit, key in limits)
        if wait_s <= 0.0:
            for limit, key in limits:
                limit.take(key)
        return wait_s

    async def _fits(self, kept: str | None, password: str) -> bool:
        self._waiting += 1
        try:
            async with self._at_once:
                # In a thread: frames and a Stop of others must not wait for it.
                return await asyncio.to_thread(self._passwords.fits, kept, password)
        finally:
            self._waiting -= 1

    def _still(self, name: str, kept: str, role: Role) -> bool:
        account = self.accounts.find(name)
        return account is not None and account.hash == kept and account.role is role

    def _open_device(self, token: str, device: Device) -> Session:
        who = Who("device", device.id, device.label, device.role)
        # It has no password to come back with, and whoever has followed a session for an hour is
        # not to be sent for a code: so its idle time is longer than that of a login.
        _, session = self.sessions.open(
            who,
            idle_s=self.rules.device_idle_s,
            life_s=self.devices.left_s(device),
            token=token,
            holds=lambda: self.devices.holds(device.id),
            ended=lambda: self._forget_device(device.id),
        )
        return session

    def _forget_device(self, device_id: str) -> None:
        """End the pairing of a device that nobody touched; its cookie opens nothing any more."""
        self._left_lying.add(device_id)
        try:
            self.revoke(device_id)
        except ConfigError as error:
            # It stays out for as long as this station runs.
            self.warn("the pairing of device %s could not be removed: %s", device_id, error)

    def _refresh(self) -> None:
        """See what `station-users` has changed; asked often, looks three times a second."""
        now_ns = self._clock.now_ns()
        if now_ns - self._refreshed_ns >= REFRESH_NS:
            self._refreshed_ns = now_ns
            self.accounts.refresh()
