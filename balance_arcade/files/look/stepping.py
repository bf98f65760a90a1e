"""From when to when somebody stands: stepping on and off is no standing.

Somebody stands once the load is within a tenth of what it is most of the time, and stays so for
half a second. Before that it still rises, or it swings from the step.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

NEAR_FRAC: Final = 0.1
"""So near to the usual load is standing; quiet stance stays within some hundredths."""

STAY_S: Final = 0.5
LEAST_S: Final = 0.05
"""A rise that is shorter is a jump from one sample to the next, such as a table that was cut."""

SWAY_S: Final = 1.0
"""So long the sway from the step goes on, as a rule of thumb; it is offered, not cut."""


class Standing(NamedTuple):
    """Rows with somebody on the board, and those of them in which somebody stands.

    Attributes
    ----------
    on, off : int
        First row with somebody on the board, and row after the last.
    start, stop : int
        The same for standing.
    """

    on: int
    off: int
    start: int
    stop: int


def standing_rows(t_s: Floats, load_n: Floats, least_n: float) -> Standing | None:
    """Find the rows in which somebody stands.

    Parameters
    ----------
    t_s : ndarray of float64, shape (n_samples,)
        Times in seconds, rising.
    load_n : ndarray of float64, shape (n_samples,)
        Load in newtons; NaN where it is missing, which is no step.
    least_n : float
        Below this nobody is on the board.

    Returns
    -------
    Standing or None
        None where nobody stands for `STAY_S` anywhere.

    Examples
    --------
    >>> t_s = np.arange(400) / 100.0
    >>> load_n = np.clip((t_s - 1.0) * 1000.0, 0.0, 700.0)
    >>> standing_rows(t_s, load_n, 10.0)
    Standing(on=101, off=400, start=164, stop=400)
    """
    there = np.flatnonzero(load_n >= least_n)
    if not there.size:
        return None
    on, off = int(there[0]), int(there[-1]) + 1
    usual_n = float(np.median(load_n[there]))
    # Nobody is not near: who steps off again does not stand yet. A blank is no step.
    away = np.flatnonzero(np.abs(load_n[on:off] - usual_n) > NEAR_FRAC * usual_n) + on
    edges = np.concatenate(([on - 1], away, [off]))
    first, last = edges[:-1] + 1, edges[1:] - 1
    long = (last > first) & (t_s[last] - t_s[np.minimum(first, last)] >= STAY_S)
    if not long.any():
        return None
    return Standing(on, off, int(first[long][0]), int(last[long][-1]) + 1)
