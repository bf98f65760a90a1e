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
from balance_arcade.cop.prepare import Prepared
from balance_arcade.cop.refusal import count_due
from balance_arcade.cop.stretch import EVEN_HZ, LEAST_HZ, EvenRecord, Stretch

Floats = npt.NDArray[np.float64]

# Every k-th sample is taken at a rate between these.
DECIMATED_HZ = (LEAST_HZ, EVEN_HZ)
_LEAST_INTERPOLATED_S = 1.0


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
    even : EvenRecord
        Samples in a row, for `longest_stretch` and `at_25_hz`.
    with_loads : bool
        Whether the record says how the load is shared.
    """

    used: Prepared
    raw: Prepared
    sums: Floats
    duration_s: float
    refused: str
    values: Mapping[str, float]
    even: EvenRecord
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
    return signals.even.longest


def at_25_hz(signals: Signals) -> Stretch:
    """Take the longest run without a break at exactly 25 Hz, whatever the board's rate is.

    What counts neighbours, or looks so many samples back, hangs on the rate; here it does not. The
    record is made when the first group asks for it and then shared: do not write into it.

    Parameters
    ----------
    signals : Signals
        Of one trial.

    Returns
    -------
    Stretch
        Low-passed on the way (half of the amplitude at 12.5 Hz, 1e-4 from 15.2 Hz on), so that
        nothing folds down, also where the pipeline has no filter. Refused below 20 Hz, below 1 s,
        and where `longest_stretch` is.
    """
    return signals.even.at_25_hz


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
