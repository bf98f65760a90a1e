"""``balance-arcade warmup``: compile the kernels once, so that no board waits for it."""

from __future__ import annotations

import argparse
import sys
import time

from balance_arcade.commands.output import note, print_json
from balance_arcade.cop.warmup import warmup

_QUICK_S = 2.0
"""A start from the cache is quicker than this and needs no progress on the screen."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


class Progress:
    """A bar on a terminal, one line in a log; silent while it is quick."""

    def __init__(self) -> None:
        self._start_s = time.monotonic()
        self._shown = False

    def __call__(self, done: int, total: int, name: str) -> None:
        """Show ``done`` of ``total`` kernels; ``name`` is the one in hand."""
        if not self._shown and time.monotonic() - self._start_s < _QUICK_S:
            return
        if sys.stderr.isatty():
            end = "\n" if done == total else ""
            bar = "#" * round(20 * done / total)
            sys.stderr.write(
                f"\rFirst start, compiling: [{bar:<20}] {done}/{total} {name:<16}{end}"
            )
            sys.stderr.flush()
        elif not self._shown:
            note("First start: compiling the kernels, once; about ten seconds.")
        self._shown = True


def ensure_compiled() -> float:
    """Compile what is not cached yet, with progress on stderr.

    Returns
    -------
    float
        Seconds that it took.
    """
    start_s = time.monotonic()
    warmup(Progress())
    return time.monotonic() - start_s


def run(args: argparse.Namespace) -> int:
    """Compile every kernel and say how long it took."""
    seconds = ensure_compiled()
    if args.json:
        print_json({"seconds": seconds})
    else:
        print(f"Kernels are ready ({seconds:.1f} s).")
    return 0
