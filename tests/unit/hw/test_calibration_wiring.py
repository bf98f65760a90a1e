"""Cells that are wired wrongly are named at the first load that shows them."""

import itertools

import numpy as np
import pytest
from calibration_kit import G, board

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import CalibrationFitError, FitFault
from balance_arcade.core.samples import ForceSample
from balance_arcade.hw.calibration.grid import plan
from balance_arcade.hw.calibration.walk import Taken, Wait, Walk
from balance_arcade.hw.calibration.wiring import wiring_fault

GEOMETRY = Geometry(400.0, 300.0)
CELLS = ("front left", "front right", "rear left", "rear right")
RATE_HZ = 100.0


class Bench:
    """A board whose cells are wired as ``wire`` has it, and a mass that goes where it should."""

    def __init__(self, wire, *, noise):
        self.board, self.rng = board(), np.random.default_rng(4)
        self.wire, self.noise, self.n = wire, noise, 0

    def sample(self, step):
        force_n = np.array([step.mass_kg * G])
        spot = np.array([[step.ml_mm, step.ap_mm]])
        net = self.board.cells(force_n, spot)[0]
        cells = self.wire(net) + self.board.zero + self.rng.normal(0.0, self.noise, 4)
        self.n += 1
        return ForceSample(self.n, 0, self.n / RATE_HZ, *map(float, cells))


def walk_through(wire, *, noise=200.0, taken=None):
    """The walk where it ended, and why it went no further."""
    bench = Bench(wire, noise=noise)
    walk = Walk(plan(GEOMETRY, (10.0, 20.0)), gravity_m_s2=G, window_s=0.5, geometry=GEOMETRY)
    walk.taken = walk.taken if taken is None else taken
    while walk.step is not None:
        outcome = None
        for _ in range(150):
            outcome = walk.push(bench.sample(walk.step))
            if isinstance(outcome, Taken):
                break
        if not isinstance(outcome, Taken):
            return walk, outcome
    return walk, None


def gains(*factors):
    return lambda net: net * np.array(factors)


def without(cell):
    return lambda net: np.where(np.arange(4) == cell, 0.0, net)


def exchanged(i, j):
    order = np.arange(4)
    order[[i, j]] = j, i
    return lambda net: net[order]


# Rear left comes first. Front right bears a hundredth of it, and shows at the next place.
@pytest.mark.parametrize(("cell", "n_taken"), [(0, 1), (1, 2), (2, 1), (3, 1)])
def test_one_reversed_cell_is_named_at_the_first_load_that_it_bears(cell, n_taken):
    wire = gains(*(-1.0 if k == cell else 1.0 for k in range(4)))
    taken = []
    with pytest.raises(CalibrationFitError) as caught:
        walk_through(wire, taken=taken)
    assert len(taken) == n_taken
    assert caught.value.reason is FitFault.REVERSED
    assert caught.value.message == (
        f"The {CELLS[cell]} cell reads less under load: change its two signal wires over."
    )


@pytest.mark.parametrize("pair", list(itertools.combinations(range(4), 2)))
def test_two_reversed_cells_are_named(pair):
    with pytest.raises(CalibrationFitError) as caught:
        walk_through(gains(*(-1.0 if k in pair else 1.0 for k in range(4))))
    assert caught.value.reason is FitFault.REVERSED
    named = [name for k, name in enumerate(CELLS) if name in caught.value.message]
    assert set(named) <= {CELLS[k] for k in pair}
    assert named


def test_a_board_that_counts_downwards_throughout_is_said_and_calibrated():
    walk, outcome = walk_through(gains(-1.0, -1.0, -1.0, -1.0))
    assert outcome is None
    assert walk.step is None
    assert walk.wiring.kind == "all reversed"
    assert "turns their sign round" in walk.wiring.sentence


@pytest.mark.parametrize("cell", range(4))
def test_a_cell_that_does_not_move_is_named(cell):
    with pytest.raises(CalibrationFitError) as caught:
        walk_through(without(cell))
    assert caught.value.reason is FitFault.DEAD_CELL
    assert f"The {CELLS[cell]} cell does not move" in caught.value.message


@pytest.mark.parametrize("pair", list(itertools.combinations(range(4), 2)))
def test_swapped_cells_are_waited_for_and_named(pair):
    walk, outcome = walk_through(exchanged(*pair))
    assert outcome is Wait.ELSEWHERE
    assert set(walk.wiring.cells) == set(pair)
    assert all(CELLS[k] in walk.wiring.sentence for k in pair)
    assert "swapped" in walk.wiring.remedy


@pytest.mark.parametrize("seed", range(3))
def test_boards_in_order_go_through(seed):
    for noise in (1.0, 200.0):
        walk, outcome = walk_through(lambda net: net, noise=noise)
        assert (outcome, walk.wiring, walk.step) == (None, None, None)


def test_feet_that_rock_or_hold_are_in_order():
    # Statics leave one thing open: what goes from one diagonal to the other.
    for ml, ap in ((-160.0, -120.0), (0.0, -120.0), (160.0, 0.0), (0.0, 0.0)):
        right, front = 0.5 + ml / 400.0, 0.5 + ap / 300.0
        even = np.outer((front, 1.0 - front), (1.0 - right, right)).ravel()
        for rocks in (-0.2, 0.0, 0.2):
            change = 1e5 * (even + rocks * np.array((1.0, -1.0, -1.0, 1.0)))
            assert wiring_fault(change, np.ones(4), (ml, ap), GEOMETRY) is None


def test_a_mass_beside_its_mark_is_no_fault_of_the_wiring():
    change = 1e5 * np.array((0.25, 0.25, 0.25, 0.25))
    assert wiring_fault(change, np.ones(4), (-160.0, -120.0), GEOMETRY) is None


def test_too_little_to_tell_says_nothing():
    change, near = np.array((0.0, 0.0, -15.0, 0.0)), (-160.0, -120.0)
    assert wiring_fault(change, np.zeros(4), near, GEOMETRY) is None
    assert wiring_fault(100 * change, np.full(4, 200.0), near, GEOMETRY) is None
