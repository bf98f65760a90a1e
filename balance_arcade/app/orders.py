"""Where orders of stations go: to the session under way, or to the host when there is none."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from balance_arcade.app.playlist import playlist_of
from balance_arcade.core.events import Command

MAX_WAITING = 64
"""Orders that wait for the host. Full: the order is rejected, and the station says so."""

_NOTHING_PLAYED = "rejected: no game is under way"


class OrderRouter:
    """Takes orders in the publisher's thread and never waits.

    Parameters
    ----------
    serves : bool
        The host goes on without a session and takes ``start``, ``tare``, ``mark`` and ``stop``
        itself; otherwise it refuses what comes before and after its one session.

    Attributes
    ----------
    stopped : Event
        Set by a Stop that came while no session was under way.
    """

    def __init__(self, *, serves: bool = False) -> None:
        self._serves = serves
        self._session: Callable[[Command], str] | None = None
        self._waiting: deque[Command] = deque()
        self._lock = threading.Lock()
        self.stopped = threading.Event()

    def follow(self, session: Callable[[Command], str] | None) -> None:
        """Hand orders to a session from now on; None when it is over."""
        with self._lock:
            self._session = session

    def take(self, command: Command) -> str:
        """Carry an order out, or keep it for the host.

        Returns
        -------
        str
            ``accepted``, or ``rejected: `` and why.

        Raises
        ------
        ConfigError
            A game to start that is none; the publisher's answer says so.
        """
        with self._lock:
            session = self._session
        if session is not None:
            if command.name == "tare":
                return "rejected: a session is under way and takes its own zero"
            return session(command)
        if command.name == "stop":
            # In every state: whoever presses Stop must never read that it is not possible now.
            self.stopped.set()
            return "accepted"
        if not self._serves:
            return "rejected: the session has not begun or is over"
        if command.name not in {"start", "tare", "mark"}:
            return _NOTHING_PLAYED
        return self._keep(command)

    def _keep(self, command: Command) -> str:
        if command.name == "start":
            # Refused here and not later, so that the station reads the answer.
            playlist_of(command)
        with self._lock:
            if len(self._waiting) >= MAX_WAITING:
                return "rejected: too many orders wait"
            self._waiting.append(command)
        return "accepted"

    def drain(self) -> list[Command]:
        """Return the orders that the host has to carry out, oldest first."""
        with self._lock:
            waiting = list(self._waiting)
            self._waiting.clear()
        return waiting
