"""What goes out on ``live``: numbers every message, keeps it for replay and hands it to libzmq.

Whoever holds the *turn* may use the socket and what was sent: the publisher's thread for all that
it does, or the thread that hands samples on, for as long as one message takes. That thread never
waits for the turn. If it is taken, or if something waits that comes first, the samples go into the
inbox and the publisher's thread is woken.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import zmq

from balance_arcade.core.board import BoardInfo
from balance_arcade.core.clock import Clock
from balance_arcade.core.samples import CopSample
from balance_arcade.server.archive import LAST_VALUE_KINDS, Archive
from balance_arcade.server.batching import MAX_BLOCK, MAX_WAIT_NS, Pace
from balance_arcade.server.bodies import sample_bytes
from balance_arcade.server.inbox import Inbox, Waker
from balance_arcade.server.sent_ring import Sent
from balance_arcade.server.wire import (
    KINDS,
    MAJOR,
    MINOR,
    Body,
    Header,
    HeaderFlag,
    Kind,
    encode_body,
    encode_header,
    topic,
)

SLOW_NS = 500_000.0
"""Who hands samples on and is held up for longer than this by sending them, on average, leaves them
to the publisher's thread."""

LEAVE_NS = 250_000_000
"""For so long; then it is tried again."""

LOOK_NS = 10_000_000
"""How often a thread that hands samples on looks whether it has swallowed a subscription."""

_SMOOTHING = 0.05
_MORE, _LAST = int(zmq.NOBLOCK | zmq.SNDMORE), int(zmq.NOBLOCK)
_POLLIN = int(zmq.POLLIN)
_NONE, _LOSS_BEFORE, _RESENT = 0, int(HeaderFlag.LOSS_BEFORE), int(HeaderFlag.RESENT)


class LiveStream:
    """Sends; everything but `put_samples` and `learn` wants the turn.

    Parameters
    ----------
    board_id : str
        The board's name in the topics.
    boot_id : int
        This start of the publisher.
    inbox : Inbox
        Where the messages come from.
    waker : Waker
        Wakes the publisher's thread.
    clock : Clock
        As for `Publisher`.

    Attributes
    ----------
    board_id, boot_id
        As given.
    turn : threading.Lock
        Held by whoever sends, or reads what was sent.
    archive : Archive
        What was sent.
    trial_id : int or str
        The trial that is being recorded; 0 for none.
    newest_sample_ns : int or None
        When the newest sample that was sent came in.
    """

    def __init__(
        self, board_id: str, boot_id: int, inbox: Inbox, waker: Waker, clock: Clock
    ) -> None:
        self.board_id, self.boot_id = board_id, boot_id
        self._topics: dict[Kind, bytes] = {kind: topic(board_id, kind) for kind in KINDS}
        self._inbox = inbox
        self._waker = waker
        self._clock = clock
        self._live: zmq.Socket[Any] | None = None
        self._pace, self._rate_hz = Pace(), 0.0
        self._origin = self._dt_ns = 0
        self._dropped_before: dict[str, int] = {}
        self._left_until_ns = 0
        self._held_ns = 0.0
        self._look_due_ns = 0
        self.turn = threading.Lock()
        self.archive = Archive()
        self.trial_id: str | int = 0
        self.newest_sample_ns: int | None = None

    def open(self, live: zmq.Socket[Any]) -> None:
        """Take the bound socket."""
        self._live = live

    def close(self) -> None:
        """Let go of the socket, before it is closed; samples that still come are not sent."""
        self._live = None

    def learn(self, info: BoardInfo) -> None:
        """Read the rate and the origin of the board."""
        marks = {"simulated": HeaderFlag.SIMULATED, "replayed": HeaderFlag.REPLAYED}
        self._origin = int(marks.get(info.origin, HeaderFlag.NONE))
        rate_hz = info.nominal_rate_hz
        self._dt_ns = round(1e9 / rate_hz) if rate_hz > 0.0 else 0
        self._rate_hz = rate_hz
        self._inbox.batch = self._pace.batch(rate_hz)

    @property
    def has_news(self) -> bool:
        """Whether somebody has subscribed or left, which is waiting to be read."""
        return self._live is not None and bool(int(self._live.getsockopt(zmq.EVENTS)) & _POLLIN)

    # -- samples ----------------------------------------------------------------------------

    def put_samples(self, samples: Sequence[CopSample], t_ns: int) -> None:
        """Take samples, oldest first, and send them if that costs no waiting; from any thread."""
        if t_ns >= self._left_until_ns and self.turn.acquire(blocking=False):
            try:
                is_sent = self._sent_at_once(samples, t_ns)
            finally:
                self.turn.release()
            if is_sent:
                self._note_held(self._clock.now_ns(), t_ns)
                return
        if self._inbox.put_samples(samples, t_ns):
            self._waker.wake()

    def _sent_at_once(self, samples: Sequence[CopSample], t_ns: int) -> bool:
        """Send samples as a message of their own if nothing waits that comes before them."""
        if self._live is None or not self._inbox.lets_pass(len(samples)):
            return False
        self._send_block(samples, t_ns, t_ns)
        if t_ns >= self._look_due_ns:
            self._look_due_ns = t_ns + LOOK_NS
            # Sending may have taken the word of a subscription in, and then the descriptor that
            # the thread sleeps on says nothing of it.
            if self.has_news:
                self._waker.wake()
        return True

    def _note_held(self, now_ns: int, begun_ns: int) -> None:
        # Each frame lets other threads of Python run, and one that works may keep this one waiting
        # for its whole share of time.
        self._held_ns += _SMOOTHING * (now_ns - begun_ns - self._held_ns)
        if self._held_ns > SLOW_NS:
            self._held_ns, self._left_until_ns = SLOW_NS / 2.0, now_ns + LEAVE_NS

    def send_samples(self, *, everything: bool) -> None:
        """Send the samples that are due; a batch that is not full waits up to `MAX_WAIT_NS`."""
        now_ns = self._clock.now_ns()
        older_than_ns = now_ns if everything else now_ns - MAX_WAIT_NS
        while taken := self._inbox.take_samples(MAX_BLOCK, older_than_ns=older_than_ns):
            self._send_block([sample for _, sample in taken], taken[0][0], taken[-1][0])

    def _send_block(self, samples: Sequence[CopSample], first_ns: int, last_ns: int) -> None:
        pace, self.newest_sample_ns = self._pace, last_ns
        if not pace.is_due():
            self._send("samples", sample_bytes(samples), first_ns, len(samples), self._dt_ns)
            return
        with pace:
            self._send("samples", sample_bytes(samples), first_ns, len(samples), self._dt_ns)
        self._inbox.batch = pace.batch(self._rate_hz)

    # -- messages ---------------------------------------------------------------------------

    def send(self, kind: Kind, body: Body, t_ns: int) -> None:
        """Send a message of another kind than samples."""
        self._send(kind, encode_body(body), t_ns, 1, 0)

    def _send(self, kind: Kind, payload: bytes, t_ns: int, n: int, dt_ns: int) -> None:
        archive, name, live = self.archive, self._topics[kind], self._live
        seq = archive.next_seq(kind)
        head = self._head(seq, t_ns, dt_ns, n, self._loss(kind))
        if live is not None:
            self._hand_over(live, name, head, payload)
        archive.add(kind, Sent(seq, t_ns, n, (name, head, payload)))

    @staticmethod
    def _hand_over(live: zmq.Socket[Any], name: bytes, head: bytes, payload: bytes) -> None:
        # XPUB never waits: what a slow subscriber cannot take is dropped for that one alone. Frame
        # by frame, with the flags as numbers: three times as quick as `send_multipart`.
        send = live.send
        send(name, _MORE)
        send(head, _MORE)
        send(payload, _LAST)

    def resend(self, newcomers: set[bytes]) -> None:
        """Send last values again; every subscriber gets them, so they carry their old number."""
        live = self._live
        if live is None:
            return
        for kind in LAST_VALUE_KINDS:
            sent, name = self.archive.last(kind), self._topics[kind]
            if sent is not None and any(name.startswith(prefix) for prefix in newcomers):
                # The old number marks it as known, so a reader that has seen it ignores it.
                head = self._head(sent.seq, sent.t0_ns, 0, sent.n, _RESENT)
                self._hand_over(live, name, head, sent.frames[2])

    def _head(self, seq: int, t_ns: int, dt_ns: int, n: int, flags: int) -> bytes:
        header = Header(
            MAJOR,
            MINOR,
            self.boot_id,
            self.trial_id,
            seq,
            t_ns,
            dt_ns,
            n,
            self._origin | flags,
        )
        return encode_header(header)

    def _loss(self, kind: Kind) -> int:
        n_dropped = self._inbox.n_dropped(kind)
        if n_dropped == self._dropped_before.get(kind, 0):
            return _NONE
        self._dropped_before[kind] = n_dropped
        return _LOSS_BEFORE
