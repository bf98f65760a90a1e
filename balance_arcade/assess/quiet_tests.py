"""Tests of quiet stance that compare conditions: one stance, Romberg's pair, long stances."""

from __future__ import annotations

import math
from collections.abc import Sequence

from balance_arcade.assess.protocols import Protocol
from balance_arcade.assess.romberg import RombergQuotient, romberg_quotient
from balance_arcade.assess.stances import (
    TRIAL_OUTCOMES,
    StanceTest,
    StanceTrial,
    score_stance,
    stops_of,
)
from balance_arcade.cop.metric import Metric, by_name
from balance_arcade.cop.outcomes import Outcomes, outcomes

COMPARED: tuple[str, ...] = ("mean_velocity_mm_s", "ellipse_area_mm2")
"""What closed eyes are compared with open ones by."""

Found = dict[str, float | str]


def score_quiet(
    trials: Sequence[StanceTrial], *, height_mm: float | None, protocol: Protocol
) -> StanceTest:
    """Score stances condition by condition, and closed eyes against open ones on one surface.

    Parameters
    ----------
    trials : sequence of StanceTrial
        Each with its condition.
    height_mm : float or None
        Stature; without it there are no angles.
    protocol : Protocol
        With `trial_s`, and with `n_trials` of each condition.

    Returns
    -------
    StanceTest
        Of each condition the mean of its trials, named ``METRIC_CONDITION``; refused where one of
        them was stopped or not made, as a mean of what went well would flatter. Quotients are
        named ``romberg_METRIC_SURFACE``.

    Raises
    ------
    ValueError
        More trials of a condition than the protocol has; and what
        `balance_arcade.assess.stances.score_stance` raises.
    """
    n_each = round(protocol["n_trials"])
    parts = [score_stance(one, height_mm=height_mm, protocol=protocol) for one in trials]
    conditions = tuple(dict.fromkeys(trial.condition for trial in trials))
    rows: list[Metric] = []
    found: Found = {}
    for condition in conditions:
        mine = [p for p, t in zip(parts, trials, strict=True) if t.condition == condition]
        if len(mine) > n_each:
            raise ValueError(f"{condition} has {len(mine)} trials, the protocol {n_each}.")
        for name, row in TRIAL_OUTCOMES.items():
            text = row.formula if n_each == 1 else f"mean of {n_each} trials of: {row.formula}"
            rows.append(Metric(f"{name}_{condition}", row.unit, text, row.source))
            found[rows[-1].name] = _mean(mine, name, n_each)
    for surface in ("firm", "foam"):
        if {f"eo_{surface}", f"ec_{surface}"} <= set(conditions):
            rows += _compare(found, surface)
    overall = outcomes(protocol.describe(), by_name(*rows), found, protocol.departures)
    return StanceTest(tuple(parts), stops_of(trials), overall)


def _compare(found: Found, surface: str) -> list[Metric]:
    """Add the quotients of a surface; return their rows."""
    rows = []
    for metric in COMPARED:
        row = Metric(
            f"romberg_{metric.rsplit('_mm', 1)[0]}_{surface}",
            "",
            f"{metric} with closed eyes / with open eyes",
            "ours, Romberg's idea",
        )
        pair = [found[f"{metric}_{eyes}_{surface}"] for eyes in ("eo", "ec")]
        numbers = [None if isinstance(value, str) else value for value in pair]
        result = romberg_quotient(metric, *numbers)
        if isinstance(result, RombergQuotient):
            found[row.name] = result.ratio
        else:
            found[row.name] = result.refused
        rows.append(row)
    return rows


def _mean(parts: Sequence[Outcomes], name: str, n_needed: int) -> float | str:
    if len(parts) < n_needed:
        return f"{len(parts)} of {n_needed} trials were made"
    for part in parts:
        if name in part.refused:
            return part.refused[name]
    values = [value for part in parts if (value := part.value(name)) is not None]
    return math.fsum(values) / n_needed
