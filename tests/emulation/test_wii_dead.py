"""A board that went away while its nodes stay, on a clock that the test moves.

The kernel answers for it: `Kernel.read_text` does what ``wiimod_battery_get_property`` does: it
asks the board, waits for up to a second, and returns the charge that it knows either way.
"""

import socket
import struct
import sys
import threading
from pathlib import Path

import pytest
from wii_board import WiiBoardModel

from balance_arcade.core.clock import ManualClock
from balance_arcade.core.errors import BoardDisconnectedError
from balance_arcade.core.samples import SampleFlag
from balance_arcade.hw.wii.board import WiiBoard
from balance_arcade.hw.wii.entry import GEOMETRY
from balance_arcade.hw.wii.evdev import EvdevSource
from balance_arcade.hw.wii.liveness import ask_board
from balance_arcade.hw.wii.session import SessionFault
from balance_arcade.hw.wii.source import ReportSource
from balance_arcade.hw.wii.sysfs import LinuxBoard, LinuxSystem
from balance_arcade.hw.wii.transport import Batch

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="evdev is Linux's")

LOAD = (19.0, 16.0, 18.0, 17.0)
TICK_S = 0.02
CAPACITY = Path("capacity")


class Kernel:
    """An event node and a battery file in front of a board that may be dead or slow."""

    def __init__(self):
        self.clock = ManualClock(10**12)
        self.alive, self.answers_after_s = True, 0.03
        self.ours, self.theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
        self.system = LinuxSystem(
            open_node=lambda path, flags: self.theirs.detach(),
            ioctl=lambda fd, request, data: 0,
            read_text=self.read_text,
        )
        self.n = 0

    def read_text(self, path):
        self.clock.sleep(min(self.answers_after_s, 1.0) if self.alive else 1.0)
        return "60\n"

    def frame(self):
        """Send one changed load."""
        self.n += 1
        seconds, rest_ns = divmod(self.clock.now_ns(), 10**9)
        stamp = (seconds, rest_ns // 1000)
        changed = struct.pack("@llHHi", *stamp, 3, 0x10, 1600 + self.n % 2)
        self.ours.send(changed + struct.pack("@llHHi", *stamp, 0, 0, 0))

    def open(self):
        board = LinuxBoard("00:19:1D:AA:00:01", "", "balanceboard", None, Path("event"), CAPACITY)
        return EvdevSource(board, self.system, clock=self.clock, address="wii:")


class Wire:
    """A transport straight to a board's model; a dead board takes reports and says nothing."""

    label, notes = "wire", ()

    def __init__(self, clock):
        self.clock, self.model, self.alive, self.answers = clock, WiiBoardModel(), True, []

    def write(self, report):
        self.answers += self.model.handle(report) if self.alive else []

    def read(self, timeout_s):
        report = self.model.sample(LOAD) if self.alive else None
        reports, self.answers = (*self.answers, *([report] if report else [])), []
        return Batch(reports)

    def close(self):
        pass


def settle():
    """Wait for the question under way; its time passes on the test's clock."""
    for thread in threading.enumerate():
        if thread.name == "wii battery":
            thread.join()


def turn(kernel, readable, seconds, *, frames=False):
    """Read for so long, by the test's clock."""
    got = []
    end_ns = kernel.clock.now_ns() + round(seconds * 1e9)
    while kernel.clock.now_ns() < end_ns:
        kernel.clock.sleep(TICK_S)
        if frames:
            kernel.frame()
        got += getattr(batch := readable.read(0.0), "items", batch)
        settle()
    return got


def board_over(source, clock):
    return WiiBoard(
        source,
        reopen=lambda: source,
        moved=lambda: False,
        address="wii:",
        geometry=GEOMETRY,
        clock=clock,
        silence_s=4.0,
    )


@pytest.fixture
def kernel():
    made = Kernel()
    yield made
    made.ours.close()
    made.theirs.close()  # Where a board was opened, its source has it.


def test_an_answer_after_the_kernels_second_is_no_life(kernel):
    assert ask_board(CAPACITY, kernel.system, kernel.clock).is_life
    kernel.alive = False
    answer = ask_board(CAPACITY, kernel.system, kernel.clock)
    assert answer.level is not None
    assert not answer.is_life


@pytest.mark.parametrize(("after_s", "lives"), [(0.03, True), (0.85, True), (0.95, False)])
def test_a_slow_board_lives_for_nine_tenths_of_a_second(kernel, after_s, lives):
    kernel.answers_after_s = after_s
    assert ask_board(CAPACITY, kernel.system, kernel.clock).is_life == lives


def silent_for_s(kernel, board):
    """How long a board that has just died is read until it is given up."""
    died_ns = kernel.clock.now_ns()
    with pytest.raises(BoardDisconnectedError, match="has sent no sample for"):
        turn(kernel, board, 60.0)
    return (kernel.clock.now_ns() - died_ns) / 1e9


def test_evdev_gives_a_dead_board_up_as_soon_as_hidraw_does(kernel):
    events = board_over(kernel.open(), kernel.clock)
    assert turn(kernel, events, 1.0, frames=True)
    kernel.alive = False
    over_evdev_s = silent_for_s(kernel, events)
    wire = Wire(kernel.clock)
    raw = board_over(
        ReportSource(wire, clock=kernel.clock, serial="", temperature=False), kernel.clock
    )
    assert turn(kernel, raw, 2.0)
    wire.alive = False
    over_hidraw_s = silent_for_s(kernel, raw)
    assert over_hidraw_s == pytest.approx(4.0, abs=0.1)
    # A question under way moves the test's clock by its whole second.
    assert 4.0 - 0.1 <= over_evdev_s <= 4.0 + 1.1
    events.close()


def test_a_board_that_only_the_kernel_answers_for_is_away(kernel):
    board = board_over(kernel.open(), kernel.clock)
    turn(kernel, board, 1.0, frames=True)
    turn(kernel, board, 3.0)
    assert board.away is None  # It rests.
    kernel.alive = False
    turn(kernel, board, 2.5)
    assert board.away is not None
    board.close()


def test_two_seconds_of_silence_are_a_gap(kernel):
    board = board_over(kernel.open(), kernel.clock)
    turn(kernel, board, 1.0, frames=True)
    kernel.alive = False
    assert turn(kernel, board, 2.0) == []
    kernel.alive = True
    after = turn(kernel, board, 0.5, frames=True)
    assert after[0].flags & SampleFlag.GAP_BEFORE
    assert board.health.n_gaps == 1
    assert 150 <= board.health.n_lost <= 350
    board.close()


def test_a_board_that_comes_back_and_rests_has_a_gap_too(kernel):
    board = board_over(kernel.open(), kernel.clock)
    turn(kernel, board, 1.0, frames=True)
    kernel.alive = False
    turn(kernel, board, 2.0)
    kernel.alive = True
    after = turn(kernel, board, 2.0)
    assert [bool(s.flags & SampleFlag.GAP_BEFORE) for s in after[:2]] == [True, False]
    assert all(s.flags & SampleFlag.HELD for s in after)
    assert board.health.n_gaps == 1
    board.close()


def test_two_seconds_of_rest_are_none(kernel):
    board = board_over(kernel.open(), kernel.clock)
    turn(kernel, board, 1.0, frames=True)
    rest = turn(kernel, board, 2.0)
    assert len(rest) > 150
    assert all(s.flags & SampleFlag.HELD for s in rest)
    turn(kernel, board, 0.5, frames=True)
    assert board.health.n_gaps == board.health.n_lost == 0
    board.close()


def test_a_link_that_was_slow_proves_no_rest(kernel):
    source = kernel.open()
    turn(kernel, source, 1.0, frames=True)
    kernel.answers_after_s = 0.6
    assert turn(kernel, source, 3.0) == []
    assert kernel.clock.now_ns() - source.state.alive_ns < 1e9
    source.close()


def test_a_node_whose_board_is_not_there_is_no_open_board(kernel):
    kernel.alive = False
    source = kernel.open()
    turn(kernel, source, 3.0)
    assert not source.ready
    assert source.fault is SessionFault.SILENT
    source.close()


def test_all_cells_below_zero_still_give_samples(kernel):
    """The kernel cuts them to zero, so that nothing ever changes and no frame ever comes."""
    board = board_over(kernel.open(), kernel.clock)
    empty = turn(kernel, board, 3.0)
    assert len(empty) > 200
    assert {sample.fz_n for sample in empty} == {0.0}
    assert board.health.n_gaps == 0
    board.close()
