"""What happened on the board between two steps of a game in which people land."""

from __future__ import annotations

import math

import msgspec

from balance_arcade.core.samples import CopSample
from balance_arcade.games.contract import ControlInput


class BetweenSteps:
    """Counts samples and keeps the largest load, so that no step misses an impact.

    Examples
    --------
    >>> between = BetweenSteps()
    >>> between.take(ControlInput(0.0, 0.0, 0.0)).n_samples
    0
    """

    def __init__(self) -> None:
        self._peak_n, self._n_samples = math.nan, 0

    def count(self, sample: CopSample) -> None:
        """Take note of a sample, heard by a step or not."""
        self._n_samples += 1
        # "Not at most" instead of "above": the first is compared with NaN, and must be taken.
        if not sample.fz_n <= self._peak_n:
            self._peak_n = sample.fz_n

    def take(self, control: ControlInput) -> ControlInput:
        """Return a step's input with the samples since the last one, and begin anew."""
        told = msgspec.structs.replace(control, peak_load_n=self._peak_n, n_samples=self._n_samples)
        self._peak_n, self._n_samples = math.nan, 0
        return told
