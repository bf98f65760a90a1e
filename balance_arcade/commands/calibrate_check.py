"""Is the calibration still good? A mass at a few places, a verdict, and a line of history."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from balance_arcade.commands.calibrate_talk import Talk
from balance_arcade.commands.calibrate_walk import lead
from balance_arcade.commands.out_file import out_file
from balance_arcade.commands.output import print_json
from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.errors import CalibrationError, ConfigError
from balance_arcade.hw import open_board, raw_address
from balance_arcade.hw.calibration import UNCALIBRATED, Point
from balance_arcade.hw.calibration.grid import TARE, Step
from balance_arcade.hw.calibration.quality import (
    CheckedPoint,
    CheckLine,
    append_history,
    drift_of,
    history_path,
    judge,
    read_history,
)
from balance_arcade.hw.calibration.walk import Walk


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
    plot = out_file(args.plot, "--plot", inputs=[]) if args.plot else None
    with open_board(args.board) as board:
        info = board.info
        _refuse_uncalibrated(info)
        history = history_path(info, folder)
        walk = Walk(
            steps_of(kind, mass_kg, info.geometry),
            gravity_m_s2=gravity_m_s2,
            window_s=args.window,
        )
        talk = Talk(as_json=args.json, listen=not args.script)
        lead(board, walk, talk, keep=lambda _: None, patience_s=args.patience)
    points = checked(walk, info.geometry, gravity_m_s2)
    earlier = read_history(history)
    line = judge(kind, info, mass_kg, points, earlier)
    append_history(history, line)
    _say(line, history, as_json=args.json)
    _say_drift((*earlier, line), as_json=args.json)
    draw_history(history, plot)
    return 0 if line.good else 1


def run_quality_log(args: argparse.Namespace) -> int:
    """Show a board's quality log; 0 if its newest check was good, 1 if not.

    Raises
    ------
    ConfigError
        There is no such log, or no check in it.
    """
    history = Path(args.quality_log)
    plot = out_file(args.plot, "--plot", inputs=[history]) if args.plot else None
    lines = read_history(history)
    if not lines:
        raise ConfigError(
            f"There is no check in {history}.",
            hint="Each check says where its history is: calibrate BOARD --daily-check KG",
        )
    for line in lines:
        if args.json:
            print_json({"event": "check", "check": line})
        else:
            mark = "good" if line.good else "BAD "
            print(f"{line.when[:16]}  {mark}  {line.mass_kg:g} kg  {line.verdict}")
    _say_drift(lines, as_json=args.json)
    draw_history(history, plot)
    return 0 if lines[-1].good else 1


def draw_history(history: Path, plot: Path | None) -> None:
    """Draw a quality log as SVG, where one is wanted.

    Raises
    ------
    ConfigError
        The picture cannot be written.
    """
    if plot is None:
        return
    from balance_arcade.reports.quality_figure import quality_figure  # Only where it is drawn.

    try:
        plot.write_text(quality_figure(read_history(history), of=history.name).file_text())
    except OSError as error:
        raise ConfigError(
            f"--plot {plot} cannot be written ({error.strerror}).", hint="Name another file."
        ) from error


def _say_drift(lines: tuple[CheckLine, ...], *, as_json: bool) -> None:
    drift = drift_of(lines)
    if drift is None:
        return
    if as_json:
        print_json({"event": "drift", "drift": drift})
    else:
        print(f"{drift.words}. Calibrate before that.")


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
