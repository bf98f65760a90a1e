"""Fit a calibration to readings, or name the point that is wrong."""

from __future__ import annotations

import math

import msgspec
import numpy as np

from balance_arcade.core.board import Geometry
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.hw.calibration.checks import check_readings, tare_steps
from balance_arcade.hw.calibration.least_squares import RowFit, cop_of, fit_rows
from balance_arcade.hw.calibration.readings import Floats, Four, Loads, Readings, loads_of, zero_at
from balance_arcade.hw.calibration.suspects import refuse_suspects

REFERENCE_N = 60.0 * STANDARD_GRAVITY_M_S2
"""Load at which the constant part of a cell's uncertainty gives the error that was found."""

MIN_CHECKS = 3


class PointError(msgspec.Struct, frozen=True):
    """Error of one point: measured minus given centre of pressure.

    Attributes
    ----------
    ml_mm, ap_mm, mass_kg : float
        As given.
    error_ml_mm, error_ap_mm : float
        For a fitted point by a fit without its place; for a held-back one by the whole fit.
    held_back : bool
        It was not fitted.
    """

    ml_mm: float
    ap_mm: float
    mass_kg: float
    error_ml_mm: float
    error_ap_mm: float
    held_back: bool


class CalibrationFit(msgspec.Struct, frozen=True, kw_only=True):
    """The coefficients of a calibration and their accuracy.

    Attributes
    ----------
    zero : tuple of 4 floats
        The empty board at the last tare.
    matrix : tuple of 3 rows of 4 floats
        Fz in newtons, Mx and My in newton millimetres, a unit of each cell.
    rms_fz_n, rms_mx_nmm, rms_my_nmm : float
        Root mean square residual of each row.
    condition : float
        How unevenly the points exercise load and the two tilts: 1 is even.
    twist_frac : float
        How much twist they exercised, against the weakest of those three.
    left_out_rms_mm, left_out_max_mm : float
        Distance of a point from where a fit without its place sees it.
    check_rms_mm, check_max_mm : float or None
        The same for held-back points by the whole fit; None where there are none.
    temperature_c, temperature_range_c : float or None
        Mean and range near the cells, where they are known.
    noise_sd_n, residual_n : float
        As in `balance_arcade.core.board.CellAccuracy`.
    n_points, n_checks : int
        How many.
    errors : tuple of PointError
        In the order of the points.
    """

    zero: Four
    matrix: tuple[Four, Four, Four]
    rms_fz_n: float
    rms_mx_nmm: float
    rms_my_nmm: float
    condition: float
    twist_frac: float
    left_out_rms_mm: float
    left_out_max_mm: float
    check_rms_mm: float | None = None
    check_max_mm: float | None = None
    temperature_c: float | None = None
    temperature_range_c: float | None = None
    noise_sd_n: float
    residual_n: float
    n_points: int
    n_checks: int
    errors: tuple[PointError, ...]


def fit_readings(readings: Readings) -> CalibrationFit:
    """Fit a calibration.

    Parameters
    ----------
    readings : Readings
        Tares and points of one board.

    Returns
    -------
    CalibrationFit

    Raises
    ------
    CalibrationFitError
        The readings cannot be trusted; it says why and which point.
    """
    check_readings(readings)
    geometry, placement_mm = readings.geometry, readings.placement_mm
    loads = loads_of(readings, held_back=False)
    chosen = [(i, point) for i, point in enumerate(readings.points) if not point.held_back]
    refuse_suspects(
        tuple(point for _, point in chosen),
        tuple(i for i, _ in chosen),
        loads,
        geometry,
        placement_mm,
    )
    rows = fit_rows(loads, geometry, placement_mm)
    left_out = left_out_errors_mm(loads, geometry, placement_mm)
    checks = loads_of(readings, held_back=True)
    check = cop_of(checks.net @ rows.matrix.T) - checks.place_mm
    return _summed_up(readings, rows, loads, left_out, check)


def left_out_errors_mm(loads: Loads, geometry: Geometry, placement_mm: float) -> Floats:
    """Error of every point by a fit without that point's place, shape (n_points, 2)."""
    errors = np.zeros_like(loads.place_mm)
    # A place goes out with all masses that lay there: one of them would tell where the others are.
    for place in np.unique(loads.place_mm, axis=0):
        here = (loads.place_mm == place).all(axis=1)
        fit = fit_rows(loads.only(~here), geometry, placement_mm)
        errors[here] = cop_of(loads.net[here] @ fit.matrix.T) - place
    return errors


def _summed_up(
    readings: Readings, rows: RowFit, loads: Loads, left_out: Floats, check: Floats
) -> CalibrationFit:
    noise_sd_n, residual_n = _accuracy(readings, rows, left_out, check)
    rms = np.sqrt(np.mean(rows.residual**2, axis=0))
    distance, check_distance = np.hypot(*left_out.T), np.hypot(*check.T)
    condition, twist_frac = _conditions(loads, rows.gains)
    temperatures = [
        reading.temperature_c
        for reading in (*readings.tares, *readings.points)
        if reading.temperature_c is not None
    ]
    return CalibrationFit(
        # At infinity `np.interp` gives the last tare, the one that holds from now on.
        zero=_four(zero_at(readings.tares, math.inf)),
        matrix=(_four(rows.matrix[0]), _four(rows.matrix[1]), _four(rows.matrix[2])),
        rms_fz_n=float(rms[0]),
        rms_mx_nmm=float(rms[1]),
        rms_my_nmm=float(rms[2]),
        condition=condition,
        twist_frac=twist_frac,
        left_out_rms_mm=_rms(distance),
        left_out_max_mm=float(distance.max()),
        check_rms_mm=_rms(check_distance) if len(check) else None,
        check_max_mm=float(check_distance.max()) if len(check) else None,
        temperature_c=float(np.mean(temperatures)) if temperatures else None,
        temperature_range_c=float(np.ptp(temperatures)) if temperatures else None,
        noise_sd_n=noise_sd_n,
        residual_n=residual_n,
        n_points=len(left_out),
        n_checks=len(check),
        errors=_errors(readings, left_out, check),
    )


def _accuracy(
    readings: Readings, rows: RowFit, left_out: Floats, check: Floats
) -> tuple[float, float]:
    """Noise of one cell, and the constant that gives the error found at the reference load.

    A wrong matrix shifts a centre of pressure by as many millimetres under any load, a wrong zero
    by fewer the heavier the person. One constant per cell in newtons says both: at the reference
    load it gives the millimetres that were found, below it more, so that it errs on the safe side.
    """
    spread = np.array([reading.sd for reading in (*readings.tares, *readings.points)])
    noise_sd_n = _rms((spread * rows.gains).ravel())
    # Held-back points are the better witness, but the mean square of one or two says nothing.
    found = check if len(check) >= MIN_CHECKS else left_out
    of_ml, of_ap = np.sqrt(np.mean(found**2, axis=0)) * REFERENCE_N
    # Four cells with this error each give the millimetres that were found, as the root mean square
    # of both axes.
    matrix_n = math.hypot(of_ml / readings.width_mm, of_ap / readings.length_mm) / math.sqrt(2.0)
    steps = tare_steps(readings.tares) * rows.gains
    # Between two tares the zero is on a line; half a step is what a person's trial may be off by.
    drift_n = _rms(steps.ravel()) / 2.0 if steps.size else 0.0
    return noise_sd_n, math.hypot(matrix_n, drift_n)


def _conditions(loads: Loads, gains: Floats) -> tuple[float, float]:
    """Condition of the three directions that a point can tell, and share of the fourth."""
    # Each point is divided by its load, so that a heavy mass does not count for more than a light
    # one.
    sizes = np.linalg.svd(loads.net * gains / loads.force_n[:, None], compute_uv=False)
    # Of four singular values the first three are load and tilts; the smallest is twist, which
    # masses hardly exercise.
    return float(sizes[0] / sizes[2]), float(sizes[3] / sizes[2])


def _errors(readings: Readings, left_out: Floats, check: Floats) -> tuple[PointError, ...]:
    # Both arrays keep the order of the points, so that the two are dealt out again in that order.
    fitted, checks = iter(left_out), iter(check)
    found = []
    for point in readings.points:
        ml, ap = next(checks if point.held_back else fitted)
        found.append(
            PointError(
                point.ml_mm, point.ap_mm, point.mass_kg, float(ml), float(ap), point.held_back
            )
        )
    return tuple(found)


def _rms(values: Floats) -> float:
    return float(np.sqrt(np.mean(values**2)))


def _four(values: Floats) -> Four:
    a, b, c, d = (float(value) for value in values)
    return a, b, c, d
