"""When a value cannot be told, and why: one rule for whole trials and for the live window."""

from __future__ import annotations

import math

from balance_arcade.cop.metric import UNDETERMINED, Kind, Metric

# More than this share of the samples missing and a value is refused: ways add up over every
# sample, places are sampled. Ours, not from a paper.
MOST_MISSING_PATH = 0.1
MOST_MISSING_PLACE = 0.5

NOBODY = "no sample has somebody on the board"

# Kinds whose missing samples are counted; the others look at a stretch without a break.
COUNTED: tuple[Kind, ...] = ("place", "path", "load")


def count_due(span_s: float, rate_hz: float, n_used: int) -> int:
    """Count the samples due from the first to the last one used, both included.

    Examples
    --------
    >>> count_due(1.0, 100.0, 95)
    101
    """
    return max(n_used, round(span_s * rate_hz) + 1) if n_used else 0


def refusal(row: Metric, n_used: int, n_due: int, value: float) -> str:
    """Say why there is no value.

    Parameters
    ----------
    row : Metric
        Of the value.
    n_used, n_due : int
        Samples there are, and those due between the first and the last of them.
    value : float
        What the formula gave.

    Returns
    -------
    str
        Empty if there is a value.

    Examples
    --------
    >>> row = Metric("way_mm", "mm", "sum of steps", "ours", "path", 2)
    >>> refusal(row, 80, 100, 1.0)
    'too many gaps: 20 % of the samples are missing, at most 10 % may be'
    """
    if row.kind in COUNTED:
        if n_used < row.n_least:
            return f"too short: {n_used} samples, {row.n_least} needed"
        most = MOST_MISSING_PATH if row.kind == "path" else MOST_MISSING_PLACE
        if n_due - n_used > most * n_due:
            return (
                f"too many gaps: {100.0 * (n_due - n_used) / n_due:.0f} % of the samples are "
                f"missing, at most {100.0 * most:.0f} % may be"
            )
    if not math.isfinite(value):
        return row.why_none or (
            "the centre of pressure does not move, or no two samples follow each other"
            if row.kind == "path"
            else UNDETERMINED
        )
    return ""
