"""A bar on a terminal, one line in a log, nothing where it is quick."""

from __future__ import annotations

import sys

from balance_arcade.commands.output import note
from balance_arcade.core.clock import Clock, MonotonicClock

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
    unit : str
        What is counted, for a bar that shows pieces a second and the time left.
    clock : Clock, optional
        This process's own by default.
    """

    def __init__(
        self,
        label: str,
        *,
        log_line: str,
        quick_s: float,
        unit: str = "",
        clock: Clock | None = None,
    ) -> None:
        self._label, self._log_line, self._quick_s = label, log_line, quick_s
        self._unit, self._clock = unit, clock or MonotonicClock()
        self._start_ns = self._clock.now_ns()
        self._shown = False

    def __call__(self, done: int, total: int, name: str = "") -> None:
        """Show ``done`` of ``total``; ``name`` is the piece in hand."""
        took_s = (self._clock.now_ns() - self._start_ns) / 1e9
        if not self._shown and took_s < self._quick_s:
            return
        if sys.stderr.isatty():
            bar = "#" * round(_WIDTH * done / total)
            end = "\n" if done == total else ""
            beside = f"{name:<20.20}"
            if self._unit:
                beside = f"{pace(done, total, took_s, self._unit):<32}"
            sys.stderr.write(f"\r{self._label}: [{bar:<{_WIDTH}}] {done}/{total} {beside}{end}")
            sys.stderr.flush()
        # A log would keep every step of a bar as another line.
        elif not self._shown:
            note(self._log_line)
        self._shown = True


def pace(done: int, total: int, took_s: float, unit: str) -> str:
    """Say how fast a piece of work goes and how long the rest will take.

    Examples
    --------
    >>> pace(300, 1930, 6.0, "files"), pace(1930, 1930, 38.6, "files"), pace(0, 5, 1.0, "files")
    ('50 files/s, 0:33 left', '50 files/s', '')
    """
    if not done or took_s <= 0.0:
        return ""
    rate = done / took_s
    left_s = round((total - done) / rate)
    left = f", {left_s // 60}:{left_s % 60:02d} left" if done < total else ""
    return f"{rate:.2g} {unit}/s{left}" if rate < 10.0 else f"{rate:.0f} {unit}/s{left}"
