"""The values of a trial: marks for "no value", and samples with nobody on the board."""

from __future__ import annotations

import dataclasses
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from balance_arcade.core.data_faults import DataFault
from balance_arcade.files.look.marks import as_written, find_marks, may_hold_marks
from balance_arcade.files.look.times import PER_SAMPLE
from balance_arcade.files.look.units import name_small_load
from balance_arcade.files.tables.trial import TrialData

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]

NOBODY_BELOW_N: Final = 10.0
"""A load below this says nothing of a person."""

STILL_S: Final = 1.0
STILL_SAMPLES: Final = 20
MOVES_FRAC: Final = 0.5
"""A place that stays the same for so long is no person's, if it moves at half of the others."""

_NEGATIVE_FRAC = 0.9


def without_marks(trial: TrialData) -> TrialData:
    """Leave out values that mean "no value".

    Parameters
    ----------
    trial : TrialData
        Any.

    Returns
    -------
    TrialData
        The very same where there are none; else NaN in their stead, and no place and no load where
        one of the numbers that make them is missing.
    """
    changed: dict[str, Any] = {}
    rows: dict[str, Marks] = {}
    shown: list[str] = []
    for name in PER_SAMPLE:
        values = getattr(trial, name)
        if values is None:
            continue
        if not may_hold_marks(values):
            continue
        columns = values.reshape(trial.n_samples, -1)
        marks = np.column_stack([find_marks(column) for column in columns.T])
        if marks.any():
            shown += [as_written(value) for value in np.unique(columns[marks])[:2].tolist()]
            changed[name] = np.where(marks, np.nan, columns).reshape(values.shape)
            rows[name] = np.asarray(marks.any(axis=1))
    if not changed:
        return trial
    made_from = {"cop_mm": ("cop_mm", "plate"), "fz_n": ("fz_n", "plate", "corners_n")}
    for name, sources in made_from.items():
        values = getattr(trial, name)
        bad = [rows[source] for source in sources if source in rows]
        if values is not None and bad:
            changed[name] = changed.get(name, values).copy()
            changed[name][np.logical_or.reduce(bad)] = np.nan
    n_samples = int(np.logical_or.reduce(list(rows.values())).sum())
    what = ", ".join(list(dict.fromkeys(shown))[:3])
    fault = DataFault(
        "value_is_a_mark",
        f"{n_samples} of {trial.n_samples} samples hold {what}, which programs write where there "
        "is no value; what they hold is left out, as if nobody were on the board.",
        "left out",
        n_samples,
    )
    return dataclasses.replace(trial, **changed, faults=(*trial.faults, fault))


def without_nobody(trial: TrialData) -> TrialData:
    """Leave out the centre of pressure where the load says that nobody is on the board.

    Parameters
    ----------
    trial : TrialData
        Marks left out before.

    Returns
    -------
    TrialData
        NaN as the place wherever the load is missing or below 10 N. The load itself stays.
    """
    trial = _right_way_up(trial)
    load_n = trial.fz_n
    if load_n is None:
        return trial
    missing, low = np.isnan(load_n), load_n < NOBODY_BELOW_N
    cop_mm = trial.cop_mm
    faults = []
    if low.any():
        faults.append(
            DataFault(
                "load_below_10_n",
                f"{int(low.sum())} of {trial.n_samples} samples bear less than 10 N: nobody is on "
                "the board, and they are left out.",
                "left out",
                int(low.sum()),
            )
        )
        faults += name_small_load(load_n)
    # What was left out as a mark has been counted there.
    n_missing = int(missing.sum()) - sum(
        fault.n_samples for fault in trial.faults if fault.name == "value_is_a_mark"
    )
    if n_missing > 0:
        faults.append(
            DataFault(
                "load_missing",
                f"{n_missing} of {trial.n_samples} samples have no load and are left out as "
                "samples with nobody on the board."
                + (" Remove the load's column if it was not measured." if missing.all() else ""),
                "left out",
                n_missing,
            )
        )
    nobody = missing | low
    if cop_mm is not None and (nobody & ~np.isnan(cop_mm[:, 0])).any():
        cop_mm = np.where(nobody[:, None], np.nan, cop_mm)
    if not faults and cop_mm is trial.cop_mm:
        return trial
    return dataclasses.replace(trial, cop_mm=cop_mm, faults=(*trial.faults, *faults))


def without_still_place(trial: TrialData) -> TrialData:
    """Leave out a centre of pressure that stands still as no person does.

    Parameters
    ----------
    trial : TrialData
        Any; what has no centre of pressure of its own is given back.

    Returns
    -------
    TrialData
        NaN as the place over every second and more in which both axes stay exactly as they are,
        where the place moves at most other samples.
    """
    if trial.cop_mm is None or trial.n_samples < 2:
        return trial
    same = trial.cop_mm[1:] == trial.cop_mm[:-1]
    still = same[:, 0] & same[:, 1]
    known = np.count_nonzero(~np.isnan(trial.cop_mm[:, 0]))
    least = max(STILL_SAMPLES, round(STILL_S * trial.rate_hz))
    if np.count_nonzero(still) < least:
        return trial
    edges = np.flatnonzero(np.diff(np.concatenate(([False], still, [False])).astype(np.int8)))
    runs = edges.reshape(-1, 2)
    runs = runs[runs[:, 1] - runs[:, 0] >= least - 1]
    rows = np.zeros(trial.n_samples, np.bool_)
    for first, last in runs.tolist():
        rows[first : last + 1] = True
    n_still = int(rows.sum())
    # A place that is written coarsely, or a weight on a plate, stands still most of the time.
    moves = known - 1 - np.count_nonzero(still)
    if not n_still or moves < MOVES_FRAC * (known - n_still) or known == n_still:
        return trial
    fault = DataFault(
        "place_stands_still",
        f"The centre of pressure stays exactly the same for {n_still} of {trial.n_samples} "
        "samples, as no person does; they are left out as samples with nobody on the board.",
        "left out",
        n_still,
    )
    cop_mm = np.where(rows[:, None], np.nan, trial.cop_mm)
    return dataclasses.replace(trial, cop_mm=cop_mm, faults=(*trial.faults, fault))


def _right_way_up(trial: TrialData) -> TrialData:
    """Turn a load that is negative while somebody stands, as plates give their reaction."""
    load_n = trial.fz_n
    if load_n is None or trial.corners_n is not None:
        return trial
    heavy = np.abs(load_n) >= NOBODY_BELOW_N
    n_heavy = int(heavy.sum())
    n_below = int(np.count_nonzero(load_n <= -NOBODY_BELOW_N))
    if n_heavy == 0 or n_below < _NEGATIVE_FRAC * n_heavy:
        return trial
    plate = None if trial.plate is None else -trial.plate
    cop_mm = trial.cop_mm
    if plate is not None and (cop_mm is None or np.isnan(cop_mm).all()):
        fz_n = np.where(plate[:, 0] >= NOBODY_BELOW_N, plate[:, 0], np.nan)
        cop_mm = np.column_stack((-plate[:, 2] / fz_n, plate[:, 1] / fz_n))
    fault = DataFault(
        "load_is_negative",
        f"Fz is negative under load ({float(np.median(load_n[heavy])):.0f} N); all forces and "
        "moments were inverted, which leaves the centre of pressure as it is.",
        "mended",
        n_below,
    )
    level = None if trial.horizontal_n is None else -trial.horizontal_n
    return dataclasses.replace(
        trial,
        fz_n=-load_n,
        plate=plate,
        cop_mm=cop_mm,
        horizontal_n=level,
        faults=(*trial.faults, fault),
    )
