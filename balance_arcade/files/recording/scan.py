"""Walk through the bytes of a recording, whole or not, and say what is wrong with it."""

from __future__ import annotations

import functools
import re
import struct
import zlib
from io import BytesIO
from typing import Any

import zstandard
from mcap.data_stream import ReadDataStream, RecordBuilder
from mcap.exceptions import McapError
from mcap.opcode import Opcode
from mcap.records import (
    Attachment,
    AttachmentIndex,
    Channel,
    Chunk,
    Footer,
    Header,
    Metadata,
    MetadataIndex,
    Schema,
    Statistics,
    SummaryOffset,
)
from mcap.stream_reader import get_chunk_data_stream
from mcap.writer import MCAP0_MAGIC as MAGIC

from balance_arcade.files.recording.found import Break, Fault, RawMessage, Scan
from balance_arcade.files.recording.layout import KINDS, RECORD_BYTES
from balance_arcade.files.recording.plain_run import take_plain

_FRAME = 9  # opcode and length
# As plain numbers: a member of an enumeration is looked up each time.
_OF_CHUNK, _OF_CHUNK_INDEX = int(Opcode.CHUNK), int(Opcode.CHUNK_INDEX)
_OF_MESSAGE, _OF_MESSAGES = int(Opcode.MESSAGE), int(Opcode.MESSAGE_INDEX)
# Channel, sequence, log time, publish time (MCAP specification, Message, op=0x05).
_MESSAGE = struct.Struct("<HIQQ")
# First and last time, size unpacked, checksum, length of the compression's name (Chunk, op=0x06).
_CHUNK_HEAD = struct.Struct("<QQQII")
# First and last time, where it is, its length, bytes of the map of offsets (Chunk Index, op=0x08).
_INDEX_HEAD = struct.Struct("<QQQQI")
_OFFSET = struct.Struct("<HQ")
# Length of the message indexes, of the compression's name; then both sizes.
_INDEX_MIDDLE = struct.Struct("<QI")
_INDEX_SIZES_BYTES = 16
# What is longer is not kept for the next time.
_MOST_KEPT_BYTES = 4096
# Where the walk can continue after damaged bytes: a chunk, our metadata, a data end.
_LANDMARK = re.compile(
    rb"\x06.{4}\x00{4}|\x0c.{4}\x00{4}.\x00{3}balance_arcade|\x0f\x04\x00{7}", re.DOTALL
)
_PLAIN: dict[int, Any] = {
    Opcode.HEADER: Header,
    Opcode.SCHEMA: Schema,
    Opcode.ATTACHMENT: Attachment,
    Opcode.ATTACHMENT_INDEX: AttachmentIndex,
    Opcode.STATISTICS: Statistics,
    Opcode.METADATA_INDEX: MetadataIndex,
    Opcode.SUMMARY_OFFSET: SummaryOffset,
}
_DAMAGE = (
    McapError,
    struct.error,
    ValueError,
    OverflowError,
    EOFError,
    MemoryError,
    zstandard.ZstdError,
    RuntimeError,
)


def scan(data: bytes) -> Scan:
    """Walk through a file's bytes; never raises.

    Parameters
    ----------
    data : bytes
        The whole file, beginning with MCAP's magic bytes.

    Returns
    -------
    Scan
    """
    # Our own numbers first, so that forces can be read where the channel records are damaged.
    found = Scan(channels={number: (kind, RECORD_BYTES) for kind, number in KINDS.items()})
    trusted: set[int] = set()
    position = len(MAGIC)
    while position < len(data) and not found.footer:
        after = take_plain(data, position, found)
        if after > position:
            position = after
            continue
        try:
            position = _record(data, position, found, trusted)
        except _DAMAGE:
            # Behind the data end stands the index alone: nothing in it is worth looking for.
            end = len(data) if found.data_ended else _next_landmark(data, position + 1)
            kind = "cut off" if end == len(data) else "damaged"
            if found.data_ended:
                kind = "index"
            found.breaks.append(Break(len(found.messages), kind, end - position))
            position = end
    if not found.footer and not found.breaks:
        found.breaks.append(Break(len(found.messages), "cut off", 0))
    elif found.footer and data[position:] != MAGIC:
        found.breaks.append(Break(len(found.messages), "index", len(data) - position))
        found.footer = False
    return found


def _next_landmark(data: bytes, start: int) -> int:
    """Where the next good record begins; the end of the file if there is none."""
    for match in _LANDMARK.finditer(data, start):
        position = match.start()
        probe = Scan()
        try:
            _record(data, position, probe, set())
        except _DAMAGE:
            continue
        if not any(fault.kind == "damaged" for fault in probe.breaks):
            return position
    return len(data)


def _record(data: bytes, position: int, found: Scan, trusted: set[int]) -> int:
    """Take in the record at a position; return where the next one begins."""
    opcode, length = struct.unpack_from("<BQ", data, position)
    start = position + _FRAME
    end = start + int(length)
    if end > len(data):
        raise ValueError("the record is longer than the file")
    body = data[start:end]
    # The three that a file has most of come first.
    if opcode == _OF_MESSAGES:
        if length < 6 or length != 6 + struct.unpack_from("<I", body, 2)[0]:
            raise ValueError("no message index")
    elif opcode == _OF_CHUNK:
        _chunk(body, found, trusted)
    elif opcode == _OF_CHUNK_INDEX:
        _check_chunk_index(body)
    elif opcode == Opcode.METADATA:
        record = _whole(Metadata, body)
        found.metadata[record.name] = record.metadata
    elif opcode == Opcode.CHANNEL:
        _channel(body, found, trusted, checked=False)
    elif opcode == Opcode.DATA_END:
        # A data end holds one checksum of four bytes.
        if length != 4:
            raise ValueError("no data end")
        found.data_ended = True
        _check_summary(data, end)
    elif opcode == Opcode.FOOTER:
        _whole(Footer, body)
        found.footer = True
    elif opcode in _PLAIN:
        # Not used, but checked: a changed length would make the walk jump over what follows.
        _same_again(_PLAIN[opcode], body)
    elif _next_landmark(data, start) < end:
        # A record that nobody knows is skipped, but never one that would swallow others.
        raise ValueError("no record")
    return end


def _check_summary(data: bytes, start: int) -> None:
    """Compare the checksum of everything behind the data with the footer's."""
    tail = data[start:]
    # Footer of 9 + 20 bytes and magic of 8: less cannot be the end of a file.
    if len(tail) < 37 or not tail.endswith(MAGIC):
        raise ValueError("the index is cut off")
    # The checksum is the footer's last field; it covers everything from the data end up to itself.
    stated = struct.unpack_from("<I", tail, len(tail) - 12)[0]
    # 0 means that the writer made no checksum (MCAP specification).
    if stated and zlib.crc32(tail[:-12]) != stated:
        raise ValueError("the index is damaged")


def _whole(kind: Any, body: bytes) -> Any:
    """Read a record and make sure that its length is its own: written again, it is the same."""
    record = kind.read(ReadDataStream(BytesIO(body)))
    again = RecordBuilder()
    record.write(again)
    if again.end()[_FRAME:] != body:  # type: ignore[no-untyped-call]
        raise ValueError("the record has another length")
    return record


def _same_again(kind: Any, body: bytes) -> Any:
    """Read a record as it stands in every file, three times in each; nobody may change it."""
    return _kept(kind, body) if len(body) <= _MOST_KEPT_BYTES else _whole(kind, body)


@functools.lru_cache(maxsize=128)
def _kept(kind: Any, body: bytes) -> Any:
    return _whole(kind, body)


def _channel(body: bytes, found: Scan, trusted: set[int], *, checked: bool) -> None:
    """Learn a channel; one from a chunk has a checksum and beats one from outside."""
    record = _same_again(Channel, body)
    # Channel records outside of chunks have no checksum, so a damaged one must not win.
    if record.id in trusted and not checked:
        return
    if checked:
        trusted.add(record.id)
    n_bytes = int(record.metadata.get("record_bytes", RECORD_BYTES))
    kind = record.topic.rsplit("/", maxsplit=1)[-1]
    if checked or kind in KINDS:
        found.channels[record.id] = (kind, n_bytes)


def _check_chunk_index(body: bytes) -> None:
    """Make sure that the length of a chunk's index is its own, as `_whole` would."""
    *_, n_map = _INDEX_HEAD.unpack_from(body)
    after_map = _INDEX_HEAD.size + n_map
    offsets = body[_INDEX_HEAD.size : after_map]
    # Written again, a channel that stands there twice would stand there once.
    channels = {channel for channel, _ in _OFFSET.iter_unpack(offsets)}
    if len(channels) * _OFFSET.size != n_map:
        raise ValueError("a channel stands twice in the index")
    _, n_name = _INDEX_MIDDLE.unpack_from(body, after_map)
    start = after_map + _INDEX_MIDDLE.size
    if start + n_name + _INDEX_SIZES_BYTES != len(body):
        raise ValueError("the record has another length")
    body[start : start + n_name].decode("utf-8")


def _inside(body: bytes) -> tuple[bytes, int, int]:
    """Give the records of a chunk, with the size and the checksum that it states for them.

    Raises
    ------
    ValueError
        Its length is not its own; those of `_DAMAGE` where it cannot be unpacked.
    """
    _, _, n_bytes, checksum, n_name = _CHUNK_HEAD.unpack_from(body)
    start = _CHUNK_HEAD.size + n_name
    (n_inside,) = struct.unpack_from("<Q", body, start)
    if start + 8 + n_inside != len(body):
        raise ValueError("the record has another length")
    if n_name:
        # What others compressed is theirs to unpack.
        chunk = _whole(Chunk, body)
        return get_chunk_data_stream(chunk)[0].read(n_bytes), n_bytes, checksum
    return body[start + 8 :], n_bytes, checksum


def _chunk(body: bytes, found: Scan, trusted: set[int]) -> None:
    inside, n_bytes, checksum = _inside(body)
    if len(inside) != n_bytes or zlib.crc32(inside) != checksum:
        found.breaks.append(Break(len(found.messages), "damaged", len(body) + _FRAME))
        return
    position = 0
    while position < len(inside):
        opcode, length = struct.unpack_from("<BQ", inside, position)
        position += _FRAME
        body = inside[position : position + length]
        position += length
        if opcode == _OF_MESSAGE:
            channel, sequence, log_ns, _ = _MESSAGE.unpack_from(body)
            found.messages.append(
                RawMessage(channel, sequence, log_ns, body[_MESSAGE.size :], found.n_chunks)
            )
        elif opcode == Opcode.CHANNEL:
            _channel(body, found, trusted, checked=True)
    found.n_chunks += 1


__all__ = ["MAGIC", "Break", "Fault", "RawMessage", "Scan", "scan"]
