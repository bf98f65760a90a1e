"""Times of a table: from its column, by a rate that was given, or by the one in its head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.given_rate import rate_note, times_by_rate
from balance_arcade.files.tables.trial import FloatArray, sampling_rate

# A clock's count since its epoch tells its unit by its size: from the year 2001 to about 2033 in
# seconds, milliseconds, microseconds and nanoseconds since 1970, and in ticks of 100 ns since 1601
# (Windows) or since the year 1 (.NET).
_CLOCKS: Final = (
    (1e9, 2e9, 1.0, "seconds since 1970"),
    (1e12, 2e12, 1e-3, "milliseconds since 1970"),
    (1e15, 2e15, 1e-6, "microseconds since 1970"),
    (1e18, 2e18, 1e-9, "nanoseconds since 1970"),
    (1.26e17, 1.37e17, 1e-7, "ticks of 100 ns since 1601"),
    (6.3e17, 6.42e17, 1e-7, "ticks of 100 ns since the year 1"),
)


@dataclass(frozen=True, slots=True)
class Times:
    """When the samples were taken.

    Attributes
    ----------
    t_s : ndarray of float64, shape (n_samples,)
        In seconds.
    rate_hz : float
        Sampling rate in hertz.
    notes : tuple of str
        Where they come from, if not from a column with its unit.
    """

    t_s: FloatArray
    rate_hz: float
    notes: tuple[str, ...] = ()


def by_clock(ticks: FloatArray) -> tuple[float, str] | None:
    """Tell the unit of a clock that counts from a known day, in seconds, and what it counts.

    Examples
    --------
    >>> by_clock(np.array([1464363704.28, 1464363704.30]))
    (1.0, 'seconds since 1970')
    >>> by_clock(np.array([0.0, 10.0])) is None
    True
    """
    finite = ticks[np.isfinite(ticks)]
    for low, high, unit_s, what in _CLOCKS:
        if finite.size and low <= float(finite.min()) and float(finite.max()) < high:
            return unit_s, what
    return None


def from_column(
    name: str,
    ticks: FloatArray,
    unit_s: float | None,
    column: str,
    *,
    given_hz: float | None = None,
) -> Times:
    """Take times from a column.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    ticks : ndarray of float64, shape (n_samples,)
        As the file has them.
    unit_s : float or None
        Their unit in seconds; None where the file does not say it.
    column : str
        Name of the column, for messages.
    given_hz : float, optional
        A rate that the user gave; it goes before the times.

    Returns
    -------
    Times

    Raises
    ------
    RecordingError
        A time is missing, they never increase, or their unit is not known.
    """
    if given_hz is not None:
        note = rate_note(given_hz, ticks * unit_s if unit_s else None)
        return Times(times_by_rate(ticks.size, given_hz), given_hz, (note,))
    if np.isnan(ticks).any():
        raise RecordingError(
            f"{name}: the time is missing in {int(np.isnan(ticks).sum())} rows.",
            hint="Delete the rows without a time.",
        )
    notes: tuple[str, ...] = ()
    if unit_s is None:
        clock = by_clock(ticks)
        if clock is None:
            raise RecordingError(
                f"{name}: column {column!r} has no unit.",
                hint=f"Name it t_s or t_ms or t_us, or say --columns t={column}[s] with its unit.",
            )
        unit_s = clock[0]
        notes = (f"Times in {column!r} are taken for {clock[1]}, by their size.",)
        # From the first sample on, so that no digits are lost.
        ticks = ticks - ticks[0]
    t_s = ticks * unit_s
    rate_hz = sampling_rate(t_s)
    if np.isnan(rate_hz):
        raise RecordingError(
            f"{name}: the time never increases.", hint="Sort the rows by time, oldest first."
        )
    return Times(t_s, rate_hz, notes)


def by_rate(n_samples: int, given_hz: float | None, head_hz: float | None) -> Times | None:
    """Make times by a rate that was given, or else by that of the file's head.

    Returns
    -------
    Times or None
        None where there is neither.
    """
    rate_hz = given_hz or head_hz
    if not rate_hz:
        return None
    note = f"The rate of {rate_hz:g} Hz is that of the head."
    if given_hz:
        note = rate_note(given_hz, None)
    return Times(times_by_rate(n_samples, rate_hz), rate_hz, (note,))


def timed_rows(times: FloatArray) -> int:
    """Count the rows up to the last that has a time.

    Sums and means that a spreadsheet has put below the samples have none.
    """
    there = np.flatnonzero(np.isfinite(times))
    return int(there[-1]) + 1 if there.size else 0
