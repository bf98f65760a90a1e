"""Which part of a file is measured, and what the empty board weighed: the same for every format.

All times are seconds from the file's first sample. The order is: the empty board's mean is taken
off, then ``from`` and ``to`` cut, then ``trim`` looks at what is left.

``trim`` cuts stepping on and off. The load, a mean over 0.1 s, has to stay within 5 % of its median
for one second; then one second more is cut, because a body sways longer than its load shows. The
median is that of loads above half of the greatest that is borne for a second, so that an empty
board before or after counts for nothing. Seen from the other end, the same holds for stepping off.
An end at which the load is steady from the very first sample is left as it is, and what happens
between the two ends is no matter of trimming.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np

from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.files.tables.trial import FloatArray, TrialData, trial_quality
from balance_arcade.files.tables.zero import held_load

STEADY_FRAC = 0.05
STEADY_S = 1.0
SETTLE_S = 1.0
SMOOTH_S = 0.1


@dataclass(frozen=True, slots=True)
class Cut:
    """Seconds that count, and seconds in which nobody was on the board.

    Attributes
    ----------
    zero_s : tuple of float or None
        From when to when the board was empty: the mean of what it gave is taken off.
    from_s, to_s : float or None
        What lies before the one and from the other on is left out.
    trim : bool
        Whether stepping on and off is cut, by the rule of this module.

    Raises
    ------
    ConfigError
        A time is negative or no number, or the later one comes first.

    Examples
    --------
    >>> Cut(from_s=5.0, to_s=30.0).given
    True
    >>> Cut(from_s=30.0, to_s=5.0)
    Traceback (most recent call last):
    balance_arcade.core.errors.ConfigError: The part to measure begins at 30 s and ends at 5 s. ...
    """

    zero_s: tuple[float, float] | None = None
    from_s: float | None = None
    to_s: float | None = None
    trim: bool = False

    def __post_init__(self) -> None:
        for time_s in (*(self.zero_s or ()), self.from_s, self.to_s):
            if time_s is not None and not (math.isfinite(time_s) and time_s >= 0.0):
                raise ConfigError(
                    f"A time of the file cannot be {time_s:g} s.",
                    hint="Give seconds from the file's first sample, 0 or more.",
                )
        if self.zero_s is not None and self.zero_s[1] <= self.zero_s[0]:
            raise ConfigError(
                f"The empty board is said to last from {self.zero_s[0]:g} s to "
                f"{self.zero_s[1]:g} s.",
                hint="Give the earlier second first: --zero 0,7 (zero=0,7 in an address).",
            )
        begin_s = self.from_s or 0.0
        if self.to_s is not None and self.to_s <= begin_s:
            raise ConfigError(
                f"The part to measure begins at {begin_s:g} s and ends at {self.to_s:g} s.",
                hint="Give --from the earlier second and --to the later one.",
            )

    @property
    def given(self) -> bool:
        """Whether anything is asked for."""
        return self != Cut()

    def rows(
        self, t_s: FloatArray, load_n: FloatArray | None, *, rate_hz: float, name: str
    ) -> tuple[slice, tuple[str, ...]]:
        """Find the rows that count.

        Parameters
        ----------
        t_s : ndarray of float64, shape (n_samples,)
            Times of the file in seconds, oldest first.
        load_n : ndarray of float64, shape (n_samples,), or None
            Total load in newtons, the empty board's taken off.
        rate_hz : float
            Sampling rate.
        name : str
            The file's, for messages.

        Returns
        -------
        slice, tuple of str
            Rows, and what a reader of the numbers should know.

        Raises
        ------
        ConfigError
            Fewer than two samples lie there, or ``trim`` is asked of a file without loads.
        RecordingError
            Nobody stands still long enough to tell stepping on from standing.
        """
        # A clock that runs back must not hide what comes behind it.
        since_s = np.maximum.accumulate(t_s - t_s[0])
        begin, end = 0, t_s.size
        notes: list[str] = []
        if self.from_s is not None or self.to_s is not None:
            begin, end, said = self._window(since_s, rate_hz, name)
            notes += said
        if self.trim:
            begin, end, said = _trimmed(begin, end, since_s, load_n, rate_hz, name)
            notes += said
        return slice(begin, end), tuple(notes)

    def _window(self, since_s: FloatArray, rate_hz: float, name: str) -> tuple[int, int, list[str]]:
        # Times that are written with few digits must not decide by their last one.
        little_s = 1e-6 + 1e-3 / rate_hz
        from_s = 0.0 if self.from_s is None else self.from_s
        to_s = math.inf if self.to_s is None else self.to_s
        chosen = np.flatnonzero((since_s >= from_s - little_s) & (since_s < to_s - little_s))
        last_s = float(since_s.max())
        if chosen.size < 2:
            until = "its end" if self.to_s is None else f"{to_s:g} s"
            raise ConfigError(
                f"{name}: {chosen.size} samples lie between {from_s:g} s and {until}; the file "
                f"lasts {last_s:.2f} s.",
                hint="Give --from and --to in seconds from the file's first sample.",
            )
        begin, end = int(chosen[0]), int(chosen[-1]) + 1
        notes = [f"Measured from {since_s[begin]:.2f} to {since_s[end - 1]:.2f} s of the file."]
        if math.isfinite(to_s) and to_s > last_s + 1.5 / rate_hz:
            notes.append(f"The file ends at {last_s:.2f} s, before the {to_s:g} s that were asked.")
        return begin, end, notes


def cut_trial(trial: TrialData, cut: Cut) -> TrialData:
    """Leave out of a trial what does not count.

    Parameters
    ----------
    trial : TrialData
        As it was read; the empty board's mean is taken off.
    cut : Cut
        What counts.

    Returns
    -------
    TrialData
        With gaps and blanks counted in the part that is left.

    Raises
    ------
    ConfigError, RecordingError
        As `Cut.rows`.
    """
    rows, notes = cut.rows(trial.t_s, trial.fz_n, rate_hz=trial.rate_hz, name=trial.path.name)
    t_s = trial.t_s[rows]
    left = dataclasses.replace(
        trial,
        t_s=t_s,
        cop_mm=_part(trial.cop_mm, rows),
        fz_n=_part(trial.fz_n, rows),
        corners_n=_part(trial.corners_n, rows),
        plate=_part(trial.plate, rows),
        horizontal_n=_part(trial.horizontal_n, rows),
        foot_loads_n=_part(trial.foot_loads_n, rows),
        label_run=_part(trial.label_run, rows),
        notes=(*trial.notes, *notes),
    )
    # What is missing because nobody is there is no blank, so their count stays within the file's.
    n_nan = min(_n_blank(left), trial.quality.n_nan)
    return dataclasses.replace(left, quality=trial_quality(t_s, trial.rate_hz, n_nan=n_nan))


def _part(values: FloatArray | None, rows: slice) -> FloatArray | None:
    return None if values is None else np.ascontiguousarray(values[rows])


def _n_blank(trial: TrialData) -> int:
    blank = np.zeros(trial.n_samples, dtype=bool)
    for values in (trial.cop_mm, trial.corners_n, trial.plate, trial.horizontal_n):
        if values is not None:
            blank |= np.isnan(values).any(axis=1)
    if trial.fz_n is not None:
        blank |= np.isnan(trial.fz_n)
    return int(blank.sum())


def _trimmed(
    begin: int,
    end: int,
    since_s: FloatArray,
    load_n: FloatArray | None,
    rate_hz: float,
    name: str,
) -> tuple[int, int, list[str]]:
    """Leave stepping on and off out of the rows `begin` to `end`, and say so."""
    if load_n is None:
        raise ConfigError(
            f"{name} holds no load, so stepping on and off cannot be seen.",
            hint="Cut by hand: --from 5 --to 30 (from=5&to=30 in an address).",
        )
    found = _standing(since_s[begin:end], load_n[begin:end], rate_hz, name)
    steady = f"the load is steady (within {100 * STEADY_FRAC:g} %)"
    if found == slice(0, end - begin):
        return begin, end, [f"Nothing was trimmed: {steady} from end to end."]
    begin, end = begin + found.start, begin + found.stop
    from_s, to_s = since_s[begin], since_s[end - 1]
    return begin, end, [f"Trimmed to {from_s:.2f} to {to_s:.2f} s of the file, where {steady}."]


def _standing(since_s: FloatArray, load_n: FloatArray, rate_hz: float, name: str) -> slice:
    """Rows between stepping on and stepping off."""
    half_n = held_load(load_n, rate_hz) / 2.0
    loaded = load_n[load_n >= half_n]
    level_n = float(np.median(loaded)) if loaded.size and half_n > 0.0 else math.nan
    steady = np.abs(_mean_over(load_n, round(SMOOTH_S * rate_hz)) - level_n) <= (
        STEADY_FRAC * level_n
    )
    edges = np.flatnonzero(np.diff(np.concatenate(([False], steady, [False])).astype(np.int8)))
    runs = [
        (int(begin), int(end))
        for begin, end in zip(edges[::2], edges[1::2], strict=True)
        # n samples stand for n periods.
        if since_s[end - 1] - since_s[begin] + 1.0 / rate_hz >= STEADY_S
    ]
    hint = "Cut by hand: --from 5 --to 30 (from=5&to=30 in an address)."
    if not runs:
        raise RecordingError(
            f"{name}: the load never stays within {100 * STEADY_FRAC:g} % of its median for "
            f"{STEADY_S:g} s, so nobody stands still in it.",
            hint=hint,
        )
    begin, end = runs[0][0], runs[-1][1]
    if begin > 0:
        begin = int(np.searchsorted(since_s, since_s[begin] + SETTLE_S))
    if end < since_s.size:
        end = int(np.searchsorted(since_s, since_s[end - 1] - SETTLE_S, side="right"))
    if end - begin < 2:
        raise RecordingError(
            f"{name}: nothing is left between stepping on and stepping off.", hint=hint
        )
    return slice(begin, end)


def _mean_over(load_n: FloatArray, n_wide: int) -> FloatArray:
    """Mean of the finite samples about each one; NaN where there is none."""
    before, behind = n_wide // 2, n_wide - n_wide // 2
    finite = np.isfinite(load_n)
    sums = np.concatenate(([0.0], np.cumsum(np.where(finite, load_n, 0.0))))
    counts = np.concatenate(([0], np.cumsum(finite)))
    begin = np.maximum(np.arange(load_n.size) - before, 0)
    end = np.minimum(np.arange(load_n.size) + max(behind, 1), load_n.size)
    n = counts[end] - counts[begin]
    mean: FloatArray = np.full(load_n.size, np.nan)
    np.divide(sums[end] - sums[begin], n, out=mean, where=n > 0)
    return mean
