"""Where the samples lie: middle, spread, direction and form of the cloud."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop import recurrences as sums_of
from balance_arcade.cop.describe import SPREAD_NAMES, principal_squares, spread_values
from balance_arcade.core.rows import row_sums

Floats = npt.NDArray[np.float64]

DISPERSION_SHARE = 0.95


def principal_variances(sums: Floats) -> tuple[float, float]:
    """Give the sums of squares along the principal axes, greater first, in mm2.

    Parameters
    ----------
    sums : numpy.ndarray, shape (N_SUMS,)
        Sums of `balance_arcade.cop.recurrences`.

    Returns
    -------
    tuple of float
        Eigenvalues of the matrix of sums of squares and products about the mean.
    """
    s_ml, s_ap = float(sums[sums_of.S_MLML]), float(sums[sums_of.S_APAP])
    return principal_squares(s_ml, s_ap, float(sums[sums_of.S_MLAP]))


def position_values(cop_mm: Floats, sums: Floats) -> dict[str, float]:
    """Positional descriptors by name; NaN where the samples do not determine one.

    Parameters
    ----------
    cop_mm : numpy.ndarray, shape (n_samples, 2)
        ml and ap in millimetres; NaN in both columns for nobody on the board.
    sums : numpy.ndarray, shape (N_SUMS,)
        `balance_arcade.cop.basics.record_sums` of the same samples.

    Returns
    -------
    dict of str to float
        Medians, standard deviations, ratios of the axes, direction, dispersion radius, and the
        chi-square form of the 95 % prediction ellipse.

    Notes
    -----
    The chi-square form takes the covariance as known; it is smaller than the F form by 0.08 % at
    6,000 samples and by 30 % at 10 (Duarte 2015, doi 10.1016/j.gaitpost.2014.08.008). Range ratio,
    planar deviation and coefficient of sway direction after Quijoux et al. 2021,
    doi 10.14814/phy2.15067. The dispersion radius is the quantile with linear interpolation
    (definition 7 of Hyndman and Fan 1996, doi 10.1080/00031305.1996.10473566).
    """
    if sums[sums_of.COUNT] == 0.0:
        return dict.fromkeys(POSITION_NAMES, math.nan)
    nobody = np.isnan(cop_mm[:, 0])
    points = cop_mm[~nobody] if nobody.any() else cop_mm
    radius = np.hypot(points[:, 0] - sums[sums_of.MEAN_ML], points[:, 1] - sums[sums_of.MEAN_AP])
    return spread_values(sums) | {
        "median_ml_mm": float(np.median(points[:, 0])),
        "median_ap_mm": float(np.median(points[:, 1])),
        "dispersion_radius_mm": float(np.quantile(radius, DISPERSION_SHARE)),
    }


def quadrant_load_index(corners_n: npt.ArrayLike, *, min_load_n: float = 20.0) -> float:
    """Weight distribution index of four corners, in per cent of the load.

    Parameters
    ----------
    corners_n : array_like, shape (n_samples, 4)
        tl, tr, bl, br in newtons; rows below `min_load_n`, or not finite, are left out.
    min_load_n : float
        Below this total nobody is on the board.

    Returns
    -------
    float
        Mean over time of ``sqrt(sum over corners of (share - 25)^2 / 4)`` with shares in per
        cent: 0 for equal load, 43.3 for all of it on one corner. NaN if no row is left.

    Raises
    ------
    ValueError
        `corners_n` is not (n_samples, 4), or `min_load_n` is not positive.

    Notes
    -----
    Each share is that of the sample, so the index does not depend on body weight; standing off the
    board's middle raises it as well as uneven stance.

    Examples
    --------
    >>> quadrant_load_index([[200.0, 200.0, 200.0, 200.0]])
    0.0
    """
    shares = corner_shares(corners_n, min_load_n=min_load_n)
    if not shares.shape[0]:
        return math.nan
    return load_index_of(shares)


def load_index_of(shares: Floats) -> float:
    """Give the `quadrant_load_index` of the `corner_shares` of one sample or more.

    Examples
    --------
    >>> load_index_of(np.array([[0.25, 0.25, 0.25, 0.25]]))
    0.0
    """
    off = 100.0 * shares - 25.0
    return float(np.sqrt(row_sums(off * off) / 4.0).mean())


def corner_shares(corners_n: npt.ArrayLike, *, min_load_n: float = 20.0) -> Floats:
    """Give every corner's share of the load, of the samples with somebody on the board.

    Parameters
    ----------
    corners_n : array_like, shape (n_samples, 4)
        tl, tr, bl, br in newtons; rows below `min_load_n`, or not finite, are left out.
    min_load_n : float
        Below this total nobody is on the board.

    Returns
    -------
    numpy.ndarray, shape (n_left, 4)
        They add up to 1 in each row.

    Raises
    ------
    ValueError
        `corners_n` is not (n_samples, 4), or `min_load_n` is not positive.

    Examples
    --------
    >>> corner_shares([[100.0, 300.0, 200.0, 200.0], [1.0, 1.0, 1.0, 1.0]]).tolist()
    [[0.125, 0.375, 0.25, 0.25]]
    """
    corners = np.asarray(corners_n, np.float64)
    if corners.ndim != 2 or corners.shape[1] != 4:
        raise ValueError(f"corners_n must have shape (n_samples, 4), got {corners.shape}.")
    if not min_load_n > 0.0:
        raise ValueError(f"min_load_n must be positive, got {min_load_n}.")
    # No sample is left out, as a rule, and a record may be long.
    if not np.isfinite(corners).all():
        corners = corners[np.isfinite(corners).all(axis=1)]
    total_n = row_sums(corners)
    stands = total_n >= min_load_n
    if stands.all():
        return np.asarray(corners / total_n[:, None])
    shares: Floats = corners[stands] / total_n[stands, None]
    return shares


POSITION_NAMES = (*SPREAD_NAMES, "median_ml_mm", "median_ap_mm", "dispersion_radius_mm")
