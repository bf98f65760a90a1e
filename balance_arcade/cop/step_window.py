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


@kernel
def _way(nodes: Floats, row: int, ml_mm: float, ap_mm: float) -> float:
    """Straight way from where the run's last stretch begins."""
    start = START_ML if nodes[row, BREAKS] == 0.0 else TRAIL_ML
    x = ml_mm - nodes[row, start]
    y = ap_mm - nodes[row, start + 1]
    return math.sqrt(x * x + y * y)


@kernel
def _turn(nodes: Floats, row: int, k: int, sign: float) -> None:
    """Go on in a direction of one axis: -1, 1, or 0 for none."""
    if sign == 0.0:
        return
    # No branch here: nobody could foretell which way it goes.
    nodes[row, CHANGES_ML + k] += 1.0 if nodes[row, LAST_ML + k] * sign < 0.0 else 0.0
    if nodes[row, FIRST_ML + k] == 0.0 and nodes[row, BREAKS] == 0.0:
        nodes[row, FIRST_ML + k] = sign
    nodes[row, LAST_ML + k] = sign


@kernel
def _head(nodes: Floats, row: int, x: float, y: float) -> None:
    """Go on with a heading of length one, or none."""
    if x == 0.0 and y == 0.0:
        return
    if nodes[row, LAST_X] != 0.0 or nodes[row, LAST_Y] != 0.0:
        nodes[row, HEADINGS] += 1.0
        nodes[row, COSINES] += x * nodes[row, LAST_X] + y * nodes[row, LAST_Y]
    if nodes[row, FIRST_X] == 0.0 and nodes[row, FIRST_Y] == 0.0 and nodes[row, BREAKS] == 0.0:
        nodes[row, FIRST_X], nodes[row, FIRST_Y] = x, y
    nodes[row, LAST_X], nodes[row, LAST_Y] = x, y


@kernel
def _step(nodes: Floats, row: int, dx: float, dy: float) -> None:
    """Take the step that follows a run into it, moments after Welford as in batch."""
    speed = math.sqrt(dx * dx + dy * dy)
    n = nodes[row, STEPS] + 1.0
    nodes[row, STEPS] = n
    for k in range(3):
        step = dx if k == 0 else (dy if k == 1 else speed)
        off = step - nodes[row, MEAN_ML + k]
        mean = nodes[row, MEAN_ML + k] + off / n
        nodes[row, MEAN_ML + k] = mean
        nodes[row, S_ML + k] += off * (step - mean)
        nodes[row, SQ_ML + k] += step * step
        nodes[row, PATH_ML + k] += abs(step)
    _turn(nodes, row, 0, 1.0 if dx > 0.0 else (-1.0 if dx < 0.0 else 0.0))
    _turn(nodes, row, 1, 1.0 if dy > 0.0 else (-1.0 if dy < 0.0 else 0.0))
    if speed > 0.0:
        _head(nodes, row, dx / speed, dy / speed)


@kernel
def _break(nodes: Floats, row: int, ml_mm: float, ap_mm: float) -> None:
    """End the last stretch of a run; the next one begins at a place."""
    net = _way(nodes, row, nodes[row, END_ML], nodes[row, END_AP])
    nodes[row, NET] += net
    if nodes[row, BREAKS] == 0.0:
        nodes[row, LEAD_ML], nodes[row, LEAD_AP] = nodes[row, END_ML], nodes[row, END_AP]
    else:
        nodes[row, NET_INNER] += net
    nodes[row, BREAKS] += 1.0
    nodes[row, TRAIL_ML], nodes[row, TRAIL_AP] = ml_mm, ap_mm
    nodes[row, LAST_ML] = nodes[row, LAST_AP] = nodes[row, LAST_X] = nodes[row, LAST_Y] = 0.0


@kernel
def _join_moments(nodes: Floats, row: int, later: int) -> None:
    """Join the moments of steps after Chan, Golub and LeVeque."""
    n_all = nodes[row, STEPS] + nodes[later, STEPS]
    if nodes[later, STEPS] == 0.0:
        return
    share = nodes[later, STEPS] / n_all
    for k in range(3):
        off = nodes[later, MEAN_ML + k] - nodes[row, MEAN_ML + k]
        nodes[row, MEAN_ML + k] += off * share
        nodes[row, S_ML + k] += nodes[later, S_ML + k] + off * off * (nodes[row, STEPS] * share)
        nodes[row, SQ_ML + k] += nodes[later, SQ_ML + k]
        nodes[row, PATH_ML + k] += nodes[later, PATH_ML + k]
    nodes[row, STEPS] = n_all


@kernel
def _join(nodes: Floats, row: int, later: int, linked: bool) -> None:
    """Take the run that follows into a run; `linked` says that a step leads from one to the other.

    Each `later` direction or heading is looked at before the breaks of both are added up: whether
    the first one of `run` is still open depends on the breaks of `run` alone.
    """
    if linked:
        _step(
            nodes,
            row,
            nodes[later, START_ML] - nodes[row, END_ML],
            nodes[later, START_AP] - nodes[row, END_AP],
        )
    else:
        _break(nodes, row, nodes[later, START_ML], nodes[later, START_AP])
    _join_moments(nodes, row, later)
    _turn(nodes, row, 0, nodes[later, FIRST_ML])
    _turn(nodes, row, 1, nodes[later, FIRST_AP])
    _head(nodes, row, nodes[later, FIRST_X], nodes[later, FIRST_Y])
    nodes[row, CHANGES_ML] += nodes[later, CHANGES_ML]
    nodes[row, CHANGES_AP] += nodes[later, CHANGES_AP]
    nodes[row, HEADINGS] += nodes[later, HEADINGS]
    nodes[row, COSINES] += nodes[later, COSINES]
    if nodes[later, BREAKS] > 0.0:
        net = _way(nodes, row, nodes[later, LEAD_ML], nodes[later, LEAD_AP])
        nodes[row, NET] += net + nodes[later, NET_INNER]
        if nodes[row, BREAKS] == 0.0:
            nodes[row, LEAD_ML], nodes[row, LEAD_AP] = nodes[later, LEAD_ML], nodes[later, LEAD_AP]
            net = 0.0
        nodes[row, NET_INNER] += net + nodes[later, NET_INNER]
        nodes[row, TRAIL_ML], nodes[row, TRAIL_AP] = nodes[later, TRAIL_ML], nodes[later, TRAIL_AP]
    broken = nodes[later, BREAKS] > 0.0
    for k in range(LAST_ML, LAST_AP + 1):
        if broken or nodes[later, k] != 0.0:
            nodes[row, k] = nodes[later, k]
    if broken or nodes[later, LAST_X] != 0.0 or nodes[later, LAST_Y] != 0.0:
        nodes[row, LAST_X], nodes[row, LAST_Y] = nodes[later, LAST_X], nodes[later, LAST_Y]
    nodes[row, BREAKS] += nodes[later, BREAKS]
    nodes[row, SAMPLES] += nodes[later, SAMPLES]
    nodes[row, END_ML], nodes[row, END_AP] = nodes[later, END_ML], nodes[later, END_AP]


@kernel
def _append(nodes: Floats, row: int, samples: Floats, place: int) -> None:
    """Add a sample after the end of a run, or begin one."""
    if nodes[row, SAMPLES] == 0.0:
        for k in range(N_RUN):  # slices of arrays would take seconds to compile
            nodes[row, k] = 0.0
        nodes[row, START_ML], nodes[row, START_AP] = samples[place, ML], samples[place, AP]
    elif samples[place, BREAK_S] == 0.0:
        _step(
            nodes,
            row,
            samples[place, ML] - nodes[row, END_ML],
            samples[place, AP] - nodes[row, END_AP],
        )
    else:
        _break(nodes, row, samples[place, ML], samples[place, AP])
    nodes[row, SAMPLES] += 1.0
    nodes[row, END_ML], nodes[row, END_AP] = samples[place, ML], samples[place, AP]


@kernel
def _copy(nodes: Floats, row: int, source: int) -> None:
    """Write a run over that of another row."""
    for k in range(N_RUN):
        nodes[row, k] = nodes[source, k]


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
            _append(nodes, node, samples, place)
        width = 1
        while node & 1 == 1 and node > 1:
            seam = ((block - width + 1) * length) & mask
            _copy(nodes, node // 2, node - 1)
            _join(nodes, node // 2, node, samples[seam, BREAK_S] == 0.0)
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
    for k in range(12):
        out[k] = math.nan
    n = runs[row, STEPS]
    if n == 0.0:
        return
    for k in range(3):
        place = (k + 1) % 3
        out[place] = rate_hz * math.sqrt(runs[row, SQ_ML + k] / n)
        out[3 + place] = rate_hz * math.sqrt(max(runs[row, S_ML + k], 0.0) / n)
    for k in range(2):
        changes = runs[row, CHANGES_ML + k]
        out[6 + k] = changes
        if changes > 0.0:
            out[8 + k] = runs[row, PATH_ML + k] / changes
    if runs[row, PATH] > 0.0:
        out[10] = min(1.0, runs[row, NET] / runs[row, PATH])
    if runs[row, HEADINGS] > 0.0:
        out[11] = runs[row, COSINES] / runs[row, HEADINGS]


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
        _append(nodes, own, samples, place & mask)
    while block < counters[N_STEP_BLOCKS]:
        width = 1
        node = n_blocks + (block & (n_blocks - 1))
        while node & 1 == 0 and block + 2 * width <= counters[N_STEP_BLOCKS]:
            node >>= 1
            width *= 2
        if nodes[own, SAMPLES] == 0.0:
            _copy(nodes, own, node)
        else:
            _join(nodes, own, node, samples[(block * length) & mask, BREAK_S] == 0.0)
        block += width
    for place in range(block * length, stop):
        _append(nodes, own, samples, place & mask)
    if nodes[own, SAMPLES] > 0.0:
        nodes[own, NET] += _way(nodes, own, nodes[own, END_ML], nodes[own, END_AP])
    step_numbers(nodes, own, rate_hz, out)
    n_breaks: float = nodes[own, BREAKS]
    return n_breaks
