"""What a group of metrics gets: the samples of a trial, and ways to take them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop import recurrences as rec
from balance_arcade.cop.interpolate import at_rate
from balance_arcade.cop.pipelines import Pipeline
from balance_arcade.cop.prepare import Prepared, unbroken_runs
from balance_arcade.cop.refusal import NOBODY, count_due

Floats = npt.NDArray[np.float64]

# What complexity is measured at. Faster, and neighbours are so alike that nothing else is seen;
# Montesinos et al. 2018 (doi 10.1186/s12984-018-0465-9) use 20 Hz.
DECIMATED_HZ = (20.0, 25.0)
_LEAST_INTERPOLATED_S = 1.0

# Farther from the regular grid than half a period, or a rate that far from the one that was
# stated, and what rests on even sampling is refused. Ours.
_MOST_UNEVEN_PERIODS = 0.5
_MOST_RATE_ERROR = 0.01


class Signals(NamedTuple):
    """Everything a group of metrics may look at.

    Attributes
    ----------
    used : Prepared
        The samples that the pipeline measures: ``used.cop_mm`` holds ml and ap in millimetres,
        NaN for nobody on the board, ``used.t_s`` their times.
    raw : Prepared
        The samples before the pipeline did anything to them.
    sums : numpy.ndarray, shape (N_SUMS,)
        Sums over the samples used, in the order of `balance_arcade.cop.recurrences`.
    duration_s : float
        T of the pipeline.
    refused : str
        Why nothing can be measured at all; empty if something can.
    values : mapping of str to float
        What the groups before have found, NaN where there is no value. Ours come first.
    with_loads : bool
        Whether the record says how the load is shared.
    """

    used: Prepared
    raw: Prepared
    sums: Floats
    duration_s: float
    refused: str
    values: Mapping[str, float]
    with_loads: bool = False

    @property
    def rate_hz(self) -> float:
        """Sampling rate."""
        return self.used.rate_hz

    @property
    def n_used(self) -> int:
        """Samples with a centre of pressure."""
        return int(self.sums[rec.COUNT])

    @property
    def n_due(self) -> int:
        """Samples that are due, by the rate, from the first to the last one used."""
        span_s = float(self.used.t_s[-1] - self.used.t_s[0]) if self.n_used else 0.0
        return count_due(span_s, self.used.rate_hz, self.n_used)


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


def longest_stretch(signals: Signals) -> Stretch:
    """Find the longest run without a break, for what needs evenly sampled values in a row.

    Parameters
    ----------
    signals : Signals
        Of one trial.

    Returns
    -------
    Stretch
        Refused where the times in it are not even: such a record has to be resampled first.
    """
    return stretch_of(signals.used, signals.refused)


def stretch_of(used: Prepared, refused: str = "") -> Stretch:
    """Find the longest run without a break in a record; see `longest_stretch`.

    Parameters
    ----------
    used : Prepared
        The record.
    refused : str
        Why nothing of it can be measured; empty if something can.
    """
    runs = unbroken_runs(used)
    if refused or not runs:
        return Stretch(np.empty((0, 2)), used.rate_hz, refused or NOBODY)
    # Of stretches equally long the first one, so that the answer is always the same.
    start, stop = max(runs, key=lambda run: run[1] - run[0])
    cop_mm = np.ascontiguousarray(used.cop_mm[start:stop])
    return Stretch(cop_mm, used.rate_hz, _uneven(used.t_s[start:stop], used.rate_hz))


def decimated(signals: Signals, pipeline: Pipeline) -> Stretch:
    """Bring the longest stretch to 20 to 25 Hz, by taking every k-th sample where that leads there.

    Parameters
    ----------
    signals : Signals
        Of one trial. The low-pass of its pipeline is what keeps faster sway from folding down;
        a pipeline without one lets it.
    pipeline : Pipeline
        Where no whole k leads there (30 Hz, say), `default` interpolates its low-passed samples to
        25 Hz. The others refuse: theirs are the samples as they were taken, without a low-pass
        that would make values in between mean something.

    Returns
    -------
    Stretch
        Refused where there is no way to such a rate.
    """
    whole = longest_stretch(signals)
    # The smallest k that comes down to 25 Hz; the hair keeps a rate of exactly k times 25 Hz.
    every = max(1, math.ceil(whole.rate_hz / DECIMATED_HZ[1] - 1e-9))
    rate_hz = whole.rate_hz / every
    if whole.refused or rate_hz >= DECIMATED_HZ[0] - 1e-9:
        return Stretch(np.ascontiguousarray(whole.cop_mm[::every]), rate_hz, whole.refused)
    if whole.rate_hz < DECIMATED_HZ[0]:
        why = f"too slow: {whole.rate_hz:g} Hz, {DECIMATED_HZ[0]:g} Hz needed"
    elif pipeline.name != "default":
        why = (
            f"wrong rate: {whole.rate_hz:g} Hz, no whole part of it lies between "
            f"{DECIMATED_HZ[0]:g} and {DECIMATED_HZ[1]:g} Hz; the preset default interpolates"
        )
    else:
        why = whole.too_short(_LEAST_INTERPOLATED_S)
    if why:
        return Stretch(np.empty((0, 2)), rate_hz, why)
    return Stretch(at_rate(whole.cop_mm, whole.rate_hz, DECIMATED_HZ[1]), DECIMATED_HZ[1], "")


def _uneven(t_s: Floats, rate_hz: float) -> str:
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
    if off_periods > _MOST_UNEVEN_PERIODS:
        return f"uneven: a sample is {off_periods:.2g} periods off the regular grid"
    return ""
