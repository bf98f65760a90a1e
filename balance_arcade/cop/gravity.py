"""Where the centre of gravity is, from the centre of pressure alone."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.filters import smooth_zero_phase
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2

Floats = npt.NDArray[np.float64]

LOWPASS_HZ = 0.5

# Height of the centre of gravity above the ankles and moment of inertia about the centre of
# gravity, per height and per mass and squared height (Breniere 1996 as used by Duarte).
_HEIGHT_FRAC = 0.56 - 0.039
_INERTIA_FRAC = {"ap": 0.0533, "ml": 0.0572}


def _checked(cop_mm: npt.ArrayLike, rate_hz: float) -> Floats:
    values = np.ascontiguousarray(cop_mm, np.float64)
    if values.ndim != 1 or not np.isfinite(values).all():
        raise ValueError("cop_mm must be one axis of one unbroken stretch, (n_samples,), finite.")
    if not (math.isfinite(rate_hz) and rate_hz > 0.0):
        raise ValueError(f"rate_hz must be positive, got {rate_hz}.")
    return values


def gravity_by_lowpass(cop_mm: npt.ArrayLike, *, rate_hz: float) -> Floats:
    """Estimate the centre of gravity by a low-pass at 0.5 Hz.

    Parameters
    ----------
    cop_mm : array_like, shape (n_samples,)
        One axis of one unbroken stretch, longer than 2 s.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    numpy.ndarray, shape (n_samples,)
        In millimetres.

    Raises
    ------
    ValueError
        A shape that does not fit, a value that is not finite, a rate of 1 Hz or less, or too few
        samples.

    Notes
    -----
    Zero phase, order 2, -3 dB at 0.5 Hz after both passes. A rough stand-in for
    `gravity_by_pendulum` where the height is not known.
    """
    return smooth_zero_phase(_checked(cop_mm, rate_hz), rate_hz, LOWPASS_HZ)


def pendulum_frequency_rad_s(height_m: float, axis: Literal["ml", "ap"] = "ap") -> float:
    """Natural frequency of a standing person as an inverted pendulum about the ankles.

    Parameters
    ----------
    height_m : float
        Body height.
    axis : {"ml", "ap"}
        Direction of the sway.

    Returns
    -------
    float
        Square root of ``g h / (k H^2 + h^2)``: h = 0.521 H, k = 0.0533 (ap) or 0.0572 (ml). The
        mass cancels.

    Raises
    ------
    ValueError
        The height is not positive, or there is no such axis.

    Notes
    -----
    Breniere 1996 (Journal of Motor Behavior 28:291) for the fractions, as in the programs of
    Duarte's laboratory.

    Examples
    --------
    >>> round(pendulum_frequency_rad_s(1.7), 3)
    3.042
    """
    if not (math.isfinite(height_m) and height_m > 0.0):
        raise ValueError(f"height_m must be positive, got {height_m}.")
    if axis not in _INERTIA_FRAC:
        raise ValueError(f"axis must be ml or ap, got {axis!r}.")
    arm_m = _HEIGHT_FRAC * height_m
    return math.sqrt(STANDARD_GRAVITY_M_S2 * arm_m / (_INERTIA_FRAC[axis] * height_m**2 + arm_m**2))


def gravity_by_pendulum(
    cop_mm: npt.ArrayLike,
    *,
    rate_hz: float,
    height_m: float,
    axis: Literal["ml", "ap"] = "ap",
) -> Floats:
    """Estimate the centre of gravity by the equation of an inverted pendulum.

    Parameters
    ----------
    cop_mm : array_like, shape (n_samples,)
        One axis of one unbroken stretch, longer than 1 s.
    rate_hz : float
        Sampling rate.
    height_m : float
        Body height.
    axis : {"ml", "ap"}
        Direction of the sway.

    Returns
    -------
    numpy.ndarray, shape (n_samples,)
        In millimetres; never farther from the mean than the centre of pressure, in power.

    Raises
    ------
    ValueError
        A shape that does not fit, a value that is not finite, a rate or height that is not
        positive, or too few samples.

    Notes
    -----
    ``g'' = w^2 (g - p)`` in frequency: g = p w^2 / (w^2 + (2 pi f)^2), with w of
    `pendulum_frequency_rad_s`. Ends are continued by one second, turned by 180 degrees about the
    end sample, and the mean is taken off before and put back after. Breniere 1996 (Journal of
    Motor Behavior 28:291); Caron et al. 1997 (Journal of Biomechanics 30:1169).
    """
    values = _checked(cop_mm, rate_hz)
    n_pad = round(rate_hz)
    if values.shape[0] <= n_pad or n_pad < 1:
        raise ValueError(
            f"{values.shape[0]} samples are too few: more than {max(n_pad, 1)} needed."
        )
    square = pendulum_frequency_rad_s(height_m, axis) ** 2
    # The transform takes the record as periodic; a jump from its end to its start would ring.
    head = 2.0 * values[0] - values[n_pad:0:-1]
    tail = 2.0 * values[-1] - values[-2 : -n_pad - 2 : -1]
    whole = np.concatenate((head, values, tail))
    mean = float(whole.mean())
    turn = 2.0 * math.pi * np.fft.rfftfreq(whole.shape[0], 1.0 / rate_hz)
    spectrum = np.fft.rfft(whole - mean) * (square / (square + turn * turn))
    smooth: Floats = np.fft.irfft(spectrum, whole.shape[0]) + mean
    return smooth[n_pad:-n_pad].copy()


def gravity_track(cop_mm: npt.ArrayLike, *, rate_hz: float, height_mm: float) -> Floats:
    """Estimate the centre of gravity in the plane, each axis as a pendulum of its own.

    Parameters
    ----------
    cop_mm : array_like, shape (n_samples, 2)
        ml and ap of one unbroken stretch, longer than 1 s.
    rate_hz : float
        Sampling rate.
    height_mm : float
        Body height.

    Returns
    -------
    numpy.ndarray, shape (n_samples, 2)
        ml and ap in millimetres.

    Raises
    ------
    ValueError
        As `gravity_by_pendulum`.

    Examples
    --------
    >>> still = gravity_track(np.full((200, 2), 3.0), rate_hz=100.0, height_mm=1700.0)
    >>> bool(np.allclose(still, 3.0))
    True
    """
    points = np.asarray(cop_mm, np.float64)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"cop_mm must have shape (n_samples, 2), got {points.shape}.")
    both: tuple[Literal["ml", "ap"], ...] = ("ml", "ap")
    return np.column_stack(
        [
            gravity_by_pendulum(
                points[:, k], rate_hz=rate_hz, height_m=height_mm / 1000.0, axis=axis
            )
            for k, axis in enumerate(both)
        ]
    )
