"""Sums of sway over a sliding window: moments, extremes, the way.

The window is a ring of samples and a binary tree over its blocks: each node holds the sums of the
blocks below it and is computed once, when the last of them is full. The sums of the window are
those of the loose samples at its ends and of the few greatest nodes between, so nothing is ever
subtracted, nothing can drift, and taking in, dropping and asking cost the logarithm of the window's
length at worst, however many samples leave at once. Means and squares are updated after Welford
(1962, doi 10.1080/00401706.1962.10490022) and joined after Chan, Golub and LeVeque (1983,
doi 10.1080/00031305.1983.10483115).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop import recurrences as rec
from balance_arcade.cop.kernel import kernel

Floats = npt.NDArray[np.float64]

# Of the stream's samples, state and counters, and of sums, as in `balance_arcade.cop.recurrences`;
# written out because compiled code is kept by its own file, and a test holds that they agree.
T, ML, AP, LEFT, FRONT, STEP, STEP_ML, STEP_AP, BREAK_S, TOP_LEFT, UNEVEN = range(11)
COUNT, MEAN_ML, MEAN_AP, S_MLML, S_APAP, S_MLAP, SUM_LEFT, SUM_FRONT = range(8)
MIN_ML, MAX_ML, MIN_AP, MAX_AP, PATH, PATH_ML, PATH_AP, BROKEN_S, T_FIRST, T_LAST = range(8, 18)
SUM_TOP_LEFT, SUM_UNEVEN = range(18, 20)
N_SUMS = 20
LAST_T, START_T = 15, 16
RATE, LENGTH = 23, 24
N_STATE = 25
OLDEST, NEXT = range(2)
BLOCK = 16


class SwayWindow:
    """Sums of sway over the window that a stream keeps.

    Parameters
    ----------
    state, samples : numpy.ndarray
        Those of `balance_arcade.cop.recurrences.push_sample`; read, never written.

    Attributes
    ----------
    sums : numpy.ndarray, shape (N_SUMS,)
        Those of the window, in the order of `balance_arcade.cop.recurrences`.
    """

    def __init__(self, state: Floats, samples: Floats) -> None:
        self._state = state
        self._samples = samples
        # The whole window's stand behind the tree. Row 0 is free too, but the compiler would know
        # its number, and compile everything once more for it.
        self._nodes = np.zeros((2 * samples.shape[0] // rec.BLOCK + 1, N_SUMS))
        self.sums = self._nodes[-1]

    def close_block(self) -> None:
        """Sum up the newest block; to be called when it is full."""
        close_block(self._samples, self._nodes, self._state)

    def update(self) -> tuple[float, float]:
        """Write the `sums`; return the time that the path takes and the share missing."""
        return window_sums(self._samples, self._nodes, self._state)


@kernel
def _append(nodes: Floats, row: int, samples: Floats, place: int) -> None:
    """Add a sample after the end of the run in a row, or begin one."""
    ml, ap = samples[place, ML], samples[place, AP]
    nodes[row, COUNT] += 1.0
    n = nodes[row, COUNT]
    if n == 1.0:
        for k in range(N_SUMS):
            nodes[row, k] = 0.0
        nodes[row, COUNT] = 1.0
        nodes[row, MEAN_ML] = nodes[row, MIN_ML] = nodes[row, MAX_ML] = ml
        nodes[row, MEAN_AP] = nodes[row, MIN_AP] = nodes[row, MAX_AP] = ap
        nodes[row, SUM_LEFT] = samples[place, LEFT]
        nodes[row, SUM_FRONT] = samples[place, FRONT]
        nodes[row, SUM_TOP_LEFT] = samples[place, TOP_LEFT]
        nodes[row, SUM_UNEVEN] = samples[place, UNEVEN]
        nodes[row, T_FIRST] = nodes[row, T_LAST] = samples[place, T]
        return
    d_ml = ml - nodes[row, MEAN_ML]
    d_ap = ap - nodes[row, MEAN_AP]
    mean_ml = nodes[row, MEAN_ML] + d_ml / n
    mean_ap = nodes[row, MEAN_AP] + d_ap / n
    nodes[row, MEAN_ML], nodes[row, MEAN_AP] = mean_ml, mean_ap
    left_ap = ap - mean_ap
    nodes[row, S_MLML] += d_ml * (ml - mean_ml)
    nodes[row, S_APAP] += d_ap * left_ap
    nodes[row, S_MLAP] += d_ml * left_ap
    nodes[row, SUM_LEFT] += samples[place, LEFT]
    nodes[row, SUM_FRONT] += samples[place, FRONT]
    nodes[row, SUM_TOP_LEFT] += samples[place, TOP_LEFT]
    nodes[row, SUM_UNEVEN] += samples[place, UNEVEN]
    nodes[row, MIN_ML] = min(nodes[row, MIN_ML], ml)
    nodes[row, MAX_ML] = max(nodes[row, MAX_ML], ml)
    nodes[row, MIN_AP] = min(nodes[row, MIN_AP], ap)
    nodes[row, MAX_AP] = max(nodes[row, MAX_AP], ap)
    nodes[row, PATH] += samples[place, STEP]
    nodes[row, PATH_ML] += samples[place, STEP_ML]
    nodes[row, PATH_AP] += samples[place, STEP_AP]
    nodes[row, BROKEN_S] += samples[place, BREAK_S]
    nodes[row, T_LAST] = samples[place, T]


@kernel
def _join(nodes: Floats, row: int, later: int, samples: Floats, seam: int) -> None:
    """Take the run that follows into the run of a row; `seam` is the place of its first sample."""
    n_old = nodes[row, COUNT]
    n_young = nodes[later, COUNT]
    n_all = n_old + n_young
    d_ml = nodes[later, MEAN_ML] - nodes[row, MEAN_ML]
    d_ap = nodes[later, MEAN_AP] - nodes[row, MEAN_AP]
    share = n_young / n_all
    weight = n_old * share
    nodes[row, COUNT] = n_all
    nodes[row, MEAN_ML] += d_ml * share
    nodes[row, MEAN_AP] += d_ap * share
    nodes[row, S_MLML] += nodes[later, S_MLML] + d_ml * d_ml * weight
    nodes[row, S_APAP] += nodes[later, S_APAP] + d_ap * d_ap * weight
    nodes[row, S_MLAP] += nodes[later, S_MLAP] + d_ml * d_ap * weight
    nodes[row, SUM_LEFT] += nodes[later, SUM_LEFT]
    nodes[row, SUM_FRONT] += nodes[later, SUM_FRONT]
    nodes[row, SUM_TOP_LEFT] += nodes[later, SUM_TOP_LEFT]
    nodes[row, SUM_UNEVEN] += nodes[later, SUM_UNEVEN]
    nodes[row, MIN_ML] = min(nodes[row, MIN_ML], nodes[later, MIN_ML])
    nodes[row, MAX_ML] = max(nodes[row, MAX_ML], nodes[later, MAX_ML])
    nodes[row, MIN_AP] = min(nodes[row, MIN_AP], nodes[later, MIN_AP])
    nodes[row, MAX_AP] = max(nodes[row, MAX_AP], nodes[later, MAX_AP])
    nodes[row, PATH] += samples[seam, STEP] + nodes[later, PATH]
    nodes[row, PATH_ML] += samples[seam, STEP_ML] + nodes[later, PATH_ML]
    nodes[row, PATH_AP] += samples[seam, STEP_AP] + nodes[later, PATH_AP]
    nodes[row, BROKEN_S] += samples[seam, BREAK_S] + nodes[later, BROKEN_S]
    nodes[row, T_LAST] = nodes[later, T_LAST]


@kernel
def _copy(nodes: Floats, row: int, source: int) -> None:
    """Write a run over that of another row."""
    for k in range(N_SUMS):
        nodes[row, k] = nodes[source, k]


@kernel
def close_block(samples: Floats, nodes: Floats, state: Floats) -> None:
    """Sum up the newest block, now that it is full, and every node whose last block it is."""
    counters = state[N_STATE:].view(np.int64)
    block = counters[NEXT] // BLOCK - 1
    n_blocks = nodes.shape[0] // 2
    node = n_blocks + (block & (n_blocks - 1))
    nodes[node, COUNT] = 0.0
    start = (block * BLOCK) & (samples.shape[0] - 1)
    for place in range(start, start + BLOCK):
        _append(nodes, node, samples, place)
    width = 1
    while node & 1 == 1 and node > 1:
        seam = ((block - width + 1) * BLOCK) & (samples.shape[0] - 1)
        _copy(nodes, node // 2, node - 1)
        _join(nodes, node // 2, node, samples, seam)
        node >>= 1
        width *= 2


@kernel
def window_sums(samples: Floats, nodes: Floats, state: Floats) -> tuple[float, float]:
    """Write the window's sums to the last row; return its path's time and the share missing."""
    counters = state[N_STATE:].view(np.int64)
    mask = samples.shape[0] - 1
    own = nodes.shape[0] - 1
    for k in range(N_SUMS):  # slices of arrays would take seconds to compile
        nodes[own, k] = 0.0
    stop = counters[NEXT]
    block = (counters[OLDEST] + BLOCK - 1) // BLOCK
    for place in range(counters[OLDEST], min(stop, block * BLOCK)):
        _append(nodes, own, samples, place & mask)
    while (block + 1) * BLOCK <= stop:
        width = 1
        node = nodes.shape[0] // 2 + (block & (nodes.shape[0] // 2 - 1))
        while node & 1 == 0 and (block + 2 * width) * BLOCK <= stop:
            node >>= 1
            width *= 2
        if nodes[own, COUNT] == 0.0:
            _copy(nodes, own, node)
        else:
            _join(nodes, own, node, samples, (block * BLOCK) & mask)
        block += width
    for place in range(block * BLOCK, stop):
        _append(nodes, own, samples, place & mask)
    due_s = min(state[LAST_T] - state[START_T], state[LENGTH])
    missing = 1.0 - nodes[own, COUNT] / (np.rint(due_s * state[RATE]) + 1.0)
    missing_frac = math.nan if math.isnan(state[START_T]) else max(0.0, missing)
    return nodes[own, T_LAST] - nodes[own, T_FIRST] - nodes[own, BROKEN_S], missing_frac
