"""``balance-arcade games``: what can be played, and what it is for."""

from __future__ import annotations

import argparse

import msgspec

from balance_arcade.commands.output import note, paragraph, print_json
from balance_arcade.games.registry import (
    OUR_PACKAGE,
    game_entry,
    game_spec,
    known_games,
    left_out,
    package_of,
)

_SAFETY = {
    "A": "any cleared standing person",
    "B": "limits measured today",
    "C": "spotter or harness confirmed",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--json", action="store_true", help="one JSON object a game")


def run(args: argparse.Namespace) -> int:
    """List the games, ours from the gentlest to the most demanding, and what was left out."""
    if args.json:
        for name in known_games():
            spec = game_spec(name)
            about = {"package": package_of(name), "contract": game_entry(name).contract}
            # In plain words what everybody asks first; the same stands among the rest.
            asked = {"class": spec.safety_class, "input": spec.reads, "levels": spec.axes}
            print_json({**msgspec.to_builtins(spec), **about, **asked})
        for one in left_out():
            print_json({"name": one.name, "package": one.package, "left_out": one.why})
        return 0
    width = 2 + max(map(len, known_games()))
    for name in known_games():
        _say(name, width)
    for one in left_out():
        note(f"left out: {one.name} of {one.package}. {one.why}")
    return 0


def _say(name: str, width: int) -> None:
    spec, package = game_spec(name), package_of(name)
    indent = " " * width
    print(f"{spec.name:<{width}}{spec.title}. {spec.purpose}")
    safety = f"{spec.safety_class} ({_SAFETY[spec.safety_class]})"
    print(f"{indent}on the screen: {spec.instruction!r}; safety class {safety}")
    if spec.reads:
        print(f"{indent}reads {spec.reads}")
    if spec.seated:
        print(f"{indent}also seated")
    for mode in spec.modes:
        stands = " (standing only)" if spec.seated and mode.standing else ""
        print(f"{indent}--mode {mode.name}: {mode.meaning}{stands}")
    if package != OUR_PACKAGE:
        print(paragraph(f"from the package {package}", first=indent))
