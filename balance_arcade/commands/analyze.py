"""``balance-arcade analyze``: batch metrics of recordings and foreign files."""

from __future__ import annotations

import argparse
import functools
from typing import Any

from balance_arcade.app.compiling import ensure_compiled
from balance_arcade.commands.analyze_jobs import measure_file, outcomes
from balance_arcade.commands.analyze_look import look_at_files
from balance_arcade.commands.analyze_text import describe_result
from balance_arcade.commands.cut_flags import exit_code
from balance_arcade.commands.first_start import first_start
from balance_arcade.commands.output import note, print_json
from balance_arcade.commands.progress import Bar
from balance_arcade.commands.read_flags import add_read_arguments, reading
from balance_arcade.cop.pipelines import PRESETS, preset_names
from balance_arcade.cop.warmup import Use
from balance_arcade.core.errors import ConfigError
from balance_arcade.files.tables import read_outline
from balance_arcade.records.analyze import AnalysisResult

_QUICK_S = 1.0
"""Work that takes no longer needs no progress bar."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="recordings, CSV/TSV, C3D, XDF, plate exports"
    )
    parser.add_argument(
        "--preset",
        choices=preset_names(),
        default="default",
        metavar="NAME",
        help=f"pipeline: {', '.join(PRESETS)}, or a version of one, as in default/1",
    )
    parser.add_argument(
        "--base-of-support",
        metavar="FILE|WxL",
        help="for time to boundary: a table of ml_mm, ap_mm, or a rectangle in mm",
    )
    parser.add_argument(
        "--height-cm", type=float, metavar="CM", help="body height, for the centre of gravity"
    )
    add_read_arguments(parser)
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes at work")
    parser.add_argument("--look", action="store_true", help="say what is understood; no measuring")
    parser.add_argument("--json", action="store_true", help="one JSON object a file")


def run(args: argparse.Namespace) -> int:
    """Measure each file; a file that cannot be measured is named, and the rest go on."""
    if args.jobs < 1:
        raise ConfigError(
            f"--jobs must be 1 or more, not {args.jobs}.", hint="Give the number of processes."
        )
    if args.look:
        return look_at_files(args.files, reading(args), as_json=args.json)
    measure = functools.partial(measure_file, **_how(args))
    # In this process and before its helpers: they read the compiled kernels from the cache.
    ensure_compiled(first_start(), Use.ANALYSIS)
    n_files, n_failed, n_unmeasured = len(args.files), 0, 0
    bar = Bar("Analyzing", log_line=f"Analyzing {n_files} files.", quick_s=_QUICK_S)
    for done, outcome in enumerate(outcomes(measure, args.files, args.jobs), start=1):
        if isinstance(outcome, str):
            n_failed += 1
            note(f"balance-arcade analyze: {outcome}")
        else:
            n_unmeasured += not outcome.measured
            _show(outcome, as_json=args.json)
        bar(done, n_files)
    return exit_code(n_failed, n_unmeasured)


def _show(outcome: AnalysisResult, *, as_json: bool) -> None:
    if as_json:
        print_json(outcome.to_builtins())
    else:
        print(describe_result(outcome))


def _how(args: argparse.Namespace) -> dict[str, Any]:
    """Arguments of `analyze_file`, the same for every file."""
    return dict(
        preset=args.preset,
        base_mm=None if args.base_of_support is None else read_outline(args.base_of_support),
        height_mm=_height_mm(args.height_cm),
        **reading(args),
    )


def _height_mm(height_cm: float | None) -> float | None:
    if height_cm is None:
        return None
    if not 50.0 <= height_cm <= 250.0:
        raise ConfigError(
            f"The body height must be 50 to 250 cm, not {height_cm:g}.", hint="Give centimetres."
        )
    return 10.0 * height_cm
