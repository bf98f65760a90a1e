"""The two sockets of a station: made, watched, and connected anew after a refusal."""

from __future__ import annotations

import itertools
import logging
from typing import Any, Final

import zmq
from zmq.utils.monitor import recv_monitor_message

from balance_arcade.core.clock import Clock
from balance_arcade.server.endpoints import connect, set_receiving
from balance_arcade.server.handshakes import EVENTS, Handshakes
from balance_arcade.server.keys.access import StationAccess

MAX_UNREAD_NS: Final = 5_000_000_000
"""How long messages may wait for us before we begin anew with an empty queue."""

RECEIVE_HWM: Final = 10_000
"""Messages of the stream that libzmq reads ahead: 10 s at 1 kHz, more than `MAX_UNREAD_NS`."""

_POLLIN: Final = int(zmq.POLLIN)
_log = logging.getLogger(__name__)
_numbers = itertools.count(1)


class Link:
    """A socket that is connected to one endpoint, and told when it is refused.

    Parameters
    ----------
    context : zmq.Context
        Of the socket; whoever destroys it closes what belongs to this.
    sock : zmq.Socket
        With all of its options set.
    keyed : bool
        Whether it shows a key and demands one.

    Attributes
    ----------
    endpoint : str
        To which it is connected, or will be again; empty before the first.
    """

    def __init__(self, context: zmq.Context[Any], sock: zmq.Socket[Any], *, keyed: bool) -> None:
        self._sock = sock
        self._handshakes = Handshakes(keyed=keyed)
        self.endpoint = ""
        self._is_connected = False
        self._due_ns: int | None = None
        # pyzmq names a monitor by the socket's descriptor, which another socket may get again.
        address = f"inproc://link-{next(_numbers)}"
        sock.monitor(address, EVENTS)
        self.monitor = context.socket(zmq.PAIR)
        self.monitor.connect(address)

    @property
    def trouble(self) -> str:
        """Why it is not connected, as a sentence; empty while nothing is known against it."""
        return self._handshakes.trouble

    def connect(self, endpoint: str) -> None:
        """Connect to an endpoint and to no other; nobody need be there."""
        self._disconnect()
        connect(self._sock, endpoint)
        self.endpoint, self._is_connected, self._due_ns = endpoint, True, None

    def hear(self, now_ns: int) -> None:
        """Hear what came of handshakes, and disconnect after a refusal. Never blocks."""
        while self.monitor.getsockopt(zmq.EVENTS) & zmq.POLLIN:
            told = recv_monitor_message(self.monitor, zmq.NOBLOCK)
            refused = self._handshakes.note(int(told["event"]), int(told["value"]))
            # What is still told of a connection that was given up is old.
            if refused and self._is_connected:
                self._disconnect()
                self._due_ns = now_ns + self._handshakes.pause_ns()

    def tend(self, now_ns: int) -> None:
        """Connect anew if it is time."""
        if self._due_ns is not None and now_ns >= self._due_ns:
            self.connect(self.endpoint)

    def _disconnect(self) -> None:
        if self._is_connected:
            self._is_connected = False
            self._sock.disconnect(self.endpoint)


class StationSockets:
    """SUB and DEALER of a station; used by one thread.

    Nobody connects to them, so there is no gate, and nothing of a handshake waits for this thread:
    with a gate libzmq 4.3.5 was seen to end the process.

    Who leaves the stream unread for `MAX_UNREAD_NS`, as a notebook does between two cells, gets new
    sockets with empty queues; what is missing then is asked for like any gap. Reading on from the
    old ones may end the whole process by an assertion in libzmq (seen in 4.3.5).

    Parameters
    ----------
    access : StationAccess or None
        Keys to show and to demand; None for a publisher on this computer without any.
    clock : Clock
        Our monotonic clock.

    Attributes
    ----------
    live, ctl : zmq.Socket
        Not connected yet.
    live_link, ctl_link : Link
        Connect them.
    """

    def __init__(self, access: StationAccess | None, clock: Clock) -> None:
        self._access, self._clock = access, clock
        self._descriptors: list[int] = []
        self._open()

    def _open(self) -> None:
        access = self._access
        self._drained_ns = self._clock.now_ns()
        self._context: zmq.Context[Any] = zmq.Context()
        self.live = self._context.socket(zmq.SUB)
        self.ctl = self._context.socket(zmq.DEALER)
        self._poller = zmq.Poller()
        for sock in (self.live, self.ctl):
            set_receiving(sock)
            if access is not None:
                access.protect(sock)
        self.live.setsockopt(zmq.RCVHWM, RECEIVE_HWM)
        # Without a connection nothing is queued: a Start pressed now must not arrive minutes later.
        self.ctl.setsockopt(zmq.IMMEDIATE, 1)
        # All boards, kinds and major versions: another version is then reported instead of missing.
        self.live.subscribe(b"ba/")
        self.live_link = Link(self._context, self.live, keyed=access is not None)
        self.ctl_link = Link(self._context, self.ctl, keyed=access is not None)
        self._links = self.live_link, self.ctl_link
        self._told: list[Link] = []
        monitors = self.live_link.monitor, self.ctl_link.monitor
        for sock in (self.live, self.ctl, *monitors):
            self._poller.register(sock, zmq.POLLIN)

    @property
    def trouble(self) -> str:
        """Why nobody lets us in, as a sentence; empty while nothing is known against us."""
        return self.ctl_link.trouble or self.live_link.trouble

    def also(self, descriptor: int) -> None:
        """End a wait when this descriptor becomes readable, too."""
        self._descriptors.append(descriptor)
        self._poller.register(descriptor, zmq.POLLIN)

    def has_more(self) -> bool:
        """Whether more of the stream has come; if not, nothing waits unread."""
        # Cheaper than to try to read, for nearly always there is nothing more.
        more = bool(int(self.live.getsockopt(zmq.EVENTS)) & _POLLIN)
        if not more:
            self._drained_ns = self._clock.now_ns()
        return more

    def _open_anew(self) -> None:
        live, ctl = self.live_link.endpoint, self.ctl_link.endpoint
        self.close()
        self._open()
        for descriptor in self._descriptors:
            self._poller.register(descriptor, zmq.POLLIN)
        for link, endpoint in ((self.live_link, live), (self.ctl_link, ctl)):
            if endpoint:
                link.connect(endpoint)

    def wait(self, timeout_ms: int) -> dict[Any, int]:
        """Wait until something has come, let the gate answer, and return what is ready."""
        unread_s = (self._clock.now_ns() - self._drained_ns) / 1e9
        if unread_s * 1e9 > MAX_UNREAD_NS:
            _log.info("Nobody read the stream for %.1f s: it is joined anew.", unread_s)
            self._open_anew()
        ready = dict(self._poller.poll(timeout_ms))
        if self.live not in ready:
            self._drained_ns = self._clock.now_ns()
        self._told = [link for link in self._links if link.monitor in ready]
        return ready

    def tend(self, now_ns: int) -> None:
        """Disconnect where somebody refused us, connect anew where that is due."""
        for link in self._told:
            link.hear(now_ns)
        self._told = []
        for link in self._links:
            link.tend(now_ns)

    def close(self) -> None:
        """Close everything at once."""
        self._context.destroy(linger=0)
