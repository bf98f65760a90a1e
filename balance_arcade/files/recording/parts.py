"""Parts of a recording by the numbers of their samples, also while it is being written.

`RecordingReader` loads a whole file; this reads one chunk at a time, so that an hour can be looked
at beside a running session without its memory and without holding anybody up.
"""

from __future__ import annotations

import os
import struct
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np
from mcap.opcode import Opcode

from balance_arcade.core.errors import RecordingError
from balance_arcade.core.events import Event
from balance_arcade.files.recording.header import RecordingHeader
from balance_arcade.files.recording.layout import (
    EVENT,
    FORCE,
    RECORD_BYTES,
    ForceArray,
    known_bytes,
    unpack,
)
from balance_arcade.files.recording.reader import HEAD_BYTES, header_in
from balance_arcade.files.recording.scan import MAGIC, scan
from balance_arcade.files.recording.writer import PART, beside

_FRAME = struct.Struct("<BQ")
# Start, end, size, checksum, then the name of the compression and the length of the records
# (MCAP specification, Chunk, op=0x06); ours are not compressed, so the name is empty.
_CHUNK = struct.Struct("<QQQIIQ")
_MESSAGE = struct.Struct("<HIQQ")
_SEQ = struct.Struct("<q")
MAX_CHUNK_BYTES = 8 * 1024 * 1024
"""A record that claims to be longer is damage; 4096 samples and their events are far below."""

SPAN_SAMPLES = 1024
"""Neighbouring chunks share one span up to so many samples."""

MOST_SPANS = 2048
"""With more than these, neighbours become one: a day's table is no longer than an hour's."""

ZEROED = "board.zeroed"
_CORNERS = ("tl_n", "tr_n", "bl_n", "br_n")
Zero = tuple[float, float, float, float]


class Span(msgspec.Struct, frozen=True):
    """Where the samples ``first`` to ``last`` stand in the file; between them some may be missing.

    Attributes
    ----------
    first, last : int
        Numbers of the first and the last sample.
    offset, n_bytes : int
        The records of its chunks.
    """

    first: int
    last: int
    offset: int
    n_bytes: int


class RecordingParts:
    """Reads samples by number from one recording of this version, whole or being written.

    Parameters
    ----------
    path : Path
        The finished file's name, ending in ``.mcap``; its ``.part`` is read while it is written.

    Raises
    ------
    RecordingError
        There is no such recording, or it cannot be read.

    Attributes
    ----------
    header : RecordingHeader
        What stands at its head.
    spans : list of Span
        The stretches found so far, oldest first; `look` finds more.

    Examples
    --------
    >>> import tempfile
    >>> from balance_arcade.files.recording import RecordingWriter
    >>> from balance_arcade.core.board import BoardInfo, Geometry
    >>> from balance_arcade.core.clock import WallAnchor
    >>> from balance_arcade.core.samples import ForceSample
    >>> board = BoardInfo("sim:", "sim", "Sim", "", Geometry(400.0, 300.0), 100.0, "virtual")
    >>> head = RecordingHeader(board=board, wall=WallAnchor(0, 0), trial_id="ab", label="x")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "x.mcap"
    ...     with RecordingWriter(path, head) as writer:
    ...         made = [ForceSample(i, 0, i / 100.0, 1.0, 2.0, 3.0, 4.0) for i in range(90)]
    ...         writer.write_samples(made)
    ...     with RecordingParts(path) as parts:
    ...         more = parts.look()
    ...         parts.last, [len(block) for block, zero_n in parts.between(10, 30)]
    (89, [21])
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = self._open()
        try:
            self.header: RecordingHeader = header_in(self._file.read(HEAD_BYTES), path.name)
        except BaseException:
            self._file.close()
            raise
        self.spans: list[Span] = []
        self._lasts: list[int] = []
        self._zeros: list[tuple[float, Zero]] = []
        if self.header.zero_n is not None:
            self._zeros.append((float("-inf"), self.header.zero_n))
        self._offset = len(MAGIC)
        self._span_samples = SPAN_SAMPLES

    def _open(self) -> BinaryIO:
        # Twice: it may get its final name between the two looks.
        for name in (beside(self.path, PART), self.path, beside(self.path, PART), self.path):
            try:
                return name.open("rb")
            except FileNotFoundError:
                continue
            except OSError as error:
                raise RecordingError(f"{self.path.name} cannot be read: {error}.") from error
        raise RecordingError(f"There is no recording {self.path.name}.")

    @property
    def last(self) -> int:
        """Number of the newest sample found so far; -1 before the first."""
        return self._lasts[-1] if self._lasts else -1

    def look(self, most_chunks: int = 1 << 30) -> bool:
        """Walk on through the file; return whether there may be more, having met ``most_chunks``.

        A record that is not whole yet ends the walk, and the next one begins there.
        """
        n_met = 0
        while n_met < most_chunks:
            head = self._read(self._offset, _FRAME.size)
            if len(head) < _FRAME.size:
                return False
            opcode, length = _FRAME.unpack(head)
            if length > MAX_CHUNK_BYTES:
                return False
            body = self._read(self._offset + _FRAME.size, length)
            if len(body) < length:
                return False
            if opcode == Opcode.CHUNK:
                n_met += 1
                self._note(body)
            self._offset += _FRAME.size + length
        return True

    def _read(self, offset: int, n_bytes: int) -> bytes:
        try:
            self._file.seek(offset)
            return self._file.read(n_bytes)
        except OSError as error:
            raise RecordingError(f"{self.path.name} cannot be read: {error}.") from error

    def _note(self, body: bytes) -> None:
        numbers: list[int] = []
        for channel, data in _messages(body):
            if channel == FORCE and len(data) >= RECORD_BYTES:
                last_record = len(data) - RECORD_BYTES
                numbers += [_SEQ.unpack_from(data, at)[0] for at in (0, last_record)]
            elif channel == EVENT and ZEROED.encode() in data:
                self._note_zero(data)
        if numbers:
            self._add(numbers[0], numbers[-1], self._offset + _FRAME.size + len(body))

    def _add(self, first: int, last: int, end: int) -> None:
        begin = self._offset
        if self.spans and self.spans[-1].last - self.spans[-1].first < self._span_samples:
            before = self.spans.pop()
            self._lasts.pop()
            first, begin = before.first, before.offset
        self.spans.append(Span(first, last, begin, end - begin))
        self._lasts.append(last)
        if len(self.spans) > MOST_SPANS:
            self._join_spans()

    def _join_spans(self) -> None:
        pairs = zip(self.spans[::2], self.spans[1::2], strict=False)
        odd = self.spans[-1:] if len(self.spans) % 2 else []
        self.spans = [
            Span(one.first, two.last, one.offset, two.offset + two.n_bytes - one.offset)
            for one, two in pairs
        ] + odd
        self._lasts = [span.last for span in self.spans]
        self._span_samples *= 2

    def _note_zero(self, data: bytes) -> None:
        try:
            event = msgspec.msgpack.decode(data, type=Event)
            tl, tr, bl, br = (float(event.data[name] or 0.0) for name in _CORNERS)
        except (msgspec.MsgspecError, KeyError, ValueError):
            return  # Damaged; the chunk's checksum will say so when its samples are read.
        if event.kind == ZEROED:
            self._zeros.append((event.t_s, (tl, tr, bl, br)))

    def between(self, first: int, last: int) -> Iterator[tuple[ForceArray, Zero | None]]:
        """Give the samples with ``first <= seq <= last``, oldest first, in blocks of one zero each.

        A chunk whose checksum does not fit is left out: its samples are not there.
        """
        begin = bisect_left(self._lasts, first)
        for span in self.spans[begin:]:
            if span.first > last:
                return
            rows = self._samples_of(span)
            rows = rows[(rows["seq"] >= first) & (rows["seq"] <= last)]
            yield from self._by_zero(rows)

    def _samples_of(self, span: Span) -> ForceArray:
        # The scan of the whole reader: one place checks checksums and reads messages.
        found = scan(MAGIC + self._read(span.offset, span.n_bytes))
        return unpack(known_bytes(m.data) for m in found.messages if m.channel == FORCE)

    def _by_zero(self, rows: ForceArray) -> Iterator[tuple[ForceArray, Zero | None]]:
        if not len(rows):
            return
        # A zero holds for the samples after the moment at which it was taken.
        times = [t_s for t_s, _ in self._zeros]
        which = np.searchsorted(times, rows["t_s"], side="left") if times else np.zeros(len(rows))
        for index in np.unique(which):
            zero = self._zeros[int(index) - 1][1] if index else None
            yield rows[which == index], zero

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> RecordingParts:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _messages(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Channel and data of the messages in an uncompressed chunk; ends at what makes no sense."""
    if len(body) < _CHUNK.size:
        return
    position = _CHUNK.size
    while position + _FRAME.size <= len(body):
        opcode, length = _FRAME.unpack_from(body, position)
        start = position + _FRAME.size
        position = start + length
        if opcode == Opcode.MESSAGE and position <= len(body) and length >= _MESSAGE.size:
            channel = _MESSAGE.unpack_from(body, start)[0]
            yield channel, body[start + _MESSAGE.size : position]


def parts_of_trial(folder: Path, trial_id: str) -> RecordingParts | None:
    """Open the recording of a trial by its unique name; None where the folder has none.

    Examples
    --------
    >>> parts_of_trial(Path("nowhere"), "ab") is None
    True
    """
    plain = "".join(c for c in trial_id if c.isalnum())[:8]
    if not plain or not folder.is_dir():
        return None
    for name in sorted(os.listdir(folder)):
        if not name.removesuffix(PART).endswith(f"-{plain}.mcap"):
            continue
        try:
            parts = RecordingParts(folder / name.removesuffix(PART))
        except RecordingError:
            continue  # Another trial's, or one without samples: nothing here answers for it.
        if parts.header.trial_id == trial_id:
            return parts
        parts.close()
    return None
