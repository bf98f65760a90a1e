"""Compile the kernels before a board is opened, so that no sample waits for a compiler."""

from __future__ import annotations

import time
from collections.abc import Callable

from balance_arcade.app.interrupts import check, held
from balance_arcade.app.progress import Bar
from balance_arcade.cop.kernel import n_compiled
from balance_arcade.cop.warmup import warmup
from balance_arcade.core.errors import ConfigError

# From the cache it takes half a second, on a busy machine two; compiling takes ten times that.
Show = Callable[[int, int], None]

_QUICK_S = 3.0
"""Compiling a kernel or two is quicker than this and needs no progress on the screen."""


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
