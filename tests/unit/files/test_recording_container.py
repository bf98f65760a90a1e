"""The container against the library's own writer; the index of a day does not stay in memory."""

from __future__ import annotations

import gc
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mcap.reader import make_reader
from mcap.records import Channel, Message, Schema
from mcap.writer import CompressionType, Writer
from recording_kit import header

from balance_arcade.files.recording import container
from balance_arcade.files.recording.chunkfile import ChunkFile
from balance_arcade.files.recording.container import Container
from balance_arcade.files.recording.header import RecordingEnd
from balance_arcade.files.recording.layout import FORCE

TOPICS = ("force", "event", "state")
MESSAGES = st.lists(
    st.tuples(st.integers(1, len(TOPICS)), st.integers(0, 2**62), st.binary(max_size=40)),
    max_size=6,
)


def by_the_library(chunks: list[list[tuple[int, int, bytes]]]) -> bytes:
    stream = io.BytesIO()
    writer = Writer(stream, chunk_size=1 << 40, compression=CompressionType.NONE)
    writer.start(profile="p", library="l")
    writer.add_metadata("first", {"a": "b"})
    for topic in TOPICS:
        writer.register_schema(topic, "jsonschema", b"{}")
        writer.register_channel(topic, "raw", 1 + TOPICS.index(topic), {"k": topic})
    for chunk in chunks:
        for channel, at_ns, data in chunk:
            writer.add_message(channel, at_ns, data, at_ns, 7)
        writer.flush()
    writer.add_metadata("last", {"c": "d"})
    writer.finish()
    return stream.getvalue()


def by_us(chunks: list[list[tuple[int, int, bytes]]]) -> bytes:
    stream = io.BytesIO()
    ours = Container(stream)
    ours.start("p", "l")
    ours.add_metadata("first", {"a": "b"})
    for number, topic in enumerate(TOPICS, start=1):
        ours.register(
            Schema(id=number, name=topic, encoding="jsonschema", data=b"{}"),
            Channel(
                id=number,
                topic=topic,
                message_encoding="raw",
                schema_id=number,
                metadata={"k": topic},
            ),
        )
    for chunk in chunks:
        for channel, at_ns, data in chunk:
            message = Message(
                channel_id=channel, data=data, log_time=at_ns, publish_time=at_ns, sequence=7
            )
            ours.add_message(message)
        ours.end_chunk()
    ours.add_metadata("last", {"c": "d"})
    ours.finish(lambda: None)
    return stream.getvalue()


@given(st.lists(MESSAGES, max_size=5))
def test_the_bytes_are_those_of_the_librarys_writer(chunks):
    assert by_us(chunks) == by_the_library(chunks)


def test_an_index_that_went_to_the_disk_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch):
    chunks = [[(1, k, b"x")] for k in range(50)]
    expected = by_the_library(chunks)
    monkeypatch.setattr(container, "_INDEX_IN_MEMORY", 100)
    monkeypatch.setattr(container, "_PIECE", 64)
    assert by_us(chunks) == expected


class Nowhere:
    """A file that counts."""

    n_bytes = 0

    def append(self, data: bytes) -> None:
        self.n_bytes += len(data)

    def sync(self) -> None: ...

    def truncate(self, n_bytes: int) -> None: ...

    def close(self) -> None: ...


def test_memory_does_not_grow_with_the_chunks(tmp_path: Path):
    file = ChunkFile(Nowhere(), header(), folder=tmp_path)

    def more(n_chunks: int) -> None:
        for _ in range(n_chunks):
            file.add(FORCE, 1.0, b"x" * 72)
            file.end_chunk()

    tracemalloc.start()
    try:
        more(500)
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        more(4000)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    # Kept as objects they would be 600 bytes each, 2.4 MB; as bytes of the index 100.
    assert grown < 4000 * 200
    file.finish(RecordingEnd("finished", 0, 0))
    assert list(tmp_path.iterdir()) == []


def test_a_long_index_waits_on_the_disk_without_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(container, "_INDEX_IN_MEMORY", 1000)
    kept = []
    stream = io.BytesIO()

    class Kept(Nowhere):
        def append(self, data: bytes) -> None:
            kept.append(len(data))
            stream.write(data)

    file = ChunkFile(Kept(), header(), folder=tmp_path)
    for k in range(200):
        file.add(FORCE, k / 5.0, b"x" * 72)
        file.end_chunk()
    file.finish(RecordingEnd("finished", 0, 0))
    assert list(tmp_path.iterdir()) == []
    summary = make_reader(io.BytesIO(stream.getvalue())).get_summary()
    assert summary is not None
    assert len(summary.chunk_indexes) == 200
