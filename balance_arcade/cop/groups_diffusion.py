"""Stabilogram diffusion: ours, and in its own preset what Quijoux et al. 2021 fit instead."""

from __future__ import annotations

from balance_arcade.cop import diffusion_rows, quijoux_diffusion
from balance_arcade.cop.metric import Metric, by_name
from balance_arcade.cop.metric_group import METRIC_CONTRACT, Found, MetricGroup
from balance_arcade.cop.pipelines import Pipeline
from balance_arcade.cop.signals import Signals


def _rows(pipeline: Pipeline) -> tuple[Metric, ...]:
    rows = by_name(*diffusion_rows.rows(pipeline))
    if pipeline.as_published:
        rows |= by_name(*quijoux_diffusion.ROWS)
    return tuple(rows.values())


def _measure(signals: Signals, pipeline: Pipeline) -> Found:
    found = _named(diffusion_rows.rows(pipeline), diffusion_rows.diffusion_group(signals, pipeline))
    if pipeline.as_published:
        found |= _named(quijoux_diffusion.ROWS, quijoux_diffusion.paper_diffusion_group(signals))
    return found


def _named(rows: tuple[Metric, ...], found: Found) -> dict[str, float | str]:
    """Write one reason under every name: the two ways need stretches of different length."""
    if isinstance(found, str):
        return dict.fromkeys((row.name for row in rows), found)
    return dict(found)


DIFFUSION = MetricGroup(METRIC_CONTRACT, _rows, _measure)
