"""Where stability limits come from: a lean pass, quiet sway, or theory.

The one import for everything about limits; `StabilityLimits` itself lives in
`balance_arcade.cop.stability`, the lean pass in `balance_arcade.cop.lean`.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.lean import LeanCollector
from balance_arcade.cop.stability import (
    DIRECTIONS,
    FLOOR_MM,
    N_DIRECTIONS,
    SEATED_FLOOR_MM,
    LimitsSource,
    Posture,
    StabilityLimits,
    direction_vector,
)

__all__ = [
    "DEFAULT_HEIGHT_MM",
    "DIRECTIONS",
    "FLOOR_MM",
    "SEATED_FLOOR_MM",
    "SEATED_HEIGHT_MM",
    "LeanCollector",
    "LimitsSource",
    "Posture",
    "StabilityLimits",
    "default_limits",
    "direction_vector",
    "limits_from_quiet_sway",
]

# Theoretical limits of the lean angle of the centre of mass: 8 degrees forward and to the sides,
# 4.5 degrees backward, as the Limits of Stability test of force-plate makers states them
# (sensingfuture.com, physiosensing.net, pages on Limits of Stability). The body leans as one piece
# about the ankles; the centre of mass stands at 55 % of stature (a rounded textbook value, from
# memory).
_LEAN_DEG = 8.0
_LEAN_BACK_DEG = 4.5
_CENTRE_OF_MASS_SHARE = 0.55
DEFAULT_HEIGHT_MM = 1700.0

SEATED_HEIGHT_MM = 1190.0
"""Limits that are guessed for somebody who sits are those of a standing body of seven tenths of the
average height: a trunk that turns about the hips is shorter than a body that turns about the
ankles. Ours."""


def default_limits(
    height_mm: float = DEFAULT_HEIGHT_MM, *, centre_mm: tuple[float, float] = (0.0, 0.0)
) -> StabilityLimits:
    """Limits from theory alone, for somebody who has not leaned yet.

    Parameters
    ----------
    height_mm : float
        Stature; 1700 mm where it is not known.
    centre_mm : tuple of float
        (ml, ap) of quiet stance.

    Returns
    -------
    StabilityLimits
        ``0.55 height sin(angle)`` with 8 degrees forward, left and right and 4.5 backward; the
        directions between lie on the ellipse through their neighbours. These are upper bounds of a
        healthy adult, not what a patient can do.

    Raises
    ------
    ValueError
        A height that is not between 500 and 2500 mm.

    Examples
    --------
    >>> [round(v) for v in default_limits(1700.0).limits_mm]
    [130, 130, 130, 90, 73, 90, 130, 130]
    """
    if not 500.0 <= height_mm <= 2500.0:
        raise ValueError(f"height_mm must lie between 500 and 2500, got {height_mm:g}.")
    limits = []
    for index in range(N_DIRECTIONS):
        right, forward = direction_vector(index)
        along = _LEAN_DEG if forward > 0.0 else _LEAN_BACK_DEG
        lean_deg = 1.0 / math.hypot(right / _LEAN_DEG, forward / along)
        limits.append(_CENTRE_OF_MASS_SHARE * height_mm * math.sin(math.radians(lean_deg)))
    return _build(centre_mm, limits, "default")


# Ours, not from a paper: six standard deviations of quiet sway along a direction, but between a
# quarter and six tenths of the theoretical limit. The bounds matter more than the factor, because
# somebody frail sways more and can lean less.
_SWAY_FACTOR = 6.0
_LEAST_SHARE = 0.25
_MOST_SHARE = 0.6


def limits_from_quiet_sway(
    cop_mm: npt.ArrayLike,
    *,
    height_mm: float = DEFAULT_HEIGHT_MM,
    least_share: float = _LEAST_SHARE,
) -> StabilityLimits:
    """Guess cautious limits from quiet stance, for games that start without a lean pass.

    Parameters
    ----------
    cop_mm : array_like, shape (n_samples, 2)
        ml and ap of some seconds of quiet stance; rows with NaN are left out.
    height_mm : float
        Stature.
    least_share : float
        Least share of `default_limits`, 0.25; 0 for a direction in which somebody was asked to lean
        and could not, so that nothing but their own sway is asked for.

    Returns
    -------
    StabilityLimits
        Centred on the mean; six standard deviations (1/N) along each direction, kept between the
        least share and 60 % of `default_limits`.

    Raises
    ------
    ValueError
        Fewer than two samples with somebody on the board, or another shape.
    """
    points = np.asarray(cop_mm, np.float64)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"cop_mm must have shape (n_samples, 2), got {points.shape}.")
    points = points[np.isfinite(points).all(axis=1)]
    if points.shape[0] < 2:
        raise ValueError("Quiet sway needs at least two samples with somebody on the board.")
    centre = points.mean(axis=0)
    theory = default_limits(height_mm).limits_mm
    limits = []
    for index in range(N_DIRECTIONS):
        spread = float(np.std((points - centre) @ np.array(direction_vector(index))))
        bounds = least_share * theory[index], _MOST_SHARE * theory[index]
        limits.append(min(max(_SWAY_FACTOR * spread, bounds[0]), bounds[1]))
    return _build((float(centre[0]), float(centre[1])), limits, "quiet sway")


def _build(
    centre_mm: tuple[float, float], limits_mm: list[float], source: LimitsSource
) -> StabilityLimits:
    f, fr, r, br, b, bl, left, fl = limits_mm
    return StabilityLimits(centre_mm, (f, fr, r, br, b, bl, left, fl), source)
