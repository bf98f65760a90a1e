"""Which part of a file is measured, and when its board was empty, as options of a command."""

from __future__ import annotations

import argparse

from balance_arcade.core.errors import ConfigError
from balance_arcade.files.tables import Cut

NOTHING_MEASURED = 3
"""Exit code where a file was read and nothing in it could be measured."""


def add_cut_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which part of a file is measured."""
    group = parser.add_argument_group("part of the file (seconds from its first sample)")
    group.add_argument("--zero", metavar="FROM,TO", help="the board was empty: take its mean off")
    group.add_argument("--from", dest="from_s", type=float, metavar="S", help="measure from here")
    group.add_argument("--to", dest="to_s", type=float, metavar="S", help="measure up to here")
    group.add_argument("--trim", action="store_true", help="cut stepping on and off")


def cut_of(args: argparse.Namespace) -> Cut:
    """Check the options and give them in one.

    Parameters
    ----------
    args : argparse.Namespace
        As parsed after `add_cut_arguments`.

    Returns
    -------
    Cut

    Raises
    ------
    ConfigError
        A time is none, or the later one comes first.
    """
    return Cut(zero_s=_seconds(args.zero), from_s=args.from_s, to_s=args.to_s, trim=bool(args.trim))


def exit_code(n_failed: int, n_unmeasured: int) -> int:
    """Say how a command that measures files ends.

    Parameters
    ----------
    n_failed : int
        Files that could not be read.
    n_unmeasured : int
        Files that were read, but every value was refused.

    Returns
    -------
    int
        1 where a file failed, else 3 where nothing was measured in one, else 0.

    Examples
    --------
    >>> exit_code(0, 2), exit_code(1, 2), exit_code(0, 0)
    (3, 1, 0)
    """
    if n_failed:
        return 1
    return NOTHING_MEASURED if n_unmeasured else 0


def _seconds(text: str | None) -> tuple[float, float] | None:
    """Two times, ``0,7``."""
    if text is None:
        return None
    try:
        begin, end = (float(part) for part in text.split(","))
    except ValueError as error:
        raise ConfigError(
            f"--zero {text} is not two times.",
            hint="Give two numbers of seconds with a comma between: --zero 0,7.",
        ) from error
    return begin, end
