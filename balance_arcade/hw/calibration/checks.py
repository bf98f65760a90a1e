"""Check readings before a calibration is fitted to them."""

from __future__ import annotations

import math
from typing import NoReturn

import numpy as np

from balance_arcade.core.errors import CalibrationFitError, FitFault
from balance_arcade.hw.calibration.readings import Floats, Point, Reading, Readings, loads_of

MIN_POINTS = 6
MIN_PLACES = 5
MIN_LOAD_RATIO = 1.5
"""Least ratio of the greatest mass to the smallest: one load cannot show a curved cell."""

LINE_FRAC = 0.1
"""Places that spread less across their line than this part of half a board are a line."""

DEAD_FRAC = 0.05
"""A cell that moves less than this of the median cell is not measuring."""

UNSTEADY_TIMES = 6.0
"""sd of a reading over the median one; and at least `UNSTEADY_FRAC` of the load."""
UNSTEADY_FRAC = 0.002
SHAKING_FRAC = 0.01
"""sd over load that is too much in any case."""

DRIFT_FRAC = 0.01
"""Change of a cell from tare to tare, of the least load, beyond which a straight line between
them is no longer believed."""

CORNERS = ("front-left", "front-right", "rear-left", "rear-right")


def name_of(index: int, point: Point) -> str:
    """Return number, mass and place of a point, for messages.

    Examples
    --------
    >>> here = dict(mass_kg=10, ml_mm=-60, ap_mm=5)
    >>> name_of(2, Point(t_s=0, mean=(0,) * 4, sd=(0,) * 4, n_samples=1, **here))
    'Point 3 (10 kg at ml -60, ap 5 mm)'
    """
    return f"Point {index + 1} ({point.mass_kg:g} kg at ml {point.ml_mm:g}, ap {point.ap_mm:g} mm)"


def check_readings(readings: Readings) -> None:
    """Refuse readings that no fit can use.

    Parameters
    ----------
    readings : Readings
        Of one board.

    Raises
    ------
    CalibrationFitError
        Too few points, on a line, or of one load; a dead or saturated cell; an unsteady reading;
        drift between tares; numbers that are not valid. The message names the point.
    """
    # In this order: each check rests on the ones before it.
    _check_numbers(readings)
    _check_plan(readings)
    _check_cells(readings)
    _check_steady(readings)
    _check_drift(readings)


def _refuse(reason: FitFault, message: str, hint: str, *points: int) -> NoReturn:
    raise CalibrationFitError(
        message, reason=reason, points=tuple(i + 1 for i in points), hint=hint
    )


def _check_numbers(readings: Readings) -> None:
    sizes = (readings.width_mm, readings.length_mm, readings.gravity_m_s2)
    if not all(math.isfinite(size) and size > 0.0 for size in sizes):
        _refuse(
            FitFault.NO_SENSE,
            "The board's width, its length and gravity must be positive numbers.",
            "Give the spacing of the cells in millimetres.",
        )
    if not readings.tares:
        _refuse(FitFault.TOO_FEW, "The empty board was not read.", "Begin with the empty board.")
    for i, point in enumerate(readings.points):
        numbers = (*point.mean, *point.sd, point.t_s, point.ml_mm, point.ap_mm)
        if not all(math.isfinite(number) for number in numbers) or not 0.0 < point.mass_kg < 1e4:
            _refuse(
                FitFault.NO_SENSE,
                f"{name_of(i, point)} contains a number that is not valid.",
                "Take it again, with a mass above 0 kg.",
                i,
            )
        if abs(point.ml_mm) > readings.width_mm or abs(point.ap_mm) > readings.length_mm:
            _refuse(
                FitFault.NO_SENSE,
                f"{name_of(i, point)} is not on the board.",
                "Places are measured from the board's centre, in millimetres.",
                i,
            )


def _check_plan(readings: Readings) -> None:
    fitted = [point for point in readings.points if not point.held_back]
    places = {(point.ml_mm, point.ap_mm) for point in fitted}
    if len(fitted) < MIN_POINTS or len(places) < MIN_PLACES:
        _refuse(
            FitFault.TOO_FEW,
            f"There are {len(fitted)} points at {len(places)} places, which is too few.",
            f"Take at least {MIN_POINTS} points at {MIN_PLACES} places; the usual grid has 9.",
        )
    half = np.array((readings.width_mm, readings.length_mm)) / 2.0
    scaled = np.array(sorted(places)) / half
    # The second singular value is the spread across the best line through the places.
    spread = np.linalg.svd(scaled - scaled.mean(axis=0), compute_uv=False) / math.sqrt(len(places))
    if spread[1] < LINE_FRAC:
        _refuse(
            FitFault.ON_A_LINE,
            "All points lie on a line.",
            "Spread them over the board: front, rear, left and right.",
        )
    masses = [point.mass_kg for point in fitted]
    if max(masses) < MIN_LOAD_RATIO * min(masses):
        _refuse(
            FitFault.ONE_LOAD,
            f"All points carry about the same load ({min(masses):g} to {max(masses):g} kg).",
            f"Use two masses, the heavier at least {MIN_LOAD_RATIO:g} times the lighter.",
        )


def _check_cells(readings: Readings) -> None:
    for i, point in enumerate(readings.points):
        if point.n_saturated:
            _refuse(
                FitFault.SATURATED,
                f"{name_of(i, point)} has {point.n_saturated} samples beyond a cell's range.",
                "Use a lighter mass, or look for a loose wire.",
                i,
            )
    # Over all places: a cell far from the mass moves little, one that never moves is dead.
    span = np.ptp(loads_of(readings, held_back=False).net, axis=0)
    dead = int(np.argmin(span))
    if span[dead] < DEAD_FRAC * float(np.median(span)):
        _refuse(
            FitFault.DEAD_CELL,
            f"The {CORNERS[dead]} cell hardly responds, at any place of the mass.",
            "Check its wires, and that the board stands on all four feet.",
        )


def _units_per_newton(readings: Readings) -> float:
    loads = loads_of(readings, held_back=False)
    # The median, so that one wrong point does not set the scale by which the others are judged.
    return float(np.median(np.abs(loads.net.sum(axis=1)) / loads.force_n))


def _check_steady(readings: Readings) -> None:
    scale = _units_per_newton(readings)
    spread = np.array([reading.sd for reading in (*readings.tares, *readings.points)])
    usual = np.median(spread, axis=0)
    for i, point in enumerate(readings.points):
        load = point.mass_kg * readings.gravity_m_s2 * scale
        if _is_unsteady(np.array(point.sd), usual, load):
            _refuse(
                FitFault.UNSTEADY,
                f"{name_of(i, point)} is unsteady: a cell moves by"
                f" {max(point.sd) / load * 100.0:.2g} % of the load.",
                "Take it again, with nobody walking beside the board.",
                i,
            )
    least = min(point.mass_kg for point in readings.points) * readings.gravity_m_s2 * scale
    for j, tare in enumerate(readings.tares):
        if _is_unsteady(np.array(tare.sd), usual, least):
            _refuse(
                FitFault.UNSTEADY,
                f"The empty board is unsteady in tare {j + 1}.",
                "Take it again, with nobody walking beside the board.",
            )


def _is_unsteady(sd: Floats, usual: Floats, load: float) -> bool:
    # Both: six times a tiny noise is still still, and a noisy cell is no fault of one reading.
    odd = (sd > UNSTEADY_TIMES * usual) & (sd > UNSTEADY_FRAC * load)
    return bool(odd.any() or (sd > SHAKING_FRAC * load).any())


def tare_steps(tares: tuple[Reading, ...]) -> Floats:
    """Change of each cell from tare to tare, shape (n_tares - 1, 4)."""
    return np.diff(np.array([tare.mean for tare in tares]).reshape(-1, 4), axis=0)


def _check_drift(readings: Readings) -> None:
    steps = np.abs(tare_steps(readings.tares)) / _units_per_newton(readings)
    least_n = min(point.mass_kg for point in readings.points) * readings.gravity_m_s2
    if steps.size and steps.max() > DRIFT_FRAC * least_n:
        j, cell = np.unravel_index(int(steps.argmax()), steps.shape)
        _refuse(
            FitFault.DRIFT,
            f"Between tare {j + 1} and tare {j + 2} the {CORNERS[cell]} cell drifted by"
            f" {steps.max():.2g} N.",
            "Let the board warm up for 15 minutes, leave it where it stands, and calibrate again.",
        )
