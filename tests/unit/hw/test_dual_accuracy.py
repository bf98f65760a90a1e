"""How well two boards measure together, against noise that is drawn cell by cell."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from balance_arcade.core.board import BoardInfo, CellAccuracy, Geometry
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.hw.dual import CommonFrame
from balance_arcade.hw.dual.describe import describe, unknown_accuracy
from balance_arcade.records.accuracy import board_sentence, cop_error_mm

N_DRAWS = 4000
KG = 60.0
LOAD_N = KG * STANDARD_GRAVITY_M_S2
WII = Geometry(433.0, 238.0)


def spread_mm(frame, left_sd_n, right_sd_n, *, share):
    """Standard deviation of the centre of pressure of two feet in the middle of their boards."""
    rng = np.random.default_rng(7)
    places = np.array(frame.geometry.corners_mm())
    found = []
    for _ in range(N_DRAWS):
        left_n = share * LOAD_N / 4.0 + rng.normal(0.0, left_sd_n, 4)
        right_n = (1.0 - share) * LOAD_N / 4.0 + rng.normal(0.0, right_sd_n, 4)
        corners_n = np.array(frame.corners(tuple(left_n), tuple(right_n)))
        found.append(corners_n @ places / corners_n.sum())
    return np.std(found, axis=0)


@pytest.mark.parametrize(
    ("right", "right_sd_n", "layout"),
    [
        (WII, 0.5, {}),
        (WII, 2.0, {"distance_mm": 600.0}),
        (Geometry(200.0, 350.0), 0.1, {"distance_mm": 450.0, "right_angle_deg": 20.0}),
    ],
)
def test_the_worse_axis_is_that_of_drawn_noise_and_the_other_no_worse(right, right_sd_n, layout):
    frame = CommonFrame(WII, right, **layout)
    said = frame.accuracy(CellAccuracy(0.5, 0.0, "a"), CellAccuracy(right_sd_n, 0.0, "b"))
    ml_mm, ap_mm = spread_mm(frame, 0.5, right_sd_n, share=0.5)
    # Two standard deviations of the worse axis; 4000 draws tell a spread to 1.1 %.
    assert cop_error_mm(said, frame.geometry, KG) == pytest.approx(2.0 * ml_mm, rel=0.05)
    assert said.noise_sd_n * frame.geometry.length_mm / LOAD_N > 0.95 * ap_mm


def test_with_more_load_on_one_foot_it_grows_as_on_one_board():
    frame = CommonFrame(WII, WII)
    said = frame.accuracy(CellAccuracy(0.5, 0.0, "a"), CellAccuracy(0.5, 0.0, "a"))
    ml_mm, _ = spread_mm(frame, 0.5, 0.5, share=0.9)
    off_mm = 0.4 * frame.geometry.width_mm
    grown = np.hypot(1.0, off_mm / np.hypot(frame.geometry.width_mm / 2, WII.width_mm / 2))
    middle_mm = cop_error_mm(said, frame.geometry, KG) / 2.0
    assert ml_mm == pytest.approx(grown * middle_mm, rel=0.05)


def test_two_wii_boards_come_to_what_the_page_says():
    one = CellAccuracy(0.31, 2.3, "Bartlett")
    frame = CommonFrame(WII, WII)
    pair = frame.accuracy(one, one)
    assert cop_error_mm(one, WII, KG) == pytest.approx(3.4, abs=0.05)
    assert cop_error_mm(pair, frame.geometry, KG) == pytest.approx(7.47, abs=0.05)
    assert pair.source == "from both boards: Bartlett"


INFO = BoardInfo("arduino:x", "arduino-1", "Arduino board", "0011", WII, 90.0, "device", "nominal")
GOOD = msgspec.structs.replace(INFO, calibration_id="bench", accuracy=CellAccuracy(0.1, 0.2, "c"))
SIM = msgspec.structs.replace(INFO, origin="simulated", calibration_id="")


def test_the_pair_says_how_well_it_measures_wherever_it_is_shown():
    info = describe(GOOD, GOOD, CommonFrame(WII, WII), "dual:x")
    assert board_sentence(info).startswith("This board: ±0.72 mm at 60 kg (95 %; from both boards")
    assert unknown_accuracy(GOOD, GOOD) == ()


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        (GOOD, INFO, "The right board does not state"),
        (INFO, GOOD, "The left board does not state"),
        (INFO, INFO, "Neither board states"),
    ],
)
def test_a_board_that_says_nothing_of_itself_is_named(left, right, words):
    assert describe(left, right, CommonFrame(WII, WII), "dual:x").accuracy is None
    (warning,) = unknown_accuracy(left, right)
    assert warning.startswith(words)


def test_two_simulated_people_have_no_cells_to_be_judged():
    assert unknown_accuracy(SIM, SIM) == ()
