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

HELD_S = 1.0
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
    whole = np.asarray(np.isfinite(channels).all(axis=1))
    chosen, note = empty_rows(t_s, load_n, zero_s, rate_hz=rate_hz, usable=whole)
    return channels - channels[chosen].mean(axis=0), (note,)


def empty_rows(
    t_s: FloatArray,
    load_n: FloatArray,
    zero_s: tuple[float, float],
    *,
    rate_hz: float,
    usable: npt.NDArray[np.bool_],
) -> tuple[npt.NDArray[np.bool_], str]:
    """Find the rows in which a board was said to be empty.

    Parameters
    ----------
    t_s, load_n, zero_s, rate_hz
        As for `take_off_zero`; the load is that of all boards together where there are several.
    usable : ndarray of bool, shape (n_samples,)
        Rows in which nothing is missing.

    Returns
    -------
    ndarray of bool, str
        Rows, and a note.

    Raises
    ------
    ConfigError
        As `take_off_zero`.
    """
    since_s = t_s - t_s[0]
    chosen = (since_s >= zero_s[0]) & (since_s < zero_s[1]) & usable & np.isfinite(load_n)
    if not chosen.any():
        raise ConfigError(
            f"No sample lies between {zero_s[0]:g} and {zero_s[1]:g} s, where the board was said "
            f"to be empty; the file lasts {float(since_s.max()):.2f} s.",
            hint="Give --zero FROM,TO (zero=FROM,TO in an address) in seconds from the file's "
            "first sample.",
        )
    if why := somebody_there(load_n, chosen, rate_hz):
        raise ConfigError(
            f"Between {zero_s[0]:g} and {zero_s[1]:g} s {why}",
            hint="Give --zero FROM,TO (zero=FROM,TO in an address) the seconds in which it was "
            "empty.",
        )
    chosen = without_strays(load_n, chosen, rate_hz)
    return chosen, (
        f"The mean of {zero_s[0]:g} to {zero_s[1]:g} s was taken off as the empty board; its load "
        f"was {float(load_n[chosen].mean()):.1f} N."
    )


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
    if trial.corners_n is not None and trial.foot_loads_n is not None:
        source = np.column_stack((source, trial.foot_loads_n))
    less, notes = take_off_zero(trial.t_s, source, load_n, zero_s, rate_hz=trial.rate_hz)
    if trial.corners_n is not None:
        less, feet_n = less[:, :4], less[:, 4:]
        # A centre of pressure of the file has the empty board's forces in it; that of the corners
        # has not.
        cop_mm = trial.cop_mm if trial.geometry is None else None
        trial = dataclasses.replace(
            trial,
            corners_n=less,
            fz_n=less.sum(axis=1),
            cop_mm=cop_mm,
            foot_loads_n=feet_n if feet_n.size else None,
        )
    elif trial.plate is not None:
        trial = dataclasses.replace(
            trial, plate=less, fz_n=less[:, 0].copy(), cop_mm=plate_to_cop(less)
        )
    else:
        trial = dataclasses.replace(trial, fz_n=less[:, 0])
    if trial.plate is None and trial.cop_mm is not None:
        notes = (*notes, KEPT_COP)
    return dataclasses.replace(trial, notes=(*trial.notes, *notes))


def held_load(load_n: FloatArray, rate_hz: float, *, held_s: float = HELD_S) -> float:
    """Load in newtons that is borne for a second in all, or for half of a shorter record.

    Examples
    --------
    >>> held_load(np.array([0.0] * 200 + [700.0] * 300 + [1900.0] * 20), 100.0)
    700.0
    """
    finite = load_n[np.isfinite(load_n)]
    if finite.size == 0:
        return 0.0
    n_held = max(1, min(round(held_s * rate_hz), finite.size // 2))
    return float(np.partition(finite, finite.size - n_held)[finite.size - n_held])


def somebody_there(load_n: FloatArray, chosen: npt.NDArray[np.bool_], rate_hz: float) -> str:
    """Say why a board cannot have been empty; an empty text where it was.

    Parameters
    ----------
    load_n : ndarray of float64, shape (n_samples,)
        Load of the whole file.
    chosen : ndarray of bool, shape (n_samples,)
        When it is said to have been empty.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    str
        The end of a sentence.

    Examples
    --------
    >>> load_n = np.array([-20.0] * 300 + [680.0] * 700)
    >>> somebody_there(load_n, np.arange(1000) < 200, 100.0)
    ''
    >>> somebody_there(load_n, np.arange(1000) > 500, 100.0)
    'the board was not empty: its load is 680 N there, and -20 to 680 N in the whole file.'
    """
    inside = load_n[chosen]
    empty_n = float(np.median(inside))
    high_n, low_n = held_load(load_n, rate_hz), -held_load(-load_n, rate_hz)
    gain_n = high_n - empty_n
    if gain_n < _LEAST_GAIN_N or empty_n - low_n > _LOW_FRAC * (high_n - low_n):
        return (
            f"the board was not empty: its load is {empty_n:.0f} N there, and {low_n:.0f} to "
            f"{high_n:.0f} N in the whole file."
        )
    n_off = np.count_nonzero(chosen) - np.count_nonzero(without_strays(load_n, chosen, rate_hz))
    # A stray value or two make no person.
    if n_off > max(2.0, _STRAY_FRAC * inside.size):
        return (
            f"the board was not empty all the time: its load goes from {float(inside.min()):.0f} "
            f"to {float(inside.max()):.0f} N."
        )
    return ""


def without_strays(
    load_n: FloatArray, chosen: npt.NDArray[np.bool_], rate_hz: float
) -> npt.NDArray[np.bool_]:
    """Leave out rows whose load is far from that of the others: a mean would follow them.

    Examples
    --------
    >>> load_n = np.array([0.0, 0.0, -9999.0, 0.0, 0.0, 700.0, 700.0, 700.0, 700.0, 700.0])
    >>> without_strays(load_n, np.arange(10) < 5, 4.0).tolist()[:5]
    [True, True, False, True, True]
    """
    empty_n = float(np.median(load_n[chosen]))
    far_n = max(_STEADY_EMPTY_N, _STEADY_EMPTY_FRAC * (held_load(load_n, rate_hz) - empty_n))
    # A missing load is near to nothing, so it is left out as well.
    return np.asarray(chosen & (np.abs(load_n - empty_n) <= far_n))
