"""Irregularity at 25 Hz: fuzzy and refined entropies, orders, words, asymmetry, surrogates."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop import surrogates
from balance_arcade.cop.both_axes import for_both_axes
from balance_arcade.cop.composite_entropy import count_coarse, refined_entropies
from balance_arcade.cop.definitions_entropy import ROWS
from balance_arcade.cop.dispersion_entropy import dispersion_entropies
from balance_arcade.cop.fuzzy_entropy import TOLERANCE, fuzzy_sums
from balance_arcade.cop.irreversibility import asymmetry
from balance_arcade.cop.lempel_ziv import lempel_ziv
from balance_arcade.cop.metric import AXES
from balance_arcade.cop.metric_group import (
    METRIC_CONTRACT,
    Found,
    MetricGroup,
    rows_of_dynamics,
)
from balance_arcade.cop.ordinal_patterns import permutation_entropies
from balance_arcade.cop.parts import LONGEST_PART_S, spread_parts
from balance_arcade.cop.pipelines import Pipeline
from balance_arcade.cop.series import STILL, moves
from balance_arcade.cop.signals import Signals, at_25_hz
from balance_arcade.cop.stretch import EVEN_HZ

Floats = npt.NDArray[np.float64]
Values = dict[str, float | str]

# 10 s at 25 Hz: more than the 216 patterns of dispersion entropy.
LEAST_POINTS = 250
# 20 s: of the coarsest scale each series has 50 means, and a surrogate's slowest wave 20 s.
LEAST_POINTS_LONG = 500
# Nearly an hour. Longer records are seen in so many parts, spread evenly, which costs the same.
MOST_PARTS = 50

_NAMES = tuple(row.name.removesuffix("_ml") for row in ROWS if row.name.endswith("_ml"))


def irregularity_group(signals: Signals, pipeline: Pipeline) -> Found:
    """Measure how irregular both axes are over the longest stretch without a break, at 25 Hz.

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
    if why := stretch.too_few(LEAST_POINTS):
        return why
    most = math.floor(LONGEST_PART_S * EVEN_HZ)
    edges = spread_parts(len(stretch.cop_mm), most, MOST_PARTS)
    too_short = stretch.too_few(LEAST_POINTS_LONG)
    axes = for_both_axes(lambda series: _of_axis(series, edges, too_short), stretch.cop_mm)
    return {
        f"{name}_{axis}": value
        for axis, found in zip(AXES, axes, strict=True)
        for name, value in found.items()
    }


def _of_axis(series: Floats, edges: list[tuple[int, int]], too_short: str) -> Values:
    """Measure one axis; `too_short` says why it has nothing that needs 20 s, if it has not."""
    if not moves(series):
        return dict.fromkeys(_NAMES, STILL)
    return (
        _orders(series)
        | _alike(series, edges)
        | _matching(series, edges, too_short)
        | _beside_surrogates(series, edges, too_short)
    )


def _orders(series: Floats) -> Values:
    """Measure by the orders, classes, words and directions of successive values."""
    plain, weighted = permutation_entropies(series)
    dispersion, fluctuation = dispersion_entropies(series)
    found = asymmetry(series)
    return {
        "permutation_entropy": plain,
        "weighted_permutation_entropy": weighted,
        "dispersion_entropy": dispersion,
        "fluctuation_dispersion_entropy": fluctuation,
        "lempel_ziv": lempel_ziv(series > series.mean()),
        "lempel_ziv_increments": lempel_ziv(np.diff(series) > 0.0),
        "porta_asymmetry": found.porta,
        "guzik_asymmetry": found.guzik,
        "costa_asymmetry": found.costa,
        "reversal_asymmetry": found.reversal,
    }


def _alike(series: Floats, edges: list[tuple[int, int]]) -> Values:
    """Measure by how alike the templates within each part are, added up over the parts."""
    radius = TOLERANCE * float(series.std())
    sums = np.array([fuzzy_sums(series[first:stop], radius) for first, stop in edges])
    two, three = sums.sum(axis=0).tolist()
    return {"fuzzy_entropy": math.log(two / three)}


def _matching(series: Floats, edges: list[tuple[int, int]], too_short: str) -> Values:
    """Measure by the pairs of templates that match within each part, added up over the parts."""
    names = "complexity_index", "refined_entropy_scale_5", "refined_entropy_scale_10"
    if too_short:
        return dict.fromkeys(names, too_short)
    radius = TOLERANCE * float(series.std())
    scales = refined_entropies([count_coarse(series[a:b], radius) for a, b in edges])
    return dict(zip(names, (scales.sum().item(), *scales[[4, 9]].tolist()), strict=True))


def _beside_surrogates(series: Floats, edges: list[tuple[int, int]], too_short: str) -> Values:
    """Hold the axis against its surrogates, by the mean of what the parts give."""
    names = "surrogate_reversal_z", "surrogate_reversal_p", "surrogate_permutation_z"
    if too_short:
        return dict.fromkeys(names, too_short)
    parts = [
        surrogates.compare_steps(np.diff(series[first:stop]), part)
        for part, (first, stop) in enumerate(edges)
    ]
    third, order = (np.mean(found, axis=0) for found in zip(*parts, strict=True))
    found = surrogates.z_score(third), surrogates.p_value(third), surrogates.z_score(order)
    return dict(zip(names, found, strict=True))


IRREGULARITY = MetricGroup(METRIC_CONTRACT, rows_of_dynamics(ROWS), irregularity_group)
