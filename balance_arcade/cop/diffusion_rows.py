"""Rows of stabilogram diffusion, and how a trial's are measured."""

from __future__ import annotations

import functools
import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.diffusion import (
    BREAK_S,
    fit_diffusion,
    mean_square_displacement,
)
from balance_arcade.cop.diffusion_lags import diffusion_over_seconds
from balance_arcade.cop.metric import AXES, Changes, Metric
from balance_arcade.cop.metric_group import Found
from balance_arcade.cop.pipelines import Pipeline
from balance_arcade.cop.signals import Signals, at_25_hz, longest_stretch

Floats = npt.NDArray[np.float64]

# Lags go up to 10 s or a third of the stretch, and at least to 5 s.
LONGEST_S = 10.0
LEAST_S = 15.0
# Six lags up to the earliest break.
MIN_RATE_HZ = 20.0

_COLLINS = "Collins & De Luca 1993"
_HOW = f"break at {BREAK_S[0]:g} to {BREAK_S[1]:g} s, lags up to {LONGEST_S:g} s or a third"

# Backwards the samples at 25 Hz are others.
_NEAR = Changes(back="near")
_NEAR_SQUARE = Changes(2, back="near")

# By the names of `Diffusion`; ``{a}`` is the axis with a bar before it, nothing for the plane.
_PARTS = {
    field: Metric(name, unit, formula, _COLLINS, changes=changes, twin="twins:diffusion")
    for field, name, unit, formula, changes in (
        (
            "diffusion_short_mm2_s",
            "sda_diffusion_short{a}_mm2_s",
            "mm2/s",
            "D_s, half the slope of",
            _NEAR_SQUARE,
        ),
        (
            "diffusion_long_mm2_s",
            "sda_diffusion_long{a}_mm2_s",
            "mm2/s",
            "D_l, half the slope of",
            _NEAR_SQUARE,
        ),
        (
            "h_short",
            "sda_h_short{a}",
            "",
            "H_s, half the logarithmic slope of",
            _NEAR,
        ),
        ("h_long", "sda_h_long{a}", "", "H_l, half the logarithmic slope of", _NEAR),
        (
            "critical_time_s",
            "sda_critical_time{a}_s",
            "s",
            "lag at which the lines of D cross, of",
            _NEAR,
        ),
        (
            "critical_msd_mm2",
            "sda_critical_msd{a}_mm2",
            "mm2",
            "value there of",
            _NEAR_SQUARE,
        ),
    )
}


def of_curve(row: Metric, axis: str, what: str) -> Metric:
    """Fill in an axis, or none for the plane, and what curve the row is about."""
    changes = row.changes if axis or row.changes is None else row.changes._replace(turn="same")
    return row._replace(
        name=row.name.replace("{a}", f"_{axis}" if axis else ""),
        formula=f"{row.formula} {what}",
        changes=changes,
    )


@functools.cache
def rows(pipeline: Pipeline) -> tuple[Metric, ...]:
    """Give the rows of both axes and the plane, in the words of a pipeline."""
    lags = " at 25 Hz, lags spread evenly over" if pipeline.even.at_25_hz else " over"
    return tuple(
        of_curve(
            row,
            axis,
            f"the mean square displacement of {axis or 'both axes together'}{lags} time; "
            f"{_HOW} of the stretch",
        )
        for axis in (*AXES, "")
        for row in _PARTS.values()
    )


class Displacements(NamedTuple):
    """Mean square displacements of a trial.

    Attributes
    ----------
    by_axis : dict of str to numpy.ndarray
        mm2 by lag from 0 on, of ``ml``, ``ap``, and nothing for both together.
    rate_hz : float
        Lags are multiples of its period.
    longest_s : float
        Longest lag that is looked at.
    """

    by_axis: dict[str, Floats]
    rate_hz: float
    longest_s: float


def displacements(signals: Signals, pipeline: Pipeline) -> Displacements | str:
    """Average squared displacements over the longest stretch without a break.

    Parameters
    ----------
    signals : Signals
        Of one trial.
    pipeline : Pipeline
        Decides whether the lags are seconds at 25 Hz, or samples (version 1).

    Returns
    -------
    Displacements or str
        A sentence where there is nothing to measure.
    """
    stretch = longest_stretch(signals)
    why = stretch.too_short(LEAST_S)
    if not why and not pipeline.fast_enough(stretch.rate_hz, MIN_RATE_HZ):
        why = f"too slow: {stretch.rate_hz:g} Hz, {MIN_RATE_HZ:g} Hz needed"
    if why:
        return why
    longest_s = min(LONGEST_S, stretch.duration_s / 3.0)
    n_lags = None
    if pipeline.even.at_25_hz:
        stretch = at_25_hz(signals)
        # One lag more than is looked at: what lies between two lags is read, too.
        n_lags = math.ceil(longest_s * stretch.rate_hz) + 2
    curves: dict[str, Floats] = {
        axis: mean_square_displacement(stretch.cop_mm[:, k], n_lags) for k, axis in enumerate(AXES)
    }
    curves[""] = curves["ml"] + curves["ap"]
    return Displacements(curves, stretch.rate_hz, longest_s)


def diffusion_group(signals: Signals, pipeline: Pipeline) -> Found:
    """Measure diffusion along both axes and in the plane over the longest unbroken stretch.

    Parameters
    ----------
    signals : Signals
        Of one trial.
    pipeline : Pipeline
        Decides whether the lags are seconds at 25 Hz, or samples (version 1).

    Returns
    -------
    dict of str to float, or str
        By name; a sentence where there is nothing to measure.
    """
    found = displacements(signals, pipeline)
    if isinstance(found, str):
        return found
    fit_regimes = diffusion_over_seconds if pipeline.even.at_25_hz else fit_diffusion
    values: dict[str, float | str] = {}
    for axis, curve in found.by_axis.items():
        fit = fit_regimes(curve, found.rate_hz, found.longest_s)
        suffix = f"_{axis}" if axis else ""
        for field, row in _PARTS.items():
            values[row.name.replace("{a}", suffix)] = getattr(fit, field)
        # Both lines are there, but they do not meet.
        if math.isfinite(fit.diffusion_short_mm2_s):
            for field in ("critical_time_s", "critical_msd_mm2"):
                if not math.isfinite(getattr(fit, field)):
                    name = _PARTS[field].name.replace("{a}", suffix)
                    values[name] = "the two lines do not cross within the lags"
    return values
