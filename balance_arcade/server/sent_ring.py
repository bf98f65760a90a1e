"""Messages that went out, packed one behind the other into memory that is taken once."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import msgspec
import numpy as np


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


class SentRing:
    """The newest messages of one kind, whose numbers follow each other from 1 on.

    Policy when full: forget the oldest.

    Parameters
    ----------
    max_messages, max_items, max_bytes : int
        How many messages are kept, how many items (``n``) of all of them together, and how many
        bytes of headers and payloads. A message that is longer than that alone is not kept.

    Notes
    -----
    Objects of the interpreter would be taken by whichever thread sends and given back by another,
    minutes later; what the C library keeps for each thread then grows for hours. Here the bytes
    are copied into one piece of memory, so that a day takes what a minute takes.

    Examples
    --------
    >>> ring = SentRing(2, 9, 64)
    >>> for seq in (1, 2, 3):
    ...     ring.append(Sent(seq, 10 * seq, 1, (b"ba/1/b/hb", b"head", b"body")))
    >>> len(ring), [sent.seq for sent in ring.between(1, 9)], ring.since(30)[0].frames[1]
    (2, [2, 3], b'head')
    """

    def __init__(self, max_messages: int, max_items: int, max_bytes: int) -> None:
        self._max_messages, self._max_items = max_messages, max_items
        # By numpy: the system gives the pages only once something is written on them.
        self._bytes = np.zeros(max_bytes, np.uint8).data
        # Of the message `seq`, at the place `seq % max_messages`.
        self._t0_ns, self._n = (array("q", bytes(8 * max_messages)) for _ in range(2))
        self._begin, self._middle, self._end = (
            array("q", bytes(8 * max_messages)) for _ in range(3)
        )
        self._topic = b""
        self._oldest, self._newest = 1, 0
        self._n_items = 0

    def __len__(self) -> int:
        return self._newest - self._oldest + 1

    def append(self, sent: Sent) -> None:
        """Keep a message; its number follows that of the one before."""
        self._topic, head, payload = sent.frames
        begin = self._end[self._newest % self._max_messages]
        middle = begin + len(head)
        end = middle + len(payload)
        self._make_room(sent.n, end)
        self._newest, place = sent.seq, sent.seq % self._max_messages
        if end - begin > len(self._bytes):
            self._oldest, self._end[place] = sent.seq + 1, begin
            return
        self._n_items += sent.n
        self._t0_ns[place], self._n[place] = sent.t0_ns, sent.n
        self._begin[place], self._middle[place], self._end[place] = begin, middle, end
        self._write(begin, head)
        self._write(middle, payload)

    def _make_room(self, n_items: int, end: int) -> None:
        """Forget what has no room beside so many items, whose bytes end at a place."""
        while len(self) and (
            len(self) >= self._max_messages
            or self._n_items + n_items > self._max_items
            or end - self._begin[self._oldest % self._max_messages] > len(self._bytes)
        ):
            self._n_items -= self._n[self._oldest % self._max_messages]
            self._oldest += 1

    def _write(self, begin: int, data: bytes) -> None:
        """Write from a place on, counted since the first byte of all; go on at the beginning."""
        size = len(self._bytes)
        at = begin % size
        fits = min(len(data), size - at)
        self._bytes[at : at + fits] = data[:fits]
        if fits < len(data):
            self._bytes[: len(data) - fits] = data[fits:]

    def _read(self, begin: int, end: int) -> bytes:
        size = len(self._bytes)
        at = begin % size
        if at + end - begin <= size:
            return bytes(self._bytes[at : at + end - begin])
        return bytes(self._bytes[at:]) + bytes(self._bytes[: at + end - begin - size])

    def _message(self, seq: int) -> Sent:
        place = seq % self._max_messages
        begin, middle, end = self._begin[place], self._middle[place], self._end[place]
        frames = self._topic, self._read(begin, middle), self._read(middle, end)
        return Sent(seq, self._t0_ns[place], self._n[place], frames)

    def between(self, first: int, last: int) -> Iterator[Sent]:
        """Messages with ``first <= seq <= last`` that are still kept, oldest first."""
        numbers = range(max(first, self._oldest), min(last, self._newest) + 1)
        return (self._message(seq) for seq in numbers)

    def last(self, n: int) -> list[Sent]:
        """Messages, the last so many, oldest first."""
        return list(self.between(self._newest - n + 1, self._newest))

    def since(self, t0_ns: int) -> list[Sent]:
        """Messages from the first one on that nothing older than ``t0_ns`` follows."""
        first = self._newest + 1
        while first > self._oldest and self._t0_ns[(first - 1) % self._max_messages] >= t0_ns:
            first -= 1
        return list(self.between(first, self._newest))

    @property
    def newest_ns(self) -> int | None:
        """``t0_ns`` of the newest message; None where none is kept."""
        return self._t0_ns[self._newest % self._max_messages] if len(self) else None
