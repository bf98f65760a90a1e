"""The sending half of the publisher: turns the inbox into messages on its two sockets."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from typing import Any

import msgspec
import zmq

from balance_arcade.core.board import BoardHealth
from balance_arcade.core.clock import Clock
from balance_arcade.core.events import Command
from balance_arcade.server.batching import MAX_WAIT_NS
from balance_arcade.server.bodies import FirstTrial, Heartbeat, RecorderStatus
from balance_arcade.server.clients import Clients
from balance_arcade.server.connections import connection_of, cut
from balance_arcade.server.inbox import Inbox
from balance_arcade.server.keys.allow_list import AllowList, Role
from balance_arcade.server.later import LaterAnswers
from balance_arcade.server.lease import Lease, Tell
from balance_arcade.server.live_stream import LiveStream
from balance_arcade.server.request_handler import RequestHandler
from balance_arcade.server.subscriptions import (
    MAX_SUBSCRIPTIONS,
    MAX_TOPIC_BYTES,
    SubscriptionCounts,
)

_log = logging.getLogger(__name__)

# A reader takes three missed heartbeats for a lost publisher.
HEARTBEAT_NS = 500_000_000
RESEND_NS = 20_000_000
"""Newcomers within this time share one resending of the last values."""

LARGE_REPLY_BYTES = 64 * 1024
"""From here on a reply counts as large: it waits for nobody, and the stream is served after it."""

OFFER_AGAIN_NS = 5_000_000

TURN = 64
"""Requests and subscriptions that are served before the stream has its turn again."""

MAX_PREFIXES = 64
"""Subscriptions that wait for last values at most. Policy when full: all topics are resent."""


class StreamSender:
    """Sends, answers and resends; runs in the publisher's thread, which holds the stream's turn.

    Parameters
    ----------
    stream : LiveStream
        What goes out on ``live``.
    inbox : Inbox
        Where the messages come from.
    handle_command : callable
        As for `Publisher`.
    clock : Clock
        As for `Publisher`.
    recorder, health : callable
        What the heartbeat says of recorder and board.
    tell : callable
        Told kind and details of an event that arises here.
    later : LaterAnswers
        Answers that take a while.
    """

    def __init__(
        self,
        stream: LiveStream,
        inbox: Inbox,
        handle_command: Callable[[Command], str],
        clock: Clock,
        *,
        recorder: Callable[[], RecorderStatus],
        health: Callable[[], BoardHealth],
        tell: Tell,
        later: LaterAnswers,
    ) -> None:
        self._later = later
        self._board_id = stream.board_id
        self._stream, self._archive = stream, stream.archive
        self._inbox = inbox
        self._clock = clock
        self._clients = Clients()
        self._lease = Lease(tell)
        self._tell = tell
        self._requests = RequestHandler(
            stream.board_id,
            stream.boot_id,
            self._archive,
            handle_command,
            clock,
            self._clients,
            self._lease,
        )
        self._recorder = recorder
        self._health = health
        self._dropped_told: dict[str, int] = {}
        self._turned_away_told: dict[str, int] = {}
        self.n_refused: Callable[[], int] = lambda: 0
        self.n_stations: Callable[[], int] = lambda: 0
        self.first_trial: Callable[[], FirstTrial | msgspec.UnsetType] = lambda: msgspec.UNSET
        self.has_beaten: Callable[[Heartbeat], None] = lambda beat: None
        self._newcomers: set[bytes] = set()
        self._counts = SubscriptionCounts()
        self._n_cut = 0
        self._n_bad_subscriptions = 0
        self._born_ns = clock.now_ns()
        self._heartbeat_due_ns = self._born_ns
        self._resend_due_ns: int | None = None

    def open(
        self,
        live: zmq.Socket[Any],
        ctl: zmq.Socket[Any],
        live_endpoint: str,
        allowed: AllowList | None = None,
    ) -> None:
        """Take the bound sockets, and who may order what where the control port demands keys."""
        self._live = live
        self._stream.open(live)
        self._ctl = ctl
        self._allowed = allowed
        self._requests.live_endpoint = live_endpoint

    def hear_acknowledged(self, acknowledge: Callable[[str, str], list[str]]) -> None:
        """Let somebody hear that an alarm is known; as of `RequestHandler`."""
        self._requests.acknowledge = acknowledge

    @property
    def fault(self) -> Exception | None:
        """First error that a command handler raised."""
        return self._requests.fault

    @property
    def n_sent(self) -> dict[str, int]:
        """Messages by kind."""
        return self._archive.seqs()

    def wait_ms(self) -> int:
        """Return how long the thread may sleep if nothing wakes it."""
        if self._stream.has_news:
            return 0
        now_ns = self._clock.now_ns()
        due_ns = self._heartbeat_due_ns
        oldest_ns = self._inbox.oldest_sample_ns()
        if self._inbox.batch > 1:
            # Of a sample that begins a batch nobody tells us.
            due_ns = min(due_ns, now_ns + MAX_WAIT_NS)
        if oldest_ns is not None:
            due_ns = min(due_ns, oldest_ns + MAX_WAIT_NS)
        if self._resend_due_ns is not None:
            due_ns = min(due_ns, self._resend_due_ns)
        if self._clients.has_unfetched:
            due_ns = min(due_ns, now_ns + OFFER_AGAIN_NS)
        return max(0, math.ceil((due_ns - now_ns) / 1e6))

    def work(self, *, is_asked: bool) -> int:
        """Do all that is due, and return how long the thread may sleep, in milliseconds.

        Parameters
        ----------
        is_asked : bool
            Requests wait on the control port.
        """
        # Control first: a Stop never queues behind samples.
        if is_asked:
            self.serve_requests(TURN)
        if self._stream.has_news:
            self.note_subscriptions(TURN)
        self.flush()
        return self.wait_ms()

    # -- the control port -------------------------------------------------------------------

    def serve_requests(self, n_at_most: int) -> None:
        """Answer waiting requests; after large answers the stream has its turn."""
        n_bytes = 0
        for _ in range(n_at_most):
            try:
                parts = self._ctl.recv_multipart(zmq.NOBLOCK, copy=False)
            except zmq.Again:
                return
            role = self._role_of(parts[-1])
            if role is None:
                # Let in no more, and about to be cut off.
                continue
            frames = [part.bytes for part in parts]
            # DEALER sends [name, request]; REQ puts an empty frame between, and gets it back.
            envelope = frames[:2] if len(frames) > 2 and not frames[1] else frames[:1]
            reply = self._requests.answer(frames[-1], frames[0], role)
            reply = reply or self._read_later(envelope)
            if reply is not None:
                self._reply([*envelope, reply])
                n_bytes += len(reply)
            if n_bytes > LARGE_REPLY_BYTES:
                return

    def _role_of(self, frame: zmq.Frame) -> Role | None:
        """Return what the asker may do: everything where no keys are demanded."""
        if self._allowed is None:
            return "controller"
        return self._allowed.role_over(connection_of(frame))

    def _read_later(self, envelope: list[bytes]) -> bytes | None:
        """Hand a request on that is answered later; return the answer where it is not."""
        request, self._requests.later = self._requests.later, None
        refusal = self._later.ask(envelope, request) if request is not None else None
        return None if refusal is None else self._requests.refuse(envelope[0], refusal)

    def _answer_later(self) -> None:
        for envelope, data in self._later.take():
            self._clients.of(envelope[0], self._clock.now_ns()).serve(len(data))
            self._reply([*envelope, data])

    def _reply(self, frames: list[bytes]) -> None:
        if not self._clients.waits(frames[0]) and self._offer(frames):
            return
        if len(frames[-1]) > LARGE_REPLY_BYTES:
            # It will be asked for again; only what is small may wait here.
            self._clients.n_unread += 1
        else:
            self._clients.wait(frames, self._clock.now_ns())

    def _offer(self, frames: list[bytes]) -> bool:
        """Hand an answer to libzmq; return False if its asker does not read."""
        try:
            self._ctl.send_multipart(frames, zmq.NOBLOCK)
        except zmq.Again:
            return False
        except zmq.ZMQError as exc:
            if exc.errno != zmq.EHOSTUNREACH:
                raise
            # The asker has gone, and what waits for it goes too.
            self._clients.forget(frames[0])
        return True

    def _offer_again(self) -> None:
        """Hand over what waits for askers that did not read."""
        now_ns = self._clock.now_ns()
        for name, client in self._clients.unfetched:
            while client.waiting and self._offer(client.waiting[0][1]):
                # One that has gone lost all that waited.
                if client.waiting:
                    client.waiting.popleft()
            self._clients.fetched(name, client, now_ns)

    # -- newcomers --------------------------------------------------------------------------

    def note_subscriptions(self, n_at_most: int) -> None:
        """Read subscriptions; anything else that comes in is counted and dropped."""
        for _ in range(n_at_most):
            try:
                first, *others = self._live.recv_multipart(zmq.NOBLOCK, copy=False)
            except zmq.Again:
                return
            verb, prefix = first.bytes[:1], first.bytes[1:]
            if not others and verb == b"\x01":
                self._note_newcomer(prefix, first)
            elif not others and verb == b"\x00":
                # XPUB tells of everyone that leaves a topic, also when its link was cut.
                self._counts.fewer(connection_of(first))
                _log.info("%s: somebody left %r", self._board_id, prefix[:64])
            else:
                self._n_bad_subscriptions += 1

    def _note_newcomer(self, prefix: bytes, frame: zmq.Frame) -> None:
        n_topics = self._counts.more(connection_of(frame))
        if n_topics > MAX_SUBSCRIPTIONS or len(prefix) > MAX_TOPIC_BYTES:
            if cut(int(frame.get(zmq.SRCFD)), self._requests.live_endpoint):
                self._n_cut += 1
                _log.warning(
                    "%s: a subscriber of too many topics, or too long ones, was cut off",
                    self._board_id,
                )
            return
        _log.info("%s: somebody subscribed to %r", self._board_id, prefix[:64])
        self._newcomers.add(prefix if len(self._newcomers) < MAX_PREFIXES else b"")
        if self._resend_due_ns is None:
            self._resend_due_ns = self._clock.now_ns() + RESEND_NS

    def _resend(self) -> None:
        self._stream.resend(self._newcomers)
        self._newcomers.clear()
        self._resend_due_ns = None

    # -- the stream -------------------------------------------------------------------------

    def flush(self, *, everything: bool = False) -> None:
        """Send what is due."""
        if self._clients.has_unfetched:
            self._offer_again()
        self._lease.lapse(self._clock.now_ns())
        self._answer_later()
        for note in self._requests.clocks.take():
            self._tell("stream.clock", msgspec.structs.asdict(note))
        for kind, t_ns, body in self._inbox.take():
            self._stream.send(kind, body, t_ns)
        self._stream.send_samples(everything=everything)
        now_ns = self._clock.now_ns()
        if now_ns >= self._heartbeat_due_ns:
            self.heartbeat(closing=False)
        if self._resend_due_ns is not None and now_ns >= self._resend_due_ns:
            self._resend()

    def _turned_away(self) -> dict[str, int]:
        """Count requests, replies and connections beyond what each may have, without zeros."""
        n_refused = self.n_refused() + self._n_cut
        return self._clients.dropped | ({"connections": n_refused} if n_refused else {})

    def heartbeat(self, *, closing: bool) -> None:
        """Send a heartbeat."""
        now_ns = self._clock.now_ns()
        self._heartbeat_due_ns = now_ns + HEARTBEAT_NS
        newest_ns = self._stream.newest_sample_ns
        dropped = self._inbox.dropped()
        if dropped != self._dropped_told:
            self._dropped_told = dropped
            _log.warning("%s: dropped so far, as the inbox was full: %s", self._board_id, dropped)
        turned_away = self._turned_away()
        if turned_away != self._turned_away_told:
            self._turned_away_told = turned_away
            _log.warning(
                "%s: asked for too much or not read so far: %s", self._board_id, turned_away
            )
        body = Heartbeat(
            uptime_s=(now_ns - self._born_ns) / 1e9,
            last_seq=self._archive.seqs(),
            dropped=dropped | turned_away,
            sample_age_s=math.nan if newest_ns is None else (now_ns - newest_ns) / 1e9,
            recorder=self._recorder(),
            health=self._health(),
            n_bad_requests=self._requests.n_bad_requests + self._n_bad_subscriptions,
            closing=closing,
            n_stations=self.n_stations(),
            lease=self._lease.status(now_ns) or msgspec.UNSET,
            first_trial=self.first_trial(),
        )
        self._stream.send("hb", body, now_ns)
        self.has_beaten(body)
