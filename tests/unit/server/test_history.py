"""Old samples from files: bounded, in turn, the same numbers as live, and refusals in words."""

from __future__ import annotations

import time

import numpy as np
import pytest

from balance_arcade.cop.live import CopStream
from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import ManualClock, WallAnchor
from balance_arcade.core.events import Event
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.files.recording import RecordingHeader, RecordingReader, RecordingWriter
from balance_arcade.server.control import Request, decode_reply
from balance_arcade.server.history import MAX_ASKED, MAX_SAMPLES, History
from balance_arcade.server.recorded_block import block_of
from balance_arcade.server.request_handler import MAX_REPLY_BYTES
from balance_arcade.server.station_clocks import EVERY_NS, LEAST_NS, MAX_STATIONS, StationClocks
from balance_arcade.server.wire import HeaderFlag, decode

BOARD = BoardInfo("sim:", "b1", "Sim", "", Geometry(433.0, 238.0), 1000.0, "virtual")
DEADLINE_S = 20.0


def head(trial_id="t1t1t1t1-1"):
    return RecordingHeader(board=BOARD, wall=WallAnchor(0, 0), trial_id=trial_id, label="x")


def forces(n, first=0):
    return [ForceSample(i, i, i / 1000.0, 1.0 + i % 7, 200.0, 90.0, 80.0) for i in range(first, n)]


@pytest.fixture
def history(tmp_path):
    history = History("b1", 7, tmp_path, lambda: None, ManualClock())
    yield history
    history.stop()


def record(folder, n, name="x.mcap", trial_id="t1t1t1t1-1"):
    with RecordingWriter(folder / name, head(trial_id)) as writer:
        writer.write_samples(forces(n))


def answer(history, **args):
    assert history.ask([b"me"], Request("r", "recorded", args)) is None
    end = time.monotonic() + DEADLINE_S
    while time.monotonic() < end:
        for envelope, data in history.take():
            assert envelope == [b"me"]
            return decode_reply(data)
        time.sleep(0.002)
    raise AssertionError("no answer")


def started(file="x.mcap", trial_id="t1t1t1t1-1"):
    return Event(0.0, "recording.started", {"file": file, "trial_id": trial_id})


def seqs(reply):
    found = [decode(frames) for frames in reply.result["messages"]]
    return [int(seq) for message in found for seq in message.body.column("seq")]


def test_a_long_stretch_comes_in_replies_of_bounded_size(tmp_path, history):
    record(tmp_path, 12_000)
    history.hear(started())
    history.hear(Event(0.0, "recording.stopped"))
    got, first, n_replies = [], 100, 0
    while first <= 11_000:
        n_replies += 1
        reply = answer(history, **{"from": first, "to": 11_000})
        assert sum(len(f) for m in reply.result["messages"] for f in m) <= MAX_REPLY_BYTES
        assert len(seqs(reply)) <= MAX_SAMPLES
        got += seqs(reply)
        first = reply.result["upto"] + 1
    assert got == list(range(100, 11_001))
    assert n_replies == 3


def test_the_messages_say_what_they_are(tmp_path, history):
    record(tmp_path, 10)
    history.hear(started())
    reply = answer(history, **{"from": 0, "to": 9})
    header = decode(reply.result["messages"][0]).header
    assert header.flags & HeaderFlag.RECORDED
    assert (header.boot_id, header.trial_id, header.seq, header.n) == (7, "t1t1t1t1-1", 0, 10)
    assert reply.boot_id == 7


def test_while_it_is_recorded_nothing_is_said_of_what_is_not_written_yet(tmp_path, history):
    writer = RecordingWriter(tmp_path / "x.mcap", head())
    history.hear(started())
    assert answer(history, **{"from": 0, "to": 50}).result == {"messages": [], "upto": -1}
    writer.write_samples(forces(300))
    reply = answer(history, **{"from": 150, "to": 5000})
    newest = reply.result["upto"]
    assert 150 < newest < 300
    assert seqs(reply) == list(range(150, newest + 1))
    writer.write_samples(forces(400, first=300))
    writer.finish()
    history.hear(Event(0.0, "recording.stopped"))
    assert answer(history, **{"from": 399, "to": 5000}).result["upto"] == 5000


def test_a_trial_of_an_earlier_start_is_asked_for_by_its_name(tmp_path, history):
    record(tmp_path, 20, "20260101T000000Z-b1-x-oldoldol.mcap", "oldoldol-9")
    reply = answer(history, **{"from": 15, "to": 2**53 - 1, "trial": "oldoldol-9"})
    assert seqs(reply) == list(range(15, 20))
    assert reply.result["upto"] == 2**53 - 1
    assert answer(history, **{"from": 0, "to": 9, "trial": "another"}).result["messages"] == []


def test_a_file_that_was_taken_away_is_declared_and_nobody_hangs(tmp_path, history):
    history.hear(started("gone.mcap"))
    history.hear(Event(0.0, "recording.stopped"))
    assert answer(history, **{"from": 0, "to": 9}).result == {"messages": [], "upto": 9}


@pytest.mark.parametrize(
    "args", [{}, {"from": 1}, {"from": "1", "to": 2}, {"from": 1, "to": 2, "trial": 3}]
)
def test_a_question_that_makes_no_sense_is_refused_in_words(history, args):
    reply = history.ask([b"me"], Request("r", "recorded", args))
    assert reply.status == "error"
    assert "sample numbers" in reply.reason


def test_a_crowd_is_told_busy(history):
    history._run = lambda: None  # The thread does not come to it.
    args = {"from": 0, "to": 1}
    for index in range(MAX_ASKED):
        assert history.ask([b"me"], Request(f"r{index}", "recorded", args)) is None
    assert history.ask([b"me"], Request("r0", "recorded", args)) is None, "asked again: one answer"
    assert history.ask([b"me"], Request("more", "recorded", args)).reason.startswith("busy")


def test_recorded_forces_give_the_live_numbers_bit_for_bit(tmp_path):
    chance = np.random.default_rng(5)
    bad = int(SampleFlag.CELL_FAULT)
    made = [
        ForceSample(i, i, i / 1000.0, *chance.uniform(-5, 300, 4), flags=bad * (i % 11 == 0))
        for i in range(500)
    ]
    zero_n = (1.5, -2.0, 0.25, 3.0)
    stream = CopStream(BOARD.geometry, 1000.0, zero_n=zero_n)
    live = [stream.push(sample) for sample in made]
    path = tmp_path / "x.mcap"
    with RecordingWriter(path, head()) as writer:
        writer.write_samples(made)
    rows = RecordingReader(path).force_array
    for got, due in zip(block_of(rows, zero_n, head()).samples(), live, strict=True):
        for name in ("seq", "t_host_ns", "flags", "t_s", "ml_mm", "ap_mm", "fz_n", "left_frac"):
            np.testing.assert_array_equal(getattr(got, name), getattr(due, name))
        assert np.isnan(got.ml_display_mm)


# -- what stations say of their clocks ------------------------------------------------------------


def test_a_clock_is_told_when_it_is_new_moves_or_is_known_better():
    clocks = StationClocks()
    told = []
    for after_ns, offset_ns, bound_ns in (
        (0, 1000, 400),
        (LEAST_NS, 1100, 400),  # nothing new
        (LEAST_NS, 1100, 100),  # known better
        (LEAST_NS, 9000, 100),  # moved
        (EVERY_NS, 9000, 100),  # long ago
    ):
        told.append(told[-1] + after_ns if told else after_ns)
        clocks.hear("a", {"offset_ns": offset_ns, "bound_ns": bound_ns}, told[-1])
    found = [(note.offset_ns, note.bound_ns) for note in clocks.take()]
    assert found == [(1000, 400), (1100, 100), (9000, 100), (9000, 100)]
    assert clocks.take() == []


def test_a_flood_of_names_costs_one_event_a_second_and_little_memory():
    clocks = StationClocks()
    for index in range(10_000):
        args = {"offset_ns": index, "bound_ns": 1}
        clocks.hear(f"n{index}", args, index * LEAST_NS // 100)
    assert len(clocks.take()) == 100
    assert len(clocks._told) <= MAX_STATIONS


@pytest.mark.parametrize(
    "args",
    [
        {},
        {"offset_ns": 1},
        {"offset_ns": 1.5, "bound_ns": 2},
        {"offset_ns": 1, "bound_ns": -2},
        {"offset_ns": 2**63, "bound_ns": 1},
        {"offset_ns": True, "bound_ns": 1},
    ],
)
def test_a_clock_that_makes_no_sense_is_no_news(args):
    clocks = StationClocks()
    clocks.hear("a", args, 0)
    clocks.hear(None, {"offset_ns": 1, "bound_ns": 1}, 0)
    assert clocks.take() == []
