"""An empty board that does not read zero, found inside the record.

Blocks of a quarter of a second that lie far below the load of a person, near the lowest there is,
and at rest, are those of an empty board. Their mean is said, with the seconds, so that it can be
taken off (``--zero FROM,TO``). It is not taken off unasked: a second of somebody who holds a rail,
or stands on one leg beside the board, may look the same, and the person who was there knows.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

BLOCK_S: Final = 0.25
LEAST_S: Final = 0.75
LEAST_STEP_N: Final = 100.0
"""Somebody steps on or off only where the load changes by as much."""

LOW_FRAC: Final = 0.35
"""An empty board reads less than so much of the load."""

REST_FRAC: Final = 0.03
REST_N: Final = 6.0
"""Within a block the empty board's load moves no more, up and down."""


class EmptyBoard(NamedTuple):
    """The longest stretch in which nobody is on the board.

    Attributes
    ----------
    start, stop : int
        First row, and row after the last.
    level_n : float
        Mean load in it, in newtons.
    sd_n : float
        How the load moves about it.
    load_n : float
        Usual load of the person, in newtons, as the board reads it.
    """

    start: int
    stop: int
    level_n: float
    sd_n: float
    load_n: float


def empty_board(load_n: Floats, rate_hz: float) -> EmptyBoard | None:
    """Find the longest stretch in which the board is empty.

    Parameters
    ----------
    load_n : ndarray of float64, shape (n_samples,)
        Total load as the board reads it, in newtons; NaN where it is missing.
    rate_hz : float
        Samples a second.

    Returns
    -------
    EmptyBoard or None
        None where nobody steps on or off for `LEAST_S` at least.

    Examples
    --------
    >>> found = empty_board(np.concatenate((np.full(200, -50.0), np.full(800, 650.0))), 100.0)
    >>> found.start, found.stop, found.level_n
    (0, 200, -50.0)
    """
    per_block = max(3, round(BLOCK_S * rate_hz))
    n_blocks = load_n.size // per_block
    if n_blocks < 4:
        return None
    blocks = load_n[: n_blocks * per_block].reshape(n_blocks, per_block)
    high, low = blocks.max(axis=1), blocks.min(axis=1)
    middle = 0.5 * (high + low)
    known = middle[~np.isnan(middle)]
    if known.size < 4:
        return None
    base_n, top_n = float(known.min()), float(np.quantile(known, 0.9))
    step_n = top_n - base_n
    if step_n < LEAST_STEP_N or base_n > LOW_FRAC * top_n:
        return None
    rest_n = max(REST_N, REST_FRAC * step_n)
    empty = (high - low <= 2.0 * rest_n) & (middle - base_n <= 2.0 * rest_n)
    first, last = _longest(empty)
    if (last - first) * per_block < LEAST_S * rate_hz:
        return None
    start, stop = first * per_block, last * per_block
    # The last block of the file may be a part only.
    if last == n_blocks:
        stop = load_n.size
    level_n = float(np.median(load_n[start:stop]))
    near = np.abs(load_n - level_n) <= 2.0 * rest_n
    while start > 0 and near[start - 1]:
        start -= 1
    while stop < load_n.size and near[stop]:
        stop += 1
    inside = load_n[start:stop]
    inside = inside[np.abs(inside - level_n) <= 2.0 * rest_n]
    return EmptyBoard(start, stop, float(inside.mean()), float(inside.std()), top_n)


def _longest(marked: npt.NDArray[np.bool_]) -> tuple[int, int]:
    """Longest run of marked blocks: the first, and that after the last."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], marked, [False])).astype(np.int8)))
    runs = edges.reshape(-1, 2)
    if not len(runs):
        return 0, 0
    longest = runs[int(np.argmax(runs[:, 1] - runs[:, 0]))]
    return int(longest[0]), int(longest[1])
