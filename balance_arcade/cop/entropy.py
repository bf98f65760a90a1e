"""How irregular a series is: sample, approximate and multiscale entropy, exact at any length."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.bit_counting import MOST_SAMPLES, near_by_bits
from balance_arcade.cop.both_axes import for_both_axes
from balance_arcade.cop.metric import AXES, Changes, Metric
from balance_arcade.cop.metric_group import METRIC_CONTRACT, Found, MetricGroup, rows_with_rate
from balance_arcade.cop.pipelines import Pipeline
from balance_arcade.cop.range_counting import count_near, rank
from balance_arcade.cop.rising_order import rising_order
from balance_arcade.cop.series import finite_series
from balance_arcade.cop.signals import Signals, decimated

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Standard deviations; with m = 2 the choice of Richman & Moorman 2000 and Costa 2002.
TOLERANCE = 0.2
LEAST_POINTS = 200
N_SCALES = 5
LEAST_POINTS_COARSE = 100


class Matches(NamedTuple):
    """Pairs of templates that match.

    Attributes
    ----------
    n_short, n_long : int
        Pairs within the radius over two values, and of these over a third one too.
    """

    n_short: int
    n_long: int

    @property
    def entropy(self) -> float:
        """-ln(n_long / n_short); NaN where no pair matches."""
        if self.n_long == 0:
            return math.nan
        return math.log(self.n_short / self.n_long)


def count_matches(values: npt.ArrayLike, radius: float) -> Matches:
    """Count the matches of sample entropy with m = 2.

    Parameters
    ----------
    values : array_like, shape (n_samples,)
        Any unit, finite.
    radius : float
        In the same unit. Two templates match if no value differs by more: a difference that
        *equals* the radius is a match.

    Returns
    -------
    Matches
        Exact, however many they are.

    Raises
    ------
    ValueError
        A value or the radius is not finite, or the radius is negative.

    Notes
    -----
    Richman and Moorman 2000, doi 10.1152/ajpheart.2000.278.6.H2039: both lengths use the first
    N - 2 templates, a template is never compared with itself. Pairs are counted without being
    visited, in O(n log^2 n); those of up to 4096 values by bits, 64 at a time.

    Examples
    --------
    >>> count_matches([1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 5.0], 0.5)
    Matches(n_short=4, n_long=2)
    """
    series = _checked(values, radius)
    n_templates = series.shape[0] - 2
    if n_templates < 2:
        return Matches(0, 0)
    if series.shape[0] <= MOST_SAMPLES:
        return _pairs(*_near(series, radius))
    ranked = rank(series, radius)
    # N - 2 templates of both lengths, so that every match of two can be tried over three.
    short = count_near(ranked, n_templates, 2, once=True)
    long = count_near(ranked, n_templates, 3, once=True)
    return Matches(int(short.counts.sum()) + short.n_inside, int(long.counts.sum()) + long.n_inside)


def sample_entropy(values: npt.ArrayLike, *, tolerance: float = TOLERANCE) -> float:
    """Measure sample entropy with m = 2.

    Parameters
    ----------
    values : array_like, shape (n_samples,)
        Any unit, finite.
    tolerance : float
        Radius in standard deviations (1/N).

    Returns
    -------
    float
        NaN for a constant and where no pair of templates matches.

    Raises
    ------
    ValueError
        As `count_matches`.

    Examples
    --------
    >>> round(sample_entropy(np.sin(np.arange(1000) / 5.0)), 3)
    0.227
    """
    series = np.ascontiguousarray(values, np.float64)
    # A radius of 0 around a constant would match everything: no irregularity is measured, so NaN.
    spread = _spread(series)
    return count_matches(series, tolerance * spread).entropy if spread > 0.0 else math.nan


def approximate_entropy(values: npt.ArrayLike, *, tolerance: float = TOLERANCE) -> float:
    """Measure approximate entropy with m = 2.

    Parameters
    ----------
    values : array_like, shape (n_samples,)
        Any unit, finite.
    tolerance : float
        Radius in standard deviations (1/N).

    Returns
    -------
    float
        NaN for a constant and for fewer than 3 values.

    Raises
    ------
    ValueError
        As `count_matches`.

    Notes
    -----
    Pincus 1991, doi 10.1073/pnas.88.6.2297: a template matches itself, and there are N - m + 1
    templates of length m.

    Examples
    --------
    >>> round(approximate_entropy(np.sin(np.arange(1000) / 5.0)), 3)
    0.169
    """
    return _approximate_and_matches(np.ascontiguousarray(values, np.float64), tolerance)[0]


def _approximate_and_matches(series: Floats, tolerance: float) -> tuple[float, Matches]:
    """Take approximate entropy, and the matches of sample entropy from the same counts.

    Sample entropy leaves out what a template has with itself, and the last template of two values.
    """
    spread = _spread(series)
    if series.shape[0] < 3 or not spread > 0.0:
        return math.nan, Matches(0, 0)
    radius = tolerance * spread
    _checked(series, radius)
    two, three = _near(series, radius)
    # Self-matches keep every count at 1 or more, so no logarithm meets a zero.
    phi = [float(np.log(near / near.shape[0]).mean()) for near in (two, three)]
    return phi[0] - phi[1], _pairs(two, three)


def _near(series: Floats, radius: float) -> tuple[Ints, Ints]:
    """Count those near each of the N - 1 templates of two values and the N - 2 of three."""
    n = series.shape[0]
    if n <= MOST_SAMPLES:
        return near_by_bits(series, rising_order(series), radius)
    ranked = rank(series, radius)
    two = count_near(ranked, n - 1, 2, once=False).counts
    return two, count_near(ranked, n - 2, 3, once=False).counts


def _pairs(two: Ints, three: Ints) -> Matches:
    """Turn the counts of `_near` into pairs of the first N - 2 templates, none with itself."""
    # Each pair is counted from both sides; the last template of two has no third value and goes.
    short = (int(two.sum()) - two.shape[0]) // 2 - (int(two[-1]) - 1)
    return Matches(short, (int(three.sum()) - three.shape[0]) // 2)


def multiscale_entropy(values: npt.ArrayLike, *, n_scales: int = N_SCALES) -> Floats:
    """Measure the sample entropy of ever coarser means of a series.

    Parameters
    ----------
    values : array_like, shape (n_samples,)
        Any unit, finite.
    n_scales : int
        Scales 1 to this: means of as many neighbours, not overlapping.

    Returns
    -------
    numpy.ndarray, shape (n_scales,)
        NaN where no pair of templates matches.

    Raises
    ------
    ValueError
        As `count_matches`, or no scale.

    Notes
    -----
    Costa 2002, doi 10.1103/PhysRevLett.89.068102, m = 2; the radius is 0.2 standard deviations
    (1/N) of the series itself at every scale.

    Examples
    --------
    >>> noise = np.random.default_rng(1).normal(size=3000)
    >>> multiscale_entropy(noise, n_scales=3).round(2).tolist()
    [2.2, 1.8, 1.66]
    """
    series = np.ascontiguousarray(values, np.float64)
    if n_scales < 1:
        raise ValueError(f"n_scales must be at least 1, got {n_scales}.")
    return _coarser(series, n_scales, sample_entropy(series))


def _coarser(series: Floats, n_scales: int, finest: float) -> Floats:
    """Sample entropy of every scale; that of scale 1 is the series' own."""
    radius = TOLERANCE * _spread(series)
    out = np.full(n_scales, math.nan)
    # The caller has it already; the finest scale is the dearest one.
    out[0] = finest
    for scale in range(2, n_scales + 1):
        n = series.shape[0] // scale
        coarse = series[: n * scale].reshape(n, scale).mean(axis=1)
        if radius > 0.0:
            out[scale - 1] = count_matches(coarse, radius).entropy
    return out


def _spread(series: Floats) -> float:
    """Take the standard deviation, exactly 0 for a constant."""
    # Rounding of the mean would give a constant such as 0.1 a tiny deviation, and so a radius.
    if series.shape[0] == 0 or float(series.max()) == float(series.min()):
        return 0.0
    return float(series.std())


def _checked(values: npt.ArrayLike, radius: float) -> Floats:
    series = finite_series(values)
    if not (math.isfinite(radius) and radius >= 0.0):
        raise ValueError(f"radius must be a number not below 0, got {radius}.")
    return series


_COMMON = "m = 2, r = 0.2 standard deviations (1/N), differences up to r match, {rate}"
_RICHMAN = "Richman & Moorman 2000"

ROWS = (
    Metric(
        "entropy_rate_hz",
        "Hz",
        "rate that complexity is measured at",
        "ours",
        changes=Changes(turn="same"),
        twin="twins:entropies",
    ),
    *(
        Metric(name, "", formula, source, changes=Changes(back="near"), twin="twins:entropies").on(
            axis
        )
        for axis in AXES
        for name, formula, source in (
            (
                "sample_entropy_{a}",
                f"-ln(matches of 3 / matches of 2 values), {{a}}; {_COMMON}",
                _RICHMAN,
            ),
            (
                "sample_entropy_increments_{a}",
                f"the same of the differences of successive values, {{a}}; {_COMMON}",
                _RICHMAN,
            ),
            ("approximate_entropy_{a}", f"phi2 - phi3, {{a}}; {_COMMON}", "Pincus 1991"),
            (
                "multiscale_entropy_{a}",
                f"mean sample entropy of scales 1 to {N_SCALES}, {{a}}; {_COMMON} of scale 1",
                "Costa 2002",
            ),
        )
    ),
)


def entropy_group(signals: Signals, pipeline: Pipeline) -> Found:
    """Measure the entropies of both axes over the longest stretch without a break.

    Parameters
    ----------
    signals : Signals
        Of one trial.
    pipeline : Pipeline
        Decides how the stretch is brought to 25 Hz.

    Returns
    -------
    dict of str to float, or str
        By name; a sentence where there is nothing to measure.
    """
    slow = decimated(signals, pipeline)
    if why := slow.too_few(LEAST_POINTS):
        return why
    values: dict[str, float | str] = {"entropy_rate_hz": slow.rate_hz}
    no_scales = slow.too_few(N_SCALES * LEAST_POINTS_COARSE)
    axes = for_both_axes(lambda series: _of_axis(series, no_scales), slow.cop_mm)
    for axis, found in zip(AXES, axes, strict=True):
        values |= {f"{name}_{axis}": value for name, value in found.items()}
    return values


def _of_axis(series: Floats, no_scales: str) -> dict[str, float | str]:
    """Measure one axis; `no_scales` says why it is too short for several scales, if it is."""
    approximate, matches = _approximate_and_matches(series, TOLERANCE)
    return {
        "approximate_entropy": approximate,
        "sample_entropy": matches.entropy,
        "sample_entropy_increments": sample_entropy(np.diff(series)),
        "multiscale_entropy": no_scales
        or float(_coarser(series, N_SCALES, matches.entropy).mean()),
    }


ENTROPY = MetricGroup(METRIC_CONTRACT, rows_with_rate(ROWS), entropy_group)
