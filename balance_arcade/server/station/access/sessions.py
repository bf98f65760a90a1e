"""Sessions of people and devices: kept here, known to the browser by a token alone."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterator
from typing import Literal

from balance_arcade.core.clock import Clock
from balance_arcade.server.station.access.roles import Role

SESSION_KEY = "station.session"
"""Where the door writes into a request's scope whose it is."""

MAX_SESSIONS = 64
"""Policy when full: the one that was quiet for longest ends."""

TOKEN_BYTES = 32
MAX_TOKEN_CHARS = 128


@dataclasses.dataclass(frozen=True)
class Who:
    """Somebody who was let in.

    Attributes
    ----------
    kind : {'account', 'device'}
        Logged in with a password, or paired.
    id : str
        Of the account or the device; what the log says.
    name : str
        What the page says; never in a log.
    role : Role
        What they may do.
    """

    kind: Literal["account", "device"]
    id: str
    name: str
    role: Role

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


def token_hash(token: str) -> str:
    """Hash of a token: who reads the memory or the file of devices cannot use what is there.

    Examples
    --------
    >>> token_hash("a")[:8]
    'ca978112'
    """
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


@dataclasses.dataclass
class Session:
    """One browser that was let in.

    Attributes
    ----------
    who : Who
        Whose it is.
    key : str
        Hash of its token.
    change_token : str
        What every request that changes something must bring along, besides the cookie.
    begun_ns, used_ns : int
        When it began, and when somebody last touched the page, on the monotonic clock.
    idle_ns : int or None
        After so long without a touch it ends; None never.
    life_ns : int
        After so long it ends in any case.
    holds : callable
        Whether what it was let in for is still there: the account, the pairing.
    ended : callable
        Told once that it has ended because nobody touched it.
    end_reason : str
        Why it has ended; empty while it goes on.
    """

    who: Who
    key: str
    change_token: str
    begun_ns: int
    used_ns: int
    idle_ns: int | None
    life_ns: int
    holds: Callable[[], bool]
    ended: Callable[[], None] = lambda: None
    end_reason: str = ""


class Sessions:
    """All sessions of a station.

    Parameters
    ----------
    clock : Clock
        Tells the time.
    max_sessions : int
        How many there may be at once.

    Examples
    --------
    >>> from balance_arcade.core.clock import ManualClock
    >>> clock = ManualClock()
    >>> sessions = Sessions(clock)
    >>> who = Who("account", "3f2a9c1b", "anna", Role.CONTROLLER)
    >>> token, session = sessions.open(who, idle_s=900.0, life_s=43200.0)
    >>> sessions.find(token) is session
    True
    >>> clock.sleep(900.0)
    >>> sessions.find(token) is None, session.end_reason
    (True, 'nobody has touched the page for 15 min')
    """

    def __init__(self, clock: Clock, *, max_sessions: int = MAX_SESSIONS) -> None:
        self._clock = clock
        self._max = max_sessions
        self._open: dict[str, Session] = {}
        # Drawn anew with every start: tokens for changes die with it.
        self._secret = secrets.token_bytes(32)

    def open(
        self,
        who: Who,
        *,
        idle_s: float | None,
        life_s: float,
        token: str | None = None,
        holds: Callable[[], bool] = lambda: True,
        ended: Callable[[], None] = lambda: None,
    ) -> tuple[str, Session]:
        """Begin a session.

        Parameters
        ----------
        who : Who
            Whose it is.
        idle_s : float or None
            Seconds without a touch after which it ends.
        life_s : float
            Seconds after which it ends in any case.
        token : str, optional
            Of a device that was paired earlier; drawn at random without it.
        holds : callable
            Asked again and again whether the account or the pairing is still there.
        ended : callable
            Told once that it has ended because nobody touched it.

        Returns
        -------
        tuple of str and Session
            The token for the cookie, and the session.
        """
        self.sweep()
        while len(self._open) >= self._max:
            self.end(
                min(self._open.values(), key=lambda one: one.used_ns), "too many are logged in"
            )
        token = token or secrets.token_urlsafe(TOKEN_BYTES)
        key, now_ns = token_hash(token), self._clock.now_ns()
        session = Session(
            who=who,
            key=key,
            change_token=self.change_token(token),
            begun_ns=now_ns,
            used_ns=now_ns,
            idle_ns=None if idle_s is None else round(idle_s * 1e9),
            life_ns=round(life_s * 1e9),
            holds=holds,
            ended=ended,
        )
        self._open[key] = session
        return token, session

    def change_token(self, text: str) -> str:
        """Token for changes that belongs to a cookie's value; nobody else can compute it."""
        data = text.encode("utf-8", "replace")
        return hmac.new(self._secret, data, hashlib.sha256).hexdigest()

    def find(self, token: str) -> Session | None:
        """Session of a token, unless it has ended; not a touch."""
        if not token or len(token) > MAX_TOKEN_CHARS:
            return None
        session = self._open.get(token_hash(token))
        return None if session is None or self.gone(session) else session

    def touch(self, session: Session) -> None:
        """Somebody is there."""
        if not self.gone(session):
            session.used_ns = self._clock.now_ns()

    def left_s(self, session: Session) -> float:
        """Seconds until it ends if nobody touches the page."""
        now_ns = self._clock.now_ns()
        left_ns = session.begun_ns + session.life_ns - now_ns
        if session.idle_ns is not None:
            left_ns = min(left_ns, session.used_ns + session.idle_ns - now_ns)
        return max(0.0, left_ns / 1e9)

    def gone(self, session: Session) -> str:
        """Why a session has ended; empty while it goes on. Ends it if its time is over."""
        if not session.end_reason and not session.holds():
            self.end(session, f"the {session.who.kind} was removed or changed")
        if not session.end_reason and self.left_s(session) <= 0.0:
            is_idle = self._is_idle(session)
            self.end(session, self._time_reason(session))
            if is_idle:
                session.ended()
        return session.end_reason

    def end(self, session: Session, reason: str) -> None:
        """End a session; whoever holds it sees `end_reason`."""
        if not session.end_reason:
            session.end_reason = reason
        if self._open.get(session.key) is session:
            del self._open[session.key]

    def sweep(self) -> None:
        """End those whose time is over."""
        for session in list(self._open.values()):
            self.gone(session)

    def __iter__(self) -> Iterator[Session]:
        """Sessions that go on."""
        return iter(list(self._open.values()))

    def __len__(self) -> int:
        """How many go on."""
        return len(self._open)

    def _is_idle(self, session: Session) -> bool:
        idle_ns = session.idle_ns
        return idle_ns is not None and self._clock.now_ns() - session.used_ns >= idle_ns

    def _time_reason(self, session: Session) -> str:
        idle_ns = session.idle_ns
        if idle_ns is not None and self._is_idle(session):
            return f"nobody has touched the page for {idle_ns / 60e9:.3g} min"
        return f"{session.life_ns / 3600e9:.3g} h are over"
