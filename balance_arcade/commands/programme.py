"""``balance-arcade programme``: look a training programme through, and how far a person is."""

from __future__ import annotations

import argparse

from balance_arcade.app.programme_file import ProgrammeFile, read_programme
from balance_arcade.commands.output import print_json
from balance_arcade.games.registry import game_spec
from balance_arcade.session.programme import Block


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("action", choices=("check",), help="check: read the file, say what it asks")
    parser.add_argument("file", help="a TOML file, see docs/programme.md")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Read the file and say what it asks for."""
    found = read_programme(args.file)
    if args.json:
        print_json(_facts(found))
        return 0
    programme = found.programme
    print(f"{programme.name}: {_n(programme.weeks, 'week')}, {programme.sessions_per_week} a week")
    for number, block in enumerate(programme.blocks, 1):
        print(f"  {number} {_block_words(block, programme.weeks)}")
    for week in range(1, programme.weeks + 1):
        sets = _n(programme.n_sets(week), "set")
        print(
            f"week {week}: {sets} a session, at most {programme.session_s(week) / 60:.1f} minutes"
            f" of play; {programme.week_s(week) / 60:.1f} a week"
        )
    return 0


def _facts(found: ProgrammeFile) -> dict[str, object]:
    programme = found.programme
    return {
        "programme": programme,
        "settings": found.settings,
        "planned": [
            {
                "week": week,
                "sessions": programme.sessions_per_week,
                "sets": programme.sessions_per_week * programme.n_sets(week),
                "minutes": programme.week_s(week) / 60.0,
            }
            for week in range(1, programme.weeks + 1)
        ],
    }


def _block_words(block: Block, weeks: int) -> str:
    parts = [f"{game_spec(block.game).title}: {_n(block.sets, 'set')}"]
    if block.repetitions:
        parts.append(f"{_n(block.repetitions, 'repetition')} each")
    parts += [f"at most {block.seconds / 60:g} min each", f"rest {block.rest_s:g} s"]
    if len(block.weeks) < weeks:
        parts.append(f"in week {', '.join(map(str, block.weeks))}")
    if not block.rating:
        parts.append("not rated")
    return ", ".join(parts)


def _n(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
