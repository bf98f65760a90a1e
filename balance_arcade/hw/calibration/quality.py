"""Quality log of a board: what each check with a known mass found, and what follows from it.

A line a check, kept beside the board's calibration. From it: whether the board may still be
believed, whether it drifts, and whether a person may be assessed on it.
"""

from __future__ import annotations

import datetime
import math
import os
import statistics
from pathlib import Path

import msgspec
import numpy as np

from balance_arcade.core.board import BoardInfo
from balance_arcade.core.errors import CalibrationError
from balance_arcade.hw.calibration.store import calibration_path, owner_of

PLACE_MM = 2.0
LOAD_FRAC = 0.01
CHANGE_FRAC = 0.005
"""Change of the load that the same mass reads, against earlier checks."""

MIN_EARLIER = 3


class CheckedPoint(msgspec.Struct, frozen=True):
    """What the board made of a mass at a place: seen less given."""

    ml_mm: float
    ap_mm: float
    error_ml_mm: float
    error_ap_mm: float
    load_error_frac: float


class CheckLine(msgspec.Struct, frozen=True):
    """One check, as it stands in the history."""

    when: str
    kind: str
    calibration_id: str
    mass_kg: float
    points: tuple[CheckedPoint, ...]
    good: bool
    verdict: str

    @property
    def load_frac(self) -> float:
        """Mean error of the load."""
        return statistics.fmean(point.load_error_frac for point in self.points)


MIN_DRIFT_CHECKS = 5
MIN_DRIFT_DAYS = 3.0
SOON_DAYS = 30.0
"""A drift is told that would lead out of the tolerance within so long."""

SIGMAS = 3.0
"""A slope counts as one from so many of its standard errors on."""


def judge(
    kind: str,
    info: BoardInfo,
    mass_kg: float,
    points: tuple[CheckedPoint, ...],
    earlier: tuple[CheckLine, ...],
) -> CheckLine:
    """Say whether the board may still be believed.

    Parameters
    ----------
    kind : {"corners", "daily"}
        Which check.
    info : BoardInfo
        The board, as it was opened.
    mass_kg : float
        The mass.
    points : tuple of CheckedPoint
        What it made of it.
    earlier : tuple of CheckLine
        History of the same board.

    Returns
    -------
    CheckLine
    """
    worst = max(points, key=lambda point: math.hypot(point.error_ml_mm, point.error_ap_mm))
    far_mm = math.hypot(worst.error_ml_mm, worst.error_ap_mm)
    load_frac = statistics.fmean(point.load_error_frac for point in points)
    # With the same mass and the same calibration an error of the mass itself drops out. Checks that
    # failed are left out, so that a board which drifts does not become its own measure.
    same = [
        line.load_frac
        for line in earlier
        if line.good and line.calibration_id == info.calibration_id and line.mass_kg == mass_kg
    ]
    change = load_frac - statistics.median(same) if len(same) >= MIN_EARLIER else 0.0
    faults = []
    if far_mm > PLACE_MM:
        where = f"ml {worst.ml_mm:g}, ap {worst.ap_mm:g} mm"
        faults.append(f"the place at {where} is off by {far_mm:.1f} mm (at most {PLACE_MM:g})")
    off_frac = max((point.load_error_frac for point in points), key=abs)
    if abs(off_frac) > LOAD_FRAC:
        faults.append(f"the load is off by {100 * off_frac:+.1f} % (at most {100 * LOAD_FRAC:g})")
    if abs(change) > CHANGE_FRAC:
        faults.append(f"the load reads {100 * change:+.2f} % against {len(same)} earlier checks")
    verdict = (
        f"Calibrate again: {'; '.join(faults)}."
        if faults
        else f"Good: places within {far_mm:.2f} mm, load within {100 * abs(load_frac):.2f} %."
    )
    when = datetime.datetime.now(tz=datetime.UTC).isoformat(timespec="seconds")
    return CheckLine(when, kind, info.calibration_id, mass_kg, points, not faults, verdict)


def read_history(path: Path) -> tuple[CheckLine, ...]:
    """Earlier checks; a line that cannot be understood is left where it is and not counted."""
    lines = []
    try:
        # Bytes: a line that a crash has torn must not make the whole file unreadable.
        text = path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise CalibrationError(
            f"The history {path} cannot be read ({error.strerror}).", hint="Check its permissions."
        ) from error
    for raw in text.splitlines():
        try:
            lines.append(msgspec.json.decode(raw, type=CheckLine))
        except msgspec.MsgspecError:
            continue
    return tuple(lines)


def append_history(path: Path, line: CheckLine) -> None:
    """Add a line and bring it to the disk.

    Raises
    ------
    CalibrationError
        It cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(msgspec.json.encode(line) + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CalibrationError(
            f"The check cannot be added to {path} ({error.strerror}).",
            hint="Check the folder and the space on the disk.",
        ) from error


def history_path(info: BoardInfo, folder: Path | None = None) -> Path:
    """Quality log of a board, beside its calibration."""
    return calibration_path(owner_of(info), folder).with_suffix(".checks.jsonl")


class Drift(msgspec.Struct, frozen=True):
    """How fast a board's load changes, from its checks since it was calibrated.

    Attributes
    ----------
    per_day_frac : float
        Slope of the error of the load, a day.
    days_left : float
        Until the error leaves the tolerance, from the newest check on; 0 if it has.
    n_checks : int
        Checks that it rests on.
    """

    per_day_frac: float
    days_left: float
    n_checks: int

    @property
    def words(self) -> str:
        """Say it in a sentence."""
        return (
            f"The load drifts by {100 * self.per_day_frac:+.3f} % a day over {self.n_checks} checks"
            f" and leaves its tolerance of {100 * LOAD_FRAC:g} % in about {self.days_left:.0f} days"
        )


def drift_of(lines: tuple[CheckLine, ...]) -> Drift | None:
    """Find a steady change of the load; None where the checks show none that matters soon.

    Parameters
    ----------
    lines : tuple of CheckLine
        Quality log of a board. Only the checks since its newest calibration count, with the mass
        of the newest check: an error of the mass itself then drops out of the slope.

    Examples
    --------
    >>> def line(day):
    ...     point = CheckedPoint(0.0, 0.0, 0.0, 0.0, 0.0005 * day)
    ...     return CheckLine(f"2026-03-{day:02d}T08:00", "daily", "c", 20.0, (point,), True, "")
    >>> round(drift_of(tuple(map(line, range(1, 11)))).days_left)
    10
    """
    newest = lines[-1] if lines else None
    same = [line for line in lines if newest is not None and _comparable(line, newest)]
    days = np.array([_day(line) for line in same])
    loads = np.array([line.load_frac for line in same])
    if len(same) < MIN_DRIFT_CHECKS or np.ptp(days) < MIN_DRIFT_DAYS:
        return None
    slope, at_end = np.polyfit(days - days[-1], loads, 1)
    rest = loads - (at_end + slope * (days - days[-1]))
    spread = math.sqrt(float(rest @ rest) / (len(same) - 2))
    error = spread / math.sqrt(float(((days - days.mean()) ** 2).sum()))
    if abs(slope) <= SIGMAS * error or slope == 0.0:
        return None
    room = LOAD_FRAC - at_end if slope > 0.0 else LOAD_FRAC + at_end
    days_left = max(0.0, float(room / abs(slope)))
    if days_left > SOON_DAYS:
        return None
    return Drift(float(slope), days_left, len(same))


def _comparable(line: CheckLine, newest: CheckLine) -> bool:
    return line.calibration_id == newest.calibration_id and line.mass_kg == newest.mass_kg


def _day(line: CheckLine) -> float:
    return datetime.datetime.fromisoformat(line.when).timestamp() / 86_400.0


class Permission(msgspec.Struct, frozen=True):
    """Whether a person may be assessed on a board, and what is to be said about it.

    Attributes
    ----------
    allowed : bool
        False where the newest check since the calibration failed.
    reason : str
        Why not, or a warning; empty where there is nothing to say.
    hint : str
        What to do.
    """

    allowed: bool
    reason: str = ""
    hint: str = ""


def assessment_allowed(info: BoardInfo, folder: Path | None = None) -> Permission:
    """Say whether a board is good enough to assess a person; games do not ask.

    Parameters
    ----------
    info : BoardInfo
        The open board.
    folder : Path, optional
        Of calibrations, not the user's own.

    Returns
    -------
    Permission
        A simulated or replayed board is always allowed, as is one that was never checked, with a
        word about that.

    Raises
    ------
    CalibrationError
        The quality log cannot be read.
    """
    if info.origin != "real":
        return Permission(True)
    check = f"balance-arcade calibrate {info.address} --daily-check KG"
    lines = read_history(history_path(info, folder))
    since = [line for line in lines if line.calibration_id == info.calibration_id]
    if not since:
        return Permission(True, "This board was never checked with a known mass.", check)
    newest = since[-1]
    if not newest.good:
        return Permission(
            False,
            f"The check of this board on {newest.when[:10]} failed. {newest.verdict}",
            f"Games can be played. Calibrate the board, or check it again: {check}",
        )
    drift = drift_of(tuple(since))
    return Permission(True) if drift is None else Permission(True, f"{drift.words}.", check)


def require_assessable(info: BoardInfo, folder: Path | None = None) -> str:
    """Refuse a board that is out of its tolerance; return a warning, or nothing.

    Raises
    ------
    CalibrationError
        Its newest check failed.
    """
    found = assessment_allowed(info, folder)
    if not found.allowed:
        raise CalibrationError(
            f"Nobody is assessed on this board now. {found.reason}", hint=found.hint
        )
    return found.reason
