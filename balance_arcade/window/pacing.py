"""Frames at even times: each has a deadline, and a late one does not make the next one early."""

from __future__ import annotations

from typing import Final

from balance_arcade.core.clock import Clock

FPS: Final = 60.0
_LATE_FRAMES: Final = 2.0


class Pacer:
    """Waits for the next frame's deadline.

    Parameters
    ----------
    clock : Clock
        What is waited on.
    fps : float
        Frames a second; 0 waits never.

    Examples
    --------
    >>> from balance_arcade.core.clock import ManualClock
    >>> clock = ManualClock()
    >>> pacer = Pacer(clock, 50.0)
    >>> pacer.wait(); pacer.wait()
    >>> clock.now_ns()
    40000000
    """

    def __init__(self, clock: Clock, fps: float = FPS) -> None:
        self._clock = clock
        self._period_ns = round(1e9 / fps) if fps > 0.0 else 0
        self._next_ns = clock.now_ns() + self._period_ns
        self.n_late = 0

    def wait(self) -> None:
        """Sleep until the frame is due; after a long stall start counting afresh."""
        if self._period_ns == 0:
            return
        now_ns = self._clock.now_ns()
        if now_ns < self._next_ns:
            self._clock.sleep((self._next_ns - now_ns) / 1e9)
        elif now_ns - self._next_ns > _LATE_FRAMES * self._period_ns:
            self.n_late += 1
            self._next_ns = now_ns
        # From the last deadline and not from now, so that small delays do not add up.
        self._next_ns += self._period_ns
