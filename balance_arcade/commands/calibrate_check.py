"""Is the calibration still good? A mass at a few places, a verdict, and a line of history."""

from __future__ import annotations

import argparse
import datetime
import math
import os
import statistics
from pathlib import Path

import msgspec
import numpy as np

from balance_arcade.commands.calibrate_talk import Talk
from balance_arcade.commands.calibrate_walk import lead
from balance_arcade.commands.output import print_json
from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.errors import CalibrationError
from balance_arcade.hw import open_board, raw_address
from balance_arcade.hw.calibration import UNCALIBRATED, Point, calibration_path, owner_of
from balance_arcade.hw.calibration.grid import TARE, Step
from balance_arcade.hw.calibration.walk import Walk

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


def run_check(args: argparse.Namespace, gravity_m_s2: float) -> int:
    """Check a calibrated board; 0 if it is good, 1 if not.

    Raises
    ------
    ConfigError, CalibrationError
        The board cannot be calibrated, or never was: said before anything is asked of anybody.
    CalibrationError
        A step was not done, or the history cannot be written.
    """
    raw_address(args.board)
    kind = "corners" if args.corner_check else "daily"
    mass_kg = max(args.masses) if args.corner_check else args.daily_check
    folder = Path(args.folder).expanduser() if args.folder else None
    with open_board(args.board) as board:
        info = board.info
        _refuse_uncalibrated(info)
        history = calibration_path(owner_of(info), folder).with_suffix(".checks.jsonl")
        walk = Walk(
            steps_of(kind, mass_kg, info.geometry),
            gravity_m_s2=gravity_m_s2,
            window_s=args.window,
        )
        talk = Talk(as_json=args.json, listen=not args.script)
        lead(board, walk, talk, keep=lambda _: None, patience_s=args.patience)
    points = checked(walk, info.geometry, gravity_m_s2)
    line = judge(kind, info, mass_kg, points, read_history(history))
    append_history(history, line)
    _say(line, history, as_json=args.json)
    return 0 if line.good else 1


def _refuse_uncalibrated(info: BoardInfo) -> None:
    if info.calibration_id in UNCALIBRATED:
        raise CalibrationError(
            f"There is nothing to check: the board is open with '{info.calibration_id}' instead of"
            " a calibration of its own.",
            hint=f"Calibrate it first: balance-arcade calibrate {info.address}",
        )


def steps_of(kind: str, mass_kg: float, geometry: Geometry) -> tuple[Step, ...]:
    """Places of a check: the four quarter centres, or the middle and two of them.

    Examples
    --------
    >>> [step.ml_mm for step in steps_of("daily", 10.0, Geometry(400.0, 300.0))]
    [0.0, 0.0, -100.0, 100.0]
    """
    x, y = geometry.width_mm / 4.0, geometry.length_mm / 4.0
    places = {
        "corners": ((-x, y), (x, y), (x, -y), (-x, -y)),
        "daily": ((0.0, 0.0), (-x, y), (x, -y)),
    }[kind]
    return (TARE, *(Step("point", mass_kg, *place) for place in places))


def checked(walk: Walk, geometry: Geometry, gravity_m_s2: float) -> tuple[CheckedPoint, ...]:
    """Compare what the board made of each point, its zero taken off, with what lay there."""
    # The first step of every check is the empty board.
    zero = np.array(walk.taken[0].reading.mean)
    corners = np.array(geometry.corners_mm())
    found = []
    for done in walk.taken[1:]:
        point = done.reading
        if isinstance(point, Point):
            forces_n = np.array(point.mean) - zero
            load_n = float(forces_n.sum())
            ml, ap = (float(place) for place in forces_n @ corners / load_n)
            due_n = point.mass_kg * gravity_m_s2
            found.append(
                CheckedPoint(
                    point.ml_mm, point.ap_mm, ml - point.ml_mm, ap - point.ap_mm, load_n / due_n - 1
                )
            )
    return tuple(found)


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


def _say(line: CheckLine, history: Path, *, as_json: bool) -> None:
    if as_json:
        print_json({"event": "result", "history": str(history), "check": line})
        return
    for point in line.points:
        print(
            f"ml {point.ml_mm:6.0f}, ap {point.ap_mm:6.0f} mm: off by {point.error_ml_mm:+.2f},"
            f" {point.error_ap_mm:+.2f} mm; load {100 * point.load_error_frac:+.2f} %"
        )
    print(line.verdict)
    print(f"history: {history}", flush=True)
