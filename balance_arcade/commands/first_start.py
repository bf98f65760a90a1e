"""Tells a person that the kernels are being compiled, which happens once."""

from __future__ import annotations

from balance_arcade.app.compiling import Progress
from balance_arcade.commands.progress import Bar

QUICK_S = 3.0
"""Compiling a kernel or two is quicker than this and needs no progress on the screen."""


def first_start(also: Progress | None = None) -> Progress:
    """Make a bar on stderr for `balance_arcade.app.compiling.ensure_compiled`.

    Parameters
    ----------
    also : callable, optional
        Told the same, for example a window's waiting screen.
    """
    bar = Bar(
        "First start, preparing",
        log_line="First start: preparing the measurements, once; usually 20 to 60 seconds.",
        quick_s=QUICK_S,
    )

    def progress(done: int, total: int, name: str) -> None:
        bar(done, total, name)
        if also is not None:
            also(done, total, name)

    return progress
