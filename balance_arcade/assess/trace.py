"""One movement trial as an unbroken, smoothed trace, or the reason why it is none."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.filters import CUTOFF_HZ, MIN_RATE_HZ
from balance_arcade.cop.pipelines import pipeline_named
from balance_arcade.cop.prepare import prepare, smooth_runs, unbroken_runs
from balance_arcade.core.errors import RecordingError

Floats = npt.NDArray[np.float64]

# Half a sample: a window that ends at the last sample still is whole.
_SLACK_PERIODS = 0.5

# A hundred tonnes. No person is as heavy; wrong units and broken files are.
_HEAVIEST_N = 1e6


class Trace(NamedTuple):
    """Centre of pressure during a movement, behind the zero-phase 10 Hz low-pass.

    Attributes
    ----------
    t_s : numpy.ndarray, shape (n_samples,)
        Strictly rising, without a break.
    cop_mm : numpy.ndarray, shape (n_samples, 2)
        ml and ap; never NaN.
    rate_hz : float
        Sampling rate.
    """

    t_s: Floats
    cop_mm: Floats
    rate_hz: float


def movement_trace(
    t_s: npt.ArrayLike,
    cop_mm: npt.ArrayLike,
    rate_hz: float,
    *,
    from_s: float,
    until_s: float,
) -> Trace | str:
    """Smooth a movement and cut it to a window.

    Parameters
    ----------
    t_s : array_like, shape (n_samples,)
        Times in seconds.
    cop_mm : array_like, shape (n_samples, 2)
        ml and ap in millimetres; NaN where nobody is on the board.
    rate_hz : float
        Sampling rate.
    from_s, until_s : float
        The window, both ends in it. The filter sees what lies around it.

    Returns
    -------
    Trace or str
        The reason where the window is not there as a whole: too slow for the filter, too short, or
        broken. A movement is never filled in across a break.

    Raises
    ------
    RecordingError
        A centre of pressure that no plate can give.
    ValueError
        Shapes that do not fit, times that are not finite, a rate that is not positive.
    """
    if not from_s < until_s:
        raise ValueError(f"The window must end after it begins, got {from_s} to {until_s} s.")
    raw = prepare(t_s, cop_mm, rate_hz, None)
    if not pipeline_named("default").fast_enough(rate_hz, MIN_RATE_HZ):
        return f"too slow: {rate_hz:g} Hz, the {CUTOFF_HZ:g} Hz filter needs {MIN_RATE_HZ:g} Hz"
    smooth = smooth_runs(raw, CUTOFF_HZ)
    slack_s = _SLACK_PERIODS / rate_hz
    inside = (smooth.t_s >= from_s - slack_s) & (smooth.t_s <= until_s + slack_s)
    rows = np.flatnonzero(inside)
    if rows.size < 2:
        return "nobody on the board in the time that is scored"
    first, last = int(rows[0]), int(rows[-1])
    # One unbroken stretch must hold the whole window.
    whole = any(start <= first and last < stop for start, stop in unbroken_runs(smooth))
    if not whole:
        return "broken: samples are missing in the time that is scored"
    if smooth.t_s[first] > from_s + 2.0 * slack_s or smooth.t_s[last] < until_s - 2.0 * slack_s:
        return (
            f"too short: the record has {smooth.t_s[first]:.2f} to {smooth.t_s[last]:.2f} s of "
            f"the {from_s:.2f} to {until_s:.2f} s that are scored"
        )
    return Trace(smooth.t_s[inside], smooth.cop_mm[inside], rate_hz)


def speed_along(place_mm: Floats, t_s: Floats) -> Floats:
    """Differentiate a place by time, central differences; mm/s."""
    return np.gradient(place_mm, t_s)


def check_loads(*loads_n: Floats) -> None:
    """Refuse loads that no person makes; NaN passes.

    Parameters
    ----------
    *loads_n : numpy.ndarray
        In newtons.

    Raises
    ------
    RecordingError
        A load is beyond a million newtons.
    ValueError
        A load is infinite.
    """
    for load_n in loads_n:
        if np.isinf(load_n).any():
            raise ValueError("Loads must not be infinite.")
        there = np.abs(load_n[~np.isnan(load_n)])
        if there.size and float(there.max()) > _HEAVIEST_N:
            raise RecordingError(
                f"A load of {float(there.max()):.3g} N.",
                hint="Check the unit in the column's name.",
            )
