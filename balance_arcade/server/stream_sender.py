"""The sending half of the publisher: turns the inbox into messages on its two sockets."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from typing import Any

import msgspec
import zmq

from balance_arcade.core.board import BoardHealth, BoardInfo
from balance_arcade.core.clock import Clock
from balance_arcade.core.events import Command
from balance_arcade.server.archive import LAST_VALUE_KINDS, Archive, Sent
from balance_arcade.server.batching import MAX_BLOCK, MAX_WAIT_NS, Pace
from balance_arcade.server.bodies import Heartbeat, RecorderStatus, SampleBlock
from balance_arcade.server.clients import Clients
from balance_arcade.server.connections import cut
from balance_arcade.server.history import History
from balance_arcade.server.inbox import Inbox
from balance_arcade.server.keys.allow_list import AllowList, Role
from balance_arcade.server.lease import Lease, Tell
from balance_arcade.server.request_handler import RequestHandler
from balance_arcade.server.subscriptions import (
    MAX_SUBSCRIPTIONS,
    MAX_TOPIC_BYTES,
    SubscriptionCounts,
)
from balance_arcade.server.wire import (
    MAJOR,
    MINOR,
    Body,
    Header,
    HeaderFlag,
    Kind,
    encode,
    encode_header,
    topic,
)

_log = logging.getLogger(__name__)

# A reader takes three missed heartbeats for a lost publisher.
HEARTBEAT_NS = 500_000_000
RESEND_NS = 20_000_000
"""Newcomers within this time share one resending of the last values."""

LARGE_REPLY_BYTES = 64 * 1024
"""From here on a reply counts as large: it waits for nobody, and the stream is served after it."""

OFFER_AGAIN_NS = 5_000_000

_MORE, _LAST = int(zmq.NOBLOCK | zmq.SNDMORE), int(zmq.NOBLOCK)

MAX_PREFIXES = 64
"""Subscriptions that wait for last values at most. Policy when full: all topics are resent."""


def _connection(frame: zmq.Frame) -> str:
    """Name of the connection that a message came over; empty for libzmq's own words."""
    try:
        return str(frame.get("User-Id"))
    except zmq.ZMQError:
        return ""


class StreamSender:
    """Sends, answers and resends; everything but `learn` runs in the publisher's thread.

    Parameters
    ----------
    board_id : str
        The board's name in the topics.
    boot_id : int
        This start of the publisher.
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
    history : History
        Answers from the recordings.
    """

    def __init__(
        self,
        board_id: str,
        boot_id: int,
        inbox: Inbox,
        handle_command: Callable[[Command], str],
        clock: Clock,
        *,
        recorder: Callable[[], RecorderStatus],
        health: Callable[[], BoardHealth],
        tell: Tell,
        history: History,
    ) -> None:
        self._history = history
        self._board_id = board_id
        self._boot_id = boot_id
        self._inbox = inbox
        self._clock = clock
        self._archive = Archive()
        self._clients = Clients()
        self._lease = Lease(tell)
        self._tell = tell
        self._pace, self._rate_hz = Pace(), 0.0
        self._requests = RequestHandler(
            board_id, boot_id, self._archive, handle_command, clock, self._clients, self._lease
        )
        self._recorder = recorder
        self._health = health
        self.trial_id: str | int = 0
        self._origin = 0
        self._dt_ns = 0
        self._newest_sample_ns: int | None = None
        self._dropped_before: dict[str, int] = {}
        self._dropped_told: dict[str, int] = {}
        self._turned_away_told: dict[str, int] = {}
        self.n_refused: Callable[[], int] = lambda: 0
        self.n_stations: Callable[[], int] = lambda: 0
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
        self._ctl = ctl
        self._allowed = allowed
        self._requests.live_endpoint = live_endpoint

    @property
    def fault(self) -> Exception | None:
        """First error that a command handler raised."""
        return self._requests.fault

    @property
    def n_sent(self) -> dict[str, int]:
        """Messages by kind."""
        return self._archive.seqs()

    def learn(self, info: BoardInfo) -> None:
        """Read the rate and the origin of the board."""
        marks = {"simulated": HeaderFlag.SIMULATED, "replayed": HeaderFlag.REPLAYED}
        self._origin = int(marks.get(info.origin, HeaderFlag.NONE))
        rate_hz = info.nominal_rate_hz
        self._dt_ns = round(1e9 / rate_hz) if rate_hz > 0.0 else 0
        self._rate_hz = rate_hz
        self._inbox.batch = self._pace.batch(rate_hz)

    def wait_ms(self) -> int:
        """Return how long the thread may sleep if nothing wakes it."""
        now_ns = self._clock.now_ns()
        due_ns = self._heartbeat_due_ns
        oldest_ns = self._inbox.oldest_sample_ns()
        if oldest_ns is not None:
            due_ns = min(due_ns, oldest_ns + MAX_WAIT_NS)
        if self._resend_due_ns is not None:
            due_ns = min(due_ns, self._resend_due_ns)
        if self._clients.has_unfetched:
            due_ns = min(due_ns, now_ns + OFFER_AGAIN_NS)
        return max(0, math.ceil((due_ns - now_ns) / 1e6))

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
        return self._allowed.role_over(_connection(frame))

    def _read_later(self, envelope: list[bytes]) -> bytes | None:
        """Have a file read for a request that wants it; return a refusal where it cannot be."""
        request, self._requests.later = self._requests.later, None
        refusal = self._history.ask(envelope, request) if request is not None else None
        return None if refusal is None else self._requests.refuse(envelope[0], refusal)

    def _answer_from_files(self) -> None:
        for envelope, data in self._history.take():
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
                self._counts.fewer(_connection(first))
                _log.info("%s: somebody left %r", self._board_id, prefix[:64])
            else:
                self._n_bad_subscriptions += 1

    def _note_newcomer(self, prefix: bytes, frame: zmq.Frame) -> None:
        n_topics = self._counts.more(_connection(frame))
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
        """Send last values again; every subscriber gets them, so they carry their old number."""
        for kind in LAST_VALUE_KINDS:
            sent = self._archive.last(kind)
            name = topic(self._board_id, kind)
            if sent is None or not any(name.startswith(prefix) for prefix in self._newcomers):
                continue
            # The old number marks it as known, so a reader that has seen it ignores it.
            header = self._header(kind, sent.seq, sent.t0_ns, sent.n, HeaderFlag.RESENT)
            self._live.send_multipart([name, encode_header(header), sent.frames[2]], zmq.NOBLOCK)
        self._newcomers.clear()
        self._resend_due_ns = None

    # -- the stream -------------------------------------------------------------------------

    def flush(self, *, everything: bool = False) -> None:
        """Send what is due."""
        if self._clients.has_unfetched:
            self._offer_again()
        self._lease.lapse(self._clock.now_ns())
        self._answer_from_files()
        for note in self._requests.clocks.take():
            self._tell("stream.clock", msgspec.structs.asdict(note))
        for kind, t_ns, body in self._inbox.take():
            self._send(kind, body, t_ns, 1)
        self._flush_samples(everything=everything)
        now_ns = self._clock.now_ns()
        if self._pace.look(self._archive.next_seq("samples"), now_ns):
            self._inbox.batch = self._pace.batch(self._rate_hz)
        if now_ns >= self._heartbeat_due_ns:
            self.heartbeat(closing=False)
        if self._resend_due_ns is not None and now_ns >= self._resend_due_ns:
            self._resend()

    def _flush_samples(self, *, everything: bool) -> None:
        now_ns = self._clock.now_ns()
        # A batch that is not full waits for more samples, at a low rate up to MAX_WAIT_NS.
        older_than_ns = now_ns if everything else now_ns - MAX_WAIT_NS
        while taken := self._inbox.take_samples(MAX_BLOCK, older_than_ns=older_than_ns):
            block = SampleBlock.of([sample for _, sample in taken])
            self._newest_sample_ns = taken[-1][0]
            self._send("samples", block, taken[0][0], len(taken))

    def _send(self, kind: Kind, body: Body, t_ns: int, n: int) -> None:
        seq = self._archive.next_seq(kind)
        header = self._header(kind, seq, t_ns, n, self._loss(kind))
        frames = encode(self._board_id, kind, header, body)
        self._archive.add(kind, Sent(seq, t_ns, n, frames))
        # XPUB never waits: what a slow subscriber cannot take is dropped for that one alone. Frame
        # by frame, with the flags as numbers: three times as quick as `send_multipart`.
        send, (name, head, payload) = self._live.send, frames
        send(name, _MORE)
        send(head, _MORE)
        send(payload, _LAST)

    def _header(self, kind: Kind, seq: int, t_ns: int, n: int, flags: HeaderFlag) -> Header:
        dt_ns = self._dt_ns if kind == "samples" else 0
        return Header(
            MAJOR,
            MINOR,
            self._boot_id,
            self.trial_id,
            seq,
            t_ns,
            dt_ns,
            n,
            self._origin | int(flags),
        )

    def _loss(self, kind: Kind) -> HeaderFlag:
        dropped = self._inbox.dropped().get(kind, 0)
        if dropped == self._dropped_before.get(kind, 0):
            return HeaderFlag.NONE
        self._dropped_before[kind] = dropped
        return HeaderFlag.LOSS_BEFORE

    def _turned_away(self) -> dict[str, int]:
        """Count requests, replies and connections beyond what each may have, without zeros."""
        n_refused = self.n_refused() + self._n_cut
        return self._clients.dropped | ({"connections": n_refused} if n_refused else {})

    def heartbeat(self, *, closing: bool) -> None:
        """Send a heartbeat."""
        now_ns = self._clock.now_ns()
        self._heartbeat_due_ns = now_ns + HEARTBEAT_NS
        newest_ns = self._newest_sample_ns
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
        )
        self._send("hb", body, now_ns, 1)
