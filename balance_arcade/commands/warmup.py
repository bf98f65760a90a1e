"""``balance-arcade warmup``: compile the kernels once, so that no board waits for it."""

from __future__ import annotations

import argparse

from balance_arcade.app.compiling import ensure_compiled
from balance_arcade.commands.first_start import first_start
from balance_arcade.commands.output import print_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    """Compile every kernel and say how long it took."""
    seconds = ensure_compiled(first_start())
    if args.json:
        print_json({"seconds": seconds})
    else:
        print(f"Kernels are ready ({seconds:.1f} s).")
    return 0
