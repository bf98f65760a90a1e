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
from balance_arcade.cop.kernel import kernel

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


# Of the stream's counters and samples, as in `balance_arcade.cop.recurrences`.
OLDEST, NEXT = range(2)
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
        self._n_closed = np.zeros(1, np.int64)
        self._nodes = np.zeros((2 * samples.shape[0] // rec.BLOCK, N_RUN))

    def catch_up(self) -> None:
        """Sum up the blocks that are full; to be called every `recurrences.BLOCK` samples."""
        close_blocks(self._counters, self._samples, self._n_closed, self._nodes)

    def sums(self, out: Floats) -> float:
        """Sum up the steps of the window, as `balance_arcade.cop.motion.step_sums` does a record's.

        Parameters
        ----------
        out : numpy.ndarray, shape (N_RUN,)
            Written: a run. The place of the turns index stays zero: it needs the window's spread
            beforehand.

        Returns
        -------
        float
            Number of breaks in the window.
        """
        return float(window_run(self._counters, self._samples, self._n_closed, self._nodes, out))


@kernel
def _way(run: Floats, ml_mm: float, ap_mm: float) -> float:
    """Straight way from where the run's last stretch begins."""
    start = START_ML if run[BREAKS] == 0.0 else TRAIL_ML
    x = ml_mm - run[start]
    y = ap_mm - run[start + 1]
    return math.sqrt(x * x + y * y)


@kernel
def _turn(run: Floats, k: int, sign: float) -> None:
    """Go on in a direction of one axis: -1, 1, or 0 for none."""
    if sign == 0.0:
        return
    if run[LAST_ML + k] * sign < 0.0:
        run[CHANGES_ML + k] += 1.0
    if run[FIRST_ML + k] == 0.0 and run[BREAKS] == 0.0:
        run[FIRST_ML + k] = sign
    run[LAST_ML + k] = sign


@kernel
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


@kernel
def _step(run: Floats, dx: float, dy: float) -> None:
    """Take the step that follows a run into it, moments after Welford as in batch."""
    speed = math.sqrt(dx * dx + dy * dy)
    run[STEPS] += 1.0
    for k in range(3):
        step = dx if k == 0 else (dy if k == 1 else speed)
        off = step - run[MEAN_ML + k]
        run[MEAN_ML + k] += off / run[STEPS]
        run[S_ML + k] += off * (step - run[MEAN_ML + k])
        run[SQ_ML + k] += step * step
        run[PATH_ML + k] += abs(step)
    _turn(run, 0, 1.0 if dx > 0.0 else (-1.0 if dx < 0.0 else 0.0))
    _turn(run, 1, 1.0 if dy > 0.0 else (-1.0 if dy < 0.0 else 0.0))
    if speed > 0.0:
        _head(run, dx / speed, dy / speed)


@kernel
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


@kernel
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


@kernel
def _join(run: Floats, later: Floats, linked: bool) -> None:
    """Take the run that follows into a run; `linked` says that a step leads from one to the other.

    Each `later` direction or heading is looked at before the breaks of both are added up: whether
    the first one of `run` is still open depends on the breaks of `run` alone.
    """
    if linked:
        _step(run, later[START_ML] - run[END_ML], later[START_AP] - run[END_AP])
    else:
        _break(run, later[START_ML], later[START_AP])
    _join_moments(run, later)
    _turn(run, 0, later[FIRST_ML])
    _turn(run, 1, later[FIRST_AP])
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


@kernel
def _append(run: Floats, sample: Floats) -> None:
    """Add a sample after the end of a run, or begin one."""
    if run[SAMPLES] == 0.0:
        run[:] = 0.0
        run[START_ML], run[START_AP] = sample[ML], sample[AP]
    elif sample[BREAK_S] == 0.0:
        _step(run, sample[ML] - run[END_ML], sample[AP] - run[END_AP])
    else:
        _break(run, sample[ML], sample[AP])
    run[SAMPLES] += 1.0
    run[END_ML], run[END_AP] = sample[ML], sample[AP]


@kernel
def close_blocks(counters: Ints, samples: Floats, n_closed: Ints, nodes: Floats) -> None:
    """Sum up every block that is full, and every node whose last block it is.

    Parameters
    ----------
    counters, samples : numpy.ndarray
        Those of the stream.
    n_closed : numpy.ndarray, shape (1,)
        How many blocks are summed up; brought up to date.
    nodes : numpy.ndarray, shape (2 * n_blocks, N_RUN)
        The tree: node i joins 2 i and 2 i + 1; written.
    """
    mask = samples.shape[0] - 1
    n_blocks = nodes.shape[0] // 2
    length = samples.shape[0] // n_blocks
    while (n_closed[0] + 1) * length <= counters[NEXT]:
        block = n_closed[0]
        node = n_blocks + (block & (n_blocks - 1))
        nodes[node] = 0.0
        start = (block * length) & mask
        for place in range(start, start + length):
            _append(nodes[node], samples[place])
        width = 1
        while node & 1 == 1 and node > 1:
            seam = ((block - width + 1) * length) & mask
            for k in range(N_RUN):  # slices of arrays would take seconds to compile
                nodes[node // 2, k] = nodes[node - 1, k]
            _join(nodes[node // 2], nodes[node], samples[seam, BREAK_S] == 0.0)
            node >>= 1
            width *= 2
        n_closed[0] += 1


@kernel
def window_run(
    counters: Ints, samples: Floats, n_closed: Ints, nodes: Floats, out: Floats
) -> float:
    """Write the run of the whole window, the last stretch's straight way in NET; return its breaks.

    Parameters
    ----------
    counters, samples, n_closed, nodes : numpy.ndarray
        As `close_blocks` left them.
    out : numpy.ndarray, shape (N_RUN,)
        Written.
    """
    mask = samples.shape[0] - 1
    n_blocks = nodes.shape[0] // 2
    length = samples.shape[0] // n_blocks
    out[:] = 0.0
    stop = counters[NEXT]
    block = (counters[OLDEST] + length - 1) // length
    for place in range(counters[OLDEST], min(stop, block * length)):
        _append(out, samples[place & mask])
    while block < n_closed[0]:
        width = 1
        node = n_blocks + (block & (n_blocks - 1))
        while node & 1 == 0 and block + 2 * width <= n_closed[0]:
            node >>= 1
            width *= 2
        if out[SAMPLES] == 0.0:
            for k in range(N_RUN):
                out[k] = nodes[node, k]
        else:
            _join(out, nodes[node], samples[(block * length) & mask, BREAK_S] == 0.0)
        block += width
    for place in range(block * length, stop):
        _append(out, samples[place & mask])
    if out[SAMPLES] > 0.0:
        out[NET] += _way(out, out[END_ML], out[END_AP])
    n_breaks: float = out[BREAKS]
    return n_breaks
