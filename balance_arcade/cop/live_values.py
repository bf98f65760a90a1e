"""Every value that a sliding window gives exactly, by the names and formulas of batch."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop import recurrences as rec
from balance_arcade.cop.definitions import DEFINITIONS
from balance_arcade.cop.describe import covered_s, middle_values, sway_values
from balance_arcade.cop.motion import step_values
from balance_arcade.cop.position import spread_values

Floats = npt.NDArray[np.float64]

_MOST_NEEDED = max(definition.n_least for definition in DEFINITIONS.values())


def window_values(sums: Floats, steps: Floats, rate_hz: float) -> dict[str, float]:
    """Describe a window by its sums.

    Parameters
    ----------
    sums : numpy.ndarray, shape (N_SUMS,)
        `balance_arcade.cop.recurrences.window_sums`.
    steps : numpy.ndarray, shape (N_STEP_SUMS,)
        `balance_arcade.cop.step_window.StepWindow.sums` of the same window.
    rate_hz : float
        The board's rate; a velocity is a step times it.

    Returns
    -------
    dict of str to float
        NaN where batch refuses a record as short, or as one that does not determine the value.
        Missing samples refuse nothing here: their share stands beside the values.
    """
    values = sway_values(sums, covered_s(sums))
    values |= middle_values(sums, values)
    values |= _farthest(sums)
    values |= spread_values(sums)
    values |= step_values(steps, rate_hz)
    n_samples = float(sums[rec.COUNT])
    for name, value in values.items():
        short = n_samples < _MOST_NEEDED and n_samples < DEFINITIONS[name].n_least
        if short or not math.isfinite(value):
            values[name] = math.nan
    return values


def _farthest(sums: Floats) -> dict[str, float]:
    """Greatest distance from the mean along each axis: it is at one of the axis's two ends."""
    found = {}
    for axis, mean, least, most in (
        ("ml", rec.MEAN_ML, rec.MIN_ML, rec.MAX_ML),
        ("ap", rec.MEAN_AP, rec.MIN_AP, rec.MAX_AP),
    ):
        far = max(float(sums[most] - sums[mean]), float(sums[mean] - sums[least]))
        found[f"max_distance_{axis}_mm"] = far
    return found
