"""The MCAP container, written chunk by chunk in the same memory after a day as after a minute."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final, Protocol

from mcap.data_stream import RecordBuilder
from mcap.opcode import Opcode
from mcap.records import (
    Channel,
    Chunk,
    ChunkIndex,
    DataEnd,
    Footer,
    Header,
    Message,
    MessageIndex,
    Metadata,
    MetadataIndex,
    Schema,
    Statistics,
    SummaryOffset,
)
from mcap.writer import MCAP0_MAGIC as MAGIC

_INDEX_IN_MEMORY: Final = 1 << 18
"""Bytes of the index that stay in memory; what is more waits on the disk: 9 minutes of chunks."""

_PIECE: Final = 1 << 20
_FOOTER_CHECKED: Final = 9 + 8 + 8
"""The summary's checksum covers the footer's frame and two of its fields too (Footer, op=0x02)."""


class Stream(Protocol):
    """Where the container's bytes go."""

    def write(self, data: bytes) -> int:
        """Take all of it."""
        ...

    def tell(self) -> int:
        """Return the count of bytes so far."""
        ...


class Container:
    """Write an MCAP file without compression, in the order and with the bytes of `mcap.Writer`.

    Parameters
    ----------
    stream : Stream
        Takes the bytes; it begins at 0.
    folder : Path, optional
        Where the index of a long file waits until the end, in a file without a name that goes when
        the process does; by default the system's folder for such files.

    Notes
    -----
    `mcap.Writer` keeps an object for each chunk until the file is finished: 10 MB an hour with
    chunks of 0.2 s. Here the index is kept as its bytes, and on the disk once it is long. The
    layout of each record is the library's.
    """

    def __init__(self, stream: Stream, folder: Path | None = None) -> None:
        self._stream = stream
        self._schemas: list[Schema] = []
        self._channels: list[Channel] = []
        self._metadata: list[MetadataIndex] = []
        self._count = Statistics(0, 0, {}, 0, 0, 0, 0, 0, 0)
        self._index = _Index(folder)
        self._chunk = RecordBuilder()
        self._messages: dict[int, MessageIndex] = {}
        self._first_ns = self._last_ns = 0

    def start(self, profile: str, library: str) -> None:
        """Write the magic bytes and the header."""
        self._stream.write(MAGIC)
        self._put(Header(profile, library))

    def _put(self, *records: Any) -> int:
        """Write records; return how many bytes they are."""
        data = _encoded(*records)
        self._stream.write(data)
        return len(data)

    def add_metadata(self, name: str, data: dict[str, str]) -> None:
        """Write a metadata record, outside of the chunks."""
        offset = self._stream.tell()
        length = self._put(Metadata(name=name, metadata=data))
        self._metadata.append(MetadataIndex(offset=offset, length=length, name=name))
        self._count.metadata_count += 1

    def register(self, schema: Schema, channel: Channel) -> None:
        """Describe a channel in the chunk under way and in the summary."""
        self._schemas.append(schema)
        self._channels.append(channel)
        self._count.schema_count += 1
        self._count.channel_count += 1
        schema.write(self._chunk)
        channel.write(self._chunk)

    def add_message(self, message: Message) -> None:
        """Put a message into the chunk under way."""
        count, at_ns = self._count, message.log_time
        self._first_ns = min(self._first_ns, at_ns) if self._messages else at_ns
        self._last_ns = max(self._last_ns, at_ns)
        count.message_start_time = (
            min(count.message_start_time, at_ns) if count.message_count else at_ns
        )
        count.message_end_time = max(count.message_end_time, at_ns)
        count.message_count += 1
        counts = count.channel_message_counts
        counts[message.channel_id] = counts.get(message.channel_id, 0) + 1
        index = self._messages.setdefault(
            message.channel_id, MessageIndex(channel_id=message.channel_id, records=[])
        )
        index.records.append((at_ns, self._chunk.count))
        message.write(self._chunk)

    def end_chunk(self) -> None:
        """Write the chunk under way and the index of its messages; without messages, nothing."""
        if not self._messages:
            return
        inside = self._chunk.end()  # type: ignore[no-untyped-call]
        chunk = Chunk(
            compression="",
            data=inside,
            message_start_time=self._first_ns,
            message_end_time=self._last_ns,
            uncompressed_crc=zlib.crc32(inside),
            uncompressed_size=len(inside),
        )
        start = self._stream.tell()
        length = self._put(chunk)
        offsets: dict[int, int] = {}
        for number, index in self._messages.items():
            offsets[number] = self._stream.tell()
            self._put(index)
        self._note(chunk, start, length, offsets)
        self._messages = {}
        self._first_ns = self._last_ns = 0

    def _note(self, chunk: Chunk, start: int, length: int, offsets: Mapping[int, int]) -> None:
        """Keep where a chunk stands until the file ends."""
        self._count.chunk_count += 1
        index = ChunkIndex(
            message_start_time=chunk.message_start_time,
            message_end_time=chunk.message_end_time,
            chunk_start_offset=start,
            chunk_length=length,
            message_index_offsets=dict(offsets),
            message_index_length=self._stream.tell() - start - length,
            compression="",
            compressed_size=chunk.uncompressed_size,
            uncompressed_size=chunk.uncompressed_size,
        )
        self._index.add(_encoded(index))

    def finish(self, flush: Callable[[], None]) -> None:
        """Write the chunk under way, the summary and the end.

        Parameters
        ----------
        flush : callable
            Called between pieces, so that a long index never waits in memory.
        """
        self.end_chunk()
        self._put(DataEnd(0))
        summary = _Summary(self._stream, flush)
        summary.group(Opcode.SCHEMA, *self._schemas)
        summary.group(Opcode.CHANNEL, *self._channels)
        summary.group(Opcode.STATISTICS, self._count)
        summary.copied(Opcode.CHUNK_INDEX, self._index.pieces())
        summary.group(Opcode.ATTACHMENT_INDEX)
        summary.group(Opcode.METADATA_INDEX, *self._metadata)
        summary.end()
        self.close()

    def close(self) -> None:
        """Let go of the index; nothing can be written after it."""
        self._index.close()


class _Index:
    """Bytes of the chunks' index: in memory, and in a file without a name once they are many.

    That memory is taken once: what grows and is given back leaves holes, of which a day has many.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._newest = bytearray(_INDEX_IN_MEMORY)
        self._n_newest = 0
        self._file: IO[bytes] | None = None

    def add(self, data: bytes) -> None:
        """Keep one more record."""
        if self._n_newest + len(data) > len(self._newest):
            if self._file is None:
                self._file = TemporaryFile(dir=self._folder)  # noqa: SIM115 (open until the end)
            self._file.write(self._kept())
            self._n_newest = 0
        end = self._n_newest + len(data)
        self._newest[self._n_newest : end] = data
        self._n_newest = end

    def _kept(self) -> memoryview:
        return memoryview(self._newest)[: self._n_newest]

    def pieces(self) -> Iterator[bytes]:
        """Give all of it, oldest first."""
        if self._file is not None:
            self._file.seek(0)
            while piece := self._file.read(_PIECE):
                yield piece
        yield bytes(self._kept())

    def close(self) -> None:
        """Let go of the file, which goes with it."""
        if self._file is not None:
            self._file.close()


class _Summary:
    """Groups of records behind the data, each with its place, and the checksum over all."""

    def __init__(self, stream: Stream, flush: Callable[[], None]) -> None:
        self._stream, self._flush = stream, flush
        self._start = stream.tell()
        self._crc = 0
        self._groups: list[SummaryOffset] = []

    def group(self, opcode: Opcode, *records: Any) -> None:
        """Write the records of one kind."""
        self.copied(opcode, [_encoded(*records)])

    def copied(self, opcode: Opcode, pieces: Iterable[bytes]) -> None:
        """Write the records of one kind from their bytes."""
        start = self._stream.tell()
        for piece in pieces:
            self._write(piece)
        length = self._stream.tell() - start
        self._groups.append(
            SummaryOffset(group_opcode=opcode, group_start=start, group_length=length)
        )

    def _write(self, data: bytes) -> None:
        self._crc = zlib.crc32(data, self._crc)
        self._stream.write(data)
        self._flush()

    def end(self) -> None:
        """Write where the groups are, the footer and the magic bytes."""
        offsets = self._stream.tell()
        self._write(_encoded(*self._groups))
        plain = _encoded(Footer(self._start, offsets, 0))
        crc = zlib.crc32(plain[:_FOOTER_CHECKED], self._crc)
        self._stream.write(_encoded(Footer(self._start, offsets, crc)))
        self._stream.write(MAGIC)


def _encoded(*records: Any) -> bytes:
    builder = RecordBuilder()
    for record in records:
        record.write(builder)
    return bytes(builder.end())  # type: ignore[no-untyped-call]
