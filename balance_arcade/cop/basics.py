"""The basic descriptors of a whole trial: path, velocity, spread, ranges, distances, areas."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop import recurrences as rec
from balance_arcade.cop.describe import sway_values
from balance_arcade.cop.geometry_kernels import (
    LEAST_TO_SIFT,
    convex_hull,
    hull_area_and_diameter,
    outer_points,
)
from balance_arcade.cop.prepare import Prepared
from balance_arcade.cop.record_sums import (
    MEAN_RADIUS,
    MEAN_SIZE_ML,
    MOST_RADIUS,
    SD_RADIUS,
    SWEPT,
    distances,
    sum_series,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def record_sums(used: Prepared, runs: Ints) -> Floats:
    """Sum up the samples of a record.

    Parameters
    ----------
    used : Prepared
        Any record.
    runs : numpy.ndarray, shape (n_runs, 2)
        Its `balance_arcade.cop.prepare.run_rows`.

    Returns
    -------
    numpy.ndarray, shape (N_SUMS,)
        In the order of `balance_arcade.cop.recurrences`.
    """
    return sum_series(used.t_s, used.cop_mm, used.left_frac, used.front_frac, runs)


def basic_values(cop_mm: Floats, runs: Ints, sums: Floats, duration_s: float) -> dict[str, float]:
    """Measure path, velocity, spread, ranges, distances, frequency and areas by name.

    Parameters
    ----------
    cop_mm : numpy.ndarray, shape (n_samples, 2)
        ml and ap of the samples that the pipeline measures; NaN for nobody on the board.
    runs : numpy.ndarray, shape (n_runs, 2)
        First row and row after the last of every stretch without a break.
    sums : numpy.ndarray, shape (N_SUMS,)
        `record_sums` of them.
    duration_s : float
        What a path is divided by.

    Returns
    -------
    dict of str to float
        NaN where the samples do not give one.

    Notes
    -----
    Prieto 1996, doi 10.1109/10.532130, for distances, mean frequency, circle and swept area; the
    ellipse as in `balance_arcade.cop.describe`.

    Examples
    --------
    >>> from balance_arcade.cop.prepare import prepare, run_rows
    >>> t_s = np.arange(3001) / 100.0
    >>> cop_mm = np.column_stack((5.0 * np.sin(t_s), 5.0 * np.cos(t_s)))
    >>> used = prepare(t_s, cop_mm, 100.0, None)
    >>> runs = run_rows(used)
    >>> values = basic_values(used.cop_mm, runs, record_sums(used, runs), 30.0)
    >>> round(values["mean_velocity_mm_s"], 3), round(values["range_mm"], 3)
    (5.0, 10.0)
    """
    values = sway_values(sums, duration_s)
    centre = np.array([sums[rec.MEAN_ML], sums[rec.MEAN_AP]])
    far = distances(cop_mm, centre, runs).tolist()
    # Rounding is monotone: the outermost sample of an axis is its least or its greatest.
    most = [
        max(float(sums[high]) - mean_mm, mean_mm - float(sums[low])) if sums[rec.COUNT] else 0.0
        for high, low, mean_mm in zip(
            (rec.MAX_ML, rec.MAX_AP), (rec.MIN_ML, rec.MIN_AP), centre.tolist(), strict=True
        )
    ]
    for k, axis in enumerate(("_ml", "_ap", "")):
        mean_mm = far[MEAN_SIZE_ML + k]
        values[f"mean_distance{axis}_mm"] = mean_mm
        values[f"max_distance{axis}_mm"] = (*most, far[MOST_RADIUS])[k]
        scale = 4.0 * math.sqrt(2.0) if axis else 2.0 * math.pi
        values[f"mean_frequency{axis}_hz"] = (
            values[f"mean_velocity{axis}_mm_s"] / (scale * mean_mm) if mean_mm > 0.0 else math.nan
        )
    values["circle_area_mm2"] = math.pi * (far[MEAN_RADIUS] + 1.645 * far[SD_RADIUS]) ** 2
    values["sway_area_rate_mm2_s"] = far[SWEPT] / duration_s if duration_s > 0.0 else math.nan
    values["hull_area_mm2"], values["range_mm"] = hull_values(cop_mm, sums)
    return values


def hull_values(cop_mm: Floats, sums: Floats) -> tuple[float, float]:
    """Measure the convex hull.

    Parameters
    ----------
    cop_mm : numpy.ndarray, shape (n_samples, 2)
        ml and ap; NaN for nobody on the board.
    sums : numpy.ndarray, shape (N_SUMS,)
        `record_sums` of the same samples.

    Returns
    -------
    tuple of float
        Area in mm2, and the greatest distance of two samples in mm; NaN without samples.

    Notes
    -----
    Only samples outside of a polygon of some of them are sorted, so that long records cost O(n).
    """
    if sums[rec.COUNT] == 0.0:
        return math.nan, math.nan
    if sums[rec.COUNT] >= LEAST_TO_SIFT:
        kept = outer_points(cop_mm, float(sums[rec.MIN_ML]), float(sums[rec.MAX_ML]))
    else:
        kept = np.flatnonzero(~np.isnan(cop_mm[:, 0]))
    points = cop_mm[kept] - (sums[rec.MEAN_ML], sums[rec.MEAN_AP])
    points = points[np.lexsort((points[:, 1], points[:, 0]))]
    area_mm2, diameter_mm = hull_area_and_diameter(convex_hull(points))
    return area_mm2, diameter_mm
