"""Multifractal detrended fluctuation analysis: whether small and large sway scale alike."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.dfa import fluctuation_moments, spread_scales
from balance_arcade.cop.series import STILL, finite_series, moves

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST_Q = 5.0
# Moments of whole powers of the fourth root of a mean square: q = -5, -4.5, ... 5.
_N_MOMENTS = 10
SHORTEST_S = 0.64
_LEAST_SAMPLES = 10

# Below this share of the mean a window's rest is rounding; a small q would see nothing else.
_LEAST_REST = 1e-12
TOO_COARSE = "the samples are too coarse: in some of the windows nothing moves"


class Multifractal(NamedTuple):
    """How fluctuations of every size grow with the length of the window.

    Attributes
    ----------
    q : numpy.ndarray, shape (n_q,)
        From -5, which looks at the smallest fluctuations, to 5.
    h : numpy.ndarray, shape (n_q,)
        Generalised Hurst exponents.
    alpha, f : numpy.ndarray, shape (n_q,)
        The singularity spectrum.
    """

    q: Floats
    h: Floats
    alpha: Floats
    f: Floats

    def hurst(self, q: float) -> float:
        """Give the exponent of one of the moments."""
        return float(self.h[round(2.0 * (q + MOST_Q))])

    @property
    def width(self) -> float:
        """From the least to the greatest singularity strength."""
        return float(self.alpha.max() - self.alpha.min())

    @property
    def peak(self) -> float:
        """Singularity strength at which the spectrum is highest: that of q = 0."""
        return float(self.alpha[self.q.size // 2])

    @property
    def asymmetry(self) -> float:
        """Right less left half of the spectrum over its width; NaN where it has none."""
        right, left = self.alpha.max() - self.peak, self.peak - self.alpha.min()
        return float((right - left) / self.width) if self.width > 0.0 else math.nan


def multifractal_scales(n_samples: int, rate_hz: float) -> Ints:
    """Choose window lengths: 20, evenly on a logarithmic axis, from 0.64 s.

    Parameters
    ----------
    n_samples : int
        Of the series.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    numpy.ndarray, shape (n_scales,)
        Samples, rising; up to 10 s, but no more than a quarter of the series.

    Examples
    --------
    >>> scales = multifractal_scales(1500, 25.0)
    >>> int(scales[0]), int(scales[-1]), scales.size
    (16, 250, 20)
    """
    return np.array(spread_scales(n_samples, rate_hz, SHORTEST_S, _LEAST_SAMPLES), np.int64)


def multifractal(values: npt.ArrayLike, rate_hz: float) -> Multifractal | str:
    """Measure the generalised Hurst exponents and the singularity spectrum of a series.

    Parameters
    ----------
    values : array_like, shape (n_samples,)
        Any unit, finite, evenly sampled.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    Multifractal or str
        The reason where there is none: nothing moves, or the values are too coarse or too few.

    Raises
    ------
    ValueError
        A value is not finite.

    Notes
    -----
    Kantelhardt 2002, doi 10.1016/S0378-4371(02)01383-3: lines, windows from both ends; the
    spectrum by differences over q in steps of 0.5.

    Examples
    --------
    >>> noise = np.random.default_rng(1).normal(size=15000)
    >>> found = multifractal(noise, 25.0)
    >>> round(found.hurst(2.0), 1), found.width < 0.2
    (0.5, True)
    """
    series = finite_series(values)
    scales = multifractal_scales(series.shape[0], rate_hz)
    if scales.shape[0] < 2:
        return f"too short: {series.shape[0]} points at {rate_hz:.3g} Hz tell no two scales apart"
    if not moves(series):
        return STILL
    # As a share of the spread, so that no power of a mean square leaves the range of numbers.
    series = (series - series.mean()) / series.std()
    moments = fluctuation_moments(np.cumsum(series), scales, _N_MOMENTS)
    if not (moments[:, -1] > _LEAST_REST).all():
        return TOO_COARSE
    q = np.arange(-_N_MOMENTS, _N_MOMENTS + 1) / 2.0
    # ln F_q = ln(mean of v^(q / 2)) / q, and half the mean of ln v for q = 0.
    logarithms = moments[:, :-1].copy()
    middle = _N_MOMENTS
    logarithms[:, middle] *= 0.5
    others = np.arange(q.size) != middle
    logarithms[:, others] = np.log(logarithms[:, others]) / q[others]
    x = np.log(scales.astype(np.float64))
    x -= x.mean()
    h = x @ logarithms / float(x @ x)
    tau = q * h - 1.0
    alpha = np.gradient(tau, q)
    return Multifractal(q, h, alpha, q * alpha - tau)
