"""What a peer is given, and one descriptor of ours in one package."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class Samples(NamedTuple):
    """Unfiltered samples of one record.

    Attributes
    ----------
    t_s : ndarray, shape (n_samples,)
        Times in seconds.
    cop_mm : ndarray, shape (n_samples, 2)
        ml and ap in millimetres, without NaN.
    slow_mm : ndarray, shape (n_slow, 2)
        The same low-passed at 25 Hz; in `bench_peers` every one of them.
    rate_hz : float
        Of `cop_mm`.
    slow_hz : float
        Of `slow_mm`.
    """

    t_s: Floats
    cop_mm: Floats
    slow_mm: Floats
    rate_hz: float
    slow_hz: float = 25.0


class Row(NamedTuple):
    """One descriptor of ours in one package.

    Attributes
    ----------
    descriptor : str
        Our name.
    peer : str
        One of `peer_table.PEERS`.
    call : callable
        Takes the imported package and the samples; gives the number.
    why : str
        Why it differs from ours; empty where it should not.
    """

    descriptor: str
    peer: str
    call: Callable[[Any, Samples], Any]
    why: str = ""
