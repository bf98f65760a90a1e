"""Measure every group of metrics on one trial; a group from outside cannot harm the others."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from types import MappingProxyType

from balance_arcade.cop.groups import NamedGroup, built_in_groups, foreign_groups, in_words
from balance_arcade.cop.metric import Measured, Metric, measured
from balance_arcade.cop.metric_group import Found, MetricGroup
from balance_arcade.cop.pipelines import Pipeline
from balance_arcade.cop.prepare import Prepared
from balance_arcade.cop.refusal import refusal
from balance_arcade.cop.signals import Signals

_log = logging.getLogger(__name__)


class WrongAnswerError(ValueError):
    """A group gave what its rows do not promise."""


def measure_all(
    signals: Signals, pipeline: Pipeline, *, foreign: bool
) -> tuple[dict[str, Measured], tuple[str, ...]]:
    """Measure our own groups, then those of other packages if they are asked for.

    Parameters
    ----------
    signals : Signals
        Of one trial.
    pipeline : Pipeline
        That made them.
    foreign : bool
        Whether other packages are asked.

    Returns
    -------
    dict of str to Measured
        Every metric by name, ours first.
    tuple of str
        A sentence for every package that was left out.
    """
    results: dict[str, Measured] = {}
    values: dict[str, float] = {}
    for named in built_in_groups():
        found = measure_group(named.group, signals._replace(values=values), pipeline)
        results |= found
        values |= plain_values(found)
    if not foreign:
        return results, ()
    others = foreign_groups()
    notes = list(others.left_out)
    for named in others.groups:
        found, note = measure_foreign(named, signals._replace(values=values), pipeline)
        results |= found
        notes += [note] if note else []
    return results, tuple(notes)


def plain_values(results: Mapping[str, Measured]) -> dict[str, float]:
    """Give the numbers alone, NaN where there is none."""
    return {
        name: math.nan if result.value is None else result.value for name, result in results.items()
    }


def measure_group(group: MetricGroup, signals: Signals, pipeline: Pipeline) -> dict[str, Measured]:
    """Measure one group.

    Parameters
    ----------
    group : MetricGroup
        Any group.
    signals : Signals
        Of one trial.
    pipeline : Pipeline
        That made them.

    Returns
    -------
    dict of str to Measured
        By name, in the order of the rows; those of the kind ``load`` only where loads are known.

    Raises
    ------
    WrongAnswerError
        The group gives other names than those of its rows, or something else than numbers and
        reasons.
    """
    table = group.table(pipeline)
    found = signals.refused or group.measure(signals, pipeline)
    _check(table, found)
    n_used, n_due = signals.n_used, signals.n_due
    duration_text = pipeline.duration_text
    out = {}
    for name, row in table.items():
        if row.kind == "load" and not signals.with_loads:
            continue
        value = found if isinstance(found, str) else found[name]
        if not isinstance(value, str):
            # A group's own reason is kept; only numbers are held against what is missing.
            value = refusal(row, n_used, n_due, float(value)) or float(value)
        out[name] = measured(row, value, duration_text)
    return out


def _check(table: Mapping[str, Metric], found: Found) -> None:
    if isinstance(found, str):
        if not found:
            raise WrongAnswerError("the reason why there is no value is empty")
        return
    if not isinstance(found, Mapping):
        raise WrongAnswerError(f"measure gave {type(found).__name__}, not numbers by name")
    if more := sorted(map(str, found.keys() - table.keys())):
        raise WrongAnswerError(
            f"there is a value, but no row, of {', '.join(more)}; add it to the rows of the group"
        )
    if lacking := sorted(table.keys() - found.keys()):
        raise WrongAnswerError(f"there is a row, but no value or reason, of {', '.join(lacking)}")
    for name, value in found.items():
        if isinstance(value, str):
            if not value:
                raise WrongAnswerError(f"the reason why {name} has no value is empty")
            continue
        try:
            float(value)
        except (TypeError, ValueError) as error:
            raise WrongAnswerError(
                f"{name} is {type(value).__name__}, neither a number nor a reason"
            ) from error


def measure_foreign(
    named: NamedGroup, signals: Signals, pipeline: Pipeline
) -> tuple[dict[str, Measured], str]:
    """Measure a group of another package, on copies of its own.

    Parameters
    ----------
    named : NamedGroup
        The group.
    signals : Signals
        Of one trial; the group can change nothing of it.
    pipeline : Pipeline
        That made them.

    Returns
    -------
    dict of str to Measured
        Refused, every one, where the group raises or gives what it must not.
    str
        A sentence where it did; empty if it did not.
    """
    try:
        return measure_group(named.group, _copied(signals), pipeline), ""
    except WrongAnswerError as error:
        why = str(error)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - it is said, and all others go on
        why = f"they raised {in_words(error)}"
    note = f"The metrics '{named.name}' of {named.package} are left out: {why}."
    _log.warning("%s", note)
    table = named.group.table(pipeline)
    reason = f"left out: {why}"
    return {
        name: measured(row, reason, pipeline.duration_text)
        for name, row in table.items()
        if row.kind != "load" or signals.with_loads
    }, note


def _copied(signals: Signals) -> Signals:
    """Copy all that could be written into."""
    return signals._replace(
        used=_copy_of(signals.used),
        raw=_copy_of(signals.raw),
        sums=signals.sums.copy(),
        values=MappingProxyType(dict(signals.values)),
        even=signals.even.copied(),
    )


def _copy_of(record: Prepared) -> Prepared:
    return record._replace(
        t_s=record.t_s.copy(),
        cop_mm=record.cop_mm.copy(),
        left_frac=record.left_frac.copy(),
        front_frac=record.front_frac.copy(),
    )
