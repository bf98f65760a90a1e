"""The times of a trial, mended as far as count and span agree."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from balance_arcade.core.data_faults import DataFault
from balance_arcade.files.look.clock import mend_clock, name_disorder
from balance_arcade.files.look.steady import Steady, is_steady, steady_times
from balance_arcade.files.look.units import name_time_unit
from balance_arcade.files.tables import trial as trials
from balance_arcade.files.tables.trial import TrialData

Floats = npt.NDArray[np.float64]

PER_SAMPLE = ("cop_mm", "fz_n", "corners_n", "plate", "horizontal_n", "foot_loads_n")
"""What a trial has a row of for each sample, besides its times."""

UNEVEN_FRAC = 0.05
"""Irregular times are said from so many odd steps on."""

DISORDER_FRAC = 0.05
"""A clock that runs back at more of its steps, and not for jitter, is no clock."""

DOUBLES_FRAC = 0.9
"""Rows of one time are doubles where so many of them hold the same numbers as the row above."""


def mended_times(trial: TrialData) -> TrialData:
    """Make the clock go forward, and stamps regular where count and span agree.

    Parameters
    ----------
    trial : TrialData
        As it was read.

    Returns
    -------
    TrialData
        The very same where its times are clean; else with times, rate and quality as mended, and
        the faults that were found.
    """
    if trial.n_samples < 2 or not math.isfinite(trial.rate_hz):
        return trial
    clock = mend_clock(trial.t_s)
    faults = list(clock.faults)
    mended = trial
    if clock.order is not None:
        mended = _rows(mended, clock.order)
    mended = dataclasses.replace(mended, t_s=clock.t_s)
    mended = _without_doubles(mended, faults)
    steady = None if is_steady(mended.t_s) else steady_times(mended.t_s)
    if steady is not None:
        faults.append(_made_regular(mended.t_s, steady))
        mended = dataclasses.replace(mended, t_s=steady.t_s, rate_hz=steady.rate_hz)
    else:
        if _n_back(mended.t_s) > DISORDER_FRAC * mended.n_samples:
            # Nothing of such a clock can be trusted, so nothing of it is mended either.
            mended, faults = trial, []
        if mended.t_s is not trial.t_s:
            mended = dataclasses.replace(mended, rate_hz=trials.sampling_rate(mended.t_s))
        faults += [*name_disorder(mended.t_s), *_irregular(mended.t_s)]
    faults += name_time_unit(mended.rate_hz)
    if not faults:
        return trial
    quality = mended.quality if mended.t_s is trial.t_s else _quality(mended)
    return dataclasses.replace(mended, quality=quality, faults=(*trial.faults, *faults))


def _n_back(t_s: Floats) -> int:
    return int(np.count_nonzero(np.diff(t_s) < 0.0))


def _rows(trial: TrialData, rows: npt.NDArray[np.int64]) -> TrialData:
    """Take rows of everything that has one a sample, but of the times."""
    there = {name: getattr(trial, name) for name in (*PER_SAMPLE, "label_run")}
    taken: dict[str, Any] = {name: v[rows] for name, v in there.items() if v is not None}
    return dataclasses.replace(trial, **taken)


def _without_doubles(trial: TrialData, faults: list[DataFault]) -> TrialData:
    """Leave out rows that came twice: the same time and the same numbers."""
    again = np.flatnonzero(np.diff(trial.t_s) == 0.0) + 1
    if not again.size:
        return trial
    same = np.ones(again.size, np.bool_)
    for name in PER_SAMPLE:
        values = getattr(trial, name)
        if values is not None:
            rows = values.reshape(trial.n_samples, -1)
            same &= ((rows[again] == rows[again - 1]) | np.isnan(rows[again])).all(axis=1)
    if same.sum() < DOUBLES_FRAC * again.size:
        return trial
    again = again[same]
    kept = np.delete(np.arange(trial.n_samples), again)
    if not is_steady(trial.t_s[kept]):
        return trial
    faults.append(
        DataFault(
            "rows_doubled",
            f"{again.size} rows repeat time and numbers of the row above and are left out.",
            "left out",
            int(again.size),
        )
    )
    return dataclasses.replace(_rows(trial, kept), t_s=trial.t_s[kept])


def _made_regular(t_s: Floats, steady: Steady) -> DataFault:
    off_ms = 1e3 * float(np.ptp(t_s - t_s[0] - (steady.t_s - steady.t_s[0])))
    if steady.kind == "rounded":
        n_same = int(np.count_nonzero(np.diff(t_s) == 0.0))
        same = f", and {n_same} rows bear the time of the row above" if n_same else ""
        name, what = "times_rounded", f"The times are rounded to {steady.resolution_s:g} s{same}."
    elif steady.kind == "bursts":
        name, what = "times_in_bursts", "The samples bear the time of their arrival, in bursts."
    else:
        shown = f"{off_ms:.0f}" if off_ms >= 10.0 else f"{off_ms:.2g}"
        name, what = "times_jitter", f"The times jitter by {shown} ms about a regular clock."
    lost = f", {steady.n_lost} missing" if steady.n_lost else ""
    return DataFault(
        name,
        f"{what} Count and span agree, so they were made regular: {steady.rate_hz:.6g} Hz{lost}. "
        "If the board has another rate, say --rate HZ.",
        "mended",
        int(t_s.size),
    )


def _irregular(t_s: Floats) -> tuple[DataFault, ...]:
    """Name times that no regular clock explains."""
    if is_steady(t_s):
        return ()
    steps = np.diff(t_s)
    middle = float(np.median(steps))
    odd = int(np.count_nonzero(np.abs(steps - middle) > 0.5 * abs(middle)))
    if odd <= UNEVEN_FRAC * steps.size:
        return ()
    return (
        DataFault(
            "times_irregular",
            f"The times are irregular: {odd} of {steps.size} steps are far from the usual one, and "
            "count and span do not agree with one rate. They are kept; if samples were taken at "
            "one rate, say --rate HZ; the preset quijoux2021 measures irregular boards.",
            "kept",
            odd,
        ),
    )


def _quality(trial: TrialData) -> trials.TrialQuality:
    quality = trials.trial_quality(trial.t_s, trial.rate_hz, n_nan=trial.quality.n_nan)
    if trial.format != "recording":
        return quality
    # A recording counts its samples by number, which says more than times do.
    old = trial.quality
    return msgspec.structs.replace(
        old, max_gap_s=quality.max_gap_s, rate_jitter=quality.rate_jitter
    )
