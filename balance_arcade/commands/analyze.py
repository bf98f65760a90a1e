"""``balance-arcade analyze``: batch metrics of recordings and foreign files."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Generator
from typing import Any

from balance_arcade.app.compiling import ensure_compiled
from balance_arcade.assess.stature import height_mm_of
from balance_arcade.commands.analyze_jobs import Job
from balance_arcade.commands.analyze_look import look_at_files
from balance_arcade.commands.analyze_outputs import Outputs, add_output_flags, out_paths
from balance_arcade.commands.crew import Outcome
from balance_arcade.commands.crew_flags import add_crew_flags, check_crew, crew_of
from balance_arcade.commands.cut_flags import exit_code
from balance_arcade.commands.database_flag import database_word
from balance_arcade.commands.first_start import first_start
from balance_arcade.commands.output import note
from balance_arcade.commands.progress import Bar
from balance_arcade.commands.read_flags import add_read_arguments, reading
from balance_arcade.cop.pipelines import PRESETS, preset_names
from balance_arcade.cop.warmup import Use
from balance_arcade.core.errors import ConfigError
from balance_arcade.files.finding import FoundFiles, find_files
from balance_arcade.files.tables import read_outline
from balance_arcade.records.manner import manner_of

_QUICK_S = 1.0
"""Work that takes no longer needs no progress bar."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="recordings, CSV/TSV, C3D, XDF, plate exports; folders, patterns ('data/**/*.txt')",
    )
    parser.add_argument(
        "--preset",
        choices=preset_names(),
        default="default",
        metavar="NAME",
        help=f"pipeline: {', '.join(PRESETS)}, or a version of one, as in default/1",
    )
    parser.add_argument(
        "--phase",
        default="",
        metavar="NAME",
        help="of our own recordings only this phase: quiet, limits, play ...",
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
    add_crew_flags(parser)
    parser.add_argument(
        "--results",
        type=database_word,
        metavar="DB",
        help="keep results in a database (a file, or postgresql://...); what it holds of the same"
        " bytes, version and options is not measured again",
    )
    parser.add_argument("--again", action="store_true", help="of --results: measure all anew")
    parser.add_argument("--look", action="store_true", help="say what is understood; no measuring")
    add_output_flags(parser)


def run(args: argparse.Namespace) -> int:
    """Measure each file; a file that cannot be measured is named, and the rest go on."""
    check_crew(args)
    if args.dask is not None and args.plot is not None:
        raise ConfigError(
            "Pictures are drawn on this computer, and not by a Dask cluster.",
            hint="Leave --plot or --dask out.",
        )
    if args.again and args.results is None:
        raise ConfigError("--again says nothing without --results.", hint="Name a database.")
    if args.look and (out_paths(args) or args.group or args.plot):
        raise ConfigError(
            "--look measures nothing, so there is nothing to write or to group.",
            hint="Leave --look out, or --csv, --parquet, --group, --group-csv and --plot.",
        )
    found = find_files(args.files, leave=out_paths(args))
    for sentence in (*found.without, *found.remarks()):
        note(f"balance-arcade analyze: {sentence}")
    if args.look:
        code = look_at_files(found.files, reading(args), as_json=args.json)
        return 1 if found.without else code
    outputs = Outputs(args, found.files)
    job = Job(
        reading={**reading(args), "phase": args.phase},
        measuring=measuring_of(args),
        show=outputs.show,
        keep=outputs.keep,
        pictures=outputs.pictures,
        # On another computer this process's folder is not the worker's.
        folder=os.getcwd() if args.dask else "",
    )
    if found.files:
        _measure(job, found.files, args, outputs)
    return _code(found, outputs)


def _measure(job: Job, files: tuple[str, ...], args: argparse.Namespace, outputs: Outputs) -> None:
    crew = crew_of(args, len(files))
    # In this process and before its helpers: they read the compiled kernels from the cache.
    ensure_compiled(first_start(), Use.ANALYSIS)
    if args.results is None:
        take_all(crew.outcomes(job, files), len(files), outputs, shown=bool(job.show))
        return
    from balance_arcade.commands.kept_results import KeptResults
    from balance_arcade.records.clinic.analyses import Analyses
    from balance_arcade.records.clinic.database import Database

    with Database(args.results) as database:
        analyses = Analyses(database, manner_of(**job.reading, **job.measuring))
        outcomes = KeptResults(analyses, again=args.again).outcomes(crew, job, files)
        take_all(outcomes, len(files), outputs, shown=bool(job.show))


def take_all(outcomes: Generator[Outcome], n_files: int, outputs: Outputs, *, shown: bool) -> None:
    """Hand on outcomes as they come, with a bar; tables are written whatever ends it."""
    said = f"Analyzing {n_files} file{'s' * (n_files != 1)}."
    bar = Bar("Analyzing", log_line=said, quick_s=_QUICK_S, unit="files")
    outputs.begin()
    # On one terminal the bar would stand in the middle of the values.
    alone = not (shown and sys.stdout.isatty())
    try:
        with contextlib.closing(outcomes):
            for done, outcome in enumerate(outcomes, start=1):
                outputs.take(outcome)
                if alone:
                    bar(done, n_files)
    finally:
        # After Ctrl-C as well: what was measured is kept.
        outputs.close()


def _code(found: FoundFiles, outputs: Outputs) -> int:
    n_wrong = outputs.n_refused + outputs.n_failed + outputs.n_undrawn + len(found.without)
    return exit_code(n_wrong, outputs.n_empty)


def measuring_of(args: argparse.Namespace) -> dict[str, Any]:
    """Arguments of `measure_trial`, the same for every file."""
    return {
        "preset": args.preset,
        "base_mm": None if args.base_of_support is None else read_outline(args.base_of_support),
        "height_mm": height_mm_of(args.height_cm),
    }
