"""A norm where there is one that may be cited for the very same measurement, else "no norm"."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Literal

import msgspec

from balance_arcade.assess.norm_table import BDS_NORMS, CITATION
from balance_arcade.cop.metric import Measured, refuse

PERCENTS = (5, 25, 50, 75, 95)

# Name of ours, name in the data set, unit of ours, and what their value is multiplied by.
# The data set has square centimetres and centimetres a second.
_QUANTITIES = {
    "ellipse_area_mm2": ("COParea", "mm2", 100.0),
    "mean_velocity_mm_s": ("COPvelo", "mm/s", 10.0),
    "spectral_mean_frequency_hz": ("COPmfreq", "Hz", 1.0),
}

PRESET = "duarte_bds"
TRIAL_S = 60.0
OLD_FROM_Y = 60.0

# The adults of the data set; its oldest and youngest are quoted from memory, so the bounds are
# kept to what its age groups surely hold.
LEAST_AGE_Y, MOST_AGE_Y = 18.0, 85.0


class Norm(msgspec.Struct, frozen=True):
    """How a group of people did in the same test.

    Attributes
    ----------
    metric, unit : str
        What, in our unit.
    group : str
        Who and in what condition.
    n_subjects : int
        How many people.
    percentiles : dict of int to float
        By 5, 25, 50, 75 and 95 %.
    citation : str
        Where it comes from.
    conditions : str
        What the comparison assumes.
    """

    metric: str
    unit: str
    group: str
    n_subjects: int
    percentiles: dict[int, float]
    citation: str
    conditions: str

    def band(self, value: float) -> str:
        """Say between which percentiles a value lies.

        Parameters
        ----------
        value : float
            In the norm's unit.

        Returns
        -------
        str
            A place among these people, no diagnosis.

        Raises
        ------
        ValueError
            The value is not finite.
        """
        if not math.isfinite(value):
            raise ValueError(f"value must be finite, got {value}.")
        if value < self.percentiles[PERCENTS[0]]:
            return f"below the {PERCENTS[0]}th percentile"
        for low, high in pairwise(PERCENTS):
            if value <= self.percentiles[high]:
                return f"{low}th to {high}th percentile"
        return f"above the {PERCENTS[-1]}th percentile"


def norm_for(
    metric: str,
    age_y: float,
    vision: Literal["open", "closed"],
    surface: Literal["firm", "foam"],
    *,
    preset: str,
    duration_s: float,
) -> Norm | Measured:
    """Find the norm of a metric.

    Parameters
    ----------
    metric : str
        Our name of the metric.
    age_y : float
        Age in years.
    vision : {"open", "closed"}
        Eyes.
    surface : {"firm", "foam"}
        What the person stood on.
    preset : str
        The pipeline that made the value; only ``duarte_bds`` is the norm's.
    duration_s : float
        How long the stance lasted; only 60 s (to a tenth of a second) is the norm's.

    Returns
    -------
    Norm or Measured
        A result without a value, with the reason, where nothing may be cited.

    Notes
    -----
    Area and velocity grow or fall with the duration and hang on the filter, and plates of different
    make disagree on the same people (PMC7246617, seen in part), so nothing is scaled or guessed.

    Examples
    --------
    >>> same = {"preset": "duarte_bds", "duration_s": 60.0}
    >>> found = norm_for("mean_velocity_mm_s", 30, "open", "firm", **same)
    >>> found.n_subjects, found.band(8.0)
    (87, '50th to 75th percentile')
    >>> norm_for("hull_area_mm2", 30, "open", "firm", **same).definition
    'no norm'
    """
    reason = _no_norm(metric, age_y, vision, surface, preset, duration_s)
    if reason:
        return refuse("no norm", reason)
    quantity, unit, scale = _QUANTITIES[metric]
    age_group = "old" if age_y >= OLD_FROM_Y else "young"
    key = (quantity, age_group, vision, surface)
    row = next(row for row in BDS_NORMS if row[:4] == key)
    years = "60 years and older" if age_group == "old" else "18 to 59 years"
    return Norm(
        metric,
        unit,
        f"adults, {years}, eyes {vision}, {surface} surface",
        row.n_subjects,
        {p: scale * v for p, v in zip(PERCENTS, row.percentiles, strict=True)},
        CITATION,
        "median of three trials of 60 s on a laboratory force plate, 100 Hz, preset duarte_bds",
    )


def _no_norm(
    metric: str, age_y: float, vision: str, surface: str, preset: str, duration_s: float
) -> str:
    """Why there is no norm; empty if there is one."""
    if metric not in _QUANTITIES:
        return f"nothing citable is known of {metric}"
    if vision not in ("open", "closed") or surface not in ("firm", "foam"):
        return f"the data set has no eyes {vision!r} on {surface!r}"
    if not LEAST_AGE_Y <= age_y <= MOST_AGE_Y:
        return f"the data set has adults of {LEAST_AGE_Y:g} to {MOST_AGE_Y:g} years"
    if preset != PRESET:
        return f"the norm goes with the preset {PRESET}, not {preset}"
    if not abs(duration_s - TRIAL_S) <= 0.1:
        return f"the norm goes with trials of {TRIAL_S:g} s, not {duration_s:g} s"
    return ""
