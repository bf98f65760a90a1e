"""``balance-arcade warmup``: compile the kernels once, so that no board waits for it."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from balance_arcade.commands.interrupts import check, held
from balance_arcade.commands.output import print_json
from balance_arcade.commands.progress import Bar
from balance_arcade.cop.kernel import n_compiled
from balance_arcade.cop.warmup import warmup
from balance_arcade.core.errors import ConfigError

# From the cache it takes half a second, on a busy machine two; compiling takes ten times that.
Show = Callable[[int, int], None]

_QUICK_S = 3.0
"""Compiling a kernel or two is quicker than this and needs no progress on the screen."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def ensure_compiled(show: Show | None = None) -> float:
    """Compile what is not cached yet, with progress on stderr.

    Parameters
    ----------
    show : callable, optional
        Called with steps done and steps in all while something is compiled: a window's screen.

    Returns
    -------
    float
        Seconds that it took.

    Raises
    ------
    ConfigError
        The disk has no room for what is compiled.
    """
    start_s = time.monotonic()
    bar = Bar(
        "First start, compiling",
        log_line="First start: compiling the kernels, once; about twenty seconds.",
        quick_s=_QUICK_S,
    )

    def progress(done: int, total: int, name: str) -> None:
        check()
        if n_compiled():  # A slow start from the cache is no first start.
            bar(done, total, name)
            if show is not None:
                show(done, total)

    try:
        with held():  # the compiler calls back from C, where an interrupt would be lost
            warmup(progress)
    except OSError as error:
        raise ConfigError(
            f"The compiled kernels cannot be kept ({error.strerror}).",
            hint="Free some space, or name another folder in NUMBA_CACHE_DIR.",
        ) from error
    return time.monotonic() - start_s


def run(args: argparse.Namespace) -> int:
    """Compile every kernel and say how long it took."""
    seconds = ensure_compiled()
    if args.json:
        print_json({"seconds": seconds})
    else:
        print(f"Kernels are ready ({seconds:.1f} s).")
    return 0
