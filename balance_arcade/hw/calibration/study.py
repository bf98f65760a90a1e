"""Simulate calibrations: synthetic boards, fitted by the same code.

A board of this model has four cells whose gains, places and cross-talk are not what was built, feet
of unlike stiffness, and cells that are slightly curved. A mass is put down near the mark. The model
knows no creep, no hysteresis, no drift and no plate that bends: a real board is worse.
"""

from __future__ import annotations

import msgspec
import numpy as np

from balance_arcade.core.board import Geometry
from balance_arcade.hw.calibration.fit import fit_readings
from balance_arcade.hw.calibration.grid import grid_places
from balance_arcade.hw.calibration.least_squares import cop_of, fit_gains
from balance_arcade.hw.calibration.readings import Floats, Four, Loads, Point, Reading, Readings

CELL_FULL_N = 490.0
COUNTS_PER_N = 4380.0
# Far above the calibrating masses, because a person is: what is tested is also the curve of the
# cells.
TEST_LOADS_N = (300.0, 500.0, 700.0, 900.0)
TEST_FRAC = 0.6
"""Tested places reach this far from the centre to the cells."""

METHODS = ("none", "4 gains", "4 gains + centre", "12 numbers")


class BoardModel(msgspec.Struct, frozen=True):
    """Imperfections of the boards of a study, as standard deviations.

    Attributes
    ----------
    width_mm, length_mm : float
        Spacing of the cells as drawn.
    gain_frac : float
        Of a cell's gain.
    cross_frac : float
        Of what one cell shows of another's load.
    position_mm : float
        Of a cell's place on each axis.
    foot_frac : float
        Of a foot's stiffness.
    curve_frac : float
        Of a cell's departure from its line at 490 N, of that load.
    noise_n : float
        Of a cell from sample to sample.
    n_samples : int
        Averaged for a point.
    """

    width_mm: float = 400.0
    length_mm: float = 300.0
    gain_frac: float = 0.05
    cross_frac: float = 0.005
    position_mm: float = 2.0
    foot_frac: float = 0.1
    curve_frac: float = 0.0005
    noise_n: float = 0.05
    n_samples: int = 450


class StudyRow(msgspec.Struct, frozen=True):
    """One way to calibrate, over all boards, loads and places.

    Attributes
    ----------
    method : str
        One of `METHODS`.
    ml_mm, ap_mm, distance_mm : float
        Root mean square error of the centre of pressure.
    worst_board_mm : float
        The greatest such distance of a single board.
    """

    method: str
    ml_mm: float
    ap_mm: float
    distance_mm: float
    worst_board_mm: float


class SyntheticBoard:
    """One board of the model.

    Parameters
    ----------
    model : BoardModel
        How badly it is built.
    rng : numpy.random.Generator
        Draws it.
    """

    def __init__(self, model: BoardModel, rng: np.random.Generator) -> None:
        self.geometry = Geometry(model.width_mm, model.length_mm)
        x, y = np.array(self.geometry.corners_mm()).T
        x, y = x + rng.normal(0.0, model.position_mm, 4), y + rng.normal(0.0, model.position_mm, 4)
        arms = np.array((np.ones(4), x, y))
        # A stiff plate on four springs: forces follow from load and moments by their stiffness.
        stiffness = 1.0 + rng.normal(0.0, model.foot_frac, 4)
        share = (stiffness[:, None] * arms.T) @ np.linalg.inv((arms * stiffness) @ arms.T)
        cross = rng.normal(0.0, model.cross_frac, (4, 4))
        np.fill_diagonal(cross, 1.0)
        self._share = cross @ share
        self._gains = COUNTS_PER_N * (1.0 + rng.normal(0.0, model.gain_frac, 4))
        self._curve = rng.normal(0.0, model.curve_frac, 4) / CELL_FULL_N
        self.zero = rng.normal(0.0, 2e5, 4)

    def cells(self, force_n: Floats, place_mm: Floats) -> Floats:
        """Give counts under loads, less the empty board's, without noise.

        Parameters
        ----------
        force_n : ndarray of float64, shape (n_points,)
            Loads.
        place_mm : ndarray of float64, shape (n_points, 2)
            Where.

        Returns
        -------
        ndarray of float64, shape (n_points, 4)
        """
        given = np.column_stack((force_n, force_n * place_mm[:, 0], force_n * place_mm[:, 1]))
        forces = given @ self._share.T
        return np.asarray(self._gains * (forces + self._curve * forces**2), np.float64)


def study(
    n_boards: int,
    *,
    placement_mm: float = 0.2,
    n_side: int = 3,
    loads_n: tuple[float, ...] = (100.0, 200.0),
    model: BoardModel | None = None,
    seed: int = 1,
) -> tuple[StudyRow, ...]:
    """Calibrate synthetic boards in four ways and test them under a person's load.

    Parameters
    ----------
    n_boards : int
        How many.
    placement_mm : float
        Standard deviation of a mass's place on each axis.
    n_side : int
        3 or 5: points along a side of the grid.
    loads_n : tuple of float
        Calibrating loads, each at every point and placed afresh.
    model : BoardModel, optional
        How badly they are built.
    seed : int
        The same seed, the same boards.

    Returns
    -------
    tuple of StudyRow
        In the order of `METHODS`.

    Raises
    ------
    ValueError
        No board, or a placement that is no number.

    Examples
    --------
    >>> [row.method for row in study(2)]
    ['none', '4 gains', '4 gains + centre', '12 numbers']
    """
    if n_boards < 1 or not (np.isfinite(placement_mm) and placement_mm >= 0.0):
        raise ValueError("A study needs at least one board and a placement error of 0 mm or more.")
    model = model or BoardModel()
    squares = np.zeros((n_boards, len(METHODS), 2))
    # A generator a board: the first ten boards are the same whether ten or a thousand are made.
    for k, child in enumerate(np.random.SeedSequence(seed).spawn(n_boards)):
        rng = np.random.default_rng(child)
        board = SyntheticBoard(model, rng)
        readings = synthetic_readings(board, model, rng, placement_mm, n_side, loads_n)
        for j, error in enumerate(_errors(board, readings)):
            squares[k, j] = np.mean(error**2, axis=0)
    rms = np.sqrt(squares.mean(axis=0))
    worst = np.sqrt(squares.sum(axis=2).max(axis=0))
    return tuple(
        StudyRow(method, float(ml), float(ap), float(np.hypot(ml, ap)), float(worst[j]))
        for j, (method, (ml, ap)) in enumerate(zip(METHODS, rms, strict=True))
    )


def synthetic_readings(
    board: SyntheticBoard,
    model: BoardModel,
    rng: np.random.Generator,
    placement_mm: float,
    n_side: int,
    loads_n: tuple[float, ...],
) -> Readings:
    """Take readings of a board on the usual grid; masses are in kilograms under 1 m/s2."""
    places = np.array(grid_places(board.geometry, n_side) * len(loads_n))
    force_n = np.repeat(np.array(loads_n), len(places) // len(loads_n))
    cells = board.cells(force_n, places + rng.normal(0.0, placement_mm, places.shape))
    noise = model.noise_n * COUNTS_PER_N
    # A point is a mean of many samples, so its noise is smaller by their root.
    cells = cells + rng.normal(0.0, noise / np.sqrt(model.n_samples), cells.shape)
    points = tuple(
        Point(
            t_s=float(k),
            mean=_four(cells[k] + board.zero),
            sd=(noise,) * 4,
            n_samples=model.n_samples,
            mass_kg=float(force_n[k]),
            ml_mm=float(places[k, 0]),
            ap_mm=float(places[k, 1]),
        )
        for k in range(len(places))
    )
    tare = Reading(t_s=0.0, mean=_four(board.zero), sd=(noise,) * 4, n_samples=model.n_samples)
    return Readings(
        board_id="synthetic",
        unit="counts",
        width_mm=model.width_mm,
        length_mm=model.length_mm,
        gravity_m_s2=1.0,
        placement_mm=placement_mm,
        rate_hz=90.0,
        tares=(tare,),
        points=points,
    )


def _errors(board: SyntheticBoard, readings: Readings) -> tuple[Floats, Floats, Floats, Floats]:
    """Error of each method at every tested place under every tested load, (n_tests, 2) each."""
    geometry = board.geometry
    half = TEST_FRAC * np.array((geometry.width_mm, geometry.length_mm)) / 2.0
    side = np.linspace(-1.0, 1.0, 5)
    grid = np.array([(ml, ap) for ap in side for ml in side]) * half
    place = np.vstack([grid] * len(TEST_LOADS_N))
    force = np.repeat(np.array(TEST_LOADS_N), len(grid))
    cells = board.cells(force, place)
    fitted = np.array(fit_readings(readings).matrix)
    loads = _loads(board, readings)
    gains = fit_gains(loads, geometry)
    x, y = np.array(geometry.corners_mm()).T
    plate = np.array((np.ones(4), y, -x))
    alone = cop_of(cells @ (plate * gains).T)
    # Origin of the four gains: the mean error of the points is taken off.
    origin = np.mean(cop_of(loads.net @ (plate * gains).T) - loads.place_mm, axis=0)
    none = cop_of(cells @ plate.T)
    return none - place, alone - place, alone - origin - place, cop_of(cells @ fitted.T) - place


def _loads(board: SyntheticBoard, readings: Readings) -> Loads:
    points = readings.points
    return Loads(
        np.array([point.mean for point in points]) - board.zero,
        np.array([point.mass_kg for point in points]),
        np.array([(point.ml_mm, point.ap_mm) for point in points]),
    )


def _four(values: Floats) -> Four:
    a, b, c, d = (float(value) for value in values)
    return a, b, c, d
