"""The flag that names a folder of a clinic's own tests; the same for every command."""

from __future__ import annotations

import argparse
from pathlib import Path

from balance_arcade.app.protocol_folder import OwnTests, add_protocols
from balance_arcade.commands.output import note


def add_protocols_argument(parser: argparse.ArgumentParser) -> None:
    """Declare ``--protocols``; `own_tests_from` reads it."""
    parser.add_argument(
        "--protocols",
        metavar="FOLDER",
        help="know the clinic's own tests too: all protocol files (TOML) of this folder",
    )


def own_tests_from(args: argparse.Namespace) -> OwnTests:
    """Make the tests of the folder known, and say which files were left out.

    Raises
    ------
    ConfigError
        There is no such folder.
    """
    if args.protocols is None:
        return OwnTests((), ())
    found = add_protocols(Path(args.protocols))
    for fault in found.faults:
        note(f"left out: {fault}")
    return found
