"""Rambling and trembling: the place the body is held at, and the oscillation about it."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.core.kernel import kernel

Floats = npt.NDArray[np.float64]

N_LEAST_POINTS = 4


class Rambling(NamedTuple):
    """What `decompose` gives.

    Attributes
    ----------
    rambling_mm, trembling_mm : numpy.ndarray, shape (n_samples,)
        They add up to the centre of pressure; NaN before the first and after the last point of
        equilibrium.
    rms_rambling_mm, rms_trembling_mm : float
        Root mean square, 1/N: of rambling about its mean, of trembling about zero.
    n_points : int
        Points of instant equilibrium.
    """

    rambling_mm: Floats
    trembling_mm: Floats
    rms_rambling_mm: float
    rms_trembling_mm: float
    n_points: int


@kernel
def spline_bends(knots: Floats, values: Floats) -> Floats:
    """Second derivatives at the knots of the natural cubic spline (Thomas's algorithm).

    Parameters
    ----------
    knots, values : numpy.ndarray, shape (n_knots,)
        Rising places and what the spline takes there; at least two.

    Returns
    -------
    numpy.ndarray, shape (n_knots,)
        Zero at both ends.
    """
    n = knots.shape[0]
    upper = np.zeros(n)
    bends = np.zeros(n)
    for i in range(1, n - 1):
        left = knots[i] - knots[i - 1]
        right = knots[i + 1] - knots[i]
        pull = 6.0 * ((values[i + 1] - values[i]) / right - (values[i] - values[i - 1]) / left)
        pivot = 2.0 * (left + right) - left * upper[i - 1]
        upper[i] = right / pivot
        bends[i] = (pull - left * bends[i - 1]) / pivot
    for i in range(n - 2, 0, -1):
        bends[i] -= upper[i] * bends[i + 1]
    return bends


@kernel
def spline_values(knots: Floats, values: Floats, bends: Floats, places: Floats) -> Floats:
    """Values of the spline at rising places; NaN outside the knots.

    Parameters
    ----------
    knots, values, bends : numpy.ndarray, shape (n_knots,)
        The spline, see `spline_bends`.
    places : numpy.ndarray, shape (n_places,)
        Rising.

    Returns
    -------
    numpy.ndarray, shape (n_places,)
    """
    out = np.empty(places.shape[0])
    k = 0
    for i in range(places.shape[0]):
        t = places[i]
        if t < knots[0] or t > knots[-1]:
            out[i] = math.nan
            continue
        # Places rise, so the piece only moves on: knots[k] <= t <= knots[k + 1] from here.
        while k < knots.shape[0] - 2 and t > knots[k + 1]:
            k += 1
        width = knots[k + 1] - knots[k]
        a = (knots[k + 1] - t) / width
        b = (t - knots[k]) / width
        cubic = (a * a * a - a) * bends[k] + (b * b * b - b) * bends[k + 1]
        out[i] = a * values[k] + b * values[k + 1] + cubic * width * width / 6.0
    return out


def decompose(cop_mm: npt.ArrayLike, horizontal_n: npt.ArrayLike, *, rate_hz: float) -> Rambling:
    """Split one axis of the centre of pressure into rambling and trembling.

    Parameters
    ----------
    cop_mm : array_like, shape (n_samples,)
        One axis of one unbroken stretch.
    horizontal_n : array_like, shape (n_samples,)
        Horizontal force along the same axis. Its mean is taken off: over a stance the body gains
        no speed, so a mean is the plate's offset.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    Rambling

    Raises
    ------
    ValueError
        Shapes that do not fit, values that are not finite, a rate that is not positive, or fewer
        than four points of equilibrium.

    Notes
    -----
    Zatsiorsky and Duarte 1999, doi 10.1123/mcj.3.1.28, and 2000, doi 10.1123/mcj.4.2.185: the
    points of instant equilibrium are the places of the centre of pressure, by linear
    interpolation, where the horizontal force is zero; rambling is the cubic spline through them.
    Departures: the spline is the natural one, and nothing is extrapolated beyond the first and
    last point.
    """
    cop = np.ascontiguousarray(cop_mm, np.float64)
    force = np.ascontiguousarray(horizontal_n, np.float64)
    if cop.ndim != 1 or force.shape != cop.shape:
        raise ValueError(f"Both must have shape (n_samples,), got {cop.shape} and {force.shape}.")
    if not (np.isfinite(cop).all() and np.isfinite(force).all()):
        raise ValueError("Both must be finite; pass one unbroken stretch.")
    if not (math.isfinite(rate_hz) and rate_hz > 0.0):
        raise ValueError(f"rate_hz must be positive, got {rate_hz}.")
    places = equilibrium_places(force)
    if places.shape[0] < N_LEAST_POINTS:
        raise ValueError(
            f"The horizontal force has {places.shape[0]} zeros, {N_LEAST_POINTS} are needed."
        )
    index = np.arange(cop.shape[0], dtype=np.float64)
    knots_s, at_mm = places / rate_hz, np.interp(places, index, cop)
    rambling = spline_values(knots_s, at_mm, spline_bends(knots_s, at_mm), index / rate_hz)
    trembling = cop - rambling
    there = rambling[~np.isnan(rambling)]
    rms = float(np.sqrt(np.mean(trembling[~np.isnan(trembling)] ** 2)))
    return Rambling(rambling, trembling, float(there.std()), rms, int(places.shape[0]))


def equilibrium_places(force_n: Floats) -> Floats:
    """Find the places, in samples, where the force less its mean changes its sign or is zero.

    Parameters
    ----------
    force_n : numpy.ndarray, shape (n_samples,)
        Horizontal force of one unbroken stretch, finite.

    Returns
    -------
    numpy.ndarray, shape (n_places,)
        Rising; between two samples by linear interpolation.

    Examples
    --------
    >>> equilibrium_places(np.array([1.0, -1.0, -3.0, 3.0])).tolist()
    [0.5, 2.5]
    """
    if force_n.shape[0] == 0:
        return np.empty(0)
    force = force_n - force_n.mean()
    before, after = force[:-1], force[1:]
    crossing = np.flatnonzero(before * after < 0.0)
    crossed = crossing + before[crossing] / (before[crossing] - after[crossing])
    # A sample of exactly zero makes no product below zero, so it is not found twice.
    touched = np.flatnonzero(force == 0.0)
    return np.sort(np.concatenate((crossed, touched.astype(np.float64))))
