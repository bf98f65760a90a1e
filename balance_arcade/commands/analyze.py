"""``balance-arcade analyze``: batch metrics of recordings and foreign files."""

from __future__ import annotations

import argparse
import functools
import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from balance_arcade.commands.output import note, print_json, table
from balance_arcade.commands.progress import Bar
from balance_arcade.commands.warmup import ensure_compiled
from balance_arcade.cop.pipelines import PRESETS
from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import BalanceArcadeError, ConfigError
from balance_arcade.records.analyze import AnalysisResult, analyze_file

_QUICK_S = 1.0
"""Work that takes no longer needs no progress bar."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="recordings, CSV/TSV, BDS text")
    parser.add_argument("--preset", choices=sorted(PRESETS), default="default", help="pipeline")
    parser.add_argument("--rate", type=float, metavar="HZ", help="for a table without times")
    parser.add_argument("--width", type=float, metavar="MM", help="cell spacing, left to right")
    parser.add_argument("--length", type=float, metavar="MM", help="cell spacing, rear to front")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes at work")
    parser.add_argument("--json", action="store_true", help="one JSON object a file")


def run(args: argparse.Namespace) -> int:
    """Measure each file; a file that cannot be measured is named, and the rest go on."""
    if args.jobs < 1:
        raise ConfigError(f"--jobs {args.jobs} is no number of processes.", hint="Give 1 or more.")
    measure = functools.partial(
        _measure, preset=args.preset, rate_hz=args.rate, geometry=_geometry(args)
    )
    ensure_compiled()
    n_files, n_failed = len(args.files), 0
    bar = Bar("Analyzing", log_line=f"Analyzing {n_files} files.", quick_s=_QUICK_S)
    for done, outcome in enumerate(_outcomes(measure, args.files, args.jobs), start=1):
        if isinstance(outcome, str):
            n_failed += 1
            note(f"balance-arcade analyze: {outcome}")
        elif args.json:
            print_json(outcome.to_builtins())
        else:
            _show(outcome)
        bar(done, n_files)
    return 1 if n_failed else 0


def _measure(
    file: str, *, preset: str, rate_hz: float | None, geometry: Geometry | None
) -> AnalysisResult | str:
    """Measure one file; what is wrong with it comes back as a sentence."""
    try:
        return analyze_file(file, preset, rate_hz=rate_hz, geometry=geometry)
    except BalanceArcadeError as error:
        name = Path(file).name
        return str(error) if name in str(error) else f"{name}: {error}"


def _outcomes(
    measure: Callable[[str], AnalysisResult | str], files: Sequence[str], n_jobs: int
) -> Iterator[AnalysisResult | str]:
    """Outcomes in the order of the files, whoever is ready first."""
    n_jobs = min(n_jobs, len(files))
    if n_jobs == 1:
        yield from map(measure, files)
        return
    # Fresh processes: a forked copy of a running compiler is none that can be relied on.
    with ProcessPoolExecutor(
        n_jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_leave_interrupts
    ) as pool:
        try:
            yield from pool.map(measure, files, chunksize=max(1, len(files) // (8 * n_jobs)))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _leave_interrupts() -> None:
    """Ctrl-C is answered by the process that was asked, not by each of its helpers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


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
