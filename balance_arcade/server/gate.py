"""Who may connect: the ZAP handler of a context, and how many connections each port has.

libzmq asks a handler before a handshake ends (ZAP, https://rfc.zeromq.org/spec/27/), if the socket
names a domain. Two things follow from the domain alone: peers of ZMTP 1 and 2, which have no
handshake that could be asked about, are turned away, and a socket whose handler is gone lets nobody
in. A port without keys admits everybody on this computer, up to a number; one with keys (CURVE)
those whose key is on its list, from anywhere. Who leaves the list is cut off: libzmq does not tell
which key came over which connection, so all of the port are cut, and the others come back at once.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import zmq
from zmq.utils.monitor import recv_monitor_message

from balance_arcade.server.connections import Inflow, cut, received_bytes
from balance_arcade.server.endpoints import is_loopback
from balance_arcade.server.inbox import Waker
from balance_arcade.server.keys.allow_list import AllowList
from balance_arcade.server.keys.fingerprint import fingerprint
from balance_arcade.server.keys.key_pair import N_KEY_BYTES

_log = logging.getLogger(__name__)

ZAP_ENDPOINT = "inproc://zeromq.zap.01"
DOMAIN = "balance-arcade"
"""Domain of every socket, with the port's name behind it; never empty, or ZMTP 1 would be heard."""

MAX_CONNECTIONS = 24
"""Connections of one port at most. Policy when full: the newcomer is turned away and counted; it
tries again by itself."""

HANDSHAKE_NS = 2_100_000_000
"""A connection this old has ended its handshake, or libzmq has dropped it (HANDSHAKE_IVL, 2 s)."""

LOOK_MS = 150
"""How often it is looked how much a connection has sent, and who is still on the list of keys: a
flood brings 40 MB in that time."""

_ADMIT, _LATER, _NEVER = b"200", b"300", b"400"
_EVENTS = zmq.EVENT_ACCEPTED | zmq.EVENT_DISCONNECTED
_JOIN_S = 2.0


class Door:
    """Counts the connections of one port, from what libzmq tells of its sockets.

    Parameters
    ----------
    now_ns : callable
        Monotonic clock.
    allowed : AllowList, optional
        Whose keys are let in; without it no keys are demanded, and who is on this computer is.

    Attributes
    ----------
    endpoint : str
        Where it is bound, once it is; only connections to it are cut.

    Examples
    --------
    >>> now_ns = [0]
    >>> door = Door(lambda: now_ns[0])
    >>> door.accepted(7), door.admitted(), door.accepted(8)
    (None, None, None)
    >>> door.n_connections  # 8 has not been admitted yet
    1
    >>> door.left(7)
    >>> now_ns[0] = HANDSHAKE_NS
    >>> door.n_connections  # 8 is still there after all handshakes are over
    1
    """

    def __init__(
        self,
        now_ns: Callable[[], int] = time.monotonic_ns,
        *,
        allowed: AllowList | None = None,
    ) -> None:
        self._now_ns = now_ns
        self.allowed = allowed
        self._n_losses = 0 if allowed is None else allowed.n_losses
        self._since_ns: dict[int, int] = {}
        self._inflows: dict[int, Inflow] = {}
        self.endpoint = ""
        self._admitted_ns: deque[int] = deque()

    def accepted(self, descriptor: int) -> None:
        """Note a new connection, whose handshake begins."""
        self._since_ns[descriptor] = self._now_ns()
        self._inflows[descriptor] = Inflow(self._now_ns())

    def left(self, descriptor: int) -> None:
        """Note that a connection has ended, whether or not it was admitted."""
        self._since_ns.pop(descriptor, None)
        self._inflows.pop(descriptor, None)

    def admitted(self) -> None:
        """Note that one of the young connections has been let in."""
        self._admitted_ns.append(self._now_ns())

    def cut_floods(self) -> int:
        """Cut the connections that have sent too much; return how many."""
        now_ns, n_cut = self._now_ns(), 0
        for descriptor, inflow in self._inflows.items():
            if inflow.over(received_bytes(descriptor, self.endpoint), now_ns):
                n_cut += cut(descriptor, self.endpoint)
        return n_cut

    def cut_revoked(self) -> int:
        """Cut every connection once somebody has left the list; return how many."""
        if self.allowed is None:
            return 0
        self.allowed.look()
        if self.allowed.n_losses == self._n_losses:
            return 0
        self._n_losses = self.allowed.n_losses
        return self.cut_all()

    def cut_all(self) -> int:
        """Cut every connection, also those whose handshake is under way; return how many."""
        return sum(cut(descriptor, self.endpoint) for descriptor in self._inflows)

    @property
    def n_open(self) -> int:
        """Connections that there are, in their handshake or after it; from any thread."""
        return len(self._since_ns)

    @property
    def is_empty(self) -> bool:
        """Whether nobody is connected, or about to be."""
        return not self._inflows

    @property
    def n_connections(self) -> int:
        """Connections that have been let in.

        A handshake does not say to which connection it belongs. So the old ones count, which have
        ended theirs, and of the young ones as many as were admitted lately: connections that never
        shake hands keep nobody out.
        """
        since_ns = self._now_ns() - HANDSHAKE_NS
        while self._admitted_ns and self._admitted_ns[0] <= since_ns:
            self._admitted_ns.popleft()
        n_old = sum(begun_ns <= since_ns for begun_ns in self._since_ns.values())
        return n_old + min(len(self._admitted_ns), len(self._since_ns) - n_old)


class Gate:
    """The ZAP handler of one context.

    Parameters
    ----------
    context : zmq.Context
        Its sockets are guarded; it can have one gate only.
    max_connections : int
        Of each port that `count` was called for.

    Attributes
    ----------
    n_refused : int
        Connections that were turned away or cut.
    """

    def __init__(
        self, context: zmq.Context[Any], *, max_connections: int = MAX_CONNECTIONS
    ) -> None:
        self._max_connections = max_connections
        self._doors: dict[str, Door] = {}
        self._monitors: dict[Any, Door] = {}
        self.n_refused = 0
        self._n_admitted = 0
        self._zap = context.socket(zmq.REP)
        self._zap.setsockopt(zmq.LINGER, 0)
        self._zap.bind(ZAP_ENDPOINT)

    @staticmethod
    def guard(sock: zmq.Socket[Any], name: str) -> None:
        """Have libzmq ask before it lets anybody in; call it before bind or connect."""
        sock.setsockopt_string(zmq.ZAP_DOMAIN, f"{DOMAIN}/{name}")
        # Without this a socket of a context that has no handler would let everybody in.
        sock.setsockopt(zmq.ZAP_ENFORCE_DOMAIN, 1)

    def count(self, sock: zmq.Socket[Any], name: str, allowed: AllowList | None = None) -> None:
        """Count the connections of a socket that will be bound, and limit them.

        Parameters
        ----------
        sock : zmq.Socket
            Not yet bound.
        name : str
            Of the port.
        allowed : AllowList, optional
            Whose keys are let in, if keys are demanded there.
        """
        door = self._doors[f"{DOMAIN}/{name}"] = Door(allowed=allowed)
        self._monitors[sock.get_monitor_socket(_EVENTS)] = door

    def bound(self, name: str, endpoint: str) -> None:
        """Tell where a counted socket has been bound."""
        self._doors[f"{DOMAIN}/{name}"].endpoint = endpoint

    def n_open(self, name: str) -> int:
        """Count the connections to a counted socket; from any thread."""
        return self._doors[f"{DOMAIN}/{name}"].n_open

    @property
    def is_idle(self) -> bool:
        """Whether nobody is connected whose bytes have to be counted."""
        return all(door.is_empty for door in self._doors.values())

    def cut_floods(self) -> None:
        """Cut the connections that have sent too much: one message may have frames without end."""
        n_cut = sum(door.cut_floods() for door in self._doors.values())
        if n_cut:
            self.n_refused += n_cut
            _log.warning("%d connections that sent too much were cut off", n_cut)

    def cut_revoked(self) -> None:
        """Cut those off who are let in no more; whoever still is comes back by itself."""
        n_cut = sum(door.cut_revoked() for door in self._doors.values())
        if n_cut:
            _log.warning("somebody is let in no more: %d connections ended to begin anew", n_cut)

    @property
    def sockets(self) -> tuple[zmq.Socket[Any], ...]:
        """What to poll for reading."""
        return (self._zap, *self._monitors)

    def serve(self) -> None:
        """Answer everybody who waits; never blocks."""
        # First who came and went, so that a place that was left is free for the next.
        self._hear()
        while self._zap.getsockopt(zmq.EVENTS) & zmq.POLLIN:
            self._answer(self._zap.recv_multipart(zmq.NOBLOCK))

    def _hear(self) -> None:
        for monitor, door in self._monitors.items():
            while monitor.getsockopt(zmq.EVENTS) & zmq.POLLIN:
                told = recv_monitor_message(monitor, zmq.NOBLOCK)
                if told["event"] == zmq.EVENT_ACCEPTED:
                    door.accepted(told["value"])
                elif told["event"] == zmq.EVENT_DISCONNECTED:
                    door.left(told["value"])

    def give_up(self) -> None:
        """Let nobody in from now on, as after a fault; call `shut_out` then and again."""
        self._zap.close(linger=0)

    def shut_out(self) -> None:
        """Cut every connection that came in by key: nobody could be cut off later."""
        # Heard on: libzmq's thread, and with it the stream, would wait for a monitor that is full
        # or gone.
        self._hear()
        for door in self._doors.values():
            if door.allowed is not None:
                door.cut_all()

    def _answer(self, asked: Sequence[bytes]) -> None:
        version, request_id, domain, address, _identity, mechanism, *credentials = asked
        status, reason = self.verdict(
            domain.decode(errors="replace"),
            address.decode(errors="replace"),
            mechanism.decode(errors="replace"),
            credentials,
        )
        if status != _ADMIT:
            self.n_refused += 1
            if self.n_refused & (self.n_refused - 1) == 0:  # 1, 2, 4, 8 ...
                _log.warning("%d connections turned away so far: %s", self.n_refused, reason)
        # The name of its connection, which libzmq attaches to every message that comes over it.
        self._n_admitted += status == _ADMIT
        key = b"".join(credentials).hex()
        name = f"{self._n_admitted} {key}".strip() if status == _ADMIT else ""
        self._zap.send_multipart([version, request_id, status, reason.encode(), name.encode(), b""])

    def verdict(
        self, domain: str, address: str, mechanism: str, credentials: Sequence[bytes]
    ) -> tuple[bytes, str]:
        """Decide about one peer.

        Parameters
        ----------
        domain, address, mechanism : str
            As ZAP gives them. The address of a peer over ``ipc://`` begins with ``localhost``.
        credentials : sequence of bytes
            None of them with the mechanism ``NULL``, the public key with ``CURVE``.

        Returns
        -------
        tuple of bytes and str
            Status of ZAP and the reason: ``200`` come in, ``300`` not now, ``400`` never.
        """
        door = self._doors.get(domain)
        if door is not None and door.allowed is not None:
            refusal = _refusal_by_key(door.allowed, mechanism, credentials)
        else:
            refusal = _refusal_by_address(address, mechanism, credentials)
        if refusal:
            return _NEVER, refusal
        if door is None:
            return _ADMIT, ""
        if door.n_connections >= self._max_connections:
            # With 300 the peer tries again; after 400 libzmq gives up for good.
            return _LATER, f"{self._max_connections} are connected to {domain} already"
        door.admitted()
        return _ADMIT, ""

    def close(self) -> None:
        """Close the handler; call it after the guarded sockets were closed."""
        for monitor in self._monitors:
            monitor.close(linger=0)
        self._zap.close(linger=0)


def _refusal_by_key(allowed: AllowList, mechanism: str, credentials: Sequence[bytes]) -> str:
    """Why a peer may not come in where keys are demanded; empty if it may."""
    if mechanism != "CURVE" or len(credentials) != 1 or len(credentials[0]) != N_KEY_BYTES:
        return "it shows no key"
    # Read anew for every newcomer: one that was paired a moment ago is let in.
    allowed.look()
    if allowed.role_of(credentials[0]) is not None:
        return ""
    return f"its key, {fingerprint(credentials[0])}, is not on the list"


def _refusal_by_address(address: str, mechanism: str, credentials: Sequence[bytes]) -> str:
    """Why a peer may not come in where no keys are demanded; empty if it may."""
    if mechanism != "NULL" or credentials:
        return "it shows a key where none is demanded"
    host = address.split(":", 1)[0] if "localhost:" in address else address
    return "" if is_loopback(host) else "it comes from another computer"


class GateKeeper:
    """Serves a gate in a thread of its own, so that the stream does not pay for the door.

    Parameters
    ----------
    gate : Gate
        Closed by `stop`.
    name : str
        Of the thread.
    """

    def __init__(self, gate: Gate, name: str) -> None:
        self.gate = gate
        self._waker = Waker()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._serve()
        except Exception:  # noqa: BLE001 - a thread has no caller
            # libzmq lets nobody else in. Whoever is connected from this computer stays so.
            _log.exception("the gate has failed: no further station can connect")
            self.gate.give_up()
            while not self._stopping.wait(LOOK_MS / 1e3):
                self.gate.shut_out()
        finally:
            self.gate.close()

    def _serve(self) -> None:
        poller = zmq.Poller()
        for sock in self.gate.sockets:
            poller.register(sock, zmq.POLLIN)
        poller.register(self._waker.fileno(), zmq.POLLIN)
        looked_s = 0.0
        while not self._stopping.is_set():
            poller.poll(None if self.gate.is_idle else LOOK_MS)
            self.gate.serve()
            if (now_s := time.monotonic()) - looked_s >= LOOK_MS / 1e3:
                looked_s = now_s
                self.gate.cut_floods()
                self.gate.cut_revoked()

    def stop(self) -> None:
        """End the thread and close the gate; any number of times."""
        self._stopping.set()
        self._waker.wake()
        self._thread.join(_JOIN_S)
        if not self._thread.is_alive():
            self._waker.close()
