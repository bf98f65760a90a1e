"""A Wii board over emulated nodes, disturbed by programs, radio, slow readers and bad reports.

Samples are 10 ms apart and this computer may be busy, so times are compared where they cannot be
late, and counts where they are exact.
"""

import itertools
import sys
import time

import pytest
from wii_peer import WiiPeer
from wii_room import in_order, read_n, read_until

from balance_arcade.core.samples import SampleFlag

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="hidraw is Linux's")


def test_a_storm_of_status_reports(room):
    peer = room.plug()
    board = room.open()
    read_n(board, 5)
    for _ in range(300):
        peer.read_battery()
    read_n(board, 30)
    read_until(board, lambda samples: peer.board.continuous)
    assert peer.board.mode == 0x34


@pytest.mark.parametrize("mode", [0x30, 0x32])
def test_another_program_sets_another_mode(room, mode):
    peer = room.plug()
    board = room.open()
    read_n(board, 5)
    peer.obey(bytes((0x12, 0x04, mode)))
    read_n(board, 20)
    assert (peer.board.mode, peer.board.continuous) == (0x34, True)
    assert any("another program changed" in warning for warning in board.health.warnings)


def test_a_slow_board(room):
    room.plug(WiiPeer(slow_s=0.15))
    assert read_n(room.open(), 10)


def test_jitter(room):
    room.plug(WiiPeer(jitter_s=0.02))
    board = room.open()
    samples = read_n(board, 150)
    assert in_order(samples)
    assert board.health.measured_rate_hz == pytest.approx(100.0, rel=0.2)
    # A read may bring more than was asked for.
    assert samples[-1].seq + 1 - len(samples) == board.health.n_lost


def test_single_lost_reports_show_as_a_lower_rate_only(room):
    peer = room.plug(WiiPeer(drop_every=4))
    board = room.open()
    samples = read_n(board, 150)
    assert in_order(samples)
    assert board.health.measured_rate_hz == pytest.approx(75.0, rel=0.15)
    assert peer.n_sent < peer.n_due


def test_reports_without_a_weight_and_reports_cut_short(room):
    peer = room.plug()
    board = room.open()
    read_n(board, 5)
    peer.inject(bytes((0x34,)) + bytes(21))
    peer.inject(b"\x34\0\0")
    read_n(board, 10)
    assert board.health.n_bad_frames == 1
    assert any("had no weight" in warning for warning in board.health.warnings)


def test_a_sensor_at_its_end(room):
    room.plug(WiiPeer(load=lambda t_s: (900.0, 1.0, 1.0, 1.0)))
    assert read_n(room.open(), 5)[4].flags & SampleFlag.SATURATED


def test_a_reader_stalled_for_a_while_loses_nothing(room):
    peer = room.plug()
    board = room.open()
    read_n(board, 20)
    time.sleep(0.3)
    samples = read_n(board, 30)
    assert peer.n_overflowed == 0
    waited = samples[:25]
    assert {s.t_host_ns for s in waited[1:20]} == {samples[5].t_host_ns}
    steps = [b.t_s - a.t_s for a, b in itertools.pairwise(waited)]
    assert max(steps) < 0.05
    assert min(steps[:20]) > 0.003
    assert not any(s.flags & SampleFlag.GAP_BEFORE for s in waited)


def test_a_reader_stalled_for_too_long_says_so(room):
    peer = room.plug()
    board = room.open()
    read_n(board, 20)
    time.sleep(1.2)
    samples = read_n(board, 90)
    assert peer.n_overflowed > 20
    assert board.health.n_gaps >= 1
    assert board.health.n_lost == pytest.approx(peer.n_overflowed, abs=12)
    assert in_order(samples)
    gap = next(s for s in samples if s.flags & SampleFlag.GAP_BEFORE)
    assert samples.index(gap) >= 60


def test_a_board_that_repeats_itself(room):
    room.plug(WiiPeer(load=lambda t_s: (19.0, 16.0, 18.0, 17.0)))
    board = room.open()
    samples = read_n(board, 20)
    held = [bool(sample.flags & SampleFlag.HELD) for sample in samples]
    assert held[1:] == [True] * (len(held) - 1)
    assert board.health.n_held == sum(held)
