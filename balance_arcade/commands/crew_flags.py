"""Options that say who measures: how many processes, and what was measured before."""

from __future__ import annotations

import argparse

from balance_arcade.commands.crew import Crew
from balance_arcade.core.errors import ConfigError


def add_crew_flags(parser: argparse._ActionsContainer) -> None:
    """Declare ``--jobs``."""
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes at work")


def check_crew(args: argparse.Namespace) -> None:
    """Refuse what makes no sense, before anything is done.

    Raises
    ------
    ConfigError
        The number of processes is none.
    """
    if args.jobs < 1:
        raise ConfigError(
            f"--jobs must be 1 or more, not {args.jobs}.", hint="Give the number of processes."
        )


def crew_of(args: argparse.Namespace, n_files: int) -> Crew:
    """Call the processes that were asked for, no more than there are files."""
    return Crew(max(1, min(args.jobs, n_files)))
