"""The low-pass filters: a causal one for screens, a zero-phase one for metrics, both order 2."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.recurrences import biquad_series

Floats = npt.NDArray[np.float64]

CUTOFF_HZ = 10.0

# Above half the Nyquist rate a 10 Hz low-pass removes next to nothing and its shape is distorted.
MIN_RATE_HZ = 25.0

# Two passes multiply the attenuation, so each pass may fall to 2**-0.25 only where both together
# are to fall to 2**-0.5; for order n the cutoff of one pass moves up by (sqrt(2) - 1)**(-1/(2n)).
_TWO_PASSES = (math.sqrt(2.0) - 1.0) ** 0.25


def design_lowpass(rate_hz: float, cutoff_hz: float = CUTOFF_HZ, *, n_passes: int = 1) -> Floats:
    """Design a second-order Butterworth low-pass in closed form (bilinear transform, prewarped).

    Parameters
    ----------
    rate_hz : float
        Sampling rate.
    cutoff_hz : float
        Where the gain of all passes together is -3 dB, exactly.
    n_passes : {1, 2}
        2 for a filter that runs forwards and backwards. The correction is made on the prewarped
        frequency, so that -3 dB stays at `cutoff_hz` at every rate.

    Returns
    -------
    numpy.ndarray, shape (5,)
        b0, b1, b2, a1, a2 of ``y[i] = b0 x[i] + b1 x[i-1] + b2 x[i-2] - a1 y[i-1] - a2 y[i-2]``.

    Raises
    ------
    ValueError
        The cutoff is not between 0 and half the rate, or `n_passes` is neither 1 nor 2.

    Notes
    -----
    Analogue prototype 1/(s^2 + sqrt(2) s + 1), Butterworth 1930; correction for two passes after
    Robertson and Dowling 2003, doi 10.1016/S1050-6411(03)00080-4.

    Examples
    --------
    >>> b0, b1, b2, a1, a2 = design_lowpass(100.0)
    >>> round(float((b0 + b1 + b2) / (1.0 + a1 + a2)), 12)
    1.0
    """
    if not 0.0 < cutoff_hz < rate_hz / 2.0 or not math.isfinite(rate_hz):
        raise ValueError(f"cutoff_hz must lie between 0 and {rate_hz / 2.0:g}, got {cutoff_hz:g}.")
    if n_passes not in (1, 2):
        raise ValueError(f"n_passes must be 1 or 2, got {n_passes}.")
    warped = math.tan(math.pi * cutoff_hz / rate_hz)
    if n_passes == 2:
        warped /= _TWO_PASSES
    square = warped * warped
    norm = 1.0 + math.sqrt(2.0) * warped + square
    b0 = square / norm
    a1 = 2.0 * (square - 1.0) / norm
    a2 = (1.0 - math.sqrt(2.0) * warped + square) / norm
    return np.array([b0, 2.0 * b0, b0, a1, a2])


def padding_for(rate_hz: float, cutoff_hz: float = CUTOFF_HZ) -> int:
    """Count the samples added at an end: one period of the cutoff, at least 9."""
    return max(9, math.ceil(rate_hz / cutoff_hz))


def smooth_causal(values: Floats, rate_hz: float, cutoff_hz: float = CUTOFF_HZ) -> Floats:
    """Filter as the live display does, over one unbroken stretch.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_samples,)
        Any unit; no NaN.
    rate_hz, cutoff_hz : float
        Sampling rate and -3 dB frequency.

    Returns
    -------
    numpy.ndarray, shape (n_samples,)
        Starts settled at the first value.
    """
    return biquad_series(
        np.ascontiguousarray(values, np.float64), design_lowpass(rate_hz, cutoff_hz)
    )


def smooth_zero_phase(values: Floats, rate_hz: float, cutoff_hz: float = CUTOFF_HZ) -> Floats:
    """Filter forwards and backwards, so that nothing is delayed; -3 dB at the cutoff after both.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_samples,)
        Any unit; no NaN.
    rate_hz, cutoff_hz : float
        Sampling rate and -3 dB frequency of both passes together.

    Returns
    -------
    numpy.ndarray, shape (n_samples,)

    Raises
    ------
    ValueError
        There are no more samples than `padding_for` adds at an end.

    Notes
    -----
    Both ends are continued by `padding_for` samples, turned by 180 degrees about the end sample,
    and each pass starts settled at its first value.

    Examples
    --------
    >>> float(smooth_zero_phase(np.full(50, 3.0), 100.0).round(12).max())
    3.0
    """
    n_pad = padding_for(rate_hz, cutoff_hz)
    if values.shape[0] <= n_pad:
        raise ValueError(
            f"{values.shape[0]} samples are too few to filter: more than {n_pad} needed."
        )
    coefficients = design_lowpass(rate_hz, cutoff_hz, n_passes=2)
    head = 2.0 * values[0] - values[n_pad:0:-1]
    tail = 2.0 * values[-1] - values[-2 : -n_pad - 2 : -1]
    forwards = biquad_series(np.concatenate((head, values, tail)), coefficients)
    backwards = biquad_series(np.ascontiguousarray(forwards[::-1]), coefficients)
    return backwards[::-1][n_pad:-n_pad].copy()
