"""Single places that lie far from those before and behind them: bytes that were lost, not a body.

A body's centre of pressure goes fast and far too, but it does not come back at once: whoever lifts
a foot stands on the other for a while. A value that a link or a program garbled is alone, or has
one or two beside it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from balance_arcade.core.data_faults import DataFault
from balance_arcade.files.look.units import spread_mm

Floats = npt.NDArray[np.float64]

JUMP_MM: Final = 100.0
"""Near half of a board's length; nobody goes there and back within three samples."""

LONGEST_SAMPLES: Final = 3
LONGEST_S: Final = 0.05
BACK_FRAC: Final = 0.25
"""How much of the jump may be left afterwards: the body swayed on meanwhile."""

MOST_FRAC: Final = 0.05
"""Where more samples jump, all are noise or another unit, which other faults and notes say."""


def name_jumps(cop_mm: Floats, rate_hz: float) -> tuple[DataFault, ...]:
    """Name places that lie apart from their neighbours, and come back.

    Parameters
    ----------
    cop_mm : ndarray of float64, shape (n_samples, 2)
        Where somebody is on the board, in the order of time; none missing.
    rate_hz : float
        Samples a second.

    Returns
    -------
    tuple of DataFault
        One or none; the samples are kept, because what lies nearer is not told from sway.

    Examples
    --------
    >>> cop_mm = np.zeros((100, 2))
    >>> cop_mm[50, 0] = 32767.0
    >>> [(fault.name, fault.n_samples) for fault in name_jumps(cop_mm, 100.0)]
    [('place_jumps', 1)]
    """
    if len(cop_mm) < LONGEST_SAMPLES + 2:
        return ()
    steps_mm = np.diff(cop_mm, axis=0)
    if max(np.max(steps_mm), -np.min(steps_mm)) < JUMP_MM:
        return ()
    # Where all places lie wide apart, one more says nothing.
    least_mm = max(JUMP_MM, float(spread_mm(cop_mm).max()))
    starts = np.flatnonzero(np.abs(steps_mm).max(axis=1) >= least_mm)
    longest = min(LONGEST_SAMPLES, max(1, int(LONGEST_S * rate_hz)))
    apart = np.zeros(len(cop_mm), np.bool_)
    for n in range(1, longest + 1):
        there = starts[starts + n + 1 < len(cop_mm)]
        away_mm = np.abs(cop_mm[there + 1] - cop_mm[there])
        left_mm = np.abs(cop_mm[there + n + 1] - cop_mm[there])
        back = ((away_mm >= least_mm) & (left_mm <= BACK_FRAC * away_mm)).any(axis=1)
        for k in range(1, n + 1):
            # What is back by then belongs to no jump of this length.
            out_mm = np.abs(cop_mm[there + k] - cop_mm[there])
            apart[(there + k)[back & (out_mm >= least_mm).any(axis=1)]] = True
    n_apart = int(apart.sum())
    if not 0 < n_apart <= MOST_FRAC * len(cop_mm):
        return ()
    farthest_mm = float(np.abs(cop_mm[apart] - np.median(cop_mm, axis=0)).max())
    return (
        DataFault(
            "place_jumps",
            f"{n_apart} of {len(cop_mm)} samples lie more than {least_mm:.0f} mm from those beside "
            f"them, up to {farthest_mm:.0f} mm from the middle, and the next ones are back: values "
            "that were garbled, not a body. Path, range and areas rest on them. Correct or empty "
            "those cells, or measure a part without them with --from and --to.",
            "kept",
            n_apart,
        ),
    )
