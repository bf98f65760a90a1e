"""Samples at another rate, by band-limited interpolation of an even series."""

from __future__ import annotations

import functools
import math
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Samples on either side, and the shape of the window over them.
_HALF = 12
_KAISER = 8.0

# New samples whose places between the old ones repeat this often or oftener share their weights.
_MOST_PHASES = 400
# Where they do not repeat, weights are looked up: entries between two zeros of the sinc.
_PER_ZERO = 8192
# New samples that are weighed at once, so that their weights stay in the processor's cache.
_CHUNK = 1024


def at_rate(values: Floats, rate_hz: float, new_rate_hz: float) -> Floats:
    """Take an even series at another rate, from the same first sample on.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_samples, n_channels)
        More than 13 samples, none missing. What they hold above half of the new rate folds down:
        it has to be low-passed before, or `low_passed_at` taken instead.
    rate_hz, new_rate_hz : float
        Rate of the samples, and the one wanted.

    Returns
    -------
    numpy.ndarray, shape (n_new, n_channels)

    Raises
    ------
    ValueError
        Too few samples, or a rate that is not positive.

    Notes
    -----
    Sinc under a Kaiser window (shape 8) of 12 samples on either side, the weights of each new
    sample scaled to add up to 1; ends are continued turned by 180 degrees about the end sample.

    Examples
    --------
    >>> t_s = np.arange(300) / 30.0
    >>> slow = at_rate(np.sin(t_s)[:, None], 30.0, 25.0)
    >>> bool(abs(slow[100, 0] - np.sin(4.0)) < 1e-6)
    True
    """
    places = _new_places(values, rate_hz, new_rate_hz, _HALF)
    near = np.floor(places).astype(np.int64)[:, None] + np.arange(-_HALF + 1, _HALF + 1)
    weight = _sinc(places[:, None] - near)
    # A cut-off sinc does not quite add up to 1, and a constant would ripple.
    weight /= weight.sum(axis=1, keepdims=True)
    whole = _continued(values, _HALF + 1)
    return np.column_stack(
        [
            (weight * channel[near + _HALF + 1]).sum(axis=1)
            for channel in np.ascontiguousarray(whole.T)
        ]
    )


def low_passed_at(values: Floats, rate_hz: float, new_rate_hz: float) -> Floats:
    """Take an even series at another rate without folding down what the new rate cannot hold.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_samples, n_channels)
        None missing; more than 13 samples, or than 12 periods of the new rate where that is lower.
    rate_hz, new_rate_hz : float
        Rate of the samples, and the one wanted.

    Returns
    -------
    numpy.ndarray, shape (n_new, n_channels)
        From the same first sample on; the values themselves where the rates are equal.

    Raises
    ------
    ValueError
        Too few samples, or a rate that is not positive.

    Notes
    -----
    As `at_rate`, but towards a lower rate the sinc is as much longer as the new period is: 12 of
    its zeros on either side. So it is a low-pass too: 1 to within 1e-4 up to 0.39 of the new rate,
    half (-6 dB) at 0.5 of it, -80 dB from 0.61 of it on.

    Examples
    --------
    >>> t_s = np.arange(3000) / 100.0
    >>> slow = low_passed_at(np.sin(2.0 * np.pi * 24.0 * t_s)[:, None], 100.0, 25.0)
    >>> bool(np.abs(slow[20:-20]).max() < 1e-4)
    True
    """
    stretch = max(1.0, rate_hz / new_rate_hz) if new_rate_hz > 0.0 else 1.0
    n_side = math.ceil(_HALF * stretch) if math.isfinite(stretch) else _HALF
    places = _new_places(values, rate_hz, new_rate_hz, n_side)
    if rate_hz == new_rate_hz:
        return np.ascontiguousarray(values, np.float64)
    whole = np.ascontiguousarray(_continued(values, n_side + 1).T)
    out = np.empty((places.shape[0], values.shape[1]))
    step = Fraction(rate_hz / new_rate_hz).limit_denominator(_MOST_PHASES)
    # The last place, counted from the first by a whole quotient, has to be the same place.
    if abs(float(step) * places.shape[0] - places[-1] - float(step)) < 1e-6:
        for phase in range(min(step.denominator, places.shape[0])):
            first = phase * step.numerator // step.denominator
            weight = _weights(float(phase * step - first), n_side, stretch)
            windows = sliding_window_view(whole, 2 * n_side, axis=1)[:, first + 2 :: step.numerator]
            part = out[phase :: step.denominator]
            part[:] = np.einsum("cij,j->ic", windows[:, : part.shape[0]], weight)
        return out
    firsts = np.floor(places).astype(np.int64)
    around = np.arange(-n_side + 1.0, n_side + 1.0)
    for k in range(0, places.shape[0], _CHUNK):
        chunk = slice(k, k + _CHUNK)
        off = (places[chunk] - firsts[chunk])[:, None] - around
        weights = _sinc_looked_up(np.abs(off) / stretch)
        weights /= weights.sum(axis=1, keepdims=True)
        windows = sliding_window_view(whole, 2 * n_side, axis=1)[:, firsts[chunk] + 2]
        out[chunk] = np.einsum("cij,ij->ic", windows, weights)
    return out


def taken_from(values: Floats, start: float, n_new: int) -> Floats:
    """Take an even series at its own rate from a place between two samples on.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_samples,)
        More than 13 samples, none missing, and nothing near half of the rate in them.
    start : float
        Where to begin, in samples; not below 0.
    n_new : int
        How many to take. The last one may lie up to a sample behind the last one there is.

    Returns
    -------
    numpy.ndarray, shape (n_new,)
        Interpolated as by `at_rate`; the samples themselves where `start` is one of them.

    Raises
    ------
    ValueError
        Too few samples.

    Examples
    --------
    >>> later = taken_from(np.sin(0.1 * np.arange(100)), 20.25, 50)
    >>> bool(np.abs(later - np.sin(0.1 * (20.25 + np.arange(50)))).max() < 1e-4)
    True
    """
    # The hair keeps a place that falls a rounding short of a sample at that sample.
    first = math.floor(start + 1e-9)
    if start - first <= 1e-9 and first + n_new <= values.shape[0]:
        return values[first : first + n_new]
    if not 0.0 <= start <= values.shape[0] - n_new + 1.0 or values.shape[0] <= _HALF + 1:
        raise ValueError(f"{values.shape[0]} samples do not hold {n_new} from {start:g} on.")
    weight = _weights(start - first, _HALF, 1.0)
    low, high = first - _HALF + 1, first + n_new + _HALF
    # A long record is not copied for every piece of it.
    if low < 0 or high > values.shape[0]:
        values, shift = _continued(values, _HALF + 1), _HALF + 1
        low, high = low + shift, high + shift
    out: Floats = np.convolve(values[low:high], weight[::-1], "valid")
    return out


def _new_places(values: Floats, rate_hz: float, new_rate_hz: float, n_side: int) -> Floats:
    """Say where new samples lie, counted in old ones; see `at_rate` for the errors."""
    n = values.shape[0]
    if n <= n_side + 1:
        raise ValueError(f"{n} samples are too few: more than {n_side + 1} needed.")
    if not (0.0 < rate_hz < math.inf and 0.0 < new_rate_hz < math.inf):
        raise ValueError(f"Rates must be positive, got {rate_hz} and {new_rate_hz}.")
    # No new sample lies behind the last one; the hair keeps one that falls on it.
    n_new = math.floor((n - 1) / rate_hz * new_rate_hz + 1e-9) + 1
    return np.arange(n_new) * (rate_hz / new_rate_hz)


def _continued(values: Floats, n_pad: int) -> Floats:
    """Continue both ends, turned by 180 degrees about the end sample."""
    head = 2.0 * values[0] - values[n_pad:0:-1]
    tail = 2.0 * values[-1] - values[-2 : -n_pad - 2 : -1]
    return np.concatenate((head, values, tail))


# Both axes of a record ask for the same ones; so do trials of one length.
@functools.lru_cache(maxsize=1024)
def _weights(off: float, n_side: int, stretch: float) -> Floats:
    """Weights, which add up to 1, of the samples about a place so far behind one of them."""
    around = np.arange(-n_side + 1.0, n_side + 1.0)
    weight = _sinc((off - around) / stretch)
    weight /= weight.sum()
    weight.flags.writeable = False
    return weight


def _sinc(off: Floats) -> Floats:
    """Weigh a sample so many zeros of the sinc away; nothing from the twelfth one on."""
    inside = np.sqrt(np.clip(1.0 - (off / _HALF) ** 2, 0.0, 1.0))
    weight: Floats = np.where(np.abs(off) < _HALF, np.sinc(off) * np.i0(_KAISER * inside), 0.0)
    return weight


@functools.cache
def _sinc_table() -> Floats:
    table = _sinc(np.arange(_HALF * _PER_ZERO + 2) / _PER_ZERO)
    table.flags.writeable = False
    return table


def _sinc_looked_up(off: Floats) -> Floats:
    """Give `_sinc` of distances to within 1e-8 of its greatest value, ten times as fast."""
    place = np.minimum(off, _HALF) * _PER_ZERO
    low = place.astype(np.int64)
    table = _sinc_table()
    here = table[low]
    return here + (place - low) * (table[low + 1] - here)
