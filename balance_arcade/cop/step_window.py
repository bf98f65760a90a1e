"""How the steps of a sliding window go: speed, direction changes, straight ways, headings.

A run of samples is described by numbers from which those of two runs in a row follow: moments of
the steps, the first and the last direction, the points where its first stretch ends and its last
one begins. The window is a tree of blocks over the samples that the stream keeps anyway, as in
`balance_arcade.cop.recurrences`: nothing is subtracted, so nothing drifts. Blocks are summed up as
they fill, so asking costs the logarithm of the window, whenever the last time was.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop import recurrences as rec
from balance_arcade.core.kernel import inner_kernel, kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# A run begins with the step sums of `balance_arcade.cop.motion`, in its order (a test holds it).
# S_.. are sums of squares about the mean, SQ_.. about zero; of ml, ap and the whole step.
STEPS, SQ_ML, SQ_AP, SQ_SPEED, S_ML, S_AP, S_SPEED, TURNS, NET = range(9)
CHANGES_ML, CHANGES_AP, HEADINGS, COSINES, PATH_ML, PATH_AP, PATH = range(9, 16)
N_STEP_SUMS = 16

# A stretch is a part without a break; a direction or heading of zero is none.
MEAN_ML, MEAN_AP, MEAN_SPEED, FIRST_ML, FIRST_AP, LAST_ML, LAST_AP = range(16, 23)
FIRST_X, FIRST_Y, LAST_X, LAST_Y, BREAKS, SAMPLES = range(23, 29)
# NET holds the straight ways of the stretches that are over; NET_INNER those but for the first,
# which may yet grow at its start. Then the run's ends, the first stretch's end and the last one's
# start.
NET_INNER, START_ML, START_AP, END_ML, END_AP, LEAD_ML, LEAD_AP, TRAIL_ML, TRAIL_AP = range(29, 38)
N_RUN = 38


# Where `step_numbers` writes, by `balance_arcade.cop.motion.STEP_NAMES` (a test holds it): the
# first of each group of three (both axes together, ml, ap) or of two (ml, ap).
RMS_VELOCITY_MM_S, SD_VELOCITY_MM_S = 0, 3
N_DIRECTION_CHANGES_ML, MEAN_AMPLITUDE_ML_MM = 6, 8
STRAIGHTNESS, HEADING_PERSISTENCE = 10, 11
N_NUMBERS = 12

# Of the stream's counters and samples, as in `balance_arcade.cop.recurrences`.
OLDEST, NEXT = range(2)
N_STEP_BLOCKS = 5
ML, AP = 1, 2
BREAK_S = 8


class StepWindow:
    """Step sums of the window that a stream keeps.

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
        """Sum up the blocks that are full; to be called every `recurrences.BLOCK` samples."""
        close_blocks(self._counters, self._samples, self._nodes)

    def numbers(self, rate_hz: float, out: Floats) -> float:
        """Describe the window, as `balance_arcade.cop.motion.step_values` does a record.

        Parameters
        ----------
        rate_hz : float
            A velocity is a step times it.
        out : numpy.ndarray, shape (12,)
            Written, in the order of `balance_arcade.cop.motion.STEP_NAMES`; NaN where there is
            none.

        Returns
        -------
        float
            Number of breaks in the window.
        """
        return window_numbers(self._counters, self._samples, self._nodes, rate_hz, out)


@inner_kernel
def _way(run: Floats, ml_mm: float, ap_mm: float) -> float:
    """Straight way from where the run's last stretch begins."""
    start = START_ML if run[BREAKS] == 0.0 else TRAIL_ML
    x = ml_mm - run[start]
    y = ap_mm - run[start + 1]
    return math.sqrt(x * x + y * y)


@inner_kernel
def _turn(run: Floats, k: int, sign: float) -> None:
    """Go on in a direction of one axis: -1, 1, or 0 for none."""
    if sign == 0.0:
        return
    # No branch here: nobody could foretell which way it goes.
    run[CHANGES_ML + k] += 1.0 if run[LAST_ML + k] * sign < 0.0 else 0.0
    if run[FIRST_ML + k] == 0.0 and run[BREAKS] == 0.0:
        run[FIRST_ML + k] = sign
    run[LAST_ML + k] = sign


@inner_kernel
def _head(run: Floats, x: float, y: float) -> None:
    """Go on with a heading of length one, or none."""
    if x == 0.0 and y == 0.0:
        return
    if run[LAST_X] != 0.0 or run[LAST_Y] != 0.0:
        run[HEADINGS] += 1.0
        run[COSINES] += x * run[LAST_X] + y * run[LAST_Y]
    if run[FIRST_X] == 0.0 and run[FIRST_Y] == 0.0 and run[BREAKS] == 0.0:
        run[FIRST_X], run[FIRST_Y] = x, y
    run[LAST_X], run[LAST_Y] = x, y


@inner_kernel
def _step(run: Floats, dx: float, dy: float) -> None:
    """Take the step that follows a run into it, moments after Welford as in batch."""
    speed = math.sqrt(dx * dx + dy * dy)
    n = run[STEPS] + 1.0
    run[STEPS] = n
    for k in range(3):
        step = dx if k == 0 else (dy if k == 1 else speed)
        off = step - run[MEAN_ML + k]
        mean = run[MEAN_ML + k] + off / n
        run[MEAN_ML + k] = mean
        run[S_ML + k] += off * (step - mean)
        run[SQ_ML + k] += step * step
        run[PATH_ML + k] += abs(step)
    for k in range(2):
        step = dx if k == 0 else dy
        _turn(run, k, 1.0 if step > 0.0 else (-1.0 if step < 0.0 else 0.0))
    if speed > 0.0:
        _head(run, dx / speed, dy / speed)


@inner_kernel
def _break(run: Floats, ml_mm: float, ap_mm: float) -> None:
    """End the last stretch of a run; the next one begins at a place."""
    net = _way(run, run[END_ML], run[END_AP])
    run[NET] += net
    if run[BREAKS] == 0.0:
        run[LEAD_ML], run[LEAD_AP] = run[END_ML], run[END_AP]
    else:
        run[NET_INNER] += net
    run[BREAKS] += 1.0
    run[TRAIL_ML], run[TRAIL_AP] = ml_mm, ap_mm
    run[LAST_ML] = run[LAST_AP] = run[LAST_X] = run[LAST_Y] = 0.0


@inner_kernel
def _join_moments(run: Floats, later: Floats) -> None:
    """Join the moments of steps after Chan, Golub and LeVeque."""
    n_all = run[STEPS] + later[STEPS]
    if later[STEPS] == 0.0:
        return
    share = later[STEPS] / n_all
    for k in range(3):
        off = later[MEAN_ML + k] - run[MEAN_ML + k]
        run[MEAN_ML + k] += off * share
        run[S_ML + k] += later[S_ML + k] + off * off * (run[STEPS] * share)
        run[SQ_ML + k] += later[SQ_ML + k]
        run[PATH_ML + k] += later[PATH_ML + k]
    run[STEPS] = n_all


@inner_kernel
def _join(run: Floats, later: Floats, linked: bool) -> None:
    """Take the run that follows into a run; `linked` says that a step leads from one to the other.

    Each `later` direction or heading is looked at before the breaks of both are added up: whether
    the first one of `run` is still open depends on the breaks of `run` alone.
    """
    if linked:
        _step(
            run,
            later[START_ML] - run[END_ML],
            later[START_AP] - run[END_AP],
        )
    else:
        _break(run, later[START_ML], later[START_AP])
    _join_moments(run, later)
    for k in range(2):
        _turn(run, k, later[FIRST_ML + k])
    _head(run, later[FIRST_X], later[FIRST_Y])
    run[CHANGES_ML] += later[CHANGES_ML]
    run[CHANGES_AP] += later[CHANGES_AP]
    run[HEADINGS] += later[HEADINGS]
    run[COSINES] += later[COSINES]
    if later[BREAKS] > 0.0:
        net = _way(run, later[LEAD_ML], later[LEAD_AP])
        run[NET] += net + later[NET_INNER]
        if run[BREAKS] == 0.0:
            run[LEAD_ML], run[LEAD_AP] = later[LEAD_ML], later[LEAD_AP]
            net = 0.0
        run[NET_INNER] += net + later[NET_INNER]
        run[TRAIL_ML], run[TRAIL_AP] = later[TRAIL_ML], later[TRAIL_AP]
    broken = later[BREAKS] > 0.0
    for k in range(LAST_ML, LAST_AP + 1):
        if broken or later[k] != 0.0:
            run[k] = later[k]
    if broken or later[LAST_X] != 0.0 or later[LAST_Y] != 0.0:
        run[LAST_X], run[LAST_Y] = later[LAST_X], later[LAST_Y]
    run[BREAKS] += later[BREAKS]
    run[SAMPLES] += later[SAMPLES]
    run[END_ML], run[END_AP] = later[END_ML], later[END_AP]


@inner_kernel
def _append(run: Floats, sample: Floats) -> None:
    """Add a sample after the end of a run, or begin one."""
    if run[SAMPLES] == 0.0:
        for k in range(N_RUN):  # slices of arrays would take seconds to compile
            run[k] = 0.0
        run[START_ML], run[START_AP] = sample[ML], sample[AP]
    elif sample[BREAK_S] == 0.0:
        _step(
            run,
            sample[ML] - run[END_ML],
            sample[AP] - run[END_AP],
        )
    else:
        _break(run, sample[ML], sample[AP])
    run[SAMPLES] += 1.0
    run[END_ML], run[END_AP] = sample[ML], sample[AP]


@inner_kernel
def _copy(run: Floats, source: Floats) -> None:
    """Write a run over that of another row."""
    for k in range(N_RUN):
        run[k] = source[k]


@kernel
def close_blocks(counters: Ints, samples: Floats, nodes: Floats) -> None:
    """Sum up every block that is full, and every node whose last block it is.

    Parameters
    ----------
    counters, samples : numpy.ndarray
        Those of the stream; how many blocks are summed up is brought up to date.
    nodes : numpy.ndarray, shape (2 * n_blocks + 1, N_RUN)
        The tree: node i joins 2 i and 2 i + 1; written. The last row is the whole window's.
    """
    mask = samples.shape[0] - 1
    n_blocks = nodes.shape[0] // 2
    length = samples.shape[0] // n_blocks
    while (counters[N_STEP_BLOCKS] + 1) * length <= counters[NEXT]:
        block = counters[N_STEP_BLOCKS]
        node = n_blocks + (block & (n_blocks - 1))
        nodes[node, SAMPLES] = 0.0
        start = (block * length) & mask
        for place in range(start, start + length):
            _append(nodes[node], samples[place])
        width = 1
        while node & 1 == 1 and node > 1:
            seam = ((block - width + 1) * length) & mask
            _copy(nodes[node // 2], nodes[node - 1])
            _join(nodes[node // 2], nodes[node], samples[seam, BREAK_S] == 0.0)
            node >>= 1
            width *= 2
        counters[N_STEP_BLOCKS] += 1


@kernel
def step_numbers(runs: Floats, row: int, rate_hz: float, out: Floats) -> None:
    """Work out the descriptors that step sums alone can give.

    Parameters
    ----------
    runs : numpy.ndarray, shape (n_runs, N_STEP_SUMS) or wider
        Runs of a window, or `balance_arcade.cop.motion.step_sums` of a record.
    row : int
        The one to be described.
    rate_hz : float
        What a step is multiplied by.
    out : numpy.ndarray, shape (12,)
        Written, in the order of `balance_arcade.cop.motion.STEP_NAMES`; NaN where there is none.
    """
    for k in range(N_NUMBERS):
        out[k] = math.nan
    n = runs[row, STEPS]
    if n == 0.0:
        return
    for k in range(3):
        place = (k + 1) % 3  # the sums have the whole step last, the numbers first
        out[RMS_VELOCITY_MM_S + place] = rate_hz * math.sqrt(runs[row, SQ_ML + k] / n)
        out[SD_VELOCITY_MM_S + place] = rate_hz * math.sqrt(max(runs[row, S_ML + k], 0.0) / n)
    for k in range(2):
        changes = runs[row, CHANGES_ML + k]
        out[N_DIRECTION_CHANGES_ML + k] = changes
        if changes > 0.0:
            out[MEAN_AMPLITUDE_ML_MM + k] = runs[row, PATH_ML + k] / changes
    if runs[row, PATH] > 0.0:
        out[STRAIGHTNESS] = min(1.0, runs[row, NET] / runs[row, PATH])
    if runs[row, HEADINGS] > 0.0:
        out[HEADING_PERSISTENCE] = runs[row, COSINES] / runs[row, HEADINGS]


@kernel
def window_numbers(
    counters: Ints, samples: Floats, nodes: Floats, rate_hz: float, out: Floats
) -> float:
    """Write the values of the whole window and return the number of its breaks.

    Parameters
    ----------
    counters, samples, nodes : numpy.ndarray
        As `close_blocks` left them; the last row takes the window's run, with the last stretch's
        straight way in NET. The place of the turns index stays zero: it needs the window's spread
        beforehand.
    rate_hz : float
        What a step is multiplied by.
    out : numpy.ndarray, shape (12,)
        Written, as by `step_numbers`.
    """
    mask = samples.shape[0] - 1
    n_blocks, own = nodes.shape[0] // 2, nodes.shape[0] - 1
    length = samples.shape[0] // n_blocks
    for k in range(N_RUN):
        nodes[own, k] = 0.0
    stop = counters[NEXT]
    block = (counters[OLDEST] + length - 1) // length
    for place in range(counters[OLDEST], min(stop, block * length)):
        _append(nodes[own], samples[place & mask])
    while block < counters[N_STEP_BLOCKS]:
        width = 1
        node = n_blocks + (block & (n_blocks - 1))
        # Climb to the greatest node that begins with this block and is full.
        while node & 1 == 0 and block + 2 * width <= counters[N_STEP_BLOCKS]:
            node >>= 1
            width *= 2
        if nodes[own, SAMPLES] == 0.0:
            _copy(nodes[own], nodes[node])
        else:
            _join(nodes[own], nodes[node], samples[(block * length) & mask, BREAK_S] == 0.0)
        block += width
    for place in range(block * length, stop):
        _append(nodes[own], samples[place & mask])
    if nodes[own, SAMPLES] > 0.0:
        nodes[own, NET] += _way(nodes[own], nodes[own, END_ML], nodes[own, END_AP])
    step_numbers(nodes, own, rate_hz, out)
    n_breaks: float = nodes[own, BREAKS]
    return n_breaks
