"""Frames at a fixed rate along the samples' time, for a window that nobody sees."""

from __future__ import annotations

from collections.abc import Callable

from balance_arcade.core.samples import CopSample

Draw = Callable[[CopSample], None]


class FrameBeat:
    """Calls ``draw`` at a fixed rate along the samples' time.

    Parameters
    ----------
    rate_hz : float
        Frames a second of the board's clock.
    draw : callable
        Draws a frame.

    Examples
    --------
    >>> beat = FrameBeat(2.0, lambda sample: print(sample.t_s))
    >>> for t_s in (0.0, 0.3, 0.6, 0.9, 1.1):
    ...     beat(CopSample(0, 0, t_s, 0.0, 0.0, 700.0, 0.5, 0.5, 0.0, 0.0))
    0.0
    0.6
    1.1
    """

    def __init__(self, rate_hz: float, draw: Draw) -> None:
        self._period_s = 1.0 / rate_hz
        self._draw = draw
        self._n_drawn = 0
        self._start_s: float | None = None

    def __call__(self, sample: CopSample) -> None:
        """Draw if a frame is due at this sample; frames that were missed are not made up."""
        if self._start_s is None:
            self._start_s = sample.t_s
        # The small term: a sample that falls on a frame's time must not miss it by rounding.
        due = int((sample.t_s - self._start_s) / self._period_s + 1e-9) + 1
        if due > self._n_drawn:
            # Set and not counted up, so that a gap in the samples is followed by one frame and not
            # by many.
            self._n_drawn = due
            self._draw(sample)
