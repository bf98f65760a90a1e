"""``balance-arcade calibrate``: from known masses at known places to newtons and millimetres."""

from __future__ import annotations

import argparse

from balance_arcade.commands.calibrate_study import run_study
from balance_arcade.core.errors import ConfigError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("board", nargs="?", help="address, for example arduino:/dev/ttyACM0")
    parser.add_argument(
        "--study", type=int, metavar="N", help="no board: calibrate N synthetic ones and test them"
    )
    parser.add_argument(
        "--placement-mm",
        type=float,
        default=0.2,
        metavar="MM",
        help="how well masses are placed, standard deviation (0.2)",
    )
    parser.add_argument("--grid", type=int, choices=(3, 5), default=3, help="points along a side")
    parser.add_argument("--seed", type=int, default=1, help="of a study")
    parser.add_argument("--json", action="store_true", help="NDJSON instead of sentences")


def run(args: argparse.Namespace) -> int:
    """Do what the options ask for."""
    if args.study is not None:
        return run_study(args)
    raise ConfigError("No board is named.", hint="Give its address; 'balance-arcade boards' lists.")
