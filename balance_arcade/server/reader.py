"""Joins a running stream without loss and notices every gap; no socket, no thread, no clock.

A newcomer subscribes first and keeps what comes, asks for a snapshot, shows that, and then
everything kept that is newer than the snapshot. A number that jumps is a gap; another boot id of
the same board is a publisher that was started again, and the newcomer joins anew.

Several boards may share one stream: numbers and gaps are those of a board and a kind.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from balance_arcade.core.errors import MalformedMessageError, VersionMismatchError
from balance_arcade.server.bodies import Heartbeat
from balance_arcade.server.control import Reply
from balance_arcade.server.wire import KINDS, Kind, Message, decode

MAX_KEPT = 2000
"""Messages kept while the snapshot is on its way. Policy when full: drop the oldest; the gap shows
when the snapshot has come."""

MAX_MISSING = 64
"""Gaps that wait to be fetched at most. Policy when full: forget the oldest; it stays counted."""

MAX_PART = 2000
"""Messages that are asked for at once where a snapshot was too short; a reply holds no more."""

REPLAYED_KINDS: tuple[Kind, ...] = ("samples", "event")
"""Kinds whose every message matters; of the others the newest one tells all."""


class Gap(msgspec.Struct, frozen=True):
    """Messages of a board and a kind that did not arrive: ``first`` to ``last``, both included.

    Attributes
    ----------
    boot_id : int
        Whose numbers these are; another start of the publisher counts anew.
    lost : bool
        They were missed and are counted; otherwise they were before our time, and a snapshot was
        too short for them.
    """

    kind: Kind
    first: int
    last: int
    board: str = ""
    boot_id: int = 0
    lost: bool = True


Stream = tuple[str, Kind]
"""Board and kind: what a publisher numbers by itself."""


class GapCount(msgspec.Struct):
    """Counts of one kind: times that messages were missing, how many, how many fetched later."""

    n_gaps: int = 0
    n_lost: int = 0
    n_recovered: int = 0

    @property
    def n_missing(self) -> int:
        """Messages that were never seen."""
        return self.n_lost - self.n_recovered


class _Snapshot(msgspec.Struct, frozen=True):
    seq: dict[str, int]
    messages: list[list[bytes]]
    more: bool = False
    samples_from: int = 0


class _Replay(msgspec.Struct, frozen=True):
    messages: list[list[bytes]]
    more: bool = False


class StreamReader:
    """Turns frames into messages, each once and in order, and keeps count of what is missing.

    Attributes
    ----------
    boot_id : int
        Of the publisher that was begun with last; 0 before the first message.
    joined : bool
        The snapshot has come, so that messages flow.
    n_boots : int
        Publishers seen, one after the other.
    gaps : dict of str to GapCount
        What went missing, by kind, of all boards.
    board_gaps : dict of (str, str) to GapCount
        What went missing, by board and kind.
    n_malformed : int
        Messages that could not be read.
    refusal : str
        Why the stream cannot be read at all (another version); empty otherwise.
    """

    def __init__(self) -> None:
        self.boot_id = 0
        self.joined = False
        self.n_boots = 0
        self.gaps: dict[Kind, GapCount] = {kind: GapCount() for kind in KINDS}
        self.n_malformed = 0
        self.refusal = ""
        self.board_gaps: dict[Stream, GapCount] = {}
        self._kept: deque[Message] = deque(maxlen=MAX_KEPT)
        self._boots: dict[str, int] = {}
        self._seqs: dict[Stream, int] = {}
        self._missing: deque[Gap] = deque(maxlen=MAX_MISSING)

    def feed(self, frames: Sequence[bytes]) -> list[Message]:
        """Take the frames of one message and give what can be shown now."""
        message = self._decode(frames)
        if message is None:
            return []
        if message.header.boot_id != self._boots.get(message.board):
            self._begin(message.board, message.header.boot_id)
        if not self.joined:
            self._kept.append(message)
            return []
        return self._accept(message)

    def join(self, reply: Reply) -> list[Message]:
        """Take the reply to ``snapshot`` and give what can be shown now.

        Raises
        ------
        MalformedMessageError
            The reply holds no snapshot.
        """
        snapshot = _convert(reply.result, _Snapshot)
        shown = [m for m in map(self._decode, snapshot.messages) if m is not None]
        for board in self._boards_of(reply, shown):
            if self._boots.get(board) != reply.boot_id:
                self._begin(board, reply.boot_id)
            for kind in KINDS:
                self._seqs[board, kind] = snapshot.seq.get(kind, 0)
        self.boot_id = reply.boot_id
        if snapshot.more:
            self._note_rest(shown, snapshot.samples_from)
        return shown + self._release()

    def _note_rest(self, shown: Sequence[Message], first: int) -> None:
        """Have the older samples fetched that a snapshot had no room for."""
        samples = next((m for m in shown if m.kind == "samples"), None)
        if samples is not None and first < samples.header.seq:
            board, last = samples.board, samples.header.seq - 1
            # In parts that have room in one reply, the newest first: one is made while another is
            # read.
            while last >= first:
                begin = max(first, last - MAX_PART + 1)
                gap = Gap("samples", begin, last, board, self._boots[board], lost=False)
                self._missing.append(gap)
                last = begin - 1

    def _boards_of(self, reply: Reply, shown: Sequence[Message]) -> list[str]:
        """Boards that a snapshot tells of: of its own messages, else those heard from its boot."""
        named = {message.board for message in shown}
        if not named:
            named = {board for board, boot_id in self._boots.items() if boot_id == reply.boot_id}
        if not named and len(self._boots) == 1:
            # A publisher that was begun anew and has said nothing yet: the board is the old one's.
            named = set(self._boots)
        return sorted(named)

    def join_without_snapshot(self) -> list[Message]:
        """Give up waiting for the control port and show what has come."""
        return self._release()

    def recover(self, reply: Reply, gap: Gap) -> list[Message]:
        """Take the reply to ``replay`` and give the messages of the gap that still exist.

        Raises
        ------
        MalformedMessageError
            The reply holds no messages.
        """
        replay = _convert(reply.result, _Replay)
        found = [m for m in map(self._decode, replay.messages) if m is not None]
        found = [
            m
            for m in found
            if m.board == gap.board
            and m.header.boot_id == self._boots.get(m.board)
            and m.kind == gap.kind
            and gap.first <= m.header.seq <= gap.last
        ]
        if gap.lost:
            for count in self._counts(gap.board, gap.kind):
                count.n_recovered += len(found)
        if replay.more and found:
            self._missing.append(msgspec.structs.replace(gap, first=found[-1].header.seq + 1))
        return found

    def matters(self, gap: Gap) -> bool:
        """Whether its board is still in the same start of the publisher."""
        return self._boots.get(gap.board) == gap.boot_id

    @property
    def has_missing(self) -> bool:
        """Whether there are gaps that `take_missing` would give."""
        return bool(self._missing)

    def take_missing(self) -> list[Gap]:
        """Give the gaps that are worth fetching, each once."""
        missing = list(self._missing)
        self._missing.clear()
        return missing

    def _decode(self, frames: Sequence[bytes]) -> Message | None:
        try:
            message = decode(frames)
        except VersionMismatchError as exc:
            self.refusal = str(exc)
            return None
        except MalformedMessageError:
            self.n_malformed += 1
            return None
        self.refusal = ""
        return message

    def _begin(self, board: str, boot_id: int) -> None:
        """Begin with a board anew; what is known of the others stays."""
        self.boot_id = self._boots[board] = boot_id
        self.n_boots += 1
        self.joined = False
        self._kept = deque((m for m in self._kept if m.board != board), MAX_KEPT)
        self._missing = deque((gap for gap in self._missing if gap.board != board), MAX_MISSING)
        for kind in KINDS:
            self._seqs.pop((board, kind), None)

    def _release(self) -> list[Message]:
        self.joined = True
        kept, self._kept = self._kept, deque(maxlen=MAX_KEPT)
        return [m for message in kept for m in self._accept(message)]

    def _accept(self, message: Message) -> list[Message]:
        board, kind, seq = message.board, message.kind, message.header.seq
        known = self._seqs.get((board, kind))
        if known is not None and seq <= known:
            return []
        if known is not None:
            self._note_gap(board, kind, known, seq - 1)
        self._seqs[board, kind] = seq
        if isinstance(message.body, Heartbeat):
            self._compare(board, message.body.last_seq.items())
        return [message]

    def _compare(self, board: str, sent: Iterable[tuple[str, int]]) -> None:
        """Find losses at the end of a burst: a heartbeat names its board's newest of every kind."""
        newest = dict(sent)
        for kind in KINDS:
            known, last = self._seqs.get((board, kind)), newest.get(kind, 0)
            if kind != "hb" and known is not None and last > known:
                self._note_gap(board, kind, known, last)
                self._seqs[board, kind] = last

    def _note_gap(self, board: str, kind: Kind, known: int, last: int) -> None:
        if last <= known:
            return
        for count in self._counts(board, kind):
            count.n_gaps += 1
            count.n_lost += last - known
        if kind in REPLAYED_KINDS:
            self._missing.append(Gap(kind, known + 1, last, board, self._boots.get(board, 0)))

    def _counts(self, board: str, kind: Kind) -> tuple[GapCount, GapCount]:
        return self.gaps[kind], self.board_gaps.setdefault((board, kind), GapCount())


def _convert(result: dict[str, Any], into: type[Any]) -> Any:
    try:
        return msgspec.convert(result, into)
    except msgspec.ValidationError as exc:
        raise MalformedMessageError(
            f"The reply does not contain what was requested: {exc}."
        ) from exc
