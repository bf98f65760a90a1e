"""Fetches from the recordings what a station missed and memory has forgotten; no socket, no clock.

`StreamReader` finds gaps by the numbers of messages and fetches them from the publisher's memory.
What is missing after that shows in the samples' own numbers, and the files beside the board have
it. So everything between a station's first and newest sample is received, replayed, or declared.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np

from balance_arcade.core.errors import MalformedMessageError
from balance_arcade.core.events import Scalar
from balance_arcade.server.bodies import CHANNELS, SampleBlock
from balance_arcade.server.control import Reply
from balance_arcade.server.ledger import SampleLedger
from balance_arcade.server.wire import HeaderFlag, Message, decode

SETTLE_NS = 2_000_000_000
"""A gap is looked for in memory first, and the recorder needs a moment to write."""

LOOK_NS = 250_000_000
ASK_AGAIN_NS = 1_000_000_000
GIVE_UP_NS = 30_000_000_000
"""A gap of which the publisher has told nothing new for so long is declared."""

MAX_PAST = 8
"""Earlier starts of publishers that are completed. Policy when full: forget the oldest."""

_END = 2**53 - 1


class _Found(msgspec.Struct, frozen=True):
    messages: list[list[bytes]]
    upto: int


class _Book(msgspec.Struct):
    """Account of one start of a board's publisher."""

    board: str
    boot_id: int
    ledger: SampleLedger
    trial_id: str = ""
    past: bool = False
    newest_seq: int = 0
    complete: bool = False


class _Want(msgspec.Struct, frozen=True):
    book: _Book
    first: int
    last: int


class Backfill:
    """Keeps the account of one client and says what to ask for.

    Parameters
    ----------
    from_start : bool
        Fetch also what came before this client, from the board's first sample on.

    Examples
    --------
    >>> backfill = Backfill()
    >>> backfill.ask(now_ns=0) is None
    True
    """

    def __init__(self, *, from_start: bool = False) -> None:
        self._from_start = from_start
        self._books: dict[str, _Book] = {}
        self._past: deque[_Book] = deque(maxlen=MAX_PAST)
        self._asked: tuple[str, _Want] | None = None
        self._seen: dict[tuple[str, int, int], int] = {}
        self._due_ns = 0
        self._told_ns = 0

    def ledger(self, board: str) -> SampleLedger:
        """Account of a board's samples since its publisher was started."""
        book = self._books.get(board)
        return book.ledger if book is not None else SampleLedger()

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing that may still be fetched."""
        books = [*self._past, *self._books.values()]
        return not any(_wanted(book) for book in books)

    def take(self, messages: Iterable[Message], *, replayed: bool = False) -> list[Message]:
        """Enter messages into the account; return them without the samples held before."""
        return [kept for message in messages if (kept := self._take(message, replayed))]

    def _take(self, message: Message, replayed: bool) -> Message | None:
        body = message.body
        if not isinstance(body, SampleBlock):
            return message
        book = self._book_of(message)
        if book is None:
            return message
        header = message.header
        follows = header.seq == book.newest_seq + 1 and not header.flags & HeaderFlag.LOSS_BEFORE
        if header.seq > book.newest_seq:
            book.newest_seq = header.seq
            # Kept beyond its end: what was missed may still lie in it.
            book.trial_id = str(header.trial_id or book.trial_id)
        return _enter(book.ledger, message, body, follows=follows, replayed=replayed)

    def _book_of(self, message: Message) -> _Book | None:
        board, boot_id = message.board, message.header.boot_id
        book = self._books.get(board)
        if book is None or book.boot_id != boot_id:
            if any(one.board == board and one.boot_id == boot_id for one in self._past):
                return None  # A straggler of an earlier start.
            if book is not None and book.ledger.n_span:
                book.past = True
                self._past.append(book)
            ledger = SampleLedger(from_start=self._from_start)
            book = self._books[board] = _Book(board, boot_id, ledger)
        return book

    # -- what is asked for ------------------------------------------------------------------

    def ask(self, now_ns: int) -> dict[str, Scalar] | None:
        """Return the args of the next ``recorded`` to send, or None; then call `sent`."""
        if self._asked is not None or now_ns < self._due_ns:
            return None
        self._due_ns = now_ns + LOOK_NS
        seen: dict[tuple[str, int, int], int] = {}
        due: _Want | None = None
        for book in [*self._past, *self._books.values()]:
            for first, last in _wanted(book):
                # Known by its end: its beginning moves as it is filled.
                key = (book.board, book.boot_id, last)
                seen[key] = self._seen.get(key, now_ns)
                if due is None and now_ns - seen[key] >= SETTLE_NS:
                    due = _Want(book, first, last)
        self._seen = seen
        if due is None:
            return None
        self._asked = ("", due)
        args: dict[str, Scalar] = {"from": due.first, "to": due.last}
        return args | ({"trial": due.book.trial_id} if due.book.past else {})

    def sent(self, request_id: str) -> None:
        """Note the id under which the question went out."""
        if self._asked is not None:
            self._asked = (request_id, self._asked[1])

    def answered(self, reply: Reply, now_ns: int) -> list[Message]:
        """Take a reply; return the messages that were not held.

        Raises
        ------
        MalformedMessageError
            The reply holds no samples.
        """
        if self._asked is None or reply.id != self._asked[0]:
            return []
        want, self._asked = self._asked[1], None
        if reply.status != "done":
            self._due_ns = now_ns + ASK_AGAIN_NS
            # A publisher of an earlier version knows no such question and never will.
            if not reply.reason.startswith("busy"):
                self._give_up_late(want, now_ns)
            return []
        found = _convert(reply.result)
        shown = []
        for frames in found.messages:
            message = decode(frames)
            if message.board == want.book.board and isinstance(message.body, SampleBlock):
                kept = _enter(want.book.ledger, message, message.body, replayed=True)
                shown += [] if kept is None else [kept]
        self._note(want, found, now_ns)
        return shown

    def _note(self, want: _Want, found: _Found, now_ns: int) -> None:
        ledger = want.book.ledger
        if found.upto >= want.first:
            ledger.declare(want.first, min(found.upto, want.last))
            self._told_ns = now_ns
            self._due_ns = now_ns
        else:
            self._due_ns = now_ns + ASK_AGAIN_NS
            self._give_up_late(want, now_ns)
        if want.last == _END:
            want.book.complete = not found.messages or found.upto == _END

    def _give_up_late(self, want: _Want, now_ns: int) -> None:
        since_ns = self._seen.get((want.book.board, want.book.boot_id, want.last), now_ns)
        if now_ns - max(since_ns, self._told_ns) >= GIVE_UP_NS:
            want.book.ledger.declare(want.first, want.last)
            want.book.complete = want.book.complete or want.last == _END

    def failed(self, request_id: str, now_ns: int) -> None:
        """Ask again later: nobody answered."""
        if self._asked is not None and self._asked[0] == request_id:
            self._asked = None
            self._due_ns = now_ns + ASK_AGAIN_NS


def _wanted(book: _Book) -> list[tuple[int, int]]:
    """Return what is missing; of an earlier start also what came after the newest that is held."""
    if book.past and not book.trial_id:
        # Nothing was recorded, and without the name of a trial the present start would answer.
        book.complete = True
        book.ledger.declare(0, book.ledger.newest)
    missing = book.ledger.missing()
    if not book.past or book.complete:
        return missing
    return [*missing, (book.ledger.newest + 1, _END)]


def _enter(
    ledger: SampleLedger,
    message: Message,
    body: SampleBlock,
    *,
    follows: bool = False,
    replayed: bool = False,
) -> Message | None:
    seqs = body.values[:, CHANNELS.index("seq")].astype(np.int64)
    flags = body.values[:, CHANNELS.index("flags")].astype(np.int64)
    is_new = ledger.take(seqs, flags, follows=follows, replayed=replayed)
    if is_new.all():
        return message
    if not is_new.any():
        return None
    header = msgspec.structs.replace(message.header, n=int(is_new.sum()))
    return msgspec.structs.replace(message, header=header, body=SampleBlock(body.values[is_new]))


def _convert(result: dict[str, Any]) -> _Found:
    try:
        return msgspec.convert(result, _Found)
    except msgspec.ValidationError as exc:
        raise MalformedMessageError(f"The reply contains no samples: {exc}.") from exc
