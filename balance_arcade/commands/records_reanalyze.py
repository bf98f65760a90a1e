"""``balance-arcade records reanalyze``: measure the recordings of the records, each once."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from balance_arcade.commands.crew_flags import add_crew_flags, crew_of
from balance_arcade.commands.cut_flags import exit_code
from balance_arcade.commands.output import note
from balance_arcade.cop.pipelines import preset_names

if TYPE_CHECKING:
    from balance_arcade.records.clinic.keeping import Records
    from balance_arcade.records.clinic.recordings import KnownRecording

REANALYZE_TAKES: Final = "[PERSON]: measure recordings by --preset; new ones alone (--again)"
_FIELDS: Final = ("person", "session", "trial", "began", "label")


def add_reanalyze_flags(parser: argparse.ArgumentParser) -> None:
    """Declare what `records reanalyze` takes beside the options of `records`."""
    group = parser.add_argument_group("reanalyze")
    group.add_argument(
        "--preset", choices=preset_names(), default="default", metavar="NAME", help="pipeline"
    )
    group.add_argument("--phase", default="", metavar="NAME", help="only this phase: quiet, play")
    group.add_argument("--again", action="store_true", help="also what was measured already")
    group.add_argument("--csv", metavar="OUT", help="a table: one row a recording")
    group.add_argument("--parquet", metavar="OUT", help="the same as Parquet (needs pyarrow)")
    add_crew_flags(group)


def reanalyze(records: Records, args: argparse.Namespace) -> int:
    """Measure what was not measured in this manner, and keep it in the records."""
    from balance_arcade.app.compiling import ensure_compiled
    from balance_arcade.commands.analyze import take_all
    from balance_arcade.commands.analyze_jobs import Job
    from balance_arcade.commands.analyze_outputs import Outputs
    from balance_arcade.commands.first_start import first_start
    from balance_arcade.commands.kept_results import KeptResults
    from balance_arcade.cop.warmup import Use
    from balance_arcade.records.clinic.analyses import Analyses
    from balance_arcade.records.clinic.recordings import recordings_of
    from balance_arcade.records.manner import manner_of

    job = Job(
        reading={"phase": args.phase},
        measuring={"preset": args.preset},
        folder=str(records.folder.resolve()),
    )
    analyses = Analyses(records.database, manner_of(**job.reading, **job.measuring))
    measured = frozenset[str]() if args.again else analyses.known()
    found = recordings_of(records.database, *args.words, measured=measured)
    known = {one.file: one for one in found}
    files = tuple(known)
    if not files:
        note("There is no recording to measure: balance-arcade records add FOLDER.")
        return 0
    outputs = Outputs(
        args,
        [str(records.folder / file) for file in files],
        fields=_FIELDS,
        labels={file: _labels(one) for file, one in known.items()},
        command="records reanalyze",
        elsewhere=True,
    )
    job = dataclasses.replace(job, show=outputs.show, keep=outputs.keep)
    if outputs.keep or args.json:
        # Written down before: nothing leaves the records unseen.
        person = args.words[0] if args.words else ""
        records.told("analyses.exported", person, detail=f"{len(files)} trials")
    crew = crew_of(args, len(files))
    ensure_compiled(first_start(), Use.ANALYSIS)
    hashes = {file: one.sha256 for file, one in known.items()}
    outcomes = KeptResults(analyses, again=args.again).outcomes(crew, job, files, hashes)
    take_all(outcomes, len(files), outputs, shown=bool(job.show))
    return exit_code(outputs.n_refused + outputs.n_failed, outputs.n_empty)


def _labels(one: KnownRecording) -> Mapping[str, str]:
    began = one.began.strftime("%Y-%m-%dT%H:%M:%SZ")
    values = (one.person, one.session, one.trial, began, one.label)
    return {name: value for name, value in zip(_FIELDS, values, strict=True) if value}
