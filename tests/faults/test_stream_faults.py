"""Faults of the stream that have no test of their own elsewhere, and the table that lists them."""

from __future__ import annotations

import re
import time
from pathlib import Path

import msgspec
import pytest
import zmq
from lossy_room import BOARD, LossyRoom, same

from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.errors import RecordingError
from balance_arcade.core.samples import CopSample
from balance_arcade.files.recording import RecordingHeader, RecordingReader, RecordingWriter
from balance_arcade.server.client import StreamClient
from balance_arcade.server.control import MAX_REQUEST_BYTES, MAX_TEXT, Request, encode_control
from balance_arcade.server.publisher import Publisher

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "faults-of-the-stream.md"
MAX_S = 20.0

pytestmark = pytest.mark.usefixtures("short_memory")


def published(board_id="b1", orders=None):
    def take(command):
        if orders is not None:
            orders.append(command.name)
        return "accepted"

    publisher = Publisher(
        board_id, live="tcp://127.0.0.1:0", ctl="tcp://127.0.0.1:0", handle_command=take
    )
    publisher.start()
    publisher.on_info(BOARD)
    return publisher


def client_of(publisher, **more):
    return StreamClient(publisher.live_endpoint, publisher.ctl_endpoint, **more)


def hear_live(client):
    """Wait for a heartbeat: from then on nothing that is sent comes before the subscription."""
    end = time.monotonic() + MAX_S
    while time.monotonic() < end:
        if any(message.kind == "hb" for message in client.poll(0.02)):
            return
    raise AssertionError("no heartbeat came")


def made(seq, ml_mm):
    return CopSample(seq, time.monotonic_ns(), seq / 100.0, ml_mm, 0.0, 700.0, 0.5, 0.5, ml_mm, 0.0)


def follow(client, done):
    end, seen = time.monotonic() + MAX_S, []
    while time.monotonic() < end:
        for message in client.poll(0.02):
            if message.kind == "samples":
                seen += message.body.column("ml_mm").tolist()
        if done(seen):
            return seen
    raise AssertionError(f"only {len(seen)} samples came")


def test_a_note_of_ten_megabytes_with_markup_ends_its_own_connection_alone():
    orders = []
    publisher = published(orders=orders)
    note = "<script>alert(1)</script>" * 420_000
    assert len(note) > 10_000_000
    context = zmq.Context()
    try:
        with client_of(publisher) as station:
            hostile = context.socket(zmq.DEALER)
            hostile.setsockopt(zmq.LINGER, 0)
            hostile.connect(publisher.ctl_endpoint)
            hostile.send(encode_control(Request("big", "mark", {"text": note})))
            # One that just fits a frame is refused in words.
            fits = "<b>" * (MAX_REQUEST_BYTES // 4)
            reply = station.request("mark", {"text": fits})
            assert (reply.status, len(reply.reason) < 200) == ("rejected", True)
            assert f"longer than {MAX_TEXT} characters" in reply.reason
            assert station.request("stop").status == "accepted"
            assert not hostile.poll(200)
            hostile.close()
        assert orders == ["stop"]
    finally:
        context.destroy(linger=0)
        publisher.stop()


def test_two_boards_of_one_name_leave_each_other_alone():
    first, second = published("same"), published("same")
    try:
        with client_of(first) as one, client_of(second) as two:
            for client in (one, two):
                hear_live(client)
            for seq in range(60):
                first.on_samples([made(seq, 1.0)])
                second.on_samples([made(seq, 2.0)])
            for client, ml_mm in ((one, 1.0), (two, 2.0)):
                assert set(follow(client, lambda seen: len(seen) == 60)) == {ml_mm}
                assert client.reader.n_boots == 1
                assert client.reader.gaps["samples"].n_gaps == 0
    finally:
        first.stop()
        second.stop()


def test_a_wall_clock_set_back_changes_no_sample_and_no_order_of_recordings(tmp_path):
    """Only names bear the wall's time: parts are found by the order in which they were begun."""
    room = LossyRoom(tmp_path)
    room.side.record()
    room.run(150)
    name_before = room.side.writer.path.name
    room.side.stop_recording()
    # The wall's clock a year back; the monotonic one goes on.
    room.side.record_at(WallAnchor(-31_536_000_000_000_000, room.clock.now_ns()))
    assert room.side.writer.path.name < name_before
    for line in room.lines:
        line.is_up = False
    room.run(300)
    for line in room.lines:
        line.is_up = True
    room.heal()
    room.close()
    ledger = room.station.backfill.ledger("b1")
    assert ledger.n_replayed > 200
    assert (ledger.n_missing, ledger.n_declared) == (0, 0)
    for (_, seq), (sample, recorded) in room.station.held.items():
        assert same(sample, room.side.truth[seq], recorded=recorded)


def test_a_full_disk_beside_the_publisher_stops_the_recording_and_nothing_else(tmp_path):
    room = LossyRoom(tmp_path)
    room.side.record()
    room.run(100)
    # What the recorder tells when the disk is full; what was written stays.
    room.side.tell("recording.failed", {"message": "The disk is full."})
    room.side.writer.flush()
    room.side.writer.abandon()
    room.side.writer = None
    for line in room.lines:
        line.is_up = False
    room.run(300)
    for line in room.lines:
        line.is_up = True
    room.heal()
    ledger = room.station.backfill.ledger("b1")
    # The stream went on, and what no file has is declared, not asked for without end.
    assert ledger.newest > 400
    assert ledger.n_missing == 0
    assert ledger.n_declared > 200
    room.close()


def test_another_format_of_a_recording_is_refused_and_its_samples_are_declared(tmp_path):
    header = RecordingHeader(board=BOARD, wall=WallAnchor(0, 0), trial_id="ab", label="x")
    strange = msgspec.structs.replace(header, schema_version="9.0")
    with RecordingWriter(tmp_path / "x.mcap", strange):
        pass
    with pytest.raises(RecordingError, match=r"version 9\.0"):
        RecordingReader(tmp_path / "x.mcap")
    room = LossyRoom(tmp_path / "other")
    room.side.tell("recording.started", {"file": "../x.mcap", "trial_id": "ab"})
    room.side.tell("recording.stopped", {})
    room.run(30)
    for line in room.lines:
        line.is_up = False
    room.run(100)
    for line in room.lines:
        line.is_up = True
    room.heal()
    room.close()
    assert room.station.backfill.ledger("b1").n_missing == 0


def test_every_row_of_the_table_names_tests_that_exist():
    table = TABLE.read_text().partition("## Recordings of faulty boards")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][2:]
    assert len(rows) >= 16
    for row in rows:
        named = re.findall(r"`([\w/]+\.py)::(\w+)`", row)
        assert named, row
        for file, test in named:
            assert f"def {test}(" in (ROOT / "tests" / file).read_text(), (file, test)
