"""What white noise of a plate becomes behind the filter: the path and the area of a dead weight."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.describe import ellipse_scale
from balance_arcade.cop.filters import design_lowpass

Floats = npt.NDArray[np.float64]

# Points of the frequency and angle grids. Both integrands are periodic and smooth, so the
# trapezoid rule converges faster than any power; twelve cutoff periods fit in many times over.
_N_FREQUENCIES = 1 << 15
_N_ANGLES = 4096


def noise_covariance(rate_hz: float, cutoff_hz: float | None) -> Floats:
    """Autocovariance of unit white noise behind the zero-phase low-pass, by lag.

    Parameters
    ----------
    rate_hz : float
        Sampling rate.
    cutoff_hz : float or None
        -3 dB frequency of both passes together; None for no filter.

    Returns
    -------
    numpy.ndarray, shape (n_lags,)
        From lag 0 on; 1, 0, 0 ... without a filter. Its sum over all lags of both signs is 1, the
        gain at frequency zero.

    Raises
    ------
    ValueError
        The cutoff is not between 0 and half the rate.

    Notes
    -----
    The Fourier transform of the output's power, ``|H|^4`` with H one pass of the filter.

    Examples
    --------
    >>> noise_covariance(100.0, None)[:2]
    array([1., 0.])
    """
    if cutoff_hz is None:
        return np.concatenate(([1.0], np.zeros(_N_FREQUENCIES // 2 - 1)))
    power = _gain(rate_hz, cutoff_hz) ** 2
    return np.fft.ifft(power).real[: _N_FREQUENCIES // 2].copy()


def end_samples(rate_hz: float, cutoff_hz: float | None) -> float:
    """Count how many samples' worth of unfiltered noise each end of a record keeps.

    Parameters
    ----------
    rate_hz, cutoff_hz
        As for `noise_covariance`.

    Returns
    -------
    float
        Sum over the samples j from an end of (2 Q_j)^2, Q_j the filter's weight beyond lag j.

    Notes
    -----
    An end is continued by itself turned about its last sample x, so the filter gives back exactly x
    there, and 2 Q_j x of it j samples further in: the ends are noisier than the middle.

    Examples
    --------
    >>> end_samples(100.0, None)
    0.0
    """
    if cutoff_hz is None:
        return 0.0
    kernel = np.fft.ifft(_gain(rate_hz, cutoff_hz)).real[: _N_FREQUENCIES // 2]
    beyond = np.cumsum(kernel[::-1])[::-1] - kernel
    return float((4.0 * beyond**2).sum())


def _gain(rate_hz: float, cutoff_hz: float) -> Floats:
    """Gain of both passes together, over a whole turn of frequency."""
    b0, b1, b2, a1, a2 = design_lowpass(rate_hz, cutoff_hz, n_passes=2)
    shift = np.exp(-2j * np.pi * np.arange(_N_FREQUENCIES) / _N_FREQUENCIES)
    response = (b0 + shift * (b1 + shift * b2)) / (1.0 + shift * (a1 + shift * a2))
    return np.asarray(np.abs(response) ** 2, np.float64)


def step_covariance(covariance: Floats) -> Floats:
    """Autocovariance of the steps from sample to sample, by lag, of a series with `covariance`."""
    around = np.concatenate((covariance[1:2], covariance))
    return 2.0 * around[1:-1] - around[:-2] - around[2:]


def step_length(sd_major_mm: float, sd_minor_mm: float) -> tuple[float, float, float]:
    """Mean and variance of the length of a plane normal step, and what slow terms it has.

    Parameters
    ----------
    sd_major_mm, sd_minor_mm : float
        Standard deviations along the principal axes.

    Returns
    -------
    tuple of float
        Mean, variance, and the part of the variance that goes with the square of the correlation
        between two steps (second-order Hermite coefficients).

    Notes
    -----
    With u = r cos(a), v = r sin(a) and g(a) = sqrt(s1^2 cos^2 + s2^2 sin^2) the length is r g(a);
    E[r] = sqrt(pi / 2), E[r^3] = 3 sqrt(pi / 2), and a is uniform. Equal standard deviations give
    Rayleigh's mean s sqrt(pi / 2).

    Examples
    --------
    >>> round(step_length(1.0, 1.0)[0] ** 2, 6) == round(math.pi / 2.0, 6)
    True
    """
    angle = 2.0 * np.pi * np.arange(_N_ANGLES) / _N_ANGLES
    cos2 = np.cos(angle) ** 2
    length = np.sqrt(sd_major_mm**2 * cos2 + sd_minor_mm**2 * (1.0 - cos2))
    root = math.sqrt(math.pi / 2.0)
    mean = root * float(length.mean())
    along = 3.0 * root * float((length * cos2).mean()) - mean
    across = 3.0 * root * float((length * (1.0 - cos2)).mean()) - mean
    variance = sd_major_mm**2 + sd_minor_mm**2 - mean * mean
    return mean, variance, (along * along + across * across) / 2.0


def dead_path(covariance: Floats, noise_mm2: Floats, n_samples: int) -> tuple[float, float]:
    """Mean and standard deviation of the path that noise alone makes.

    Parameters
    ----------
    covariance : numpy.ndarray, shape (n_lags,)
        From `noise_covariance`.
    noise_mm2 : numpy.ndarray, shape (2, 2)
        Covariance of one unfiltered sample.
    n_samples : int
        Samples of the record, at least 2.

    Returns
    -------
    tuple of float
        In millimetres.

    Notes
    -----
    The covariance of two lengths with correlated steps is a power series in the square of the
    correlation; its first term is kept, all others are put at the fourth power. Each end adds
    a way from the filtered place to the unfiltered one, in proportion to what the filter takes.
    """
    steps = step_covariance(covariance)
    n_steps = n_samples - 1
    minor, major = np.sqrt(np.maximum(np.linalg.eigvalsh(noise_mm2) * steps[0], 0.0))
    mean, variance, slow = step_length(float(major), float(minor))
    lags = np.arange(1, min(steps.size, n_steps))
    rho2 = (steps[lags] / steps[0]) ** 2
    joint = 2.0 * (1.0 - lags / n_steps) * (slow * rho2 + (variance - slow) * rho2**2)
    raw_minor, raw_major = np.sqrt(np.maximum(np.linalg.eigvalsh(noise_mm2), 0.0))
    ends = (
        2.0 * (1.0 - math.sqrt(covariance[0])) * step_length(float(raw_major), float(raw_minor))[0]
    )
    return n_steps * mean + ends, math.sqrt(n_steps * (variance + float(joint.sum())))


def repeated_squares(covariance: Floats, n_samples: int) -> float:
    """Sum over all lags of the squared correlation: samples for one that is independent."""
    rho2 = (covariance[1 : min(covariance.size, n_samples)] / covariance[0]) ** 2
    return 1.0 + 2.0 * float(rho2.sum())


def dead_area(
    covariance: Floats, noise_mm2: Floats, n_samples: int, n_end: float
) -> tuple[float, float]:
    """Mean and standard deviation of the 95 % prediction ellipse that noise alone makes, in mm2.

    Parameters
    ----------
    covariance, noise_mm2, n_samples
        As for `dead_path`, at least 3 samples.
    n_end : float
        From `end_samples`.
    """
    n = float(n_samples)
    left = max(covariance[0] - 1.0 / n, 0.0) + 2.0 * n_end / n
    determinant = max(float(np.linalg.det(noise_mm2)), 0.0)
    mean = math.pi * ellipse_scale(n) * left * math.sqrt(determinant)
    spread = (
        covariance[0] ** 2 * repeated_squares(covariance, n_samples) / n + 2.0 * (n_end / n) ** 2
    )
    return mean, mean * math.sqrt(spread) / left if left > 0.0 else 0.0
