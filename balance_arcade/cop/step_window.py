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

from balance_arcade.cop import motion
from balance_arcade.cop import recurrences as rec
from balance_arcade.cop.kernel import kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# A run. S_.. are sums of squares about the mean, SQ_.. about zero; of ml, ap and the whole step.
# A stretch is a part without a break; a direction or heading of zero is none.
STEPS, MEAN_ML, MEAN_AP, MEAN_SPEED, SQ_ML, SQ_AP, SQ_SPEED, S_ML, S_AP, S_SPEED = range(10)
CHANGES_ML, CHANGES_AP, FIRST_ML, FIRST_AP, LAST_ML, LAST_AP, HEADINGS, COSINES = range(10, 18)
FIRST_X, FIRST_Y, LAST_X, LAST_Y, BREAKS = range(18, 23)
# Straight ways of the stretches that are over: all of them, and those but for the first, which may
# yet grow at its start. Then the run's ends, the first stretch's end and the last one's start.
NET, NET_INNER, START_ML, START_AP, END_ML, END_AP, LEAD_ML, LEAD_AP, TRAIL_ML, TRAIL_AP = range(
    23, 33
)
SAMPLES = 33
N_RUN = 34

# The step sums in the order of `balance_arcade.cop.motion`, and the same in that of a run.
_THEIRS = [motion.STEPS, *range(motion.SQ_ML, motion.S_SPEED + 1), motion.CHANGES_ML]
_THEIRS += [motion.CHANGES_AP, motion.HEADINGS, motion.COSINES, motion.NET]
_OURS = [STEPS, *range(SQ_ML, S_SPEED + 1), CHANGES_ML, CHANGES_AP, HEADINGS, COSINES, NET]


class StepWindow:
    """Step sums of the window that a stream keeps.

    Parameters
    ----------
    counters, samples : numpy.ndarray
        Those of `balance_arcade.cop.recurrences.push_sample`; read, never written.
    """

    def __init__(self, counters: Ints, samples: Floats) -> None:
        self._counters = counters
        self._cop_mm = samples[:, rec.ML : rec.AP + 1]
        self._break_s = samples[:, rec.BREAK_S]
        self._n_closed = np.zeros(1, np.int64)
        self._nodes = np.zeros((2 * samples.shape[0] // rec.BLOCK, N_RUN))

    def catch_up(self) -> None:
        """Sum up the blocks that are full; to be called every `recurrences.BLOCK` samples."""
        close_blocks(
            self._cop_mm, self._break_s, self._counters[rec.NEXT], self._n_closed, self._nodes
        )

    def sums(self, sway: Floats) -> Floats:
        """Sum up the steps of the window, as `balance_arcade.cop.motion.step_sums` does a record's.

        Parameters
        ----------
        sway : numpy.ndarray, shape (N_SUMS,)
            `balance_arcade.cop.recurrences.window_sums` of the same window.

        Returns
        -------
        numpy.ndarray, shape (N_STEP_SUMS,)
            The place of the turns index stays zero: it needs the window's spread beforehand.
        """
        run = window_run(
            self._cop_mm,
            self._break_s,
            self._counters[rec.OLDEST],
            self._counters[rec.NEXT],
            self._n_closed,
            self._nodes,
        )
        out = np.zeros(motion.N_STEP_SUMS)
        out[_THEIRS] = run[_OURS]
        out[motion.PATH_ML : motion.PATH + 1] = sway[[rec.PATH_ML, rec.PATH_AP, rec.PATH]]
        return out


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
def _append(run: Floats, place_mm: Floats, linked: bool) -> None:
    """Add a sample after the end of a run, or begin one."""
    if run[SAMPLES] == 0.0:
        run[:] = 0.0
        run[START_ML], run[START_AP] = place_mm[0], place_mm[1]
    elif linked:
        _step(run, place_mm[0] - run[END_ML], place_mm[1] - run[END_AP])
    else:
        _break(run, place_mm[0], place_mm[1])
    run[SAMPLES] += 1.0
    run[END_ML], run[END_AP] = place_mm[0], place_mm[1]


@kernel
def close_blocks(cop_mm: Floats, break_s: Floats, stop: int, n_closed: Ints, nodes: Floats) -> None:
    """Sum up every block that is full, and every node whose last block it is.

    Parameters
    ----------
    cop_mm, break_s : numpy.ndarray, shape (size, 2) and (size,)
        The ring of the window: places, and the time before each that does not count, zero where a
        step leads to it from the sample before.
    stop : int
        The place after the newest sample; places count up for ever.
    n_closed : numpy.ndarray, shape (1,)
        How many blocks are summed up; brought up to date.
    nodes : numpy.ndarray, shape (2 * n_blocks, N_RUN)
        The tree: node i joins 2 i and 2 i + 1; written.
    """
    size = cop_mm.shape[0]
    n_blocks = nodes.shape[0] // 2
    length = size // n_blocks
    while (n_closed[0] + 1) * length <= stop:
        block = n_closed[0]
        node = n_blocks + block % n_blocks
        nodes[node] = 0.0
        for k in range(length):
            place = (block * length + k) % size
            _append(nodes[node], cop_mm[place], break_s[place] == 0.0)
        width = 1
        while node % 2 == 1 and node > 1:
            seam = ((block - width + 1) * length) % size
            nodes[node // 2] = nodes[node - 1]
            _join(nodes[node // 2], nodes[node], break_s[seam] == 0.0)
            node //= 2
            width *= 2
        n_closed[0] += 1


@kernel
def window_run(
    cop_mm: Floats, break_s: Floats, first: int, stop: int, n_closed: Ints, nodes: Floats
) -> Floats:
    """Give the run of the samples `first` to `stop` - 1.

    Parameters
    ----------
    cop_mm, break_s, n_closed, nodes : numpy.ndarray
        As `close_blocks` left them.
    first, stop : int
        Places counted up for ever.

    Returns
    -------
    numpy.ndarray, shape (N_RUN,)
        With the last stretch's straight way in NET.
    """
    size = cop_mm.shape[0]
    n_blocks = nodes.shape[0] // 2
    length = size // n_blocks
    out = np.zeros(N_RUN)
    block = (first + length - 1) // length
    for place in range(first, min(stop, block * length)):
        _append(out, cop_mm[place % size], break_s[place % size] == 0.0)
    while block < n_closed[0]:
        width = 1
        node = n_blocks + block % n_blocks
        while node % 2 == 0 and block + 2 * width <= n_closed[0]:
            node //= 2
            width *= 2
        if out[SAMPLES] == 0.0:
            out[:] = nodes[node]
        else:
            _join(out, nodes[node], break_s[(block * length) % size] == 0.0)
        block += width
    for place in range(block * length, stop):
        _append(out, cop_mm[place % size], break_s[place % size] == 0.0)
    if out[SAMPLES] > 0.0:
        out[NET] += _way(out, out[END_ML], out[END_AP])
    return out
