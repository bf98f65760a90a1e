"""Corners that cannot be what their cells bear: still, below zero, turned round, at their end.

Forces on the four corners of a board that stands free are all pushes. So a corner that steadily
reads below zero while somebody stands is wrong: its zero is (then the empty board shows it), or its
sign is, because two wires are changed over or its factor has the wrong sign. In quiet stance the
corners rise and fall against each other while their sum, the weight, hardly moves. If a corner's
sign is wrong the sum moves by twice what that corner does; with its sign turned it is at rest. That
tells the two apart, and only then is the sign turned.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

BELOW_N: Final = -10.0
"""Steadily below this while somebody stands is no rounding and no drift; a kilogram."""

LOADED_N: Final = 20.0
"""From this load on corners say where somebody is, as in `balance_arcade.cop.corners`."""

MOST_REVERSED: Final = 2

PERSON_MOVES_N: Final = 1.0
"""Half of what a corner does under quiet stance; an empty one moves by less than a tenth of it."""
_CANCELLED_FRAC = 0.45

REST_FRAC: Final = 0.5
"""A turned sign must bring the sum's own movement to so much of what it was, or less."""

STILL_S: Final = 2.0
STILL_SAMPLES: Final = 50
ALWAYS_FRAC: Final = 0.95
MOVES_FRAC: Final = 0.5
"""As live (`balance_arcade.hw.cell_watch`): a cell that moves does so at half of the samples."""

END_RUN: Final = 3
END_SAMPLES: Final = 10
END_LEVELS: Final = 20
END_TIMES: Final = 5.0


def loaded_rows(corners_n: Floats) -> Floats:
    """Rows of corners with somebody on the board, none missing.

    Parameters
    ----------
    corners_n : ndarray of float64, shape (n_samples, 4)
        All rows.

    Returns
    -------
    ndarray of float64, shape (n_loaded, 4)
        Where the sum is `LOADED_N` at least. Where corners cancel each other out, two of them being
        turned round, where their sizes come to half of the most they do.
    """
    sums = corners_n @ np.ones(4)
    # Somebody on the board from end to end and no corner below zero: the usual case.
    if sums.min(initial=np.inf) >= LOADED_N and corners_n.min() >= 0.0:
        return corners_n
    sizes = np.abs(corners_n) @ np.ones(4)
    known = ~np.isnan(sums)
    if not known.any():
        return corners_n[:0]
    high_n = float(np.quantile(sizes[known], 0.9))
    if float(np.quantile(sums[known], 0.9)) >= _CANCELLED_FRAC * high_n:
        return np.ascontiguousarray(corners_n[sums >= LOADED_N])
    return np.ascontiguousarray(corners_n[sizes >= max(LOADED_N, 0.5 * high_n)])


def reversed_corners(corners_n: Floats) -> list[int]:
    """Find the corners, two at most, whose sign is turned round.

    Parameters
    ----------
    corners_n : ndarray of float64, shape (n_samples, 4)
        Rows with somebody on the board, none missing.

    Returns
    -------
    list of int
        Columns; empty where no corner is steadily below zero, or where turning them brings no rest.

    Examples
    --------
    >>> sway = np.sin(np.arange(300) / 20.0)
    >>> corners_n = np.column_stack((170 + sway, 180 - sway, -(175 + sway), 175 - sway))
    >>> reversed_corners(corners_n)
    [2]
    """
    below = below_zero(corners_n)
    if not 1 <= len(below) <= MOST_REVERSED:
        return []
    turned = corners_n.copy()
    turned[:, below] *= -1.0
    # Quartiles, because who steps on moves the sum, too.
    before, after = (_between_quartiles(rows.sum(axis=1)) for rows in (corners_n, turned))
    return below if after <= REST_FRAC * before else []


def all_pulled(corners_n: Floats) -> bool:
    """Whether all four corners are negative under a person: reactions, or the sign of all.

    An empty board that reads far below zero is negative, too, but nothing of it moves as a person
    does.

    Parameters
    ----------
    corners_n : ndarray of float64, shape (n_samples, 4)
        All rows.

    Examples
    --------
    >>> sway = 5.0 * np.sin(np.arange(300) / 20.0)
    >>> corners_n = np.column_stack((170 + sway, 180 - sway, 175 + sway, 175 - sway))
    >>> all_pulled(-corners_n), all_pulled(corners_n), all_pulled(np.full((300, 4), -60.0))
    (True, False, False)
    """
    rows = corners_n[~np.isnan(corners_n).any(axis=1)]
    heavy = rows[np.abs(rows.sum(axis=1)) >= LOADED_N]
    if not len(heavy) or (heavy.sum(axis=1) < 0.0).mean() < 0.9:
        return False
    stood = heavy[heavy.sum(axis=1) <= 0.5 * float(np.quantile(heavy.sum(axis=1), 0.1))]
    moves = [_between_quartiles(corner) >= PERSON_MOVES_N for corner in stood.T]
    pulled = (stood <= -BELOW_N).mean(axis=0) >= 0.9
    return bool(pulled.all()) and sum(moves) >= 2


def _between_quartiles(values: Floats) -> float:
    low, high = np.quantile(values, (0.25, 0.75))
    return float(high - low)


def below_zero(corners_n: Floats) -> list[int]:
    """Corners that are steadily below zero: nine of ten samples below `BELOW_N`."""
    if not len(corners_n):
        return []
    low = corners_n < BELOW_N
    # Nothing is, as a rule; then there is no share to be worked out.
    return [int(i) for i in np.flatnonzero(low.mean(axis=0) >= 0.9)] if low.any() else []


def still_corners(corners_n: Floats, rate_hz: float) -> list[tuple[int, int, float]]:
    """Corners that do not move while another does: for how many samples, and what they read.

    A corner that bears nothing and is cut off at 0 stands still, too, while somebody leans: at 0 it
    is only dead if it is there all the time.

    Parameters
    ----------
    corners_n : ndarray of float64, shape (n_samples, 4)
        Rows with somebody on the board.
    rate_hz : float
        Samples a second.

    Returns
    -------
    list of (int, int, float)
        Column, samples of its longest stretch at rest, and its value there in newtons.
    """
    least = max(STILL_SAMPLES, round(STILL_S * rate_hz))
    if len(corners_n) < least:
        return []
    changes = np.diff(corners_n, axis=0) != 0.0
    found = []
    for corner in range(4):
        # Most cells move at every sample; only then is it worth while to look for runs.
        moved = np.flatnonzero(changes[:, corner])
        edges = np.concatenate(([-1], moved, [len(changes)]))
        longest = int(np.argmax(np.diff(edges)))
        start, stop = int(edges[longest]) + 1, int(edges[longest + 1])
        if stop - start < least:
            continue
        reads_n = float(corners_n[start, corner])
        if reads_n == 0.0 and stop - start + 1 < ALWAYS_FRAC * len(corners_n):
            continue
        others = np.delete(changes[start:stop], corner, axis=1).mean(axis=0)
        if others.max() >= MOVES_FRAC:
            found.append((corner, stop - start + 1, reads_n))
    return found


def saturated_corners(corners_n: Floats) -> list[tuple[int, int, float]]:
    """Corners whose values pile up at their largest: column, samples there, and the value.

    Parameters
    ----------
    corners_n : ndarray of float64, shape (n_samples, 4)
        Rows with somebody on the board, none missing.

    Examples
    --------
    >>> wave = 100.0 + 50.0 * np.sin(np.arange(500) / 9.0)
    >>> saturated_corners(np.column_stack((wave, wave, np.minimum(wave, 130.0), wave)))
    [(2, 151, 130.0)]
    """
    found = []
    for corner in range(corners_n.shape[1]):
        values = corners_n[:, corner]
        at_end = values == values.max(initial=-np.inf)
        n_at_end = int(at_end.sum())
        if n_at_end < END_SAMPLES:
            continue
        levels, n_each = np.unique(values, return_counts=True)
        # Values that were rounded to a few steps repeat anyhow, the largest among them.
        if levels.size < END_LEVELS or n_at_end < END_TIMES * np.median(n_each):
            continue
        run = np.diff(np.flatnonzero(np.diff(np.concatenate(([False], at_end, [False])))))[::2]
        if run.max() >= END_RUN:
            found.append((corner, n_at_end, float(levels[-1])))
    return found
