"""Even times of a recorded stream, with its drop-outs left open.

Stamps of a stream jitter by what sender and network were slow, or come in bursts, as radios do.
pyxdf draws one line through all of them, which closes every drop-out shorter than 5 s at 100 Hz and
stretches the rest. Here the quickest stamps tell where the stream really stood: a sample is never
stamped before it was measured, so that the least of (stamp less number times period) over the next
third of a second moves only where samples are missing. Between such places one pace goes through
all stamps.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from balance_arcade.files.tables.trial import FloatArray

AHEAD_S: Final = 0.35
"""Bursts and delays up to this long are no drop-out."""

LOST_PERIODS: Final = 0.75
"""A step of the quickest stamps beyond this is at least one sample that is missing."""

BACK_S: Final = 0.05
"""A stamp that lies this much before an earlier one is a clock that was set."""

_SPAN = 200

Indices = npt.NDArray[np.intp]


class EvenTimes(NamedTuple):
    """Times of the samples of a stream.

    Attributes
    ----------
    t_s : ndarray of float64, shape (n_samples,)
        Increasing.
    rate_hz : float
        The pace between drop-outs.
    n_gaps, n_lost : int
        Drop-outs, and samples missing in them.
    max_gap_s : float
        The longest, from sample to sample.
    n_back : int
        Places where the clock was set back; a gap of one sample is put there.
    """

    t_s: FloatArray
    rate_hz: float
    n_gaps: int
    n_lost: int
    max_gap_s: float
    n_back: int


def even_times(stamps_s: FloatArray, rate_hz: float) -> EvenTimes:
    """Make the times of a regular stream even, and leave its drop-outs open.

    Parameters
    ----------
    stamps_s : ndarray of float64, shape (n_samples,)
        As recorded, on one clock; at least two.
    rate_hz : float
        Nominal rate.

    Returns
    -------
    EvenTimes

    Examples
    --------
    >>> stamps = np.arange(300) / 100.0
    >>> even = even_times(np.delete(stamps, slice(100, 150)), 100.0)
    >>> even.n_gaps, even.n_lost, round(float(even.t_s[100]), 6)
    (1, 50, 1.5)
    """
    backs = np.flatnonzero(np.diff(stamps_s) < -BACK_S) + 1
    forward = stamps_s.copy()
    for k in backs:
        # Time goes on behind a clock that was set: two periods, so that the place shows.
        forward[k:] += forward[k - 1] + 2.0 / rate_hz - forward[k]
    number = np.arange(len(forward), dtype=np.float64)
    period_s = _pace(forward, 1.0 / rate_hz)
    at = _losses(forward - number * period_s, period_s)
    at = np.union1d(at, backs).astype(np.intp)
    part = np.zeros(len(forward), dtype=np.intp)
    part[at] = 1
    part = np.cumsum(part)
    period_s = _common_pace(number, forward, part, period_s)
    count = np.bincount(part)
    level = np.bincount(part, forward - number * period_s) / count
    t_s = level[part] + number * period_s
    gaps_s = t_s[at] - t_s[at - 1]
    lost = np.maximum(np.rint(gaps_s / period_s) - 1.0, 1.0)
    return EvenTimes(
        _increasing(t_s, at),
        _whole(1.0 / period_s),
        int(at.size),
        int(lost.sum()) if at.size else 0,
        float(gaps_s.max()) if at.size else 0.0,
        int(backs.size),
    )


def _pace(stamps_s: FloatArray, nominal_s: float) -> float:
    """Usual period, over spans so long that bursts even out and so many that gaps do not matter."""
    span = max(1, min(_SPAN, len(stamps_s) // 3))
    learned_s = float(np.median(stamps_s[span:] - stamps_s[:-span])) / span
    return learned_s if 0.2 * nominal_s < learned_s < 5.0 * nominal_s else nominal_s


def _losses(over_s: FloatArray, period_s: float) -> Indices:
    """Find the samples before which others are missing."""
    ahead = max(2, min(round(AHEAD_S / period_s), len(over_s)))
    padded = np.concatenate((over_s, np.full(ahead - 1, over_s[-ahead:].min())))
    # Behind the last stamps nothing tells a late sample from a lost one: their least holds.
    quickest = sliding_window_view(padded, ahead).min(axis=1)
    return np.flatnonzero(np.diff(quickest) > LOST_PERIODS * period_s) + 1


def _common_pace(number: FloatArray, stamps_s: FloatArray, part: Indices, period_s: float) -> float:
    """One pace through all parts, each with a level of its own (least squares)."""
    count = np.bincount(part)
    x = number - (np.bincount(part, number) / count)[part]
    y = stamps_s - (np.bincount(part, stamps_s) / count)[part]
    squares = float(x @ x)
    fitted_s = float(x @ y) / squares if squares > 0.0 else period_s
    return fitted_s if 0.5 * period_s < fitted_s < 2.0 * period_s else period_s


def _increasing(t_s: FloatArray, at: Indices) -> FloatArray:
    """Levels of short parts may overlap by jitter; none may begin before the one before it ends."""
    for k in at:
        back_s = t_s[k - 1] - t_s[k]
        if back_s >= 0.0:
            t_s[k:] += back_s + 1e-6
    return t_s


def _whole(rate_hz: float) -> float:
    """Take a whole number of hertz where clocks that differ by 200 ppm cannot tell it."""
    whole = float(round(rate_hz))
    return whole if whole > 0.0 and abs(rate_hz - whole) <= 2e-4 * whole else rate_hz
