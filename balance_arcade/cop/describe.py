"""From sums of sway to numbers with a name: the formulas that live and batch share."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop import recurrences as sums_of
from balance_arcade.core.kernel import inner_kernel, kernel

Floats = npt.NDArray[np.float64]

# Places in the sums of `balance_arcade.cop.recurrences`, written out because compiled code is kept
# by its own file; a test holds that they agree.
COUNT, MEAN_ML, MEAN_AP, S_MLML, S_APAP, S_MLAP, SUM_LEFT, SUM_FRONT = range(8)
MIN_ML, MAX_ML, MIN_AP, MAX_AP, PATH, PATH_ML, PATH_AP, BROKEN_S, T_FIRST, T_LAST = range(8, 18)

# 95 % quantile of chi square with two degrees of freedom, -2 ln 0.05.
CHI2_95 = -2.0 * math.log(0.05)

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
    "mean_ml_mm",
    "mean_ap_mm",
    "ellipse_major_mm",
    "ellipse_minor_mm",
    "ellipse_angle_deg",
    "right_load_frac",
    "rear_load_frac",
    "load_asymmetry_frac",
)

FAR_NAMES = ("max_distance_ml_mm", "max_distance_ap_mm")

SPREAD_NAMES = (
    "sd_ml_mm",
    "sd_ap_mm",
    "range_ratio",
    "planar_deviation_mm",
    "sway_direction_coefficient",
    "principal_direction_deg",
    "anisotropy",
    "eccentricity",
    "axis_ratio",
    "ellipse_area_chi2_mm2",
)

# Where `sway_numbers` writes them: the name of a place is the name of its number; a test holds it.
# fmt: off
(
    SWAY_PATH_MM, SWAY_PATH_ML_MM, SWAY_PATH_AP_MM, MEAN_VELOCITY_MM_S, MEAN_VELOCITY_ML_MM_S,
    MEAN_VELOCITY_AP_MM_S, RMS_MM, RMS_ML_MM, RMS_AP_MM, RANGE_ML_MM, RANGE_AP_MM,
    ELLIPSE_AREA_MM2, LEFT_LOAD_FRAC, FRONT_LOAD_FRAC, MEAN_ML_MM, MEAN_AP_MM, ELLIPSE_MAJOR_MM,
    ELLIPSE_MINOR_MM, ELLIPSE_ANGLE_DEG, RIGHT_LOAD_FRAC, REAR_LOAD_FRAC, LOAD_ASYMMETRY_FRAC,
    MAX_DISTANCE_ML_MM, MAX_DISTANCE_AP_MM, SD_ML_MM, SD_AP_MM, RANGE_RATIO, PLANAR_DEVIATION_MM,
    SWAY_DIRECTION_COEFFICIENT, PRINCIPAL_DIRECTION_DEG, ANISOTROPY, ECCENTRICITY, AXIS_RATIO,
    ELLIPSE_AREA_CHI2_MM2,
) = range(34)
# fmt: on
N_NAMED = 34

# The last three, wherever the array ends.
FD_CE, N_SAMPLES, SPAN_S = -3, -2, -1
N_NUMBERS = N_NAMED + 3

_SQUARES = [COUNT, S_MLML, S_APAP, S_MLAP]

NO_ELLIPSE = (math.nan, math.nan, math.nan, math.nan, math.nan)


@kernel
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


@kernel
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


@kernel
def _ellipse_area(n: float, s_ml: float, s_ap: float, s_mlap: float) -> float:
    """Area of the 95 % prediction ellipse from sums of squares and products about the mean."""
    if n < 3.0:
        return math.nan
    determinant = s_ml * s_ap - s_mlap * s_mlap
    return math.pi * ellipse_scale(n) * math.sqrt(max(determinant, 0.0)) / (n - 1.0)


@kernel
def principal_squares(s_ml: float, s_ap: float, s_mlap: float) -> tuple[float, float]:
    """Give the sums of squares along the principal axes, greater first.

    The smaller one comes from the determinant, because the difference would lose its digits.
    """
    major = (s_ml + s_ap) / 2.0 + math.hypot((s_ml - s_ap) / 2.0, s_mlap)
    minor = max(s_ml * s_ap - s_mlap * s_mlap, 0.0) / major if major > 0.0 else 0.0
    return major, min(minor, major)


@kernel
def _ellipse_axes(n: float, s_ml: float, s_ap: float, s_mlap: float) -> tuple[float, float, float]:
    """Semi-axes and angle of the 95 % prediction ellipse."""
    if n < 3.0:
        return math.nan, math.nan, math.nan
    major, minor = principal_squares(s_ml, s_ap, s_mlap)
    scale = ellipse_scale(n) / (n - 1.0)
    angle = 0.5 * math.atan2(2.0 * s_mlap, s_ml - s_ap)
    return math.sqrt(major * scale), math.sqrt(minor * scale), angle


def ellipse_area_mm2(sums: Floats) -> float:
    """Area of the 95 % prediction ellipse in mm2; NaN below three samples."""
    return _ellipse_area(*sums[_SQUARES].tolist())


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
    if sums[sums_of.COUNT] < 3.0:
        return NO_ELLIPSE
    centre = float(sums[sums_of.MEAN_ML]), float(sums[sums_of.MEAN_AP])
    return (*centre, *_ellipse_axes(*sums[_SQUARES].tolist()))


def covered_s(sums: Floats) -> float:
    """Time that the path describes: last minus first sample, less the breaks between."""
    if sums[sums_of.COUNT] == 0.0:
        return 0.0
    return float(sums[sums_of.T_LAST] - sums[sums_of.T_FIRST] - sums[sums_of.BROKEN_S])


@kernel
def principal_direction_deg(s_ml: float, s_ap: float, s_mlap: float) -> float:
    """Direction of greatest spread, from +ml towards +ap, axial: 0 to 180 degrees.

    Parameters
    ----------
    s_ml, s_ap, s_mlap : float
        Variances and covariance, or anything proportional to them.

    Returns
    -------
    float
        NaN where the spread is the same in every direction.

    Examples
    --------
    >>> principal_direction_deg(1.0, 1.0, -0.5)
    135.0
    """
    if s_ml == s_ap and s_mlap == 0.0:
        return math.nan
    angle_deg = math.degrees(0.5 * math.atan2(2.0 * s_mlap, s_ml - s_ap)) % 180.0
    return 0.0 if angle_deg >= 180.0 else angle_deg


@inner_kernel
def _spread(sums: Floats, out: Floats) -> None:
    """Work out the numbers of `SPREAD_NAMES`, there being a sample."""
    n, s_ml, s_ap, s_mlap = sums[COUNT], sums[S_MLML], sums[S_APAP], sums[S_MLAP]
    range_ap = sums[MAX_AP] - sums[MIN_AP]
    if n > 1.0:
        out[SD_ML_MM] = math.sqrt(s_ml / (n - 1.0))
        out[SD_AP_MM] = math.sqrt(s_ap / (n - 1.0))
        area = math.sqrt(max(s_ml * s_ap - s_mlap * s_mlap, 0.0))
        out[ELLIPSE_AREA_CHI2_MM2] = math.pi * CHI2_95 * area / (n - 1.0)
    if range_ap > 0.0:
        out[RANGE_RATIO] = (sums[MAX_ML] - sums[MIN_ML]) / range_ap
    out[PLANAR_DEVIATION_MM] = math.sqrt((s_ml + s_ap) / n)
    # Scaled one by one: the product of two tiny sums of squares would vanish before its root.
    spread = math.sqrt(s_ml) * math.sqrt(s_ap)
    if spread > 0.0:
        out[SWAY_DIRECTION_COEFFICIENT] = min(1.0, max(-1.0, s_mlap / spread))
    out[PRINCIPAL_DIRECTION_DEG] = principal_direction_deg(s_ml, s_ap, s_mlap)
    major, minor = principal_squares(s_ml, s_ap, s_mlap)
    if major > 0.0:
        flat = minor / major
        out[ANISOTROPY] = 1.0 - flat
        out[ECCENTRICITY] = math.sqrt(1.0 - flat)
        out[AXIS_RATIO] = math.sqrt(flat)


@kernel
def fractal_dimension(n_samples: float, path_mm: float, area_mm2: float) -> float:
    """Fractal dimension of a way inside a circle; live and batch share it.

    Parameters
    ----------
    n_samples : float
        N.
    path_mm : float
        Length of the way.
    area_mm2 : float
        Of the circle.

    Returns
    -------
    float
        ``ln N / ln(N d / path)``, d the circle's diameter (Prieto 1996, doi 10.1109/10.532130);
        NaN where nothing moves or the circle is empty.

    Examples
    --------
    >>> round(fractal_dimension(3000.0, 300.0, 314.159), 3)
    1.511
    """
    if not (path_mm > 0.0 and area_mm2 > 0.0):
        return math.nan
    reach = n_samples * 2.0 * math.sqrt(area_mm2 / math.pi) / path_mm
    return math.log(n_samples) / math.log(reach) if reach > 1.0 else math.nan


@kernel
def sway_numbers(sums: Floats, duration_s: float, out: Floats) -> None:
    """Work out every value that sums alone can give.

    Parameters
    ----------
    sums : numpy.ndarray, shape (N_SUMS,)
        Sums of `balance_arcade.cop.recurrences`.
    duration_s : float
        What the path is divided by for the velocity.
    out : numpy.ndarray, shape (N_NUMBERS,) or longer
        Written: the first in the order of `SWAY_NAMES`, `FAR_NAMES`, `SPREAD_NAMES`, NaN where the
        samples do not determine a value; the last three, the `fractal_dimension`, how many samples
        there are and the time from the first to the last.
    """
    for k in range(N_NAMED):  # slices of arrays would take seconds to compile
        out[k] = math.nan
    out[FD_CE] = math.nan
    out[N_SAMPLES] = n = sums[COUNT]
    out[SPAN_S] = sums[T_LAST] - sums[T_FIRST]
    if n == 0.0:
        return
    for k in range(3):  # both axes together, ml, ap
        if duration_s > 0.0:
            out[SWAY_PATH_MM + k] = sums[PATH + k]
            out[MEAN_VELOCITY_MM_S + k] = sums[PATH + k] / duration_s
    out[RMS_MM] = math.sqrt((sums[S_MLML] + sums[S_APAP]) / n)
    out[RMS_ML_MM] = math.sqrt(sums[S_MLML] / n)
    out[RMS_AP_MM] = math.sqrt(sums[S_APAP] / n)
    out[RANGE_ML_MM] = sums[MAX_ML] - sums[MIN_ML]
    out[RANGE_AP_MM] = sums[MAX_AP] - sums[MIN_AP]
    out[ELLIPSE_AREA_MM2] = _ellipse_area(n, sums[S_MLML], sums[S_APAP], sums[S_MLAP])
    out[FD_CE] = fractal_dimension(n, out[SWAY_PATH_MM], out[ELLIPSE_AREA_MM2])
    out[LEFT_LOAD_FRAC] = left = sums[SUM_LEFT] / n
    out[FRONT_LOAD_FRAC] = front = sums[SUM_FRONT] / n
    out[MEAN_ML_MM], out[MEAN_AP_MM] = sums[MEAN_ML], sums[MEAN_AP]
    major, minor, angle_rad = _ellipse_axes(n, sums[S_MLML], sums[S_APAP], sums[S_MLAP])
    out[ELLIPSE_MAJOR_MM], out[ELLIPSE_MINOR_MM] = major, minor
    out[ELLIPSE_ANGLE_DEG] = math.degrees(angle_rad) % 180.0
    out[RIGHT_LOAD_FRAC] = 1.0 - left
    out[REAR_LOAD_FRAC] = 1.0 - front
    out[LOAD_ASYMMETRY_FRAC] = abs((1.0 - left) - left)
    # The farthest sample along an axis is at one of its two ends.
    out[MAX_DISTANCE_ML_MM] = max(sums[MAX_ML] - sums[MEAN_ML], sums[MEAN_ML] - sums[MIN_ML])
    out[MAX_DISTANCE_AP_MM] = max(sums[MAX_AP] - sums[MEAN_AP], sums[MEAN_AP] - sums[MIN_AP])
    _spread(sums, out)


def _numbers(sums: Floats, duration_s: float) -> list[float]:
    out = np.empty(N_NUMBERS)
    sway_numbers(sums, duration_s, out)
    numbers: list[float] = out.tolist()
    return numbers


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
        Path, velocity, size, range, ellipse, load shares, the mean; the unit stands in each name.
    """
    return dict(zip(SWAY_NAMES, _numbers(sums, duration_s), strict=False))


def spread_values(sums: Floats) -> dict[str, float]:
    """Positional descriptors that sums alone can give, by name; live and batch share them.

    Parameters
    ----------
    sums : numpy.ndarray, shape (N_SUMS,)
        Sums of `balance_arcade.cop.recurrences`.

    Returns
    -------
    dict of str to float
        The names of `SPREAD_NAMES`; NaN where the samples do not determine one.
    """
    first = len(SWAY_NAMES) + len(FAR_NAMES)
    return dict(zip(SPREAD_NAMES, _numbers(sums, math.nan)[first:], strict=False))
