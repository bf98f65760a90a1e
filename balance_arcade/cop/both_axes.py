"""The same work for both axes of a record: beside each other where it is long."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Result = TypeVar("Result")

# Below this a thread costs more than it spares. 20,000 points at 25 Hz are 13 minutes.
LONG = 20_000


def for_both_axes(work: Callable[[Floats], Result], cop_mm: Floats) -> tuple[Result, Result]:
    """Do the same work for ml and ap.

    Kernels leave the interpreter's lock alone, so that on a long record two processor cores share
    the work. Each axis is worked out as it would be alone: no value hangs on it.

    Parameters
    ----------
    work : callable
        Takes the samples of one axis, shape (n_samples,); it may not change anything shared.
    cop_mm : numpy.ndarray, shape (n_samples, 2)
        ml and ap in millimetres.

    Returns
    -------
    tuple
        What it gave for ml and for ap.

    Examples
    --------
    >>> [float(v) for v in for_both_axes(np.max, np.array([[1.0, 2.0], [3.0, 0.0]]))]
    [3.0, 2.0]
    """
    ml, ap = (np.ascontiguousarray(cop_mm[:, k]) for k in (0, 1))
    if cop_mm.shape[0] < LONG:
        return work(ml), work(ap)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="ap axis") as pool:
        beside = pool.submit(work, ap)
        return work(ml), beside.result()
