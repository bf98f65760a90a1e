"""Surrogate tests: whether a series is more than what its spectrum makes of chance.

A surrogate has the amplitudes of the series at every frequency and phases by chance: the same
linear correlations, and nothing else. What the series shows and its surrogates do not is not
linear, or not normally distributed. Chance is a fixed list of numbers, so that the same record
always has the same value.
"""

from __future__ import annotations

import functools
import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.ordinal_patterns import N_CODES, evenness
from balance_arcade.core.kernel import kernel

Floats = npt.NDArray[np.float64]
Phasors = npt.NDArray[np.complex128]

# A one-sided test of 5 % needs 19 (Theiler 1992).
N_SURROGATES = 19

# Phases are multiples of 2 pi / 4096, the number the first twelve bits of a random number.
_N_PHASES = 4096
_PHASORS = np.exp(2j * math.pi * np.arange(_N_PHASES) / _N_PHASES)
_TOP_BITS = np.uint64(64 - 12)
# No part needs as many numbers, so that no two share one.
_NUMBERS_A_PART = 2**32


@kernel
def _sum_steps(rows: Floats, powers: Floats, counts: Floats) -> None:
    """Add up second and third powers of steps, and count the orders of the four places of three."""
    codes = np.empty(rows.shape[1], np.int64)
    for r in range(rows.shape[0]):
        second, third = 0.0, 0.0
        for i in range(rows.shape[1]):
            square = rows[r, i] * rows[r, i]
            second += square
            third += square * rows[r, i]
        powers[r, 0], powers[r, 1] = second, third
        row = rows[r]
        next_row, third_row = row[1:], row[2:]
        for i in range(rows.shape[1] - 2):
            a, b, c = row[i], next_row[i], third_row[i]
            # A place is above the next one if the step down to it is; see `ordinal_patterns`.
            code = (a < 0.0) + 2 * (b < 0.0) + 4 * (c < 0.0)
            code += 8 * (a + b < 0.0) + 16 * (b + c < 0.0) + 32 * (a + b + c < 0.0)
            codes[i] = code
        # By itself: the loop above is then done for several places at a time.
        for i in range(rows.shape[1] - 2):
            counts[r, codes[i]] += 1.0


def random_bits(first: int, n_numbers: int) -> npt.NDArray[np.uint64]:
    """Give numbers of SplitMix64 with the seed 0, from this one on.

    Parameters
    ----------
    first : int
        0 for the first number of the generator.
    n_numbers : int
        How many.

    Returns
    -------
    numpy.ndarray, shape (n_numbers,)

    Notes
    -----
    Steele, Lea & Flood 2014, doi 10.1145/2660193.2660195. It counts, so that any number is had
    without those before, and it is the same in every language and version.

    Examples
    --------
    >>> [hex(n) for n in random_bits(0, 2).tolist()]
    ['0xe220a8397b1dcdaf', '0x6e789e6aa1b965f4']
    """
    # Products wrap around at 2^64; arrays do so without a word.
    z = np.arange(first + 1, first + 1 + n_numbers, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    out: npt.NDArray[np.uint64] = z ^ (z >> np.uint64(31))
    return out


def even_length(n_samples: int) -> int:
    """Find the longest even length that is a product of 2, 3 and 5, for a fast transform.

    Parameters
    ----------
    n_samples : int
        Not longer than this; at least 2.

    Examples
    --------
    >>> even_length(1499)
    1458
    """
    best, fives = 2, 2
    while fives <= n_samples:
        threes = fives
        while threes <= n_samples:
            best = max(best, threes << (n_samples // threes).bit_length() - 1)
            threes *= 3
        fives *= 5
    return best


# Both axes of a record have the same; so have trials of one length.
@functools.lru_cache(maxsize=4)
def random_phases(part: int, n_samples: int) -> Phasors:
    """Give the phases of the surrogates of one part.

    Parameters
    ----------
    part : int
        Its number, from 0.
    n_samples : int
        Of each surrogate, even.

    Returns
    -------
    numpy.ndarray, shape (N_SURROGATES, n_samples / 2 + 1)
        Of length 1 at each frequency; 0 at frequency 0, so that a surrogate has no mean, and 1 at
        the highest one, which has no phase. Kept for the next series of that length, so it cannot
        be written into.
    """
    n_bins = n_samples // 2 + 1
    bits = random_bits(part * _NUMBERS_A_PART, N_SURROGATES * n_bins) >> _TOP_BITS
    phases: Phasors = _PHASORS[bits.astype(np.intp)].reshape(N_SURROGATES, n_bins)
    phases[:, 0], phases[:, -1] = 0.0, 1.0
    phases.flags.writeable = False
    return phases


class Compared(NamedTuple):
    """What a test found in one part, and in each of its surrogates; (1 + N_SURROGATES,) each.

    Attributes
    ----------
    irreversibility : numpy.ndarray
        Size of the mean of the third powers of the steps over that of their squares to the 3/2.
    permutation_entropy : numpy.ndarray
        Of the places that the steps lead to, see `balance_arcade.cop.ordinal_patterns`.
    """

    irreversibility: Floats
    permutation_entropy: Floats


def compare_steps(steps: Floats, part: int) -> Compared:
    """Compare the steps of a series with surrogates of them.

    Parameters
    ----------
    steps : numpy.ndarray, shape (n_steps,)
        Differences of successive values of one part, at least 4. Steps, not places: the ends of a
        transformed series are neighbours, and those of steps do not lie far apart.
    part : int
        Its number, from 0; each has phases of its own.

    Returns
    -------
    Compared
        The part itself first. NaN where the steps do not change.
    """
    n = even_length(steps.shape[0])
    first = (steps.shape[0] - n) // 2
    every = np.empty((1 + N_SURROGATES, n))
    every[0] = steps[first : first + n]
    every[0] -= every[0].mean()
    amplitudes = np.abs(np.fft.rfft(every[0]))
    every[1:] = np.fft.irfft(amplitudes * random_phases(part, n), n, axis=1)
    powers, counts = np.zeros((1 + N_SURROGATES, 2)), np.zeros((1 + N_SURROGATES, N_CODES))
    _sum_steps(every, powers, counts)
    with np.errstate(invalid="ignore", divide="ignore"):
        third = np.abs(powers[:, 1] / n) / (powers[:, 0] / n) ** 1.5
    return Compared(third, evenness(counts))


def z_score(found: Floats) -> float:
    """Say how many standard deviations (1/N) of the surrogates lie between them and the record.

    Parameters
    ----------
    found : numpy.ndarray, shape (1 + N_SURROGATES,)
        The record's value first.

    Returns
    -------
    float
        NaN where the surrogates do not differ.
    """
    spread = float(found[1:].std())
    return (float(found[0]) - float(found[1:].mean())) / spread if spread > 0.0 else math.nan


def p_value(found: Floats) -> float:
    """Give the share of all that are as great as the record, itself included.

    Parameters
    ----------
    found : numpy.ndarray, shape (1 + N_SURROGATES,)
        The record's value first.

    Returns
    -------
    float
        From 0.05, where no surrogate is as great, to 1; NaN where there is none.
    """
    if not np.isfinite(found).all():
        return math.nan
    return float((found >= found[0]).mean())
