"""Short gaps bridged, and late stamps told from lost samples, for what needs samples in a row."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.prepare import MAX_STEP_PERIODS, Prepared

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Samples on either side of a gap whose mean delay tells how many are lost in it.
_N_ABOUT = 9
# A quotient that falls a rounding above a whole number of samples still means that number.
_HAIR_S = 1e-9


class BridgedRun(NamedTuple):
    """A run of samples once short gaps are bridged.

    Attributes
    ----------
    t_s : numpy.ndarray, shape (n_samples,)
        Times as they were stamped; of the samples put in, evenly between those beside the gap.
    cop_mm : numpy.ndarray, shape (n_samples, 2)
        ml and ap, none missing.
    n_bridged : int
        How many of them were put in.
    """

    t_s: Floats
    cop_mm: Floats
    n_bridged: int


def bridged_runs(record: Prepared, most_s: float) -> list[BridgedRun]:
    """Find the runs without a break that is longer than this.

    Parameters
    ----------
    record : Prepared
        Before its filter, which would smooth the ends at every gap.
    most_s : float
        Longest gap that is bridged: samples lost in it over the rate.

    Returns
    -------
    list of BridgedRun
        In their order; none where the record has no gap at all, or nobody is in it.

    Notes
    -----
    A long step may be a late stamp. So the samples lost in it are counted from the mean delay
    against the rate of up to nine samples on either side, not from the two stamps beside it.

    A gap is filled by the cubic through four samples: those beside it, and those as far away from
    them as it is long. It follows a sway of 1 Hz over 0.1 s to half a per cent, and makes noise no
    larger than that of a sample. Where a gap has not so many samples beside it: by a straight line.

    Examples
    --------
    >>> t_s = np.delete(np.arange(50) / 100.0, [20, 21])
    >>> cop_mm = np.column_stack((t_s, t_s**2))
    >>> there = np.ones(48)
    >>> (run,) = bridged_runs(Prepared(t_s, cop_mm, there, there, 100.0, 0, 0, 0), 0.1)
    >>> run.n_bridged, bool(abs(run.cop_mm[20, 1] - 0.2**2) < 1e-12)
    (2, True)
    """
    nobody = np.isnan(record.cop_mm[:, 0])
    # Nearly every record is whole, and a long one is not copied to find that out.
    if not nobody.any() and not (np.diff(record.t_s) > record.max_step_s).any():
        return []
    there = np.flatnonzero(~nobody)
    t_s, cop_mm = record.t_s[there], record.cop_mm[there]
    jumps = np.diff(t_s) * record.rate_hz > MAX_STEP_PERIODS
    gaps = np.flatnonzero(jumps | (np.diff(there) > 1))
    n_lost = _lost(t_s * record.rate_hz - np.arange(t_s.shape[0]), gaps)
    breaks = n_lost / record.rate_hz > most_s + _HAIR_S
    edges = [0, *(gaps[breaks] + 1).tolist(), t_s.shape[0]]
    return [
        _run(t_s[start:stop], cop_mm[start:stop], gaps[inside] - start, n_lost[inside])
        for start, stop in itertools.pairwise(edges)
        if (inside := (gaps >= start) & (gaps < stop - 1)).size and stop > start
    ]


def _run(t_s: Floats, cop_mm: Floats, gaps: Ints, n_lost: Ints) -> BridgedRun:
    """Fill the gaps of one run, each behind its row."""
    edges = [0, *(gaps + 1).tolist(), t_s.shape[0]]
    new_t, new_mm = [np.empty(0)], [np.empty((0, 2))]
    for k in np.flatnonzero(n_lost):
        row = int(gaps[k])
        way = np.arange(1, n_lost[k] + 1) / (n_lost[k] + 1.0)
        new_t.append(t_s[row] + way * (t_s[row + 1] - t_s[row]))
        # Samples in a row on either side, up to the next gap or the run's end.
        room = min(edges[k + 1] - edges[k], edges[k + 2] - edges[k + 1])
        new_mm.append(_filling(cop_mm, row, way, room))
    places = np.repeat(gaps + 1, n_lost)
    return BridgedRun(
        np.insert(t_s, places, np.concatenate(new_t)),
        np.insert(cop_mm, places, np.concatenate(new_mm), axis=0),
        int(places.size),
    )


def _lost(delay: Floats, gaps: Ints) -> Ints:
    """Count the samples lost in each gap, from the delay of each sample in periods."""
    sums: Floats = np.concatenate(([0.0], np.cumsum(delay)))
    # Not beyond the gap before and the one behind.
    first = np.maximum(np.concatenate(([0], gaps[:-1] + 1)), gaps + 1 - _N_ABOUT)
    last = np.minimum(np.concatenate((gaps[1:] + 1, [delay.shape[0]])), gaps + 1 + _N_ABOUT)
    before: Floats = (sums[gaps + 1] - sums[first]) / (gaps + 1 - first)
    after: Floats = (sums[last] - sums[gaps + 1]) / (last - gaps - 1)
    lost: Ints = np.maximum(np.rint(after - before), 0.0).astype(np.int64)
    return lost


def _filling(cop_mm: Floats, row: int, way: Floats, room: int) -> Floats:
    """Values in a gap behind a row, by their share of the way across it."""
    span = way.size + 1
    near = cop_mm[row : row + 2]
    if room <= span:
        line: Floats = near[0] + way[:, None] * (near[1] - near[0])
        return line
    u = way
    weights = np.stack(
        (
            -u * (u - 1.0) * (u - 2.0) / 6.0,
            (u + 1.0) * (u - 1.0) * (u - 2.0) / 2.0,
            -(u + 1.0) * u * (u - 2.0) / 2.0,
            (u + 1.0) * u * (u - 1.0) / 6.0,
        )
    )
    points = np.stack((cop_mm[row - span], near[0], near[1], cop_mm[row + 1 + span]))
    out: Floats = weights.T @ points
    return out
