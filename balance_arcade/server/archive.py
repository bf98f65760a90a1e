"""Messages that the publisher has sent: the last of every kind, and a ring of each for replay."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator

import msgspec

from balance_arcade.server.wire import KINDS, Kind

RING_LENGTH: dict[Kind, int] = {
    "meta": 8,
    "state": 256,
    "hb": 32,
    "samples": 60_000,
    "metrics": 600,
    "event": 8192,
    "alarm": 64,
}
"""Messages kept for replay, by kind. Policy when full: forget the oldest."""

MAX_SAMPLES_KEPT = 60_000
"""Samples kept in the ring: a minute at 1 kHz, however many share a message."""

MAX_EVENT_BYTES = 4 * 1024 * 1024
"""Bytes of events kept in the ring: hours of play. Policy when full: forget the oldest."""

LAST_VALUE_KINDS: tuple[Kind, ...] = ("meta", "state", "hb", "metrics", "alarm")
"""Kinds whose newest message stands for all older ones."""


class Sent(msgspec.Struct, frozen=True, gc=False):
    """A message as it went out.

    Attributes
    ----------
    seq, t0_ns, n : int
        As in the header.
    frames : tuple of bytes
        Topic, header, payload.
    """

    seq: int
    t0_ns: int
    n: int
    frames: tuple[bytes, bytes, bytes]


def _size(sent: Sent) -> int:
    return sum(len(frame) for frame in sent.frames)


class Archive:
    """Keeps sent messages for replay; only the publisher's thread uses it."""

    def __init__(self) -> None:
        self._rings: dict[Kind, deque[Sent]] = {
            kind: deque(maxlen=length) for kind, length in RING_LENGTH.items()
        }
        self._last: dict[Kind, Sent] = {}
        # Kept apart from the rings: a number must not be used again when its message is forgotten.
        self._seqs: dict[Kind, int] = dict.fromkeys(KINDS, 0)
        self._samples_kept = 0
        self._event_bytes = 0

    def next_seq(self, kind: Kind) -> int:
        """Return the number that the next message of this kind will carry."""
        return self._seqs[kind] + 1

    def seqs(self) -> dict[str, int]:
        """Return the number of the newest message of every kind; 0 before the first."""
        return {str(kind): seq for kind, seq in self._seqs.items()}

    def add(self, kind: Kind, sent: Sent) -> None:
        """Add a message that is being sent."""
        ring = self._rings[kind]
        if kind == "samples":
            self._samples_kept += sent.n
            # Counted in samples as well, because one message holds 1 to 256 of them.
            while ring and (self._samples_kept > MAX_SAMPLES_KEPT or len(ring) == ring.maxlen):
                self._samples_kept -= ring.popleft().n
        elif kind == "event":
            self._event_bytes += _size(sent)
            while ring and (self._event_bytes > MAX_EVENT_BYTES or len(ring) == ring.maxlen):
                self._event_bytes -= _size(ring.popleft())
        ring.append(sent)
        self._last[kind] = sent
        self._seqs[kind] = sent.seq

    def last(self, kind: Kind) -> Sent | None:
        """Newest message of a kind."""
        return self._last.get(kind)

    def between(self, kind: Kind, first: int, last: int) -> Iterator[Sent]:
        """Messages with ``first <= seq <= last`` that are still kept, oldest first."""
        ring = self._rings[kind]
        # Numbers follow each other without a hole, so nothing has to be searched for.
        begin = max(0, first - ring[0].seq) if ring else 0
        end = max(0, last - ring[0].seq + 1) if ring else 0
        return itertools.islice(ring, min(begin, len(ring)), min(end, len(ring)))

    def newest_events(self, n: int) -> list[Sent]:
        """Event messages, the last so many, oldest first."""
        return list(self._rings["event"])[-n:]

    def newest_samples(self, seconds: float) -> list[Sent]:
        """Sample messages of the last seconds, oldest first."""
        found: list[Sent] = []
        ring = self._rings["samples"]
        if not ring:
            return found
        since_ns = ring[-1].t0_ns - round(seconds * 1e9)
        for sent in reversed(ring):
            if sent.t0_ns < since_ns:
                break
            found.append(sent)
        found.reverse()
        return found
