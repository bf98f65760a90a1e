"""``balance-arcade records fhir`` and ``table``: outcomes for other programs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from balance_arcade.commands.out_file import out_file
from balance_arcade.commands.output import note, print_json
from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.files.whole import write_whole

if TYPE_CHECKING:
    from balance_arcade.records.clinic.keeping import Records
    from balance_arcade.records.clinic.reading import ReadRecording


def write_fhir(records: Records, args: argparse.Namespace) -> int:
    """Write the outcomes of a person as a FHIR bundle."""
    from balance_arcade.records.clinic.about import about_person
    from balance_arcade.records.clinic.kept import kept_trials
    from balance_arcade.records.exchange.fhir import fhir_bundle

    path = out_file(args.words[1], "records fhir", inputs=[])
    kept = kept_trials(records.database, args.words[0])
    trials = [one for one in kept if (one.origin != "real") == args.simulated]
    about = about_person(records.database, args.words[0])
    bundle = fhir_bundle(trials, args.release, about=about)
    # Written down before the file is there: nothing leaves the records unseen.
    records.told("fhir.exported", args.words[0], detail=_counted(trials))
    write_whole(path, bundle, "The bundle")
    note(f"{path}: {_counted(trials)}")
    return 0


def write_table(records: Records, args: argparse.Namespace) -> int:
    """Write trials with their outcomes as a table."""
    from balance_arcade.records.clinic.kept import kept_trials
    from balance_arcade.records.exchange.outcome_table import outcome_table

    path = out_file(args.words[0], "records table", inputs=[])
    person = args.words[1] if len(args.words) > 1 else ""
    trials = kept_trials(records.database, person or None)
    table = outcome_table(trials, path)
    records.told("table.exported", person, detail=_counted(trials))
    write_whole(path, table, "The table")
    note(f"{path}: {_counted(trials)}")
    return 0


def read_table(records: Records, args: argparse.Namespace) -> int:
    """Add the trials and outcomes of a table; the same table again changes nothing."""
    from balance_arcade.records.exchange.outcome_read import read_outcome_table

    # Whole first: a table that is wrong in its last row adds nothing.
    trials = read_outcome_table(Path(args.words[0]), records.folder)
    records.told("table.imported", "", detail=_counted(trials))
    n_new = n_refused = 0
    for one in trials:
        try:
            n_new += records.add_recording(one)
        except BalanceArcadeError as error:
            n_refused += 1
            note(f"{one.file.name}: {error}")
    n_known = len(trials) - n_new - n_refused
    if args.json:
        print_json({"added": n_new, "known": n_known, "refused": n_refused})
    else:
        print(f"{n_new} trials added, {n_known} were there, {n_refused} refused")
    return 1 if n_refused else 0


def _counted(trials: Sequence[ReadRecording]) -> str:
    return f"{sum(len(one.outcomes) for one in trials)} outcomes of {len(trials)} trials"
