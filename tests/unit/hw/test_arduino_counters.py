"""Named faults from counters and the measured rate."""

import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.hw.arduino.counters import STORM_RESTARTS, BoardCounters
from balance_arcade.hw.arduino.messages import AdcKind, HelloFrame

NAN = math.nan


def note(made, i, t_s, counts, flags=0):
    return made.note_sample(i, t_s, counts, flags, arrived_ns=round(t_s * 1e9))


def counters(*, rate_hz, nominal_hz=93.4, adc=AdcKind.HX711, n=400, lost=(), calibration_id=""):
    hello = HelloFrame(
        0, 0, (1, 0), (1, 0, 0), adc, 128, 4, 0, round(nominal_hz * 1000), b"12345678"
    )
    geometry = Geometry(400.0, 240.0)
    info = BoardInfo("arduino:x", "arduino-1", "Arduino board", "", geometry, nominal_hz, "device")
    made = BoardCounters(hello, msgspec.structs.replace(info, calibration_id=calibration_id))
    for i in range(n):
        if i not in lost:
            note(made, i, i / rate_hz, (i, -i, 2 * i, 3 * i))
    return made


def warnings(made, *, clock_ppm=NAN, now_ns=0):
    return made.warnings(clock_ppm=clock_ppm, now_ns=now_ns)


@pytest.mark.parametrize("rate_hz", [93.4, 80.0, 100.0])
def test_a_board_near_its_claim_has_no_warning(rate_hz):
    assert warnings(counters(rate_hz=rate_hz)) == []


@pytest.mark.parametrize("rate_hz", [10.0, 11.7])
def test_the_ten_hertz_jumper_is_named(rate_hz):
    (warning,) = warnings(counters(rate_hz=rate_hz))
    assert warning.startswith(f"The converters measure {rate_hz:.1f} times a second")
    assert "RATE pin is low" in warning
    assert "Cut its pad" in warning


def test_a_rate_far_from_the_claim_is_named():
    (warning,) = warnings(counters(rate_hz=144.7))
    assert "measures 144.7 times a second and claims 93.4" in warning


def test_a_rate_below_fifty_is_named():
    (warning,) = warnings(counters(rate_hz=45.0, nominal_hz=45.0, adc=AdcKind.OTHER))
    assert "fewer than the 50" in warning


def test_half_a_second_says_nothing_of_the_rate():
    assert warnings(counters(rate_hz=11.7, n=20)) == []


def test_lost_samples_do_not_slow_the_measured_rate():
    assert counters(rate_hz=93.4, lost=range(250, 390)).rate_hz == pytest.approx(93.4)


def test_a_restart_measures_afresh():
    made = counters(rate_hz=93.4)
    made.note_restart(0)
    assert math.isnan(made.rate_hz)


@pytest.mark.parametrize(("ppm", "said"), [(5000.0, "+0.50 %"), (-5000.0, "-0.50 %")])
def test_a_ceramic_resonator_is_named(ppm, said):
    (warning,) = warnings(counters(rate_hz=93.4), clock_ppm=ppm)
    assert f"clock differs by {said}" in warning
    assert "ceramic resonator" in warning


@pytest.mark.parametrize("ppm", [NAN, 0.0, 500.0, -500.0])
def test_a_crystal_is_no_warning(ppm):
    assert warnings(counters(rate_hz=93.4), clock_ppm=ppm) == []


def test_a_storm_of_restarts_is_named_while_it_lasts():
    made = counters(rate_hz=93.4)
    for i in range(STORM_RESTARTS):
        made.note_restart(i * 10**9)
    assert any("again and again" in w for w in warnings(made, now_ns=5 * 10**9))
    assert not any("again and again" in w for w in warnings(made, now_ns=60 * 10**9))
    assert f"{STORM_RESTARTS} times the board started again" in warnings(made)[0]


@given(st.integers(0, 3))
def test_a_stuck_cell_is_named_by_its_corner(corner):
    made = counters(rate_hz=93.4, n=0)
    for i in range(101):
        counts = [i, i, i, i]
        counts[corner] = 7
        note(made, i, i / 93.4, tuple(counts))
    names = ("front-left", "front-right", "rear-left", "rear-right")
    assert warnings(made) == [f"The {names[corner]} cell does not move: check its wires."]


def flags_of(counts_at, *, flags=0, n=103):
    made = counters(rate_hz=93.4, n=0)
    return [note(made, i, i / 93.4, counts_at(i), flags) for i in range(n)]


def test_samples_of_a_stuck_cell_are_marked_and_those_of_a_cell_that_wakes_up_are_not():
    marked = flags_of(lambda i: (i, i, 7 if i < 102 else 8, i))
    assert marked == [0] * 100 + [int(SampleFlag.CELL_FAULT)] * 2 + [0]


def test_a_cell_at_the_end_of_its_range_stays_saturated_and_no_more():
    saturated = int(SampleFlag.SATURATED)
    assert set(flags_of(lambda i: (i, i, 2**23 - 1, i), flags=saturated)) == {saturated}


S = 1_000_000_000


def test_damaged_frames_are_named_while_they_come():
    made = counters(rate_hz=93.4)
    made.note_read((), 1, 0)  # the half of a frame with which a line begins
    assert warnings(made, now_ns=S) == []
    made.note_read((), 9, 2 * S)
    (warning,) = warnings(made, now_ns=3 * S)
    assert warning.startswith("9 damaged frames came within 30 s")
    assert "cable" in warning
    assert warnings(made, now_ns=40 * S) == []


def counts_for_newtons(n=100):
    return [ForceSample(k, 0, k / 93.4, 84_000.0 + k % 7, k % 5, k % 3, 9.0) for k in range(n)]


@pytest.mark.parametrize(("calibration_id", "n_said"), [("", 1), ("nominal", 1), ("counts", 0)])
def test_counts_that_pass_for_newtons_are_named_unless_they_are_asked_for(calibration_id, n_said):
    made = counters(rate_hz=93.4, calibration_id=calibration_id)
    made.note_read(counts_for_newtons(), 0, 0)
    assert sum("raw counts" in warning for warning in warnings(made)) == n_said


@pytest.mark.parametrize(
    ("adc", "supply_mv", "words"),
    [
        (AdcKind.HX711, None, ""),
        (AdcKind.HX711, 4000, ""),
        (AdcKind.HX711, 3999, "The supply is 4.0 V: the modules need 5 V"),
        (AdcKind.ADS131M04, 3000, ""),
        (AdcKind.ADS131M04, 3001, "The cells are fed 3.0 V: above 3.0 V"),
        (AdcKind.NAU7802, 1, ""),  # What it needs is not known here.
    ],
)
def test_a_supply_that_the_converter_cannot_work_with_is_named(adc, supply_mv, words):
    made = counters(rate_hz=93.4, adc=adc)
    made.supply_mv = supply_mv
    assert [text[: len(words)] for text in warnings(made)] == ([words] if words else [])
