"""The groups of positional and dynamic descriptors that a trial's analysis goes through."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.density import density_values
from balance_arcade.cop.motion import motion_values
from balance_arcade.cop.position import position_values
from balance_arcade.cop.prepare import Prepared, unbroken_runs
from balance_arcade.cop.velocity_peaks import velocity_values

Floats = npt.NDArray[np.float64]


class Material(NamedTuple):
    """What a group may use.

    Attributes
    ----------
    used : Prepared
        The samples that the pipeline measures; at least none.
    sums : numpy.ndarray, shape (N_SUMS,)
        Their sums, see `balance_arcade.cop.recurrences`.
    duration_s : float
        The pipeline's T.
    runs : list of tuple of int
        First row and row after the last of every stretch without a break.
    values : dict of str to float
        What the groups before gave, by name.
    """

    used: Prepared
    sums: Floats
    duration_s: float
    runs: list[tuple[int, int]]
    values: dict[str, float]


def _position(material: Material) -> dict[str, float]:
    return position_values(material.used.cop_mm, material.sums)


def _motion(material: Material) -> dict[str, float]:
    used, before = material.used, material.values
    return motion_values(
        used.t_s,
        used.cop_mm,
        rate_hz=used.rate_hz,
        max_step_s=used.max_step_s,
        duration_s=material.duration_s,
        sd_mm=(before["sd_ml_mm"], before["sd_ap_mm"]),
    )


def _velocity(material: Material) -> dict[str, float]:
    return velocity_values(material.used.cop_mm, material.runs, rate_hz=material.used.rate_hz)


def _density(material: Material) -> dict[str, float]:
    return density_values(material.used.cop_mm, material.runs, rate_hz=material.used.rate_hz)


TIME_GROUPS: tuple[Callable[[Material], dict[str, float]], ...] = (
    _position,
    _motion,
    _velocity,
    _density,
)


def time_values(used: Prepared, sums: Floats, duration_s: float) -> dict[str, float]:
    """Positional and dynamic descriptors by name; NaN where the samples do not give one.

    Parameters
    ----------
    used : Prepared
        The samples that the pipeline measures.
    sums : numpy.ndarray, shape (N_SUMS,)
        `balance_arcade.cop.basics.record_sums` of them.
    duration_s : float
        What a path is divided by.

    Returns
    -------
    dict of str to float
        The names of `balance_arcade.cop.definitions_time.TIME_ROWS`.
    """
    material = Material(used, sums, duration_s, unbroken_runs(used), {})
    for group in TIME_GROUPS:
        material.values.update(group(material))
    return material.values
