"""Stabilogram diffusion as Quijoux et al. 2021 fit it: on logarithmic axes only."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.diffusion import mean_square_displacement
from balance_arcade.cop.diffusion_rows import of_curve
from balance_arcade.cop.metric import AXES, Changes, Metric
from balance_arcade.cop.metric_group import Found
from balance_arcade.cop.signals import Signals, longest_stretch

Floats = npt.NDArray[np.float64]

# The short regime ends, and the long one begins, within these lags.
FIRST_S, LAST_S = 0.3, 2.5

# Nearly parallel lines cross at no time that a number can hold; NaN stays NaN.
_LEAST_LOG = -700.0


class PaperDiffusion(NamedTuple):
    """Two lines through ln MSD over ln lag, and where they cross.

    Attributes
    ----------
    msd_1s_short_mm2, msd_1s_long_mm2 : float
        exp(intercept) of each line: the MSD that it has at a lag of 1 s. The paper calls it
        diffusion.
    h_short, h_long : float
        Half of each slope.
    critical_time_s, critical_msd_mm2 : float
        Where the lines cross, no later than the longest lag, and the short line's MSD there.
    """

    msd_1s_short_mm2: float
    msd_1s_long_mm2: float
    h_short: float
    h_long: float
    critical_time_s: float
    critical_msd_mm2: float


def paper_diffusion(msd_mm2: Floats, rate_hz: float) -> PaperDiffusion | None:
    """Fit both regimes.

    Parameters
    ----------
    msd_mm2 : numpy.ndarray, shape (n_lags,)
        Mean square displacement from lag 0 on, up to a third of the record.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    PaperDiffusion or None
        None where a displacement is zero or there are too few. Of parallel lines the crossing is
        NaN.

    Notes
    -----
    Quijoux et al. 2021, doi 10.14814/phy2.15067. Of all first lags up to one between 0.3 and 2.5 s
    the short regime is the one whose line leaves the least root mean square; of all last lags
    from one in that range on, the long regime. Of equally good ones the latest is taken.

    Examples
    --------
    >>> fit = paper_diffusion(6.0 * np.arange(401) / 25.0, 25.0)
    >>> round(fit.msd_1s_short_mm2, 9), round(fit.h_long, 9)
    (6.0, 0.5)
    """
    first, last = int(FIRST_S * rate_hz) + 1, int(LAST_S * rate_hz)
    if msd_mm2.shape[0] <= last + 2 or not (msd_mm2[1:] > 0.0).all():
        return None
    x = np.log(np.arange(1, msd_mm2.shape[0]) / rate_hz)
    y = np.log(msd_mm2[1:])
    short = [_line(x[:i], y[:i]) for i in range(first, last + 1)]
    long = [_line(x[i - 1 :], y[i - 1 :]) for i in range(first, last + 1)]
    slope_s, start_s, _ = _best(short)
    slope_l, start_l, _ = _best(long)
    apart = slope_s - slope_l
    at = min((start_l - start_s) / apart, float(x[-1])) if apart != 0.0 else math.nan
    return PaperDiffusion(
        math.exp(start_s),
        math.exp(start_l),
        slope_s / 2.0,
        slope_l / 2.0,
        math.exp(max(at, _LEAST_LOG)),
        math.exp(max(start_s + slope_s * at, _LEAST_LOG)),
    )


def _line(x: Floats, y: Floats) -> tuple[float, float, float]:
    """Fit a line: slope, value at 0, root mean square of what it leaves."""
    about = x - x.mean()
    slope = float(about @ y) / float(about @ about)
    left = y - y.mean() - slope * about
    return slope, float(y.mean()) - slope * float(x.mean()), math.sqrt(float(left @ left) / len(x))


def _best(fits: list[tuple[float, float, float]]) -> tuple[float, float, float]:
    least = min(fit[2] for fit in fits)
    return next(fit for fit in reversed(fits) if fit[2] == least)


# By the names of `PaperDiffusion`.
_PARTS = {
    field: Metric(name, unit, formula, "Quijoux 2021", changes=changes)
    for field, name, unit, formula, changes in (
        (
            "msd_1s_short_mm2",
            "sda_msd_1s_short{a}_mm2",
            "mm2",
            "exp(intercept), the paper's D_s, of",
            Changes(2),
        ),
        (
            "msd_1s_long_mm2",
            "sda_msd_1s_long{a}_mm2",
            "mm2",
            "exp(intercept), the paper's D_l, of",
            Changes(2),
        ),
        ("h_short", "sda_h_short{a}", "", "H_s, half the logarithmic slope of", Changes()),
        ("h_long", "sda_h_long{a}", "", "H_l, half the logarithmic slope of", Changes(rate="-")),
        (
            "critical_time_s",
            "sda_critical_time{a}_s",
            "s",
            "lag at which the lines cross, of",
            Changes(),
        ),
        ("critical_msd_mm2", "sda_critical_msd{a}_mm2", "mm2", "value there of", Changes(2)),
    )
}

ROWS = tuple(
    of_curve(
        row,
        axis,
        f"ln MSD over ln lag of {axis or 'both axes together'}; "
        "best prefix and best suffix with an end at 0.3 to 2.5 s, lags up to a third",
    )
    for axis in (*AXES, "")
    for row in _PARTS.values()
)


def paper_diffusion_group(signals: Signals) -> Found:
    """Measure diffusion the paper's way over the longest unbroken stretch.

    Parameters
    ----------
    signals : Signals
        Of one trial, at 25 Hz.

    Returns
    -------
    dict of str to float, or str
        By name; a sentence where there is nothing to measure.
    """
    stretch = longest_stretch(signals)
    n_lags = stretch.cop_mm.shape[0] // 3
    why = stretch.refused or stretch.too_short(3.0 * (LAST_S + 2.0 / stretch.rate_hz))
    if why:
        return why
    curves = {
        f"_{axis}": mean_square_displacement(stretch.cop_mm[:, k], n_lags + 1)
        for k, axis in enumerate(AXES)
    }
    curves[""] = curves["_ml"] + curves["_ap"]
    values: dict[str, float | str] = {}
    for suffix, curve in curves.items():
        fit = paper_diffusion(curve, stretch.rate_hz)
        for field, row in _PARTS.items():
            values[row.name.replace("{a}", suffix)] = (
                math.nan if fit is None else getattr(fit, field)
            )
    return values
