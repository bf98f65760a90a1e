"""The jump of one guided trial, measured from the loads that were heard of it.

The guide shows this result within a second of standing still, and the record is scored with the
same samples by the same code, so that both give one number.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from balance_arcade.assess.jump_record import Floats, JumpOptions, JumpRecord, JumpResult
from balance_arcade.assess.jump_rows import TABLES
from balance_arcade.assess.jumps import measure_jumps
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.trial import sampling_rate

KEYS: Final = {
    "cmj": ("jump_height_impulse_m",),
    "sj": ("jump_height_impulse_m",),
    # A board of 100 samples a second tells no contact time, but how long the flight was.
    "dj": ("rsi_m_s", "jump_height_flight_m"),
    "hops": ("best5_rsi_m_s",),
    "landing": ("time_threshold_s",),
}
"""The value by which trials are compared, or the next where the board is too slow for it."""

MOST_GAP_S: Final = 2.0


def key_of(test: str, rate_hz: float) -> str:
    """Name the value by which the trials of a test are compared at a rate.

    Examples
    --------
    >>> key_of("dj", 100.0), key_of("dj", 1000.0)
    ('jump_height_flight_m', 'rsi_m_s')
    """
    table = TABLES[test]
    return next((key for key in KEYS[test] if table[key].needs_hz <= rate_hz), KEYS[test][-1])


def on_a_clock(t_s: Floats, columns: Floats) -> tuple[Floats, float]:
    """Put samples onto a regular clock; what is missing is NaN.

    Parameters
    ----------
    t_s : ndarray of float64, shape (n_samples,)
        Times, rising.
    columns : ndarray of float64, shape (n_samples, n_columns)
        What was measured.

    Returns
    -------
    ndarray of float64, shape (n_even, n_columns)
    float
        Sampling rate in hertz.

    Raises
    ------
    RecordingError
        There are no two samples, or a gap of more than 2 s.

    Examples
    --------
    >>> t_s = np.delete(np.arange(6) / 100.0, 2)
    >>> even, rate_hz = on_a_clock(t_s, np.ones((5, 1)))
    >>> even.ravel().tolist(), rate_hz
    ([1.0, 1.0, nan, 1.0, 1.0, 1.0], 100.0)
    """
    if t_s.size < 2:
        raise RecordingError("The trial has no two samples.")
    if float(np.diff(t_s).max()) > MOST_GAP_S:
        raise RecordingError(f"The board was silent for more than {MOST_GAP_S:g} s in the trial.")
    rate_hz = sampling_rate(t_s)
    if not rate_hz > 0.0:
        raise RecordingError("The times of the trial do not rise.")
    at = np.rint((t_s - t_s[0]) * rate_hz).astype(np.int64)
    even = np.full((int(at[-1]) + 1, columns.shape[1]), np.nan)
    even[at] = columns
    return even, rate_hz


def measure_guided(
    t_s: Floats, load_n: Floats, test: str, sides_n: Floats | None = None
) -> JumpResult | str:
    """Measure the jump of one trial.

    Parameters
    ----------
    t_s, load_n : ndarray of float64, shape (n_samples,)
        From before the tone to standing still.
    test : str
        As in `balance_arcade.assess.jumps.TESTS`.
    sides_n : ndarray of float64, shape (n_samples, 2), optional
        Left and right, where two boards bore a foot each.

    Returns
    -------
    JumpResult or str
        The last such jump of the trial; or why there is none.

    Examples
    --------
    >>> measure_guided(np.arange(500) / 100.0, np.full(500, 700.0), "cmj")[:32]
    "No trial of the test 'cmj' is fo"
    """
    columns = load_n[:, None] if sides_n is None else np.column_stack((load_n, sides_n))
    try:
        even, rate_hz = on_a_clock(t_s, columns)
        sides = None if sides_n is None else even[:, 1:].copy()
        record = JumpRecord(even[:, 0].copy(), rate_hz, sides)
        found = measure_jumps(record, test, JumpOptions())
    except RecordingError as error:
        return error.message
    except ValueError as error:
        return f"The load cannot be measured: {error}."
    return found[-1].result
