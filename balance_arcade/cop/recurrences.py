"""The recurrences that live and batch share: corners to CoP, one filter step; the live samples.

A sliding window is a ring of samples. Sums over it are kept in trees over blocks of sixteen samples
by `balance_arcade.cop.sway_window` and its like.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.core.kernel import inner_kernel, kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# One sample of the window. STEP is the way from the sample before it, zero after a break; BREAK_S
# the time since the sample before it if that time does not count, else zero. UNEVEN is how far the
# shares of the corners are from a quarter each, as in `balance_arcade.cop.position`.
T, ML, AP, LEFT, FRONT, STEP, STEP_ML, STEP_AP, BREAK_S, TOP_LEFT, UNEVEN = range(11)
N_SAMPLE_FIELDS = 11

# Sums over a run of samples. S_.. are sums of squares and products about the mean; the steps and
# breaks counted are those between samples of the run, never the one that leads into it.
COUNT, MEAN_ML, MEAN_AP, S_MLML, S_APAP, S_MLAP, SUM_LEFT, SUM_FRONT = range(8)
MIN_ML, MAX_ML, MIN_AP, MAX_AP, PATH, PATH_ML, PATH_AP, BROKEN_S, T_FIRST, T_LAST = range(8, 18)
SUM_TOP_LEFT, SUM_UNEVEN = range(18, 20)
N_SUMS = 20

# State of a stream, one float array: settings, then the filter and the newest sample.
HALF_WIDTH, HALF_LENGTH, MIN_LOAD, ZERO_TL, ZERO_TR, ZERO_BL, ZERO_BR, WINDOW, MAX_STEP = range(9)
FILTER_B0, FILTER_B1, FILTER_B2, FILTER_A1, FILTER_A2, FILTER_GAP = range(9, 15)
LAST_T, START_T, LAST_ML, LAST_AP, Z1_ML, Z2_ML, Z1_AP, Z2_AP, RATE, LENGTH = range(15, 25)
N_STATE = 25

# Coefficients of a second-order section, and how far they stand behind FILTER_B0 in the state.
B0, B1, B2, A1, A2 = range(5)

# Counters of a stream: places in the ring count up for ever and are taken modulo its length.
# They are integers, and live at the end of the state: a call costs for every array it is given.
# How many blocks of steps and of velocities are summed up stands here too.
OLDEST, NEXT, LAST_SEQ, FILTERING, STANDING, N_STEP_BLOCKS, N_VELOCITY_BLOCKS = range(7)
N_COUNTERS = 7

# Samples of a block, a leaf of a tree; the ring holds a power of two of them.
BLOCK = 16

# Velocities look this many samples ahead; blocks of them are summed up that late.
LOOK_AHEAD = 4

# What a push has to tell beside its numbers.
NOBODY, BLOCK_FULL, BLOCK_DUE = 1, 2, 4

# A centre of pressure this many half-widths out is rounding, not a person: cells that pull and
# cells that push cancel to almost nothing.
MAX_RATIO = 1e3

# Thirty years of seconds: a later time is no time, and its sample cannot be placed in a window.
MAX_T = 1e9


@inner_kernel
def _corner_cop(
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
    # The order of the additions is part of the result: live and batch must agree to the last bit.
    fz_n = (tl_n + tr_n) + (bl_n + br_n)
    # Written with `not`, so that NaN is refused too.
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
    """`_corner_cop` of every row of (n_samples, 4); returns (n_samples, 5) in its order."""
    out = np.empty((corners_n.shape[0], 5))
    for i in range(corners_n.shape[0]):
        n = corners_n[i]
        row = _corner_cop(n[0], n[1], n[2], n[3], half_width_mm, half_length_mm, min_load_n)
        for k in range(5):
            out[i, k] = row[k]
    return out


@inner_kernel
def _biquad_step(
    x: float, coefficients: Floats, first: int, z1: float, z2: float
) -> tuple[float, float, float]:
    """One step of a second-order section, transposed direct form II; b0 is at place `first`."""
    y = coefficients[first] * x + z1
    return (
        y,
        coefficients[first + B1] * x - coefficients[first + A1] * y + z2,
        coefficients[first + B2] * x - coefficients[first + A2] * y,
    )


@kernel
def biquad_series(values: Floats, coefficients: Floats) -> Floats:
    """Run a section of unit gain over (n_samples,) as if the first value had stood for ever."""
    out = np.empty_like(values)
    if values.shape[0] == 0:
        return out
    # The state of a filter of gain 1 that has put out this value for ever: y = x = values[0].
    z1 = (1.0 - coefficients[B0]) * values[0]
    z2 = (coefficients[B2] - coefficients[A2]) * values[0]
    for i in range(values.shape[0]):
        out[i], z1, z2 = _biquad_step(values[i], coefficients, B0, z1, z2)
    return out


@inner_kernel
def _link(
    samples: Floats, place: int, dt_s: float, d_ml_mm: float, d_ap_mm: float, linked: bool
) -> None:
    """Write the way from the sample before; after a break there is none, only lost time."""
    if linked:
        samples[place, STEP] = math.sqrt(d_ml_mm * d_ml_mm + d_ap_mm * d_ap_mm)
        samples[place, STEP_ML] = abs(d_ml_mm)
        samples[place, STEP_AP] = abs(d_ap_mm)
        samples[place, BREAK_S] = 0.0
    else:
        samples[place, STEP] = samples[place, STEP_ML] = samples[place, STEP_AP] = 0.0
        samples[place, BREAK_S] = dt_s


@kernel
def clear_window(counters: Ints, state: Floats) -> None:
    """Forget every sample of the window."""
    counters[OLDEST] = counters[NEXT]
    counters[STANDING] = 0
    state[START_T] = math.nan


@inner_kernel
def _first_within(t_s: float, window_s: float, counters: Ints, samples: Floats) -> int:
    """Find the oldest place no more than the window before a moment; the oldest is known to leave.

    Nearly always the next one stays; else the place is found by halving.
    """
    # Invariant: every place below `low` has left, every place from `high` on stays.
    low, high = int(counters[OLDEST]) + 1, int(counters[NEXT])
    if low < high and t_s - samples[low & (samples.shape[0] - 1), T] <= window_s:
        return low
    while low < high:
        middle = (low + high) // 2
        if t_s - samples[middle & (samples.shape[0] - 1), T] > window_s:
            low = middle + 1
        else:
            high = middle
    return low


@inner_kernel
def _smooth(
    t_s: float, ml_mm: float, ap_mm: float, counters: Ints, state: Floats
) -> tuple[float, float]:
    """Display filter; starts anew, already settled, after nobody was there or after a long gap."""
    if math.isnan(ml_mm) or math.isnan(ap_mm):
        counters[FILTERING] = 0
        return math.nan, math.nan
    if counters[FILTERING] == 0 or not (abs(t_s - state[LAST_T]) <= state[FILTER_GAP]):
        state[Z1_ML] = (1.0 - state[FILTER_B0]) * ml_mm
        state[Z2_ML] = (state[FILTER_B2] - state[FILTER_A2]) * ml_mm
        state[Z1_AP] = (1.0 - state[FILTER_B0]) * ap_mm
        state[Z2_AP] = (state[FILTER_B2] - state[FILTER_A2]) * ap_mm
        counters[FILTERING] = 1
    smooth_ml, state[Z1_ML], state[Z2_ML] = _biquad_step(
        ml_mm, state, FILTER_B0, state[Z1_ML], state[Z2_ML]
    )
    smooth_ap, state[Z1_AP], state[Z2_AP] = _biquad_step(
        ap_mm, state, FILTER_B0, state[Z1_AP], state[Z2_AP]
    )
    return smooth_ml, smooth_ap


@inner_kernel
def _write_loads(
    samples: Floats, place: int, left_frac: float, front_frac: float, top_left_frac: float
) -> None:
    """Write the shares of the load; three of them tell all four corners."""
    samples[place, LEFT], samples[place, FRONT] = left_frac, front_frac
    samples[place, TOP_LEFT] = top_left_frac
    squares = 0.0
    for share in (
        top_left_frac,
        front_frac - top_left_frac,
        left_frac - top_left_frac,
        1.0 - left_frac - front_frac + top_left_frac,
    ):
        squares += (100.0 * share - 25.0) * (100.0 * share - 25.0)
    samples[place, UNEVEN] = math.sqrt(squares / 4.0)


@inner_kernel
def _enter_window(
    t_s: float,
    seq: int,
    top_left_n: float,
    values: tuple[float, float, float, float, float],
    counters: Ints,
    samples: Floats,
    state: Floats,
) -> None:
    """Let the window slide to a new moment and take the sample in if somebody is on the board."""
    # Batch leaves out the same rows (`prepare`): a way in no time has no velocity.
    if not (abs(t_s) <= MAX_T) or t_s == state[LAST_T]:
        return
    # The board's clock has started again; times before and after cannot share a window.
    if t_s < state[LAST_T]:
        clear_window(counters, state)
    if math.isnan(state[START_T]):
        state[START_T] = t_s
    ml_mm, ap_mm, fz_n, left_frac, front_frac = values
    # The ring's length is a power of two, so that the mask takes the modulo.
    mask = samples.shape[0] - 1
    oldest = counters[OLDEST]
    if oldest < counters[NEXT] and t_s - samples[oldest & mask, T] > state[WINDOW]:
        counters[OLDEST] = _first_within(t_s, state[WINDOW], counters, samples)
    # The block that is being filled writes over one that has left altogether.
    counters[OLDEST] = max(counters[OLDEST], counters[NEXT] - mask - 1 + BLOCK)
    if math.isnan(ml_mm) or math.isnan(ap_mm):
        counters[STANDING] = 0
    else:
        place = counters[NEXT] & mask
        samples[place, T], samples[place, ML], samples[place, AP] = t_s, ml_mm, ap_mm
        _write_loads(samples, place, left_frac, front_frac, top_left_n / fz_n)
        dt_s = 0.0
        if counters[NEXT] > counters[OLDEST]:
            dt_s = t_s - samples[(counters[NEXT] - 1) & mask, T]
        # A step over a lost sample or a pause would be a straight line that nobody swayed.
        linked = (
            counters[STANDING] == 1 and seq == counters[LAST_SEQ] + 1 and dt_s <= state[MAX_STEP]
        )
        d_ml, d_ap = ml_mm - state[LAST_ML], ap_mm - state[LAST_AP]
        _link(samples, place, dt_s, d_ml, d_ap, linked)
        counters[NEXT] += 1
        counters[STANDING] = 1
        state[LAST_ML], state[LAST_AP] = ml_mm, ap_mm


@inner_kernel
def _news(ml_mm: float, is_taken: bool, n_loose: int) -> int:
    """Give what there is to do after a sample; `n_loose` samples are in no full block."""
    news = NOBODY if math.isnan(ml_mm) else 0
    if is_taken and n_loose == 0:
        news |= BLOCK_FULL
    if is_taken and n_loose == LOOK_AHEAD:
        news |= BLOCK_DUE
    return news


@kernel
def push_sample(
    t_s: float,
    seq: int,
    tl_n: float,
    tr_n: float,
    bl_n: float,
    br_n: float,
    samples: Floats,
    state: Floats,
) -> tuple[float, float, float, float, float, float, float, int]:
    """Everything one live sample needs but the sums of blocks.

    Returns `_corner_cop`'s five values, the smoothed two, and what else there is to do: `NOBODY`
    where there is no centre of pressure, `BLOCK_FULL` and `BLOCK_DUE` where the sample fills a
    block or is the last one that it looks ahead.
    """
    counters = state[N_STATE:].view(np.int64)
    top_left_n = tl_n - state[ZERO_TL]
    values = _corner_cop(
        top_left_n,
        tr_n - state[ZERO_TR],
        bl_n - state[ZERO_BL],
        br_n - state[ZERO_BR],
        state[HALF_WIDTH],
        state[HALF_LENGTH],
        state[MIN_LOAD],
    )
    ml_mm, ap_mm, fz_n, left_frac, front_frac = values
    smooth_ml, smooth_ap = _smooth(t_s, ml_mm, ap_mm, counters, state)
    n_before = counters[NEXT]
    _enter_window(t_s, seq, top_left_n, values, counters, samples, state)
    # A time that is none must not become the one that later samples are compared with.
    if abs(t_s) <= MAX_T:
        state[LAST_T] = t_s
        counters[LAST_SEQ] = seq
    # Without the compiler these would be numpy's own numbers, which JSON does not know.
    return (
        float(ml_mm),
        float(ap_mm),
        float(fz_n),
        float(left_frac),
        float(front_frac),
        float(smooth_ml),
        float(smooth_ap),
        _news(ml_mm, counters[NEXT] != n_before, counters[NEXT] & (BLOCK - 1)),
    )
