"""What the load says of the board and of who stands on it."""

from __future__ import annotations

import dataclasses
import math
from typing import Final

import numpy as np
import numpy.typing as npt

from balance_arcade.core.data_faults import DataFault
from balance_arcade.files.look.cells import (
    all_pulled,
    below_zero,
    loaded_rows,
    reversed_corners,
    saturated_corners,
    still_corners,
)
from balance_arcade.files.look.empty import EmptyBoard, empty_board
from balance_arcade.files.look.stepping import LEAST_S, SWAY_S, standing_rows
from balance_arcade.files.look.values import NOBODY_BELOW_N
from balance_arcade.files.tables.trial import TrialData

Floats = npt.NDArray[np.float64]

CORNERS: Final = ("front-left", "front-right", "rear-left", "rear-right")
EMPTY_CORNER_N: Final = 8.0
EMPTY_LOAD_N: Final = 10.0
"""So near to zero is an empty board at rest; cells of scales drift by less within an hour."""

_HARDLY_N = 2.0
_CUT_S = 0.1


def look_at_cells(trial: TrialData) -> TrialData:
    """Name corners that cannot be what their cells bear, and turn one whose sign is wrong.

    Parameters
    ----------
    trial : TrialData
        Any; what has no corners is given back.

    Returns
    -------
    TrialData
    """
    corners_n = trial.corners_n
    if corners_n is None:
        return trial
    faults: list[DataFault] = []
    if all_pulled(corners_n):
        faults.append(_pulled(corners_n))
        corners_n = -corners_n
        trial = dataclasses.replace(trial, corners_n=corners_n, fz_n=corners_n.sum(axis=1))
    stood = loaded_rows(corners_n)
    turned = [i for i in reversed_corners(stood) if not _is_off_when_empty(trial, i)]
    if turned:
        faults += [_reversed(stood, corner) for corner in turned]
        corners_n = corners_n.copy()
        corners_n[:, turned] *= -1.0
        trial = dataclasses.replace(trial, corners_n=corners_n, fz_n=corners_n.sum(axis=1))
        stood = loaded_rows(corners_n)
    faults += _named(stood, trial.rate_hz)
    return dataclasses.replace(trial, faults=(*trial.faults, *faults)) if faults else trial


def _is_off_when_empty(trial: TrialData, corner: int) -> bool:
    """Whether a corner reads below zero on the empty board too: then its zero is off."""
    assert trial.corners_n is not None  # asked before
    # Two reversed corners may leave no sum at all: then what moves is the size of the loads.
    empty = empty_board(trial.corners_n.sum(axis=1), trial.rate_hz) or empty_board(
        np.abs(trial.corners_n).sum(axis=1), trial.rate_hz
    )
    if empty is None:
        return False
    level_n = float(np.nanmean(trial.corners_n[empty.start : empty.stop, corner]))
    return abs(level_n) > EMPTY_CORNER_N


def _pulled(corners_n: Floats) -> DataFault:
    return DataFault(
        "load_is_negative",
        f"All four corners are negative under load ({float(np.nanmin(corners_n.sum(axis=1))):.0f} "
        "N in all); all were inverted, which leaves the centre of pressure as it is.",
        "mended",
        len(corners_n),
    )


def _reversed(stood: Floats, corner: int) -> DataFault:
    return DataFault(
        "cell_reversed",
        f"The {CORNERS[corner]} corner reads {float(np.median(stood[:, corner])):.0f} N while "
        "somebody stands, and less the more it bears: two wires of its cell are changed over, or "
        "its factor has the wrong sign. Its sign was turned; mend the wires and calibrate again.",
        "mended",
        len(stood),
    )


def _named(stood: Floats, rate_hz: float) -> list[DataFault]:
    faults = [
        DataFault(
            "cell_does_not_move",
            f"The {CORNERS[corner]} corner does not move for {n / rate_hz:.1f} s while others do "
            f"(it reads {reads_n:.0f} N): see to its cell and wires, and measure again.",
            "kept",
            n,
        )
        for corner, n, reads_n in still_corners(stood, rate_hz)
    ]
    still = {fault.sentence.split()[1] for fault in faults}
    faults += [
        DataFault(
            "cell_saturates",
            f"The {CORNERS[corner]} corner is at the end of its range ({end_n:.0f} N) in {n} "
            "samples: it bears more there than it reads. Lower the amplifier's gain, or use cells "
            "for a larger load.",
            "kept",
            n,
        )
        for corner, n, end_n in saturated_corners(stood)
        if CORNERS[corner] not in still
    ]
    faults += [
        DataFault(
            "cell_below_zero",
            f"The {CORNERS[corner]} corner reads {float(np.median(stood[:, corner])):.0f} N while "
            "somebody stands, and no foot pulls: its zero or its sign is wrong. See to its wires, "
            "or take the empty board off with --zero FROM,TO. Shares of the load are left out.",
            "kept",
            len(stood),
        )
        for corner in below_zero(stood)
    ]
    return faults


def look_at_load(trial: TrialData) -> TrialData:
    """Name an empty board that does not read zero, and stepping on and off inside the record.

    Parameters
    ----------
    trial : TrialData
        Any; what has no load is given back.

    Returns
    -------
    TrialData
        Where an empty board reads 10 N or more its samples are left out, as nobody is on it.
    """
    fz_n = trial.fz_n
    if fz_n is None:
        return trial
    faults: list[DataFault] = []
    least_n = NOBODY_BELOW_N
    empty = empty_board(fz_n, trial.rate_hz)
    if empty is not None and _is_off(trial, empty):
        if empty.level_n > _HARDLY_N:
            least_n = empty.level_n + max(NOBODY_BELOW_N, 4.0 * empty.sd_n)
        trial = _without_empty(trial, fz_n, least_n)
        n_out = int(np.count_nonzero(fz_n < least_n)) if least_n > NOBODY_BELOW_N else 0
        faults.append(_empty_off(trial, empty, least_n, n_out))
    faults += _stepping(trial, fz_n, least_n)
    return dataclasses.replace(trial, faults=(*trial.faults, *faults)) if faults else trial


def _is_off(trial: TrialData, empty: EmptyBoard) -> bool:
    if abs(empty.level_n) > EMPTY_LOAD_N:
        return True
    if trial.corners_n is None:
        return False
    corners_n = np.nanmean(trial.corners_n[empty.start : empty.stop], axis=0)
    return bool((np.abs(corners_n) > EMPTY_CORNER_N).any())


def _without_empty(trial: TrialData, fz_n: Floats, least_n: float) -> TrialData:
    if least_n <= NOBODY_BELOW_N:
        return trial
    trial = dataclasses.replace(trial, least_load_n=least_n)
    if trial.cop_mm is None:
        return trial
    nobody = ~(fz_n >= least_n)
    return dataclasses.replace(trial, cop_mm=np.where(nobody[:, None], np.nan, trial.cop_mm))


def _empty_off(trial: TrialData, empty: EmptyBoard, least_n: float, n_out: int) -> DataFault:
    t_s = trial.t_s - trial.t_s[0]
    from_s = math.ceil(t_s[empty.start] / _CUT_S - 1e-6) * _CUT_S
    to_s = math.floor(t_s[empty.stop - 1] / _CUT_S + 1e-6) * _CUT_S
    reads = f"{empty.level_n:.0f} N"
    if trial.corners_n is not None:
        corners_n = np.nanmean(trial.corners_n[empty.start : empty.stop], axis=0)
        reads += f" (corners {', '.join(f'{force_n:.0f}' for force_n in corners_n)})"
    return DataFault(
        "empty_board_not_zero",
        f"The empty board reads {reads} from {from_s:.1f} to {to_s:.1f} s, not 0"
        + (f"; what bears less than {least_n:.0f} N is left out" if n_out else "")
        + f". Take that off with --zero {from_s:.1f},{to_s:.1f} (zero={from_s:.1f},{to_s:.1f} in "
        "an address); it was not taken off, and moves the place and the shares of the load.",
        "left out" if n_out else "kept",
        n_out or empty.stop - empty.start,
    )


def _stepping(trial: TrialData, fz_n: Floats, least_n: float) -> list[DataFault]:
    t_s = trial.t_s - trial.t_s[0]
    found = standing_rows(t_s, fz_n, least_n)
    if found is None:
        return []
    faults = []
    if t_s[found.start] - t_s[found.on] > LEAST_S:
        from_s = math.ceil((t_s[found.start] + SWAY_S) / _CUT_S) * _CUT_S
        faults.append(
            DataFault(
                "steps_on_inside",
                f"The load still rises from {t_s[found.on]:.2f} to {t_s[found.start]:.2f} s: "
                "somebody steps on inside the record, and that is measured as standing. Cut it off "
                f"with --trim, or with --from {from_s:.1f}, which leaves the step's own sway out.",
                "kept",
                found.start - found.on,
            )
        )
    last_s, stop_s = float(t_s[found.off - 1]), float(t_s[found.stop - 1])
    if last_s - stop_s > LEAST_S:
        to_s = math.floor((stop_s - SWAY_S / 2.0) / _CUT_S) * _CUT_S
        faults.append(
            DataFault(
                "steps_off_inside",
                f"The load falls from {stop_s:.2f} to {last_s:.2f} s: somebody steps off inside "
                "the record, and that is measured as standing. Cut it off with --trim, or with "
                f"--to {to_s:.1f}.",
                "kept",
                found.off - found.stop,
            )
        )
    return faults
