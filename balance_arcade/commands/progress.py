"""A bar on a terminal, one line in a log, nothing where it is quick."""

from __future__ import annotations

import sys
import time

from balance_arcade.commands.output import note

_WIDTH = 20


class Bar:
    """How far a piece of work is, on stderr.

    Parameters
    ----------
    label : str
        What is under way.
    log_line : str
        What is said, once, where stderr is no terminal.
    quick_s : float
        Work that takes no longer is not worth a bar.
    """

    def __init__(self, label: str, *, log_line: str, quick_s: float) -> None:
        self._label, self._log_line, self._quick_s = label, log_line, quick_s
        self._start_s = time.monotonic()
        self._shown = False

    def __call__(self, done: int, total: int, name: str = "") -> None:
        """Show ``done`` of ``total``; ``name`` is the piece in hand."""
        if not self._shown and time.monotonic() - self._start_s < self._quick_s:
            return
        if sys.stderr.isatty():
            bar = "#" * round(_WIDTH * done / total)
            end = "\n" if done == total else ""
            sys.stderr.write(
                f"\r{self._label}: [{bar:<{_WIDTH}}] {done}/{total} {name:<20.20}{end}"
            )
            sys.stderr.flush()
        # A log would keep every step of a bar as another line.
        elif not self._shown:
            note(self._log_line)
        self._shown = True
