"""Standard trials for whoever measures: the same numbers everywhere, made by formula."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

RATE_HZ = 100.0

# Every fourth sample of so many is the same from either end.
N_SAMPLES = 6001

_N_WAVES = 240


class StandardTrial(NamedTuple):
    """A trial that every metric must be able to meet.

    Attributes
    ----------
    name : str
        What it is, for a sentence.
    t_s : numpy.ndarray, shape (n_samples,)
        Times in seconds.
    cop_mm : numpy.ndarray, shape (n_samples, 2)
        ml and ap in millimetres; NaN where nobody is on the board.
    rate_hz : float
        Sampling rate.
    """

    name: str
    t_s: Floats
    cop_mm: Floats
    rate_hz: float = RATE_HZ


def smooth_sway(
    seed: int, rate_hz: float = RATE_HZ, n_samples: int = N_SAMPLES, highest_hz: float = 8.0
) -> tuple[Floats, Floats]:
    """Make a smooth quiet sway, and the horizontal force that moves a body so.

    Parameters
    ----------
    seed : int
        Of the waves; the sway is the same at any rate.
    rate_hz : float
        Sampling rate.
    n_samples : int
        How many.
    highest_hz : float
        Frequency of the fastest of its 240 waves.

    Returns
    -------
    numpy.ndarray, shape (n_samples, 2)
        ml and ap in millimetres.
    numpy.ndarray, shape (n_samples, 2)
        Force along both axes, in no unit in particular.

    Examples
    --------
    >>> cop_mm, _ = smooth_sway(1)
    >>> cop_mm.shape
    (6001, 2)
    """
    rng = np.random.default_rng(seed)
    # Sums of waves have exact values at any time, so that a rate can be changed without a filter.
    f_hz = np.linspace(0.03, highest_hz, _N_WAVES)
    t_s = np.arange(n_samples) / rate_hz
    columns, forces = [], []
    for width in (1.0, 1.7):
        # Falls with frequency as sway does: slow and wide, fast and small.
        size = width * rng.normal(size=_N_WAVES) / (f_hz + 0.15) ** 1.4
        phase = rng.uniform(0.0, 7.0, _N_WAVES)
        waves = np.sin(np.outer(t_s, 2.0 * math.pi * f_hz) + phase)
        columns.append(waves @ size)
        forces.append(waves @ (size * f_hz**2 / (1.0 + f_hz**4)))
    # The axes of a person's sway are not those of the board.
    mix = np.array([[1.0, 0.2], [0.1, 0.9]])
    return np.column_stack(columns) @ mix, np.column_stack(forces) @ mix


def quiet_trial(seed: int = 1) -> StandardTrial:
    """Sixty seconds of quiet stance at 100 Hz."""
    return StandardTrial("quiet sway", np.arange(N_SAMPLES) / RATE_HZ, smooth_sway(seed)[0])


def standard_trials() -> tuple[StandardTrial, ...]:
    """Give the trials that a metric meets one day: good ones, poor ones and none at all.

    Examples
    --------
    >>> [trial.name for trial in standard_trials()]
    ['quiet sway', 'circle', 'gaps', 'too short', 'one sample', 'nobody', 'one point', 'no sample']
    """
    quiet = quiet_trial()
    t_s = quiet.t_s
    circle_mm = 10.0 * np.column_stack((np.sin(2.0 * t_s), np.cos(2.0 * t_s)))
    gaps_mm = quiet.cop_mm.copy()
    # Both kinds of gap: nobody on the board, and times that leap.
    gaps_mm[1000:1100] = math.nan
    gaps_s = t_s.copy()
    gaps_s[3000:] += 2.0
    return (
        quiet,
        StandardTrial("circle", t_s, circle_mm),
        StandardTrial("gaps", gaps_s, gaps_mm),
        StandardTrial("too short", t_s[:5], quiet.cop_mm[:5]),
        StandardTrial("one sample", t_s[:1], quiet.cop_mm[:1]),
        StandardTrial("nobody", t_s, np.full_like(quiet.cop_mm, math.nan)),
        StandardTrial("one point", t_s, np.full_like(quiet.cop_mm, 3.0)),
        StandardTrial("no sample", t_s[:0], quiet.cop_mm[:0]),
    )
