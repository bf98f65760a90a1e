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
from balance_arcade.core.kernel import inner_kernel, kernel

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


@inner_kernel
def _append(run: Floats, sample: Floats) -> None:
    """Add a sample after the end of the run in a row, or begin one."""
    ml, ap = sample[ML], sample[AP]
    run[COUNT] += 1.0
    n = run[COUNT]
    # Only COUNT was cleared before, so the first sample writes the rest. Its step leads into the
    # run from outside and is not taken.
    if n == 1.0:
        for k in range(N_SUMS):
            run[k] = 0.0
        run[COUNT] = 1.0
        run[MEAN_ML] = run[MIN_ML] = run[MAX_ML] = ml
        run[MEAN_AP] = run[MIN_AP] = run[MAX_AP] = ap
        run[SUM_LEFT] = sample[LEFT]
        run[SUM_FRONT] = sample[FRONT]
        run[SUM_TOP_LEFT] = sample[TOP_LEFT]
        run[SUM_UNEVEN] = sample[UNEVEN]
        run[T_FIRST] = run[T_LAST] = sample[T]
        return
    d_ml = ml - run[MEAN_ML]
    d_ap = ap - run[MEAN_AP]
    mean_ml = run[MEAN_ML] + d_ml / n
    mean_ap = run[MEAN_AP] + d_ap / n
    run[MEAN_ML], run[MEAN_AP] = mean_ml, mean_ap
    left_ap = ap - mean_ap
    run[S_MLML] += d_ml * (ml - mean_ml)
    run[S_APAP] += d_ap * left_ap
    run[S_MLAP] += d_ml * left_ap
    run[SUM_LEFT] += sample[LEFT]
    run[SUM_FRONT] += sample[FRONT]
    run[SUM_TOP_LEFT] += sample[TOP_LEFT]
    run[SUM_UNEVEN] += sample[UNEVEN]
    run[MIN_ML] = min(run[MIN_ML], ml)
    run[MAX_ML] = max(run[MAX_ML], ml)
    run[MIN_AP] = min(run[MIN_AP], ap)
    run[MAX_AP] = max(run[MAX_AP], ap)
    run[PATH] += sample[STEP]
    run[PATH_ML] += sample[STEP_ML]
    run[PATH_AP] += sample[STEP_AP]
    run[BROKEN_S] += sample[BREAK_S]
    run[T_LAST] = sample[T]


@inner_kernel
def _join(run: Floats, later: Floats, first: Floats) -> None:
    """Take the run that follows into the run of a row; `first` is its first sample."""
    n_old = run[COUNT]
    n_young = later[COUNT]
    n_all = n_old + n_young
    d_ml = later[MEAN_ML] - run[MEAN_ML]
    d_ap = later[MEAN_AP] - run[MEAN_AP]
    share = n_young / n_all
    weight = n_old * share
    run[COUNT] = n_all
    run[MEAN_ML] += d_ml * share
    run[MEAN_AP] += d_ap * share
    run[S_MLML] += later[S_MLML] + d_ml * d_ml * weight
    run[S_APAP] += later[S_APAP] + d_ap * d_ap * weight
    run[S_MLAP] += later[S_MLAP] + d_ml * d_ap * weight
    run[SUM_LEFT] += later[SUM_LEFT]
    run[SUM_FRONT] += later[SUM_FRONT]
    run[SUM_TOP_LEFT] += later[SUM_TOP_LEFT]
    run[SUM_UNEVEN] += later[SUM_UNEVEN]
    run[MIN_ML] = min(run[MIN_ML], later[MIN_ML])
    run[MAX_ML] = max(run[MAX_ML], later[MAX_ML])
    run[MIN_AP] = min(run[MIN_AP], later[MIN_AP])
    run[MAX_AP] = max(run[MAX_AP], later[MAX_AP])
    # The step across the seam belongs to neither run until they are joined.
    run[PATH] += first[STEP] + later[PATH]
    run[PATH_ML] += first[STEP_ML] + later[PATH_ML]
    run[PATH_AP] += first[STEP_AP] + later[PATH_AP]
    run[BROKEN_S] += first[BREAK_S] + later[BROKEN_S]
    run[T_LAST] = later[T_LAST]


@inner_kernel
def _copy(run: Floats, source: Floats) -> None:
    """Write a run over that of another row."""
    for k in range(N_SUMS):
        run[k] = source[k]


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
        _append(nodes[node], samples[place])
    width = 1
    while node & 1 == 1 and node > 1:
        seam = ((block - width + 1) * BLOCK) & (samples.shape[0] - 1)
        _copy(nodes[node // 2], nodes[node - 1])
        _join(nodes[node // 2], nodes[node], samples[seam])
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
        _append(nodes[own], samples[place & mask])
    while (block + 1) * BLOCK <= stop:
        width = 1
        node = nodes.shape[0] // 2 + (block & (nodes.shape[0] // 2 - 1))
        while node & 1 == 0 and (block + 2 * width) * BLOCK <= stop:
            node >>= 1
            width *= 2
        if nodes[own, COUNT] == 0.0:
            _copy(nodes[own], nodes[node])
        else:
            _join(nodes[own], nodes[node], samples[(block * BLOCK) & mask])
        block += width
    for place in range(block * BLOCK, stop):
        _append(nodes[own], samples[place & mask])
    due_s = min(state[LAST_T] - state[START_T], state[LENGTH])
    missing = 1.0 - nodes[own, COUNT] / (np.rint(due_s * state[RATE]) + 1.0)
    missing_frac = math.nan if math.isnan(state[START_T]) else max(0.0, missing)
    return nodes[own, T_LAST] - nodes[own, T_FIRST] - nodes[own, BROKEN_S], missing_frac
