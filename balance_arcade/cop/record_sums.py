"""Sums over a whole record: those of `balance_arcade.cop.recurrences` and distances from the mean.

A record is read in blocks of a few hundred samples that stay in the processor's first cache. Every
block has a mean of its own, squares are taken about that mean, and blocks are joined after Chan,
Golub and LeVeque (1983, doi 10.1080/00031305.1983.10483115): no difference of large sums, and the
rounding of a sum grows with the number of blocks, not of samples.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.recurrences import (
    BROKEN_S,
    COUNT,
    MAX_AP,
    MAX_ML,
    MEAN_AP,
    MEAN_ML,
    MIN_AP,
    MIN_ML,
    N_SUMS,
    PATH,
    PATH_AP,
    PATH_ML,
    S_APAP,
    S_MLAP,
    S_MLML,
    SUM_FRONT,
    SUM_LEFT,
    T_FIRST,
    T_LAST,
)
from balance_arcade.core.kernel import inner_kernel, kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_BLOCK = 512
# Rows of work space: both columns of a block, and three for what is made of them. A block has one
# place more for the sample before it.
_X, _Y, _MADE = range(3)
# Columns of a record.
_ML, _AP = range(2)
_N_ROWS = 5

# Places in what `distances` returns.
MEAN_SIZE_ML, MEAN_SIZE_AP, MEAN_RADIUS, MOST_RADIUS, SD_RADIUS, SWEPT = range(6)
N_DISTANCES = 6


@inner_kernel
def _columns(block: Floats, x0: float, y0: float, work: Floats) -> tuple[Floats, Floats]:
    """Part the columns of a block into rows of the work space, about a centre."""
    x, y = work[_X, : block.shape[0]], work[_Y, : block.shape[0]]
    for i in range(block.shape[0]):
        x[i] = block[i, _ML] - x0
        y[i] = block[i, _AP] - y0
    return x, y


@kernel
def sum_series(
    t_s: Floats, cop_mm: Floats, left_frac: Floats, front_frac: Floats, runs: Ints
) -> Floats:
    """Sum up a whole record.

    Parameters
    ----------
    t_s : numpy.ndarray, shape (n_samples,)
        Times in seconds, rising.
    cop_mm : numpy.ndarray, shape (n_samples, 2)
        ml and ap.
    left_frac, front_frac : numpy.ndarray, shape (n_samples,)
        Load shares.
    runs : numpy.ndarray, shape (n_runs, 2)
        First row and row after the last of every stretch without a break. Other rows are nobody's;
        a step counts if both ends are of one stretch.

    Returns
    -------
    numpy.ndarray, shape (N_SUMS,)
        In the order of `balance_arcade.cop.recurrences`.
    """
    sums = np.empty(N_SUMS)
    for k in range(N_SUMS):
        sums[k] = 0.0
    work = np.empty((_N_ROWS, _BLOCK + 1))
    sums[MIN_ML], sums[MAX_ML], sums[MIN_AP], sums[MAX_AP] = np.inf, -np.inf, np.inf, -np.inf
    for r in range(runs.shape[0]):
        start, stop = runs[r, 0], runs[r, 1]
        if r == 0:
            sums[T_FIRST] = t_s[start]
        else:
            sums[BROKEN_S] += t_s[start] - sums[T_LAST]
        sums[T_LAST] = t_s[stop - 1]
        for first in range(start, stop, _BLOCK):
            last = min(first + _BLOCK, stop)
            # The step that leads into the block belongs to it.
            lead = min(first - start, 1)
            x, y = _columns(cop_mm[first - lead : last], 0.0, 0.0, work)
            _add_steps(x, y, work[_MADE:], sums)
            _add_moments(x[lead:], y[lead:], cop_mm[runs[0, 0]], sums)
            _add_shares(left_frac[first:last], front_frac[first:last], sums)
    if runs.shape[0] == 0:
        sums[MIN_ML] = sums[MAX_ML] = sums[MIN_AP] = sums[MAX_AP] = 0.0
        return sums
    sums[MEAN_ML] += cop_mm[runs[0, 0], _ML]
    sums[MEAN_AP] += cop_mm[runs[0, 0], _AP]
    return sums


@inner_kernel
def _total(values: Floats) -> float:
    """Add up a block in four lanes, which one instruction can serve."""
    # Written out: without `fastmath` the compiler may not reorder a plain sum into lanes.
    a, b, c, d = 0.0, 0.0, 0.0, 0.0
    whole = values.shape[0] // 4 * 4
    for i in range(0, whole, 4):
        a += values[i]
        b += values[i + 1]
        c += values[i + 2]
        d += values[i + 3]
    for i in range(whole, values.shape[0]):
        a += values[i]
    return (a + b) + (c + d)


@inner_kernel
def _total_of_products(left: Floats, right: Floats) -> float:
    """Add up the products of two blocks in four lanes."""
    a, b, c, d = 0.0, 0.0, 0.0, 0.0
    whole = left.shape[0] // 4 * 4
    for i in range(0, whole, 4):
        a += left[i] * right[i]
        b += left[i + 1] * right[i + 1]
        c += left[i + 2] * right[i + 2]
        d += left[i + 3] * right[i + 3]
    for i in range(whole, left.shape[0]):
        a += left[i] * right[i]
    return (a + b) + (c + d)


@inner_kernel
def _extremes(values: Floats) -> tuple[float, float]:
    """Find the least and the greatest of a block, in two lanes each."""
    low = low_too = high = high_too = values[0]
    whole = values.shape[0] // 2 * 2
    for i in range(0, whole, 2):
        low = values[i] if values[i] < low else low
        low_too = values[i + 1] if values[i + 1] < low_too else low_too
        high = values[i] if values[i] > high else high
        high_too = values[i + 1] if values[i + 1] > high_too else high_too
    last = values[values.shape[0] - 1]
    return min(low, low_too, last), max(high, high_too, last)


@inner_kernel
def _add_moments(x: Floats, y: Floats, origin: Floats, sums: Floats) -> None:
    """Join a block's moments and extremes to those before it; takes the means off the block.

    Means are about an origin, so that joining them costs no digits where samples lie far out.
    """
    n = x.shape[0]
    low, high = _extremes(x)
    sums[MIN_ML], sums[MAX_ML] = min(sums[MIN_ML], low), max(sums[MAX_ML], high)
    low, high = _extremes(y)
    sums[MIN_AP], sums[MAX_AP] = min(sums[MIN_AP], low), max(sums[MAX_AP], high)
    mean_x, mean_y = _take_mean(x, origin[_ML]), _take_mean(y, origin[_AP])
    before = sums[COUNT]
    sums[COUNT] = before + n
    share = n / (before + n)
    # Chan et al. 1983: squares about the joint mean are both sums and what the means lie apart.
    dx, dy = mean_x - sums[MEAN_ML], mean_y - sums[MEAN_AP]
    sums[MEAN_ML] += dx * share
    sums[MEAN_AP] += dy * share
    sums[S_MLML] += _total_of_products(x, x) + dx * dx * (before * share)
    sums[S_APAP] += _total_of_products(y, y) + dy * dy * (before * share)
    sums[S_MLAP] += _total_of_products(x, y) + dx * dy * (before * share)


@inner_kernel
def _take_mean(values: Floats, origin: float) -> float:
    """Give the mean of a block about an origin, and take the mean off the block."""
    for i in range(values.shape[0]):
        values[i] -= origin
    rest = _total(values) / values.shape[0]
    for i in range(values.shape[0]):
        values[i] -= rest
    return float(rest)


@inner_kernel
def _add_steps(x: Floats, y: Floats, work: Floats, sums: Floats) -> None:
    """Add the steps between the samples of a block."""
    n = x.shape[0] - 1
    x_next, y_next = x[1:], y[1:]
    way, way_x, way_y = work[0, :n], work[1, :n], work[2, :n]
    for i in range(n):
        dx, dy = x_next[i] - x[i], y_next[i] - y[i]
        way[i] = math.sqrt(dx * dx + dy * dy)
        way_x[i] = abs(dx)
        way_y[i] = abs(dy)
    sums[PATH] += _total(way)
    sums[PATH_ML] += _total(way_x)
    sums[PATH_AP] += _total(way_y)


@inner_kernel
def _add_shares(left_frac: Floats, front_frac: Floats, sums: Floats) -> None:
    """Add the load shares of a block; once one is not known, the sum is not."""
    left, front = 0.0, 0.0
    # Nothing makes a number of it again, and a file without loads need not be read further.
    if math.isnan(sums[SUM_LEFT]) and math.isnan(sums[SUM_FRONT]):
        return
    for i in range(left_frac.shape[0]):
        left += left_frac[i]
        front += front_frac[i]
    sums[SUM_LEFT] += left
    sums[SUM_FRONT] += front


@kernel
def distances(cop_mm: Floats, centre_mm: Floats, runs: Ints) -> Floats:
    """Measure distances from the centre and the area swept about it.

    Parameters
    ----------
    cop_mm : numpy.ndarray, shape (n_samples, 2)
        ml and ap.
    centre_mm : numpy.ndarray, shape (2,)
        Mean of the samples.
    runs : numpy.ndarray, shape (n_runs, 2)
        As in `sum_series`; nothing is swept between stretches.

    Returns
    -------
    numpy.ndarray, shape (6,)
        Mean of the sizes of ml, ap and of the radius, maximum and standard deviation (1/N) of the
        radius in mm, and the swept area in mm2.
    """
    out = np.empty(N_DISTANCES)
    for k in range(N_DISTANCES):
        out[k] = 0.0
    work = np.empty((_N_ROWS, _BLOCK + 1))
    count, square = 0.0, 0.0
    for r in range(runs.shape[0]):
        start, stop = runs[r, 0], runs[r, 1]
        for first in range(start, stop, _BLOCK):
            last = min(first + _BLOCK, stop)
            lead = min(first - start, 1)
            x, y = _columns(cop_mm[first - lead : last], centre_mm[_ML], centre_mm[_AP], work)
            _add_swept(x, y, work[_MADE], out)
            n = last - first
            radius = work[_MADE, :n]
            _add_sizes(x[lead:], y[lead:], radius, out)
            count += n
            # About a value near all of them, so that the squares lose no digits.
            level = radius[0]
            mean = level + _take_mean(radius, level)
            off = mean - out[MEAN_RADIUS]
            out[MEAN_RADIUS] += off * (n / count)
            square += _total_of_products(radius, radius) + off * off * ((count - n) * (n / count))
    if count > 0.0:
        out[MEAN_SIZE_ML] /= count
        out[MEAN_SIZE_AP] /= count
        out[SD_RADIUS] = math.sqrt(square / count)
    return out


@inner_kernel
def _add_sizes(x: Floats, y: Floats, radius: Floats, out: Floats) -> None:
    """Add the sizes of a block's ml and ap, and give every radius."""
    for i in range(radius.shape[0]):
        radius[i] = math.sqrt(x[i] * x[i] + y[i] * y[i])
        x[i] = abs(x[i])
        y[i] = abs(y[i])
    out[MEAN_SIZE_ML] += _total(x)
    out[MEAN_SIZE_AP] += _total(y)
    out[MOST_RADIUS] = max(out[MOST_RADIUS], _extremes(radius)[1])


@inner_kernel
def _add_swept(x: Floats, y: Floats, work: Floats, out: Floats) -> None:
    """Add the triangles between the centre and the samples of a block."""
    x_next, y_next, swept = x[1:], y[1:], work[: x.shape[0] - 1]
    for i in range(swept.shape[0]):
        swept[i] = abs(x[i] * y_next[i] - x_next[i] * y[i])
    out[SWEPT] += _total(swept) / 2.0
