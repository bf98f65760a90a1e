"""``balance-arcade programme``: look a training programme through, and how far a person is."""

from __future__ import annotations

import argparse
import math
from typing import Final

from balance_arcade.app.folders import data_folder
from balance_arcade.app.person_book import PersonBook
from balance_arcade.app.programme_file import ProgrammeFile, read_programme
from balance_arcade.commands.output import notes, print_json
from balance_arcade.core.board import Origin
from balance_arcade.core.errors import ConfigError
from balance_arcade.games.block_settings import block_words
from balance_arcade.games.registry import game_spec
from balance_arcade.records.programme_progress import (
    FELL,
    Position,
    WeekReport,
    position,
    progress,
    sets_of,
)
from balance_arcade.session.programme import Block, Programme

_BAR: Final = 24
"""Columns of the longest bar."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "action",
        choices=("check", "show"),
        help="check: read the file, say what it asks; show: how far --person is",
    )
    parser.add_argument("file", help="a TOML file, see docs/programme.md")
    parser.add_argument("--person", default="", metavar="ID", help="pseudonym, for show")
    parser.add_argument("--out", metavar="FOLDER", help="where the person's sessions are kept")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Read the file and say what it asks for, or how far somebody is in it."""
    found = read_programme(args.file)
    if args.action == "show":
        return _show(found.programme, args)
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
    parts += block_words(block.settings)
    return ", ".join(parts)


def _n(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


# -- how far somebody is ---------------------------------------------------------------------


def _show(programme: Programme, args: argparse.Namespace) -> int:
    if not args.person:
        raise ConfigError(
            "A programme is somebody's, and nobody was named.", hint="Add --person ID."
        )
    book = PersonBook.beside(data_folder(args.out), args.person)
    notes(book.notes)
    kept, today = book.record().sets, book.today()
    origins = [one for one in _ORIGINS if sets_of(kept, programme.name, one)]
    for origin in origins or ["real"]:
        mine = sets_of(kept, programme.name, origin)
        weeks = progress(programme, mine, today)
        try:
            ahead, why_none = position(programme, mine, today), ""
        except ConfigError as error:
            ahead, why_none = None, error.message
        if args.json:
            print_json(
                {
                    "programme": programme.name,
                    "person": args.person,
                    "origin": origin,
                    "today": today,
                    "next": None if ahead is None else _ahead_facts(ahead),
                    "why_none": why_none,
                    "weeks": weeks,
                }
            )
            continue
        mark = "" if origin == "real" else f" [{origin.upper()}]"
        print(f"{programme.name}, {args.person}{mark}")
        _say_weeks(weeks)
        print(why_none if ahead is None else _ahead_words(programme, ahead))
    return 0


_ORIGINS: Final[tuple[Origin, ...]] = ("real", "simulated")


def _ahead_facts(ahead: Position) -> dict[str, object]:
    return {
        "week": ahead.week,
        "session": ahead.session,
        "blocks": [{"number": number, "game": block.game} for number, block in ahead.blocks],
    }


def _ahead_words(programme: Programme, ahead: Position) -> str:
    games = ", ".join(game_spec(block.game).title for _, block in ahead.blocks)
    which = f"session {ahead.session} of {programme.sessions_per_week}"
    return f"next: week {ahead.week} of {programme.weeks}, {which}: {games}"


def _say_weeks(weeks: tuple[WeekReport, ...]) -> None:
    most = max((max(one.minutes, one.planned_minutes) for one in weeks), default=0.0)
    print(f"{'week':<16}{'minutes':<{_BAR + 2}}{'played':>7}{'asked':>7}{'in all':>8}")
    for one in weeks:
        print(
            f"{one.week:<5}{one.iso or '-':<11}{_bar(one, most)}  {one.minutes:>7.1f}"
            f"{one.planned_minutes:>7.1f}{one.elapsed_minutes:>8.1f}"
            f"{f'  {FELL}' if one.fell else ''}"
        )
    print(
        f"{'week':<6}{'sets planned':>13}{'started':>9}{'completed':>11}{'successful':>12}"
        f"{'repetitions':>13}{'hits':>6}{'rating':>8}"
    )
    for one in weeks:
        rating = "-" if math.isnan(one.rating) else f"{one.rating:.1f}"
        print(
            f"{one.week:<6}{one.planned:>13}{one.started:>9}{one.completed:>11}"
            f"{one.successful:>12}{one.trials:>13}{one.successes:>6}{rating:>8}"
        )


def _bar(one: WeekReport, most: float) -> str:
    """Minutes played as `#`, those that were asked for and not played as dots."""
    share = 0.0 if most <= 0.0 else _BAR / most
    played, asked = round(one.minutes * share), round(one.planned_minutes * share)
    return ("#" * played).ljust(asked, ".").ljust(_BAR)
