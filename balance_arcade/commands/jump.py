"""``balance-arcade jump``: jumps, landings and pushes in files of force plates."""

from __future__ import annotations

import argparse
import sys

from balance_arcade.app.compiling import ensure_compiled
from balance_arcade.assess.jump_record import JumpOptions
from balance_arcade.assess.jumps import TESTS
from balance_arcade.commands.analyze_plots import plan_pictures
from balance_arcade.commands.crew import Crew
from balance_arcade.commands.cut_flags import exit_code
from balance_arcade.commands.first_start import first_start
from balance_arcade.commands.jump_jobs import JumpJob, JumpOutcome
from balance_arcade.commands.jump_table import JumpTable
from balance_arcade.commands.numbers import check_rate
from balance_arcade.commands.out_file import out_file
from balance_arcade.commands.output import note
from balance_arcade.cop.warmup import Use
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.files.finding import find_files
from balance_arcade.files.tables.loads import LoadOptions
from balance_arcade.files.whole import write_whole

_LEAST_KG, _MOST_KG = 5.0, 400.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="C3D, CSV/TSV or plate exports, recordings; folders, patterns ('data/**/*.c3d')",
    )
    parser.add_argument(
        "--test",
        choices=TESTS,
        default="auto",
        help="auto tells cmj, sj, dj, hops and landing apart; push, squat and sts are named",
    )
    parser.add_argument("--rate", type=float, metavar="HZ", help="goes before the file's times")
    parser.add_argument("--plate", type=int, metavar="N", help="this plate alone, from 1")
    parser.add_argument("--sides", metavar="L,R", help="plates under the left and the right foot")
    parser.add_argument("--units", default="", help="where none are written: n, kg, lb or bw")
    parser.add_argument("--mass", type=float, metavar="KG", help="stated, instead of weighing")
    parser.add_argument("--box", type=float, metavar="CM", help="height of the box dropped from")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes at work")
    group = parser.add_argument_group("results")
    group.add_argument("--json", action="store_true", help="one JSON object a file")
    group.add_argument("--csv", metavar="OUT", help="a table: one row a trial")
    group.add_argument("--plot", metavar="DIR", help="a picture of each trial, as SVG and PNG")


def run(args: argparse.Namespace) -> int:
    """Measure each file; a file that cannot be measured is named, and the rest go on."""
    if args.jobs < 1:
        raise ConfigError(
            f"--jobs must be 1 or more, not {args.jobs}.", hint="Give the number of processes."
        )
    check_rate(args.rate)
    found = find_files(args.files, leave=[args.csv] if args.csv else [])
    for sentence in (*found.without, *found.remarks()):
        note(f"balance-arcade jump: {sentence}")
    path = None if args.csv is None else out_file(args.csv, "--csv", inputs=found.files)
    pictures = None
    if args.plot is not None:
        pictures, why_no_png = plan_pictures(args.plot, found.files)
        if why_no_png:
            note(f"balance-arcade jump: {why_no_png}")
    body_weight_n = _body_weight_n(args.mass)
    job = JumpJob(
        test=args.test,
        loading=LoadOptions(args.rate, args.plate, _sides(args.sides), args.units, body_weight_n),
        options=JumpOptions(body_weight_n, _box_m(args.box)),
        show="json" if args.json else "" if path else "text",
        pictures=pictures,
        keep=path is not None,
    )
    if found.files:
        # Before its helpers, who read the compiled kernels from the cache.
        ensure_compiled(first_start(), Use.JUMPS)
    table = JumpTable()
    n_failed, n_empty = len(found.without), 0
    # Ctrl-C leaves the rows so far.
    try:
        for outcome in Crew(min(args.jobs, max(1, len(found.files)))).outcomes(job, found.files):
            n_failed += bool(outcome.problem) or bool(outcome.notes)
            n_empty += outcome.empty
            _tell(outcome.problem, outcome.notes, outcome.shown)
            if isinstance(outcome, JumpOutcome):
                table.add(outcome.rows)
    finally:
        if path is not None:
            write_whole(path, table.csv(), "The table")
    return exit_code(n_failed, n_empty)


def _tell(problem: str, notes: tuple[str, ...], shown: str) -> None:
    for sentence in (*([problem] if problem else []), *notes):
        note(f"balance-arcade jump: {sentence}")
    if shown:
        sys.stdout.write(shown)
        sys.stdout.flush()


def _body_weight_n(mass_kg: float | None) -> float | None:
    if mass_kg is None:
        return None
    if not _LEAST_KG <= mass_kg <= _MOST_KG:
        raise ConfigError(
            f"--mass must be {_LEAST_KG:g} to {_MOST_KG:g} kg, not {mass_kg:g}.",
            hint="Give kilograms.",
        )
    return mass_kg * STANDARD_GRAVITY_M_S2


def _box_m(box_cm: float | None) -> float | None:
    if box_cm is None:
        return None
    if not 1.0 <= box_cm <= 200.0:
        raise ConfigError(f"--box must be 1 to 200 cm, not {box_cm:g}.", hint="Give centimetres.")
    return 0.01 * box_cm


def _sides(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    try:
        left, right = (int(part) for part in text.split(","))
    except ValueError as error:
        raise ConfigError(
            f"--sides {text} is not two plates.",
            hint="Give two numbers, left and right: --sides 1,2.",
        ) from error
    if left == right or min(left, right) < 1:
        raise ConfigError(
            f"--sides {text}: two different plates are needed, counted from 1.",
            hint="Give two numbers, left and right: --sides 1,2.",
        )
    return left, right
