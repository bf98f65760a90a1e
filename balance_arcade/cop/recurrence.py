"""Recurrence quantification: how sway comes back to where it was, and for how long it stays alike.

Every moment is compared with every other one, so what is long is given in parts.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.embedded_pairs import (
    Scratch,
    recurrence_lines,
    some_squares,
    squares_between,
)
from balance_arcade.cop.series import STILL, finite_series, moves

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

N_DIMS = 3
# Where the autocorrelation of quiet sway has dropped by 1/e (the rule of Rosenstein 1993): the
# median of the public records at hand. Fixed, so that people are seen through the same lens.
DELAY_S = 0.48
RECURRENT_FRAC = 0.05
SHORTEST_LINE_S = 0.2
# Webber & Zbilut 1994: the farthest tenth of the plot holds few pairs.
_TREND_FRAC = 0.9

# The radius is looked for about its share of a sample: pairs of every eighth lag, every fourth of
# those. A part of the sample tells what in it is far away.
_SAMPLED_EVERY = 8
_OF_SAMPLE = 16
# As shares of its rank in the sample; the second one where the first does not hold it.
_BRACKETS = ((0.85, 1.15), (0.5, 1.7))
_LEAST_SAMPLE = 1000
# Room for the sample, which is more than what lies in the bracket.
FOUND_FRAC = 0.15

TOO_COARSE = "the samples are too coarse: more than 5 % of all moments are the same"


class Recurrences(NamedTuple):
    """What the recurrence plot of one series tells.

    Attributes
    ----------
    radius : float
        Distance within which the nearest 5 % of all pairs of moments lie, in the unit of the
        series.
    determinism, laminarity : float
        Share of the recurrent pairs in diagonal and in vertical lines of at least 0.2 s.
    mean_diagonal_s, trapping_time_s : float
        Mean length of those lines; NaN where there is none.
    diagonal_entropy : float
        Shannon entropy of the lengths of the diagonal ones, in nats; NaN where there is none.
    longest_diagonal_s : float
        Of lines farther than the span of a moment from the main diagonal.
    trend_pct_s : float
        How the percentage of recurrent pairs changes with the time between them.
    correlation_dimension : float
        Slope of the logarithm of the share of near pairs over that of the distance, between half
        of the radius and the radius.
    """

    radius: float
    determinism: float
    mean_diagonal_s: float
    longest_diagonal_s: float
    diagonal_entropy: float
    laminarity: float
    trapping_time_s: float
    trend_pct_s: float
    correlation_dimension: float


def delay_of(rate_hz: float) -> int:
    """Count the samples between the three of a moment."""
    return max(1, round(DELAY_S * rate_hz))


def recurrence_radius(values: npt.ArrayLike, delay: int) -> float:
    """Find the distance within which the nearest 5 % of all pairs of moments lie.

    Parameters
    ----------
    values : array_like, shape (n_samples,)
        Any unit, finite.
    delay : int
        Samples between the three of a moment.

    Returns
    -------
    float
        In the unit of the values: of M pairs in order of distance, that of number
        1 + floor(0.05 (M - 1)). NaN where there are fewer than two moments.

    Raises
    ------
    ValueError
        A value is not finite.

    Examples
    --------
    >>> recurrence_radius([0.0, 0.0, 0.0, 1.0, 3.0], 1)
    1.0
    """
    series = finite_series(values)
    if series.shape[0] - 2 * delay < 2:
        return math.nan
    return math.sqrt(_square_radius(series, delay, Scratch.of(series.shape[0], FOUND_FRAC)))


def _square_radius(series: Floats, delay: int, scratch: Scratch) -> float:
    """Square of the radius: an exact order statistic, looked for among pairs that may be it."""
    flags, words, found = scratch.flags[0], scratch.words[0], scratch.found
    n = series.shape[0] - 2 * delay
    n_pairs = n * (n - 1) // 2
    rank = math.floor(RECURRENT_FRAC * (n_pairs - 1))
    for shares in _BRACKETS:
        low, high = _bracket(series, delay, scratch, shares)
        n_below, n_found = squares_between(series, delay, low, high, flags, words, found)
        if n_below <= rank < n_below + n_found and n_found < found.size:
            break
    else:
        # The sample was no picture of the whole, or too many are equal.
        found = np.empty(n_pairs + 1)
        n_below, n_found = squares_between(series, delay, 0.0, math.inf, flags, words, found)
    return float(np.partition(found[:n_found], rank - n_below)[rank - n_below])


def _bracket(
    series: Floats, delay: int, scratch: Scratch, shares: tuple[float, float]
) -> tuple[float, float]:
    """Guess from a sample of the pairs between which two squares that of the radius lies."""
    sample = scratch.found[: some_squares(series, delay, _SAMPLED_EVERY, scratch.found)]
    if sample.size < _LEAST_SAMPLE:
        return 0.0, math.inf
    below, above = (int(share * RECURRENT_FRAC * sample.size) for share in shares)
    # Most of the sample is far away, as a part of it tells, and need not be put in order.
    few = sample[::_OF_SAMPLE]
    most = math.ceil(2.0 * shares[1] * RECURRENT_FRAC * few.size)
    near = sample[sample <= np.partition(few, most)[most]]
    nearest = np.partition(near if near.size > above else sample, above)
    return float(np.partition(nearest[:above], below)[below]), float(nearest[above])


def recurrences(
    values: npt.ArrayLike, rate_hz: float, scratch: Scratch | None = None
) -> Recurrences | str:
    """Quantify the recurrence plot of a series.

    Parameters
    ----------
    values : array_like, shape (n_samples,)
        Any unit, finite, evenly sampled.
    rate_hz : float
        Sampling rate.
    scratch : Scratch, optional
        To be used again for many series of this length or shorter.

    Returns
    -------
    Recurrences or str
        The reason where there is no plot: nothing moves, or the values are too coarse.

    Raises
    ------
    ValueError
        A value is not finite.

    Notes
    -----
    Marwan 2007, doi 10.1016/j.physrep.2006.11.001; moments of three samples 0.48 s apart,
    Euclidean distances, and the radius at which 5 % of all pairs are recurrent (van den Hoorn
    2020, doi 10.1016/j.jbiomech.2020.109793). Lines of one side of the plot, without the main
    diagonal.

    Examples
    --------
    >>> circle = np.sin(np.arange(750) / 25.0 * 2.0 * np.pi * 0.23)
    >>> found = recurrences(circle, 25.0)
    >>> round(found.determinism, 2), round(found.correlation_dimension, 1)
    (1.0, 1.0)
    """
    series = finite_series(values)
    delay = delay_of(rate_hz)
    n = series.shape[0] - 2 * delay
    if n < 2:
        return f"too short: {series.shape[0]} points, {2 * delay + 2} needed"
    if not moves(series):
        return STILL
    # About zero, so that a board's place does not take the last digits from the distances.
    series = series - series[0]
    scratch = scratch or Scratch.of(series.shape[0], FOUND_FRAC)
    square = _square_radius(series, delay, scratch)
    if square == 0.0:
        return TOO_COARSE
    diagonals, verticals, per_lag, longest, n_half = recurrence_lines(
        series, delay, square, (N_DIMS - 1) * delay, scratch.flags, scratch.words
    )
    n_recurrent = int(per_lag.sum())
    shortest = max(2, round(SHORTEST_LINE_S * rate_hz))
    in_diagonals, mean_diagonal, entropy = _lines(diagonals, shortest)
    in_verticals, mean_vertical, _ = _lines(verticals, shortest)
    return Recurrences(
        radius=math.sqrt(square),
        determinism=in_diagonals / n_recurrent,
        mean_diagonal_s=mean_diagonal / rate_hz,
        longest_diagonal_s=longest / rate_hz,
        diagonal_entropy=entropy,
        laminarity=in_verticals / n_recurrent,
        trapping_time_s=mean_vertical / rate_hz,
        trend_pct_s=_trend(per_lag, n) * rate_hz,
        correlation_dimension=math.log2(n_recurrent / n_half) if n_half else math.nan,
    )


def _lines(counts: Ints, shortest: int) -> tuple[int, float, float]:
    """Cells in lines that are long enough, the mean length of those, and its entropy."""
    lengths = np.flatnonzero(counts[shortest:]) + shortest
    if lengths.size == 0:
        return 0, math.nan, math.nan
    of_each = counts[lengths]
    n_cells = int(of_each @ lengths)
    shares = of_each / of_each.sum()
    return n_cells, n_cells / float(of_each.sum()), -float(shares @ np.log(shares))


def _trend(per_lag: Ints, n: int) -> float:
    """Slope of the percentage of recurrent pairs over their lag; the last tenth is left out.

    Webber & Zbilut 1994, doi 10.1152/jappl.1994.76.2.965.
    """
    lags = np.arange(1.0, math.floor(_TREND_FRAC * n) + 1.0)
    pct = 100.0 * per_lag[1 : lags.size + 1] / (n - lags)
    lags -= lags.mean()
    return float(lags @ pct) / float(lags @ lags)
