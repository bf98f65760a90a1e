"""A Wii board over emulated nodes that is mute, goes, comes back, or is mistaken for another."""

import sys

import pytest
from wii_peer import WiiPeer
from wii_room import TWO, in_order, read_n, read_on, read_until

from balance_arcade.core.errors import (
    BoardDisconnectedError,
    BoardUnavailableError,
    UnavailableReason,
)
from balance_arcade.core.samples import SampleFlag
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2 as G

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="hidraw is Linux's")


def test_a_mute_board(room):
    peer = room.plug()
    peer.mute = True
    with pytest.raises(BoardUnavailableError, match="does not answer") as caught:
        room.open(wait=0.5)
    assert caught.value.reason is UnavailableReason.SILENT


def test_a_board_that_falls_silent_and_comes_back(room):
    peer = room.plug()
    board = room.open()
    read_n(board, 20)
    peer.mute = True
    while board.read(0.1):
        pass
    peer.board.handle(bytes((0x12, 0, 0x30)))
    peer.wait_for(lambda: board.read(0.1) or bytes((0x15, 0)) in peer.board.received)
    peer.mute = False
    samples = read_n(board, 40)
    # What was on its way when the board fell silent may come late, before the gap.
    assert any(sample.flags & SampleFlag.GAP_BEFORE for sample in samples)
    assert board.health.n_gaps >= 1
    assert board.health.n_lost >= 40
    assert board.health.n_reconnects == 0


def test_a_board_that_falls_silent_for_good(room):
    # This is all that shows of a board that left where the system keeps its node.
    peer = room.plug()
    board = room.open(silence=0.8)
    read_n(board, 5)
    peer.mute = True
    with pytest.raises(BoardDisconnectedError, match="sent no sample for") as caught:
        read_on(board)
    assert "button" in caught.value.hint
    with pytest.raises(BoardDisconnectedError):
        board.read(0.0)


def test_a_board_that_goes_and_comes_back(room):
    peer = room.plug()
    board = room.open(silence=8)
    before = read_n(board, 20)
    room.linux.unplug(1)
    peer.vanish()
    while got := board.read(0.2):
        before += got  # What was in the queue still comes.
    room.plug(WiiPeer(load=lambda t_s: (1, 2, 3, 4)), number=7)
    after = read_n(board, 20)
    assert after[0].flags & SampleFlag.GAP_BEFORE
    assert after[5].fz_n == pytest.approx(10 * G, abs=0.3)
    assert in_order(before + after)
    assert board.health.n_reconnects == 1
    assert board.health.n_samples == len(before + after)


def test_another_board_does_not_take_its_place(room):
    peer = room.plug()
    board = room.open(silence=1)
    read_n(board, 5)
    room.linux.unplug(1)
    peer.vanish()
    room.plug(uniq=TWO, number=2)
    with pytest.raises(BoardDisconnectedError, match="has been disconnected"):
        read_on(board)


@pytest.mark.parametrize(("old", "new"), [(1, 2), (8, 3)])
def test_a_board_that_comes_back_under_another_node_while_the_old_one_stays(room, old, new):
    peer = room.plug(number=old)
    board = room.open(silence=8)
    read_n(board, 5)
    peer.mute = True
    room.plug(WiiPeer(load=lambda t_s: (5, 5, 5, 5)), number=new)
    samples = read_until(board, lambda samples: samples and samples[-1].fz_n < 30 * G)
    assert samples[-1].fz_n == pytest.approx(20 * G, abs=0.3)
    assert board.health.n_reconnects == 1


def test_a_slow_board_under_another_node_is_waited_for(room):
    peer = room.plug()
    board = room.open(silence=60)
    read_n(board, 5)
    peer.mute = True
    room.plug(WiiPeer(slow_s=0.18), number=2)  # It takes a second to tell its calibration.
    read_until(board, lambda samples: samples)
    assert board.health.n_reconnects == 1


def test_a_failed_open_lets_the_nodes_go(room):
    peer = room.plug()
    peer.mute = True
    with pytest.raises(BoardUnavailableError):
        room.open(wait=0.2)
    peer.wait_for(lambda: not peer._nodes and not peer._events)
