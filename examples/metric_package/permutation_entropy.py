"""Permutation entropy: how evenly the six orders of three successive values are taken.

Bandt and Pompe 2002, doi 10.1103/PhysRevLett.88.174102, order 3, over ln 6: 0 for a line, 1 where
every order is as frequent as any other.
"""

import math

import numpy as np

from balance_arcade.cop.metric import AXES, Changes, Metric
from balance_arcade.cop.metric_group import MetricGroup
from balance_arcade.cop.signals import decimated

ORDER = 3
LEAST_POINTS = 200

ROWS = tuple(
    Metric(
        name="permutation_entropy_{a}",
        unit="",
        formula="-sum p ln p / ln 6, p shares of the orders of 3 values of {a} at 20 to 25 Hz",
        source="Bandt & Pompe 2002, doi 10.1103/PhysRevLett.88.174102",
        changes=Changes(back="near"),
        twin="permutation_entropy_twin:permutation_entropies",
    ).on(axis)
    for axis in AXES
)


def measure(signals, pipeline):
    """Give a number for each axis, or the reason why there is none."""
    stretch = decimated(signals, pipeline)
    n_points = len(stretch.cop_mm)
    if stretch.refused or n_points < LEAST_POINTS:
        return stretch.refused or f"too short: {n_points} points, {LEAST_POINTS} needed"
    return {
        f"permutation_entropy_{axis}": permutation_entropy(stretch.cop_mm[:, k])
        for k, axis in enumerate(AXES)
    }


def permutation_entropy(values):
    """Measure one axis, shape (n_points,); a reason where it does not move."""
    if np.ptp(values) == 0.0:
        return "the centre of pressure does not move along this axis"
    windows = np.lib.stride_tricks.sliding_window_view(values, ORDER)
    _, counts = np.unique(np.argsort(windows, axis=1, kind="stable"), axis=0, return_counts=True)
    shares = counts / counts.sum()
    return float(-(shares * np.log(shares)).sum() / math.log(math.factorial(ORDER)))


GROUP = MetricGroup(contract=1, rows=ROWS, measure=measure)
