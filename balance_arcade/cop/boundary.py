"""Time to boundary: when the centre of pressure would leave the base of support."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.velocity_peaks import N_FIT, velocity_of_run
from balance_arcade.core.kernel import inner_kernel, kernel

Floats = npt.NDArray[np.float64]

# Later than in a week is never.
LONGEST_S = 604800.0

MOTIONS: tuple[Literal["linear", "quadratic"], ...] = ("linear", "quadratic")


class TimeToBoundary(NamedTuple):
    """What `time_to_boundary` gives.

    Attributes
    ----------
    ttb_s : numpy.ndarray, shape (n_samples,)
        Time until the boundary would be met; infinite where it would not be within a week, 0
        outside.
    side : numpy.ndarray of int, shape (n_samples,)
        Which side would be met first: side k goes from corner k to the next; -1 for none.
    ttb_min_s, ttb_mean_s, ttb_sd_s : float
        Least, mean and standard deviation (1/N) of the minima: samples below the one before and
        not above the one after. NaN without any.
    n_ttb_minima : int
        Number of minima.
    n_outside : int
        Samples outside the polygon.
    """

    ttb_s: Floats
    side: npt.NDArray[np.int64]
    ttb_min_s: float
    ttb_mean_s: float
    ttb_sd_s: float
    n_ttb_minima: int
    n_outside: int


@inner_kernel
def _first_root(distance: float, speed: float, half_push: float) -> float:
    """Least t >= 0 with ``distance - speed t - half_push t^2 <= 0``, distance >= 0; else infinite.

    The root is taken in the form that does not subtract numbers of one size.
    """
    if half_push == 0.0:
        return distance / speed if speed > 0.0 else math.inf
    under = speed * speed + 4.0 * half_push * distance
    # The acceleration turns it back before it gets there.
    if under < 0.0:
        return math.inf
    root = math.sqrt(under)
    if speed > 0.0:
        return 2.0 * distance / (speed + root)
    if half_push > 0.0:
        return (root - speed) / (2.0 * half_push)
    return math.inf


@kernel
def boundary_times(
    cop_mm: Floats, velocity_mm_s: Floats, acceleration_mm_s2: Floats, sides: Floats, out: Floats
) -> None:
    """Fill `out` (n_samples, 2) with the time to the nearest boundary and its side.

    Parameters
    ----------
    cop_mm, velocity_mm_s, acceleration_mm_s2 : numpy.ndarray, shape (n_samples, 2)
        ml and ap and their derivatives.
    sides : numpy.ndarray, shape (n_sides, 3)
        Unit normal pointing out, ml and ap, and its product with a corner of the side.
    out : numpy.ndarray, shape (n_samples, 2)
        Seconds, infinite for never, 0 outside; side, -1 for none.
    """
    for i in range(cop_mm.shape[0]):
        out[i, 0] = math.inf
        out[i, 1] = -1.0
        for k in range(sides.shape[0]):
            nx = sides[k, 0]
            ny = sides[k, 1]
            distance = sides[k, 2] - nx * cop_mm[i, 0] - ny * cop_mm[i, 1]
            # Outside of one side is outside of a convex polygon.
            if distance < 0.0:
                out[i, 0] = 0.0
                out[i, 1] = k
                break
            speed = nx * velocity_mm_s[i, 0] + ny * velocity_mm_s[i, 1]
            push = nx * acceleration_mm_s2[i, 0] + ny * acceleration_mm_s2[i, 1]
            t = _first_root(distance, speed, 0.5 * push)
            if t < out[i, 0]:
                out[i, 0] = t
                out[i, 1] = k


def _sides_of(polygon_mm: Floats) -> Floats:
    """Compute normals and offsets of a convex polygon's sides, whichever way round it is given."""
    if polygon_mm.ndim != 2 or polygon_mm.shape[1] != 2 or polygon_mm.shape[0] < 3:
        raise ValueError(f"polygon_mm must have shape (3 or more, 2), got {polygon_mm.shape}.")
    if not np.isfinite(polygon_mm).all():
        raise ValueError("polygon_mm must be finite.")
    along = np.roll(polygon_mm, -1, axis=0) - polygon_mm
    after = np.roll(along, -1, axis=0)
    turns = along[:, 0] * after[:, 1] - along[:, 1] * after[:, 0]
    angles = np.arctan2(turns, (along * after).sum(axis=1))
    # A star turns to one side at every corner too, but goes round more than once.
    once = abs(abs(float(angles.sum())) - 2.0 * math.pi) < 1e-6
    if not ((turns > 0.0).all() or (turns < 0.0).all()) or not once:
        raise ValueError(
            "polygon_mm must be convex, with no corner on the line through its neighbours."
        )
    way = 1.0 if turns[0] > 0.0 else -1.0
    normal = way * np.column_stack((along[:, 1], -along[:, 0]))
    normal /= np.hypot(normal[:, 0], normal[:, 1])[:, None]
    return np.column_stack((normal, (normal * polygon_mm).sum(axis=1)))


def time_to_boundary(
    cop_mm: npt.ArrayLike,
    polygon_mm: npt.ArrayLike,
    *,
    rate_hz: float,
    motion: Literal["linear", "quadratic"] = "linear",
) -> TimeToBoundary:
    """Extrapolate every sample to the edge of the base of support.

    Parameters
    ----------
    cop_mm : array_like, shape (n_samples, 2)
        ml and ap in millimetres, one unbroken stretch of at least five samples, filtered.
    polygon_mm : array_like, shape (n_corners, 2)
        Corners of the convex base of support in the same axes, in either direction.
    rate_hz : float
        Sampling rate.
    motion : {"linear", "quadratic"}
        With the velocity of the sample kept (Riccio), or with its acceleration kept (Slobounov).

    Returns
    -------
    TimeToBoundary

    Raises
    ------
    ValueError
        A shape that does not fit, a value that is not finite, a polygon that is not convex, a rate
        that is not positive, or an unknown motion.

    Notes
    -----
    Riccio 1993 (in Newell and Corcos, Variability and Motor Control, p. 317); Slobounov et al.
    1997, doi 10.1080/00222899709600841. The first side met belongs to the polygon because it is
    convex and the sample lies inside. Derivatives are those of `velocity_of_run`, the acceleration
    by taking it twice.

    Examples
    --------
    >>> cop_mm = np.column_stack((np.arange(6.0), np.zeros(6)))
    >>> square_mm = [[-50.0, -50.0], [50.0, -50.0], [50.0, 50.0], [-50.0, 50.0]]
    >>> time_to_boundary(cop_mm, square_mm, rate_hz=10.0).ttb_s.round(9).tolist()
    [5.0, 4.9, 4.8, 4.7, 4.6, 4.5]
    """
    points = np.ascontiguousarray(cop_mm, np.float64)
    if points.ndim != 2 or points.shape[1] != 2 or points.shape[0] < N_FIT:
        raise ValueError(f"cop_mm must have shape ({N_FIT} or more, 2), got {points.shape}.")
    if not np.isfinite(points).all():
        raise ValueError("cop_mm must be finite; pass one unbroken stretch.")
    if not (math.isfinite(rate_hz) and rate_hz > 0.0):
        raise ValueError(f"rate_hz must be positive, got {rate_hz}.")
    if motion not in MOTIONS:
        raise ValueError(f"motion must be one of {', '.join(MOTIONS)}, got {motion!r}.")
    sides = _sides_of(np.asarray(polygon_mm, np.float64))
    velocity = np.column_stack([velocity_of_run(points[:, k], rate_hz) for k in (0, 1)])
    push = np.zeros_like(points)
    if motion == "quadratic":
        push = np.column_stack([velocity_of_run(velocity[:, k], rate_hz) for k in (0, 1)])
    out = np.empty_like(points)
    boundary_times(points, velocity, push, sides, out)
    out[out[:, 0] > LONGEST_S] = (math.inf, -1.0)
    return _summary(points, sides, out)


def _summary(points: Floats, sides: Floats, out: Floats) -> TimeToBoundary:
    ttb_s = out[:, 0].copy()
    inner = ttb_s[1:-1]
    minima = inner[(inner < ttb_s[:-2]) & (inner <= ttb_s[2:])]
    outside = (points @ sides[:, :2].T > sides[:, 2]).any(axis=1)
    some = minima.size > 0
    return TimeToBoundary(
        ttb_s=ttb_s,
        side=out[:, 1].astype(np.int64),
        ttb_min_s=float(minima.min()) if some else math.nan,
        ttb_mean_s=float(minima.mean()) if some else math.nan,
        ttb_sd_s=float(minima.std()) if some else math.nan,
        n_ttb_minima=int(minima.size),
        n_outside=int(outside.sum()),
    )
