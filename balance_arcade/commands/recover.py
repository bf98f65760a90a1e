"""``balance-arcade recover``: make recordings whole that were cut off."""

from __future__ import annotations

import argparse

from balance_arcade.app.folders import data_folder
from balance_arcade.commands.output import note, print_json
from balance_arcade.files.recording import recover_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--out", metavar="FOLDER", help="where the sessions are kept")
    parser.add_argument("--json", action="store_true", help="one JSON object a recording")


def run(args: argparse.Namespace) -> int:
    """Recover every unfinished recording of the folder that no live process is writing."""
    folder = data_folder(args.out)
    found = recover_folder(folder)
    for one in found:
        if args.json:
            print_json(one)
        else:
            print(one.error or one.message)
    if not found:
        note(f"Nothing to recover in {folder}.")
    # What can be recovered is; the code tells a script that something was not.
    return 1 if any(one.error for one in found) else 0
