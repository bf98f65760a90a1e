"""Velocity of a sliding window: zero crossings, the peaks between them, the phase plane.

The velocity of a sample is the slope of a cubic over five (`balance_arcade.cop.velocity_peaks`).
Only the two samples at each end of a stretch take the slope of another sample's fit, so where a
window begins and ends a few velocities are worked out anew, and all others are kept in a tree of
blocks as in `balance_arcade.cop.recurrences`.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop import recurrences as rec
from balance_arcade.cop.kernel import kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Of the stream's counters and samples, as in `balance_arcade.cop.recurrences`; a test holds it.
OLDEST, NEXT = range(2)
ML = 1
BREAK_S = 8

N_FIT = 5
ROUNDING = 1e-13

# A run of samples that have a velocity: how many, the breaks between them, whether a step leads to
# the first. Then for ml and again for ap: mean and squares about it of place and velocity, zero
# crossings, peaks on either side, and the lobes at its ends, which may yet grow. A lobe lasts from
# one crossing to the next; the last one is a whole one if a crossing of its stretch came before it.
ITEMS, BREAKS, FIRST_LINKED = range(3)
MEAN_X, S_X, MEAN_V, S_V, CROSSINGS, N_POS, SUM_POS, N_NEG, SUM_NEG = range(3, 12)
LEAD_SIDE, LEAD_PEAK, LEAD_CLOSED, TRAIL_SIDE, TRAIL_PEAK, TRAIL_WHOLE = range(12, 18)
N_AXIS = 15
N_RUN = 3 + 2 * N_AXIS

N_NUMBERS = 13


class VelocityWindow:
    """Velocities of the window that a stream keeps.

    Parameters
    ----------
    counters, samples : numpy.ndarray
        Those of `balance_arcade.cop.recurrences.push_sample`; read, never written.
    """

    def __init__(self, counters: Ints, samples: Floats) -> None:
        self._counters = counters
        self._samples = samples
        self._n_closed = np.zeros(1, np.int64)
        self._nodes = np.zeros((2 * samples.shape[0] // rec.BLOCK, N_RUN))
        self._run = np.zeros(N_RUN)

    def catch_up(self) -> None:
        """Sum up the blocks whose velocities are known; to be called every block of samples."""
        close_blocks(self._counters, self._samples, self._n_closed, self._nodes)

    def numbers(self, rate_hz: float, out: Floats) -> None:
        """Describe the window, as `velocity_peaks.velocity_values` does a record.

        Parameters
        ----------
        rate_hz : float
            A velocity is a slope times it.
        out : numpy.ndarray, shape (13,)
            Written, in the order of its names; NaN where there is none.
        """
        window_numbers(
            self._counters, self._samples, self._n_closed, self._nodes, self._run, rate_hz, out
        )


@kernel
def _slope(samples: Floats, base: int, row: int, axis: int) -> float:
    """Slope at sample `row` of the cubic through the five samples from `base` on."""
    mask = samples.shape[0] - 1
    first = float(samples[base & mask, axis])
    a = float(samples[(base + 1) & mask, axis])
    b = float(samples[(base + 2) & mask, axis])
    c = float(samples[(base + 3) & mask, axis])
    d = float(samples[(base + 4) & mask, axis])
    largest = max(abs(first), abs(a), abs(b), abs(c), abs(d))
    slope = _slope_of_steps(a - first, b - first, c - first, d - first, row)
    return slope if abs(slope) > ROUNDING * largest else 0.0


@kernel
def _slope_of_steps(a: float, b: float, c: float, d: float, row: int) -> float:
    """Slope at sample `row` of the cubic through 0, `a`, `b`, `c` and `d`."""
    if row == 2:
        return (8.0 * (c - a) - d) / 12.0
    if row == 0:
        return (136.0 * a + 48.0 * b - 88.0 * c + 29.0 * d) / 84.0
    if row == 1:
        return (-2.0 * a + 24.0 * b + 26.0 * c - 10.0 * d) / 84.0
    if row == 3:
        return (-26.0 * a - 24.0 * b + 2.0 * c + 38.0 * d) / 84.0
    return (88.0 * a - 48.0 * b - 136.0 * c + 125.0 * d) / 84.0


@kernel
def _lobe(run: Floats, at: int, side: float, peak: float) -> None:
    """Go on to one side of zero by a velocity of a size."""
    if run[at + TRAIL_SIDE] * side < 0.0:
        _close_lobe(run, at)
        run[at + CROSSINGS] += 1.0
        run[at + TRAIL_WHOLE] = 1.0
        run[at + TRAIL_PEAK] = 0.0
    run[at + TRAIL_SIDE] = side
    run[at + TRAIL_PEAK] = max(run[at + TRAIL_PEAK], peak)
    if run[BREAKS] == 0.0 and run[at + LEAD_CLOSED] == 0.0:
        run[at + LEAD_SIDE] = side
        run[at + LEAD_PEAK] = run[at + TRAIL_PEAK]


@kernel
def _close_lobe(run: Floats, at: int) -> None:
    """End the last lobe at a crossing: a peak if one came before it in its stretch."""
    if run[at + TRAIL_WHOLE] == 1.0:
        place = N_POS if run[at + TRAIL_SIDE] > 0.0 else N_NEG
        run[at + place] += 1.0
        run[at + place + 1] += run[at + TRAIL_PEAK]
    elif run[BREAKS] == 0.0:
        run[at + LEAD_CLOSED] = 1.0


@kernel
def _part(run: Floats) -> None:
    """Go on behind a break."""
    run[BREAKS] += 1.0
    for axis in range(2):
        at = axis * N_AXIS
        run[at + TRAIL_SIDE] = run[at + TRAIL_PEAK] = run[at + TRAIL_WHOLE] = 0.0


@kernel
def _append_all(run: Floats, samples: Floats, begin: int, end: int, first: int, stop: int) -> None:
    """Add the samples from `begin` to `end` - 1 to a run; stretches reach from first to stop."""
    mask = samples.shape[0] - 1
    low = begin
    while low > first and begin - low < N_FIT - 1 and samples[low & mask, BREAK_S] == 0.0:
        low -= 1
    high = begin
    for place in range(begin, end):
        if samples[place & mask, BREAK_S] != 0.0:
            low = place
        high = max(high, place)
        while (
            high + 1 < stop
            and high - place < N_FIT - 1
            and samples[(high + 1) & mask, BREAK_S] == 0.0
        ):
            high += 1
        if high - low + 1 >= N_FIT:
            _append(run, samples, place, low, high)


@kernel
def _append(run: Floats, samples: Floats, place: int, low: int, high: int) -> None:
    """Add a sample to a run; its stretch reaches at least from `low` to `high`."""
    mask = samples.shape[0] - 1
    base, row = place - 2, 2
    if place - low < 2:
        base, row = low, place - low
    elif high - place < 2:
        base, row = high - N_FIT + 1, N_FIT - 1 - (high - place)
    linked = samples[place & mask, BREAK_S] == 0.0
    if run[ITEMS] == 0.0:
        run[FIRST_LINKED] = 1.0 if linked else 0.0
    elif not linked:
        _part(run)
    run[ITEMS] += 1.0
    for axis in range(2):
        at = axis * N_AXIS
        x = samples[place & mask, ML + axis]
        v = _slope(samples, base, row, ML + axis)
        off = x - run[at + MEAN_X]
        run[at + MEAN_X] += off / run[ITEMS]
        run[at + S_X] += off * (x - run[at + MEAN_X])
        off = v - run[at + MEAN_V]
        run[at + MEAN_V] += off / run[ITEMS]
        run[at + S_V] += off * (v - run[at + MEAN_V])
        if v != 0.0:
            _lobe(run, at, 1.0 if v > 0.0 else -1.0, abs(v))


@kernel
def _join(run: Floats, later: Floats) -> None:
    """Take the run that follows into a run."""
    if later[ITEMS] == 0.0:
        return
    if run[ITEMS] == 0.0:
        for k in range(N_RUN):
            run[k] = later[k]
        return
    n_all = run[ITEMS] + later[ITEMS]
    share = later[ITEMS] / n_all
    if later[FIRST_LINKED] == 0.0:
        _part(run)
    for axis in range(2):
        at = axis * N_AXIS
        for k in (MEAN_X, MEAN_V):
            off = later[at + k] - run[at + k]
            run[at + k] += off * share
            run[at + k + 1] += later[at + k + 1] + off * off * (run[ITEMS] * share)
        if later[at + LEAD_SIDE] != 0.0:
            _lobe(run, at, later[at + LEAD_SIDE], later[at + LEAD_PEAK])
        if later[at + LEAD_CLOSED] == 1.0:
            _close_lobe(run, at)
        if later[at + LEAD_CLOSED] == 1.0 or later[BREAKS] > 0.0:
            for k in range(TRAIL_SIDE, TRAIL_WHOLE + 1):
                run[at + k] = later[at + k]
        for k in range(CROSSINGS, SUM_NEG + 1):
            run[at + k] += later[at + k]
    run[ITEMS] = n_all
    run[BREAKS] += later[BREAKS]


@kernel
def close_blocks(counters: Ints, samples: Floats, n_closed: Ints, nodes: Floats) -> None:
    """Sum up every block whose velocities are known, and every node whose last block it is.

    Parameters
    ----------
    counters, samples : numpy.ndarray
        Those of the stream.
    n_closed : numpy.ndarray, shape (1,)
        How many blocks are summed up; brought up to date.
    nodes : numpy.ndarray, shape (2 * n_blocks, N_RUN)
        The tree: node i joins 2 i and 2 i + 1; written.
    """
    n_blocks = nodes.shape[0] // 2
    length = samples.shape[0] // n_blocks
    # The four samples after a block decide about the velocities of its last ones.
    while (n_closed[0] + 1) * length + N_FIT - 1 <= counters[NEXT]:
        start = n_closed[0] * length
        node = n_blocks + (n_closed[0] & (n_blocks - 1))
        nodes[node] = 0.0
        first = max(0, start - N_FIT)
        _append_all(nodes[node], samples, start, start + length, first, counters[NEXT])
        while node & 1 == 1 and node > 1:
            for k in range(N_RUN):
                nodes[node // 2, k] = nodes[node - 1, k]
            _join(nodes[node // 2], nodes[node])
            node >>= 1
        n_closed[0] += 1


@kernel
def window_numbers(
    counters: Ints,
    samples: Floats,
    n_closed: Ints,
    nodes: Floats,
    run: Floats,
    rate_hz: float,
    out: Floats,
) -> None:
    """Write the values of the whole window.

    Parameters
    ----------
    counters, samples, n_closed, nodes : numpy.ndarray
        As `close_blocks` left them.
    run : numpy.ndarray, shape (N_RUN,)
        Room for the window's run.
    rate_hz : float
        A velocity is a slope times it.
    out : numpy.ndarray, shape (13,)
        Written.
    """
    n_blocks = nodes.shape[0] // 2
    length = samples.shape[0] // n_blocks
    first, stop = counters[OLDEST], counters[NEXT]
    run[:] = 0.0
    # Where the window cuts a stretch, its first samples have other velocities than were kept.
    block = (first + N_FIT + length - 1) // length
    _append_all(run, samples, first, min(stop, block * length), first, stop)
    while block < n_closed[0]:
        width = 1
        node = n_blocks + (block & (n_blocks - 1))
        while node & 1 == 0 and block + 2 * width <= n_closed[0]:
            node >>= 1
            width *= 2
        _join(run, nodes[node])
        block += width
    _append_all(run, samples, block * length, stop, first, stop)
    out[:] = math.nan
    if run[ITEMS] > 0.0:
        _describe(run, rate_hz, out)


@kernel
def _describe(run: Floats, rate_hz: float, out: Floats) -> None:
    """Work out the values of a run."""
    plane = 0.0
    for axis in range(2):
        at = axis * N_AXIS
        crossings = run[at + CROSSINGS]
        n_pos, n_neg = run[at + N_POS], run[at + N_NEG]
        out[axis] = crossings
        out[2 + axis] = crossings / ((run[ITEMS] - run[BREAKS] - 1.0) / rate_hz)
        if n_pos > 0.0:
            out[4 + axis] = rate_hz * run[at + SUM_POS] / n_pos
        if n_neg > 0.0:
            out[6 + axis] = rate_hz * run[at + SUM_NEG] / n_neg
        if n_pos + n_neg > 0.0:
            out[8 + axis] = rate_hz * (run[at + SUM_POS] + run[at + SUM_NEG]) / (n_pos + n_neg)
        square = (run[at + S_X] + rate_hz * rate_hz * run[at + S_V]) / run[ITEMS]
        out[10 + axis] = math.sqrt(square)
        plane += square
    out[12] = math.sqrt(plane)
