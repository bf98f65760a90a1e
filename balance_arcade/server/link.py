"""The two sockets of a station: made, watched, and connected anew after a refusal."""

from __future__ import annotations

import itertools
from typing import Any

import zmq
from zmq.utils.monitor import recv_monitor_message

from balance_arcade.server.endpoints import connect, set_receiving
from balance_arcade.server.gate import Gate
from balance_arcade.server.handshakes import EVENTS, Handshakes
from balance_arcade.server.keys.access import StationAccess

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
    """

    def __init__(self, context: zmq.Context[Any], sock: zmq.Socket[Any], *, keyed: bool) -> None:
        self._sock = sock
        self._handshakes = Handshakes(keyed=keyed)
        self._endpoint = ""
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
        self._endpoint, self._is_connected, self._due_ns = endpoint, True, None

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
            self.connect(self._endpoint)

    def _disconnect(self) -> None:
        if self._is_connected:
            self._is_connected = False
            self._sock.disconnect(self._endpoint)


class StationSockets:
    """SUB and DEALER of a station, with the gate that guards them; used by one thread.

    Parameters
    ----------
    access : StationAccess or None
        Keys to show and to demand; None for a publisher on this computer without any.

    Attributes
    ----------
    live, ctl : zmq.Socket
        Not connected yet.
    live_link, ctl_link : Link
        Connect them.
    """

    def __init__(self, access: StationAccess | None) -> None:
        self._context: zmq.Context[Any] = zmq.Context()
        self._gate = Gate(self._context)
        self.live = self._context.socket(zmq.SUB)
        self.ctl = self._context.socket(zmq.DEALER)
        self._poller = zmq.Poller()
        for sock in (self.live, self.ctl):
            set_receiving(sock)
            self._gate.guard(sock, "station")
            if access is not None:
                access.protect(sock)
        # Without a connection nothing is queued: a Start pressed now must not arrive minutes later.
        self.ctl.setsockopt(zmq.IMMEDIATE, 1)
        # All boards, kinds and major versions: another version is then reported instead of missing.
        self.live.subscribe(b"ba/")
        self.live_link = Link(self._context, self.live, keyed=access is not None)
        self.ctl_link = Link(self._context, self.ctl, keyed=access is not None)
        self._links = self.live_link, self.ctl_link
        self._told: list[Link] = []
        monitors = self.live_link.monitor, self.ctl_link.monitor
        for sock in (self.live, self.ctl, *monitors, *self._gate.sockets):
            self._poller.register(sock, zmq.POLLIN)

    @property
    def trouble(self) -> str:
        """Why nobody lets us in, as a sentence; empty while nothing is known against us."""
        return self.ctl_link.trouble or self.live_link.trouble

    def also(self, descriptor: int) -> None:
        """End a wait when this descriptor becomes readable, too."""
        self._poller.register(descriptor, zmq.POLLIN)

    def wait(self, timeout_ms: int) -> dict[Any, int]:
        """Wait until something has come, let the gate answer, and return what is ready."""
        ready = dict(self._poller.poll(timeout_ms))
        if any(sock in ready for sock in self._gate.sockets):
            self._gate.serve()
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
