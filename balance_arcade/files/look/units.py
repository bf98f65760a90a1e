"""Units that cannot be true: seconds that are milliseconds, newtons that are kilograms or counts.

A number alone has no unit, but standing people are alike: they are measured ten to a few thousand
times a second, weigh 100 to 3000 N and sway by millimetres. What lies outside by a whole factor is
said with the name that the column would need; only times are refused, for no number of a trial is
right under a wrong clock.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from balance_arcade.core.data_faults import DataFault, FaultEffect
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2

Floats = npt.NDArray[np.float64]

SLOWEST_HZ: Final = 2.0
FASTEST_HZ: Final = 20_000.0
"""Slower or faster than this nothing is known that measures how somebody stands."""

_LIKELY_HZ = 5.0
_ENOUGH = 20_000

LIGHTEST_N: Final = 120.0
"""12 kg; of people who stand by themselves few are lighter, and 120 kg in kilograms is less."""

LEAST_LOAD_N: Final = 15.0
HEAVIEST_N: Final = 5000.0
SMALLEST_SWAY_MM: Final = 0.05
LARGEST_SWAY_MM: Final = 2000.0


def name_time_unit(rate_hz: float) -> tuple[DataFault, ...]:
    """Name a rate that no board has, and the unit that would make it one.

    Parameters
    ----------
    rate_hz : float
        Samples a second, as the times say.

    Returns
    -------
    tuple of DataFault
        One or none.

    Examples
    --------
    >>> name_time_unit(0.1)[0].sentence.split(". ")[0]
    'The times say 10 s from sample to sample, hardly how somebody is measured standing'
    """
    if SLOWEST_HZ <= rate_hz <= FASTEST_HZ:
        return ()
    step_s = 1.0 / rate_hz
    if rate_hz > FASTEST_HZ:
        way = "If the column holds seconds, name it t_s; if milliseconds, t_ms"
    elif rate_hz * 1e3 >= _LIKELY_HZ:
        way = "If the column holds milliseconds, name it t_ms (or t_us, where it is t_ms now)"
    else:
        way = "If the column holds microseconds, name it t_us"
    return (
        DataFault(
            "time_unit",
            f"The times say {step_s:.4g} s from sample to sample, hardly how somebody is measured "
            f"standing. {way}; or say --rate HZ.",
            "refused",
        ),
    )


def name_load_unit(load_n: Floats) -> tuple[DataFault, ...]:
    """Name loads that no standing person makes.

    Parameters
    ----------
    load_n : ndarray of float64, shape (n_samples,)
        Total load in newtons; NaN where it is missing or nobody is on the board.

    Returns
    -------
    tuple of DataFault
        One or none.

    Examples
    --------
    >>> [fault.name for fault in name_load_unit(np.full(9, 70.0))]
    ['load_unit']
    """
    known = load_n[~np.isnan(load_n)]
    if not known.size:
        return ()
    usual_n = float(np.median(known))
    if LEAST_LOAD_N <= usual_n < LIGHTEST_N:
        kg = usual_n / STANDARD_GRAVITY_M_S2
        what = (
            f"The load is {usual_n:.3g} N most of the time, the weight of {kg:.2g} kg: hardly "
            "somebody who stands. If these are kilograms, name the columns so (fz_kg, tl_kg ...)."
        )
    elif usual_n > HEAVIEST_N:
        what = (
            f"The load is {usual_n:.4g} N most of the time, the weight of "
            f"{usual_n / STANDARD_GRAVITY_M_S2:.0f} kg: no person's. If these are grams or raw "
            "counts, name their unit (fz_g, tl_g ...) or calibrate the board."
        )
    else:
        return ()
    return (DataFault("load_unit", what, "kept", int(known.size)),)


def name_small_load(load_n: Floats) -> tuple[DataFault, ...]:
    """Name a load that never reaches that of somebody, but might in kilonewtons.

    Parameters
    ----------
    load_n : ndarray of float64, shape (n_samples,)
        As the file has it.

    Returns
    -------
    tuple of DataFault
        One or none.
    """
    known = load_n[~np.isnan(load_n)]
    if not known.size or not 0.1 <= float(np.abs(known).max()) < 10.0:
        return ()
    return (
        DataFault(
            "load_unit",
            f"The load never exceeds {float(np.abs(known).max()):.3g} N, so nobody is on the "
            "board. If these are kilonewtons, name the column so (fz_kn).",
            "left out",
            int(known.size),
        ),
    )


def spread_mm(cop_mm: Floats) -> Floats:
    """Range of each axis without its outermost twentieths, (2,); of so many samples as suffice."""
    thin = cop_mm[:: max(1, len(cop_mm) // _ENOUGH)]
    return np.asarray(np.ptp(np.quantile(thin, (0.05, 0.95), axis=0), axis=0), np.float64)


def name_place_unit(cop_mm: Floats, rate_hz: float) -> tuple[DataFault, ...]:
    """Name a centre of pressure that moves too little or too far for a person.

    Parameters
    ----------
    cop_mm : ndarray of float64, shape (n_samples, 2)
        Where somebody is on the board, none missing.
    rate_hz : float
        Samples a second.

    Returns
    -------
    tuple of DataFault
        One or none.
    """
    if len(cop_mm) < rate_hz:
        return ()
    sway_mm = float(spread_mm(cop_mm).max())
    if 0.0 < sway_mm < SMALLEST_SWAY_MM:
        what = (
            f"The centre of pressure moves within {sway_mm:.2g} mm, less than anybody who stands. "
            "If the columns hold metres or centimetres, name them so (cop_ml_m, cop_ap_m)."
        )
    elif sway_mm > LARGEST_SWAY_MM:
        what = (
            f"The centre of pressure moves over {sway_mm / 1000.0:.3g} m, farther than anybody can "
            "on a plate. Check the unit of the columns, or of moments (Nmm, not Nm)."
        )
    else:
        return ()
    effect: FaultEffect = "kept" if sway_mm < SMALLEST_SWAY_MM else "refused"
    return (DataFault("place_unit", what, effect, len(cop_mm)),)
