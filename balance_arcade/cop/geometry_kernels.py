"""Convex hull and planar range of a whole trial."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.core.kernel import inner_kernel, kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Columns of a point.
ML, AP = range(2)

# Columns that `outer_points` parts the record into, every how many samples it takes for its inner
# polygon, and below how many samples all of them are sorted.
_N_COLUMNS = 256
_STRIDE = 4
LEAST_TO_SIFT = 1000


@inner_kernel
def _turn(corners: Floats, a: int, b: int, points: Floats, c: int) -> float:
    """Twice the signed area of corners a, b and point c; positive if they turn to the left.

    Rows are given by number, because a view of each would double the time to compile.
    """
    ax, ay = corners[a, ML], corners[a, AP]
    return float(
        (corners[b, ML] - ax) * (points[c, AP] - ay) - (corners[b, AP] - ay) * (points[c, ML] - ax)
    )


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
        # Invariant: the chain turns to the left at each corner, so what turns right or not at all
        # goes.
        while size >= 2 and _turn(hull, size - 2, size - 1, points, i) <= 0.0:
            size -= 1
        hull[size, ML], hull[size, AP] = points[i, ML], points[i, AP]
        size += 1
    lower = size
    for k in range(1, n):
        i = n - 1 - k
        # The way back may take off corners of the upper chain only: the lower one is finished.
        while size > lower and _turn(hull, size - 2, size - 1, points, i) <= 0.0:
            size -= 1
        hull[size, ML], hull[size, AP] = points[i, ML], points[i, AP]
        size += 1
    if size > 1:
        size -= 1  # the first corner came round again
    # All points are the same, and the chain holds that corner twice.
    if size == 2 and hull[0, ML] == hull[1, ML] and hull[0, AP] == hull[1, AP]:
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
        area += _turn(hull, 0, i, hull, i + 1) / 2.0
    square = 0.0
    # Invariant: going round, the corner farthest from the edge only moves on, so `far` is kept from
    # edge to edge and the whole takes O(n).
    far = 1 % n
    for i in range(n):
        after = (i + 1) % n
        steps = 0
        while steps < n and _turn(hull, i, after, hull, (far + 1) % n) > _turn(
            hull, i, after, hull, far
        ):
            far = (far + 1) % n
            steps += 1
        # The corner after the farthest too: with parallel edges it is as far.
        for k in range(2):
            other = (far + k) % n
            dx = hull[after, ML] - hull[other, ML]
            dy = hull[after, AP] - hull[other, AP]
            square = max(square, dx * dx + dy * dy)
    return area, math.sqrt(square)


@kernel
def outer_points(cop_mm: Floats, low_ml_mm: float, high_ml_mm: float) -> Ints:
    """Find the samples that may be corners of the convex hull, without sorting.

    Parameters
    ----------
    cop_mm : numpy.ndarray, shape (n_samples, 2)
        ml and ap; NaN for nobody on the board.
    low_ml_mm, high_ml_mm : float
        Least and greatest ml of all samples.

    Returns
    -------
    numpy.ndarray, shape (n_found,)
        Rows. Every sample that is left out lies inside of a polygon of others (Akl and Toussaint
        1978, doi 10.1016/0020-0190(78)90003-0): that of the lowest and the highest of every
        fourth sample in each of 256 columns. None is NaN.
    """
    n = cop_mm.shape[0]
    width_mm = high_ml_mm - low_ml_mm
    # Without the compiler a division by zero is an error.
    scale = _N_COLUMNS / width_mm if width_mm > 0.0 else math.inf
    bottom, top = np.empty(_N_COLUMNS), np.empty(_N_COLUMNS)
    # Columns too narrow for the numbers: nothing is sifted.
    if not math.isinf(scale):
        corners = _column_extremes(cop_mm, low_ml_mm, scale)
        _inner_bounds(convex_hull(corners), low_ml_mm, 1.0 / scale, bottom, top)
    else:
        scale = 0.0
        for column in range(_N_COLUMNS):
            bottom[column], top[column] = math.inf, -math.inf
    out = np.empty(n, np.int64)
    found = 0
    for i in range(n):
        x, y = cop_mm[i, ML], cop_mm[i, AP]
        if math.isnan(x) or math.isnan(y):
            continue
        column = min(int((x - low_ml_mm) * scale), _N_COLUMNS - 1)
        if not bottom[column] < y < top[column]:
            out[found] = i
            found += 1
    return out[:found].copy()


@inner_kernel
def _column_extremes(cop_mm: Floats, low_ml_mm: float, scale: float) -> Floats:
    """Lowest and highest of every fourth sample in each column, sorted by ml and ap."""
    lowest, highest = np.empty(_N_COLUMNS, np.int64), np.empty(_N_COLUMNS, np.int64)
    for column in range(_N_COLUMNS):
        lowest[column] = highest[column] = -1
    for i in range(0, cop_mm.shape[0], _STRIDE):
        x, y = cop_mm[i, ML], cop_mm[i, AP]
        if math.isnan(x) or math.isnan(y):
            continue
        column = min(int((x - low_ml_mm) * scale), _N_COLUMNS - 1)
        if lowest[column] < 0:
            lowest[column] = highest[column] = i
        elif y < cop_mm[lowest[column], AP]:
            lowest[column] = i
        elif y > cop_mm[highest[column], AP]:
            highest[column] = i
    out = np.empty((2 * _N_COLUMNS + 1, 2))
    out[0, ML] = out[0, AP] = 0.0  # given where no sample is one
    found = 0
    for column in range(_N_COLUMNS):
        if lowest[column] < 0:
            continue
        a, b = lowest[column], highest[column]
        if cop_mm[a, ML] > cop_mm[b, ML] or (
            cop_mm[a, ML] == cop_mm[b, ML] and cop_mm[a, AP] > cop_mm[b, AP]
        ):
            a, b = b, a
        for k in range(2):  # rows written whole would take seconds to compile
            out[found, k] = cop_mm[a, k]
            out[found + 1, k] = cop_mm[b, k]
        found += 2
    return out[: max(found, 1)]


@inner_kernel
def _inner_bounds(
    hull: Floats, low_ml_mm: float, width_mm: float, bottom: Floats, top: Floats
) -> None:
    """Bounds of ap between which a sample of each column lies inside of a convex polygon."""
    far = _farthest(hull)
    # Rounding of the edges' heights: a point so near to an edge is kept rather than lost.
    margin = 0.0
    for i in range(hull.shape[0]):
        margin = max(margin, 1e-9 * abs(hull[i, AP] - hull[0, AP]), 1e-14 * abs(hull[i, AP]))
    for column in range(_N_COLUMNS):
        # A hair wider than the column, so that rounding puts no sample beside it.
        left = low_ml_mm + (column - 1e-6) * width_mm
        right = low_ml_mm + (column + 1 + 1e-6) * width_mm
        # The polygon does not cover the whole column, so nothing is surely inside of it.
        if left <= hull[0, ML] or right >= hull[far, ML]:
            bottom[column], top[column] = math.inf, -math.inf
            continue
        # Counter-clockwise from the first corner runs the lower edge, the other way the upper one.
        # The ways come out of a loop, because a number that the compiler knows makes it compile
        # the function once more for it.
        for way in (1, -1):
            at_left, at_right = _height(hull, far, way, left), _height(hull, far, way, right)
            if way > 0:
                bottom[column] = max(at_left, at_right) + margin
            else:
                top[column] = min(at_left, at_right) - margin


@inner_kernel
def _farthest(hull: Floats) -> int:
    """Find the corner with the greatest ml, the first of several."""
    far = 0
    for i in range(hull.shape[0]):
        far = i if hull[i, ML] > hull[far, ML] else far
    return far


@inner_kernel
def _height(hull: Floats, far: int, way: int, x: float) -> float:
    """Height of a convex polygon's edge over ml, from its first corner that way to the far one."""
    n = hull.shape[0]
    here = 0
    after = (here + way) % n
    while after != far and hull[after, ML] < x:
        here = after
        after = (here + way) % n
    rise = hull[after, AP] - hull[here, AP]
    share = (x - hull[here, ML]) / (hull[after, ML] - hull[here, ML])
    return float(hull[here, AP] + share * rise)
