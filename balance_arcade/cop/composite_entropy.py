"""Multiscale sample entropy, refined: every way to coarsen a series counts, not the first alone."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from balance_arcade.core.kernel import inner_kernel, kernel

Floats = npt.NDArray[np.float64]
Bits = npt.NDArray[np.uint8]
Small = npt.NDArray[np.uint16]

# Up to 0.4 s at 25 Hz.
N_SCALES = 10

# Steps of sixteen bits that the means and twice the radius may span together: a difference that
# leaves sixteen bits then never comes back within the radius.
_STEPS = 65_000.0
_ALL_STEPS = 65_536
# What one sample has had is kept in eight bits.
_MOST_LAGS = 255
# Loops go over whole registers of the machine: the rest of one costs as much as ten whole ones.
_ROW = 64


@inner_kernel
def _round_down(means: Floats, radius: float, steps: Small) -> int:
    """Count means in whole steps; returns how many the radius holds, and a half; 0 if none does."""
    least, most = means[0], means[0]
    for mean in means:
        least, most = min(least, mean), max(most, mean)
    n_steps = int(radius / (most - least + 2.0 * radius) * _STEPS) if radius > 0.0 else 0
    step = radius / (n_steps + 0.5)
    if n_steps > 0:
        for i in range(means.shape[0]):
            steps[i] = np.uint16((means[i] - least) / step)
        # What is behind the end is near to nothing: as far above the most as, around sixteen bits,
        # below the least.
        nowhere = np.uint16((_ALL_STEPS + int((most - least) / step)) // 2)
        for i in range(means.shape[0], steps.shape[0]):
            steps[i] = nowhere
    return n_steps


@inner_kernel
def _near_at(
    means: Floats, lag: int, radius: float, steps: Small, n_steps: int, near: Bits, n_marks: int
) -> None:
    """Mark the means that are not farther than the radius from the one so many places later."""
    unclear = np.uint8(n_steps == 0)
    if n_steps > 0:
        later = steps[lag:]
        # Differences in whole steps are less than one step off, so up to this they are near for
        # sure; from two steps more on they are not.
        inner, outer = np.uint16(n_steps - 1), np.uint16(n_steps + 1)
        twice_inner, twice_outer = np.uint16(2 * n_steps - 2), np.uint16(2 * n_steps + 2)
        for i in range(n_marks):
            # Sixteen bits wrap around: `subtract` and `add`, because plain Python would warn of
            # it; cast, because the compiler would go on with 64 bits.
            apart = np.uint16(np.subtract(later[i], steps[i]))
            is_near = np.uint8(np.uint16(np.add(apart, inner)) <= twice_inner)
            may_be = np.uint8(np.uint16(np.add(apart, outer)) <= twice_outer)
            near[i] = is_near
            unclear = np.uint8(unclear | np.uint8(is_near ^ may_be))
    if unclear:
        beyond = means[lag:]
        for i in range(beyond.shape[0]):
            near[i] = abs(means[i] - beyond[i]) <= radius
        for i in range(beyond.shape[0], n_marks):
            near[i] = 0


@kernel
def _count_apart(
    means: Floats, radius: float, scale: int, steps: Small, near: Bits, two: Bits, three: Bits
) -> tuple[int, int]:
    """Pairs of templates of two and of three means, a multiple of the scale apart, that match.

    Means are compared in steps of sixteen bits, and themselves where that leaves a doubt; sums are
    kept for each sample and in eight bits: many fit into a register of the machine.
    """
    n = means.shape[0]
    n_steps = _round_down(means, radius, steps)
    n_two, n_three, n_lags = 0, 0, 0
    for i in range(two.shape[0]):
        two[i] = 0
        three[i] = 0
    for lag in range(scale, n - 2 * scale, scale):
        last = n - lag - 2 * scale
        n_rows = (last + _ROW - 1) & -_ROW
        n_marks = (n_rows + 2 * scale + _ROW - 1) & -_ROW
        _near_at(means, lag, radius, steps, n_steps, near, n_marks)
        second, third = near[scale:], near[2 * scale :]
        for i in range(n_rows):
            both = near[i] & second[i]
            two[i] += both
            three[i] += both & third[i]
        # Those without a third mean are no templates.
        for i in range(last, min(n_rows, last + scale)):
            n_two -= int(near[i] & second[i])
        n_lags += 1
        if n_lags == _MOST_LAGS or lag + scale >= n - 2 * scale:
            for i in range(n):
                n_two += int(two[i])
                n_three += int(three[i])
                two[i] = 0
                three[i] = 0
            n_lags = 0
    return n_two, n_three


def count_coarse(values: Floats, radius: float, n_scales: int = N_SCALES) -> npt.NDArray[np.int64]:
    """Count the matches of a series at every scale, over all ways to coarsen it.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_samples,)
        Finite.
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

    Examples
    --------
    >>> count_coarse(np.array([1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 5.0]), 0.5, 1).tolist()
    [[4, 2]]
    """
    n = values.shape[0]
    room = n + 2 * n_scales + 3 * _ROW
    steps = np.empty(room, np.uint16)
    near, two, three = np.zeros((3, room), np.uint8)
    counts = np.zeros((n_scales, 2), np.int64)
    sums = values
    for scale in range(1, min(n_scales, n) + 1):
        if scale > 1:
            sums = sums[:-1] + values[scale - 1 :]
        counts[scale - 1] = _count_apart(sums / scale, radius, scale, steps, near, two, three)
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
