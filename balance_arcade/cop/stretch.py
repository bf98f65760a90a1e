"""Samples in a row without a break, at their own rate and at 25 Hz, found once for all groups."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.bridge import BridgedRun, bridged_runs
from balance_arcade.cop.filters import padding_for, smooth_zero_phase
from balance_arcade.cop.interpolate import low_passed_at
from balance_arcade.cop.pipelines import Pipeline
from balance_arcade.cop.prepare import Prepared, unbroken_runs
from balance_arcade.cop.refusal import NOBODY

Floats = npt.NDArray[np.float64]

# What complexity is measured at: faster, and neighbours are so alike that nothing else is seen.
# Montesinos et al. 2018 (doi 10.1186/s12984-018-0465-9) use 20 Hz, Quijoux et al. 2021 25 Hz.
EVEN_HZ = 25.0
# Slower records do not hold what is looked for.
LEAST_HZ = 20.0
_LEAST_S = 1.0

# Farther from the regular grid than half a period, or a rate that far from the one that was
# stated, and what rests on even sampling is refused. Ours.
_MOST_UNEVEN_PERIODS = 0.5
_MOST_RATE_ERROR = 0.01


class Stretch(NamedTuple):
    """The longest run of samples without a break.

    Attributes
    ----------
    cop_mm : numpy.ndarray, shape (n_samples, 2)
        ml and ap, none missing.
    rate_hz : float
        Sampling rate.
    refused : str
        Why it cannot be used; empty if it can.
    """

    cop_mm: Floats
    rate_hz: float
    refused: str

    @property
    def duration_s(self) -> float:
        """Samples over rate."""
        return len(self.cop_mm) / self.rate_hz

    def too_short(self, least_s: float) -> str:
        """Say why the stretch cannot be used if it is shorter than this or unfit anyhow."""
        if self.refused or self.duration_s >= least_s:
            return self.refused
        return f"too short: {self.duration_s:.3g} s without a break, {least_s:.3g} s needed"

    def too_few(self, n_least: int) -> str:
        """Say why the stretch cannot be used if it has fewer points or is unfit anyhow."""
        n_points = len(self.cop_mm)
        if self.refused or n_points >= n_least:
            return self.refused
        return (
            f"too short: {n_points} points without a break at {self.rate_hz:.3g} Hz, "
            f"{n_least} needed"
        )


class EvenRecord:
    """A trial's samples in a row; each way to take them is gone once, when it is first asked for.

    Parameters
    ----------
    raw : Prepared
        The record before the pipeline did anything to it.
    used : Prepared
        The samples that the pipeline measures.
    refused : str
        Why nothing of it can be measured; empty if something can.
    pipeline : Pipeline
        That made them.
    """

    def __init__(self, raw: Prepared, used: Prepared, refused: str, pipeline: Pipeline) -> None:
        self._raw = raw
        self._used = used
        self._refused = refused
        self._pipeline = pipeline

    @cached_property
    def bridged(self) -> list[BridgedRun]:
        """Runs across short gaps, filtered as the pipeline does; none if there is no gap to bridge.

        Runs that are too short for the filter are not among them.
        """
        most_s, cutoff_hz = self._pipeline.even.most_bridged_s, self._pipeline.cutoff_hz
        if self._refused or not most_s > 0.0:
            return []
        runs = bridged_runs(self._raw, most_s)
        if cutoff_hz is None:
            return runs
        rate_hz = self._raw.rate_hz
        n_least = padding_for(rate_hz, cutoff_hz) + 1
        return [
            run._replace(
                cop_mm=np.column_stack(
                    [smooth_zero_phase(x.copy(), rate_hz, cutoff_hz) for x in run.cop_mm.T]
                )
            )
            for run in runs
            if len(run.cop_mm) >= n_least
        ]

    @property
    def n_bridged(self) -> int:
        """Samples put into short gaps."""
        return sum(run.n_bridged for run in self.bridged)

    @cached_property
    def longest(self) -> Stretch:
        """The longest run without a break, at the record's own rate; see `stretch_of`."""
        most_uneven_s = self._pipeline.even.most_uneven_s
        if not self.bridged:
            return stretch_of(self._used, self._refused, most_uneven_s)
        # Of runs equally long the first one, as in `stretch_of`.
        run = max(self.bridged, key=lambda run: len(run.cop_mm))
        rate_hz = self._raw.rate_hz
        return Stretch(run.cop_mm, rate_hz, _uneven(run.t_s, rate_hz, most_uneven_s))

    @cached_property
    def at_25_hz(self) -> Stretch:
        """The same stretch at exactly 25 Hz, low-passed on the way; see `low_passed_at`."""
        whole = self.longest
        why = whole.refused
        if not why and not self._pipeline.fast_enough(whole.rate_hz, LEAST_HZ):
            why = f"too slow: {whole.rate_hz:g} Hz, {LEAST_HZ:g} Hz needed"
        why = why or whole.too_short(_LEAST_S)
        if why:
            return Stretch(np.empty((0, 2)), EVEN_HZ, why)
        return Stretch(low_passed_at(whole.cop_mm, whole.rate_hz, EVEN_HZ), EVEN_HZ, "")

    def copied(self) -> EvenRecord:
        """Give one that shares no array with this one, for groups that may write into them."""
        other = EvenRecord(self._raw, self._used, self._refused, self._pipeline)
        other.longest = self.longest._replace(cop_mm=self.longest.cop_mm.copy())
        other.at_25_hz = self.at_25_hz._replace(cop_mm=self.at_25_hz.cop_mm.copy())
        return other


def stretch_of(used: Prepared, refused: str = "", most_uneven_s: float = 0.0) -> Stretch:
    """Find the longest run without a break in a record.

    Parameters
    ----------
    used : Prepared
        The record.
    refused : str
        Why nothing of it can be measured; empty if something can.
    most_uneven_s : float
        See `balance_arcade.cop.pipelines.EvenSettings`.

    Returns
    -------
    Stretch
        Refused where the times in it are not even: such a record has to be resampled first.
    """
    runs = unbroken_runs(used)
    if refused or not runs:
        return Stretch(np.empty((0, 2)), used.rate_hz, refused or NOBODY)
    # Of stretches equally long the first one, so that the answer is always the same.
    start, stop = max(runs, key=lambda run: run[1] - run[0])
    cop_mm = np.ascontiguousarray(used.cop_mm[start:stop])
    return Stretch(cop_mm, used.rate_hz, _uneven(used.t_s[start:stop], used.rate_hz, most_uneven_s))


def _uneven(t_s: Floats, rate_hz: float, most_uneven_s: float) -> str:
    """Why these times cannot pass for a regular grid; empty if they can."""
    n_steps = t_s.shape[0] - 1
    if n_steps < 1:
        return ""
    true_hz = n_steps / float(t_s[-1] - t_s[0])
    # One step more or less at the ends of a short run says nothing about the rate.
    if abs(true_hz / rate_hz - 1.0) > _MOST_RATE_ERROR + 1.0 / n_steps:
        return f"uneven: the times say {true_hz:.4g} Hz, the rate {rate_hz:.4g} Hz"
    # Against the rate that the times themselves have: a clock that is off is told above.
    grid_s = t_s[0] + np.arange(n_steps + 1) / true_hz
    off_periods = float(np.abs(t_s - grid_s).max()) * rate_hz
    if off_periods > max(_MOST_UNEVEN_PERIODS, most_uneven_s * rate_hz):
        return f"uneven: a sample is {off_periods:.2g} periods off the regular grid"
    return ""
