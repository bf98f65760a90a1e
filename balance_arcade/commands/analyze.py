"""``balance-arcade analyze``: batch metrics of recordings and foreign files."""

from __future__ import annotations

import argparse
import functools
import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from balance_arcade.app.compiling import ensure_compiled
from balance_arcade.commands.analyze_text import describe_result
from balance_arcade.commands.first_start import first_start
from balance_arcade.commands.numbers import check_rate
from balance_arcade.commands.output import note, print_json
from balance_arcade.commands.progress import Bar
from balance_arcade.cop.pipelines import PRESETS
from balance_arcade.cop.warmup import Use
from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import BalanceArcadeError, ConfigError
from balance_arcade.files.tables import FRONTS, UPRIGHTS, PlateOptions, read_outline
from balance_arcade.records.analyze import AnalysisResult, analyze_file

_QUICK_S = 1.0
"""Work that takes no longer needs no progress bar."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="recordings, CSV/TSV, C3D, plate exports"
    )
    parser.add_argument("--preset", choices=sorted(PRESETS), default="default", help="pipeline")
    parser.add_argument("--rate", type=float, metavar="HZ", help="for a table without times")
    parser.add_argument("--width", type=float, metavar="MM", help="cell spacing, left to right")
    parser.add_argument("--length", type=float, metavar="MM", help="cell spacing, rear to front")
    parser.add_argument(
        "--base-of-support",
        metavar="FILE|WxL",
        help="for time to boundary: a table of ml_mm, ap_mm, or a rectangle in mm",
    )
    parser.add_argument(
        "--height-cm", type=float, metavar="CM", help="body height, for the centre of gravity"
    )
    plate = parser.add_argument_group("force plates (C3D, Kistler, AMTI)")
    plate.add_argument("--plate", type=int, default=1, metavar="N", help="which one, from 1")
    plate.add_argument("--front", choices=FRONTS, default="+y", help="its axis towards the toes")
    plate.add_argument("--z", choices=UPRIGHTS, default="auto", help="where its z axis points")
    plate.add_argument("--depth", type=float, default=0.0, metavar="MM", help="transducer's, text")
    plate.add_argument("--units", default="", metavar="F,M", help="where none are written: n,nm")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes at work")
    parser.add_argument("--json", action="store_true", help="one JSON object a file")


def run(args: argparse.Namespace) -> int:
    """Measure each file; a file that cannot be measured is named, and the rest go on."""
    if args.jobs < 1:
        raise ConfigError(
            f"--jobs must be 1 or more, not {args.jobs}.", hint="Give the number of processes."
        )
    check_rate(args.rate)
    measure = functools.partial(
        _measure,
        preset=args.preset,
        rate_hz=args.rate,
        geometry=_geometry(args),
        base_mm=None if args.base_of_support is None else read_outline(args.base_of_support),
        height_mm=_height_mm(args.height_cm),
        plate=_plate(args),
    )
    # In this process and before its helpers: they read the compiled kernels from the cache.
    ensure_compiled(first_start(), Use.ANALYSIS)
    n_files, n_failed = len(args.files), 0
    bar = Bar("Analyzing", log_line=f"Analyzing {n_files} files.", quick_s=_QUICK_S)
    for done, outcome in enumerate(_outcomes(measure, args.files, args.jobs), start=1):
        if isinstance(outcome, str):
            n_failed += 1
            note(f"balance-arcade analyze: {outcome}")
        elif args.json:
            print_json(outcome.to_builtins())
        else:
            print(describe_result(outcome))
        bar(done, n_files)
    return 1 if n_failed else 0


def _measure(file: str, **how: Any) -> AnalysisResult | str:
    """Measure one file; what is wrong with it comes back as a sentence."""
    try:
        return analyze_file(file, **how)
    except BalanceArcadeError as error:
        name = Path(file).name
        return str(error) if name in str(error) else f"{name}: {error}"
    except Exception as error:  # noqa: BLE001 - it is said, and the other files keep their rows
        return f"{Path(file).name}: a fault of this program, {type(error).__name__}: {error}"


def _outcomes(
    measure: Callable[[str], AnalysisResult | str], files: Sequence[str], n_jobs: int
) -> Iterator[AnalysisResult | str]:
    """Outcomes in the order of the files, whoever is ready first."""
    # A helper that gets no file would still load the whole program.
    n_jobs = min(n_jobs, len(files))
    if n_jobs == 1:
        yield from map(measure, files)
        return
    n_done = 0
    with _pool(n_jobs) as pool:
        try:
            # Portions spare messages; eight for each process, so that none is left alone with a
            # long tail.
            for outcome in pool.map(measure, files, chunksize=max(1, len(files) // (8 * n_jobs))):
                n_done += 1
                yield outcome
        except BrokenProcessPool:
            # One file ended its process, and with it the others'; find out which.
            pass
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    # `map` keeps the order of the files: the first `n_done` have been told already.
    yield from _one_by_one(measure, files[n_done:])


def _one_by_one(
    measure: Callable[[str], AnalysisResult | str], files: Sequence[str]
) -> Iterator[AnalysisResult | str]:
    """Outcomes of files of which any may end the process that measures it."""
    left = list(files)
    while left:
        with _pool(1) as pool:
            try:
                while left:
                    outcome = pool.submit(measure, left[0]).result()
                    left.pop(0)
                    yield outcome
            except BrokenProcessPool:
                file = left.pop(0)
                yield (
                    f"{Path(file).name}: the process that measured it was ended. "
                    "It may need more memory than there is."
                )
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def _pool(n_jobs: int) -> ProcessPoolExecutor:
    """Start fresh processes: a forked copy of a running compiler is none that can be relied on."""
    return ProcessPoolExecutor(
        n_jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_leave_interrupts
    )


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


def _height_mm(height_cm: float | None) -> float | None:
    if height_cm is None:
        return None
    if not 50.0 <= height_cm <= 250.0:
        raise ConfigError(
            f"The body height must be 50 to 250 cm, not {height_cm:g}.", hint="Give centimetres."
        )
    return 10.0 * height_cm


def _plate(args: argparse.Namespace) -> PlateOptions:
    return PlateOptions(
        front=args.front,
        plate=args.plate,
        z=args.z,
        depth_mm=args.depth,
        units=args.units,
    )
