"""Samples at another rate, by band-limited interpolation of an even, low-passed series."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# Samples on either side, and the shape of the window over them.
_HALF = 12
_KAISER = 8.0


def at_rate(values: Floats, rate_hz: float, new_rate_hz: float) -> Floats:
    """Take an even series at another rate, from the same first sample on.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_samples, n_channels)
        More than 13 samples, none missing. What they hold above half of the new rate folds down:
        it has to be low-passed before.
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
    n = values.shape[0]
    if n <= _HALF + 1:
        raise ValueError(f"{n} samples are too few: more than {_HALF + 1} needed.")
    if not (0.0 < rate_hz < math.inf and 0.0 < new_rate_hz < math.inf):
        raise ValueError(f"Rates must be positive, got {rate_hz} and {new_rate_hz}.")
    # No new sample lies behind the last one; the hair keeps one that falls on it.
    n_new = math.floor((n - 1) / rate_hz * new_rate_hz + 1e-9) + 1
    places = np.arange(n_new) * (rate_hz / new_rate_hz)
    near = np.floor(places).astype(np.int64)[:, None] + np.arange(-_HALF + 1, _HALF + 1)
    off = places[:, None] - near
    inside = np.sqrt(np.clip(1.0 - (off / _HALF) ** 2, 0.0, 1.0))
    weight = np.sinc(off) * np.i0(_KAISER * inside)
    # A cut-off sinc does not quite add up to 1, and a constant would ripple.
    weight /= weight.sum(axis=1, keepdims=True)
    n_pad = _HALF + 1
    head = 2.0 * values[0] - values[n_pad:0:-1]
    tail = 2.0 * values[-1] - values[-2 : -n_pad - 2 : -1]
    whole = np.concatenate((head, values, tail))
    return np.column_stack(
        [(weight * channel[near + n_pad]).sum(axis=1) for channel in np.ascontiguousarray(whole.T)]
    )
