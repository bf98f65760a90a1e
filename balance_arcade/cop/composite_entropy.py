"""Multiscale sample entropy, refined: every way to coarsen a series counts, not the first alone."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.kernel import kernel

Floats = npt.NDArray[np.float64]
Bits = npt.NDArray[np.uint8]
Small = npt.NDArray[np.uint16]

# Up to 0.4 s at 25 Hz.
N_SCALES = 10

# The counts of one sample are kept in sixteen bits.
MOST_SAMPLES = 65_000


@kernel
def _count_apart(
    means: Floats, radius: float, scale: int, near: Bits, two: Small, three: Small
) -> tuple[int, int]:
    """Pairs of templates of two and of three means, a multiple of the scale apart, that match.

    Sums are kept for each sample and in few bits, so that many fit into a register of the machine.
    """
    n = means.shape[0]
    for i in range(n):
        two[i] = 0
        three[i] = 0
    for lag in range(scale, n - 2 * scale, scale):
        later = means[lag:]
        for i in range(n - lag):
            near[i] = abs(means[i] - later[i]) <= radius
        second, third = near[scale:], near[2 * scale :]
        for i in range(n - lag - 2 * scale):
            both = near[i] & second[i]
            two[i] += both
            three[i] += both & third[i]
    n_two, n_three = 0, 0
    for i in range(n):
        n_two += int(np.int64(two[i]))
        n_three += int(np.int64(three[i]))
    return n_two, n_three


def count_coarse(values: Floats, radius: float, n_scales: int = N_SCALES) -> npt.NDArray[np.int64]:
    """Count the matches of a series at every scale, over all ways to coarsen it.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_samples,)
        Finite, up to `MOST_SAMPLES`.
    radius : float
        Inclusive.
    n_scales : int
        Scales 1 to this.

    Returns
    -------
    numpy.ndarray, shape (n_scales, 2)
        Pairs of templates of two and of three means that match: at scale s the series of means of
        s neighbours from sample 0 on, from sample 1 on, ... from sample s - 1 on, each with the
        first N - 2 of its own templates, and pairs within one of them only.

    Raises
    ------
    ValueError
        The series is too long.

    Examples
    --------
    >>> count_coarse(np.array([1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 5.0]), 0.5, 1).tolist()
    [[4, 2]]
    """
    n = values.shape[0]
    if n > MOST_SAMPLES:
        raise ValueError(f"{n} samples are too many for one part: at most {MOST_SAMPLES}.")
    near, two, three = np.empty(n, np.uint8), np.empty(n, np.uint16), np.empty(n, np.uint16)
    counts = np.zeros((n_scales, 2), np.int64)
    sums = values
    for scale in range(1, min(n_scales, n) + 1):
        if scale > 1:
            sums = sums[:-1] + values[scale - 1 :]
        counts[scale - 1] = _count_apart(sums / scale, radius, scale, near, two, three)
    return counts


def refined_entropies(counts: Sequence[npt.NDArray[np.int64]]) -> Floats:
    """Turn the counts of the parts of a series into one entropy a scale.

    Parameters
    ----------
    counts : sequence of numpy.ndarray, shape (n_scales, 2)
        `count_coarse` of each part, with one radius.

    Returns
    -------
    numpy.ndarray, shape (n_scales,)
        -ln(matches of three / matches of two), both added up over parts and ways to coarsen; NaN
        where nothing matches.

    Notes
    -----
    Wu 2014, doi 10.1016/j.physleta.2014.03.034: matches are added up before the logarithm is
    taken, so that a short series has an entropy at coarse scales too.
    """
    total = np.stack(counts).sum(axis=0)
    out = np.full(total.shape[0], math.nan)
    there = total[:, 1] > 0
    out[there] = np.log(total[there, 0] / total[there, 1])
    return out
