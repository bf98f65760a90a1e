"""Nonlinear dynamics at 25 Hz: recurrences, divergence, multifractal scaling, Hjorth's measures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.both_axes import for_both_axes
from balance_arcade.cop.definitions_nonlinear import (
    HJORTH_NAMES,
    RECURRENCE_NAMES,
    ROWS,
    SCALING_NAMES,
)
from balance_arcade.cop.divergence import lyapunov_exponent
from balance_arcade.cop.embedded_pairs import Scratch
from balance_arcade.cop.hjorth import hjorth
from balance_arcade.cop.metric import AXES
from balance_arcade.cop.metric_group import (
    METRIC_CONTRACT,
    Found,
    MetricGroup,
    rows_of_dynamics,
)
from balance_arcade.cop.multifractal import multifractal
from balance_arcade.cop.parts import LONGEST_SHORT_PART_S, spread_parts
from balance_arcade.cop.pipelines import Pipeline
from balance_arcade.cop.recurrence import FOUND_FRAC, recurrences
from balance_arcade.cop.series import STILL, moves
from balance_arcade.cop.signals import Signals, at_25_hz

Floats = npt.NDArray[np.float64]
Values = dict[str, float | str]

# Of a part of 17.5 s, the shortest there is then, six tenths are left beside what neighbours must
# be apart and how long they are followed.
LEAST_S = 20.0
# Half an hour. Longer records are seen in so many parts, spread evenly, which costs the same.
MOST_PARTS = 60
_SHOWN_Q = (-5.0, -2.0, 0.0, 2.0, 5.0)


def nonlinear_group(signals: Signals, pipeline: Pipeline) -> Found:
    """Measure the dynamics of both axes over the longest stretch without a break, at 25 Hz.

    Parameters
    ----------
    signals : Signals
        Of one trial.
    pipeline : Pipeline
        Those whose sets of numbers were settled before have none of these.

    Returns
    -------
    dict of str to float, or str
        By name; a sentence where there is nothing to measure.
    """
    if not pipeline.with_dynamics:
        return {}
    stretch = at_25_hz(signals)
    if why := stretch.too_short(LEAST_S):
        return why
    values: Values = {}
    both = for_both_axes(partial(_measured, rate_hz=stretch.rate_hz), stretch.cop_mm)
    for axis, measured in zip(AXES, both, strict=True):
        for names, found in measured:
            of_axis = [name.format(a=axis) for name in names]
            values |= (
                dict.fromkeys(of_axis, found)
                if isinstance(found, str)
                else dict(zip(of_axis, found, strict=True))
            )
    return values


def _measured(
    series: Floats, rate_hz: float
) -> list[tuple[tuple[str, ...], Sequence[float] | str]]:
    """Measure one axis: names with numbers in their order, or with the reason for all of them."""
    return [
        (RECURRENCE_NAMES, mean_of_parts(series, rate_hz)),
        (SCALING_NAMES, _scaling(series, rate_hz)),
        (HJORTH_NAMES, hjorth(series, rate_hz) if moves(series) else STILL),
    ]


def mean_of_parts(series: Floats, rate_hz: float) -> list[float] | str:
    """Average what the recurrences and the divergence of each part are.

    Parameters
    ----------
    series : numpy.ndarray, shape (n_samples,)
        Finite, evenly sampled, at least 20 s.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    list of float, or str
        In the order of `RECURRENCE_NAMES`; the reason where a part has none of them.
    """
    if not moves(series):
        return STILL
    most = math.floor(LONGEST_SHORT_PART_S * rate_hz)
    parts = spread_parts(series.shape[0], most, MOST_PARTS)
    scratch = Scratch.of(max(last - first for first, last in parts), FOUND_FRAC)
    found = []
    for first, last in parts:
        part = series[first:last]
        seen = recurrences(part, rate_hz, scratch)
        if isinstance(seen, str):
            return f"{(last - first) / rate_hz:.3g} s from {first / rate_hz:.3g} s on: {seen}"
        found.append([*seen, lyapunov_exponent(part, rate_hz)])
    return [float(value) for value in np.mean(found, axis=0)]


def _scaling(series: Floats, rate_hz: float) -> list[float] | str:
    """Give the numbers of `SCALING_NAMES`."""
    seen = multifractal(series, rate_hz)
    if isinstance(seen, str):
        return seen
    return [*(seen.hurst(q) for q in _SHOWN_Q), seen.width, seen.peak, seen.asymmetry]


NONLINEAR = MetricGroup(METRIC_CONTRACT, rows_of_dynamics(ROWS), nonlinear_group)
