"""The recurrences that live and batch share: corners to CoP, one filter step, sums of sway.

A sliding window is kept as a ring of samples and a binary tree over blocks of sixteen: each node
holds the sums of the blocks below it and is computed once, when the last of them is full. The sums
of the window are those of the loose samples at its ends and of the few greatest nodes between, so
nothing is ever subtracted, nothing can drift, and taking in, dropping and asking cost the logarithm
of the window's length at worst, however many samples leave at once. Means and squares are updated
after Welford (1962, doi 10.1080/00401706.1962.10490022) and joined after Chan, Golub and LeVeque
(1983, doi 10.1080/00031305.1983.10483115).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.kernel import kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# One sample of the window. STEP is the way from the sample before it, zero after a break; BREAK_S
# the time since the sample before it if that time does not count, else zero.
T, ML, AP, LEFT, FRONT, STEP, STEP_ML, STEP_AP, BREAK_S = range(9)
N_SAMPLE_FIELDS = 9

# Sums over a run of samples. S_.. are sums of squares and products about the mean; the steps and
# breaks counted are those between samples of the run, never the one that leads into it.
COUNT, MEAN_ML, MEAN_AP, S_MLML, S_APAP, S_MLAP, SUM_LEFT, SUM_FRONT = range(8)
MIN_ML, MAX_ML, MIN_AP, MAX_AP, PATH, PATH_ML, PATH_AP, BROKEN_S, T_FIRST, T_LAST = range(8, 18)
N_SUMS = 18

# State of a stream, one float array: settings, then the filter and the newest sample.
HALF_WIDTH, HALF_LENGTH, MIN_LOAD, ZERO_TL, ZERO_TR, ZERO_BL, ZERO_BR, WINDOW, MAX_STEP = range(9)
FILTER_B0, FILTER_B1, FILTER_B2, FILTER_A1, FILTER_A2, FILTER_GAP = range(9, 15)
LAST_T, START_T, LAST_ML, LAST_AP, Z1_ML, Z2_ML, Z1_AP, Z2_AP, RATE, LENGTH = range(15, 25)
N_STATE = 25

# Counters of a stream: places in the ring count up for ever and are taken modulo its length.
# They are integers, and live at the end of the state: a call costs for every array it is given.
OLDEST, NEXT, LAST_SEQ, FILTERING, STANDING = range(5)
N_COUNTERS = 5

# Samples of a block, a leaf of the tree; the ring holds a power of two of them.
BLOCK = 16

# Velocities look this many samples ahead; blocks of them are summed up that late.
LOOK_AHEAD = 4

# A centre of pressure this many half-widths out is rounding, not a person: cells that pull and
# cells that push cancel to almost nothing.
MAX_RATIO = 1e3

# Thirty years of seconds: a later time is no time, and its sample cannot be placed in a window.
MAX_T = 1e9


@kernel
def corner_cop(
    tl_n: float,
    tr_n: float,
    bl_n: float,
    br_n: float,
    half_width_mm: float,
    half_length_mm: float,
    min_load_n: float,
) -> tuple[float, float, float, float, float]:
    """Centre of pressure, total force and load shares of four corner forces.

    Parameters
    ----------
    tl_n, tr_n, bl_n, br_n : float
        Corner forces in newtons, zero removed.
    half_width_mm, half_length_mm : float
        Half the spacing of the cells.
    min_load_n : float
        Below this total nobody is on the board.

    Returns
    -------
    tuple of float
        ml and ap in millimetres, total force in newtons, left and front share; all but the force
        are NaN below the minimum and where a force is not finite.
    """
    fz_n = (tl_n + tr_n) + (bl_n + br_n)
    if not (fz_n >= min_load_n) or not (fz_n > 0.0) or math.isinf(fz_n):
        return math.nan, math.nan, fz_n, math.nan, math.nan
    right = ((tr_n + br_n) - (tl_n + bl_n)) / fz_n
    front = ((tl_n + tr_n) - (bl_n + br_n)) / fz_n
    if not (abs(right) <= MAX_RATIO and abs(front) <= MAX_RATIO):
        return math.nan, math.nan, fz_n, math.nan, math.nan
    left_frac = (tl_n + bl_n) / fz_n
    return half_width_mm * right, half_length_mm * front, fz_n, left_frac, (tl_n + tr_n) / fz_n


@kernel
def corner_cop_series(
    corners_n: Floats, half_width_mm: float, half_length_mm: float, min_load_n: float
) -> Floats:
    """`corner_cop` of every row of (n_samples, 4); returns (n_samples, 5) in its order."""
    out = np.empty((corners_n.shape[0], 5))
    for i in range(corners_n.shape[0]):
        n = corners_n[i]
        row = corner_cop(n[0], n[1], n[2], n[3], half_width_mm, half_length_mm, min_load_n)
        for k in range(5):
            out[i, k] = row[k]
    return out


@kernel
def biquad_step(x: float, coefficients: Floats, z1: float, z2: float) -> tuple[float, float, float]:
    """One step of a second-order section b0 b1 b2 a1 a2, transposed direct form II."""
    y = coefficients[0] * x + z1
    return (
        y,
        coefficients[1] * x - coefficients[3] * y + z2,
        coefficients[2] * x - coefficients[4] * y,
    )


@kernel
def biquad_series(values: Floats, coefficients: Floats) -> Floats:
    """Run a section of unit gain over (n_samples,) as if the first value had stood for ever."""
    out = np.empty_like(values)
    if values.shape[0] == 0:
        return out
    z1 = (1.0 - coefficients[0]) * values[0]
    z2 = (coefficients[2] - coefficients[4]) * values[0]
    for i in range(values.shape[0]):
        out[i], z1, z2 = biquad_step(values[i], coefficients, z1, z2)
    return out


@kernel
def append(sums: Floats, sample: Floats) -> None:
    """Add a sample after the end of a run."""
    sums[COUNT] += 1.0
    if sums[COUNT] == 1.0:
        sums[:] = 0.0
        sums[COUNT] = 1.0
        sums[MEAN_ML] = sums[MIN_ML] = sums[MAX_ML] = sample[ML]
        sums[MEAN_AP] = sums[MIN_AP] = sums[MAX_AP] = sample[AP]
        sums[SUM_LEFT] = sample[LEFT]
        sums[SUM_FRONT] = sample[FRONT]
        sums[T_FIRST] = sums[T_LAST] = sample[T]
        return
    d_ml = sample[ML] - sums[MEAN_ML]
    d_ap = sample[AP] - sums[MEAN_AP]
    sums[MEAN_ML] += d_ml / sums[COUNT]
    sums[MEAN_AP] += d_ap / sums[COUNT]
    left_ap = sample[AP] - sums[MEAN_AP]
    sums[S_MLML] += d_ml * (sample[ML] - sums[MEAN_ML])
    sums[S_APAP] += d_ap * left_ap
    sums[S_MLAP] += d_ml * left_ap
    sums[SUM_LEFT] += sample[LEFT]
    sums[SUM_FRONT] += sample[FRONT]
    sums[MIN_ML] = min(sums[MIN_ML], sample[ML])
    sums[MAX_ML] = max(sums[MAX_ML], sample[ML])
    sums[MIN_AP] = min(sums[MIN_AP], sample[AP])
    sums[MAX_AP] = max(sums[MAX_AP], sample[AP])
    sums[PATH] += sample[STEP]
    sums[PATH_ML] += sample[STEP_ML]
    sums[PATH_AP] += sample[STEP_AP]
    sums[BROKEN_S] += sample[BREAK_S]
    sums[T_LAST] = sample[T]


@kernel
def _join(older: Floats, younger: Floats, seam: Floats, out: Floats) -> None:
    """Join two runs in a row into `out`, or into `older`; `seam` is the younger's first sample."""
    for k in range(N_SUMS):
        out[k] = older[k]
    n_old = older[COUNT]
    n_young = younger[COUNT]
    n_all = n_old + n_young
    d_ml = younger[MEAN_ML] - older[MEAN_ML]
    d_ap = younger[MEAN_AP] - older[MEAN_AP]
    weight = n_old * (n_young / n_all)
    out[COUNT] = n_all
    out[MEAN_ML] += d_ml * (n_young / n_all)
    out[MEAN_AP] += d_ap * (n_young / n_all)
    out[S_MLML] += younger[S_MLML] + d_ml * d_ml * weight
    out[S_APAP] += younger[S_APAP] + d_ap * d_ap * weight
    out[S_MLAP] += younger[S_MLAP] + d_ml * d_ap * weight
    out[SUM_LEFT] += younger[SUM_LEFT]
    out[SUM_FRONT] += younger[SUM_FRONT]
    out[MIN_ML] = min(older[MIN_ML], younger[MIN_ML])
    out[MAX_ML] = max(older[MAX_ML], younger[MAX_ML])
    out[MIN_AP] = min(older[MIN_AP], younger[MIN_AP])
    out[MAX_AP] = max(older[MAX_AP], younger[MAX_AP])
    out[PATH] += seam[STEP] + younger[PATH]
    out[PATH_ML] += seam[STEP_ML] + younger[PATH_ML]
    out[PATH_AP] += seam[STEP_AP] + younger[PATH_AP]
    out[BROKEN_S] += seam[BREAK_S] + younger[BROKEN_S]
    out[T_LAST] = younger[T_LAST]


@kernel
def _link(sample: Floats, dt_s: float, d_ml_mm: float, d_ap_mm: float, linked: bool) -> None:
    """Write the way from the sample before; after a break there is none, only lost time."""
    if linked:
        sample[STEP] = math.sqrt(d_ml_mm * d_ml_mm + d_ap_mm * d_ap_mm)
        sample[STEP_ML] = abs(d_ml_mm)
        sample[STEP_AP] = abs(d_ap_mm)
        sample[BREAK_S] = 0.0
    else:
        sample[STEP] = sample[STEP_ML] = sample[STEP_AP] = 0.0
        sample[BREAK_S] = dt_s


@kernel
def _close_block(block: int, samples: Floats, nodes: Floats) -> None:
    """Sum up a block that is full, and every node whose last block it is."""
    n_blocks = nodes.shape[0] // 2
    node = n_blocks + (block & (n_blocks - 1))
    nodes[node] = 0.0
    start = (block * BLOCK) & (samples.shape[0] - 1)
    for place in range(start, start + BLOCK):
        append(nodes[node], samples[place])
    width = 1
    while node & 1 == 1 and node > 1:
        seam = ((block - width + 1) * BLOCK) & (samples.shape[0] - 1)
        _join(nodes[node - 1], nodes[node], samples[seam], nodes[node // 2])
        node >>= 1
        width *= 2


@kernel
def clear_window(counters: Ints, state: Floats) -> None:
    """Forget every sample of the window."""
    counters[OLDEST] = counters[NEXT]
    counters[STANDING] = 0
    state[START_T] = math.nan


@kernel
def window_sums(
    counters: Ints, samples: Floats, nodes: Floats, state: Floats, out: Floats
) -> tuple[float, float]:
    """Write the sums of the window; return the time its path takes and the share missing."""
    mask = samples.shape[0] - 1
    out[:] = 0.0
    stop = counters[NEXT]
    block = (counters[OLDEST] + BLOCK - 1) // BLOCK
    for place in range(counters[OLDEST], min(stop, block * BLOCK)):
        append(out, samples[place & mask])
    while (block + 1) * BLOCK <= stop:
        width = 1
        node = nodes.shape[0] // 2 + (block & (nodes.shape[0] // 2 - 1))
        while node & 1 == 0 and (block + 2 * width) * BLOCK <= stop:
            node >>= 1
            width *= 2
        if out[COUNT] == 0.0:
            for k in range(N_SUMS):  # slices of arrays would take seconds to compile
                out[k] = nodes[node, k]
        else:
            _join(out, nodes[node], samples[(block * BLOCK) & mask], out)
        block += width
    for place in range(block * BLOCK, stop):
        append(out, samples[place & mask])
    due_s = min(state[LAST_T] - state[START_T], state[LENGTH])
    missing = 1.0 - out[COUNT] / (np.rint(due_s * state[RATE]) + 1.0)
    missing_frac = math.nan if math.isnan(state[START_T]) else max(0.0, missing)
    return out[T_LAST] - out[T_FIRST] - out[BROKEN_S], missing_frac


@kernel
def _first_within(t_s: float, window_s: float, counters: Ints, samples: Floats) -> int:
    """Find the oldest place no more than the window before a moment, by halving."""
    low, high = int(counters[OLDEST]), int(counters[NEXT])
    while low < high:
        middle = (low + high) // 2
        if t_s - samples[middle & (samples.shape[0] - 1), T] > window_s:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def _smooth(
    t_s: float, ml_mm: float, ap_mm: float, counters: Ints, state: Floats
) -> tuple[float, float]:
    """Display filter; starts anew, already settled, after nobody was there or after a long gap."""
    if math.isnan(ml_mm) or math.isnan(ap_mm):
        counters[FILTERING] = 0
        return math.nan, math.nan
    c = state[FILTER_B0 : FILTER_A2 + 1]
    if counters[FILTERING] == 0 or not (abs(t_s - state[LAST_T]) <= state[FILTER_GAP]):
        state[Z1_ML] = (1.0 - c[0]) * ml_mm
        state[Z2_ML] = (c[2] - c[4]) * ml_mm
        state[Z1_AP] = (1.0 - c[0]) * ap_mm
        state[Z2_AP] = (c[2] - c[4]) * ap_mm
        counters[FILTERING] = 1
    smooth_ml, state[Z1_ML], state[Z2_ML] = biquad_step(ml_mm, c, state[Z1_ML], state[Z2_ML])
    smooth_ap, state[Z1_AP], state[Z2_AP] = biquad_step(ap_mm, c, state[Z1_AP], state[Z2_AP])
    return smooth_ml, smooth_ap


@kernel
def _enter_window(
    t_s: float,
    seq: int,
    values: tuple[float, float, float, float, float],
    counters: Ints,
    samples: Floats,
    nodes: Floats,
    state: Floats,
) -> None:
    """Let the window slide to a new moment and take the sample in if somebody is on the board."""
    if not (abs(t_s) <= MAX_T) or t_s == state[LAST_T]:
        return
    if t_s < state[LAST_T]:
        clear_window(counters, state)
    if math.isnan(state[START_T]):
        state[START_T] = t_s
    mask = samples.shape[0] - 1
    oldest = counters[OLDEST]
    if oldest < counters[NEXT] and t_s - samples[oldest & mask, T] > state[WINDOW]:
        counters[OLDEST] = _first_within(t_s, state[WINDOW], counters, samples)
    # The block that is being filled writes over one that has left altogether.
    counters[OLDEST] = max(counters[OLDEST], counters[NEXT] - mask - 1 + BLOCK)
    if math.isnan(values[0]) or math.isnan(values[1]):
        counters[STANDING] = 0
    else:
        sample = samples[counters[NEXT] & mask]
        sample[T], sample[ML], sample[AP] = t_s, values[0], values[1]
        sample[LEFT], sample[FRONT] = values[3], values[4]
        dt_s = 0.0
        if counters[NEXT] > counters[OLDEST]:
            dt_s = t_s - samples[(counters[NEXT] - 1) & mask, T]
        linked = (
            counters[STANDING] == 1 and seq == counters[LAST_SEQ] + 1 and dt_s <= state[MAX_STEP]
        )
        _link(sample, dt_s, values[0] - state[LAST_ML], values[1] - state[LAST_AP], linked)
        counters[NEXT] += 1
        counters[STANDING] = 1
        state[LAST_ML], state[LAST_AP] = values[0], values[1]
        if counters[NEXT] % BLOCK == 0:
            _close_block(counters[NEXT] // BLOCK - 1, samples, nodes)


@kernel
def push_sample(
    t_s: float,
    seq: int,
    tl_n: float,
    tr_n: float,
    bl_n: float,
    br_n: float,
    samples: Floats,
    nodes: Floats,
    state: Floats,
) -> tuple[float, float, float, float, float, float, float, bool]:
    """Everything one live sample needs.

    Returns `corner_cop`'s five values, the smoothed two, and whether a block has its look-ahead.
    """
    counters = state[N_STATE:].view(np.int64)
    values = corner_cop(
        tl_n - state[ZERO_TL],
        tr_n - state[ZERO_TR],
        bl_n - state[ZERO_BL],
        br_n - state[ZERO_BR],
        state[HALF_WIDTH],
        state[HALF_LENGTH],
        state[MIN_LOAD],
    )
    smooth_ml, smooth_ap = _smooth(t_s, values[0], values[1], counters, state)
    _enter_window(t_s, seq, values, counters, samples, nodes, state)
    if abs(t_s) <= MAX_T:
        state[LAST_T] = t_s
        counters[LAST_SEQ] = seq
    due = counters[NEXT] & (BLOCK - 1) == LOOK_AHEAD
    # Without the compiler these would be numpy's own numbers, which JSON does not know.
    return (
        float(values[0]),
        float(values[1]),
        float(values[2]),
        float(values[3]),
        float(values[4]),
        float(smooth_ml),
        float(smooth_ap),
        due,
    )
