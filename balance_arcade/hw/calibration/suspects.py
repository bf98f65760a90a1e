"""Find the points that do not fit the others, and say what is wrong with them."""

from __future__ import annotations

import itertools
from typing import NoReturn

import msgspec
import numpy as np
import numpy.typing as npt

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import CalibrationFitError, FitFault
from balance_arcade.hw.calibration.checks import name_of
from balance_arcade.hw.calibration.least_squares import RowFit, cop_of, fit_rows
from balance_arcade.hw.calibration.readings import Floats, Loads, Point

PLACE_TIMES = 5.0
PLACE_FLOOR_MM = 1.0
"""A point that lies farther from where the others see it than this many standard deviations of
placing, and than the floor, is wrong."""

LOAD_FRAC = 0.01
"""Likewise for its load."""

STUDENTISED = 4.0
"""And it must stand out from the others by so many of their standard deviations."""

SWAP_TIMES = 10.0
"""Two points are swapped if exchanging them makes the squares so many times smaller."""


class Misfit(msgspec.Struct, frozen=True):
    """How far points are from where all the others see them.

    Attributes
    ----------
    place_mm : ndarray of float64, shape (n_points, 2)
        Seen less given place.
    load_frac : ndarray of float64, shape (n_points,)
        Seen over given load, less 1.
    """

    place_mm: Floats
    load_frac: Floats

    def beyond(self, placement_mm: float) -> npt.NDArray[np.bool_]:
        """Say which points are wrong by more than can be."""
        limit_mm = max(PLACE_FLOOR_MM, PLACE_TIMES * placement_mm)
        far = np.hypot(*self.place_mm.T) > limit_mm
        return np.asarray(far | (np.abs(self.load_frac) > LOAD_FRAC), np.bool_)


def misfit(loads: Loads, fit: RowFit) -> Misfit:
    """Compare each point with what a fit without it makes of its cells."""
    # The residual of a fit without the point follows from its leverage; nothing is fitted again.
    seen = loads.plate() - fit.left_out()
    return Misfit(cop_of(seen) - loads.place_mm, seen[:, 0] / loads.force_n - 1.0)


def refuse_suspects(
    points: tuple[Point, ...],
    numbers: tuple[int, ...],
    loads: Loads,
    geometry: Geometry,
    placement_mm: float,
) -> None:
    """Refuse points that do not fit the others.

    Parameters
    ----------
    points : tuple of Point
        As fitted.
    numbers : tuple of int
        Place of each among all points, from 0, for messages.
    loads : Loads
        The same as arrays.
    geometry : Geometry
        Spacing of the cells.
    placement_mm : float
        How well masses were placed, standard deviation.

    Raises
    ------
    CalibrationFitError
        It names the point, and what the others say of it.
    """
    fit = fit_rows(loads, geometry, placement_mm)
    # Nothing is searched for in good readings, or chance would always find the worst of them.
    if not misfit(loads, fit).beyond(placement_mm).any():
        return
    # First, because two swapped points make two bad ones, and taking out one does not mend it.
    swapped = _swapped(loads, fit, geometry, placement_mm)
    if swapped is not None:
        i, j = swapped
        a, b = (name_of(numbers[k], points[k]) for k in swapped)
        raise CalibrationFitError(
            f"{a} and {b} seem to be swapped.",
            reason=FitFault.SWAPPED,
            points=(numbers[i] + 1, numbers[j] + 1),
            hint="Measure both points again.",
        )
    left = np.ones(len(points), dtype=np.bool_)
    worst = _worst(loads, left, geometry, placement_mm)
    if worst is None:
        _refuse_all(misfit(loads, fit))
    left[worst] = False
    _refuse_one(worst, points[worst], numbers[worst], loads, left, geometry, placement_mm)


def _worst(
    loads: Loads, left: npt.NDArray[np.bool_], geometry: Geometry, placement_mm: float
) -> int | None:
    """Index of the point that stands out most; taken out one by one, as one bad hides another."""
    left = left.copy()
    first: int | None = None
    # If a quarter of the points must go, it is not single points that are wrong.
    for _ in range(max(1, len(left) // 4)):
        part = loads.only(left)
        fit = fit_rows(part, geometry, placement_mm)
        if not misfit(part, fit).beyond(placement_mm).any():
            return first
        out = int(np.abs(fit.studentised()).max(axis=1).argmax())
        # Named is the point that stood out first; those behind it may have been spoilt by it.
        first = int(np.flatnonzero(left)[out]) if first is None else first
        left[np.flatnonzero(left)[out]] = False
    part = loads.only(left)
    clean = not misfit(part, fit_rows(part, geometry, placement_mm)).beyond(placement_mm).any()
    return first if clean else None


def _swapped(
    loads: Loads, fit: RowFit, geometry: Geometry, placement_mm: float
) -> tuple[int, int] | None:
    """Return the two points whose exchange makes everything fit, if there are such."""
    before = _squares(fit)
    best, pair = before / SWAP_TIMES, None
    for i, j in itertools.combinations(range(len(loads.net)), 2):
        order = np.arange(len(loads.net))
        order[[i, j]] = j, i
        trial = Loads(loads.net, loads.force_n[order], loads.place_mm[order])
        trial_fit = fit_rows(trial, geometry, placement_mm)
        squares = _squares(trial_fit)
        if squares < best and not misfit(trial, trial_fit).beyond(placement_mm).any():
            best, pair = squares, (i, j)
    return pair


def _squares(fit: RowFit) -> float:
    return float(np.sum((fit.residual / fit.sigma) ** 2))


def _refuse_one(
    index: int,
    point: Point,
    number: int,
    loads: Loads,
    others: npt.NDArray[np.bool_],
    geometry: Geometry,
    placement_mm: float,
) -> NoReturn:
    matrix = fit_rows(loads.only(others), geometry, placement_mm).matrix
    seen = loads.net[index : index + 1] @ matrix.T
    ml, ap = cop_of(seen)[0]
    kg = point.mass_kg * float(seen[0, 0] / loads.force_n[index])
    # A mass in the wrong place still weighs what it weighs.
    wrong_mass = abs(kg / point.mass_kg - 1.0) > LOAD_FRAC
    raise CalibrationFitError(
        f"{name_of(number, point)} does not fit the others: by the others it reads {kg:.3g} kg at"
        f" ml {ml:.1f}, ap {ap:.1f} mm.",
        reason=FitFault.WRONG_MASS if wrong_mass else FitFault.WRONG_PLACE,
        points=(number + 1,),
        hint="Check its mass and measure it again."
        if wrong_mass
        else "Measure it again, on the mark.",
    )


def _refuse_all(wrong: Misfit) -> NoReturn:
    raise CalibrationFitError(
        f"No linear calibration fits these points: places differ by up to"
        f" {np.hypot(*wrong.place_mm.T).max():.1f} mm and loads by up to"
        f" {100.0 * np.abs(wrong.load_frac).max():.1f} %, and no single point is the cause.",
        reason=FitFault.NO_FIT,
        hint="If the masses were placed by eye, use --placement-mm 1. Otherwise check the masses,"
        " the marks, the feet and the spacing of the cells.",
    )
