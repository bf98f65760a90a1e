"""The board's driver over bytes and a hand-moved clock: no port, no waiting."""

import math

import arduino_peer as peer
import numpy as np
import pytest

from balance_arcade.core.board import Board, Geometry
from balance_arcade.core.clock import ManualClock
from balance_arcade.core.errors import (
    BoardDisconnectedError,
    BoardProtocolError,
    BoardUnavailableError,
    UnavailableReason,
)
from balance_arcade.core.samples import SampleFlag
from balance_arcade.hw.arduino import ArduinoBoard, Calibration, FrameDecoder
from balance_arcade.hw.arduino.handshake import greet
from balance_arcade.hw.arduino.messages import FrameType
from balance_arcade.hw.arduino.reconnect import Reconnector

ADDRESS = "arduino:wire"
UNIT = Calibration("bench", Geometry(400.0, 300.0), (0.0, 0.0, 0.0, 0.0), np.eye(4))


class Wire:
    """A link whose bytes are laid out beforehand; an empty read takes the time it may take."""

    def __init__(self, clock, chunks=()):
        self.clock = clock
        self.chunks = list(chunks)
        self.decoder = FrameDecoder()
        self.commands = []
        self.n_dtr = 0
        self.closed = False

    def read(self, timeout_s):
        if not self.chunks:
            self.clock.sleep(max(timeout_s, 0.001))
            return b""
        self.clock.sleep(0.001)
        return self.chunks.pop(0)

    def write(self, data):
        self.commands += [frame.type for frame in self.decoder.feed(data)]

    def raise_dtr(self):
        self.n_dtr += 1

    def close(self):
        self.closed = True


def opened(chunks, **kwargs):
    clock = ManualClock()
    wire = Wire(clock, [peer.hello(1, **kwargs)])
    decoder = FrameDecoder()
    hello = greet(wire, decoder, clock, address=ADDRESS, wait_s=5.0)
    wire.chunks = list(chunks)
    board = ArduinoBoard(wire, decoder, hello, UNIT, address=ADDRESS, clock=clock, silence_s=4.0)
    return board, wire


def read_all(board, wire):
    samples = []
    while wire.chunks:
        samples += board.read(0.1)
    return samples


def read_nothing(board):
    while True:
        assert board.read(0.1) == ()


def stream(n, start=0, status=0, counts=None):
    return [
        peer.sample(i, 10_000 * i, counts or (i, 2 * i, 3 * i, 4 * i), status)
        for i in range(start, start + n)
    ]


def test_forces_times_and_numbers():
    board, wire = opened(stream(10))
    samples = read_all(board, wire)
    assert isinstance(board, Board)
    assert [s.seq for s in samples] == list(range(10))
    assert [s.t_s for s in samples] == pytest.approx([i / 100 for i in range(10)])
    assert [(s.tl_n, s.tr_n, s.bl_n, s.br_n) for s in samples][3] == (3.0, 6.0, 9.0, 12.0)
    assert [s.t_device_ticks for s in samples] == [10_000 * i for i in range(10)]
    assert samples[0].t_host_ns == 2_000_000
    assert wire.commands == [FrameType.ASK_HELLO, FrameType.START]
    assert board.health.n_samples == 10
    assert board.health.measured_rate_hz == pytest.approx(100.0)


@pytest.mark.parametrize("firmware", [(1, 0, 0), (1, 1, 0)])
def test_both_firmwares_are_read(firmware):  # 1.1 has steps of a quarter of a period.
    times_us = [0, 10_000, 20_000, 30_000 + 2_500 * firmware[1]]
    board, wire = opened([peer.sample(i, t) for i, t in enumerate(times_us)], firmware=firmware)
    assert [s.t_device_ticks for s in read_all(board, wire)] == times_us
    assert f"firmware 1.{firmware[1]}.0" in board.info.model


def test_an_emulated_board_says_so_in_every_sample():
    board, wire = opened(stream(3))
    assert board.info.origin == "simulated"
    assert "Emulated" in board.info.model
    assert all(s.flags & SampleFlag.SIMULATED for s in read_all(board, wire))


def test_a_real_board_describes_itself():
    board, wire = opened(stream(3), flags=0, rate_hz=93.4)
    info = board.info
    assert (info.origin, info.clock, info.serial) == ("real", "device", "0011223344556677")
    assert info.board_id == "arduino-44556677"
    assert (info.model, info.firmware) == ("Arduino board (HX711, firmware 0.3.1)", "0.3.1")
    assert info.nominal_rate_hz == 93.4
    assert info.calibration_id == "bench"
    assert not info.pre_zeroed
    assert [s.flags for s in read_all(board, wire)] == [0, 0, 0]
    assert math.isnan(opened([])[0].health.measured_rate_hz)


@pytest.mark.parametrize(
    ("status", "counts", "flag"),
    [
        (0x0001, None, SampleFlag.TORN),
        (0x0008, None, SampleFlag.TORN),
        (0x0020, None, SampleFlag.SATURATED),
        (0x0000, (1, 0x7FFFFF, 1, 1), SampleFlag.SATURATED),
        (0x0000, (1, 1, 1, -0x800000), SampleFlag.SATURATED),
        (0x0800, None, SampleFlag.CELL_FAULT),
    ],
)
def test_status_bits_become_flags_and_warnings(status, counts, flag):
    board, wire = opened(stream(1, status=status, counts=counts), flags=0)
    assert read_all(board, wire)[0].flags == flag
    assert len(board.health.warnings) == 1


def test_a_cell_that_does_not_move_is_named():
    chunks = [peer.sample(i, 10_000 * i, (i, i, 7, i)) for i in range(102)]
    board, wire = opened(chunks)
    read_all(board, wire)
    assert board.health.warnings == ("The rear-left cell does not move: check its wires.",)


def test_a_gap_is_flagged_and_counted():
    board, wire = opened(stream(3) + stream(3, start=8))
    samples = read_all(board, wire)
    assert [s.seq for s in samples] == [0, 1, 2, 8, 9, 10]
    assert [bool(s.flags & SampleFlag.GAP_BEFORE) for s in samples] == [0, 0, 0, 1, 0, 0]
    assert (board.health.n_gaps, board.health.n_lost) == (1, 5)


def test_garbage_costs_one_sample_and_is_counted():
    chunks = stream(6)
    chunks[2] = b"\x99garbage" + chunks[2]
    board, wire = opened(chunks)
    samples = read_all(board, wire)
    assert [s.seq for s in samples] == [0, 1, 3, 4, 5]
    health = board.health
    assert (health.n_bad_frames, health.n_gaps, health.n_lost) == (1, 1, 1)
    assert health.n_discarded_bytes == 8 + len(stream(1, start=2)[0]) - 1


def test_a_board_that_starts_again_is_started_and_goes_on():
    reset = [peer.hello(0, flags=peer.EMULATED | peer.BOOT)]
    board, wire = opened(stream(100, start=300) + reset + stream(5))
    samples = read_all(board, wire)
    assert wire.commands.count(FrameType.START) == 2
    times_s = [s.t_s for s in samples]
    assert times_s == sorted(set(times_s))
    seqs = [s.seq for s in samples]
    assert seqs == sorted(set(seqs))
    assert samples[100].flags & SampleFlag.GAP_BEFORE
    assert board.health.n_gaps == 1
    assert board.health.warnings[-1].startswith("1 times the board started again")


def test_a_restart_with_a_later_clock_is_no_gap_of_65000_samples():
    # Reset soon after its start, the board's new clock is ahead of the old: only the hello tells.
    reset = [peer.hello(0, flags=peer.EMULATED | peer.BOOT), peer.sample(0, 2_000_000)]
    board, wire = opened(stream(6) + reset)
    samples = read_all(board, wire)
    assert samples[6].seq == 6
    assert samples[6].t_s == pytest.approx(0.06)
    assert samples[6].flags & SampleFlag.GAP_BEFORE
    assert (board.health.n_gaps, board.health.n_lost) == (1, 0)


def test_another_board_behind_the_same_port():
    board, _ = opened([peer.hello(0, unique_id=b"somebody")])
    with pytest.raises(BoardProtocolError, match="Another board answers: 736f6d65"):
        board.read(0.1)


def test_silence_is_nudged_and_then_an_error():
    board, wire = opened(stream(2) + [peer.status(1, kind=peer.HEARTBEAT, streaming=False)] * 3)
    assert len(read_all(board, wire)) == 2
    with pytest.raises(BoardDisconnectedError, match=r"no sample for 4\.\d s") as caught:
        read_nothing(board)
    assert caught.value.address == ADDRESS
    assert wire.commands.count(FrameType.START) == 1 + 7


def test_a_board_that_refuses_to_start():
    board, _ = opened([peer.refusal(2, peer.START)])
    with pytest.raises(BoardProtocolError, match="refuses to start measuring"):
        board.read(0.1)


def test_samples_lost_on_the_board_are_told():
    board, wire = opened([peer.status(1, kind=peer.HEARTBEAT, n_overrun=12), *stream(1)])
    read_all(board, wire)
    assert board.health.warnings == (
        "12 samples were lost on the board, because the line is too slow.",
    )


@pytest.mark.parametrize(
    "said",
    [
        peer.frame(peer.SAMPLE, 0, bytes(18), device=9),
        peer.hello(0, flags=peer.BOOT, device=9),
        peer.hello(0, unique_id=bytes(8), device=9),
        peer.status(1, kind=peer.HEARTBEAT, n_overrun=12, device=9),
        peer.refusal(1, peer.START, device=9),
    ],
)
def test_what_another_device_on_the_line_says_is_left_alone(said):
    board, wire = opened([said, *stream(2)])
    assert len(read_all(board, wire)) == 2
    assert (board.health.n_gaps, board.health.warnings, board.temperature_c) == (0, (), None)
    assert wire.commands.count(FrameType.START) == 1


def test_close_stops_the_board_and_is_idempotent():
    board, wire = opened(stream(2))
    with board:
        board.read(0.1)
    board.close()
    assert wire.closed
    assert wire.commands[-1] is FrameType.STOP
    assert wire.commands.count(FrameType.STOP) == 1


def greeted(chunks):
    clock = ManualClock()
    wire = Wire(clock, chunks)
    return wire, lambda: greet(wire, FrameDecoder(), clock, address=ADDRESS, wait_s=5.0)


def test_hello_is_asked_until_it_comes():
    wire, greet_it = greeted([])
    wire.chunks = [b""] * 700 + [peer.hello(3)]
    assert greet_it().unique_id == peer.UNIQUE_ID
    assert wire.commands == [FrameType.ASK_HELLO] * 3
    assert wire.n_dtr == 0


def test_a_port_without_a_byte_is_silent_and_dtr_was_tried_once():
    wire, greet_it = greeted([])
    with pytest.raises(BoardUnavailableError, match="Nothing answered within 5 s") as caught:
        greet_it()
    assert caught.value.reason is UnavailableReason.SILENT
    assert wire.n_dtr == 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"ok\r\nX:0.00 Y:0.00\r\n", "bytes that are not frames of ours.*6f 6b 0d 0a"),
        (b"\0" + peer.status(1, kind=peer.HEARTBEAT), "other frames, but no hello"),
        (b"\0" + peer.hello(1, major=2), r"speaks protocol 2\.0, this program speaks 1\.0"),
        (b"\0" + peer.hello(1, n_cells=1), "1 cells at 100 Hz"),
        (b"\0" + peer.hello(1, rate_hz=0), "4 cells at 0 Hz"),
    ],
)
def test_something_else_is_at_the_port(data, message):
    _, greet_it = greeted([data])
    with pytest.raises(BoardProtocolError, match=message):
        greet_it()


class Gone(Wire):
    """A link whose port goes away when its bytes have been read."""

    def read(self, timeout_s):
        if not self.chunks:
            raise BoardDisconnectedError("It went away.", address=ADDRESS)
        return super().read(timeout_s)


def unplugged(chunks, back, *, away_s=1.5, silence_s=4.0):
    """A board that goes away behind its samples, and a wire at which it is back after a while."""
    clock = ManualClock()
    first, second = Gone(clock, [peer.hello(1)]), Wire(clock, [peer.hello(1), *back])
    decoder = FrameDecoder()
    hello = greet(first, decoder, clock, address=ADDRESS, wait_s=5.0)
    first.chunks = list(chunks)
    back_ns = clock.now_ns() + round(away_s * 1e9)

    def reopen(port):
        if clock.now_ns() < back_ns:
            raise BoardDisconnectedError("Not there yet.", address=ADDRESS)
        return second

    def seek():
        return Reconnector(hello.unique_id, ports=lambda: ["b"], open_link=reopen, clock=clock)

    board = ArduinoBoard(
        first,
        decoder,
        hello,
        UNIT,
        address=ADDRESS,
        clock=clock,
        silence_s=silence_s,
        make_reconnector=seek,
    )
    return board, first, second


def read_for(board, clock, seconds):
    samples, end_ns = [], clock.now_ns() + round(seconds * 1e9)
    while clock.now_ns() < end_ns:
        samples += board.read(0.05)
    return samples


def test_an_unplugged_board_is_started_at_once_when_it_is_back():
    board, first, second = unplugged(stream(10), stream(5))
    samples = []
    while board.health.n_reconnects == 0:
        samples += board.read(0.05)
    assert first.closed
    assert second.commands == [FrameType.ASK_HELLO, FrameType.START]
    samples += read_for(board, first.clock, 0.1)
    assert len(samples) == 15
    assert [i for i, s in enumerate(samples) if s.flags & SampleFlag.GAP_BEFORE] == [10]
    assert samples[10].t_s - samples[9].t_s == pytest.approx(1.5, abs=0.2)
    health = board.health
    assert (health.n_reconnects, health.n_restarts, health.n_gaps) == (1, 1, 1)


def test_counters_that_would_fit_do_not_hide_that_it_was_away():
    # It lost its supply; its new numbers and times stand just ahead of the old ones.
    board, first, _ = unplugged(stream(10), stream(5, start=12))
    samples = read_for(board, first.clock, 2.0)
    assert samples[10].t_s - samples[9].t_s == pytest.approx(1.5, abs=0.2)
    assert samples[10].seq - samples[9].seq > 100
    assert board.health.n_restarts == 1


def test_while_it_is_away_health_says_so_and_reading_gives_nothing():
    board, first, _ = unplugged(stream(10), [], away_s=60.0)
    assert len(read_for(board, first.clock, 1.0)) == 10
    assert board.read(0.1) == ()
    assert (
        board.health.warnings[0] == "The board has been disconnected for 1.1 s: plug it in again."
    )
    with pytest.raises(BoardDisconnectedError, match=r"did not come back within 4\.\d s"):
        read_for(board, first.clock, 10.0)


def test_what_went_wrong_before_is_still_counted_after():
    board, first, second = unplugged([b"junk\0", *stream(3)], [b"junk\0", *stream(3)])
    read_for(board, first.clock, 2.0)
    assert second.commands
    assert board.health.n_bad_frames == 2


def test_the_clock_is_followed_from_sample_to_sample():
    n = 2000
    board, wire = opened([])
    assert math.isnan(board.health.clock_ppm)
    for i in range(n):  # 20 s at 100 Hz of a clock that is 500 ppm fast.
        wire.chunks = [peer.sample(i, round(i * 10_005), (i, -i, 2 * i, 3 * i))]
        wire.clock.sleep(0.009)
        (sample,) = board.read(0.1)
    assert board.health.clock_ppm == pytest.approx(500.0, abs=1.0)
    assert sample.t_s == pytest.approx((n - 1) * 0.010005)  # Not corrected.
    assert board.host_ns(sample.t_device_ticks) == pytest.approx(sample.t_host_ns, abs=1e5)
    assert board.health.measured_rate_hz == pytest.approx(1 / 0.010005)
    wire.chunks = [peer.hello(0, flags=peer.BOOT)]
    board.read(0.01)
    assert math.isnan(board.health.clock_ppm)


def test_a_storm_of_restarts_without_a_sample_is_told_at_the_end():
    board, wire = opened([])
    for _ in range(8):
        wire.chunks = [peer.hello(0, flags=peer.BOOT)]
        assert board.read(0.4) == ()
    with pytest.raises(BoardDisconnectedError, match="It has started again 8 times"):
        read_nothing(board)
    assert any("again and again" in warning for warning in board.health.warnings)
