"""Where orders of stations go: to the session under way, or to the host when there is none."""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Callable, Mapping

from balance_arcade.app.attaching import NO_SESSION, refused_person
from balance_arcade.app.playlist import Playlist, playlist_of
from balance_arcade.core.adverse import refused_mark
from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.events import Command, Phase, Scalar
from balance_arcade.core.order_rules import refused_record, why_refused

MAX_WAITING = 64
"""Orders that wait for the host. Full: the order is rejected, and the station says so."""

SAME_STOP_S = 2.0
"""A Stop so soon after a session's end was meant for that session, not for the host: two stations
press at once, and whoever is worried presses twice."""

_NOTHING_KEPT = "no folder was named to record into; start it with --out"
_ABOUT_TO_BEGIN = "rejected: a game is about to begin"
_SESSION_OVER = f"rejected: {why_refused('start', Phase.ENDED)}"


class OrderRouter:
    """Takes orders in the publisher's thread and never waits.

    Parameters
    ----------
    serves : bool
        The host goes on without a session and takes ``start``, ``tare``, ``mark`` and ``stop``
        itself; otherwise it refuses what comes before and after its one session.
    keeps : bool
        There is a folder for recordings, so that ``record`` can be taken.
    clock : Clock, optional
        Tells how long ago a session ended.

    Attributes
    ----------
    stopped : Event
        Set by a Stop that came while no session was under way: nothing more is to begin.
    attach : callable
        Takes details and giver of ``person`` for the session under way; returns why not.
    base : Playlist or None
        What holds where an order to start says nothing, for example settings of the command line.
    """

    def __init__(
        self, *, serves: bool = False, keeps: bool = True, clock: Clock | None = None
    ) -> None:
        self._serves, self._keeps = serves, keeps
        self._clock = clock or MonotonicClock()
        self._session: Callable[[Command], str] | None = None
        self._waiting: deque[Command] = deque()
        # From the order to start that was accepted until its session takes orders, or cannot begin.
        self._begins = False
        self._stop_at_start: Command | None = None
        self._ended_s = -math.inf
        self._lock = threading.Lock()
        self.stopped = threading.Event()
        self.base: Playlist | None = None
        self.attach: Callable[[Mapping[str, Scalar], str], str] = lambda args, by: NO_SESSION

    def follow(self, session: Callable[[Command], str] | None) -> None:
        """Hand orders to a session from now on; None when it is over, or did not begin.

        A Stop that was accepted before the session could take it reaches it first of all.
        """
        with self._lock:
            if self._session is not None:
                self._ended_s = self._now_s()
            # What was ordered while the session before was being closed is still to begin.
            kept = session is None and any(order.name == "start" for order in self._waiting)
            self._session, self._begins = session, kept
            stop, self._stop_at_start = self._stop_at_start, None
        # Outside of the lock: the session has one of its own, and no thread may hold both.
        if session is not None and stop is not None:
            session(stop)

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
            if session is None and command.name == "stop":
                # In every state: whoever presses Stop must never read that it cannot be now.
                self._stop_without_session(command)
                return "accepted"
        if session is not None and command.name == "person":
            why = refused_person(command.args) or self.attach(command.args, command.by)
            return f"rejected: {why}" if why else "accepted"
        if session is not None:
            # A session takes its own zero and has its own files, in whatever phase it is.
            own = command.name in {"tare", "record"}
            why = why_refused(command.name, Phase.PLAY) if own else ""
            return f"rejected: {why}" if why else self._hand_on(command, session)
        why = why_refused(command.name, "serving" if self._serves else "")
        return f"rejected: {why}" if why else self._keep(command)

    def _hand_on(self, command: Command, session: Callable[[Command], str]) -> str:
        if command.name == "stop":
            with self._lock:
                # Nothing begins after a Stop, also what was kept for when this session is closed.
                self._waiting = deque(c for c in self._waiting if c.name != "start")
                self._begins = False
        answer = session(command)
        # Whoever saw it end orders the next game before the host has closed its files.
        if self._serves and command.name == "start" and answer == _SESSION_OVER:
            return self._keep(command)
        return answer

    def _stop_without_session(self, command: Command) -> None:
        # A session is on its way: it gets this Stop in `follow`, before any other order.
        if self._begins or not self._serves:
            self._stop_at_start = command
        # Only such a Stop is meant for the host: no session is on its way, none has just ended.
        if not self._serves or not (self._begins or self._just_ended()):
            self.stopped.set()

    def _just_ended(self) -> bool:
        return self._now_s() - self._ended_s <= SAME_STOP_S

    def _keep(self, command: Command) -> str:
        if command.name == "start":
            # Refused here and not later, so that the station reads the answer.
            self.playlist(command)
        elif why := self._refused_kept(command):
            return f"rejected: {why}"
        with self._lock:
            # A second start would begin the game twice, and a session takes a zero of its own;
            # marks disturb nothing.
            if self._begins and command.name not in {"mark", "undo", "person"}:
                return _ABOUT_TO_BEGIN
            if len(self._waiting) >= MAX_WAITING:
                return "rejected: too many orders wait"
            self._waiting.append(command)
            self._begins = self._begins or command.name == "start"
        return "accepted"

    def _refused_kept(self, command: Command) -> str:
        if command.name == "mark":
            return refused_mark(command.args)
        if command.name == "person":
            return refused_person(command.args)
        if command.name != "record":
            return ""
        return refused_record(command.args) if self._keeps else _NOTHING_KEPT

    def playlist(self, command: Command) -> Playlist:
        """Read from an order to start what is to be played.

        Raises
        ------
        ConfigError
            As of `balance_arcade.app.playlist.playlist_of`.
        """
        return playlist_of(command, self.base)

    def drain(self) -> list[Command]:
        """Return the orders that the host has to carry out, oldest first.

        None begins before the session that has ended is closed.
        """
        with self._lock:
            if self._session is not None:
                return []
            waiting = list(self._waiting)
            self._waiting.clear()
        return waiting

    def _now_s(self) -> float:
        return self._clock.now_ns() / 1e9
