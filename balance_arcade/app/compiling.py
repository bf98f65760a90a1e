"""Compile the kernels before a board is opened, so that no sample waits for a compiler."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from balance_arcade.app.interrupts import check, held
from balance_arcade.cop.warmup import EVERY_USE, Use, warmup
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.kernel import n_compiled

_log = logging.getLogger(__name__)

Progress = Callable[[int, int, str], None]
"""Told steps done, steps in all and the name of the step in hand, while something is compiled."""


def ensure_compiled(progress: Progress | None = None, use: Use = EVERY_USE) -> float:
    """Compile what is not cached yet.

    Parameters
    ----------
    progress : callable, optional
        Told how far it is, only where something really is compiled: a slow start from the cache is
        no first start.
    use : Use
        What the kernels are for.

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

    # `warmup` calls this between two kernels: there an interrupt that was held may come up.
    def step(done: int, total: int, name: str) -> None:
        check()
        # What comes out of the cache counts as no kernel, so a warm start tells nobody anything.
        if progress is not None and n_compiled():
            progress(done, total, name)

    try:
        with held():  # the compiler calls back from C, where an interrupt would be lost
            warmup(step, use)
    except OSError as error:
        raise ConfigError(
            f"The disk does not take the compiled kernels ({error.strerror}).",
            hint="Free some space, or name another folder in NUMBA_CACHE_DIR.",
        ) from error
    took_s = time.monotonic() - start_s
    if n_compiled():
        _log.info("%d kernels were compiled in %.1f s.", n_compiled(), took_s)
    return took_s
