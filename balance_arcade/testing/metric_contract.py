"""What every group of metrics must keep to, for whoever writes one.

In a test file of yours, for pytest::

    from balance_arcade.testing.metric_contract import MetricContract
    from my_package import GROUP

    class TestMine(MetricContract):
        group = GROUP

Each test says in sentences what is wrong, one a line. ``metric_faults(GROUP)`` gives all of them as
a list, without pytest. ``docs/write_a_metric.md`` goes through it.
"""

from __future__ import annotations

import math
import traceback
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from importlib import import_module
from typing import Any, ClassVar, ParamSpec, TypeVar

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.batch import prepare_signals
from balance_arcade.cop.groups import built_in_groups, own_rows
from balance_arcade.cop.measure import measure_group, plain_values
from balance_arcade.cop.metric import Measured, Metric
from balance_arcade.cop.metric_group import METRIC_CONTRACT, MetricGroup
from balance_arcade.cop.pipelines import PRESETS, pipeline_named
from balance_arcade.cop.signals import Signals
from balance_arcade.testing.metric_changes import (
    BACKWARDS,
    EXCHANGED,
    MIRRORED,
    MOVED,
    RESAMPLED,
    SCALED,
    Change,
    Values,
    changes_of,
    difference,
    turned,
)
from balance_arcade.testing.metric_rows import row_faults
from balance_arcade.testing.trials import (
    RATE_HZ,
    StandardTrial,
    smooth_sway,
    standard_trials,
)

Floats = npt.NDArray[np.float64]
P = ParamSpec("P")
T = TypeVar("T")

# The pipeline that does nothing to a record, so that a change of it is seen as it is.
PLAIN = "raw"
SEEDS = (1, 2)

TWIN_RATE_HZ = 50.0
TWIN_SAMPLES = 1051
TWIN_FRAC = 1e-6
TWIN_ROOM = 1e-8
# An angle that is searched for is found as well as the eye of a parabola can be.
TWIN_ROOM_DEG = 1e-4


def check_rows(group: Any) -> list[str]:
    """Contract version, names and everything that a row has to say."""
    if not isinstance(group, MetricGroup):
        return [f"The group is no MetricGroup but {type(group).__name__}."]
    if group.contract != METRIC_CONTRACT:
        return [
            f"The group keeps to version {group.contract!r} of the contract for metrics, this "
            f"program to version {METRIC_CONTRACT}."
        ]
    is_ours = _place(group) < len(built_in_groups())
    where = _where(group)
    out: list[str] = []
    n_rows = 0
    for pipeline in PRESETS.values():
        table, fault = _guarded(group.table, pipeline)
        if fault or table is None:
            return [f"The rows cannot be read: {fault}."]
        n_rows += len(table)
        # A pipeline of ours may be another program's, which knows nothing of the group.
        if not table and not is_ours:
            return ["The group has no row."]
        for row in table.values():
            out += row_faults(row, where)
            if row.name in own_rows() and not is_ours:
                out.append(f"The name {row.name} is taken by one of our own metrics.")
            if row.streams and not is_ours:
                out.append(f"The metric {row.name} says that it streams; only our own can.")
    return _once(out) if n_rows else ["The group has no row."]


def check_values(group: MetricGroup) -> list[str]:
    """Look for a finite number or a reason in words, for every name on every trial and preset."""
    out = []
    for preset in PRESETS:
        for trial in standard_trials():
            results, fault = _guarded(measured_trial, group, trial, preset)
            seen = f"On the standard trial '{trial.name}' (preset {preset})"
            if fault or results is None:
                out.append(f"{seen} the group cannot be measured: {fault}.")
                continue
            out += [f"{seen} {what}" for what in _odd_results(results)]
            if trial.name == "quiet sway":
                out += [
                    f"{seen} {name} has no value: {item.refused}."
                    for name, item in results.items()
                    if item.refused
                ]
    return _once(out)


def _odd_results(results: Mapping[str, Measured]) -> list[str]:
    out = []
    for name, item in results.items():
        if item.value is None:
            if len(item.refused) < len("too short"):
                out.append(f"{name} is refused without words: {item.refused!r}.")
        elif not math.isfinite(item.value):
            out.append(f"{name} is {item.value}, no finite number.")
    return out


def check_repeats(group: MetricGroup) -> list[str]:
    """Measure the same trial twice: the same values, and the samples stay as they were."""
    out = []
    for trial in standard_trials()[:3]:
        signals, fault = _guarded(signals_of, group, trial, PLAIN)
        if signals is None:
            return [f"The standard trial '{trial.name}' cannot be prepared: {fault}."]
        before = signals.used.cop_mm.tobytes(), signals.used.t_s.tobytes(), dict(signals.values)
        runs = []
        for _ in range(2):
            run, fault = _guarded(measure_group, group, signals, PRESETS[PLAIN])
            if run is None:
                return [f"The group cannot be measured on '{trial.name}': {fault}."]
            runs.append(run)
        out += [
            f"{name} of one and the same trial ('{trial.name}') is {_shown(item)}, then "
            f"{_shown(runs[1][name])}."
            for name, item in runs[0].items()
            if item != runs[1][name]
        ]
        after = signals.used.cop_mm.tobytes(), signals.used.t_s.tobytes(), dict(signals.values)
        # As text, because NaN is not equal to itself.
        if str(before) != str(after):
            out.append(f"The group changes the samples of the trial '{trial.name}'.")
    return out


def _shown(item: Measured) -> str:
    return f"refused ({item.refused})" if item.value is None else f"{item.value!r}"


def check_change(group: MetricGroup, change: Change) -> list[str]:
    """Every value changes with the record as its row says."""
    out = []
    for seed in SEEDS:
        cop_mm = smooth_sway(seed)[0]
        out += _compared(group, change, partial(_plain_of, group), cop_mm, change.of_points(cop_mm))
    return _once(out)


def check_rate(group: MetricGroup) -> list[str]:
    """Measure the same sway at half and at twice the rate, behind the filter of ``default``."""
    out = []
    for rate_hz in (RATE_HZ / 2.0, 2.0 * RATE_HZ):
        out += _compared(group, RESAMPLED, partial(_slow_sway, group), RATE_HZ, rate_hz)
    return _once(out)


def _slow_sway(group: MetricGroup, rate_hz: float) -> Values:
    cop_mm = smooth_sway(4, rate_hz, round(60.0 * rate_hz) + 1, 3.0)[0]
    return _plain_of(group, cop_mm, rate_hz=rate_hz, preset="default")


def _compared(
    group: MetricGroup, change: Change, measure: Callable[[Any], Values], here: Any, there: Any
) -> list[str]:
    """Measure a record and a changed one, and say what differs from the rows."""
    ours, fault = _guarded(measure, here)
    theirs, other_fault = _guarded(measure, there)
    if ours is None or theirs is None:
        return [f"The group cannot be measured: {fault or other_fault}."]
    out = []
    for name, row in group.table(PRESETS[PLAIN]).items():
        if name not in ours:
            continue
        try:
            out.append(difference(name, changes_of(row, _where(group)), ours, theirs, change))
        except LookupError as missing:
            out.append(str(missing.args[0]))
    return out


def _where(group: MetricGroup) -> str:
    """Name the module in which a group stands."""
    return str(getattr(group.measure, "__module__", "its module"))


def check_twins(group: MetricGroup) -> list[str]:
    """Where a row names a slow twin, both give the same."""
    cop_mm = smooth_sway(7, TWIN_RATE_HZ, TWIN_SAMPLES)[0]
    trial = StandardTrial("twin", np.arange(TWIN_SAMPLES) / TWIN_RATE_HZ, cop_mm, TWIN_RATE_HZ)
    ours, fault = _guarded(lambda: measured_trial(group, trial, PLAIN))
    if ours is None:
        return [f"The group cannot be measured: {fault}."]
    out: list[str] = []
    known: dict[str, tuple[Mapping[str, float] | None, str]] = {}
    for name, row in group.table(PRESETS[PLAIN]).items():
        if not row.twin or name not in ours:
            continue
        if row.twin not in known:
            known[row.twin] = _guarded(_asked, row, trial)
        theirs, fault = known[row.twin]
        if theirs is None:
            out.append(f"The twin {row.twin} of {name} cannot be asked: {fault}.")
        elif name not in theirs:
            out.append(f"The twin {row.twin} does not give {name}, although the row names it.")
        else:
            out.append(_unlike(row, ours[name].value, theirs[name]))
    return _once(out)


def _asked(row: Metric, trial: StandardTrial) -> Mapping[str, float]:
    """Ask the twin of a row, with lists and numbers only."""
    module, _, function = row.twin.partition(":")
    twin: Callable[..., Mapping[str, float]] = getattr(import_module(module), function)
    return twin(trial.t_s.tolist(), list(map(tuple, trial.cop_mm.tolist())), trial.rate_hz)


def _unlike(row: Metric, value: float | None, twin: float) -> str:
    if value is None:
        return f"{row.name} has no value where its twin {row.twin} gives {twin:.9g}."
    room = TWIN_ROOM_DEG if row.unit == "deg" else TWIN_ROOM
    if abs(value - twin) <= max(TWIN_FRAC * abs(twin), room):
        return ""
    return f"{row.name} is {value:.9g}, but its twin {row.twin} gives {twin:.9g}."


def signals_of(group: MetricGroup, trial: StandardTrial, preset: str) -> Signals:
    """Prepare a trial for a group, with the values of the groups that are measured before it."""
    pipeline = pipeline_named(preset)
    signals, _ = prepare_signals(trial.t_s, trial.cop_mm, rate_hz=trial.rate_hz, pipeline=pipeline)
    values: dict[str, float] = {}
    for named in built_in_groups()[: _place(group)]:
        found = measure_group(named.group, signals._replace(values=values), pipeline)
        values = values | plain_values(found)
    return signals._replace(values=values)


def measured_trial(group: MetricGroup, trial: StandardTrial, preset: str) -> dict[str, Measured]:
    """Measure a group on a trial, as `balance_arcade.cop.batch.analyze_trial` does."""
    return measure_group(group, signals_of(group, trial, preset), pipeline_named(preset))


def _plain_of(
    group: MetricGroup, cop_mm: Floats, *, rate_hz: float = RATE_HZ, preset: str = PLAIN
) -> Values:
    trial = StandardTrial("changed", np.arange(cop_mm.shape[0]) / rate_hz, cop_mm, rate_hz)
    return {name: item.value for name, item in measured_trial(group, trial, preset).items()}


def _place(group: MetricGroup) -> int:
    """How many of our groups are measured before this one: all, if it is none of ours."""
    groups = [named.group for named in built_in_groups()]
    return groups.index(group) if group in groups else len(groups)


def _guarded(ask: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> tuple[T | None, str]:
    """Ask something of a group; what it raises becomes words."""
    try:
        return ask(*args, **kwargs), ""
    except Exception as error:  # noqa: BLE001 - it is said, and the other checks go on
        last = traceback.extract_tb(error.__traceback__)[-1]
        said = " ".join(str(error).split())
        return None, f"{type(error).__name__}: {said} ({last.filename}, line {last.lineno})"


def _once(sentences: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(sentence for sentence in sentences if sentence))


CHECKS: dict[str, Callable[[MetricGroup], list[str]]] = {
    "rows": check_rows,
    "values": check_values,
    "repeats": check_repeats,
    "mirror": lambda group: check_change(group, MIRRORED),
    "turn": lambda group: check_change(group, turned(30.0)) + check_change(group, turned(101.0)),
    "scale": lambda group: check_change(group, SCALED),
    "axes": lambda group: check_change(group, EXCHANGED),
    "move": lambda group: check_change(group, MOVED),
    "backwards": lambda group: check_change(group, BACKWARDS),
    "rate": check_rate,
    "twins": check_twins,
}


def metric_faults(group: MetricGroup) -> list[str]:
    """Say everything that is wrong with a group of metrics.

    Parameters
    ----------
    group : MetricGroup
        As its entry point names it.

    Returns
    -------
    list of str
        Sentences; empty if nothing is wrong. Where the rows are wrong, only that is said.
    """
    faults = check_rows(group)
    if faults:
        return faults
    return _once(fault for check in CHECKS.values() for fault in check(group))


class MetricContract:
    """Tests of a group of metrics; make a subclass of it and name the group.

    Attributes
    ----------
    group : MetricGroup
        What is tested.
    """

    group: ClassVar[MetricGroup]

    def _hold(self, check: str) -> None:
        __tracebackhide__ = True
        faults = check_rows(self.group) or CHECKS[check](self.group)
        if faults:
            raise AssertionError("\n".join(faults))

    def test_rows_are_complete(self) -> None:
        """Every row says name, unit, formula, source and how it changes."""
        __tracebackhide__ = True
        self._hold("rows")

    def test_a_number_or_a_reason_on_every_standard_trial(self) -> None:
        """Quiet sway, circle, gaps, too short, nobody, one point."""
        __tracebackhide__ = True
        self._hold("values")

    def test_the_same_trial_gives_the_same_values(self) -> None:
        """And the samples stay as they were."""
        __tracebackhide__ = True
        self._hold("repeats")

    def test_mirror(self) -> None:
        """Turn ml to -ml."""
        __tracebackhide__ = True
        self._hold("mirror")

    def test_turned_board(self) -> None:
        """By 30 and by 101 degrees."""
        __tracebackhide__ = True
        self._hold("turn")

    def test_scale(self) -> None:
        """Twice as large."""
        __tracebackhide__ = True
        self._hold("scale")

    def test_exchanged_axes(self) -> None:
        """Take ml for ap."""
        __tracebackhide__ = True
        self._hold("axes")

    def test_moved_board(self) -> None:
        """By 32 and -16 mm."""
        __tracebackhide__ = True
        self._hold("move")

    def test_backwards(self) -> None:
        """From the last sample to the first."""
        __tracebackhide__ = True
        self._hold("backwards")

    def test_another_rate(self) -> None:
        """At 50 and 200 Hz instead of 100."""
        __tracebackhide__ = True
        self._hold("rate")

    def test_twins(self) -> None:
        """Whoever names a slow twin agrees with it."""
        __tracebackhide__ = True
        self._hold("twins")
