"""Detrended fluctuation analysis with scales in seconds."""

from __future__ import annotations

import functools
import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.metric import AXES, Changes, Metric
from balance_arcade.cop.metric_group import METRIC_CONTRACT, Found, MetricGroup
from balance_arcade.cop.pipelines import Pipeline
from balance_arcade.cop.signals import Signals, at_25_hz, longest_stretch
from balance_arcade.cop.stretch import Stretch
from balance_arcade.core.kernel import inner_kernel, kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# The scale range is the definition: the same record gives 1.2 to 1.6 by it alone.
SHORTEST_S = 0.3
LONGEST_S = 10.0
N_SCALES = 20
_LEAST_WINDOWS = 4
# A line through three points leaves almost nothing.
_LEAST_SAMPLES = 4
_LEAST_SCALES = 18
# Shorter than this the longest scale is less than eight times the shortest.
LEAST_S = 10.0


# Far below the rounding of any series; its tenth power is still a number.
_NOTHING = 1e-100


@inner_kernel
def _rests(profile: Floats, first: int, other: int, n: int) -> tuple[float, float]:
    """Sum the squares of what the least-squares lines leave of two windows.

    Of two at once, because each addition waits for the one before.
    """
    middle = (n - 1) / 2.0
    # Sum of (i - middle)^2 over the window, in closed form.
    spread = n * (n * n - 1.0) / 12.0
    # About the window's first value, so that the squares do not cancel.
    base, other_base = profile[first], profile[other]
    total, squares, tilt = 0.0, 0.0, 0.0
    other_total, other_squares, other_tilt = 0.0, 0.0, 0.0
    for i in range(n):
        y, z = profile[first + i] - base, profile[other + i] - other_base
        total += y
        other_total += z
        squares += y * y
        other_squares += z * z
        tilt += (i - middle) * y
        other_tilt += (i - middle) * z
    # On a straight line the three terms cancel, and rounding may leave less than nothing.
    return (
        max(squares - total * total / n - tilt * tilt / spread, 0.0),
        max(other_squares - other_total * other_total / n - other_tilt * other_tilt / spread, 0.0),
    )


@kernel
def fluctuations(profile: Floats, scales: Ints) -> Floats:
    """Root mean square of what lines leave of the profile, for each window length.

    Parameters
    ----------
    profile : numpy.ndarray, shape (n_samples,)
        Running sum of a series about its mean.
    scales : numpy.ndarray, shape (n_scales,)
        Samples of a window, at least 2; windows follow each other from the start, a rest shorter
        than one is left out.

    Returns
    -------
    numpy.ndarray, shape (n_scales,)
        NaN where no window fits.
    """
    out = np.empty(scales.shape[0])
    for s in range(scales.shape[0]):
        n = scales[s]
        n_windows = profile.shape[0] // n
        left = 0.0
        for w in range(0, n_windows - 1, 2):
            rests = _rests(profile, w * n, (w + 1) * n, n)
            left += rests[0]
            left += rests[1]
        if n_windows % 2:
            last = (n_windows - 1) * n
            left += _rests(profile, last, last, n)[0]
        out[s] = math.sqrt(left / (n_windows * n)) if n_windows > 0 else math.nan
    return out


@inner_kernel
def _window(w: int, n: int, n_windows: int, n_samples: int) -> int:
    """Where a window begins: they follow each other from the start, then from the end."""
    return w * n if w < n_windows else n_samples - (w - n_windows + 1) * n


@kernel
def fluctuation_moments(profile: Floats, scales: Ints, n_moments: int) -> Floats:
    """Means of the powers of what lines leave of the profile, for each window length.

    Parameters
    ----------
    profile : numpy.ndarray, shape (n_samples,)
        Running sum of a series about its mean.
    scales : numpy.ndarray, shape (n_scales,)
        Samples of a window, at least 3 and no more than there are; windows follow each other from
        the start, and as many from the end.
    n_moments : int
        Highest power.

    Returns
    -------
    numpy.ndarray, shape (n_scales, 2 n_moments + 2)
        Means over the windows of v^(k / 4), v the mean square about the line: k from `-n_moments`
        to `n_moments`, the mean of ln v in the place of k = 0. Last the least v over the mean one.
    """
    n_samples = profile.shape[0]
    out = np.empty((scales.shape[0], 2 * n_moments + 2))
    for s in range(scales.shape[0]):
        n = scales[s]
        n_windows = n_samples // n
        for k in range(2 * n_moments + 2):
            out[s, k] = 0.0
        least, total = math.inf, 0.0
        for w in range(0, 2 * n_windows, 2):
            first = _window(w, n, n_windows, n_samples)
            for rest in _rests(profile, first, _window(w + 1, n, n_windows, n_samples), n):
                square = rest / n
                least = min(least, square)
                total += square
                # Nothing has neither logarithm nor inverse; that there was nothing is told last.
                square = max(square, _NOTHING)
                out[s, n_moments] += math.log(square)
                # Fourth roots, because moments are of the half powers of the deviation.
                root = math.sqrt(math.sqrt(square))
                up, down = 1.0, 1.0
                for k in range(1, n_moments + 1):
                    up *= root
                    down /= root
                    out[s, n_moments + k] += up
                    out[s, n_moments - k] += down
        for k in range(2 * n_moments + 1):
            out[s, k] /= 2 * n_windows
        out[s, 2 * n_moments + 1] = least / total * 2 * n_windows if total > 0.0 else 0.0
    return out


def scales_for(n_samples: int, rate_hz: float) -> Ints:
    """Choose window lengths: 20, evenly on a logarithmic axis, from 0.3 s.

    Parameters
    ----------
    n_samples : int
        Of the series.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    numpy.ndarray, shape (n_scales,)
        Samples, rising; up to 10 s, but no more than a quarter of the series. Fewer than 20 where
        the rate is too low to tell neighbours apart.

    Examples
    --------
    >>> scales = scales_for(6000, 100.0)
    >>> int(scales[0]), int(scales[-1]), scales.size
    (30, 1000, 20)
    """
    return np.array(spread_scales(n_samples, rate_hz, SHORTEST_S, _LEAST_SAMPLES), np.int64)


@functools.lru_cache(maxsize=64)
def spread_scales(
    n_samples: int, rate_hz: float, shortest_s: float, least_samples: int
) -> tuple[int, ...]:
    """Spread window lengths evenly on a logarithmic axis, up to 10 s or a quarter of the series.

    Kept, because most trials of a study are equally long.

    Parameters
    ----------
    n_samples : int
        Of the series.
    rate_hz : float
        Sampling rate.
    shortest_s : float
        Shortest window.
    least_samples : int
        Shorter windows are left out.

    Returns
    -------
    tuple of int
        At most 20, rising, in samples.

    Examples
    --------
    >>> spread_scales(40, 10.0, 0.5, 8)
    (8, 9, 10)
    """
    longest_s = min(LONGEST_S, n_samples / rate_hz / _LEAST_WINDOWS)
    if longest_s <= shortest_s:
        return ()
    seconds = np.geomspace(shortest_s, longest_s, N_SCALES)
    # The hair keeps whole products whole: 0.29 s at 100 Hz comes out as 28.999999999999996.
    samples = np.floor(seconds * rate_hz + 1e-9).astype(np.int64)
    return tuple(np.unique(samples[samples >= least_samples]).tolist())


def fluctuation_curve(
    values: npt.ArrayLike, rate_hz: float, *, both_ends: bool = True
) -> tuple[Ints, Floats]:
    """Measure the fluctuation about a line for the window lengths of `scales_for`.

    Parameters
    ----------
    values, rate_hz, both_ends
        As for `dfa_alpha`.

    Returns
    -------
    tuple of numpy.ndarray, shape (n_scales,)
        Samples of a window, and fluctuation in the unit of the values.
    """
    series = np.ascontiguousarray(values, np.float64)
    scales = scales_for(series.shape[0], rate_hz)
    if not scales.shape[0]:
        return scales, np.empty(0)
    profile = np.cumsum(series - series.mean())
    fluctuation = fluctuations(profile, scales)
    if both_ends:
        back = fluctuations(np.ascontiguousarray(profile[::-1]), scales)
        fluctuation = np.sqrt((fluctuation**2 + back**2) / 2.0)
    return scales, fluctuation


def dfa_alpha(values: npt.ArrayLike, rate_hz: float, *, both_ends: bool = True) -> float:
    """Measure how the fluctuation about a line grows with the length of the window.

    Parameters
    ----------
    values : array_like, shape (n_samples,)
        Any unit, finite, evenly sampled.
    rate_hz : float
        Sampling rate.
    both_ends : bool
        Whether windows are laid from the last sample backwards too, so that no part of the series
        is left out of a scale.

    Returns
    -------
    float
        Slope of ln F over ln n by least squares; 0.5 for white noise, 1.5 for a random walk. NaN
        where fewer than two scales fit or nothing fluctuates.

    Notes
    -----
    Peng 1994, doi 10.1103/PhysRevE.49.1685; windows that do not overlap, lines, scales of
    `scales_for`. From both ends as in Kantelhardt 2002, doi 10.1016/S0378-4371(02)01383-3.

    Examples
    --------
    >>> walk = np.cumsum(np.random.default_rng(0).normal(size=60000))
    >>> round(dfa_alpha(walk, 1000.0), 1)
    1.4
    """
    series = np.ascontiguousarray(values, np.float64)
    # Less its mean, a series that stands still may differ from 0 by rounding.
    if not series.size or float(series.max()) == float(series.min()):
        return math.nan
    scales, fluctuation = fluctuation_curve(series, rate_hz, both_ends=both_ends)
    if scales.shape[0] < 2:
        return math.nan
    # Rounded data can stand still through every short window; ln 0 has no slope.
    if not (fluctuation > 0.0).all():
        return math.nan
    x, y = np.log(scales.astype(np.float64)), np.log(fluctuation)
    x -= x.mean()
    return float(x @ y) / float(x @ x)


_HOW = (
    f"slope of ln F(n) over ln n, {N_SCALES} windows from {SHORTEST_S:g} s to "
    f"{LONGEST_S:g} s or a quarter of the stretch, lines"
)

ROWS = tuple(
    Metric(
        "dfa_alpha_{a}",
        "",
        f"{_HOW}{{rate}}, {{a}}",
        "Peng 1994",
        changes=Changes(back="near"),
        twin="twins:scaling",
    ).on(axis)
    for axis in AXES
)


def dfa_stretch(signals: Signals, pipeline: Pipeline) -> Stretch:
    """Take the samples whose fluctuation is measured.

    Parameters
    ----------
    signals, pipeline
        As for `dfa_group`.

    Returns
    -------
    Stretch
        Refused where it is too short or too slow.
    """
    stretch = longest_stretch(signals)
    why = stretch.too_short(LEAST_S)
    if pipeline.even.at_25_hz and not why:
        stretch = at_25_hz(signals)
        why = stretch.refused
    n_scales = scales_for(len(stretch.cop_mm), stretch.rate_hz).size
    if not why and n_scales < _LEAST_SCALES:
        why = f"too slow: {stretch.rate_hz:g} Hz tells only {n_scales} scales apart, 18 needed"
    return stretch._replace(refused=why)


def dfa_group(signals: Signals, pipeline: Pipeline) -> Found:
    """Measure the exponents of both axes over the longest stretch without a break.

    Parameters
    ----------
    signals : Signals
        Of one trial.
    pipeline : Pipeline
        Decides whether the stretch is seen at 25 Hz, and windows from both ends.

    Returns
    -------
    dict of str to float, or str
        By name; a sentence where there is nothing to measure.
    """
    stretch = dfa_stretch(signals, pipeline)
    if stretch.refused:
        return stretch.refused
    both_ends = pipeline.even.at_25_hz
    return {
        f"dfa_alpha_{axis}": dfa_alpha(stretch.cop_mm[:, k], stretch.rate_hz, both_ends=both_ends)
        for k, axis in enumerate(AXES)
    }


def _rows(pipeline: Pipeline) -> tuple[Metric, ...]:
    said = ", from both ends, at 25 Hz" if pipeline.even.at_25_hz else ""
    return tuple(row._replace(formula=row.formula.replace("{rate}", said)) for row in ROWS)


DFA = MetricGroup(METRIC_CONTRACT, _rows, dfa_group)
