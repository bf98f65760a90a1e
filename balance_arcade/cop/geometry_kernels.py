"""Kernels that need the whole trial: distances from the mean, swept area, convex hull."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.kernel import kernel

Floats = npt.NDArray[np.float64]


@kernel
def distances(t_s: Floats, cop_mm: Floats, centre_mm: Floats, max_step_s: float) -> Floats:
    """Measure distances from the centre and the area swept about it.

    Parameters
    ----------
    t_s : numpy.ndarray, shape (n_samples,)
        Times in seconds.
    cop_mm : numpy.ndarray, shape (n_samples, 2)
        ml and ap; NaN for nobody on the board.
    centre_mm : numpy.ndarray, shape (2,)
        Mean of the samples that are not NaN.
    max_step_s : float
        Longer steps, and steps with NaN at an end, sweep nothing.

    Returns
    -------
    numpy.ndarray, shape (8,)
        Mean of the sizes of ml, ap and of the radius, maximum of the same, standard deviation of
        the radius (1/N) in mm, and the swept area in mm2.
    """
    out = np.zeros(8)
    count = 0.0
    before = -1
    for i in range(t_s.shape[0]):
        x = cop_mm[i, 0] - centre_mm[0]
        y = cop_mm[i, 1] - centre_mm[1]
        if math.isnan(x) or math.isnan(y):
            continue
        radius = math.sqrt(x * x + y * y)
        count += 1.0
        out[0] += abs(x)
        out[1] += abs(y)
        out[2] += radius
        out[3] = max(out[3], abs(x))
        out[4] = max(out[4], abs(y))
        out[5] = max(out[5], radius)
        if before == i - 1 and before >= 0 and t_s[i] - t_s[before] <= max_step_s:
            x_before = cop_mm[before, 0] - centre_mm[0]
            y_before = cop_mm[before, 1] - centre_mm[1]
            out[7] += abs(x_before * y - x * y_before) / 2.0
        before = i
    if count > 0.0:
        out[:3] /= count
        out[6] = _radius_deviation(cop_mm, centre_mm, out[2], count)
    return out


@kernel
def _radius_deviation(cop_mm: Floats, centre_mm: Floats, mean_mm: float, count: float) -> float:
    """Give the radius its standard deviation, 1/N; a second pass keeps the digits."""
    square: float = 0.0
    for i in range(cop_mm.shape[0]):
        x = cop_mm[i, 0] - centre_mm[0]
        y = cop_mm[i, 1] - centre_mm[1]
        if math.isnan(x) or math.isnan(y):
            continue
        off = math.sqrt(x * x + y * y) - mean_mm
        square += off * off
    return math.sqrt(square / count)


@kernel
def _turn(a: Floats, b: Floats, c: Floats) -> float:
    """Twice the signed area of a triangle; positive if a, b, c turn to the left."""
    return float((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))


@kernel
def convex_hull(points: Floats) -> Floats:
    """Corners of the convex hull, counter-clockwise (Andrew 1979, monotone chain).

    Parameters
    ----------
    points : numpy.ndarray, shape (n_points, 2)
        Sorted by the first, then the second column; at least one.

    Returns
    -------
    numpy.ndarray, shape (n_corners, 2)
        One corner if all points are the same, two if all lie on a line.

    Notes
    -----
    doi 10.1016/0020-0190(79)90072-3.
    """
    n = points.shape[0]
    hull = np.empty((2 * n, 2))
    size = 0
    for i in range(n):
        while size >= 2 and _turn(hull[size - 2], hull[size - 1], points[i]) <= 0.0:
            size -= 1
        hull[size] = points[i]
        size += 1
    lower = size
    for k in range(1, n):
        i = n - 1 - k
        while size > lower and _turn(hull[size - 2], hull[size - 1], points[i]) <= 0.0:
            size -= 1
        hull[size] = points[i]
        size += 1
    if size > 1:
        size -= 1  # the first corner came round again
    if size == 2 and hull[0, 0] == hull[1, 0] and hull[0, 1] == hull[1, 1]:
        size = 1
    return hull[:size].copy()


@kernel
def hull_area_and_diameter(hull: Floats) -> tuple[float, float]:
    """Area of a convex polygon and its greatest width across corners.

    Parameters
    ----------
    hull : numpy.ndarray, shape (n_corners, 2)
        Corners, counter-clockwise.

    Returns
    -------
    tuple of float
        Area in mm2, diameter in mm (rotating calipers, Shamos 1978).
    """
    n = hull.shape[0]
    area = 0.0
    for i in range(1, n - 1):
        area += _turn(hull[0], hull[i], hull[i + 1]) / 2.0
    square = 0.0
    far = 1 % n
    for i in range(n):
        after = (i + 1) % n
        steps = 0
        while steps < n and _turn(hull[i], hull[after], hull[(far + 1) % n]) > _turn(
            hull[i], hull[after], hull[far]
        ):
            far = (far + 1) % n
            steps += 1
        # The corner after the farthest too: with parallel edges it is as far.
        for k in range(2):
            other = hull[(far + k) % n]
            dx = hull[after, 0] - other[0]
            dy = hull[after, 1] - other[1]
            square = max(square, dx * dx + dy * dy)
    return area, math.sqrt(square)
