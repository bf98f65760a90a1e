"""Sway density: how long the centre of pressure stays within a circle about each sample."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.filters import padding_for, smooth_zero_phase
from balance_arcade.core.kernel import inner_kernel, kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

RADIUS_MM = 3.0
SMOOTH_HZ = 2.5

# Boxes of the tree hold 8, 64, 512 ... samples; a power of two, so that places are shifted.
_FAN = 8
_FAN_BITS = 3
# Sides of a box, and columns of a sample.
LOW_ML, LOW_AP, HIGH_ML, HIGH_AP = range(4)
ML, AP = range(2)
# Enough for any record: 8^23 samples.
_MOST_LEVELS = 24


@inner_kernel
def _boxes(points: Floats, starts: Ints) -> Floats:
    """Smallest box about every 8, 64, ... samples, all levels in one array: low and high.

    Level k begins at `starts[k]`; the last of them is the end. Level 0, the samples, is not there.
    """
    out = np.empty((starts[-1], 4))
    for i in range(starts[1]):
        out[i, LOW_ML] = out[i, HIGH_ML] = points[i * _FAN, ML]
        out[i, LOW_AP] = out[i, HIGH_AP] = points[i * _FAN, AP]
        for k in range(i * _FAN + 1, min((i + 1) * _FAN, points.shape[0])):
            x, y = points[k, ML], points[k, AP]
            out[i, LOW_ML], out[i, LOW_AP] = min(out[i, LOW_ML], x), min(out[i, LOW_AP], y)
            out[i, HIGH_ML], out[i, HIGH_AP] = max(out[i, HIGH_ML], x), max(out[i, HIGH_AP], y)
    for level in range(1, starts.shape[0] - 1):
        for i in range(starts[level + 1] - starts[level]):
            first = starts[level - 1] + i * _FAN
            box = starts[level] + i
            for k in range(4):  # slices of arrays would take seconds to compile
                out[box, k] = out[first, k]
            for k in range(first + 1, min(first + _FAN, starts[level])):
                for low in (LOW_ML, LOW_AP):
                    high = low + HIGH_ML
                    out[box, low] = min(out[box, low], out[k, low])
                    out[box, high] = max(out[box, high], out[k, high])
    return out


@inner_kernel
def _level_starts(n: int) -> Ints:
    """Where each level of `_boxes` begins; a level of one box is the last."""
    starts = np.empty(_MOST_LEVELS, np.int64)
    starts[0] = 0
    level = 0
    while n > 1 or level == 0:
        n = (n + _FAN - 1) // _FAN
        starts[level + 1] = starts[level] + n
        level += 1
    return starts[: level + 1]


@inner_kernel
def _first_exit(
    points: Floats, boxes: Floats, starts: Ints, here: int, at: int, square: float
) -> int:
    """First sample from `at` on that is farther from this one than the radius; n if none is.

    A box whose farthest corner is near enough is passed over as a whole. Rounding is monotone, so
    the corner is never nearer than a sample of the box, and the answer is that of a plain scan.
    """
    n = int(points.shape[0])
    x, y = points[here, ML], points[here, AP]
    level = -1  # Level -1 is the samples.
    shift = 0
    while at < n:
        # Climb while a box of the next level begins here; only such a box can be passed as a whole.
        while level + 2 < starts.shape[0] and at & ((_FAN << shift) - 1) == 0:
            level += 1
            shift += _FAN_BITS
        while level >= 0:
            box = starts[level] + (at >> shift)
            dx = max(abs(boxes[box, LOW_ML] - x), abs(boxes[box, HIGH_ML] - x))
            dy = max(abs(boxes[box, LOW_AP] - y), abs(boxes[box, HIGH_AP] - y))
            if dx * dx + dy * dy <= square:
                break
            level -= 1
            shift -= _FAN_BITS
        if level < 0:
            dx, dy = points[at, ML] - x, points[at, AP] - y
            if dx * dx + dy * dy > square:
                return at
        at += 1 << shift
    return n


@inner_kernel
def _all_near(boxes: Floats, starts: Ints, group: int, n: int, square: float) -> int:
    """Sample up to which no sample of a box of level 0 can be farther than the radius from another.

    From there on the samples of the box look for themselves. As in `_first_exit`, whole boxes are
    passed over, here by the farthest corners of two.
    """
    low_ml, low_ap = boxes[group, LOW_ML], boxes[group, LOW_AP]
    high_ml, high_ap = boxes[group, HIGH_ML], boxes[group, HIGH_AP]
    at = group * _FAN
    level = 0
    shift = _FAN_BITS
    while at < n:
        while level + 2 < starts.shape[0] and at & ((_FAN << shift) - 1) == 0:
            level += 1
            shift += _FAN_BITS
        while level >= 0:
            box = starts[level] + (at >> shift)
            dx = max(boxes[box, HIGH_ML] - low_ml, high_ml - boxes[box, LOW_ML])
            dy = max(boxes[box, HIGH_AP] - low_ap, high_ap - boxes[box, LOW_AP])
            if dx * dx + dy * dy <= square:
                break
            level -= 1
            shift -= _FAN_BITS
        if level < 0:
            break
        at += 1 << shift
    return at


@kernel
def _stays_after(points: Floats, square: float) -> Floats:
    """Count the samples in a row after each one that stay within the circle."""
    n = points.shape[0]
    starts = _level_starts(n)
    boxes = _boxes(points, starts)
    out = np.empty(n)
    for group in range(starts[1]):
        near = _all_near(boxes, starts, group, n, square)
        for i in range(group * _FAN, min((group + 1) * _FAN, n)):
            at = max(near, i + 1)
            out[i] = _first_exit(points, boxes, starts, i, at, square) - i - 1
    return out


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
    square = radius_mm * radius_mm
    after = _stays_after(points, square)
    return after + _stays_after(np.ascontiguousarray(points[::-1]), square)[::-1]


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
    # The smoothing filter has no cutoff at or above half the rate.
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
