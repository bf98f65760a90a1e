"""A group of metrics that are measured together: ours, and those of other packages."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from balance_arcade.cop.metric import Metric, by_name
from balance_arcade.cop.pipelines import Pipeline
from balance_arcade.cop.signals import Signals

# Counts up when a group that keeps to the contract could no longer be measured.
METRIC_CONTRACT = 1

# By name a number or the reason why there is none; one reason by itself stands for all names.
Found = Mapping[str, float | str] | str


class MetricGroup(NamedTuple):
    """Metrics that are measured together.

    Attributes
    ----------
    contract : int
        Version of this contract that the group was written for, as a plain number.
    rows : sequence of Metric, or callable
        Its metrics in the order in which they are shown. A callable takes the `Pipeline`, where a
        formula depends on it.
    measure : callable
        Takes `Signals` and `Pipeline` and gives a number, or the reason why there is none, for
        every name; or one reason for all of them. A number that is not finite is refused.

    Examples
    --------
    >>> row = Metric("mean_ml_in_cm", "cm", "mean of ml", "ours", "place", 1)
    >>> group = MetricGroup(1, (row,), lambda signals, pipeline: {"mean_ml_in_cm": 1.0})
    >>> from balance_arcade.cop.pipelines import PRESETS
    >>> list(group.table(PRESETS["raw"]))
    ['mean_ml_in_cm']
    """

    contract: int
    rows: Sequence[Metric] | Callable[[Pipeline], Sequence[Metric]]
    measure: Callable[[Signals, Pipeline], Found]

    def table(self, pipeline: Pipeline) -> dict[str, Metric]:
        """Rows by name, in the words of a pipeline.

        Raises
        ------
        ValueError
            Two rows have one name.
        """
        rows = self.rows(pipeline) if callable(self.rows) else self.rows
        return by_name(*rows)


def rows_of_dynamics(rows: Sequence[Metric]) -> Callable[[Pipeline], tuple[Metric, ...]]:
    """Give rows to pipelines that measure irregularity and nonlinear dynamics, none to others.

    Examples
    --------
    >>> from balance_arcade.cop.pipelines import EARLIER, PRESETS
    >>> rows = rows_of_dynamics((Metric("fuzzy_entropy", "", "-", "Chen 2007"),))
    >>> len(rows(PRESETS["raw"])), len(rows(EARLIER["raw/1"]))
    (1, 0)
    """
    every = tuple(rows)
    return lambda pipeline: every if pipeline.with_dynamics else ()


def rows_with_rate(rows: Sequence[Metric]) -> Callable[[Pipeline], tuple[Metric, ...]]:
    """Write into formulas, where ``{rate}`` stands, at what rate a pipeline sees complexity.

    Examples
    --------
    >>> from balance_arcade.cop.pipelines import PRESETS
    >>> row = Metric("katz_fd", "", "of the way {rate}", "Katz 1988")
    >>> rows_with_rate((row,))(PRESETS["raw"])[0].formula
    'of the way at 25 Hz'
    """

    @functools.cache
    def table(pipeline: Pipeline) -> tuple[Metric, ...]:
        return tuple(
            row._replace(formula=row.formula.replace("{rate}", pipeline.even.rate_text))
            for row in rows
        )

    return table
