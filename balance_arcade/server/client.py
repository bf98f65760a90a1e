"""Reads a running stream and sends commands: one SUB and one DEALER, used by one thread.

Only `StreamClient.submit` may be called from other threads.
"""

from __future__ import annotations

import math
import queue
import uuid
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

import msgspec
import zmq

from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.closing import Closing
from balance_arcade.core.errors import BalanceArcadeError, MalformedMessageError
from balance_arcade.core.events import Scalar, giver_name
from balance_arcade.server.ages import SampleAges
from balance_arcade.server.backfill import Backfill
from balance_arcade.server.control import Reply, Request, decode_reply, encode_control
from balance_arcade.server.endpoints import DEFAULT_CTL, check_endpoint
from balance_arcade.server.finding import LiveFinder
from balance_arcade.server.inbox import Waker
from balance_arcade.server.keys.access import StationAccess, station_access
from balance_arcade.server.link import StationSockets
from balance_arcade.server.offset import ClockOffset
from balance_arcade.server.pending import Pending
from balance_arcade.server.reader import Gap, StreamReader
from balance_arcade.server.recovery import Recovery
from balance_arcade.server.wire import Message

MAX_DRAIN = 5000
MAX_SUBMITTED = 64
"""Requests that wait to be sent. Policy when full: the new one gets an error reply."""

RESEND_NS = 250_000_000
ASK_SNAPSHOT_NS = 1_000_000_000
GIVE_UP_SNAPSHOT_NS = 2_500_000_000


class StreamClient(Closing):
    """Subscriber and controller of one publisher.

    Parameters
    ----------
    live : str, optional
        Endpoint of the stream. Without it ``hello`` on the control port tells where the stream is,
        and is asked again when the stream falls silent.
    ctl : str
        Endpoint of the control port; on this computer only, unless keys are shown.
    snapshot_s : float
        Seconds of samples to ask for on joining.
    name : str
        What this program calls itself; stands in the event of each order that it gives. No name
        of a person.
    access : StationAccess, optional
        Keys, to be let in where they are demanded; see `paired`.
    backfill : Backfill, optional
        Keeps account of every sample, and fetches from the recordings what memory has forgotten.
    clock : Clock
        Our monotonic clock.

    Raises
    ------
    ConfigError
        An endpoint leaves this computer, and there are no keys.
    """

    def __init__(
        self,
        live: str | None = None,
        ctl: str = DEFAULT_CTL,
        *,
        snapshot_s: float = 10.0,
        name: str = "client",
        access: StationAccess | None = None,
        backfill: Backfill | None = None,
        clock: Clock | None = None,
    ) -> None:
        keyed = access is not None
        self._ctl_endpoint = check_endpoint(ctl, keyed=keyed)
        self._finder = LiveFinder(live, self._ctl_endpoint, keyed=keyed)
        self._snapshot_s = snapshot_s
        self._name = giver_name(name)
        self._clock = clock or MonotonicClock()
        self._waker = Waker()
        self._submitted: queue.Queue[Pending] = queue.Queue(MAX_SUBMITTED)
        self._pending: dict[str, Pending] = {}
        self._recovery = Recovery()
        self.backfill = backfill
        self.reader, self.offset = StreamReader(), ClockOffset()
        self.heard_ns: int | None = None
        self._ages = SampleAges()
        self._joining_since_ns: int | None = None
        self._snapshot_id, self._snapshot_due_ns = "", 0
        self._ready: list[Message] = []
        self._closed = False
        self._sockets = StationSockets(access, self._clock)
        self._sockets.also(self._waker.fileno())
        self._sockets.ctl_link.connect(self._ctl_endpoint)
        self._finder.join(self._sockets.live_link)

    @classmethod
    def paired(
        cls, pairing: str, *, key_file: str | None = None, ctl: str = "", **more: Any
    ) -> StreamClient:
        """Connect to a board on the network that this station was paired with.

        Parameters
        ----------
        pairing : str
            What ``balance-arcade keys show`` tells there: the line, or a file that holds it.
        key_file : str, optional
            Private key of this station; without it that of this user.
        ctl : str
            Endpoint of the control port; without it the one that the pairing names.
        **more
            As for `StreamClient`.

        Raises
        ------
        ConfigError
            A file is not there or cannot be understood, or no endpoint is known.
        """
        access = station_access(pairing, key_file)
        return cls(ctl=access.endpoint(ctl), access=access, **more)

    def close(self) -> None:
        """Close both sockets; pending requests end with an error reply."""
        self._closed = True
        while not self._submitted.empty():
            self._adopt(self._submitted.get_nowait())
        for pending in self._pending.values():
            self._refuse(pending, "the station is closing")
        self._pending.clear()
        self._sockets.close()
        self._waker.close()

    # -- what has come ----------------------------------------------------------------------

    def poll(self, timeout_s: float) -> list[Message]:
        """Wait for messages and return all that have come, oldest first.

        A reader that uses only the newest one is up to date at once after a stall. Messages of
        a gap that was fetched come late: sort samples by their ``seq``.

        Parameters
        ----------
        timeout_s : float
            How long to wait for the first.
        """
        self._upkeep()
        # At most 100 ms, so that deadlines and repetitions of requests are kept.
        ready = self._sockets.wait(max(0, min(round(timeout_s * 1e3), 100)))
        if self._waker.fileno() in ready:
            self._waker.clear()
        while not self._submitted.empty():
            self._adopt(self._submitted.get_nowait())
        if self._sockets.ctl in ready:
            self._receive_replies()
        if is_live := self._sockets.live in ready:
            self._receive_live()
        if len(ready) != 1 or not is_live or self.reader.has_missing:
            # Samples alone need none: it would only make them older.
            self._upkeep()
        messages, self._ready = self._ready, []
        return messages

    def age_s(self, board: str = "") -> float:
        """Seconds since a board's newest sample came into the publisher; NaN before the first.

        Without a name that of the board that was heard least recently: rather old than falsely
        fresh.
        """
        return self._ages.age_s(board, self.there_ns)

    @property
    def there_ns(self) -> int:
        """Time on the publisher's clock, as far as it is known."""
        return self._clock.now_ns() + self.offset.offset_ns

    @property
    def trouble(self) -> str:
        """Why we are not let in, as a sentence; empty while nothing is known."""
        return self._sockets.trouble

    def silence_s(self) -> float:
        """Seconds since anything came from the publisher; NaN before the first."""
        if self.heard_ns is None:
            return math.nan
        return (self._clock.now_ns() - self.heard_ns) / 1e9

    def _receive_live(self) -> None:
        live = self._sockets.live
        for _ in range(MAX_DRAIN):
            frames = live.recv_multipart(zmq.NOBLOCK)
            self.heard_ns = self._clock.now_ns()
            boot_id = self.reader.boot_id
            self._show(self.reader.feed(frames))
            if self.reader.boot_id != boot_id:
                self._join_anew()
            if not self._sockets.has_more():
                return

    def _join_anew(self) -> None:
        self._joining_since_ns = self._clock.now_ns()
        self._snapshot_due_ns = 0
        self._ages.clear()
        self._recovery.keep(self.reader.matters)
        self.offset.clear()

    def _show(self, messages: list[Message], *, replayed: bool = False) -> None:
        if self.backfill is not None:
            messages = self.backfill.take(messages, replayed=replayed)
        for message in messages:
            self._ages.note(message)
        self._ready += messages

    # -- questions and orders ---------------------------------------------------------------

    def submit(
        self,
        cmd: str,
        args: Mapping[str, Scalar] | None = None,
        *,
        request_id: str = "",
        timeout_s: float = 2.0,
        by: str = "",
        lease: str = "",
    ) -> Future[Reply]:
        """Send a query or a command, from any thread; one thread must keep calling `poll`.

        Parameters
        ----------
        cmd : str
            A query or command of the protocol.
        args : mapping, optional
            Details.
        request_id : str, optional
            Unique name; repeating an order under its name is safe.
        timeout_s : float
            After this the reply is an error; an order other than ``stop`` that arrives later
            is not carried out any more.
        by, lease : str, optional
            Who gives it, if not this client itself; the secret name (128 bits) of whoever steers.

        Returns
        -------
        Future of Reply
            Always gets a reply, never an exception.
        """
        now_ns = self._clock.now_ns()
        deadline_ns = now_ns + round(timeout_s * 1e9)
        not_after_ns = deadline_ns + self.offset.offset_ns if cmd != "stop" else 0
        request = Request(
            request_id or uuid.uuid4().hex,
            cmd,
            dict(args or {}),
            not_after_ns=not_after_ns,
            by=giver_name(by) or self._name,
            lease=lease or msgspec.UNSET,
        )
        pending = Pending(request, Future(), deadline_ns)
        if self._closed:
            self._refuse(pending, "the station is closing")
            return pending.future
        try:
            self._submitted.put_nowait(pending)
        except queue.Full:
            self._refuse(pending, "too many requests are waiting")
        self._waker.wake()
        return pending.future

    def request(
        self, cmd: str, args: Mapping[str, Scalar] | None = None, *, timeout_s: float = 2.0
    ) -> Reply:
        """Send a query or a command and wait for the reply; for programs without a loop.

        Raises
        ------
        BalanceArcadeError
            There was no answer, or it was an error.
        """
        future = self.submit(cmd, args, timeout_s=timeout_s)
        kept: list[Message] = []
        while not future.done():
            kept += self.poll(0.05)
        self._ready = kept + self._ready
        reply = future.result()
        if reply.status == "error":
            raise BalanceArcadeError(f"{cmd}: {reply.reason.rstrip('.')}.")
        return reply

    def _adopt(self, pending: Pending) -> None:
        # The command is part of the name, so that a Stop never waits behind something else.
        self._pending[f"{pending.request.cmd} {pending.request.id}"] = pending

    def _refuse(self, pending: Pending, reason: str) -> None:
        if not pending.future.done():
            pending.future.set_result(Reply(pending.request.id, "error", reason))

    def _receive_replies(self) -> None:
        for _ in range(MAX_DRAIN):
            try:
                frames = self._sockets.ctl.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            try:
                reply = decode_reply(frames[-1])
            except MalformedMessageError:
                self.reader.n_malformed += 1
                continue
            now_ns = self._clock.now_ns()
            for key, pending in list(self._pending.items()):
                if pending.request.id == reply.id:
                    del self._pending[key]
                    self._answered(pending, reply, now_ns)

    def _answered(self, pending: Pending, reply: Reply, now_ns: int) -> None:
        request = pending.request
        if request.cmd == "clock" and isinstance(peer_ns := reply.result.get("t_ns"), int):
            self.offset.add(sent_ns=pending.sent_ns, peer_ns=peer_ns, received_ns=now_ns)
        try:
            if self._finder.answered(request.id, reply):
                self._finder.join(self._sockets.live_link)
            elif request.id == self._snapshot_id and reply.status == "done":
                self._joining_since_ns = None
                if reply.boot_id != self.reader.boot_id:
                    self.offset.clear()
                self._show(self.reader.join(reply))
            elif request.cmd == "replay":
                self._fetched(request.id, reply, now_ns)
            elif request.cmd == "recorded" and self.backfill is not None:
                self._ready += self.backfill.answered(reply, now_ns)
        except MalformedMessageError:
            self.reader.n_malformed += 1
        if not pending.future.done():
            pending.future.set_result(reply)

    def _fetched(self, request_id: str, reply: Reply, now_ns: int) -> None:
        if reply.status != "done":
            self._recovery.failed(request_id, now_ns)
        elif (gap := self._recovery.answered(request_id)) is not None:
            self._show(self.reader.recover(reply, gap), replayed=True)

    # -- upkeep -----------------------------------------------------------------------------

    def _upkeep(self) -> None:
        now_ns = self._clock.now_ns()
        self._sockets.tend(now_ns)
        self._finder.look(self._ask, now_ns, self.heard_ns)
        self._ask_for_snapshot(now_ns)
        if self.reader.joined and (told := self.offset.ask(now_ns)) is not None:
            self._ask("clock", told)
        if self.backfill is not None and (args := self.backfill.ask(now_ns)) is not None:
            self.backfill.sent(self._ask("recorded", args))
        self._recovery.add(self.reader.take_missing(), now_ns)
        self._recovery.ask(self._ask_for_gap, now_ns)
        for key, pending in list(self._pending.items()):
            if now_ns >= pending.deadline_ns:
                del self._pending[key]
                self._recovery.failed(pending.request.id, now_ns)
                if self.backfill is not None:
                    self.backfill.failed(pending.request.id, now_ns)
                reason = "no answer from the program beside the board"
                self._refuse(pending, self.trouble or reason)
            elif now_ns >= pending.resend_ns:
                self._send(pending, now_ns)

    def _ask(self, cmd: str, args: dict[str, Scalar]) -> str:
        request = Request(uuid.uuid4().hex, cmd, args, by=self._name)
        deadline_ns = self._clock.now_ns() + ASK_SNAPSHOT_NS
        self._adopt(Pending(request, Future(), deadline_ns))
        return request.id

    def _ask_for_gap(self, gap: Gap) -> str:
        return self._ask("replay", {"kind": gap.kind, "from": gap.first, "to": gap.last})

    def _ask_for_snapshot(self, now_ns: int) -> None:
        if self._joining_since_ns is None:
            return
        if now_ns - self._joining_since_ns > GIVE_UP_SNAPSHOT_NS:
            self._joining_since_ns = None
            self._show(self.reader.join_without_snapshot())
        elif now_ns >= self._snapshot_due_ns:
            self._snapshot_due_ns = now_ns + ASK_SNAPSHOT_NS
            self._snapshot_id = self._ask("snapshot", {"seconds": self._snapshot_s})

    def _send(self, pending: Pending, now_ns: int) -> None:
        pending.resend_ns = now_ns + RESEND_NS
        pending.sent_ns = now_ns
        try:
            self._sockets.ctl.send(encode_control(pending.request), zmq.NOBLOCK)
        except zmq.Again:
            # Nobody is connected; tried again until the deadline.
            pending.resend_ns = now_ns + RESEND_NS // 10
