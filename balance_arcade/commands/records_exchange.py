"""``balance-arcade records fhir`` and ``table``: outcomes for other programs."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from balance_arcade.commands.out_file import out_file
from balance_arcade.commands.output import note
from balance_arcade.files.whole import write_whole

if TYPE_CHECKING:
    from balance_arcade.records.clinic.keeping import Records


def write_fhir(records: Records, args: argparse.Namespace) -> int:
    """Write the outcomes of a person as a FHIR bundle."""
    from balance_arcade.records.clinic.kept import kept_trials
    from balance_arcade.records.exchange.fhir import fhir_bundle

    path = out_file(args.words[1], "records fhir", inputs=[])
    kept = kept_trials(records.database, args.words[0])
    trials = [one for one in kept if (one.origin != "real") == args.simulated]
    write_whole(path, fhir_bundle(trials, args.release), "The bundle")
    note(f"{path}: {sum(len(one.outcomes) for one in trials)} outcomes of {len(trials)} trials")
    return 0


def write_table(records: Records, args: argparse.Namespace) -> int:
    """Write trials with their outcomes as a table."""
    from balance_arcade.records.clinic.kept import kept_trials
    from balance_arcade.records.exchange.outcome_table import outcome_table

    path = out_file(args.words[0], "records table", inputs=[])
    trials = kept_trials(records.database, args.words[1] if len(args.words) > 1 else None)
    write_whole(path, outcome_table(trials, path), "The table")
    note(f"{path}: {sum(len(one.outcomes) for one in trials)} outcomes of {len(trials)} trials")
    return 0
