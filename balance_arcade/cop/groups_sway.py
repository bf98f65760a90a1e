"""The group that is measured first: path, velocity, spread, areas, loads, peaks, density."""

from __future__ import annotations

import numpy as np

from balance_arcade.cop.basics import basic_values
from balance_arcade.cop.definitions import DEFINITIONS
from balance_arcade.cop.density import density_values
from balance_arcade.cop.groups_time import time_values
from balance_arcade.cop.metric import Metric
from balance_arcade.cop.metric_group import METRIC_CONTRACT, Found, MetricGroup
from balance_arcade.cop.pipelines import Pipeline
from balance_arcade.cop.prepare import run_rows
from balance_arcade.cop.quijoux_values import PAPER_TABLE, paper_values
from balance_arcade.cop.signals import Signals


def _rows(pipeline: Pipeline) -> tuple[Metric, ...]:
    table = PAPER_TABLE if pipeline.as_published else DEFINITIONS
    return tuple(table.values())


def _measure(signals: Signals, pipeline: Pipeline) -> Found:
    used, sums, duration_s = signals.used, signals.sums, signals.duration_s
    values = basic_values(used.cop_mm, run_rows(used), sums, duration_s)
    values |= time_values(used, sums, duration_s)
    if parts := [run.cop_mm for run in signals.even.bridged]:
        # A stay ends where a sample is missing, so one that is lost would halve it.
        ends = np.cumsum([len(part) for part in parts])
        runs = [(int(end) - len(part), int(end)) for end, part in zip(ends, parts, strict=True)]
        values |= density_values(np.concatenate(parts), runs, rate_hz=used.rate_hz)
    if pipeline.as_published:
        values |= paper_values(signals.raw, used, sums, values)
    return values


SWAY = MetricGroup(METRIC_CONTRACT, _rows, _measure)
