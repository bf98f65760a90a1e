"""Dispersion entropy: how evenly the patterns of three successive classes are taken."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.series import finite_series, moves

LENGTH = 3
N_CLASSES = 6

# Standard deviations between the classes, which a normal series takes equally often.
_BOUNDS = np.array([NormalDist().inv_cdf(k / N_CLASSES) for k in range(1, N_CLASSES)])


def dispersion_entropies(values: npt.ArrayLike) -> tuple[float, float]:
    """Measure dispersion entropy with six classes and patterns of three, and that of its steps.

    Parameters
    ----------
    values : array_like, shape (n_samples,)
        Any unit, finite.

    Returns
    -------
    tuple of float
        Entropy of the patterns of three classes over ln 6^3, and of the patterns of the two steps
        between them over ln 11^2 (fluctuation-based); NaN for a constant and for fewer than 3
        values.

    Raises
    ------
    ValueError
        A value is not finite.

    Notes
    -----
    Rostaghi & Azami 2016, doi 10.1109/LSP.2016.2542881; Azami & Escudero 2018, doi
    10.3390/e20030210. A value's class is that of the normal distribution with the series' mean and
    standard deviation (1/N), cut into six equally likely parts; one that equals a bound belongs
    above it.

    Examples
    --------
    >>> plain, steps = dispersion_entropies(np.sin(np.arange(1000) / 5.0))
    >>> round(plain, 3), round(steps, 3)
    (0.538, 0.34)
    """
    series = finite_series(values)
    if series.shape[0] < LENGTH or not moves(series):
        return math.nan, math.nan
    bounds = _BOUNDS * float(series.std())
    classes = np.searchsorted(bounds, series - series.mean(), side="right")
    codes = (classes[:-2] * N_CLASSES + classes[1:-1]) * N_CLASSES + classes[2:]
    steps = np.diff(classes) + (N_CLASSES - 1)
    n_steps = 2 * N_CLASSES - 1
    return (
        _evenness(codes, N_CLASSES**LENGTH),
        _evenness(steps[:-1] * n_steps + steps[1:], n_steps ** (LENGTH - 1)),
    )


def _evenness(codes: npt.NDArray[np.int64], n_codes: int) -> float:
    """Shannon's entropy of how often each code occurs, over its greatest value."""
    counts = np.bincount(codes, minlength=n_codes)
    shares = counts[counts > 0] / codes.shape[0]
    return abs(float((shares * np.log(shares)).sum())) / math.log(n_codes)
