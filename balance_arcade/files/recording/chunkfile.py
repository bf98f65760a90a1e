"""MCAP records into an append-only file, one whole chunk at a time."""

from __future__ import annotations

import math
from pathlib import Path

import msgspec
from mcap.data_stream import RecordBuilder
from mcap.records import Channel as ChannelRecord
from mcap.records import Message
from mcap.records import Schema as SchemaRecord

from balance_arcade.files.recording.container import Container
from balance_arcade.files.recording.disk import AppendFile
from balance_arcade.files.recording.header import (
    END_NAME,
    HEADER_NAME,
    PROFILE,
    RecordingEnd,
    RecordingHeader,
    seal,
)
from balance_arcade.files.recording.layout import CHANNELS, META, RECORD_BYTES


class _Gather:
    """Collects what the container writes until it can go to the file in one piece."""

    def __init__(self, file: AppendFile) -> None:
        self.file = file
        self.n_bytes = 0
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        self._waiting += data
        return len(data)

    def tell(self) -> int:
        return self.n_bytes + len(self._waiting)

    def flush(self) -> None:
        if self._waiting:
            self.file.append(bytes(self._waiting))
            self.n_bytes += len(self._waiting)
            self._waiting.clear()

    def forget(self) -> None:
        self._waiting.clear()


class ChunkFile:
    """Write header, messages by chunk, and the end of a recording.

    Parameters
    ----------
    file : AppendFile
        An empty file.
    header : RecordingHeader
        Written twice: at the very start, and again inside the first chunk, which has a checksum.
    folder : Path, optional
        Where the index of a long recording waits until its end.

    Raises
    ------
    OSError
        From every method, if the file raises it.
    """

    def __init__(
        self, file: AppendFile, header: RecordingHeader, *, folder: Path | None = None
    ) -> None:
        self._gather = _Gather(file)
        self._sequence = dict.fromkeys((c.number for c in CHANNELS), 0)
        self._newest_ns = 0
        # 10 kB a second need no compression, and without it damage costs one chunk and never its
        # neighbours.
        self._mcap = Container(self._gather, folder)
        self._mcap.start(profile=PROFILE, library=f"balance-arcade/{header.app_version}")
        body = msgspec.json.encode(header)
        self._mcap.add_metadata(HEADER_NAME, seal("header", body))
        self._register(header.board.board_id)
        self._gather.flush()
        self.add(META, 0.0, body)

    def _register(self, board_id: str) -> None:
        # Schemas and channels stand outside of the chunks too, so that losing the first chunk does
        # not make the later ones unreadable.
        plain = RecordBuilder()
        for channel in CHANNELS:
            topic = f"ba/1/{board_id}/{channel.kind}"
            metadata = {"record_bytes": str(RECORD_BYTES)} if channel.kind == "force" else {}
            schema = SchemaRecord(
                id=channel.number,
                name=channel.schema_name,
                encoding="jsonschema",
                data=channel.schema,
            )
            described = ChannelRecord(
                id=channel.number,
                topic=topic,
                message_encoding=channel.encoding,
                metadata=metadata,
                schema_id=channel.number,
            )
            schema.write(plain)
            described.write(plain)
            self._mcap.register(schema, described)
        self._gather.write(plain.end())  # type: ignore[no-untyped-call]

    def use(self, file: AppendFile) -> None:
        """Continue with another handle of the same file, after it was renamed."""
        self._gather.file = file

    @property
    def n_bytes(self) -> int:
        """Bytes that the file has taken, all of them whole records."""
        return self._gather.n_bytes

    def add(self, channel: int, t_s: float, data: bytes) -> None:
        """Put a message into the chunk under way.

        Parameters
        ----------
        channel : int
            Number of the channel.
        t_s : float
            Time on the board's clock, for the log time; a time that is not a number counts as the
            newest one seen.
        data : bytes
            The encoded message.
        """
        # 9e9 s are just below 2^63 ns, and a negative time has no place in MCAP's unsigned field.
        if math.isfinite(t_s) and 0.0 <= t_s < 9e9:
            # MCAP readers sort by log time, so it never goes back.
            self._newest_ns = max(self._newest_ns, round(t_s * 1e9))
        number = self._sequence[channel]
        self._sequence[channel] = number + 1
        self._mcap.add_message(
            Message(
                channel_id=channel,
                log_time=self._newest_ns,
                data=data,
                publish_time=self._newest_ns,
                # MCAP has 32 bits for it.
                sequence=number & 0xFFFFFFFF,
            )
        )

    def end_chunk(self) -> None:
        """Hand the chunk to the file in one write."""
        self._mcap.end_chunk()
        self._gather.flush()

    def finish(self, end: RecordingEnd) -> None:
        """Write the last chunk, how it ended, index and footer."""
        self.end_chunk()
        self._mcap.add_metadata(END_NAME, seal("end", msgspec.json.encode(end)))
        self._mcap.finish(self._gather.flush)
        self._gather.flush()

    def sync(self) -> None:
        """Wait until all whole chunks lie on the disk."""
        self._gather.file.sync()

    def cut_back(self) -> None:
        """After a failed write: cut the file behind the last whole chunk."""
        self._gather.forget()
        self._gather.file.truncate(self._gather.n_bytes)

    def close(self) -> None:
        """Close the file."""
        self._mcap.close()
        self._gather.file.close()
