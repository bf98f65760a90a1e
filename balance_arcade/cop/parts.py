"""Equal parts of a long series, for what would cost the square of its length."""

from __future__ import annotations

import itertools
import math

# Seconds of a part at most, and where each pair is visited. A trial of a minute is one part, one of
# half a minute one short part; no usual length lies where the number of parts changes. Ours.
LONGEST_PART_S = 70.0
LONGEST_SHORT_PART_S = 35.0


def equal_parts(n_samples: int, most: int) -> list[tuple[int, int]]:
    """Part a series evenly into as few parts as possible.

    Parameters
    ----------
    n_samples : int
        Of the series.
    most : int
        Samples of a part at most, at least 1.

    Returns
    -------
    list of tuple of int
        First sample and the one behind the last, part after part; none is left out.

    Raises
    ------
    ValueError
        No sample may be in a part.

    Examples
    --------
    >>> equal_parts(7, 3)
    [(0, 2), (2, 5), (5, 7)]
    """
    if most < 1:
        raise ValueError(f"A part must hold at least 1 sample, got {most}.")
    n_parts = math.ceil(n_samples / most)
    edges = [round(i * n_samples / n_parts) for i in range(n_parts + 1)] if n_parts else [0]
    return list(itertools.pairwise(edges))
