"""Petrosian's fractal dimension: how often a series turns, for its length.

Petrosian 1995, doi 10.1109/CBMS.1995.465426: 1 for what never turns.
"""

import math

import numpy as np

from balance_arcade.cop.metric import AXES, Changes, Metric
from balance_arcade.cop.metric_group import MetricGroup
from balance_arcade.cop.signals import longest_stretch

LEAST_POINTS = 200

ROWS = tuple(
    Metric(
        name="petrosian_fd_{a}",
        unit="",
        formula="ln N / (ln N + ln(N / (N + 0.4 n))), n turns of {a}",
        source="Petrosian 1995, doi 10.1109/CBMS.1995.465426",
        changes=Changes(back="same"),
        twin="petrosian_twin:petrosian_fds",
    ).on(axis)
    for axis in AXES
)


def measure(signals, pipeline):
    """Give a number for each axis, or the reason why there is none."""
    stretch = longest_stretch(signals)
    n_points = len(stretch.cop_mm)
    if stretch.refused or n_points < LEAST_POINTS:
        return stretch.refused or f"too short: {n_points} points, {LEAST_POINTS} needed"
    return {
        f"petrosian_fd_{axis}": petrosian_fd(stretch.cop_mm[:, k]) for k, axis in enumerate(AXES)
    }


def petrosian_fd(values):
    """Measure one axis, shape (n_points,); a reason where it does not move."""
    if np.ptp(values) == 0.0:
        return "the centre of pressure does not move along this axis"
    steps = np.diff(values)
    n, n_turns = len(values), int((steps[1:] * steps[:-1] < 0.0).sum())
    return math.log(n) / (math.log(n) + math.log(n / (n + 0.4 * n_turns)))


GROUP = MetricGroup(contract=1, rows=ROWS, measure=measure)
