"""Messages that the publisher has sent: the last of every kind, and a ring of each for replay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from balance_arcade.server.sent_ring import Sent, SentRing
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

_MOST_BYTES: Final[dict[Kind, int]] = {
    "meta": 1 << 18,
    "state": 1 << 20,
    "hb": 1 << 16,
    "samples": 176 * 60_000,
    "metrics": 1 << 20,
    "event": 1 << 22,
    "alarm": 1 << 18,
}
"""Bytes kept for replay, by kind: a minute of samples at 1 kHz, each in a message of its own; hours
of events. Memory is taken as it fills. Policy when full: forget the oldest."""

LAST_VALUE_KINDS: tuple[Kind, ...] = ("meta", "state", "hb", "metrics", "alarm")
"""Kinds whose newest message stands for all older ones."""


class Archive:
    """Keeps sent messages for replay; only the publisher's thread uses it."""

    def __init__(self) -> None:
        # Counted in samples as well, because one message holds 1 to 256 of them.
        self._rings = {
            kind: SentRing(n, MAX_SAMPLES_KEPT if kind == "samples" else n, _MOST_BYTES[kind])
            for kind, n in RING_LENGTH.items()
        }
        self._last: dict[Kind, Sent] = {}
        # Kept apart from the rings: a number must not be used again when its message is forgotten.
        self._seqs: dict[Kind, int] = dict.fromkeys(KINDS, 0)

    def next_seq(self, kind: Kind) -> int:
        """Return the number that the next message of this kind will carry."""
        return self._seqs[kind] + 1

    def seqs(self) -> dict[str, int]:
        """Return the number of the newest message of every kind; 0 before the first."""
        return {str(kind): seq for kind, seq in self._seqs.items()}

    def add(self, kind: Kind, sent: Sent) -> None:
        """Add a message that is being sent."""
        self._rings[kind].append(sent)
        self._last[kind] = sent
        self._seqs[kind] = sent.seq

    def last(self, kind: Kind) -> Sent | None:
        """Newest message of a kind."""
        return self._last.get(kind)

    def between(self, kind: Kind, first: int, last: int) -> Iterator[Sent]:
        """Messages with ``first <= seq <= last`` that are still kept, oldest first."""
        return self._rings[kind].between(first, last)

    def newest_events(self, n: int) -> list[Sent]:
        """Event messages, the last so many, oldest first."""
        return self._rings["event"].last(n)

    def newest_samples(self, seconds: float) -> list[Sent]:
        """Sample messages of the last seconds, oldest first."""
        ring = self._rings["samples"]
        newest_ns = ring.newest_ns
        return [] if newest_ns is None else ring.since(newest_ns - round(seconds * 1e9))
