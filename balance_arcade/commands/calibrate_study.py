"""What calibrating is worth, on synthetic boards: ``balance-arcade calibrate --study 200``."""

from __future__ import annotations

import argparse

from balance_arcade.commands.output import print_json, table
from balance_arcade.core.errors import ConfigError
from balance_arcade.hw.calibration.study import TEST_LOADS_N, BoardModel, StudyRow, study

MAX_BOARDS = 100_000
CALIBRATING_N = (100.0, 200.0)


def run_study(args: argparse.Namespace) -> int:
    """Calibrate synthetic boards in four ways and print what is left of their errors.

    Raises
    ------
    ConfigError
        No number of boards, or no seed.
    """
    if not 1 <= args.study <= MAX_BOARDS:
        raise ConfigError(
            f"--study must be 1 to {MAX_BOARDS} boards, not {args.study}.", hint="200 is usual."
        )
    if args.seed < 0:
        raise ConfigError(
            f"--seed must be 0 or more, not {args.seed}.", hint="Give a whole number."
        )
    model = BoardModel()
    rows = study(
        args.study,
        placement_mm=args.placement_mm,
        n_side=args.grid,
        loads_n=CALIBRATING_N,
        model=model,
        seed=args.seed,
    )
    if args.json:
        print_json(
            {
                "simulated": True,
                "n_boards": args.study,
                "placement_mm": args.placement_mm,
                "n_points": args.grid**2,
                "calibrated_with_n": CALIBRATING_N,
                "tested_with_n": TEST_LOADS_N,
                "seed": args.seed,
                "model": model,
                "methods": rows,
            }
        )
    else:
        _say(args, model, rows)
    return 0


def _say(args: argparse.Namespace, model: BoardModel, rows: tuple[StudyRow, ...]) -> None:
    calibrating = " and ".join(f"{load:g}" for load in CALIBRATING_N)
    print(
        f"SIMULATED: {args.study} boards of {model.width_mm:g} x {model.length_mm:g} mm,"
        f" gains to {100 * model.gain_frac:g} %, cross-talk {100 * model.cross_frac:g} %,"
        f" cells placed to {model.position_mm:g} mm;\ncalibrated with {calibrating} N at"
        f" {args.grid**2} points placed to {args.placement_mm:g} mm,"
        f" tested with {TEST_LOADS_N[0]:g} to {TEST_LOADS_N[-1]:g} N."
    )
    cells = []
    for row in rows:
        errors = (row.ml_mm, row.ap_mm, row.distance_mm, row.worst_board_mm)
        cells.append([row.method, *(f"{error:.3f}" for error in errors)])
    header = ["calibration", "ml mm", "ap mm", "distance mm", "worst board mm"]
    print(f"Centre of pressure, root mean square error:\n{table(cells, header=header)}")
