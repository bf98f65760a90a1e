"""One look at a trial: times first, then values, then what the load says of person and board.

The order matters. Marks such as -9999 are left out before a load is judged; who is nobody is known
before the place is; and where an axis is wrong nothing else of the load is worth saying.
"""

from __future__ import annotations

import dataclasses
from typing import Final

import numpy as np
import numpy.typing as npt

from balance_arcade.core.data_faults import DataFault
from balance_arcade.core.rows import row_sums
from balance_arcade.files.look.board import look_at_cells, look_at_load
from balance_arcade.files.look.jumps import name_jumps
from balance_arcade.files.look.place import name_place
from balance_arcade.files.look.several_trials import name_several_trials
from balance_arcade.files.look.times import mended_times
from balance_arcade.files.look.units import name_load_unit, name_place_unit
from balance_arcade.files.look.upright import name_upright
from balance_arcade.files.look.values import without_marks, without_nobody, without_still_place
from balance_arcade.files.tables.trial import FloatArray, TrialData

PRESSED_FRAC: Final = 0.2
"""Who steps on or off, or lands, has the weight on the board from here on."""


def look_at(trial: TrialData, *, front: str = "+y") -> TrialData:
    """Look at a trial that was read: mend what can be told, leave out what is nobody, name it all.

    Parameters
    ----------
    trial : TrialData
        As a reader made it, zero taken off and cut as asked for.
    front : {"+x", "-x", "+y", "-y"}
        Axis of a plate that points to the toes; to name the plate's axes as its file does.

    Returns
    -------
    TrialData
        With what was found in `faults`. A clean trial comes back with the same arrays.

    Notes
    -----
    `mend_samples` and `name_faults` are its two halves, for who cuts a trial between them: times
    have to go forward before seconds mean anything, and what is cut off must not be named.

    Examples
    --------
    >>> from pathlib import Path
    >>> from balance_arcade.files.tables.trial import TrialQuality
    >>> k = np.arange(3000)
    >>> cop_mm = np.column_stack((np.sin(k / 50.0), np.cos(k / 50.0)))
    >>> trial = TrialData(Path("x.csv"), "table", (k // 2) * 0.02, 50.0, cop_mm, None, None, None,
    ...                   None, "real", TrialQuality())
    >>> looked = look_at(trial)
    >>> looked.rate_hz, [fault.name for fault in looked.faults]
    (100.0, ['times_rounded'])
    """
    return name_faults(mend_samples(trial), front=front)


def mend_samples(trial: TrialData) -> TrialData:
    """Mend times and leave out values that mean "no value"; see `look_at`."""
    return without_marks(mended_times(trial))


def name_faults(trial: TrialData, *, front: str = "+y") -> TrialData:
    """Leave out nobody and name what load, corners and place say; see `look_at`."""
    several = name_several_trials(trial.t_s, trial.label_run, trial.labels)
    if several:
        trial = dataclasses.replace(trial, faults=(*trial.faults, *several))
    wrong = _upright(trial, front)
    if wrong:
        # Every number of the load would be one of shear.
        return dataclasses.replace(trial, faults=(*trial.faults, *wrong))
    trial = without_nobody(look_at_cells(trial))
    trial = look_at_load(without_still_place(trial))
    more = (*_load_unit(trial), *_place(trial))
    return dataclasses.replace(trial, faults=(*trial.faults, *more)) if more else trial


def _upright(trial: TrialData, front: str) -> tuple[DataFault, ...]:
    if trial.horizontal_n is None or trial.fz_n is None:
        return ()
    # The public balance data have x ahead; so has a plate whose x axis points to the toes.
    ahead_is_x = trial.format == "bds" or (trial.format in ("plate", "c3d") and front[1:] == "x")
    return name_upright(trial.fz_n, trial.horizontal_n, ("y", "x") if ahead_is_x else ("x", "y"))


def _load_unit(trial: TrialData) -> tuple[DataFault, ...]:
    if trial.fz_n is None:
        return ()
    least_n = max(10.0, trial.least_load_n)
    return name_load_unit(np.where(trial.fz_n >= least_n, trial.fz_n, np.nan))


def _place(trial: TrialData) -> tuple[DataFault, ...]:
    if trial.cop_mm is None:
        return name_jumps(_pressed(trial), trial.rate_hz)
    there = trial.cop_mm[_is_known(trial.cop_mm)]
    found = name_place(there, trial.geometry) if trial.geometry is not None else ()
    # Corners say more than a rule of thumb does; a wrong unit is wrong for every sample.
    found = found or name_place_unit(there, trial.rate_hz)
    return found or name_jumps(_pressed(trial), trial.rate_hz)


def _is_known(cop_mm: FloatArray) -> npt.NDArray[np.bool_]:
    # Column by column: numpy takes ten times as long to go along rows of two.
    known = np.isfinite(cop_mm)
    both: npt.NDArray[np.bool_] = known[:, 0] & known[:, 1]
    return both


def _pressed(trial: TrialData) -> FloatArray:
    """Places under a fifth of the usual load and more: below it, the place is noise by nature."""
    cop_mm, load_n = trial.cop_mm, trial.fz_n
    if cop_mm is None:
        if trial.corners_n is None or trial.geometry is None:
            return np.empty((0, 2))
        load_n = row_sums(trial.corners_n)
        with np.errstate(divide="ignore", invalid="ignore"):
            cop_mm = trial.corners_n @ np.array(trial.geometry.corners_mm()) / load_n[:, None]
    there = _is_known(cop_mm)
    if load_n is not None:
        there &= load_n >= max(10.0, trial.least_load_n)
        if there.any():
            there &= load_n >= PRESSED_FRAC * np.median(load_n[there])
    return cop_mm[there]
