"""What happened on the board between two steps of a game in which people land."""

from __future__ import annotations

import math
from collections import deque
from typing import Final

import msgspec

from balance_arcade.core.samples import CopSample
from balance_arcade.games.contract import ControlInput

MOST_LOADS: Final = 4096
"""Loads kept until a step takes them; more, after a pause, drop the oldest."""


class BetweenSteps:
    """Keeps the loads of samples that no step has heard, so that none misses an impact.

    Examples
    --------
    >>> between = BetweenSteps()
    >>> between.take(ControlInput(0.0, 0.0, 0.0)).n_samples
    0
    """

    def __init__(self) -> None:
        self._peak_n, self._n_samples = math.nan, 0
        self._loads = deque[tuple[float, float]](maxlen=MOST_LOADS)

    def count(self, sample: CopSample) -> None:
        """Take note of a sample, heard by a step or not."""
        self._n_samples += 1
        self._loads.append((sample.t_s, sample.fz_n))
        # "Not at most" instead of "above": the first is compared with NaN, and must be taken.
        if not sample.fz_n <= self._peak_n:
            self._peak_n = sample.fz_n

    def take(self, control: ControlInput) -> ControlInput:
        """Return a step's input with the samples since the last one, and begin anew."""
        told = msgspec.structs.replace(
            control,
            peak_load_n=self._peak_n,
            n_samples=self._n_samples,
            new_loads=tuple(self._loads),
        )
        self._peak_n, self._n_samples = math.nan, 0
        self._loads.clear()
        return told
