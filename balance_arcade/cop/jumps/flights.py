"""A flight looked at again: the plate was empty, so its own noise says where the flight ends."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from balance_arcade.cop.jumps.machine import Floats
from balance_arcade.cop.jumps.settings import JumpSettings
from balance_arcade.cop.jumps.weighing import missing_words

_EDGE_S: Final = 0.03
_NEAR_S: Final = 0.15
_MOST_SD_FRAC: Final = 0.03
_LIGHT_FRAC: Final = 0.25
_ON_FRAC: Final = 0.1


class Flight(NamedTuple):
    """A flight.

    Attributes
    ----------
    start : int
        First sample below the threshold.
    stop : int
        First sample at it or above.
    zero_n, sd_n : float
        Mean and standard deviation of the empty plate in its middle.
    threshold_n : float
        Empty plate plus so many of its standard deviations, or the least share of body weight.
    problem : str
        Why nothing may be told of it; empty where all is well.
    no_landing : str
        Why its length is not known: nobody came back onto the plate. Its take-off is.
    """

    start: int
    stop: int
    zero_n: float
    sd_n: float
    threshold_n: float
    problem: str = ""
    no_landing: str = ""


def look_at_flight(
    load_n: Floats,
    start: int,
    stop: int,
    *,
    weight_n: float,
    rate_hz: float,
    settings: JumpSettings,
) -> Flight:
    """Find where a flight begins and ends by the noise of the empty plate within it.

    Parameters
    ----------
    load_n : ndarray of float64, shape (n_samples,)
        Load of all plates.
    start, stop : int
        As the detector found them.
    weight_n : float
        Body weight, or a load of that size.
    rate_hz : float
        Sampling rate.
    settings : JumpSettings
        What decides.

    Returns
    -------
    Flight

    Examples
    --------
    >>> load = np.concatenate((np.full(50, 900.0), np.zeros(40), np.full(50, 900.0)))
    >>> flight = look_at_flight(load, 50, 90, weight_n=700.0, rate_hz=100.0,
    ...                         settings=JumpSettings())
    >>> flight.start, flight.stop, flight.threshold_n
    (50, 90, 7.0)
    """
    edge = min(round(_EDGE_S * rate_hz), (stop - start) // 4)
    middle = load_n[start + edge : stop - edge]
    n_missing = int(np.count_nonzero(~np.isfinite(load_n[start:stop])))
    if n_missing:
        said = missing_words(n_missing, "in flight")
        return Flight(start, stop, 0.0, 0.0, 0.0, said)
    if middle.size == 0:
        return Flight(start, stop, 0.0, 0.0, 0.0, "the flight is too short to be looked at")
    zero = float(middle.mean())
    sd = float(middle.std())
    above = max(settings.n_sds * sd, settings.least_contact_frac * weight_n)
    threshold = zero + min(above, settings.most_contact_frac * weight_n)
    near = round(_NEAR_S * rate_hz)
    low = max(0, start - near)
    n_ring = max(1, round(settings.least_contact_s * rate_hz))
    firm = zero + settings.most_contact_frac * weight_n
    before = _edge(load_n[low : start + edge + 1][::-1], threshold, firm, n_ring)
    first = start + edge + 1 - before if before is not None else start
    begin = stop - edge - 1
    after = _edge(load_n[begin : stop + near], threshold, firm, n_ring)
    last = begin + after if after is not None else stop
    return Flight(first, last, zero, sd, threshold, _problem(sd, weight_n))


def _edge(load_n: Floats, threshold_n: float, firm_n: float, n_ring: int) -> int | None:
    """Find the first sample of contact; what rings shortly above the threshold is none."""
    over = load_n >= threshold_n
    changes = np.flatnonzero(np.diff(over.astype(np.int8), prepend=0, append=0))
    for start, stop in zip(changes[::2].tolist(), changes[1::2].tolist(), strict=True):
        if stop - start >= n_ring or stop == load_n.size or load_n[start:stop].max() >= firm_n:
            return int(start)
    return None


def _problem(sd_n: float, weight_n: float) -> str:
    # Whether a steady reading is the plate's zero, the standing load has to tell.
    if sd_n > _MOST_SD_FRAC * weight_n:
        return f"plate not empty in flight: its load varied by {sd_n:.0f} N (standard deviation)"
    return ""


def empty_reading(load_n: Floats, rate_hz: float) -> float:
    """Guess what the empty plate reads, from the lightest steady 50 ms of a record.

    Parameters
    ----------
    load_n : ndarray of float64, shape (n_samples,)
        Load.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    float
        Newtons; 0 where no such stretch is that light: then nobody left the plate. A plate that
        was tared with the person on it reads far below nothing in flight.

    Examples
    --------
    >>> load = np.concatenate((np.full(90, 720.0), np.full(20, 20.0), np.full(90, 720.0)))
    >>> empty_reading(load, 100.0)
    20.0
    """
    n = max(4, round(0.06 * rate_hz))
    finite = load_n[np.isfinite(load_n)]
    if finite.size < 3 * n:
        return 0.0
    if float(np.partition(finite, -3)[-3]) <= 0.0:
        return 0.0
    # The greatest of three neighbours' medians: a spike is no load.
    first, second, third = finite[:-2], finite[1:-1], finite[2:]
    pairs = np.minimum(np.maximum(first, second), third)
    around = np.maximum(np.minimum(first, second), pairs)
    usual = float(np.median(finite[finite >= _ON_FRAC * float(around.max())]))
    sums = np.concatenate(((0.0,), np.cumsum(finite)))
    means = (sums[n:] - sums[:-n]) / n
    squares = np.concatenate(((0.0,), np.cumsum(finite * finite)))
    spread = (squares[n:] - squares[:-n]) / n - means * means
    steady = means[(spread <= (0.01 * usual) ** 2) & (means <= _LIGHT_FRAC * usual)]
    if not steady.size:
        return 0.0
    lowest = float(steady.min())
    if lowest < -_LIGHT_FRAC * usual:
        # Nothing weighs less than nothing, so all that is much heavier is no empty plate.
        steady = steady[steady <= lowest + _LIGHT_FRAC * usual]
    return float(np.median(steady))
