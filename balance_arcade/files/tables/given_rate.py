"""A rate that a person states goes before the times of the file.

Stamps are bad more often than rates: written to hundredths of a second, on arrival in bursts, in
milliseconds under the name of seconds. Who knows the board's rate says it, and the samples are
taken as regular and complete, in the order of the file: a gap in the times is none then.
"""

from __future__ import annotations

import numpy as np

from balance_arcade.files.tables.trial import FloatArray


def times_by_rate(n_samples: int, rate_hz: float) -> FloatArray:
    """Give the times of regular samples in seconds, the first at 0."""
    return np.arange(n_samples, dtype=np.float64) / rate_hz


def rate_note(rate_hz: float, own_s: FloatArray | None) -> str:
    """Say that a rate was given, and what the file's own times would make of it.

    Parameters
    ----------
    rate_hz : float
        The rate that was given.
    own_s : ndarray of float64 or None
        Times of the file in seconds; None where it has none.

    Examples
    --------
    >>> rate_note(100.0, np.array([0.0, 10.0, 20.0]))
    'The rate of 100 Hz was given; the times of the file, which make 0.1 Hz, are not used.'
    """
    said = f"The rate of {rate_hz:g} Hz was given"
    if own_s is None:
        return f"{said}, not measured."
    # From the first to the last one: the steps between are what cannot be trusted.
    finite = own_s[np.isfinite(own_s)]
    span_s = float(finite[-1] - finite[0]) if finite.size > 1 else 0.0
    makes = f", which make {(finite.size - 1) / span_s:.4g} Hz," if span_s > 0.0 else ""
    return f"{said}; the times of the file{makes} are not used."
