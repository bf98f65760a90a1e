"""How old the newest sample is when its frame is shown: a histogram that never grows."""

from __future__ import annotations

import math
from typing import Final

BIN_MS: Final = 0.25
N_BINS: Final = 2000
"""Up to half a second; everything older falls into the last bin."""


class Histogram:
    """Counts of milliseconds in quarter-millisecond bins.

    Examples
    --------
    >>> ages = Histogram()
    >>> for age_ms in (5.0, 6.0, 7.0, 100.0):
    ...     ages.add(age_ms)
    >>> ages.percentile(50.0), ages.n
    (6.125, 4)
    """

    def __init__(self) -> None:
        self._bins = [0] * N_BINS
        self.n = 0

    def add(self, value_ms: float) -> None:
        """Count one value; values that are not numbers are left out."""
        if math.isfinite(value_ms):
            self._bins[min(N_BINS - 1, max(0, int(value_ms / BIN_MS)))] += 1
            self.n += 1

    def percentile(self, percent: float) -> float:
        """Middle of the bin in which the percentile lies, in milliseconds; NaN when empty."""
        if self.n == 0:
            return math.nan
        # The nearest rank: the smallest value that so many per cent do not exceed.
        wanted = max(1, math.ceil(self.n * percent / 100.0))
        seen = 0
        for index, count in enumerate(self._bins):
            seen += count
            if seen >= wanted:
                return (index + 0.5) * BIN_MS
        return math.nan  # pragma: no cover - the counts add up to n
