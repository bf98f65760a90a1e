"""Values, loads, corners and places that are wrong, on arrays."""

import dataclasses
from pathlib import Path

import numpy as np
import odd_trials as odd
import pytest

from balance_arcade.core.board import Geometry
from balance_arcade.files.look.marks import find_marks
from balance_arcade.files.look.whole import look_at
from balance_arcade.files.tables.trial import TrialData, TrialQuality

N = 3600
K = np.arange(N)
T_S = K / 100
COP_MM = odd.sway()
LOAD_N = np.full(N, odd.LOAD_N)
BOARD = Geometry(odd.WIDTH_MM, odd.LENGTH_MM)


def trial(cop_mm=None, fz_n=None, corners_n=None, geometry=None, **more):
    if corners_n is not None:
        fz_n, geometry = corners_n.sum(axis=1), BOARD
    path = Path("x.csv")
    quality = TrialQuality()
    found = TrialData(
        path, "table", T_S, 100.0, cop_mm, fz_n, corners_n, None, geometry, "real", quality
    )
    return dataclasses.replace(found, **more)


def noisy_corners(load_n=odd.LOAD_N):
    return odd.corners(COP_MM, load_n) + np.random.default_rng(3).normal(0.0, 0.3, (N, 4))


def names(looked):
    return [fault.name for fault in looked.faults]


def used(looked):
    return int(np.isfinite(looked.cop_mm).all(axis=1).sum())


def with_value(values, rows, value):
    values = values.copy()
    values[rows] = value
    return values


def test_what_is_clean_comes_back_as_it_was():
    for clean in (trial(COP_MM), trial(COP_MM, LOAD_N), trial(corners_n=noisy_corners())):
        looked = look_at(clean)
        assert names(looked) == []
        for name in ("cop_mm", "fz_n", "corners_n", "t_s"):
            assert getattr(looked, name) is getattr(clean, name)


@pytest.mark.parametrize("to_n", [0.1, 1.0, 0.980665, 9.80665])
def test_coarse_corners_are_neither_dead_nor_at_their_end(to_n):
    assert names(look_at(trial(corners_n=np.round(noisy_corners() / to_n) * to_n))) == []


@pytest.mark.parametrize("mark", [-9999.0, 9999.0, 1e30, -1e30, 999.0, 99999.0, -99990.0, np.inf])
@pytest.mark.parametrize("n", [1, 400])
def test_marks_are_no_places(mark, n):
    cop_mm = with_value(COP_MM, np.s_[1000 : 1000 + n], mark)
    looked = look_at(trial(cop_mm))
    assert names(looked) == ["value_is_a_mark"]
    assert looked.faults[0].n_samples == n
    assert used(looked) == N - n


@pytest.mark.parametrize("mark", [-9999.0, 9999.0])
def test_a_mark_for_the_load_or_a_corner_is_nobody(mark):
    looked = look_at(trial(COP_MM, with_value(LOAD_N, np.s_[50:60], mark)))
    assert (names(looked), used(looked)) == (["value_is_a_mark"], N - 10)
    corners_n = noisy_corners()
    corners_n[50:60, 2] = mark
    looked = look_at(trial(corners_n=corners_n))
    assert names(looked) == ["value_is_a_mark"]
    assert int(np.isnan(looked.corners_n).any(axis=1).sum()) == 10


def test_nines_among_loads_are_loads():
    assert not find_marks(np.array([998.0, 999.0, 1000.0])).any()
    assert not find_marks(np.array([0.0, 500.0, 700.0, 999.0])).any()


def test_a_load_that_is_missing_is_nobody_and_no_step():
    blank = np.random.default_rng(1).random(N) < 0.01
    looked = look_at(trial(COP_MM, with_value(LOAD_N, blank, np.nan)))
    assert names(looked) == ["load_missing"]
    assert looked.faults[0].n_samples == blank.sum()
    assert used(looked) == N - blank.sum()


@pytest.mark.parametrize(
    ("scale", "name"), [(1 / 9.80665, "kg"), (1e3 / 9.80665, "_g"), (1e-3, "_kn")]
)
def test_loads_of_another_unit_are_asked_about(scale, name):
    looked = look_at(trial(COP_MM, LOAD_N * scale))
    assert "load_unit" in names(looked)
    assert name in looked.faults[-1].sentence


def test_a_load_that_is_negative_is_turned_and_the_place_kept():
    looked = look_at(trial(COP_MM, -LOAD_N))
    assert names(looked) == ["load_is_negative"]
    assert looked.cop_mm is not None
    assert (used(looked), looked.fz_n[0]) == (N, odd.LOAD_N)


def test_a_place_that_stands_still_is_nobody():
    looked = look_at(trial(with_value(COP_MM, np.s_[:800], 0.0)))
    assert names(looked) == ["place_stands_still"]
    assert used(looked) == 2800
    # Coarse places, and a weight on a plate, are let be.
    assert names(look_at(trial(np.round(COP_MM)))) == []
    assert names(look_at(trial(np.full((N, 2), 3.0)))) == []


@pytest.mark.parametrize("corner", range(4))
@pytest.mark.parametrize("reads_n", [0.0, 170.0])
def test_a_dead_corner_is_named(corner, reads_n):
    corners_n = noisy_corners()
    begin = 1000 if reads_n else 0
    corners_n[begin:, corner] = reads_n
    looked = look_at(trial(corners_n=corners_n))
    assert names(looked) == ["cell_does_not_move"]
    assert f"{36 - begin / 100:.1f} s while others do (it reads {reads_n:.0f} N)" in (
        looked.faults[0].sentence
    )
    assert ("front", "rear")[corner // 2] in looked.faults[0].sentence


def test_a_corner_that_bears_nothing_for_a_while_is_not_dead():
    corners_n = noisy_corners()
    corners_n[1000:1500, 1] = 0.0
    assert "cell_does_not_move" not in names(look_at(trial(corners_n=corners_n)))


@pytest.mark.parametrize("corner", range(4))
def test_a_corner_at_its_end_is_named(corner):
    corners_n = noisy_corners()
    end_n = np.quantile(corners_n[:, corner], 0.97)
    corners_n[:, corner] = np.minimum(corners_n[:, corner], end_n)
    looked = look_at(trial(corners_n=corners_n))
    assert names(looked) == ["cell_saturates"]
    assert looked.faults[0].n_samples == 108


@pytest.mark.parametrize("corners", [[0], [3], [1, 3]])
@pytest.mark.parametrize("empty", [0, 800])
def test_reversed_corners_are_turned_also_where_they_cancel_the_sum(corners, empty):
    right_n = noisy_corners(odd.stepped_on(N, empty, 50 if empty else 0))
    wrong_n = right_n.copy()
    wrong_n[:, corners] *= -1.0
    looked = look_at(trial(corners_n=wrong_n))
    assert names(looked)[: len(corners)] == ["cell_reversed"] * len(corners)
    assert looked.corners_n == pytest.approx(right_n)
    assert looked.fz_n == pytest.approx(right_n.sum(axis=1))


def test_a_corner_whose_zero_is_off_is_not_turned():
    corners_n = noisy_corners(odd.stepped_on(N, 800)) + np.array([-250.0, 0.0, 0.0, 0.0])
    looked = look_at(trial(corners_n=corners_n))
    assert names(looked) == ["cell_below_zero", "load_below_10_n", "empty_board_not_zero"]
    assert looked.corners_n is not None
    assert looked.corners_n[0, 0] == corners_n[0, 0]


@pytest.mark.parametrize("off_n", [-50.0, -4.0, 4.0, 20.0])
@pytest.mark.parametrize("begin", [0, 1500, 2800])
def test_an_empty_board_that_is_off_is_found_anywhere(off_n, begin):
    load_n = np.where((begin <= K) & (begin + 700 > K), 0.0, odd.LOAD_N)
    looked = look_at(trial(corners_n=noisy_corners(load_n) + off_n))
    fault = next(fault for fault in looked.faults if fault.name == "empty_board_not_zero")
    assert fault.effect == ("left out" if off_n > 0 else "kept")
    assert f"--zero {begin / 100:.1f},{begin / 100 + 6.9:.1f}" in fault.sentence
    assert looked.least_load_n == pytest.approx(4 * off_n + 10 if off_n > 0 else 0.0, abs=0.5)


@pytest.mark.parametrize("off_n", [-2.0, 0.0, 2.0])
def test_an_empty_board_near_zero_is_no_fault(off_n):
    looked = look_at(trial(corners_n=noisy_corners(odd.stepped_on(N, 800)) + off_n))
    assert "empty_board_not_zero" not in names(looked)


@pytest.mark.parametrize("rise", [10, 80, 300])
def test_stepping_on_and_off_is_said_and_a_clean_cut_is_not(rise):
    on, off = odd.stepped_on(N, 500, rise), odd.stepped_on(N, 500, rise)[::-1]
    for load_n, said in ((on, ["on"]), (off, ["off"]), (np.minimum(on, off), ["on", "off"])):
        looked = look_at(trial(COP_MM, load_n))
        assert [n for n in names(looked) if "steps" in n] == [f"steps_{n}_inside" for n in said]
    assert "steps" not in " ".join(names(look_at(trial(COP_MM, odd.stepped_on(N, 500)))))


def test_a_record_that_begins_within_the_step_says_so():
    looked = look_at(trial(COP_MM, odd.LOAD_N * np.clip((K + 30) / 80, 0.0, 1.0)))
    assert names(looked) == ["steps_on_inside"]
    assert "from 0.00 to 0.42 s" in looked.faults[0].sentence


@pytest.mark.parametrize(
    ("cop_mm", "geometry", "name", "effect"),
    [
        (COP_MM * 1000, BOARD, "place_off_the_plate", "refused"),
        (COP_MM * 1000, None, "place_unit", "refused"),
        (COP_MM + np.array([1500.0, 800.0]), BOARD, "place_off_the_plate", "kept"),
        (COP_MM / 1000, BOARD, "place_unit", "kept"),
    ],
)
def test_places_that_no_foot_presses_are_named(cop_mm, geometry, name, effect):
    looked = look_at(trial(cop_mm, geometry=geometry))
    assert [(fault.name, fault.effect) for fault in looked.faults] == [(name, effect)]


@pytest.mark.parametrize("axis", [0, 1])
def test_the_axis_that_is_up_is_named_as_the_file_does(axis):
    level = np.column_stack((np.sin(K / 50), np.cos(K / 40))) * 5.0
    level[:, axis] += odd.LOAD_N
    looked = look_at(trial(COP_MM, np.full(N, 12.0), horizontal_n=level))
    assert names(looked) == ["other_axis_is_up"]
    assert f"--up {'xy'[axis]}" in looked.faults[0].sentence
    turned = trial(COP_MM, np.full(N, 12.0), horizontal_n=level, format="plate")
    assert f"--up {'yx'[axis]}" in look_at(turned, front="+x").faults[0].sentence
