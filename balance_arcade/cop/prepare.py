"""From rows of a file to samples that can be measured: order, ends, breaks, filter."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.filters import padding_for, smooth_zero_phase
from balance_arcade.core.errors import RecordingError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# As in the live stream: a lost sample is two periods, jitter far less than half of one.
MAX_STEP_PERIODS = 1.5

# A kilometre. No plate is as large; wrong units and broken files are.
_FARTHEST_MM = 1e6


class Prepared(NamedTuple):
    """Samples in order, from the first to the last with somebody on the board.

    Attributes
    ----------
    t_s : numpy.ndarray, shape (n_samples,)
        Strictly rising.
    cop_mm : numpy.ndarray, shape (n_samples, 2)
        ml and ap; NaN in both columns for nobody.
    left_frac, front_frac : numpy.ndarray, shape (n_samples,)
        Load shares; NaN where they are not known.
    rate_hz : float
        Sampling rate.
    n_outside, n_repeated_times, n_short_run : int
        Rows left out: at the ends, for their time, for the filter.
    """

    t_s: Floats
    cop_mm: Floats
    left_frac: Floats
    front_frac: Floats
    rate_hz: float
    n_outside: int
    n_repeated_times: int
    n_short_run: int

    @property
    def max_step_s(self) -> float:
        """Longest step that is no break."""
        return MAX_STEP_PERIODS / self.rate_hz


def prepare(
    t_s: npt.ArrayLike,
    cop_mm: npt.ArrayLike,
    rate_hz: float,
    shares: tuple[npt.ArrayLike, npt.ArrayLike] | None,
) -> Prepared:
    """Check a record and cut it to what can be measured; see `analyze_trial` for the arguments."""
    times = np.ascontiguousarray(t_s, np.float64)
    points = np.ascontiguousarray(cop_mm, np.float64)
    _check(times, points, rate_hz)
    left, front = _shares(shares, times.shape[0])
    nobody = np.isnan(points)
    if nobody.any():
        # One axis alone is no place; what follows asks ml only whether somebody is there.
        half = nobody[:, 0] != nobody[:, 1]
        points = points.copy() if half.any() else points
        points[half] = math.nan
    record = Prepared(times, points, left, front, rate_hz, 0, 0, 0)
    # What needs no change is not copied: a record may be long.
    if not (times[1:] > times[:-1]).all():
        rising = np.ones(times.shape[0], bool)
        # Against the latest time so far: after a jump back, all rows until it is caught up are left
        # out.
        rising[1:] = times[1:] > np.maximum.accumulate(times)[:-1]
        record = Prepared(
            times[rising],
            points[rising],
            left[rising],
            front[rising],
            rate_hz,
            0,
            int((~rising).sum()),
            0,
        )
    return _trimmed(record)


def _check(times: Floats, points: Floats, rate_hz: float) -> None:
    if times.ndim != 1 or points.shape != (times.shape[0], 2):
        raise ValueError(
            f"t_s must have shape (n_samples,) and cop_mm (n_samples, 2), "
            f"got {times.shape} and {points.shape}."
        )
    if not (math.isfinite(rate_hz) and rate_hz > 0.0):
        raise ValueError(f"rate_hz must be a positive number, got {rate_hz}.")
    if not np.isfinite(times).all():
        raise ValueError("t_s must be finite.")
    if not points.size:
        return
    flat = points.ravel()
    # `fmax` passes over the NaN of nobody, and a reduction makes no copy of a long record.
    farthest_mm = max(float(np.fmax.reduce(flat)), -float(np.fmin.reduce(flat)))
    if farthest_mm > _FARTHEST_MM:
        raise RecordingError(
            f"The centre of pressure goes {farthest_mm:.3g} mm out.",
            hint="Check the unit in the column's name.",
        )


def _shares(
    shares: tuple[npt.ArrayLike, npt.ArrayLike] | None, n_samples: int
) -> tuple[Floats, Floats]:
    if shares is None:
        unknown = np.full(n_samples, math.nan)
        return unknown, unknown
    left, front = (np.ascontiguousarray(share, np.float64) for share in shares)
    if left.shape != (n_samples,) or front.shape != (n_samples,):
        raise ValueError("Load shares must have one value a sample.")
    return left, front


def _trimmed(record: Prepared) -> Prepared:
    n_rows = record.t_s.shape[0]
    if n_rows and not np.isnan(record.cop_mm[[0, -1], 0]).any():
        return record
    there = np.flatnonzero(~np.isnan(record.cop_mm[:, 0]))
    start, stop = (int(there[0]), int(there[-1]) + 1) if there.size else (0, 0)
    return record._replace(
        t_s=record.t_s[start:stop],
        cop_mm=record.cop_mm[start:stop],
        left_frac=record.left_frac[start:stop],
        front_frac=record.front_frac[start:stop],
        n_outside=record.n_outside + n_rows - (stop - start),
    )


def run_rows(record: Prepared) -> Ints:
    """Find the stretches without a break.

    Parameters
    ----------
    record : Prepared
        Any record.

    Returns
    -------
    numpy.ndarray, shape (n_runs, 2)
        First row, and row after the last, of each.
    """
    n_rows = record.t_s.shape[0]
    if n_rows == 0:
        return np.empty((0, 2), np.int64)
    there = ~np.isnan(record.cop_mm[:, 0])
    joined = there[1:] & there[:-1] & (np.diff(record.t_s) <= record.max_step_s)
    edges = np.concatenate(([0], np.flatnonzero(~joined) + 1, [n_rows]))
    rows = np.column_stack((edges[:-1], edges[1:]))
    return np.ascontiguousarray(rows[there[edges[:-1]]])


def unbroken_runs(record: Prepared) -> list[tuple[int, int]]:
    """Find the stretches without a break, as pairs of first row and row after the last."""
    return [(int(start), int(stop)) for start, stop in run_rows(record)]


def smooth_runs(record: Prepared, cutoff_hz: float) -> Prepared:
    """Filter every unbroken stretch by itself; those too short for it are left out.

    Parameters
    ----------
    record : Prepared
        At a rate above twice the cutoff.
    cutoff_hz : float
        -3 dB frequency of both passes together.

    Returns
    -------
    Prepared
        A new one; `n_short_run` counts the samples left out.
    """
    smooth = np.full_like(record.cop_mm, math.nan)
    n_short = 0
    for start, stop in unbroken_runs(record):
        if stop - start <= padding_for(record.rate_hz, cutoff_hz):
            n_short += stop - start
            continue
        for axis in (0, 1):
            run = np.ascontiguousarray(record.cop_mm[start:stop, axis])
            smooth[start:stop, axis] = smooth_zero_phase(run, record.rate_hz, cutoff_hz)
    trimmed = _trimmed(record._replace(cop_mm=smooth, n_short_run=n_short))
    # Somebody is on the board in a stretch that is too short: it is counted as that alone.
    return trimmed._replace(n_outside=record.n_outside)
