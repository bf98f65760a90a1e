"""From the messages of a scan to samples, events and states, with what is missing in between."""

from __future__ import annotations

import math
from collections import deque

import msgspec

from balance_arcade.core.events import Event, SessionState
from balance_arcade.core.inputs import SessionInput
from balance_arcade.files.recording.found import Break, Fault, RawMessage, Scan
from balance_arcade.files.recording.layout import (
    RECORD_BYTES,
    ForceArray,
    known_bytes,
    unpack,
)

_WORDS = {
    "cut off": "The file was not closed; what came {} is missing.",
    "damaged": "Bytes of the file have changed; samples {} may be missing.",
    "missing": "A block of samples {} is missing.",
    "end": "The record about the file's end is damaged.",
    "index": "The index at the end of the file is damaged; no sample is lost.",
    "message": "A message {} cannot be understood and is left out.",
    "header": "The header is damaged; its copy was read instead.",
}


def fault(kind: str, from_s: float, to_s: float, n_bytes: int = 0) -> Fault:
    """Describe a fault, with the times between which samples may be missing."""
    return Fault(kind, _WORDS[kind].format(_between(from_s, to_s)), from_s, to_s, n_bytes)


class Rows:
    """Reads the messages in their order.

    Parameters
    ----------
    found : Scan
        The walk through the file.

    Attributes
    ----------
    force : structured array
        All samples.
    events, states, inputs : list
        All events, states, and what else the session was told.
    faults : list of Fault
        Breaks in the row, told with the times of their neighbours.
    """

    def __init__(self, found: Scan) -> None:
        self.events: list[Event] = []
        self.states: list[SessionState] = []
        self.inputs: list[SessionInput] = []
        self.faults: list[Fault] = []
        self._scan = found
        # Bytes of the blocks with a sample: what is read of each costs more than all of them.
        self._blocks: list[bytes] = []
        self._expected: dict[int, int] = {}
        # Channels that may have lost messages to a break that is told already.
        self._excused: set[int] = set()
        # Breaks wait for the next good block, which tells until when samples may be missing.
        self._open: list[tuple[str, int, float]] = []
        breaks = deque(found.breaks)
        for index, message in enumerate(found.messages):
            while breaks and breaks[0].at_message <= index:
                self._note(breaks.popleft())
            self._count(message)
            self._read(message)
        for left in breaks:
            self._note(left)
        self._close(math.nan)
        self.force: ForceArray = unpack(self._blocks)

    @property
    def newest_s(self) -> float:
        """Time of the newest sample so far; NaN before the first."""
        return _time_at(self._blocks[-1], -RECORD_BYTES) if self._blocks else math.nan

    def _note(self, left_out: Break) -> None:
        self._open.append((left_out.kind, left_out.n_bytes, self.newest_s))
        self._excused = set(self._scan.channels)

    def _count(self, message: RawMessage) -> None:
        """Messages of a channel are numbered without a gap, so that a lost chunk shows."""
        channel, sequence = message.channel, message.sequence
        if sequence != self._expected.get(channel, 0) and channel not in self._excused:
            self._note(Break(0, "missing", 0))
        if self._excused:
            self._excused.discard(channel)
        self._expected[channel] = (sequence + 1) & 0xFFFFFFFF

    def _read(self, message: RawMessage) -> None:
        kind, record_bytes = self._scan.channels.get(message.channel, ("", 0))
        try:
            if kind == "force":
                self._block(known_bytes(message.data, record_bytes))
            elif kind == "event":
                self.events.append(msgspec.msgpack.decode(message.data, type=Event))
            elif kind == "state":
                self.states.append(msgspec.msgpack.decode(message.data, type=SessionState))
            elif kind == "input":
                self.inputs.append(msgspec.msgpack.decode(message.data, type=SessionInput))
        except (msgspec.MsgspecError, ValueError):
            t_s = message.log_ns / 1e9
            self.faults.append(fault("message", t_s, t_s, len(message.data)))

    def _block(self, block: bytes) -> None:
        if block:
            if self._open:
                self._close(_time_at(block, 0))
            self._blocks.append(block)

    def _close(self, oldest_s: float) -> None:
        for kind, n_bytes, from_s in self._open:
            self.faults.append(fault(kind, from_s, oldest_s, n_bytes))
        self._open = []


def _time_at(block: bytes, row: int) -> float:
    """Time of the sample whose record begins there; negative from the end."""
    return float(unpack((block[row:][:RECORD_BYTES],))["t_s"][0])


def _between(from_s: float, to_s: float) -> str:
    if math.isnan(from_s) and math.isnan(to_s):
        return "at an unknown time"
    if math.isnan(from_s):
        return f"before {to_s:.2f} s"
    if math.isnan(to_s):
        return f"after {from_s:.2f} s"
    if from_s == to_s:
        return f"at {from_s:.2f} s"
    return f"between {from_s:.2f} and {to_s:.2f} s"
