"""Faults of cells by their forces, on made-up samples with the noise of a real board."""

import math

import numpy as np
import pytest

from balance_arcade.core.board import BoardInfo, CellAccuracy, Geometry
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.hw.cell_watch import CORNERS, CellWatch
from balance_arcade.hw.wii.floor import FloorWatch

G = 9.80665
REMEDY = "check its wires"


def board(rate_hz=100.0, noise_n=0.31):
    accuracy = None if noise_n is None else CellAccuracy(noise_n, 2.3, "made up")
    geometry = Geometry(433.0, 238.0)
    return BoardInfo("x:", "x", "X", "", geometry, rate_hz, "host", accuracy=accuracy)


def standing(n, *, noise_n=0.31, rate_hz=100.0, seed=1):
    """Somebody who sways: the load moves between the corners, and every cell has its noise."""
    rng = np.random.default_rng(seed)
    t_s = np.arange(n) / rate_hz
    along, across = 20.0 * np.sin(2.2 * t_s), 12.0 * np.sin(3.1 * t_s + 1.0)
    signs = np.array([(1, -1), (1, 1), (-1, -1), (-1, 1)], float)
    rows = 170.0 + along[:, None] * signs[:, 0] + across[:, None] * signs[:, 1]
    return rows + rng.normal(0.0, noise_n, (n, 4))


def told(rows, watch=None, flags=0, rate_hz=100.0):
    watch = watch or CellWatch(board(rate_hz), remedy=REMEDY)
    watch.note([ForceSample(k, 0, k / rate_hz, *row, -1, flags) for k, row in enumerate(rows)])
    return watch.warnings()


@pytest.mark.parametrize("rate_hz", [10.0, 80.0, 100.0, 1000.0])
def test_a_sound_board_is_not_complained_of(rate_hz):
    assert told(standing(3000, rate_hz=rate_hz), rate_hz=rate_hz) == []


@pytest.mark.parametrize("corner", range(4))
def test_a_dead_cell_is_named_within_a_second_and_a_half(corner):
    watch, rows = CellWatch(board(), remedy=REMEDY), standing(150)
    rows[:, corner] = 42.0
    assert told(rows, watch) == [f"The {CORNERS[corner]} cell does not move: {REMEDY}."]
    assert watch.has_dead
    # Its plug is pushed in again.
    assert told(standing(100), watch) == []
    assert not watch.has_dead


def test_a_board_that_repeats_itself_wholly_says_nothing_of_one_cell():
    assert told(np.full((300, 4), 170.0)) == []


def test_held_samples_are_no_still_cells():
    rows = standing(300)
    rows[:, 0] = 42.0
    assert told(rows, flags=int(SampleFlag.HELD)) == []


def test_a_cell_at_the_end_of_its_range_is_named():
    rows = standing(150)
    rows[:, 2] = 900.0
    watch = CellWatch(board(), remedy=REMEDY)
    found = told(rows, watch, flags=int(SampleFlag.SATURATED))
    assert found == [f"The rear-left cell is at the end of its range: {REMEDY}."]
    assert not watch.has_dead  # The samples say so by themselves.


def test_one_noisy_cell_is_named():
    rows = standing(400)
    rows[:, 3] += np.random.default_rng(3).normal(0.0, 12.0, 400)
    found = told(rows)
    assert len(found) == 1
    assert found[0].startswith("The rear-right cell is noisy (1")


def test_a_loose_contact_is_noise_too():
    rows = standing(400)
    rows[::23, 1] += 80.0
    assert [text.partition(" is noisy")[0] for text in told(rows)] == ["The front-right cell"]


def test_noise_of_all_cells_is_not_put_on_one():
    found = told(standing(400, noise_n=9.0))
    assert len(found) == 1
    assert found[0].startswith("4 cells are noisy")


def test_noise_passes_again():
    watch = CellWatch(board(), remedy=REMEDY)
    assert told(standing(400, noise_n=9.0), watch)
    assert told(standing(300), watch) == []


def jumping(n):
    t_s = np.arange(n) / 100.0
    push = 420.0 * np.clip(np.sin(2.0 * math.pi * 2.0 * t_s), -0.4, 1.0) + 170.0
    return standing(n) + push[:, None] * np.array([2.0, 1.0, 0.5, 0.3])


def shaking(n):
    """A tremor of 8 Hz, the fastest that is usual."""
    shake = 60.0 * np.sin(2.0 * math.pi * 8.0 * np.arange(n) / 100.0)
    return standing(n) + shake[:, None] * np.array([1.0, -1.0, 1.0, -1.0])


def walking_about(n):
    steps = np.sign(np.sin(2.0 * math.pi * 1.7 * np.arange(n) / 100.0))
    return standing(n) + 150.0 * steps[:, None] * np.array([1.0, -1.0, 1.0, -1.0])


@pytest.mark.parametrize("moves", [jumping, shaking, walking_about])
def test_a_person_who_moves_is_no_noisy_cell(moves):
    assert told(moves(2000)) == []


def test_a_cell_far_below_zero_is_named():
    rows = np.random.default_rng(2).normal(0.0, 0.3, (200, 4)) + np.array([0.0, -118.0, 2.0, -9.0])
    found = told(rows)
    assert len(found) == 1
    assert found[0].startswith("The front-right cell reads -12 kg, far below zero.")


def test_counts_that_are_taken_for_newtons():
    counts = np.array([2482.0, 19381.0, 7806.0, 16204.0])
    rows = counts + np.random.default_rng(2).normal(0.0, 4.0, (60, 4))
    found = told(rows, CellWatch(board(noise_n=None), remedy=REMEDY))
    assert len(found) == 1
    assert "front-right corner reads 193" in found[0]
    assert "raw counts" in found[0]


def test_a_landing_is_possible():
    rows = standing(300)
    rows[100:110, 0] += 6000.0
    assert told(rows) == []


def test_a_cell_without_numbers_is_named():
    rows = standing(100)
    rows[:, 0] = math.nan
    assert told(rows) == [f"The front-left cell gives no numbers: {REMEDY}."]


def floor(rows):
    watch = FloorWatch()
    watch.note([ForceSample(k, 0, k / 100.0, *row) for k, row in enumerate(rows)])
    return watch.warnings()


def test_what_evdev_cuts_off_is_named_and_stays_named():
    empty = np.tile([0.0, 1.2, 0.0, 0.4], (120, 1))
    assert floor(empty[:90]) == []
    (found,) = floor(np.vstack([empty, standing(300)]))
    assert "front-left, rear-left read 0" in found
    assert "hidraw" in found


def test_a_cell_at_zero_under_a_person_is_named():
    rows = standing(400)
    rows[:, 1] = 0.0
    (found,) = floor(rows)
    assert found.startswith("The front-right cell reads 0 while the board carries 5")
