"""From sums of sway to numbers with a name: the formulas that live and batch share."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop import recurrences as sums_of

Floats = npt.NDArray[np.float64]

NO_ELLIPSE = (math.nan, math.nan, math.nan, math.nan, math.nan)


def f_quantile_2(p: float, d: float) -> float:
    """Quantile of the F distribution with 2 and `d` degrees of freedom.

    Parameters
    ----------
    p : float
        Probability, 0 <= p < 1.
    d : float
        Degrees of freedom of the denominator, > 0.

    Returns
    -------
    float

    Notes
    -----
    With 2 degrees of freedom in the numerator the distribution function has the closed form
    ``1 - (1 + 2 x / d) ** (-d / 2)``; its inverse is ``d/2 * ((1 - p) ** (-2/d) - 1)``, written
    with ``expm1`` because the bracket loses all digits for large d.

    Examples
    --------
    >>> round(f_quantile_2(0.95, 4.0), 6)
    6.944272
    """
    return 0.5 * d * math.expm1(-2.0 / d * math.log1p(-p))


def ellipse_scale(n_samples: float) -> float:
    """Square of the 95 % prediction ellipse's semi-axis in units of the variance, n_samples >= 3.

    Notes
    -----
    ``2 (N - 1)(N + 1) / (N (N - 2)) F(0.95; 2, N - 2)``, with covariance 1/(N - 1): Schubert and
    Kirchner 2014, doi 10.1016/j.gaitpost.2013.09.001; Duarte 2015,
    doi 10.1016/j.gaitpost.2014.08.008.
    """
    n = n_samples
    return 2.0 * (n - 1.0) * (n + 1.0) / (n * (n - 2.0)) * f_quantile_2(0.95, n - 2.0)


def ellipse_area_mm2(sums: Floats) -> float:
    """Area of the 95 % prediction ellipse in mm2; NaN below three samples."""
    n = float(sums[sums_of.COUNT])
    if n < 3.0:
        return math.nan
    s_ml, s_ap = float(sums[sums_of.S_MLML]), float(sums[sums_of.S_APAP])
    determinant = s_ml * s_ap - float(sums[sums_of.S_MLAP]) ** 2
    return math.pi * ellipse_scale(n) * math.sqrt(max(determinant, 0.0)) / (n - 1.0)


def ellipse(sums: Floats) -> tuple[float, float, float, float, float]:
    """95 % prediction ellipse for drawing.

    Parameters
    ----------
    sums : numpy.ndarray, shape (N_SUMS,)
        Sums of `balance_arcade.cop.recurrences`.

    Returns
    -------
    tuple of float
        Centre ml and ap, major and minor semi-axis in millimetres, and the angle of the major
        axis from +ml in radians, -pi/2 to pi/2; all NaN below three samples.
    """
    n = float(sums[sums_of.COUNT])
    if n < 3.0:
        return NO_ELLIPSE
    s_ml, s_ap = float(sums[sums_of.S_MLML]), float(sums[sums_of.S_APAP])
    s_mlap = float(sums[sums_of.S_MLAP])
    major = (s_ml + s_ap) / 2.0 + math.hypot((s_ml - s_ap) / 2.0, s_mlap)
    # The small eigenvalue from the determinant: the difference would lose its digits.
    minor = max(s_ml * s_ap - s_mlap * s_mlap, 0.0) / major if major > 0.0 else 0.0
    scale = ellipse_scale(n) / (n - 1.0)
    return (
        float(sums[sums_of.MEAN_ML]),
        float(sums[sums_of.MEAN_AP]),
        math.sqrt(major * scale),
        math.sqrt(minor * scale),
        0.5 * math.atan2(2.0 * s_mlap, s_ml - s_ap),
    )


def covered_s(sums: Floats) -> float:
    """Time that the path describes: last minus first sample, less the breaks between."""
    if sums[sums_of.COUNT] == 0.0:
        return 0.0
    return float(sums[sums_of.T_LAST] - sums[sums_of.T_FIRST] - sums[sums_of.BROKEN_S])


def sway_values(sums: Floats, duration_s: float) -> dict[str, float]:
    """Values that sums alone can give, by name; NaN where there are too few samples.

    Parameters
    ----------
    sums : numpy.ndarray, shape (N_SUMS,)
        Sums of `balance_arcade.cop.recurrences`.
    duration_s : float
        What the path is divided by for the velocity.

    Returns
    -------
    dict of str to float
        The unit stands in each name.
    """
    n = float(sums[sums_of.COUNT])
    if n == 0.0:
        return dict.fromkeys(SWAY_NAMES, math.nan)
    path = [float(sums[k]) for k in (sums_of.PATH, sums_of.PATH_ML, sums_of.PATH_AP)]
    if not duration_s > 0.0:
        path = [math.nan] * 3
    velocity = [way / duration_s if duration_s > 0.0 else math.nan for way in path]
    s_ml, s_ap = float(sums[sums_of.S_MLML]), float(sums[sums_of.S_APAP])
    values = (
        *path,
        *velocity,
        math.sqrt((s_ml + s_ap) / n),
        math.sqrt(s_ml / n),
        math.sqrt(s_ap / n),
        float(sums[sums_of.MAX_ML] - sums[sums_of.MIN_ML]),
        float(sums[sums_of.MAX_AP] - sums[sums_of.MIN_AP]),
        ellipse_area_mm2(sums),
        float(sums[sums_of.SUM_LEFT]) / n,
        float(sums[sums_of.SUM_FRONT]) / n,
    )
    return dict(zip(SWAY_NAMES, values, strict=True))


def middle_values(sums: Floats, sway: dict[str, float]) -> dict[str, float]:
    """Middle, ellipse and load shares that follow from sums and `sway_values` of them.

    Parameters
    ----------
    sums : numpy.ndarray, shape (N_SUMS,)
        Sums of `balance_arcade.cop.recurrences`.
    sway : dict of str to float
        `sway_values` of the same sums.

    Returns
    -------
    dict of str to float
        The unit stands in each name; NaN where there are too few samples.
    """
    _, _, major_mm, minor_mm, angle_rad = ellipse(sums)
    left, front = sway["left_load_frac"], sway["front_load_frac"]
    somebody = sums[sums_of.COUNT] > 0.0
    return {
        "mean_ml_mm": float(sums[sums_of.MEAN_ML]) if somebody else math.nan,
        "mean_ap_mm": float(sums[sums_of.MEAN_AP]) if somebody else math.nan,
        "ellipse_major_mm": major_mm,
        "ellipse_minor_mm": minor_mm,
        "ellipse_angle_deg": math.degrees(angle_rad) % 180.0,
        "right_load_frac": 1.0 - left,
        "rear_load_frac": 1.0 - front,
        "load_asymmetry_frac": abs((1.0 - left) - left),
    }


SWAY_NAMES = (
    "sway_path_mm",
    "sway_path_ml_mm",
    "sway_path_ap_mm",
    "mean_velocity_mm_s",
    "mean_velocity_ml_mm_s",
    "mean_velocity_ap_mm_s",
    "rms_mm",
    "rms_ml_mm",
    "rms_ap_mm",
    "range_ml_mm",
    "range_ap_mm",
    "ellipse_area_mm2",
    "left_load_frac",
    "front_load_frac",
)
