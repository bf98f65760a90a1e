"""Cut, changed and foreign files: read as far as they go, and every loss is named."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from mcap.records import Chunk
from mcap.stream_reader import StreamReader
from mcap.writer import Writer
from recording_kit import header, record, same

from balance_arcade.core.errors import RecordingError
from balance_arcade.core.samples import ForceSample
from balance_arcade.files.recording import RecordingReader
from balance_arcade.files.recording import header as header_module


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[ForceSample]]:
    path = tmp_path_factory.mktemp("whole") / "whole.mcap"
    written = record(path, 130)
    return path.read_bytes(), written


def chunk_ends(data: bytes) -> list[tuple[int, int]]:
    """(end offset, samples so far) of every chunk, by mcap's own reader and plain arithmetic."""
    ends, total, position = [], 0, 0
    while (position := data.find(b"\x06", position)) >= 0:
        length = int.from_bytes(data[position + 1 : position + 9], "little")
        end = position + 9 + length
        try:
            record_ = next(
                iter(
                    StreamReader(
                        _Bytes(data[position:end]), skip_magic=True, emit_chunks=True
                    ).records
                )
            )
        except Exception:  # noqa: BLE001 - any byte 6 is tried
            position += 1
            continue
        if not isinstance(record_, Chunk) or len(record_.data) != record_.uncompressed_size:
            position += 1
            continue
        total += sum(len(body) // 72 for body in _force_bodies(record_.data))
        ends.append((end, total))
        position = end
    return ends


def _Bytes(data: bytes) -> object:  # noqa: N802
    import io

    return io.BytesIO(data)


def _force_bodies(inside: bytes) -> list[bytes]:
    bodies, position = [], 0
    while position < len(inside):
        opcode = inside[position]
        length = int.from_bytes(inside[position + 1 : position + 9], "little")
        body = inside[position + 9 : position + 9 + length]
        if opcode == 5 and body[:2] == b"\x01\x00":
            bodies.append(body[22:])
        position += 9 + length
    return bodies


def test_truncated_anywhere_all_whole_chunks_are_read(
    whole: tuple[bytes, list[ForceSample]], tmp_path: Path
) -> None:
    data, written = whole
    ends = chunk_ends(data)
    assert ends[-1][1] == len(written)
    path = tmp_path / "cut.mcap.part"
    edges = {end + k for end, _ in ends for k in (-1, 0, 1)}
    refused: list[tuple[int, str]] = []
    for size in sorted(edges | set(range(0, len(data), 37)) | set(range(0, 200))):
        path.write_bytes(data[:size])
        due = max((n for end, n in ends if end <= size), default=0)
        try:
            reader = RecordingReader(path)
        except RecordingError as error:
            refused.append((due, str(error)))
            continue
        assert reader.n_samples == due
        assert same(reader.forces(), written[:due])
        assert not reader.complete
        assert reader.header == header()
        assert reader.faults
    assert 0 < len(refused) < 300
    assert all(due == 0 and path.name in text for due, text in refused)


def test_what_a_cut_costs_is_counted(
    whole: tuple[bytes, list[ForceSample]], tmp_path: Path
) -> None:
    data, _ = whole
    (end, n_samples), *_ = chunk_ends(data)[2:]
    path = tmp_path / "cut.mcap"
    # The index of the third chunk follows its end; cut in the middle of the fourth chunk's head.
    path.write_bytes(data[: end + 400])
    reader = RecordingReader(path)
    assert reader.n_samples == n_samples
    assert reader.faults[-1].kind == "cut off"
    assert 0 < reader.n_lost_bytes <= 400
    assert reader.faults[-1].from_s == pytest.approx((n_samples - 1) / 100.0)
    assert "after 0.63 s" in reader.faults[-1].message


def test_every_flip_is_noticed_or_harmless(
    whole: tuple[bytes, list[ForceSample]], tmp_path: Path
) -> None:
    data, written = whole
    reference = tmp_path / "ref.mcap"
    reference.write_bytes(data)
    intact = RecordingReader(reference)
    path = tmp_path / "flip.mcap"
    rng = random.Random(5)
    most_lost = 0
    # Every byte outside of the bulk of the forces, and some of that.
    ends = [end for end, _ in chunk_ends(data)]
    outside = {p for p in range(len(data)) if not any(e - 1600 < p < e - 20 for e in ends)}
    positions = sorted(rng.sample(sorted(outside), 900) + rng.sample(range(len(data)), 200))
    for position in positions:
        changed = bytearray(data)
        changed[position] ^= 1 << rng.randrange(8)
        path.write_bytes(changed)
        try:
            reader = RecordingReader(path)
        except RecordingError:
            assert position < 8, "only the magic bytes are worth a refusal"
            continue
        assert reader.header == intact.header
        unchanged = (
            reader.force_array.tobytes() == intact.force_array.tobytes()
            and repr(reader.events()) == repr(intact.events())
            and repr(reader.states()) == repr(intact.states())
        )
        assert unchanged or not reader.complete, position
        most_lost = max(most_lost, len(written) - reader.n_samples)
    assert most_lost == 22, "one chunk, never two"


def test_a_changed_chunk_is_named_with_its_times(
    whole: tuple[bytes, list[ForceSample]], tmp_path: Path
) -> None:
    data, written = whole
    ends = chunk_ends(data)
    changed = bytearray(data)
    changed[ends[2][0] - 300] ^= 0x10
    path = tmp_path / "changed.mcap"
    path.write_bytes(changed)
    reader = RecordingReader(path)
    first, after = ends[1][1], ends[2][1]
    assert same(reader.forces(), written[:first] + written[after:])
    (fault,) = reader.faults
    assert fault.kind == "damaged"
    assert (fault.from_s, fault.to_s) == (written[first - 1].t_s, written[after].t_s)
    assert fault.n_bytes == reader.n_lost_bytes > 1400
    assert "between 0.42 and 0.64 s" in fault.message
    assert not reader.complete


@pytest.mark.parametrize("closed", [True, False])
def test_a_chunk_cut_out_of_the_middle_is_missed(
    whole: tuple[bytes, list[ForceSample]], tmp_path: Path, closed: bool
) -> None:
    data, written = whole
    ends = chunk_ends(data)
    begin = next(
        p
        for p in range(ends[1][0], ends[2][0])
        if data[p] == 6 and p + 9 + int.from_bytes(data[p + 1 : p + 9], "little") == ends[2][0]
    )
    path = tmp_path / "gone.mcap"
    path.write_bytes(data[:begin] + data[ends[2][0] : None if closed else ends[4][0]])
    reader = RecordingReader(path)
    after = ends[2][1]
    last = len(written) if closed else ends[4][1]
    assert same(reader.forces(), written[: ends[1][1]] + written[after:last])
    fault = reader.faults[0]
    assert fault.kind == "missing"
    assert (fault.from_s, fault.to_s) == (written[ends[1][1] - 1].t_s, written[after].t_s)


def test_no_flip_in_a_records_frame_costs_more_than_its_chunk(
    whole: tuple[bytes, list[ForceSample]], tmp_path: Path
) -> None:
    """A changed length or kind must not make the reader jump over what follows."""
    data, written = whole
    path = tmp_path / "frame.mcap"
    position, n_records = 8, 0
    while position < len(data) - 8 and n_records < 14:
        length = int.from_bytes(data[position + 1 : position + 9], "little")
        for bit in range(72):
            changed = bytearray(data)
            changed[position + bit // 8] ^= 1 << (bit % 8)
            path.write_bytes(changed)
            reader = RecordingReader(path)
            assert len(written) - reader.n_samples <= 22, (position, bit)
            assert reader.n_samples == len(written) or reader.faults
        position += 9 + length
        n_records += 1


def test_a_long_damage_in_the_middle_costs_only_itself(
    whole: tuple[bytes, list[ForceSample]], tmp_path: Path
) -> None:
    data, written = whole
    ends = chunk_ends(data)
    changed = bytearray(data)
    changed[ends[1][0] - 900 : ends[2][0] - 900] = random.Random(3).randbytes(
        ends[2][0] - ends[1][0]
    )
    path = tmp_path / "long.mcap"
    path.write_bytes(changed)
    reader = RecordingReader(path)
    assert same(reader.forces(), written[: ends[0][1]] + written[ends[2][1] :])
    assert {fault.kind for fault in reader.faults} == {"damaged"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\x89MCAP", "cut off before its header"),
        (b"\x89MCAP0\r\n", "cut off before its header"),
        (b"Time[s] Fx[N]\n0.0 1.0\n", "does not begin as an MCAP file"),
        (bytes(range(256)) * 40, "does not begin as an MCAP file"),
        (b"\x89MCAP0\r\n" + bytes(5000), "cut off before its header"),
    ],
)
def test_garbage_is_refused_with_the_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "odd.mcap"
    path.write_bytes(content)
    with pytest.raises(RecordingError, match=reason) as caught:
        RecordingReader(path)
    assert "odd.mcap" in str(caught.value)


def test_random_bytes_behind_the_magic_never_escape(tmp_path: Path) -> None:
    rng = random.Random(11)
    path = tmp_path / "noise.mcap"
    for _ in range(60):
        path.write_bytes(b"\x89MCAP0\r\n" + rng.randbytes(rng.randrange(4000)))
        with pytest.raises(RecordingError):
            RecordingReader(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="No recording"):
        RecordingReader(tmp_path / "nowhere.mcap")
    with pytest.raises(RecordingError, match="cannot be read"):
        RecordingReader(tmp_path)


def test_the_mcap_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "robot.mcap"
    with path.open("wb") as file:
        writer = Writer(file)
        writer.start(profile="ros2")
        schema = writer.register_schema("a", "jsonschema", b"{}")
        channel = writer.register_channel("/odom", "json", schema)
        writer.add_message(channel, 1, b"{}", 1)
        writer.finish()
    with pytest.raises(RecordingError, match="not a recording of Balance Arcade"):
        RecordingReader(path)


@pytest.mark.parametrize("version", ["2.0", "0.9", "", "x"])
def test_another_major_version_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    path = tmp_path / "future.mcap"
    monkeypatch.setattr(header_module, "SCHEMA_VERSION", version)
    from balance_arcade.files.recording import RecordingWriter

    RecordingWriter(path, header(schema_version=version)).finish()
    monkeypatch.undo()
    with pytest.raises(RecordingError, match="version") as caught:
        RecordingReader(path)
    assert (version or "unknown") in str(caught.value)


def test_a_newer_minor_version_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records grew by a field, the header by a key: what we know is read, the rest left alone."""
    from balance_arcade.files.recording import RecordingWriter, chunkfile, writer

    longer = chunkfile.RECORD_BYTES + 8

    def wider(rows: list[ForceSample]) -> bytes:
        return b"".join(original([row]) + b"newfield" for row in rows)

    original = writer.pack
    monkeypatch.setattr(writer, "pack", wider)
    monkeypatch.setattr(chunkfile, "RECORD_BYTES", longer)
    monkeypatch.setattr(header_module, "SCHEMA_VERSION", "1.7")
    from recording_kit import feed, samples

    path = tmp_path / "minor.mcap"
    target = RecordingWriter(path, header(schema_version="1.7"))
    feed(target, samples(60))
    target.finish()
    monkeypatch.undo()
    reader = RecordingReader(path)
    assert same(reader.forces(), samples(60))
    assert reader.complete
    assert reader.header.schema_version == "1.7"


@pytest.mark.parametrize("compression", ["ZSTD", "LZ4"])
def test_a_recording_that_was_compressed_later_is_read(
    whole: tuple[bytes, list[ForceSample]], tmp_path: Path, compression: str
) -> None:
    """`mcap compress` and its like keep the messages and pack the chunks."""
    from mcap.reader import make_reader
    from mcap.writer import CompressionType

    data, written = whole
    path = tmp_path / "packed.mcap"
    with path.open("wb") as file:
        writer = Writer(file, chunk_size=4000, compression=CompressionType[compression])
        writer.start()
        source = make_reader(_Bytes(data))  # type: ignore[arg-type]
        for metadata in source.iter_metadata():
            writer.add_metadata(metadata.name, metadata.metadata)
        ids: dict[int, int] = {}
        for schema, channel, message in source.iter_messages(log_time_order=False):
            assert schema is not None
            if channel.id not in ids:
                number = writer.register_schema(schema.name, schema.encoding, schema.data)
                ids[channel.id] = writer.register_channel(
                    channel.topic, channel.message_encoding, number, channel.metadata
                )
            writer.add_message(
                ids[channel.id],
                message.log_time,
                message.data,
                message.publish_time,
                message.sequence,
            )
        writer.finish()
    reader = RecordingReader(path)
    assert same(reader.forces(), written)
    assert len(reader.events()) == 3
    assert reader.complete, reader.faults
