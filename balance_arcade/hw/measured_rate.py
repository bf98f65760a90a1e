"""Measure how many samples a second a board really sends."""

from __future__ import annotations

import math
from collections import deque
from typing import Final

RATE_SAMPLES: Final = 256


class MeasuredRate:
    """Rate over the newest samples; one thread notes them, any other may ask.

    Examples
    --------
    >>> rate = MeasuredRate()
    >>> rate.hz
    nan
    >>> for number in range(5):
    ...     rate.note(number, 0.01 * number)
    >>> round(rate.hz, 6)
    100.0
    """

    def __init__(self) -> None:
        self._marks: deque[tuple[int, float]] = deque(maxlen=RATE_SAMPLES)

    def note(self, number: int, t_s: float) -> None:
        """Take one sample in.

        Parameters
        ----------
        number : int
            Counts up. Where it counts what the board measured, lost samples do not lower the rate;
            where it counts what arrived, they do.
        t_s : float
            Its time in seconds.
        """
        self._marks.append((number, t_s))

    def clear(self) -> None:
        """Begin anew, as after a restart of the board."""
        self._marks.clear()

    @property
    def hz(self) -> float:
        """Samples a second; NaN before it is known."""
        first, last = self._ends()
        span_s = last[1] - first[1]
        # First and last are enough: what lies between cancels out.
        return (last[0] - first[0]) / span_s if span_s > 0.0 else math.nan

    @property
    def span_s(self) -> float:
        """Time from the oldest sample to the newest of those that count."""
        first, last = self._ends()
        return last[1] - first[1]

    @property
    def full(self) -> bool:
        """Whether as many samples were noted as ever count."""
        return len(self._marks) == RATE_SAMPLES

    def _ends(self) -> tuple[tuple[int, float], tuple[int, float]]:
        # A copy is taken in one step, whatever another thread adds or clears meanwhile.
        marks = self._marks.copy()
        return (marks[0], marks[-1]) if marks else ((0, 0.0), (0, 0.0))
