"""Held is received, replayed and declared, whatever the link, the recorder and the board do."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lossy_room import LossyRoom, same
from profiles import n_examples

SOME = st.integers(1, 60)
FAULTS = st.one_of(
    st.tuples(st.just("run"), SOME),
    st.tuples(st.just("lose messages"), st.integers(1, 12)),
    st.tuples(st.just("lose replies"), st.integers(1, 3)),
    st.tuples(st.just("cut"), SOME),
    st.tuples(st.just("restore"), SOME),
    st.tuples(st.just("hold"), SOME),
    st.tuples(st.just("board gap"), st.integers(1, 40)),
    st.tuples(st.just("stop recording"), SOME),
    st.tuples(st.just("record"), SOME),
    st.tuples(st.just("zero"), SOME),
    st.tuples(st.just("burst"), st.integers(250, 500)),
    st.tuples(st.just("kill"), SOME),
)


pytestmark = pytest.mark.usefixtures("short_memory")


def do(room, fault, n):
    match fault:
        case "lose messages":
            room.live.n_to_lose = n
        case "lose replies":
            room.answers.n_to_lose = n
        case "cut":
            for line in room.lines:
                line.is_up = False
                line.waiting.clear()
        case "restore":
            for line in room.lines:
                line.is_up, line.is_held = True, False
        case "hold":
            room.live.is_held = True
        case "stop recording":
            room.side.stop_recording()
        case "record":
            room.side.record()
        case "zero":
            room.side.zero((float(n), 1.0, 2.0, 3.0))
        case "burst":
            # Faster than the publisher takes them: its inbox throws the oldest away.
            for _ in range(n):
                room.side.sample()
        case "kill":
            room.restart()
            room.side.record()
    room.run(n if fault != "burst" else 5, gap=n if fault == "board gap" else 0)


def check(room):
    station = room.station
    assert not station.doubled
    for (boot_id, seq), (sample, recorded) in station.held.items():
        assert same(sample, room.sides[boot_id - 1].truth[seq], recorded=recorded)
    side = room.side
    ledger = station.backfill.ledger("b1")
    assert ledger.n_missing == 0
    assert ledger.n_span == ledger.n_received + ledger.n_replayed + ledger.n_declared
    held = {seq for boot_id, seq in station.held if boot_id == side.boot_id}
    assert len(held) == ledger.n_received + ledger.n_replayed
    first = 0 if station.backfill._from_start else min(held)
    # Everything that the recorder has is held: nothing is declared that lies in a file.
    assert {seq for seq in side.recorded if first <= seq <= max(held)} <= held
    assert len(set(range(first, max(held) + 1)) - held) == ledger.n_declared


@n_examples(40)
@given(st.lists(FAULTS, max_size=10), st.booleans())
def test_held_is_received_replayed_and_declared_over_random_faults(faults, from_start):
    with tempfile.TemporaryDirectory() as folder:
        room = LossyRoom(Path(folder), from_start=from_start)
        room.side.record()
        room.run(10)
        for fault, n in faults:
            do(room, fault, n)
        room.heal()
        room.close()
        check(room)


def test_a_station_that_was_away_for_an_hour_holds_everything(tmp_path):
    room = LossyRoom(tmp_path)
    room.side.record()
    room.run(50)
    do(room, "cut", 1)
    # An hour at 1 Hz of this board's samples: its number of samples does not matter, its time does.
    for _ in range(3600):
        room.clock.sleep(1.0)
        room.side.sample()
        if room.side.seq % 60 == 0:
            room.side.sender.flush(everything=True)
            room.station.run()
    do(room, "restore", 5)
    room.heal()
    room.close()
    check(room)
    ledger = room.station.backfill.ledger("b1")
    assert ledger.n_replayed > 3500
    assert ledger.n_declared == 0


def test_what_came_before_a_kill_is_completed_after_it(tmp_path):
    room = LossyRoom(tmp_path)
    room.side.record()
    room.run(100)
    do(room, "cut", 200)
    room.restart()
    room.side.record()
    do(room, "restore", 50)
    room.heal()
    room.close()
    check(room)
    before = {seq for boot_id, seq in room.station.held if boot_id == 1}
    assert room.sides[0].recorded <= before
    assert max(before) >= 270, "less than a chunk is lost"


def test_a_gap_that_nobody_recorded_is_declared_and_not_asked_for_for_ever(tmp_path):
    room = LossyRoom(tmp_path)
    room.run(50)
    do(room, "cut", 100)
    do(room, "restore", 20)
    room.heal()
    room.close()
    ledger = room.station.backfill.ledger("b1")
    assert ledger.n_declared >= 50
    assert ledger.n_missing == 0
