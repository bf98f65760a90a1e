"""Count the templates near each template of a short series, sixty-four pairs at a time.

Every sample has a row of bits: which samples lie within the radius of it. In rising order of the
values those are always a window, so a row is the one before it with a few bits changed. Templates
are near where the rows of their samples agree: the row of the first, that of the second moved by
one place, that of the third moved by two. n^2 / 64 words are read, which up to a few thousand
samples is less work than the ordered counting of `balance_arcade.cop.range_counting`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from balance_arcade.core.kernel import inner_kernel, kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

# Up to here the rows (n^2 / 8 bytes) stay small and ordered counting is not faster.
MOST_SAMPLES = 4096


@inner_kernel
def _rows(values: Floats, order: Ints, radius: float) -> Words:
    """Bits of the samples within the radius of each one; one word more than needed."""
    n = values.shape[0]
    # The extra word stays zero: `near_by_bits` reads word w + 1 to fill up what it shifts.
    n_words = (n + 63) // 64 + 1
    rows = np.empty((n, n_words), np.uint64)
    window = np.empty(n_words, np.uint64)
    for w in range(n_words):
        window[w] = 0
    # Invariant: `window` has the bits of order[first] to order[stop - 1]. Both ends only move up,
    # as the values do, so all windows together cost O(n) flips.
    first, stop = 0, 0
    one = np.uint64(1)
    for i in order:
        here = values[i]
        while stop < n and values[order[stop]] - here <= radius:
            window[order[stop] >> 6] |= one << np.uint64(order[stop] & 63)
            stop += 1
        while here - values[order[first]] > radius:
            window[order[first] >> 6] ^= one << np.uint64(order[first] & 63)
            first += 1
        for w in range(n_words):  # a row written whole would take a second to compile
            rows[i, w] = window[w]
    return rows


@inner_kernel
def _bits(word: np.uint64) -> np.uint64:
    """Count the set bits of a 64-bit word."""
    # Summed in pairs, in nibbles, in bytes; the product adds up all bytes in the highest one. In
    # this very form the compiler knows what it is, and takes the processor's own instruction.
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    pairs = np.uint64(0x3333333333333333)
    word = (word & pairs) + ((word >> np.uint64(2)) & pairs)
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    # `multiply` and not `*`: plain Python would warn of the overflow that is meant here.
    total: np.uint64 = np.multiply(word, np.uint64(0x0101010101010101)) >> np.uint64(56)
    return total


@kernel
def near_by_bits(values: Floats, order: Ints, radius: float) -> tuple[Ints, Ints]:
    """Count the templates of two and of three values that no value keeps farther apart.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_samples,)
        Finite, at least 3.
    order : numpy.ndarray, shape (n_samples,)
        What sorts them.
    radius : float
        Inclusive.

    Returns
    -------
    tuple of numpy.ndarray, shape (n_samples - 1,) and (n_samples - 2,)
        For each template, itself included.
    """
    n = values.shape[0]
    rows = _rows(values, order, radius)
    n_words = rows.shape[1] - 1
    two, three = np.empty(n - 1, np.int64), np.empty(n - 2, np.int64)
    for i in range(n - 2):
        pairs, triples = np.uint64(0), np.uint64(0)
        # Slices, because the compiler takes several words at a time only where it sees that none
        # of them counts from the end.
        first, second, third = rows[i], rows[i + 1], rows[i + 2]
        second_next, third_next = second[1:], third[1:]
        for w in range(n_words):
            # Templates are near where all their samples are: the rows, moved by one place each.
            shared = first[w] & (second[w] >> np.uint64(1) | second_next[w] << np.uint64(63))
            pairs += _bits(shared)
            shared &= third[w] >> np.uint64(2) | third_next[w] << np.uint64(62)
            triples += _bits(shared)
        two[i], three[i] = np.int64(pairs), np.int64(triples)
    # The last template of two values has no third one, so the loop above could not take it.
    pairs = np.uint64(0)
    for w in range(n_words):
        moved = rows[n - 1, w] >> np.uint64(1) | rows[n - 1, w + 1] << np.uint64(63)
        pairs += _bits(rows[n - 2, w] & moved)
    two[n - 2] = np.int64(pairs)
    return two, three
