"""``balance-arcade calibrate``: from known masses at known places to newtons and millimetres."""

from __future__ import annotations

import argparse
import math

from balance_arcade.commands.calibrate_check import run_check, run_quality_log
from balance_arcade.commands.calibrate_guide import run_guide, run_refit
from balance_arcade.commands.calibrate_study import run_study
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.hw.calibration import local_gravity_m_s2
from balance_arcade.hw.calibration.checks import MIN_LOAD_RATIO

MAX_KG = 500.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("board", nargs="?", help="address, for example arduino:/dev/ttyACM0")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--refit", metavar="FILE", help="fit the readings of a calibration again")
    what.add_argument("--corner-check", action="store_true", help="a mass at the quarter centres")
    what.add_argument("--daily-check", type=float, metavar="KG", help="one mass at three places")
    what.add_argument("--quality-log", metavar="FILE", help="show the checks of a board")
    what.add_argument(
        "--study", type=int, metavar="N", help="no board: calibrate N synthetic ones and test them"
    )
    parser.add_argument(
        "--masses", type=_numbers, default=(10.0, 20.0), metavar="KG,KG", help="two or more (10,20)"
    )
    parser.add_argument("--grid", type=int, choices=(3, 5), default=3, help="points along a side")
    parser.add_argument(
        "--placement-mm",
        type=float,
        default=0.2,
        metavar="MM",
        help="how well masses are placed, standard deviation (0.2)",
    )
    parser.add_argument("--window", type=float, default=4.0, metavar="S", help="of one reading (4)")
    parser.add_argument("--latitude", type=float, metavar="DEG", help="for the gravity here")
    parser.add_argument("--height", type=float, default=0.0, metavar="M", help="above the sea")
    parser.add_argument("--gravity", type=float, metavar="M_S2", help="instead (9.80665)")
    parser.add_argument("--script", metavar="FILE", help="CSV of mass_kg,ml_mm,ap_mm,held_back")
    parser.add_argument("--patience", type=float, metavar="S", help="how long a step may take")
    parser.add_argument("--resume", action="store_true", help="go on where it was left")
    parser.add_argument(
        "--redo", type=_whole_numbers, default=(), metavar="N,N", help="points to take again"
    )
    parser.add_argument("--folder", metavar="FOLDER", help="of calibrations, not the user's own")
    parser.add_argument("--plot", metavar="FILE", help="draw the checks as SVG")
    parser.add_argument("--seed", type=int, default=1, help="of a study")
    parser.add_argument("--json", action="store_true", help="NDJSON instead of sentences")


def run(args: argparse.Namespace) -> int:
    """Do what the options ask for."""
    _check(args)
    if args.study is not None:
        return run_study(args)
    if args.refit is not None:
        return run_refit(args)
    if args.quality_log is not None:
        return run_quality_log(args)
    if not args.board:
        raise ConfigError(
            "No board is named.", hint="Give its address; 'balance-arcade boards' lists them."
        )
    gravity_m_s2 = _gravity_m_s2(args)
    if args.corner_check or args.daily_check is not None:
        return run_check(args, gravity_m_s2)
    if not args.script and max(args.masses) < MIN_LOAD_RATIO * min(args.masses):
        raise ConfigError(
            "A calibration needs at least two masses that differ.",
            hint=f"As in --masses 10,20: the heaviest at least {MIN_LOAD_RATIO:g} times the least.",
        )
    return run_guide(args, gravity_m_s2)


def _numbers(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not numbers with commas between") from None


def _whole_numbers(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        wish = "is not whole numbers with commas between"
        raise argparse.ArgumentTypeError(f"{text!r} {wish}") from None


def _check(args: argparse.Namespace) -> None:
    """Refuse numbers that make no sense before a board is opened."""
    masses = (*args.masses, *(() if args.daily_check is None else (args.daily_check,)))
    if not all(0.0 < mass <= MAX_KG for mass in masses):
        raise ConfigError(
            f"Every mass must be above 0 and at most {MAX_KG:g} kg.", hint="Give kilograms."
        )
    if not 0.2 <= args.window <= 60.0:
        raise ConfigError(
            f"--window must be 0.2 to 60 s, not {args.window:g}.", hint="Give seconds."
        )
    if not (math.isfinite(args.placement_mm) and 0.0 <= args.placement_mm <= 10.0):
        raise ConfigError(
            f"--placement-mm must be 0 to 10 mm, not {args.placement_mm:g}.",
            hint="Give millimetres.",
        )
    if args.patience is not None and not args.patience > 0.0:
        raise ConfigError("--patience must be longer than 0 s.", hint="Give seconds.")
    if args.redo and not args.resume:
        raise ConfigError("--redo takes points of an unfinished calibration.", hint="Add --resume.")


def _gravity_m_s2(args: argparse.Namespace) -> float:
    if args.gravity is not None:
        # Gravity at the Earth's surface lies between 9.764 and 9.834 m/s2 (Hirt et al. 2013,
        # doi:10.1002/grl.50838).
        if not 9.76 <= args.gravity <= 9.84:
            raise ConfigError(
                f"--gravity must be 9.76 to 9.84 m/s2, not {args.gravity:g}.",
                hint="9.80665 is usual.",
            )
        return float(args.gravity)
    if args.latitude is None:
        return STANDARD_GRAVITY_M_S2
    try:
        return local_gravity_m_s2(args.latitude, args.height)
    except ValueError as error:
        raise ConfigError(str(error), hint="Give degrees and metres.") from error
