"""``balance-arcade analyze``: batch metrics of recordings and foreign files."""

from __future__ import annotations

import argparse

from balance_arcade.commands.output import note, print_json, table
from balance_arcade.cop.pipelines import PRESETS
from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import BalanceArcadeError, ConfigError
from balance_arcade.records.analyze import AnalysisResult, analyze_file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="recordings, CSV/TSV, BDS text")
    parser.add_argument("--preset", choices=sorted(PRESETS), default="default", help="pipeline")
    parser.add_argument("--rate", type=float, metavar="HZ", help="for a table without times")
    parser.add_argument("--width", type=float, metavar="MM", help="cell spacing, left to right")
    parser.add_argument("--length", type=float, metavar="MM", help="cell spacing, rear to front")
    parser.add_argument("--json", action="store_true", help="one JSON object a file")


def run(args: argparse.Namespace) -> int:
    """Measure each file; a file that cannot be measured is named, and the rest go on."""
    geometry = _geometry(args)
    n_failed = 0
    for file in args.files:
        try:
            result = analyze_file(file, args.preset, rate_hz=args.rate, geometry=geometry)
        except BalanceArcadeError as error:
            n_failed += 1
            note(f"balance-arcade analyze: {error}")
            continue
        if args.json:
            print_json(result.to_builtins())
        else:
            _show(result)
    return 1 if n_failed else 0


def _geometry(args: argparse.Namespace) -> Geometry | None:
    if args.width is None and args.length is None:
        return None
    if not (args.width and args.length and args.width > 0 and args.length > 0):
        raise ConfigError(
            "The cell spacing is not complete.",
            hint="Give both --width and --length, in millimetres above zero.",
        )
    return Geometry(args.width, args.length)


def _show(result: AnalysisResult) -> None:
    mark = "" if result.origin == "real" else f"  [{result.origin.upper()}]"
    print(f"{result.file}{mark}")
    print(
        f"{result.n_samples} samples, {result.duration_s:.2f} s at {result.rate_hz:g} Hz, "
        f"{result.quality.n_gaps} gaps"
    )
    print(f"pipeline: {result.pipeline}")
    for remark in result.quality.notes:
        print(f"note: {remark}")
    rows = [
        [name, "-" if m.value is None else f"{m.value:.6g}", m.unit]
        for name, m in result.metrics.items()
    ]
    print(table(rows, header=["metric", "value", "unit"]))
    for name, why in result.quality.refused.items():
        print(f"{name} has no value: {why}")
    print()
