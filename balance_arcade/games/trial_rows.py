"""The therapist's numbers trial by trial, as a table for a terminal, a window or a film."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import msgspec

from balance_arcade.games.contract import TrialResult

NONE: Final = "-"
"""What stands where a trial could not give a number."""


class TrialColumn(msgspec.Struct, frozen=True):
    """One number of a trial.

    Attributes
    ----------
    names : tuple of str
        Metrics that hold it, the first that a trial has counts; of a game, or of all.
    heading, unit : str
        What it is, in the words of docs/games.md, and its unit as it is shown.
    scale : float
        From the metric's unit to the one that is shown.
    decimals : int
        Digits behind the point.
    """

    names: tuple[str, ...]
    heading: str
    unit: str = ""
    scale: float = 1.0
    decimals: int = 0

    def value(self, trial: TrialResult) -> float:
        """Give the number in the unit that is shown; NaN where the trial has none.

        Examples
        --------
        >>> trial = TrialResult(0, True, 0.2, True, {"max_reach_share": 0.5})
        >>> COLUMNS[2].value(trial), COLUMNS[2].shown(trial)
        (50.0, '50')
        """
        for name in self.names:
            if name in trial.metrics:
                return self.scale * trial.metrics[name]
        return math.nan

    def shown(self, trial: TrialResult) -> str:
        """Write the number out."""
        value = self.value(trial)
        return f"{value:.{self.decimals}f}" if math.isfinite(value) else NONE


COLUMNS: Final = (
    TrialColumn(("reaction_time_s",), "reaction", "s", 1.0, 2),
    TrialColumn(("movement_time_s",), "movement", "s", 1.0, 2),
    TrialColumn(("max_reach_share",), "reach", "% of limit", 100.0),
    TrialColumn(("path_ratio",), "path ratio", "", 1.0, 2),
    TrialColumn(("hold_interruptions",), "hold broken", "times"),
    TrialColumn(("hold_velocity_mm_s", "sway_velocity_mm_s"), "hold sway", "mm/s"),
    TrialColumn(("roll_interruptions",), "roll broken", "times"),
    TrialColumn(("lean_velocity_mm_s",), "lean moves", "mm/s"),
    TrialColumn(("left_load_share",), "left load", "%", 100.0),
)
"""All that is charted of every game; a game that has no such number has no such column."""


def columns_of(trials: Sequence[TrialResult]) -> tuple[TrialColumn, ...]:
    """Return the columns in which at least one trial has a number."""
    return tuple(
        column for column in COLUMNS if any(math.isfinite(column.value(one)) for one in trials)
    )


def head(columns: Sequence[TrialColumn]) -> list[str]:
    """Headings of a table's columns.

    Examples
    --------
    >>> head(COLUMNS[:1])
    ['trial', 'success', 'difficulty', 'reaction s']
    """
    return [f"{name} {unit}".rstrip() for name, unit in head_lines(columns)]


def head_lines(columns: Sequence[TrialColumn]) -> list[tuple[str, str]]:
    """Headings of a table's columns, each with its unit on a line of its own."""
    fixed = [("trial", ""), ("success", ""), ("difficulty", "")]
    return fixed + [(column.heading, column.unit) for column in columns]


def rows(trials: Sequence[TrialResult], columns: Sequence[TrialColumn]) -> list[list[str]]:
    """Cells of a table, a row a trial; trials count from 1, and what is not graded has a star.

    Examples
    --------
    >>> rows([TrialResult(0, True, 0.05, False, {"reaction_time_s": 0.61})], COLUMNS[:2])
    [['1*', 'yes', '0.05', '0.61', '-']]
    """
    return [
        [
            f"{one.index + 1}{'' if one.graded else '*'}",
            "yes" if one.success else "no",
            f"{one.difficulty:.2f}",
            *(column.shown(one) for column in columns),
        ]
        for one in trials
    ]
