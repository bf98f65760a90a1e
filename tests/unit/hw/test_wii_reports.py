"""Reports: the one wire log of a real board, every field, any bytes, and what is never sent."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wii_board import WiiBoardModel

from balance_arcade.hw.wii import reports
from balance_arcade.hw.wii.reports import (
    UNLOCK_WRITES,
    AcknowledgeReport,
    ButtonReport,
    MemoryReport,
    OtherReport,
    SensorReport,
    StatusReport,
    decode_report,
    write_register,
)

# Published log of a real board, its HIDP byte A1 taken off.
REAL_SAMPLE = bytes.fromhex("34 00 00 09 b2 4b b5 1e 7e 3f 4c 17 00 99") + bytes(8)


def test_the_log_of_a_real_board():
    report = decode_report(REAL_SAMPLE)
    assert report == SensorReport(
        button=False,
        counts=(7806, 2482, 16204, 19381),
        valid=True,
        temperature=0x17,
        battery=0x99,
    )


def test_the_example_of_the_document():
    text = (Path(__file__).parents[3] / "hardware_docs/wii_balance_board/README.md").read_text()
    example = re.search(
        r"`(34 [0-9A-F ]+) \.\.\.` is front-left (\d+),\s+front-right (\d+), rear-left (\d+), "
        r"rear-right (\d+), temperature 0x(\w\w), battery 0x(\w\w)",
        text,
    )
    report = decode_report(bytes.fromhex(example[1]).ljust(22, b"\0"))
    assert report.counts == tuple(int(example[i]) for i in range(2, 6))
    assert (report.temperature, report.battery) == (int(example[6], 16), int(example[7], 16))
    for option in ("transport", "width", "calibration", "temperature", "silence", "wait", "output"):
        assert f"| `{option}`" in text


def test_status():
    assert decode_report(bytes.fromhex("20 00 08 13 00 00 85")) == StatusReport(
        button=True, battery_low=True, extension=True, led=True, battery=0x85
    )
    assert decode_report(bytes.fromhex("20 00 00 e0 00 00 85")) == StatusReport(
        button=False, battery_low=False, extension=False, led=False, battery=0x85
    )


def test_memory():
    data = bytes(range(16))
    whole = decode_report(bytes.fromhex("21 00 00 f0 00 20") + data)
    assert whole == MemoryReport(button=False, error=0, address=0x20, data=data)
    short = decode_report(bytes.fromhex("21 00 00 10 00 60") + data)
    assert short == MemoryReport(button=False, error=0, address=0x60, data=b"\0\1")
    failed = decode_report(bytes.fromhex("21 00 08 f8 00 fa") + data)
    assert failed == MemoryReport(button=True, error=8, address=0xFA, data=b"")


def test_the_rest():
    assert decode_report(bytes.fromhex("22 00 00 16 03")) == AcknowledgeReport(False, 0x16, 3)
    assert decode_report(bytes.fromhex("30 00 08")) == ButtonReport(True)
    short = decode_report(bytes.fromhex("32 00 00 0001 0002 0003 0004"))
    assert short == SensorReport(False, (3, 1, 4, 2), True, None, None)
    assert decode_report(b"\x3d\0\0") == OtherReport(0x3D)
    assert decode_report(b"") is None


@pytest.mark.parametrize("fill", [0x00, 0xFF])
def test_all_zeros_and_all_ones_are_no_weight(fill):
    report = decode_report(bytes((0x34, 0, 0)) + bytes([fill]) * 19)
    assert not report.valid


@pytest.mark.parametrize("length", range(22))
def test_a_cut_report_is_none(length):
    assert decode_report(REAL_SAMPLE[:length]) is None


def test_padding_is_left():
    assert decode_report(REAL_SAMPLE + bytes(42)) == decode_report(REAL_SAMPLE)


@given(st.binary(max_size=64))
def test_no_bytes_raise(data):
    decode_report(data)


@given(st.sampled_from([0x20, 0x21, 0x22, 0x30, 0x32, 0x34]), st.binary(max_size=40))
def test_no_bytes_of_a_known_report_raise_or_leave_their_range(kind, payload):
    report = decode_report(bytes((kind,)) + payload)
    if isinstance(report, MemoryReport):
        assert len(report.data) <= 16
        assert 0 <= report.address <= 0xFFFF
    if isinstance(report, SensorReport):
        assert all(0 <= count <= 0xFFFF for count in report.counts)


def test_what_is_sent():
    assert reports.set_led(on=True).hex() == "1110"
    assert reports.set_led(on=False).hex() == "1100"
    assert reports.set_mode(0x34, continuous=True).hex() == "120434"
    assert reports.set_mode(0x30, continuous=False).hex() == "120030"
    assert reports.ask_status().hex() == "1500"
    assert reports.read_registers(0xA400FA, 6).hex() == "1704a400fa0006"
    unlock = write_register(0xA400F0, 0x55)
    assert unlock.hex() == "1604a400f00155" + "00" * 15
    assert len(unlock) == 22


@pytest.mark.parametrize("size", [0, 17])
def test_a_read_fits_one_answer(size):
    with pytest.raises(ValueError, match="do not fit"):
        reports.read_registers(0xA40020, size)


@given(st.integers(0, 0xFFFFFF), st.integers(0, 255))
def test_no_register_but_the_two_that_unlock_is_ever_written(address, value):
    if (address, value) not in UNLOCK_WRITES:
        with pytest.raises(ValueError, match="never written"):
            write_register(address, value)


def test_the_registers_of_the_calibration_are_refused_one_by_one():
    for address in (*range(0xA40020, 0xA40040), 0xA40060, 0xA40061):
        for value in range(256):
            with pytest.raises(ValueError, match="never written"):
                write_register(address, value)
    # A write of sixteen bytes would reach them from below: ours are one byte long.
    for address, value in UNLOCK_WRITES:
        board = WiiBoardModel()
        board.handle(write_register(address, value))
        assert board.registers[0x20:0x62] == board.as_made[0x20:0x62]
