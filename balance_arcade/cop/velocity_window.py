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
from balance_arcade.core.kernel import inner_kernel, kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Of the stream's counters and samples, as in `balance_arcade.cop.recurrences`; a test holds it.
OLDEST, NEXT = range(2)
N_VELOCITY_BLOCKS = 6
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

# Where the numbers stand, by `velocity_peaks.VELOCITY_NAMES` (a test holds it): the first of each
# pair (ml, ap).
N_ZERO_CROSSINGS_ML, ZERO_CROSSING_RATE_ML_HZ = 0, 2
PEAK_VELOCITY_POS_ML_MM_S, PEAK_VELOCITY_NEG_ML_MM_S, PEAK_VELOCITY_ML_MM_S = 4, 6, 8
PHASE_PLANE_ML, PHASE_PLANE = 10, 12
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
        self._nodes = np.zeros((2 * samples.shape[0] // rec.BLOCK + 1, N_RUN))

    def catch_up(self) -> None:
        """Sum up the blocks whose velocities are known; to be called every block of samples."""
        close_blocks(self._counters, self._samples, self._nodes)

    def numbers(self, rate_hz: float, out: Floats) -> None:
        """Describe the window, as `velocity_peaks.velocity_values` does a record.

        Parameters
        ----------
        rate_hz : float
            A velocity is a slope times it.
        out : numpy.ndarray, shape (13,)
            Written, in the order of its names; NaN where there is none.
        """
        window_numbers(self._counters, self._samples, self._nodes, rate_hz, out)


@inner_kernel
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


@inner_kernel
def _slope_of_steps(a: float, b: float, c: float, d: float, row: int) -> float:
    """Slope at sample `row` of the cubic through 0, `a`, `b`, `c` and `d`."""
    # Savitzky and Golay 1964 (doi 10.1021/ac60214a047): cubic, five points, first derivative, less
    # the first sample, so that a place far out costs no digits.
    if row == 2:
        return (8.0 * (c - a) - d) / 12.0
    if row == 0:
        return (136.0 * a + 48.0 * b - 88.0 * c + 29.0 * d) / 84.0
    if row == 1:
        return (-2.0 * a + 24.0 * b + 26.0 * c - 10.0 * d) / 84.0
    if row == 3:
        return (-26.0 * a - 24.0 * b + 2.0 * c + 38.0 * d) / 84.0
    return (88.0 * a - 48.0 * b - 136.0 * c + 125.0 * d) / 84.0


@inner_kernel
def _lobe(run: Floats, at: int, side: float, peak: float) -> None:
    """Go on to one side of zero by a velocity of a size."""
    if run[at + TRAIL_SIDE] * side < 0.0:
        _close_lobe(run, at)
        run[at + CROSSINGS] += 1.0
        run[at + TRAIL_WHOLE] = 1.0
        run[at + TRAIL_PEAK] = 0.0
    run[at + TRAIL_SIDE] = side
    run[at + TRAIL_PEAK] = max(run[at + TRAIL_PEAK], peak)
    # While the first lobe is open, a run joined before this one may still make it longer.
    if run[BREAKS] == 0.0 and run[at + LEAD_CLOSED] == 0.0:
        run[at + LEAD_SIDE] = side
        run[at + LEAD_PEAK] = run[at + TRAIL_PEAK]


@inner_kernel
def _close_lobe(run: Floats, at: int) -> None:
    """End the last lobe at a crossing: a peak if one came before it in its stretch."""
    if run[at + TRAIL_WHOLE] == 1.0:
        place = N_POS if run[at + TRAIL_SIDE] > 0.0 else N_NEG
        run[at + place] += 1.0  # their number; behind it stands their sum
        run[at + place + 1] += run[at + TRAIL_PEAK]
    elif run[BREAKS] == 0.0:
        run[at + LEAD_CLOSED] = 1.0


@inner_kernel
def _part(run: Floats) -> None:
    """Go on behind a break."""
    run[BREAKS] += 1.0
    for axis in range(2):
        at = axis * N_AXIS
        run[at + TRAIL_SIDE] = run[at + TRAIL_PEAK] = run[at + TRAIL_WHOLE] = 0.0


@inner_kernel
def _append_all(run: Floats, samples: Floats, begin: int, end: int, first: int, stop: int) -> None:
    """Add the samples from `begin` to `end` - 1 to a run; stretches reach from first to stop."""
    mask = samples.shape[0] - 1
    low = begin
    while low > first and begin - low < N_FIT - 1 and samples[low & mask, BREAK_S] == 0.0:
        low -= 1
    high = begin
    # Invariant: low to high lie in the stretch of `place` and hold all that its fit may need.
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


@inner_kernel
def _append(run: Floats, samples: Floats, place: int, low: int, high: int) -> None:
    """Add a sample to a run; its stretch reaches at least from `low` to `high`."""
    mask = samples.shape[0] - 1
    # The sample in the middle of five, or near an end of its stretch another one of the last five.
    base, spot = place - 2, 2
    if place - low < 2:
        base, spot = low, place - low
    elif high - place < 2:
        base, spot = high - N_FIT + 1, N_FIT - 1 - (high - place)
    linked = samples[place & mask, BREAK_S] == 0.0
    if run[ITEMS] == 0.0:
        run[FIRST_LINKED] = 1.0 if linked else 0.0
    elif not linked:
        _part(run)
    run[ITEMS] += 1.0
    for axis in range(2):
        at = axis * N_AXIS
        x = samples[place & mask, ML + axis]
        v = _slope(samples, base, spot, ML + axis)
        off = x - run[at + MEAN_X]
        run[at + MEAN_X] += off / run[ITEMS]
        run[at + S_X] += off * (x - run[at + MEAN_X])
        off = v - run[at + MEAN_V]
        run[at + MEAN_V] += off / run[ITEMS]
        run[at + S_V] += off * (v - run[at + MEAN_V])
        if v != 0.0:
            _lobe(run, at, 1.0 if v > 0.0 else -1.0, abs(v))


@inner_kernel
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
            # Behind each mean stand the squares about it.
            run[at + k + 1] += later[at + k + 1] + off * off * (run[ITEMS] * share)
        if later[at + LEAD_SIDE] != 0.0:
            _lobe(run, at, later[at + LEAD_SIDE], later[at + LEAD_PEAK])
        if later[at + LEAD_CLOSED] == 1.0:
            _close_lobe(run, at)
        # The later run ends in another lobe than it began with, and that one takes the place of
        # ours.
        if later[at + LEAD_CLOSED] == 1.0 or later[BREAKS] > 0.0:
            for k in range(TRAIL_SIDE, TRAIL_WHOLE + 1):
                run[at + k] = later[at + k]
        for k in range(CROSSINGS, SUM_NEG + 1):
            run[at + k] += later[at + k]
    run[ITEMS] = n_all
    run[BREAKS] += later[BREAKS]


@kernel
def close_blocks(counters: Ints, samples: Floats, nodes: Floats) -> None:
    """Sum up every block whose velocities are known, and every node whose last block it is.

    Parameters
    ----------
    counters, samples : numpy.ndarray
        Those of the stream; how many blocks are summed up is brought up to date.
    nodes : numpy.ndarray, shape (2 * n_blocks + 1, N_RUN)
        The tree: node i joins 2 i and 2 i + 1; written. The last row is the whole window's.
    """
    n_blocks = nodes.shape[0] // 2
    length = samples.shape[0] // n_blocks
    # The four samples after a block decide about the velocities of its last ones.
    while (counters[N_VELOCITY_BLOCKS] + 1) * length + N_FIT - 1 <= counters[NEXT]:
        start = counters[N_VELOCITY_BLOCKS] * length
        node = n_blocks + (counters[N_VELOCITY_BLOCKS] & (n_blocks - 1))
        for k in range(N_RUN):
            nodes[node, k] = 0.0
        first = max(0, start - N_FIT)
        _append_all(nodes[node], samples, start, start + length, first, counters[NEXT])
        while node & 1 == 1 and node > 1:
            for k in range(N_RUN):
                nodes[node // 2, k] = nodes[node - 1, k]
            _join(nodes[node // 2], nodes[node])
            node >>= 1
        counters[N_VELOCITY_BLOCKS] += 1


@kernel
def window_numbers(
    counters: Ints, samples: Floats, nodes: Floats, rate_hz: float, out: Floats
) -> None:
    """Write the values of the whole window.

    Parameters
    ----------
    counters, samples, nodes : numpy.ndarray
        As `close_blocks` left them; the last row takes the window's run.
    rate_hz : float
        A velocity is a slope times it.
    out : numpy.ndarray, shape (13,)
        Written.
    """
    n_blocks, own = nodes.shape[0] // 2, nodes.shape[0] - 1
    length = samples.shape[0] // n_blocks
    first, stop = counters[OLDEST], counters[NEXT]
    for k in range(N_RUN):
        nodes[own, k] = 0.0
    # Where the window cuts a stretch, its first samples have other velocities than were kept.
    block = (first + N_FIT + length - 1) // length
    _append_all(nodes[own], samples, first, min(stop, block * length), first, stop)
    while block < counters[N_VELOCITY_BLOCKS]:
        width = 1
        node = n_blocks + (block & (n_blocks - 1))
        # Climb to the greatest node that begins with this block and is full.
        while node & 1 == 0 and block + 2 * width <= counters[N_VELOCITY_BLOCKS]:
            node >>= 1
            width *= 2
        _join(nodes[own], nodes[node])
        block += width
    _append_all(nodes[own], samples, block * length, stop, first, stop)
    for k in range(N_NUMBERS):
        out[k] = math.nan
    if nodes[own, ITEMS] > 0.0:
        _describe(nodes, rate_hz, out)


@inner_kernel
def _describe(nodes: Floats, rate_hz: float, out: Floats) -> None:
    """Work out the values of the run in the last row."""
    own = nodes.shape[0] - 1
    plane = 0.0
    for axis in range(2):
        at = axis * N_AXIS
        crossings = nodes[own, at + CROSSINGS]
        n_pos, n_neg = nodes[own, at + N_POS], nodes[own, at + N_NEG]
        out[N_ZERO_CROSSINGS_ML + axis] = crossings
        out[ZERO_CROSSING_RATE_ML_HZ + axis] = crossings / (
            (nodes[own, ITEMS] - nodes[own, BREAKS] - 1.0) / rate_hz
        )
        if n_pos > 0.0:
            out[PEAK_VELOCITY_POS_ML_MM_S + axis] = rate_hz * nodes[own, at + SUM_POS] / n_pos
        if n_neg > 0.0:
            out[PEAK_VELOCITY_NEG_ML_MM_S + axis] = rate_hz * nodes[own, at + SUM_NEG] / n_neg
        if n_pos + n_neg > 0.0:
            out[PEAK_VELOCITY_ML_MM_S + axis] = (
                rate_hz * (nodes[own, at + SUM_POS] + nodes[own, at + SUM_NEG]) / (n_pos + n_neg)
            )
        square = nodes[own, at + S_X] + rate_hz * rate_hz * nodes[own, at + S_V]
        square /= nodes[own, ITEMS]
        out[PHASE_PLANE_ML + axis] = math.sqrt(square)
        plane += square
    out[PHASE_PLANE] = math.sqrt(plane)
