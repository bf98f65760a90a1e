"""The whole board over emulated device nodes: what is found, and what it says of itself."""

import math
import sys
import threading
import time

import pytest
from wii_board import WiiBoardModel, real_registers
from wii_peer import WiiPeer
from wii_room import LOAD_N, ONE, TWO, in_order, read_n, read_until

from balance_arcade.core.errors import (
    BoardNotFoundError,
    BoardProtocolError,
    BoardUnavailableError,
    CalibrationError,
    ConfigError,
    UnavailableReason,
)
from balance_arcade.core.samples import SampleFlag
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2 as G
from balance_arcade.hw import parse_address
from balance_arcade.hw.wii import open_wii_board

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="hidraw is Linux's")

WITHIN_N = 0.06  # Half a count.


def forces(sample):
    return (sample.tl_n, sample.tr_n, sample.bl_n, sample.br_n)


def test_a_board(room):
    peer = room.plug()
    board = room.open()
    samples = read_n(board, 30)
    assert forces(samples[7]) == pytest.approx(LOAD_N, abs=WITHIN_N)
    assert samples[0].seq == 0
    assert samples[0].t_s == 0.0
    # Late, and with a gap before it, only on a busy computer; held, since nobody moves.
    marks = SampleFlag.GAP_BEFORE | SampleFlag.LATE | SampleFlag.HELD
    assert {s.flags & ~marks for s in samples} == {0}
    assert in_order(samples)
    info = board.info
    assert (info.serial, info.board_id) == (ONE, "wii-00191daa0001")
    assert info.model == "Wii Balance Board (hidraw)"
    assert info.clock == "host"
    assert info.calibration_id == "factory 5e40e9b6"
    assert (info.geometry.width_mm, info.geometry.length_mm) == (433.0, 238.0)
    assert "Bartlett" in info.accuracy.source
    assert board.health.battery_bars == 4
    assert board.health.warnings == ()
    assert math.isnan(board.health.clock_ppm)
    assert peer.board.led
    assert peer.board.continuous


def test_a_board_nobody_stands_on_is_not_cut_at_zero(room):
    room.plug(WiiPeer(load=lambda t_s: (-0.05, 0.0, -0.1, 0.05)))
    sample = read_n(room.open(), 5)[4]
    assert forces(sample) == pytest.approx([kg * G for kg in (-0.05, 0, -0.1, 0.05)], abs=WITHIN_N)


def test_options(room):
    peer = room.plug()
    peer.board.temperature = 0x1A + 10
    board = room.open(width=430, length=240, temperature="on")
    sample = read_n(board, 5)[4]
    warm = [n * 0.999 * (1 - 0.007) for n in LOAD_N]
    assert forces(sample) == pytest.approx(warm, abs=WITHIN_N)
    assert board.info.geometry.width_mm == 430
    assert board.info.geometry.length_mm == 240
    assert board.info.calibration_id == "factory 5e40e9b6 temperature"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("transport=usb", "transport=usb is not valid"),
        ("temprature=on", "unknown option 'temprature'"),
        ("silence=0.1", "silence=0.1 is not valid"),
        ("output=interrupt", "output=interrupt is not valid"),
        ("transport=evdev&temperature=on", "does not report the board's temperature"),
    ],
)
def test_options_that_do_not_fit(room, query, message):
    room.plug()
    with pytest.raises(ConfigError, match=message):
        open_wii_board(parse_address(f"wii:?{query}"), linux=room.system)


def test_no_board(room):
    with pytest.raises(BoardNotFoundError, match="No Wii Balance Board") as caught:
        room.open()
    assert "button" in caught.value.hint
    room.plug()
    with pytest.raises(BoardNotFoundError, match=f"{TWO} is not connected. Connected: wii:{ONE}"):
        room.open(TWO)


def test_two_boards_are_told_apart(room):
    light, heavy = (lambda t_s: (5, 5, 5, 5)), (lambda t_s: (20, 20, 20, 20))
    room.plug(WiiPeer(load=light), ONE, 1)
    room.plug(WiiPeer(load=heavy), TWO, 2)
    with pytest.raises(ConfigError, match="2 Wii Balance Boards") as caught:
        room.open()
    assert f"wii:{ONE}, wii:{TWO}" in caught.value.hint
    assert [row.address for row in room.find()] == [f"wii:{ONE}", f"wii:{TWO}"]
    boards = {uniq: room.open(uniq.lower()) for uniq in (ONE, TWO)}
    for uniq, kg in ((TWO, 80), (ONE, 20)):
        assert boards[uniq].info.serial == uniq
        assert read_n(boards[uniq], 5)[4].fz_n == pytest.approx(kg * G, abs=0.3)


def test_a_wii_remote_beside_it_is_no_board(room):
    room.plug(WiiPeer(), TWO, 2, name="Nintendo RVL-CNT-01", devtype="gen10")
    room.plug(WiiPeer(), "00:19:1D:AA:00:03", 3, product=0x0330)
    with pytest.raises(BoardNotFoundError):
        room.open()
    room.plug()
    assert room.open().info.serial == ONE
    assert [row.address for row in room.find()] == [f"wii:{ONE}"]


def test_a_device_that_the_kernel_does_not_know_is_asked(room):
    registers = real_registers()
    registers[0xFA:] = bytes.fromhex("00 00 a4 20 01 01")
    peer = WiiPeer(WiiBoardModel(registers))
    room.plug(peer, name="Nintendo RVL-CNT-01", devtype="", event=False)
    row = room.find()[0]
    assert row.model == "Wii Balance Board or Wii Remote"
    with pytest.raises(BoardProtocolError, match=r"not a Wii Balance Board.*00 00 a4 20 01 01"):
        room.open()


def test_without_the_kernels_driver(room):
    peer = WiiPeer(WiiBoardModel(locked=True), kernel=False)
    room.plug(peer, devtype="", event=False)
    board = room.open()
    assert read_n(board, 20)
    assert board.health.warnings == ()
    assert peer.board.writes() == [0xA400F0, 0xA400FB]
    board.close()
    peer.wait_for(lambda: (peer.board.mode, peer.board.continuous) == (0x30, False))


def test_the_kernel_finds_out_what_it_is_while_we_wait(room):
    peer = WiiPeer()
    room.plug(peer, devtype="pending", event=False)

    def settle():
        time.sleep(0.3)
        room.linux.unplug(1)
        room.linux.plug(peer, ONE.lower(), 1)

    thread = threading.Thread(target=settle)
    thread.start()
    try:
        board = room.open()
    except BoardNotFoundError:  # Looked in the very moment in which the nodes are made again.
        thread.join()
        board = room.open()
    thread.join()
    # Opened between the first node and the second, as on a busy computer, it says so.
    assert all("the board has none" in warning for warning in board.health.warnings)
    assert read_n(board, 5)


def test_the_event_node_may_not_be_opened(room):
    peer = room.plug()
    room.linux.forbidden.add("event1")
    board = room.open()
    assert "event node is not held open" in board.health.warnings[0]
    read_n(board, 20)
    for _ in range(3):  # Somebody looks at the battery: the kernel sets its own mode.
        peer.read_battery()
        read_n(board, 20)
    assert peer.board.continuous


def test_looks_at_the_battery_with_the_event_node_held(room):
    peer = room.plug()
    board = room.open()
    for _ in range(3):
        peer.read_battery()
        read_n(board, 30)
    assert peer.board.continuous
    assert board.health.n_gaps <= 1


def test_hidraw_may_not_be_opened(room):
    sway = iter(range(1_000_000))
    room.plug(WiiPeer(load=lambda t_s: (19.0 + next(sway) % 2, 16.0, 18.0, 17.0)))
    room.linux.forbidden.add("hidraw1")
    board = room.open()
    assert board.info.model == "Wii Balance Board (evdev, kernel-processed)"
    warning = board.health.warnings[0]
    assert "You may not open" in warning
    assert "70-balance-arcade-wii.rules" in warning
    assert read_n(board, 5)
    with pytest.raises(BoardUnavailableError, match="You may not open") as caught:
        room.open(transport="hidraw")
    assert caught.value.reason is UnavailableReason.PERMISSION
    room.linux.forbidden.add("event1")
    with pytest.raises(BoardUnavailableError, match="hidraw1"):
        room.open()


def test_a_third_party_board_that_knows_one_mode(room):
    room.plug(WiiPeer(WiiBoardModel(hard_wired=True)))
    board = room.open()
    assert forces(read_n(board, 20)[7]) == pytest.approx(LOAD_N, abs=WITHIN_N)


def test_a_calibration_with_a_wrong_checksum_is_said_everywhere(room):
    room.plug(WiiPeer(WiiBoardModel(real_registers(crc=0xDEADBEEF))))
    board = room.open()
    assert board.info.calibration_id == "factory deadbeef checksum-wrong"
    assert "checksum of the board's calibration is wrong" in board.health.warnings[0]
    assert read_n(board, 5)


def test_a_calibration_that_makes_no_sense(room):
    registers = real_registers()
    registers[0x24:0x40] = bytes(28)
    room.plug(WiiPeer(WiiBoardModel(registers)))
    with pytest.raises(CalibrationError, match="is not plausible"):
        room.open()


def test_an_empty_battery(room):
    peer = room.plug()
    peer.board.battery = 0x60
    board = room.open()
    read_n(board, 5)
    assert board.health.battery_bars == 0
    assert any("batteries are nearly empty" in warning for warning in board.health.warnings)


def test_the_front_button(room):
    peer = room.plug()
    board = room.open()
    for _ in range(2):
        peer.board.button = True
        read_until(board, lambda samples: board.front_button)
        peer.board.button = False
        read_until(board, lambda samples: not board.front_button)
    assert board.n_button_presses == 2


def test_no_register_is_written_by_all_of_this(room):
    peer = room.plug()
    board = room.open()
    peer.read_battery()
    read_n(board, 100)
    board.close()
    assert peer.board.writes() == []
    assert bytes(peer.board.registers) == peer.board.as_made


def test_rows(room):
    room.plug()
    assert [(row.address, row.model, row.origin, row.note) for row in room.find()] == [
        (f"wii:{ONE}", "Wii Balance Board", "real", "")
    ]
