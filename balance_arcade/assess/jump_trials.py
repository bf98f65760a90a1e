"""Several trials of one person, and what of a change is worth it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from balance_arcade.assess.jump_record import JumpResult

KEY_VALUES: Final = {
    "cmj": "jump_height_impulse_m",
    "sj": "jump_height_impulse_m",
    "dj": "rsi_m_s",
    "hops": "best5_rsi_m_s",
    "landing": "time_threshold_s",
    "push": "net_peak_force_n",
    "squat": "peak_power_w",
    "sts": "peak_power_w",
}
"""The value by which the best trial of each test is chosen."""
LESS_IS_BETTER: Final = frozenset(("time_threshold_s",))


class TrialsSummary(NamedTuple):
    """One value over several trials.

    Attributes
    ----------
    name, unit : str
        Of the value.
    n : int
        Trials that have it.
    best_number : int
        Number of the best trial.
    best, mean, sd : float
        Standard deviation with 1/(N-1); NaN for one trial.
    cv_pct : float
        Coefficient of variation, 100 sd / mean.
    """

    name: str
    unit: str
    n: int
    best_number: int
    best: float
    mean: float
    sd: float
    cv_pct: float


def summarise(results: Sequence[JumpResult], name: str = "") -> TrialsSummary | str:
    """Summarise the trials of one test.

    Parameters
    ----------
    results : sequence of JumpResult
        Of one person and one test; flagged trials are left out where others are not.
    name : str, optional
        A value; the one of `KEY_VALUES` by default.

    Returns
    -------
    TrialsSummary or str
        Or why there is none.

    Examples
    --------
    >>> summarise([])
    'no trial'
    """
    if not results:
        return "no trial"
    name = name or KEY_VALUES[results[0].test]
    if len({result.test for result in results}) > 1:
        return "trials of different tests"
    whole = [r for r in results if r.value(name) is not None]
    chosen = [r for r in whole if not r.flags] or whole
    if not chosen:
        return f"no trial has {name}"
    numbers = np.array([r.value(name) for r in chosen], dtype=np.float64)
    at = int(np.argmin(numbers) if name in LESS_IS_BETTER else np.argmax(numbers))
    mean = float(numbers.mean())
    sd = float(numbers.std(ddof=1)) if numbers.size > 1 else math.nan
    return TrialsSummary(
        name,
        chosen[0].values[name].unit,
        numbers.size,
        chosen[at].number,
        float(numbers[at]),
        mean,
        sd,
        coefficient_of_variation(numbers.tolist()),
    )


def coefficient_of_variation(values: Sequence[float]) -> float:
    """Give 100 sd / mean of a person's trials, sd with 1/(N-1), in per cent.

    Examples
    --------
    >>> round(coefficient_of_variation([0.30, 0.31, 0.32]), 3)
    3.226
    """
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.size < 2 or numbers.mean() == 0.0:
        return math.nan
    return 100.0 * float(numbers.std(ddof=1) / numbers.mean())


def smallest_worthwhile_change(person_means: Sequence[float], share: float = 0.2) -> float:
    """Give a share of the standard deviation between people: what of a change is worth it.

    Parameters
    ----------
    person_means : sequence of float
        One mean a person, of a group that the person belongs to.
    share : float
        0.2 of it (Hopkins 2000, doi 10.2165/00007256-200030010-00001, source not read).

    Returns
    -------
    float
        In the values' unit.

    Raises
    ------
    ValueError
        Fewer than three people.

    Examples
    --------
    >>> round(smallest_worthwhile_change([0.28, 0.33, 0.38]), 4)
    0.01
    """
    if len(person_means) < 3:
        raise ValueError("A smallest worthwhile change needs three people or more.")
    return share * float(np.std(np.asarray(person_means, dtype=np.float64), ddof=1))


def typical_error(first: Sequence[float], second: Sequence[float]) -> float:
    """Give the typical error of a pair of trials: sd of the differences / sqrt(2).

    Parameters
    ----------
    first, second : sequence of float
        Of the same people, in the same order.

    Raises
    ------
    ValueError
        Not two values a person, or fewer than three people.

    Examples
    --------
    >>> round(typical_error([0.30, 0.35, 0.40], [0.31, 0.35, 0.39]), 5)
    0.00707
    """
    if len(first) != len(second) or len(first) < 3:
        raise ValueError("A typical error needs two values of each of three people or more.")
    return float(np.std(np.subtract(first, second), ddof=1)) / math.sqrt(2.0)
