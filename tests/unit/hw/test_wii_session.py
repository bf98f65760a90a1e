"""The conversation with a board, on a clock that the test moves: no thread, no socket."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wii_board import WiiBoardModel, real_registers

from balance_arcade.hw.wii import WiiSession
from balance_arcade.hw.wii.session import ANSWER_TIMEOUT_S, MAX_TRIES, SILENCE_S, SessionFault

MODE = bytes.fromhex("120434")
STATUS = bytes.fromhex("1500")
LOAD = (19.0, 16.0, 18.0, 17.0)


class Talk:
    """A session and a board on one clock; ``lose`` says which answers are lost."""

    def __init__(self, board=None, lose=lambda answer: False, extra=()):
        self.board = board or WiiBoardModel()
        self.now_ns = 0
        self.session = WiiSession(0)
        self.lose = lose
        self.extra = list(extra)
        self.sent = []

    def turn(self, seconds=0.01, report=None):
        """Let time pass, exchange what is on its way, and return the sample, if one came."""
        self.now_ns += round(seconds * 1e9)
        out = self.session.take_output()
        self.sent += out
        answers = [*self.extra, *(a for r in out for a in self.board.handle(r))]
        self.extra = []
        samples = [
            self.session.feed(answer, self.now_ns) for answer in answers if not self.lose(answer)
        ]
        if report is not None:
            samples.append(self.session.feed(report, self.now_ns))
        self.session.tick(self.now_ns)
        return next((sample for sample in samples if sample is not None), None)

    def until_ready(self, turns=2000):
        for _ in range(turns):
            if self.session.ready or self.session.fault:
                break
            self.turn()
        self.turn(0.0)
        return self.session


def test_a_sound_board():
    talk = Talk()
    session = talk.until_ready()
    assert session.ready
    assert session.calibration.checksum_good
    assert [report[0] for report in talk.sent] == [0x17] * 5 + [0x11, 0x12]
    assert talk.board.led
    assert (talk.board.mode, talk.board.continuous) == (0x34, True)
    sample = talk.turn(report=talk.board.sample(LOAD))
    assert session.calibration.kilograms(sample.counts) == pytest.approx(LOAD, abs=0.006)
    assert session.battery == 0x99


def test_a_locked_extension_is_unlocked():
    talk = Talk(WiiBoardModel(locked=True))
    assert talk.until_ready().ready
    assert talk.board.writes() == [0xA400F0, 0xA400FB]


def test_nothing_is_written_into_an_extension_that_answers():
    talk = Talk()
    talk.until_ready()
    assert talk.board.writes() == []


def test_lost_answers_are_asked_for_again():
    n_lost = iter(range(100))
    talk = Talk(lose=lambda answer: answer[0] == 0x21 and next(n_lost) % 3 != 2)
    session = talk.until_ready()
    assert session.ready
    assert session.calibration.checksum_good
    assert len([r for r in talk.sent if r[0] == 0x17]) == 15


def test_a_board_that_says_nothing():
    talk = Talk(lose=lambda answer: True)
    assert talk.until_ready().fault is SessionFault.SILENT
    assert talk.now_ns / 1e9 == pytest.approx(ANSWER_TIMEOUT_S * MAX_TRIES, abs=0.2)
    assert not talk.session.ready


def test_another_device():
    registers = real_registers()
    registers[0xFA:] = bytes.fromhex("00 00 a4 20 00 00")
    talk = Talk(WiiBoardModel(registers))
    session = talk.until_ready()
    assert session.fault is SessionFault.NOT_A_BOARD
    assert session.fault_bytes.hex() == "0000a4200000"


def test_a_device_without_an_extension():
    class Remote(WiiBoardModel):
        def handle(self, report):
            self.locked = True
            return super().handle(report)

    assert Talk(Remote()).until_ready().fault is SessionFault.NOT_A_BOARD


def test_a_board_that_refuses_its_calibration():
    def refuse(answer):
        return answer[0] == 0x21 and answer[4:6] != b"\x00\xfa"

    assert Talk(lose=refuse).until_ready().fault is SessionFault.REFUSED


def test_a_wrong_checksum_is_read_twice_and_told():
    talk = Talk(WiiBoardModel(real_registers(crc=0x12345678)))
    session = talk.until_ready()
    assert session.ready
    assert not session.calibration.checksum_good
    assert len([r for r in talk.sent if r[0] == 0x17]) == 9


def test_a_checksum_that_was_wrong_once():
    wrong = iter([True])

    class Once(WiiBoardModel):
        def handle(self, report):
            answers = super().handle(report)
            if report[:5].hex() == "1704a40038" and next(wrong, False):
                answers = [answers[0][:12] + b"\xff" + answers[0][13:]]
            return answers

    assert Talk(Once()).until_ready().calibration.checksum_good


def test_a_calibration_that_makes_no_sense():
    registers = real_registers()
    registers[0x24:0x3C] = bytes(24)
    assert Talk(WiiBoardModel(registers)).until_ready().fault is SessionFault.NO_CALIBRATION


def test_the_kernels_own_reads_are_not_taken_for_ours():
    # The kernel reads 12 bytes at 0x24 and 0x30, and its answers come to us as well.
    def answer(address, data):
        size = len(data) - 1
        return struct.pack(">4BH", 0x21, 0, 0, size << 4, address) + data.ljust(16, b"\0")

    foreign = [answer(0x24, bytes(12)), answer(0x30, bytes(12)), answer(0x20, bytes(16))]
    foreign += [answer(0x60, bytes(16)), answer(0xFA, bytes(2)), bytes.fromhex("2200001600")]
    talk = Talk()
    for _ in range(20):
        talk.extra = foreign
        talk.turn()
    assert talk.session.ready
    assert talk.session.calibration.checksum_good


@pytest.fixture
def ready():
    talk = Talk()
    talk.until_ready()
    talk.turn(report=talk.board.sample(LOAD))
    talk.sent.clear()
    return talk


def test_the_mode_is_set_after_every_status(ready):
    for n in range(1, 6):
        ready.turn(0.0, ready.board.status())
        ready.turn(0.0)
        assert ready.sent == [MODE] * n
    assert (ready.board.mode, ready.board.continuous) == (0x34, True)


@pytest.mark.parametrize("kernel_after_s", [0.01, 0.1])
def test_the_mode_is_set_again_after_the_kernel_has(ready, kernel_after_s):
    ready.turn(0.0, ready.board.status())
    ready.turn(0.0)
    for turn in range(30):
        if turn == round(kernel_after_s / 0.01):
            ready.board.handle(bytes((0x12, 0, 0x34)))  # The kernel was later than we.
        ready.turn(0.01, ready.board.sample(LOAD))
    assert ready.sent == [MODE] * 3
    assert ready.board.continuous


def test_silence_asks_for_the_status_and_sets_the_mode(ready):
    ready.board.handle(bytes((0x12, 0, 0x30)))
    ready.lose = lambda answer: True
    for _ in range(48):
        ready.turn(0.01)
    assert ready.sent == []
    for _ in range(4):
        ready.turn(0.01)
    assert ready.sent == [STATUS, MODE]
    for _ in range(100):
        ready.turn(0.01)
    assert ready.sent == [STATUS, MODE] * 3
    assert pytest.approx(0.5) == SILENCE_S


@pytest.mark.parametrize("mode", [0x30, 0x32])
def test_another_mode_is_taken_back_once_for_all_reports_on_their_way(ready, mode):
    ready.board.handle(bytes((0x12, 4, mode)))
    foreign = ready.board.sample(LOAD)
    samples = [ready.turn(0.001, foreign) for _ in range(5)]
    assert ready.sent == [MODE]
    assert [sample is not None for sample in samples] == [mode == 0x32] * 5
    assert ready.session.n_mode_changes == 1


def test_a_board_that_cannot_weigh(ready):
    assert ready.turn(report=bytes((0x34,)) + bytes(21)) is None
    assert ready.session.n_invalid == 1


def test_the_front_button_is_counted_in_any_report(ready):
    for report in ("30 00 08", "30 00 08", "22 00 00 16 00", "20 00 08 02 00 00 99"):
        ready.turn(0.0, bytes.fromhex(report))
    assert ready.session.n_presses == 2
    assert ready.session.button
    ready.turn(0.0, b"\x3d" + bytes(21))
    assert ready.session.button


def test_a_low_battery_is_told(ready):
    ready.board.battery = 0x60
    ready.turn(0.0, ready.board.status())
    assert ready.session.battery_low
    assert ready.session.battery == 0x60


def test_short_reports_are_counted(ready):
    assert ready.turn(report=b"\x34\0\0") is None
    assert ready.turn(report=b"") is None
    assert ready.session.n_bad_reports == 2


@given(st.lists(st.one_of(st.binary(max_size=30), st.just(None)), max_size=40), st.booleans())
def test_no_bytes_raise_in_any_state_and_nothing_forbidden_is_sent(reports, start_ready):
    talk = Talk()
    if start_ready:
        talk.until_ready()
    for report in reports:
        talk.turn(0.05, report)
    assert len(talk.session.take_output()) <= 64
    assert set(talk.board.writes()) <= {0xA400F0, 0xA400FB}
    assert talk.board.registers[0x20:0x62] == talk.board.as_made[0x20:0x62]


@given(st.data())
def test_mutated_answers_never_raise(data):
    def mutate(answer):
        at = data.draw(st.integers(0, len(answer) - 1))
        return answer[:at] + bytes([data.draw(st.integers(0, 255))]) + answer[at + 1 :]

    class Noisy(WiiBoardModel):
        def handle(self, report):
            return [mutate(answer) for answer in super().handle(report)]

    talk = Talk(Noisy())
    for _ in range(40):
        talk.turn(0.1)
