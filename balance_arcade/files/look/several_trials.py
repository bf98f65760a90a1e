"""Rows of several trials that are measured as one."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from balance_arcade.core.data_faults import DataFault

_SHOWN: Final = 3


def name_several_trials(
    t_s: npt.NDArray[np.float64],
    run: npt.NDArray[np.float64] | None,
    labels: tuple[str, ...],
) -> tuple[DataFault, ...]:
    """Name rows of which a column says that they belong to different trials.

    Parameters
    ----------
    t_s : ndarray of float64, shape (n_samples,)
        Times of what is measured, in seconds.
    run : ndarray of float64, shape (n_samples,), or None
        Which label each row bears, from 0; None where no column tells trials apart.
    labels : tuple of str
        Name of that column, and its labels.

    Returns
    -------
    tuple of DataFault
        One, or none where all rows are of one trial.

    Examples
    --------
    >>> t_s = np.arange(200) / 100.0
    >>> run = (t_s >= 1.0).astype(float)
    >>> name_several_trials(t_s, run, ("eyes", "open", "closed"))[0].name
    'several_trials'
    >>> name_several_trials(t_s[:100], run[:100], ("eyes", "open", "closed"))
    ()
    """
    if run is None or run.size == 0:
        return ()
    changes = np.flatnonzero(np.diff(run)) + 1
    if not changes.size:
        return ()
    starts = [0, *changes.tolist()]
    column, *words = labels
    said = [words[int(run[row])] for row in starts]
    listed = ", ".join(repr(word[:20]) for word in said[:_SHOWN])
    more = f" and {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
    edges_s = [*(t_s[starts] - t_s[0]).tolist(), float(t_s[-1] - t_s[0]) + 0.01]
    spans = "; ".join(f"--from {a:.2f} --to {b:.2f}" for a, b in list(pairwise(edges_s))[:_SHOWN])
    return (
        DataFault(
            "several_trials",
            f"Column {column!r} says {listed}{more} of different rows, so these are several "
            f"trials, and they are measured as one. Measure one at a time: {spans}.",
            "kept",
            int(run.size - changes[0]),
        ),
    )
