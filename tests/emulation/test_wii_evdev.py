"""The kernel's event node alone, emulated at the bytes of its events and its two ioctls."""

import struct
import sys
import time
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wii_peer import WiiPeer
from wii_room import LOAD_N, ONE, in_order, read_n, read_on, read_until

from balance_arcade.core.errors import BoardDisconnectedError, BoardNotFoundError
from balance_arcade.core.samples import CopSample, SampleFlag
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2 as G
from balance_arcade.hw.wii import evdev
from balance_arcade.hw.wii.evdev import Hold
from balance_arcade.hw.wii.events import ABS_OF_CORNERS, EventAssembler, EventFrame
from balance_arcade.session.taring import SelfCheck

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="evdev is Linux's")


def rocking(t_s):
    return (19.0 + round(t_s * 100) % 2, 16.0, 18.0, 17.0)


def event(kind, code, value, t_s=5.0):
    seconds, rest = divmod(t_s, 1.0)
    return struct.pack("@llHHi", int(seconds), round(rest * 1e6), kind, code, value)


SYN = event(0, 0, 0)
DROPPED = event(0, 3, 0)


class Kernel:
    def __init__(self, *values):
        self.values = values

    def ask(self):
        return self.values


def test_frames_remember_what_did_not_change():
    kernel = Kernel(1, 2, 3, 4)
    assembler = EventAssembler(kernel.ask)
    frames = assembler.feed(event(3, ABS_OF_CORNERS[2], 30) + SYN + event(3, 0x12, 10) + SYN)
    assert [frame.centi_kg for frame in frames] == [(1, 2, 30, 4), (10, 2, 30, 4)]


def test_the_kernels_axes():
    frame = EventAssembler(Kernel(0, 0, 0, 0).ask).feed(
        event(3, 0x10, 1) + event(3, 0x11, 2) + event(3, 0x12, 3) + event(3, 0x13, 4) + SYN
    )[0]
    assert frame.centi_kg == (3, 1, 4, 2)  # HAT0X is TR, HAT0Y BR, HAT1X TL, HAT1Y BL.


def test_dropped_events_are_made_good_by_asking():
    kernel = Kernel(1, 1, 1, 1)
    assembler = EventAssembler(kernel.ask)
    kernel.values = (7, 7, 7, 7)
    frames = assembler.feed(DROPPED + event(3, 0x12, 99) + SYN + event(3, 0x12, 8) + SYN)
    assert [(frame.centi_kg, frame.dropped) for frame in frames] == [
        ((7, 7, 7, 7), True),
        ((8, 7, 7, 7), False),
    ]


def test_the_button_alone_makes_no_sample():
    assembler = EventAssembler(Kernel(1, 1, 1, 1).ask)
    assert assembler.feed(event(1, 0x130, 1) + SYN) == []
    assert (assembler.button, assembler.n_presses) == (True, 1)
    assert assembler.feed(event(1, 0x130, 0) + SYN) == []
    assert (assembler.button, assembler.n_presses) == (False, 1)


def test_a_cut_event_and_foreign_events_do_no_harm():
    assembler = EventAssembler(Kernel(1, 1, 1, 1).ask)
    assert assembler.feed(event(3, 0x00, 5) + event(4, 4, 4) + SYN + b"\1\2\3") == []


codes = st.sampled_from([(0, 0), (0, 3), (1, 0x130), *((3, axis) for axis in range(0x0F, 0x15))])
numbers = st.tuples(codes, st.integers(-(2**31), 2**31 - 1))


@given(st.lists(st.one_of(numbers.map(lambda n: event(*n[0], n[1])), st.binary(max_size=60))))
def test_no_events_raise(pieces):
    assembler = EventAssembler(Kernel(1, 2, 3, 4).ask)
    for piece in pieces:
        for frame in assembler.feed(piece):
            assert len(frame.centi_kg) == 4


def test_samples_are_the_kernels_frames_at_the_kernels_times(room):
    peer = room.plug(WiiPeer(load=rocking))
    board = room.open(transport="evdev")
    samples = read_n(board, 30)
    assert in_order(samples)
    assert samples[9].t_host_ns - samples[8].t_host_ns == pytest.approx(
        (samples[9].t_s - samples[8].t_s) * 1e9, abs=2000
    )
    # Truncated to 10 g: never more than the load, never 10 g less.
    for got, true in zip((samples[9].tr_n, samples[9].br_n), (LOAD_N[1], LOAD_N[3]), strict=True):
        assert -0.02 * G < got - true < 0.01 * G
    assert board.info.calibration_id == "factory, by the kernel"
    peer.wait_for(lambda: board.health.battery_bars == 4)
    assert "kernel-processed" in board.info.model


def test_a_board_at_rest_that_answers_is_no_loss_and_its_loads_are_held(room):
    peer = room.plug(WiiPeer(load=rocking))
    board = room.open(transport="evdev", silence=1)
    read_n(board, 10)
    peer.load = lambda t_s: (19.0, 16.0, 18.0, 17.0)
    # Longer than the board may be silent: it is asked for its battery, and is there.
    at_rest = read_until(board, lambda samples: sum(held(s) for s in samples) >= 150)
    peer.load = rocking
    samples = at_rest + read_n(board, 10)
    assert in_order(samples)
    assert len({forces(s) for s in samples if held(s)}) <= 2
    assert not any(s.flags & SampleFlag.GAP_BEFORE for s in samples)
    assert board.health.n_lost == 0
    assert board.health.battery_bars == 4


def held(sample):
    return bool(sample.flags & SampleFlag.HELD)


def quiet(t_s):
    """Changes with every third report."""
    return (19.0 + round(t_s * 100) // 3 % 2, 16.0, 18.0, 17.0)


def test_quiet_cells_pass_the_check_before_a_session(room):
    room.plug(WiiPeer(load=quiet))
    board = room.open(transport="evdev")
    samples = read_n(board, 400)
    check, plain = SelfCheck(board.info.nominal_rate_hz), SelfCheck(board.info.nominal_rate_hz)
    for sample in samples:
        cop = CopSample(sample.seq, 0, sample.t_s, 0.0, 0.0, sample.fz_n, 0.5, 0.5, 0.0, 0.0)
        check.push(cop)
        if not sample.flags & SampleFlag.HELD:
            plain.push(msgspec.structs.replace(cop, seq=plain._n_samples))
    assert check.verdict() == ""
    assert "samples a second" in plain.verdict()  # without what is held
    assert in_order(samples)
    assert not any(sample.flags & SampleFlag.GAP_BEFORE for sample in samples)
    for before, sample in pairwise(samples):
        if sample.flags & SampleFlag.HELD:
            assert forces(sample) == forces(before)
    assert any("repeat the loads" in warning for warning in board.health.warnings)


def forces(sample):
    return sample.tl_n, sample.tr_n, sample.bl_n, sample.br_n


def frame(t_ms, *, dropped=False):
    return EventFrame(round(t_ms * 1e6), (t_ms, 0, 0, 0), dropped)


@pytest.mark.parametrize(
    ("t_ms", "n_held"),
    [
        ((0, 10, 20), 0),
        ((0, 17, 20), 0),  # late is not missing
        ((0, 18, 28), 1),
        ((0, 40), 3),
        ((0, 250), 24),
        ((0, 251), 0),  # who knows what was in so long a silence
    ],
)
def test_only_a_short_silence_is_filled(t_ms, n_held):
    hold = Hold()
    told = [pair for t in t_ms for pair in hold.fill(frame(t))]
    assert sum(held for _, held in told) == hold.n_held == n_held
    times = [one.t_ns for one, _ in told]
    assert times == sorted(set(times))


def test_nothing_is_held_over_events_that_were_dropped():
    hold = Hold()
    hold.fill(frame(0))
    assert len(hold.fill(frame(50, dropped=True))) == 1
    assert len(hold.fill(frame(100))) == 5


def test_batteries_that_run_empty_while_samples_come_are_named(room, monkeypatch):
    monkeypatch.setattr(evdev, "BATTERY_EVERY_S", 0.2)
    peer = room.plug(WiiPeer(load=rocking))
    board = room.open(transport="evdev")
    peer.wait_for(lambda: board.health.battery_bars == 4)
    for battery in room.linux.sys_root.glob("devices/*/power_supply/*/capacity"):
        battery.write_text("37\n")
    end_s = time.monotonic() + 10.0
    while board.health.battery_bars != 0 and time.monotonic() < end_s:
        board.read(0.1)
    assert board.health.battery_bars == 0
    assert any("batteries are nearly empty" in warning for warning in board.health.warnings)


def test_a_board_that_left_is_found_out_by_its_battery(room):
    peer = room.plug(WiiPeer(load=rocking))
    board = room.open(transport="evdev", silence=1)
    read_n(board, 10)
    # The kernel goes on telling the charge that it knows, a second late each time.
    peer.mute = True
    with pytest.raises(BoardDisconnectedError, match="sent no sample"):
        read_on(board)


def test_events_that_the_kernel_dropped_are_a_gap(room):
    peer = room.plug(WiiPeer(load=rocking))
    board = room.open(transport="evdev")
    read_n(board, 10)
    for end in peer._events:
        end.send(DROPPED + SYN)
    samples = read_n(board, 10)
    assert any(s.flags & SampleFlag.GAP_BEFORE for s in samples)
    assert board.health.n_gaps == 1


def test_a_board_that_goes_and_comes_back(room):
    peer = room.plug(WiiPeer(load=rocking))
    board = room.open(transport="evdev")
    before = read_n(board, 10)
    room.linux.unplug(1)
    peer.vanish()
    while got := board.read(0.2):
        before += got
    room.plug(WiiPeer(load=rocking), number=4)
    after = read_n(board, 10)
    assert after[0].flags & SampleFlag.GAP_BEFORE
    assert in_order(before + after)
    assert board.health.n_reconnects == 1


def test_without_an_event_node(room):
    room.plug(uniq=ONE, event=False, devtype="")
    with pytest.raises(BoardNotFoundError, match="no event node") as caught:
        room.open(transport="evdev")
    assert "hid-wiimote" in caught.value.hint
