"""Sway density: how long the centre of pressure stays within a circle about each sample."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.filters import padding_for, smooth_zero_phase
from balance_arcade.cop.kernel import kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

RADIUS_MM = 3.0
SMOOTH_HZ = 2.5

# Boxes of the tree hold 8, 64, 512 ... samples; a power of two, so that places are shifted.
_FAN = 8
_FAN_BITS = 3


@kernel
def _boxes(points: Floats, n_levels: int) -> Floats:
    """Smallest box about every 8, 64, ... samples, all levels in one array: (n, 4), low and high.

    Level k starts where level k - 1 ends; level 0 is the samples themselves.
    """
    n = points.shape[0]
    total = 0
    size = n
    for _ in range(n_levels):
        total += size
        size = (size + _FAN - 1) // _FAN
    out = np.empty((total, 4))
    for i in range(n):  # slices of arrays would take seconds to compile
        for k in range(4):
            out[i, k] = points[i, k % 2]
    below = 0
    width = n
    for _ in range(1, n_levels):
        here = below + width
        for i in range((width + _FAN - 1) // _FAN):
            first = below + i * _FAN
            box = out[here + i]
            for k in range(4):
                box[k] = out[first, k]
            for k in range(first + 1, min(first + _FAN, below + width)):
                box[0] = min(box[0], out[k, 0])
                box[1] = min(box[1], out[k, 1])
                box[2] = max(box[2], out[k, 2])
                box[3] = max(box[3], out[k, 3])
        below = here
        width = (width + _FAN - 1) // _FAN
    return out


@kernel
def _level_starts(n: int, n_levels: int) -> Ints:
    """Where each level of `_boxes` begins."""
    starts = np.zeros(n_levels, np.int64)
    for level in range(1, n_levels):
        starts[level] = starts[level - 1] + n
        n = (n + _FAN - 1) // _FAN
    return starts


@kernel
def _first_exit(boxes: Floats, starts: Ints, n: int, here: int, square: float) -> int:
    """First sample after this one that is farther from it than the radius; n_samples if none is.

    A box whose farthest corner is near enough is passed over as a whole. Rounding is monotone, so
    the corner is never nearer than a sample of the box, and the answer is that of a plain scan.
    """
    x = boxes[here, 0]
    y = boxes[here, 1]
    shift = 0
    level = 0
    at = here + 1
    while at < n:
        while level + 1 < starts.shape[0] and at & ((_FAN << shift) - 1) == 0:
            level += 1
            shift += _FAN_BITS
        while True:
            box = starts[level] + (at >> shift)
            dx = max(abs(boxes[box, 0] - x), abs(boxes[box, 2] - x))
            dy = max(abs(boxes[box, 1] - y), abs(boxes[box, 3] - y))
            if dx * dx + dy * dy <= square:
                break
            if level == 0:
                return at
            level -= 1
            shift -= _FAN_BITS
        at += 1 << shift
    return n


@kernel
def stay_counts(points: Floats, radius_mm: float) -> Floats:
    """Count the samples in a row, before and after each one, that lie within a circle about it.

    Parameters
    ----------
    points : numpy.ndarray, shape (n_samples, 2)
        One unbroken stretch of ml and ap in millimetres.
    radius_mm : float
        Radius of the circle; its edge belongs to it.

    Returns
    -------
    numpy.ndarray, shape (n_samples,)
        Without the sample itself.
    """
    n = points.shape[0]
    n_levels = 1
    size = n
    while size > _FAN:
        size = (size + _FAN - 1) // _FAN
        n_levels += 1
    out = np.empty(n)
    square = radius_mm * radius_mm
    starts = _level_starts(n, n_levels)
    boxes = _boxes(points, n_levels)
    for i in range(n):
        out[i] = _first_exit(boxes, starts, n, i, square) - i - 1
    boxes = _boxes(points[::-1].copy(), n_levels)
    for i in range(n):
        out[n - 1 - i] += _first_exit(boxes, starts, n, i, square) - i - 1
    return out


def sway_density(
    points_mm: npt.ArrayLike, rate_hz: float, *, radius_mm: float = RADIUS_MM
) -> Floats:
    """Time that the centre of pressure stays about each sample, without a break.

    Parameters
    ----------
    points_mm : array_like, shape (n_samples, 2)
        ml and ap in millimetres, one unbroken stretch, all finite.
    rate_hz : float
        Sampling rate.
    radius_mm : float
        Radius of the circle.

    Returns
    -------
    numpy.ndarray, shape (n_samples,)
        Seconds: samples in a row within the circle, before and after, over the rate; unsmoothed.

    Raises
    ------
    ValueError
        The shape does not fit, a value is not finite, or radius or rate is not positive.

    Notes
    -----
    Baratto et al. 2002 (Motor Control 6:246) and Jacono et al. 2004 (Motor Control 8:292). A
    stay ends at the first sample outside, even if the next one is inside again. The cost is a few
    tens of comparisons a sample, however long the stays are.

    Examples
    --------
    >>> sway_density([[0.0, 0.0], [2.0, 0.0], [4.0, 0.0], [9.0, 0.0]], 10.0).tolist()
    [0.1, 0.2, 0.1, 0.0]
    """
    points = np.ascontiguousarray(points_mm, np.float64)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"points_mm must have shape (n_samples, 2), got {points.shape}.")
    if not np.isfinite(points).all():
        raise ValueError("points_mm must be finite; pass one unbroken stretch.")
    if not (rate_hz > 0.0 and radius_mm > 0.0):
        raise ValueError(f"rate_hz and radius_mm must be positive, got {rate_hz} and {radius_mm}.")
    counts: Floats = stay_counts(points, radius_mm) / rate_hz
    return counts


def density_values(
    cop_mm: Floats, runs: Sequence[tuple[int, int]], *, rate_hz: float
) -> dict[str, float]:
    """Sway-density descriptors by name; NaN where there is none.

    Parameters
    ----------
    cop_mm : numpy.ndarray, shape (n_samples, 2)
        ml and ap in millimetres.
    runs : sequence of tuple of int
        First row and row after the last of every stretch without a break.
    rate_hz : float
        Sampling rate, above 5 Hz.

    Returns
    -------
    dict of str to float
        The unit stands in each name.

    Notes
    -----
    The curve is smoothed by the zero-phase low-pass of the pipelines at 2.5 Hz (order 2, -3 dB
    after both passes; the papers take order 4), and peaks are the samples above both neighbours.
    The distance is that between the places of neighbouring peaks of one stretch.
    """
    values = dict.fromkeys(DENSITY_NAMES, math.nan)
    if rate_hz <= 2.0 * SMOOTH_HZ:
        return values
    n_least = padding_for(rate_hz, SMOOTH_HZ) + 1
    long = [(start, stop) for start, stop in runs if stop - start >= n_least]
    if not long:
        return values
    stays, heights, ways = [], [], []
    for start, stop in long:
        points = np.ascontiguousarray(cop_mm[start:stop])
        stay_s = sway_density(points, rate_hz)
        curve_s = smooth_zero_phase(stay_s, rate_hz, SMOOTH_HZ)
        inner = curve_s[1:-1]
        peaks = np.flatnonzero((inner > curve_s[:-2]) & (inner > curve_s[2:])) + 1
        stays.append(stay_s)
        heights.append(curve_s[peaks])
        steps = np.diff(points[peaks], axis=0)
        ways.append(np.hypot(steps[:, 0], steps[:, 1]))
    all_stays, all_heights, all_ways = map(np.concatenate, (stays, heights, ways))
    time_s = sum(stop - start - 1 for start, stop in long) / rate_hz
    values["sway_density_mean_s"] = float(all_stays.mean())
    values["sway_density_peak_rate_hz"] = all_heights.shape[0] / time_s
    if all_heights.size:
        values["sway_density_peak_s"] = float(all_heights.mean())
    if all_ways.size:
        values["sway_density_peak_distance_mm"] = float(all_ways.mean())
    return values


DENSITY_NAMES = (
    "sway_density_mean_s",
    "sway_density_peak_s",
    "sway_density_peak_distance_mm",
    "sway_density_peak_rate_hz",
)
