"""Who goes first on a busy computer: the window before the processes that only help it.

A computer shares its time evenly among all that want it, and with eight others at work on two cores
each gets a fifth of a core. Helpers take less than that share; a window asks for more, which most
systems give only to an administrator's choice (on Linux a line such as ``@clinic - nice -5`` in
``/etc/security/limits.d``). Without the right everything goes on as it is.

Linux may share by sessions of processes first (``autogroup``, sched(7)): niceness then counts
within a session only, and a helper in a session of its own would have as much time as the window
and all beside it. The session of a helper is therefore made nicer too.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

HELPER_NICENESS: Final = 5
"""A third of an even share: a picture is late then, but still there within a calibration."""

WINDOW_NICENESS: Final = -5

_AUTOGROUP: Final = Path("/proc/self/autogroup")


def stand_back(niceness: int = HELPER_NICENESS) -> None:
    """Let this process take less of a busy computer; for a helper, called by itself.

    Parameters
    ----------
    niceness : int
        Steps of niceness below 0, or below what the process already stands back.
    """
    if not hasattr(os, "setpriority"):
        return  # Windows shares in another way.
    niceness += max(0, os.getpriority(os.PRIO_PROCESS, 0))
    with contextlib.suppress(OSError):  # Then it takes its even share, and only that.
        os.setpriority(os.PRIO_PROCESS, 0, min(19, niceness))
    if os.getsid(0) == os.getpid():
        # Only in a session of its own: in a shared one the window would stand back as well.
        with contextlib.suppress(OSError):  # Another system, or a kernel without sessions' shares.
            _AUTOGROUP.write_text(str(min(19, niceness)))


def ask_to_go_first(niceness: int = WINDOW_NICENESS) -> int | None:
    """Ask for more than an even share, for this thread and the threads it starts from now on.

    Returns
    -------
    int or None
        Niceness before, for `go_back`; None where nothing has changed.

    Examples
    --------
    >>> before = ask_to_go_first()
    >>> go_back(before)
    """
    if not hasattr(os, "setpriority"):
        return None
    before = os.getpriority(os.PRIO_PROCESS, 0)
    if before != 0:
        return None  # Somebody has chosen already.
    try:
        os.setpriority(os.PRIO_PROCESS, 0, niceness)
    except OSError:
        return None  # Not allowed here.
    return before


def go_back(before: int | None) -> None:
    """Take no more than before; giving up is always allowed."""
    if before is not None:
        os.setpriority(os.PRIO_PROCESS, 0, before)
