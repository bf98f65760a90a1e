"""Take what the empty board gave off what it gives under a person.

A board that reads something while nobody is on it adds that to every sample: to the load, and to
the moments that make the centre of pressure. So the mean of seconds in which it was empty is taken
off the corners' forces, or a plate's forces and moments, and the centre of pressure comes from what
is left. Seconds in which somebody was on the board are refused: they would turn the person into
nothing, and the empty board into somebody.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from balance_arcade.core.errors import ConfigError
from balance_arcade.files.tables.plate import plate_to_cop
from balance_arcade.files.tables.trial import FloatArray, TrialData

KEPT_COP = "The centre of pressure is the file's own; the empty board was taken off the load alone."

_HELD_S = 1.0
_LEAST_GAIN_N = 20.0
# Where somebody stands the load is at the upper end of what the file holds, and empty at the lower.
_LOW_FRAC = 0.25
_STEADY_EMPTY_N, _STEADY_EMPTY_FRAC = 10.0, 0.1
_STRAY_FRAC = 0.002


def take_off_zero(
    t_s: FloatArray,
    channels: FloatArray,
    load_n: FloatArray,
    zero_s: tuple[float, float] | None,
    *,
    rate_hz: float,
) -> tuple[FloatArray, tuple[str, ...]]:
    """Subtract the empty board's mean.

    Parameters
    ----------
    t_s : ndarray of float64, shape (n_samples,)
        Times in seconds.
    channels : ndarray of float64, shape (n_samples, n_channels)
        As the board gave them: forces of the corners, or forces and moments of a plate.
    load_n : ndarray of float64, shape (n_samples,)
        Total load, by which it is seen whether somebody was on the board.
    zero_s : tuple of float or None
        From when to when it was empty, from the first sample on.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    ndarray, tuple of str
        The channels without it, and a note; both as they were without a time.

    Raises
    ------
    ConfigError
        No sample lies in that time, or somebody was on the board in it.
    """
    if zero_s is None:
        return channels, ()
    since_s = t_s - t_s[0]
    chosen = (since_s >= zero_s[0]) & (since_s < zero_s[1])
    chosen &= np.isfinite(channels).all(axis=1) & np.isfinite(load_n)
    if not chosen.any():
        raise ConfigError(
            f"No sample lies between {zero_s[0]:g} and {zero_s[1]:g} s, where the board was said "
            f"to be empty; the file lasts {float(since_s.max()):.2f} s.",
            hint="Give --zero FROM,TO (zero=FROM,TO in an address) in seconds from the file's "
            "first sample.",
        )
    _refuse_somebody(load_n, chosen, zero_s, rate_hz)
    note = (
        f"The mean of {zero_s[0]:g} to {zero_s[1]:g} s was taken off as the empty board; its load "
        f"was {float(load_n[chosen].mean()):.1f} N."
    )
    return channels - channels[chosen].mean(axis=0), (note,)


def loaded_side(fz_n: FloatArray) -> FloatArray:
    """Give a vertical force of either sign as a load: positive where most of it is.

    Examples
    --------
    >>> loaded_side(np.array([20.0, -700.0, -710.0])).tolist()
    [-20.0, 700.0, 710.0]
    """
    finite = fz_n[np.isfinite(fz_n)]
    return -fz_n if finite.size and float(finite.mean()) < 0.0 else fz_n


def zero_trial(trial: TrialData, zero_s: tuple[float, float] | None) -> TrialData:
    """Take the empty board's mean off a trial of a table.

    Parameters
    ----------
    trial : TrialData
        As it was read. Where corners or moments are there the centre of pressure comes from them.
    zero_s : tuple of float or None
        From when to when the board was empty.

    Returns
    -------
    TrialData

    Raises
    ------
    ConfigError
        As `take_off_zero`, or the trial holds no load.
    """
    if zero_s is None:
        return trial
    source = trial.corners_n if trial.corners_n is not None else trial.plate
    if source is None and trial.fz_n is not None:
        source = trial.fz_n[:, None]
    if source is None:
        raise ConfigError(
            f"{trial.path.name} holds no load, so an empty board has none to be taken off.",
            hint="Leave --zero out (zero= in an address).",
        )
    load_n = source.sum(axis=1) if trial.corners_n is not None else source[:, 0]
    less, notes = take_off_zero(trial.t_s, source, load_n, zero_s, rate_hz=trial.rate_hz)
    if trial.corners_n is not None:
        # A centre of pressure of the file has the empty board's forces in it; that of the corners
        # has not.
        cop_mm = trial.cop_mm if trial.geometry is None else None
        trial = dataclasses.replace(trial, corners_n=less, fz_n=less.sum(axis=1), cop_mm=cop_mm)
    elif trial.plate is not None:
        trial = dataclasses.replace(
            trial, plate=less, fz_n=less[:, 0].copy(), cop_mm=plate_to_cop(less)
        )
    else:
        trial = dataclasses.replace(trial, fz_n=less[:, 0])
    if trial.plate is None and trial.cop_mm is not None:
        notes = (*notes, KEPT_COP)
    return dataclasses.replace(trial, notes=(*trial.notes, *notes))


def held_load(load_n: FloatArray, rate_hz: float) -> float:
    """Load in newtons that is borne for a second in all, or for half of a shorter record.

    Examples
    --------
    >>> held_load(np.array([0.0] * 200 + [700.0] * 300 + [1900.0] * 20), 100.0)
    700.0
    """
    finite = load_n[np.isfinite(load_n)]
    if finite.size == 0:
        return 0.0
    n_held = max(1, min(round(_HELD_S * rate_hz), finite.size // 2))
    return float(np.partition(finite, finite.size - n_held)[finite.size - n_held])


def _refuse_somebody(
    load_n: FloatArray, chosen: npt.NDArray[np.bool_], zero_s: tuple[float, float], rate_hz: float
) -> None:
    """Refuse seconds in which the load says that the board was not empty."""
    inside = load_n[chosen]
    empty_n = float(np.median(inside))
    high_n, low_n = held_load(load_n, rate_hz), -held_load(-load_n, rate_hz)
    when = f"Between {zero_s[0]:g} and {zero_s[1]:g} s"
    hint = "Give --zero FROM,TO (zero=FROM,TO in an address) the seconds in which it was empty."
    gain_n = high_n - empty_n
    if gain_n < _LEAST_GAIN_N or empty_n - low_n > _LOW_FRAC * (high_n - low_n):
        raise ConfigError(
            f"{when} the board was not empty: its load is {empty_n:.0f} N there, and {low_n:.0f} "
            f"to {high_n:.0f} N in the whole file.",
            hint=hint,
        )
    off = np.abs(inside - empty_n) > max(_STEADY_EMPTY_N, _STEADY_EMPTY_FRAC * gain_n)
    # A stray value or two make no person.
    if np.count_nonzero(off) > max(2.0, _STRAY_FRAC * inside.size):
        raise ConfigError(
            f"{when} the board was not empty all the time: its load goes from "
            f"{float(inside.min()):.0f} to {float(inside.max()):.0f} N.",
            hint=hint,
        )
