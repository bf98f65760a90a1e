"""What goes into a recording comes out of it, bit for bit, for us and for a stock reader."""

from __future__ import annotations

import contextlib
import json
import math
import struct
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mcap.reader import make_reader
from profiles import n_examples
from recording_kit import BOARD, feed, header, record, same, samples

from balance_arcade.core.errors import RecordingError
from balance_arcade.core.events import Event, Phase, SessionState
from balance_arcade.core.samples import ForceSample
from balance_arcade.files.recording import (
    RecordingReader,
    RecordingWriter,
    recording_name,
)

INT64 = st.integers(-(2**63), 2**63 - 1)
FLOAT = st.floats(allow_nan=True, allow_infinity=True)
SAMPLE = st.builds(
    ForceSample, INT64, INT64, FLOAT, FLOAT, FLOAT, FLOAT, FLOAT, INT64, st.integers(0, 2**32 - 1)
)


def test_round_trip_is_exact(tmp_path: Path) -> None:
    path = tmp_path / "trial.mcap"
    written = record(path, 1000)
    reader = RecordingReader(path)
    assert same(reader.forces(), written)
    assert reader.header == header()
    assert (reader.complete, reader.end_reason, reader.faults) == (True, "finished", ())
    assert (reader.n_samples, reader.n_lost_bytes) == (1000, 0)
    assert reader.events()[3] == Event(1.5, "game.trial_end", {"index": 150, "success": True})
    assert len(reader.events()) == len(reader.states()) == 20
    assert reader.states()[0].phase is Phase.PLAY
    assert math.isnan(reader.states()[0].time_left_s)


@n_examples(40)
@given(written=st.lists(SAMPLE, max_size=30), portion=st.integers(1, 7))
def test_any_field_value_survives(
    tmp_path_factory: pytest.TempPathFactory, written: list[ForceSample], portion: int
) -> None:
    path = tmp_path_factory.mktemp("any") / "any.mcap"
    with RecordingWriter(path, header()) as writer:
        for first in range(0, len(written), portion):
            writer.write_samples(written[first : first + portion])
    reader = RecordingReader(path)
    assert same(reader.forces(), written)
    assert reader.complete


def test_nan_keeps_its_bits(tmp_path: Path) -> None:
    odd = struct.unpack("<d", struct.pack("<Q", 0x7FF8_0000_DEAD_BEEF))[0]
    path = tmp_path / "nan.mcap"
    with RecordingWriter(path, header()) as writer:
        writer.write_samples([ForceSample(0, 0, 0.0, odd, -0.0, 1.0, 2.0)])
    row = RecordingReader(path).force_array
    assert row["tl_n"].view("<u8")[0] == 0x7FF8_0000_DEAD_BEEF
    assert math.copysign(1.0, row["tr_n"][0]) == -1.0


def test_arrays(tmp_path: Path) -> None:
    written = record(tmp_path / "a.mcap", 50)
    reader = RecordingReader(tmp_path / "a.mcap")
    assert reader.corners_n.shape == (50, 4)
    assert reader.corners_n.flags.c_contiguous
    assert reader.corners_n.dtype == reader.t_s.dtype == np.float64
    assert reader.corners_n[7].tolist() == [
        written[7].tl_n,
        written[7].tr_n,
        written[7].bl_n,
        written[7].br_n,
    ]
    assert reader.t_s.tolist() == [s.t_s for s in written]


def test_a_recording_without_samples_is_whole(tmp_path: Path) -> None:
    with RecordingWriter(tmp_path / "empty.mcap", header()) as writer:
        writer.write_event(Event(0.0, "session.end", {}))
    reader = RecordingReader(tmp_path / "empty.mcap")
    assert reader.complete
    assert reader.forces() == []
    assert reader.corners_n.shape == (0, 4)
    assert [event.kind for event in reader.events()] == ["session.end"]


def test_chunks_hold_a_fifth_of_a_second(tmp_path: Path) -> None:
    path = tmp_path / "chunks.mcap"
    record(path, 1000, portion=1)
    blocks = [m for m in RecordingReader(path).scan.messages if m.channel == 1]
    n_in_block = [len(block.data) // 72 for block in blocks]
    assert sum(n_in_block) == 1000
    assert max(n_in_block) <= 22
    assert len({block.chunk for block in blocks}) == len(blocks) == 47


def test_a_sample_at_once_becomes_visible_with_its_chunk(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "live.mcap", header())
    writer.write_samples(samples(25))
    reader = RecordingReader(writer.part_path)
    assert reader.n_samples == 21
    assert (reader.complete, reader.n_lost_bytes) == (False, 0)
    assert reader.faults[0].kind == "cut off"
    writer.flush()
    assert RecordingReader(writer.part_path).n_samples == 25
    writer.finish()


def test_a_stock_reader_needs_only_the_file(tmp_path: Path) -> None:
    path = tmp_path / "stock.mcap"
    written = record(path, 60)
    rows: list[tuple[object, ...]] = []
    events = []
    with path.open("rb") as file:
        for schema, channel, message in make_reader(file, validate_crcs=True).iter_messages():
            assert schema is not None
            if channel.topic == "ba/1/sim-1/force":
                layout = json.loads(schema.data)
                code = {"int64": "q", "float64": "d", "uint32": "I"}
                form = "<" + "".join(code[field["type"]] for field in layout["fields"])
                assert struct.calcsize(form) == int(channel.metadata["record_bytes"]) == 72
                rows += [row[:-1] for row in struct.iter_unpack(form, message.data)]
            elif channel.topic == "ba/1/sim-1/event":
                assert channel.message_encoding == "msgpack"
                events.append(msgspec.msgpack.decode(message.data))
    assert rows == [msgspec.structs.astuple(sample) for sample in written]
    assert events[0] == {
        "t_s": 0.0,
        "kind": "game.trial_end",
        "data": {"index": 0, "success": True},
    }


def test_name_is_fit_for_every_file_system() -> None:
    odd = msgspec.structs.replace(header(), label="../Tilt & Maze\n", trial_id="9/9?")
    assert recording_name(odd) == "20261118T110640Z-sim-1-Tilt-Maze-9-9.mcap"
    assert recording_name(header()).endswith("-sim-1-orchard-01234567.mcap")


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "twice.mcap"
    record(path, 10)
    before = path.read_bytes()
    with pytest.raises(RecordingError, match="already a recording"):
        RecordingWriter(path, header())
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["twice.mcap"]


def test_nothing_but_the_recording_is_left(tmp_path: Path) -> None:
    record(tmp_path / "deep" / "folder" / "a.mcap", 30)
    assert [p.name for p in (tmp_path / "deep" / "folder").iterdir()] == ["a.mcap"]


def test_an_error_inside_the_with_block_finishes_as_interrupted(tmp_path: Path) -> None:
    path = tmp_path / "x.mcap"
    with contextlib.suppress(ZeroDivisionError), RecordingWriter(path, header()) as writer:
        writer.write_samples(samples(30))
        raise ZeroDivisionError
    reader = RecordingReader(tmp_path / "x.mcap")
    assert (reader.n_samples, reader.end_reason, reader.complete) == (30, "interrupted", True)


def test_a_number_that_does_not_fit_is_an_error_not_another_number(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "big.mcap", header())
    writer.write_samples([ForceSample(2**63, 0, 9.0, 1.0, 1.0, 1.0, 1.0)])
    with pytest.raises(RecordingError, match="does not fit"):
        writer.flush()
    writer.abandon()


def test_a_closed_writer_says_so(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "c.mcap", header())
    writer.finish()
    with pytest.raises(RecordingError, match="closed"):
        writer.write_samples(samples(1))
    writer.abandon()


def test_time_that_stands_still_or_runs_back_is_kept(tmp_path: Path) -> None:
    stuck = [msgspec.structs.replace(s, t_s=1.0) for s in samples(9000)]
    stuck[40] = msgspec.structs.replace(stuck[40], t_s=0.5)
    with RecordingWriter(tmp_path / "s.mcap", header()) as writer:
        feed(writer, stuck, 50)
        assert not writer.waiting or writer.n_samples >= 8192
        writer.write_event(Event(math.nan, "odd", {}))
        writer.write_state(SessionState(1, math.inf, Phase.PLAY))
    reader = RecordingReader(tmp_path / "s.mcap")
    assert same(reader.forces(), stuck)
    assert reader.complete


def test_header_has_the_board(tmp_path: Path) -> None:
    record(tmp_path / "b.mcap", 1)
    read = RecordingReader(tmp_path / "b.mcap").header
    assert read.board == BOARD
    assert read.zero_n == (0.1, -0.2, 0.3, 0.4)
    assert read.wall.monotonic_ns == 5_000_000_000
