"""How much a number must change before it means something: error of measurement and MDC."""

from __future__ import annotations

import math
from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from balance_arcade.cop.metric import Measured, refuse

Floats = npt.NDArray[np.float64]

Z_95 = 1.96
# No metric in its unit is as large; the square of a broken value might not fit a float.
LARGEST = 1e100

# Fewer degrees of freedom and the standard deviation itself is known to 25 % at best; ours.
FEW_DF = 10

WITHIN = "SEM = sqrt(mean of the within-person variances, 1/(k-1)): Bland and Altman 1996, "
WITHIN += "doi 10.1136/bmj.313.7059.744"
ICC = "SEM = SD sqrt(1 - ICC(2,1)), SD over all values, 1/(N-1): Weir 2005, doi 10.1519/15184.1; "
ICC += "ICC: Shrout and Fleiss 1979, doi 10.1037/0033-2909.86.2.420"
MDC = "MDC95 = 1.96 sqrt(2) SEM / sqrt(m)"


class Repeatability(msgspec.Struct, frozen=True):
    """What repeated trials say about the error of one value.

    Attributes
    ----------
    sem : float
        Standard error of measurement of a single trial, in the metric's unit.
    mdc95 : float
        Least change between two values, each the mean of `n_averaged` trials, that is beyond
        chance in 95 of 100 people who did not change.
    mdc95_pct : float or None
        In per cent of the mean; None where the mean is not positive.
    icc : float or None
        ICC(2,1): absolute agreement of single trials; None for one person.
    n_people, n_trials, n_averaged, n_df : int
        What it rests on; degrees of freedom of the SEM.
    formula : str
        Both formulas with their sources.
    notes : tuple of str
        What a reader should know.
    """

    sem: float
    mdc95: float
    mdc95_pct: float | None
    icc: float | None
    n_people: int
    n_trials: int
    n_averaged: int
    n_df: int
    formula: str
    notes: tuple[str, ...]

    def exceeds(self, change: float) -> bool:
        """Say whether a change is greater than the least detectable one; False for NaN."""
        return abs(change) > self.mdc95


def repeatability(
    values: npt.ArrayLike,
    *,
    method: Literal["within", "icc"] = "within",
    n_averaged: int = 1,
) -> Repeatability | Measured:
    """Work out error of measurement and minimal detectable change.

    Parameters
    ----------
    values : array_like, shape (n_people, n_trials) or (n_trials,)
        Trials of unchanged people, in the order they were made; one row or a flat list for one
        person.
    method : {"within", "icc"}
        The SEM from the within-person variance, or from the spread of all values and the ICC.
    n_averaged : int
        How many trials are averaged to one value, before and after.

    Returns
    -------
    Repeatability or Measured
        Refused where the trials do not determine it.

    Raises
    ------
    ValueError
        Another number of dimensions, an unknown method, or `n_averaged` below 1.

    Notes
    -----
    With "within", what people learn from trial to trial counts as error. Departure: Weir's SEM
    takes any ICC; here it is ICC(2,1), which counts systematic differences as error too.
    Trials of one sitting leave out what differs from day to day, so the MDC is a lower bound for
    changes between days unless the trials come from several days.

    Examples
    --------
    >>> result = repeatability([10.0, 12.0, 11.0])
    >>> round(result.sem, 3), round(result.mdc95, 3)
    (1.0, 2.772)
    """
    table = _table(values)
    if method not in ("within", "icc"):
        raise ValueError(f"method must be within or icc, got {method!r}.")
    if n_averaged < 1:
        raise ValueError(f"n_averaged must be at least 1, got {n_averaged}.")
    n_people, n_trials = table.shape
    reason = _undetermined(table, method)
    if reason:
        return refuse("minimal detectable change", reason)
    icc = icc_agreement(table) if n_people >= 2 else None
    if method == "icc" and icc is not None:
        # Estimates may leave 0 to 1, where the formula of the SEM means nothing.
        if not 0.0 <= icc <= 1.0:
            return refuse(
                "minimal detectable change", f"the ICC is {icc:.2f}: people do not differ"
            )
        sem = float(np.std(table, ddof=1)) * math.sqrt(1.0 - icc)
    else:
        sem = math.sqrt(float(np.var(table, axis=1, ddof=1).mean()))
    # Two values differ with the errors of both: sqrt(2).
    mdc = Z_95 * math.sqrt(2.0) * sem / math.sqrt(n_averaged)
    mean = float(table.mean())
    n_df = n_people * (n_trials - 1)
    return Repeatability(
        sem,
        mdc,
        100.0 * mdc / mean if mean > 0.0 else None,
        icc,
        n_people,
        n_trials,
        n_averaged,
        n_df,
        f"{WITHIN if method == 'within' else ICC}; {MDC}, m = {n_averaged}",
        _notes(n_df),
    )


def _table(values: npt.ArrayLike) -> Floats:
    table = np.asarray(values, np.float64)
    table = table[np.newaxis, :] if table.ndim == 1 else table
    if table.ndim != 2:
        raise ValueError(f"values must have one or two dimensions, got {table.ndim}.")
    return table


def _undetermined(table: Floats, method: str) -> str:
    n_people, n_trials = table.shape
    if n_people < 1 or n_trials < 2:
        return "at least two trials are needed"
    if not np.isfinite(table).all():
        return "a trial has no value"
    if float(np.abs(table).max()) > LARGEST:
        return f"a trial has a value beyond {LARGEST:g}"
    if method == "icc" and n_people < 2:
        return "an ICC needs at least two people"
    if float(np.ptp(table)) == 0.0:
        return "all values are the same"
    return ""


def _notes(n_df: int) -> tuple[str, ...]:
    if n_df >= FEW_DF:
        return ()
    # Relative standard error of a standard deviation from normal values.
    off_pct = 100.0 / math.sqrt(2.0 * n_df)
    return (
        f"Few trials: {n_df} degrees of freedom, so the error itself is uncertain by about "
        f"{off_pct:.0f} %.",
    )


def icc_agreement(table: Floats) -> float:
    """Intraclass correlation ICC(2,1): two-way random effects, absolute agreement, single trials.

    Parameters
    ----------
    table : numpy.ndarray, shape (n_people, n_trials)
        At least two of each.

    Returns
    -------
    float
        ``(MSB - MSE) / (MSB + (k - 1) MSE + k (MSC - MSE) / n)``; NaN where nothing varies.
    """
    n, k = table.shape
    grand = table.mean()
    rows, columns = table.mean(axis=1) - grand, table.mean(axis=0) - grand
    left = table - grand - rows[:, np.newaxis] - columns
    between = k * float((rows**2).sum()) / (n - 1)
    over_trials = n * float((columns**2).sum()) / (k - 1)
    error = float((left**2).sum()) / ((n - 1) * (k - 1))
    # Between people, rest, and what all people do alike from trial to trial.
    total = between + (k - 1) * error + k * (over_trials - error) / n
    return (between - error) / total if total > 0.0 else math.nan
