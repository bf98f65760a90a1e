"""``balance-arcade boards``: what can be opened on this computer."""

from __future__ import annotations

import argparse

from balance_arcade.commands.output import print_json, table
from balance_arcade.hw import known_schemes, list_boards


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--json", action="store_true", help="one JSON object a board")


def run(args: argparse.Namespace) -> int:
    """List the boards that are there now, then the kinds of address."""
    rows = list_boards()
    if args.json:
        for row in rows:
            print_json(row)
        return 0
    cells = [[row.address, row.model, row.origin, row.note] for row in rows]
    print(table(cells, header=["address", "model", "origin", "note"]))
    print(f"\nKinds of address: {', '.join(f'{scheme}:' for scheme in known_schemes())}")
    return 0
