"""What is wrong with the samples of a record or of a live board: one type for every room."""

from __future__ import annotations

from typing import Literal

import msgspec

FaultEffect = Literal["left out", "mended", "kept", "refused"]
"""What happened to the samples: not measured; put right; measured as they are; nothing measured."""


class DataFault(msgspec.Struct, frozen=True):
    """Something about samples that a reader of the numbers must know.

    Attributes
    ----------
    name : str
        Short and stable, in snake case: ``clock_runs_back``. The documentation lists them all.
    sentence : str
        What is wrong, where, and the way out, in whole sentences.
    effect : {"left out", "mended", "kept", "refused"}
        What was done about it.
    n_samples : int
        How many samples it concerns; 0 where it is no matter of single samples.

    Examples
    --------
    >>> DataFault("load_below_10_n", "600 samples bear less than 10 N.", "left out", 600).effect
    'left out'
    """

    name: str
    sentence: str
    effect: FaultEffect
    n_samples: int = 0
