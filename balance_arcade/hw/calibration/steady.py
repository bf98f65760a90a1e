"""Detect when a mass lies still, so that a reading is valid."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.hw.calibration.readings import Floats, Four, Reading

NOISE_TIMES = 3.0
"""A window is quiet up to so many times the noise of the samples among themselves."""

LOAD_FRAC = 0.0005
"""Or up to this of the load, whichever is more."""

MIN_SAMPLES = 8

# Of a normal distribution: sd over the median distance of two samples that follow each other.
_SD_OF_DIFFERENCES = 1.0 / (0.6745 * math.sqrt(2.0))
_LOST = int(SampleFlag.CELL_FAULT | SampleFlag.TORN)


class SteadyWatch:
    """Keeps the newest seconds of a board's cells and says whether anything moved in them.

    Parameters
    ----------
    window_s : float
        How long it must be still.

    Notes
    -----
    What the noise itself is, is told from the differences between samples that follow each other: a
    mass that is still being moved makes the spread of the window large against the usual one of
    those differences; noise does not.
    """

    def __init__(self, window_s: float) -> None:
        self.window_s = window_s
        self._times: deque[float] = deque()
        self._cells: deque[Four] = deque()
        self._saturated: deque[bool] = deque()

    def push(self, sample: ForceSample) -> None:
        """Add a sample; a sample with a cell fault is ignored."""
        cells = (sample.tl_n, sample.tr_n, sample.bl_n, sample.br_n)
        # A torn or missing value would spoil mean and spread of the whole window.
        if sample.flags & _LOST or not all(map(math.isfinite, cells)):
            return
        self._times.append(sample.t_s)
        self._cells.append(cells)
        self._saturated.append(bool(sample.flags & SampleFlag.SATURATED))
        while self._times[-1] - self._times[0] > self.window_s:
            self._times.popleft()
            self._cells.popleft()
            self._saturated.popleft()

    def clear(self) -> None:
        """Clear the window."""
        self._times.clear()
        self._cells.clear()
        self._saturated.clear()

    @property
    def full(self) -> bool:
        """Whether the window is as long as it must be."""
        long_enough = len(self._times) >= MIN_SAMPLES
        # Not all of the window: the samples that fit into it end a little before it is over.
        return long_enough and self._times[-1] - self._times[0] >= 0.9 * self.window_s

    def mean(self) -> Floats:
        """Return the mean of each cell over the window, shape (4,)."""
        return np.asarray(np.mean(np.array(self._cells), axis=0), np.float64)

    def is_quiet(self, load: float = 0.0) -> bool:
        """Whether nothing moved.

        Parameters
        ----------
        load : float
            Load on all cells together, in their unit; 0 where it is not known.

        Returns
        -------
        bool
            False as well where the window is not full.
        """
        if not self.full:
            return False
        cells = np.array(self._cells, dtype=np.float64)
        # The median: a mass that has just come makes one difference large, and all the spread.
        noise = np.median(np.abs(np.diff(cells, axis=0)), axis=0) * _SD_OF_DIFFERENCES
        limit = np.maximum(NOISE_TIMES * noise, LOAD_FRAC * abs(load))
        return bool((cells.std(axis=0) <= limit).all())

    def reading(self, temperature_c: float | None = None) -> Reading:
        """Return the window as a reading.

        Parameters
        ----------
        temperature_c : float, optional
            Near the cells.

        Returns
        -------
        Reading
            Its sd is that of the samples, 1/(N-1).
        """
        cells = np.array(self._cells, dtype=np.float64)
        return Reading(
            t_s=(self._times[0] + self._times[-1]) / 2.0,
            mean=_four(cells.mean(axis=0)),
            sd=_four(cells.std(axis=0, ddof=1)),
            n_samples=len(cells),
            n_saturated=sum(self._saturated),
            temperature_c=temperature_c,
        )


def _four(values: Floats) -> Four:
    a, b, c, d = (float(value) for value in values)
    return a, b, c, d
