"""Guides through tares, masses and check points, and fits what was read."""

from __future__ import annotations

import argparse
import datetime
from collections import Counter
from pathlib import Path

import msgspec

from balance_arcade.commands.calibrate_result import report
from balance_arcade.commands.calibrate_script import read_script
from balance_arcade.commands.calibrate_talk import KEYS, Talk
from balance_arcade.commands.calibrate_walk import lead
from balance_arcade.commands.output import note, paragraph
from balance_arcade.core.board import Board
from balance_arcade.core.errors import CalibrationError, CalibrationFitError, ConfigError
from balance_arcade.hw import open_board, raw_address
from balance_arcade.hw.calibration import (
    FileV2,
    Point,
    Readings,
    calibration_path,
    fit_readings,
    new_file,
    owner_of,
    read_file,
    read_part,
    write_file,
    write_part,
)
from balance_arcade.hw.calibration.grid import Step, plan, with_tares
from balance_arcade.hw.calibration.readings import Unit
from balance_arcade.hw.calibration.walk import Walk

_PAUSE_S = 60.0
"""Between what was read before and what is read now; only the order matters."""


def run_guide(args: argparse.Namespace, gravity_m_s2: float) -> int:
    """Calibrate a board.

    Parameters
    ----------
    args : argparse.Namespace
        Of the command.
    gravity_m_s2 : float
        Where the board stands.

    Raises
    ------
    CalibrationFitError
        What was read cannot be trusted; it is kept.
    """
    script = read_script(Path(args.script)) if args.script else ()
    address, unit = raw_address(args.board)
    folder = Path(args.folder).expanduser() if args.folder else None
    with open_board(address) as board:
        # By the board that answered and not by the address, which may be another one tomorrow.
        path = calibration_path(owner_of(board.info), folder)
        part = path.with_name(path.name + ".part")
        readings = _begun(args, board, part, "N" if unit == "N" else "counts", gravity_m_s2)
        steps = _steps_left(args, readings, script)
        talk = Talk(as_json=args.json, listen=not args.script)
        readings = _take(args, board, readings, steps, talk, part)
    _fit_and_write(args, readings, path, part)
    return 0


def _begun(
    args: argparse.Namespace, board: Board, part: Path, unit: Unit, gravity_m_s2: float
) -> Readings:
    """Take up what was read before, or begin."""
    info = board.info
    if args.resume:
        readings = read_part(part, owner_of(info))
        redo = {number - 1 for number in args.redo}
        if not redo <= set(range(len(readings.points))):
            raise ConfigError(
                f"--redo names a point that was not read; there are {len(readings.points)}.",
                hint="Points count from 1, in the order in which they were taken.",
            )
        kept = tuple(point for i, point in enumerate(readings.points) if i not in redo)
        return msgspec.structs.replace(readings, points=kept, placement_mm=args.placement_mm)
    if part.exists() and not args.script:
        note(f"There is an unfinished calibration: {part}. --resume would take it up.")
    return Readings(
        board_id=owner_of(info),
        unit=unit,
        width_mm=info.geometry.width_mm,
        length_mm=info.geometry.length_mm,
        gravity_m_s2=gravity_m_s2,
        placement_mm=args.placement_mm,
        rate_hz=info.nominal_rate_hz,
    )


def _steps_left(
    args: argparse.Namespace, readings: Readings, script: tuple[Step, ...]
) -> tuple[Step, ...]:
    planned = script or plan(readings.geometry, tuple(args.masses), args.grid)
    # Counted, not a set: a plan may hold a mass at a place more than once.
    done = Counter(_as_step(point) for point in readings.points)
    loads = [step for step in planned if step.kind != "tare"]
    strange = done - Counter(loads)
    if strange:
        raise ConfigError(
            "What was read before follows another plan.",
            hint="Give the same --masses and --grid or --script as before, or begin anew.",
        )
    if not done:
        return planned
    left = []
    for step in loads:
        if done[step]:
            done[step] -= 1
        else:
            left.append(step)
    # With tares of its own: the zero may have drifted since.
    return with_tares(left) if left else ()


def _as_step(point: Point) -> Step:
    return Step("check" if point.held_back else "point", point.mass_kg, point.ml_mm, point.ap_mm)


def _take(
    args: argparse.Namespace,
    board: Board,
    readings: Readings,
    steps: tuple[Step, ...],
    talk: Talk,
    part: Path,
) -> Readings:
    """Lead through the steps; every reading is on the disk before the next is asked for."""
    before = [reading.t_s for reading in (*readings.tares, *readings.points)]
    walk = Walk(
        steps,
        gravity_m_s2=readings.gravity_m_s2,
        window_s=args.window,
        # The board's clock began at 0 again; readings must keep the order in which they were taken.
        start_s=max(before) + _PAUSE_S if before else 0.0,
        geometry=readings.geometry,
    )

    # Somebody may have forgotten --resume: what was read before is not thrown away.
    in_the_way = part.exists() and not args.resume

    def keep(walk: Walk) -> None:
        nonlocal in_the_way
        if in_the_way:
            _put_aside(part)
            in_the_way = False
        write_part(part, _with(readings, walk))

    n_points = sum(step.kind != "tare" for step in steps)
    keys = "" if args.script else KEYS
    talk.say(paragraph(f"{board.info.model}: {n_points} points to take. {keys}".strip(), rest=""))
    try:
        lead(board, walk, talk, keep=keep, patience_s=args.patience)
    except KeyboardInterrupt:
        note(f"\nKept {len(walk.taken)} new readings in {part}; go on with --resume.")
        raise
    return _with(readings, walk)


def _put_aside(part: Path) -> None:
    """Keep the unfinished calibration; of two, the one with more in it."""
    before = part.with_name(part.name + ".before")
    # The longer file holds more readings.
    if not before.exists() or before.stat().st_size <= part.stat().st_size:
        part.replace(before)


def _with(readings: Readings, walk: Walk) -> Readings:
    tares, points = list(readings.tares), list(readings.points)
    for done in walk.taken:
        if isinstance(done.reading, Point):
            points.append(done.reading)
        else:
            tares.append(done.reading)
    return msgspec.structs.replace(readings, tares=tuple(tares), points=tuple(points))


def _fit_and_write(args: argparse.Namespace, readings: Readings, path: Path, part: Path) -> None:
    try:
        fit = fit_readings(readings)
    except CalibrationFitError as error:
        again = ",".join(str(number) for number in error.points)
        if again:
            error.hint += f" Everything is kept: --resume --redo {again} takes only this again."
        else:
            error.hint += f" What was read is kept in {part}; --resume fits it again."
        raise
    content = new_file(readings, fit, datetime.datetime.now(tz=datetime.UTC).date())
    write_file(path, content)
    # Only once the calibration is on the disk: until then this is all there is.
    part.unlink(missing_ok=True)
    report(content, path, as_json=args.json)


def run_refit(args: argparse.Namespace) -> int:
    """Fit the readings in a calibration file again, and write it anew.

    Raises
    ------
    CalibrationError
        The file holds no readings, or they cannot be trusted.
    """
    path = Path(args.refit)
    content = read_file(path)
    if not isinstance(content, FileV2):
        raise CalibrationError(
            f"{path.name} is of version 1 and holds no readings.",
            hint="Calibrate the board again; the new file can be fitted again at any time.",
        )
    fitted = new_file(content.readings, fit_readings(content.readings), content.made)
    write_file(path, fitted)
    report(fitted, path, as_json=args.json)
    return 0
