"""From a sender's clock to the recorder's: the clock offsets of an XDF stream.

A recorder compares the clocks every few seconds and stores what to add. Single comparisons are off
by what the network was slow, so that a straight line goes through them, on which outliers weigh
little (Huber 1964, doi:10.1214/aoms/1177703732). A sender that is started anew has another clock:
the offset jumps, and each part has a line of its own.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from balance_arcade.files.tables.trial import FloatArray
from balance_arcade.files.tables.xdf_file import XdfStream

RESET_S: Final = 1.0
"""An offset that moves by more from one comparison to the next belongs to another clock."""

_HUBER = 1.345
_SD_OF_MAD = 1.4826
_ROUNDS = 20
_LEAST_S = 1e-6


def synchronised(stream: XdfStream) -> tuple[FloatArray, tuple[int, ...]]:
    """Put a stream's stamps on the recorder's clock.

    Parameters
    ----------
    stream : XdfStream
        With its stamps and clock offsets.

    Returns
    -------
    ndarray of float64, shape (n_samples,), tuple of int
        Times in seconds; and the samples at which the sender's clock began anew.
    """
    stamps = np.array(stream.stamps_s, dtype=np.float64)
    at_s, offset_s = np.array(stream.clock_s), np.array(stream.offset_s)
    if not at_s.size or not stamps.size:
        return stamps, ()
    anew = np.flatnonzero((np.abs(np.diff(offset_s)) > RESET_S) | (np.diff(at_s) < 0.0)) + 1
    begins = [0, *(_where(stamps, stream.compared_at, int(k)) for k in anew), len(stamps)]
    parts = np.split(np.arange(at_s.size), anew)
    out = stamps.copy()
    for part, first, last in zip(parts, begins, begins[1:], strict=False):
        base_s, level_s, slope = _line(at_s[part], offset_s[part])
        piece = slice(first, last)
        out[piece] = stamps[piece] + level_s + slope * (stamps[piece] - base_s)
    return out, tuple(begins[1:-1])


def _where(stamps: FloatArray, compared_at: list[int], k: int) -> int:
    """Where between two comparisons the stamps change over to the new clock."""
    first = max(compared_at[k - 1], 1)
    last = max(min(compared_at[k], len(stamps) - 1), first)
    steps = np.abs(np.diff(stamps[first - 1 : last + 1]))
    return first + int(steps.argmax()) if steps.size else first


def _line(at_s: FloatArray, offset_s: FloatArray) -> tuple[float, float, float]:
    """Line through the offsets of one clock: where it is level, its height there, its slope."""
    base_s = float(at_s.mean())
    if at_s.size < 2 or np.ptp(at_s) <= 0.0:
        return base_s, float(np.median(offset_s)), 0.0
    design = np.column_stack((np.ones(at_s.size), at_s - base_s))
    weight: FloatArray = np.ones(at_s.size, np.float64)
    fit = np.zeros(2)
    for _ in range(_ROUNDS):
        root = np.sqrt(weight)
        fit = np.asarray(
            np.linalg.lstsq(design * root[:, None], offset_s * root, rcond=None)[0], np.float64
        )
        off = np.abs(offset_s - design @ fit)
        limit = _HUBER * max(_SD_OF_MAD * float(np.median(off)), _LEAST_S)
        weight = np.asarray(np.minimum(1.0, limit / np.maximum(off, _LEAST_S)), np.float64)
    return base_s, float(fit[0]), float(fit[1])
