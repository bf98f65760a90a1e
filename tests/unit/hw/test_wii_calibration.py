"""Kilograms of the one real board whose registers are public, and its checksum."""

import pytest
import wii_board
from hypothesis import given
from hypothesis import strategies as st

from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.hw.wii import battery_bars, parse_calibration
from balance_arcade.hw.wii.calibration import checksum, temperature_factor

REGISTERS = bytes(wii_board.real_registers(crc=wii_board.REAL_CRC))
BLOCK, TAIL = REGISTERS[0x20:0x40], REGISTERS[0x60:0x62]
REAL = parse_calibration(BLOCK, TAIL)


def corners(tr, br, tl, bl):
    return (tl, tr, bl, br)


def test_the_real_dump():
    assert REAL.checksum_good
    assert REAL.plausible
    assert REAL.at_0_kg == (0x048C, 0x07C3, 0x296B, 0x3CF8)
    assert REAL.at_17_kg == (0x0B3A, 0x0ED2, 0x3069, 0x4384)
    assert REAL.at_34_kg == (0x11EF, 0x15E9, 0x376E, 0x4A10)
    assert REAL.reference_temperature == 0x1A
    assert REAL.checksum == 0x5E40E9B6


def test_the_points_of_the_calibration_come_back():
    for counts, kg in ((REAL.at_0_kg, 0.0), (REAL.at_17_kg, 17.0), (REAL.at_34_kg, 34.0)):
        assert REAL.kilograms(counts) == (kg,) * 4


def test_the_log_of_a_real_board_in_kilograms():
    # Worked by hand: TL 7806 lies (7806 - 4591) = 3215 counts above 34 kg at 1717 counts a 17 kg.
    tl, tr, bl, br = REAL.kilograms((7806, 2482, 16204, 19381))
    assert tl == pytest.approx(34 + 17 * 3215 / 1717)
    assert tr == pytest.approx(17 * (2482 - 1987) / (3794 - 1987))
    assert bl == pytest.approx(34 + 17 * (16204 - 14190) / (14190 - 12393))
    assert br == pytest.approx(34 + 17 * (19381 - 18960) / (18960 - 17284))


def test_below_zero_is_kept_and_above_34_goes_on():
    low = tuple(count - 170 for count in REAL.at_0_kg)
    assert all(-1.8 < kg < -1.5 for kg in REAL.kilograms(low))
    high = tuple(2 * top - middle for top, middle in zip(REAL.at_34_kg, REAL.at_17_kg, strict=True))
    assert REAL.kilograms(high) == pytest.approx((51.0,) * 4)


@given(st.integers(0, 0xFFFE), st.integers(0, 3))
def test_a_count_more_is_a_load_more(count, corner):
    counts = [count] * 4
    more = list(counts)
    more[corner] += 1
    steps = [b - a for a, b in zip(REAL.kilograms(counts), REAL.kilograms(more), strict=True)]
    assert steps[corner] == pytest.approx(0.0098, rel=0.05)
    assert steps.count(0.0) == 3


def test_newtons_and_temperature():
    n = REAL.forces_n(REAL.at_17_kg)
    assert n == pytest.approx((17 * STANDARD_GRAVITY_M_S2,) * 4)
    warm = REAL.forces_n(REAL.at_17_kg, temperature=0x1A + 4)
    assert warm[0] / n[0] == pytest.approx(0.999 * (1 - 0.0028))
    assert temperature_factor(20, 20) == 0.999


@pytest.mark.parametrize(("tail", "temperature"), [(b"\x00\x01", 23), (TAIL, 0), (TAIL, None)])
def test_a_temperature_that_is_not_there_corrects_nothing(tail, temperature):
    board = parse_calibration(BLOCK, tail)
    assert not board.corrects(temperature)
    assert board.forces_n(REAL.at_17_kg, temperature) == REAL.forces_n(REAL.at_17_kg)


@pytest.mark.parametrize("byte", [*range(0, 2), *range(4, 32)])
def test_the_checksum_covers_every_byte(byte):
    block = bytearray(BLOCK)
    block[byte] ^= 1
    assert not parse_calibration(bytes(block), TAIL).checksum_good


@pytest.mark.parametrize("tail", [b"\x1b\x01", b"\x1a\x00"])
def test_the_checksum_covers_the_reference_temperature(tail):
    assert not parse_calibration(BLOCK, tail).checksum_good


def test_what_the_checksum_does_not_cover():
    block = bytearray(BLOCK)
    block[2:4] = b"\xff\xff"
    assert parse_calibration(bytes(block), TAIL).checksum_good
    assert checksum(BLOCK, TAIL) == 0x5E40E9B6


@pytest.mark.parametrize("fill", [0x00, 0xFF])
def test_empty_registers_are_not_plausible(fill):
    assert not parse_calibration(bytes([fill]) * 32, bytes(2)).plausible


@pytest.mark.parametrize("start", range(4, 28, 2))
def test_one_impossible_count_is_not_plausible(start):
    block = bytearray(BLOCK)
    block[start : start + 2] = b"\0\0" if start >= 12 else b"\xff\xff"
    assert not parse_calibration(bytes(block), TAIL).plausible


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=2, max_size=2))
def test_no_registers_raise(block, tail):
    calibration = parse_calibration(block, tail)
    if calibration.plausible:
        assert all(kg == kg for kg in calibration.kilograms((0, 1, 40000, 65535)))


@pytest.mark.parametrize(("block", "tail"), [(BLOCK[1:], TAIL), (BLOCK, b"")])
def test_other_lengths_are_no_calibration(block, tail):
    with pytest.raises(ValueError, match="not a calibration"):
        parse_calibration(block, tail)


def test_bars_of_the_battery():
    levels = {0: 0, 0x69: 0, 0x6A: 1, 0x77: 1, 0x78: 2, 0x7C: 2, 0x7D: 3, 0x81: 3, 0x82: 4, 255: 4}
    assert {level: battery_bars(level) for level in levels} == levels
