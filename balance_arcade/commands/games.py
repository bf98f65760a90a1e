"""``balance-arcade games``: what can be played, and what it is for."""

from __future__ import annotations

import argparse

import msgspec

from balance_arcade.commands.output import print_json
from balance_arcade.games.registry import game_spec, known_games

_SAFETY = {
    "A": "any cleared standing person",
    "B": "limits measured today",
    "C": "spotter or harness confirmed",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--json", action="store_true", help="one JSON object a game")


def run(args: argparse.Namespace) -> int:
    """List the games from the gentlest to the most demanding."""
    specs = [game_spec(name) for name in known_games()]
    if args.json:
        for spec in specs:
            print_json(msgspec.to_builtins(spec))
        return 0
    for spec in specs:
        print(f"{spec.name:<14}{spec.title}. {spec.purpose}")
        safety = f"{spec.safety_class} ({_SAFETY[spec.safety_class]})"
        print(f"{'':<14}on the screen: {spec.instruction!r}; safety class {safety}")
    return 0
