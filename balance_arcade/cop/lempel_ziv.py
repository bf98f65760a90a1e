"""Lempel-Ziv complexity: how many words a series of two symbols is made of, in linear time.

A word goes on as long as it has occurred before. All that has occurred is held in a suffix
automaton (Blumer 1985, doi 10.1016/0304-3975(85)90157-4), one step a symbol, so that nothing is
searched for.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.core.kernel import inner_kernel, kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Symbols = npt.NDArray[np.uint8]

# Columns of a state: where each symbol leads (-1 for nowhere), the state of its longest suffix that
# has occurred elsewhere too, and the length of its longest word.
LINK, LENGTH = 2, 3
N_COLUMNS = 4


@inner_kernel
def _clone(states: Ints, old: int, new: int, before: int, symbol: int) -> None:
    """Part a state: its words that have now occurred once more get one of their own."""
    for k in range(N_COLUMNS):
        states[new, k] = states[old, k]
    states[new, LENGTH] = states[before, LENGTH] + 1
    states[old, LINK] = new
    while before >= 0 and states[before, symbol] == old:
        states[before, symbol] = new
        before = states[before, LINK]


@kernel
def _count_words(symbols: Symbols, states: Ints) -> int:
    """Count the words; the last one counts even if it has occurred before."""
    states[0, 0], states[0, 1], states[0, LINK], states[0, LENGTH] = -1, -1, -1, 0
    n_states, last = 1, 0
    here, n_words = 0, 0
    for k in range(symbols.shape[0]):
        symbol = int(symbols[k])
        # The word so far is in state `here`; what follows it there has occurred as well.
        here = states[here, symbol]
        if here < 0:
            here = 0
            n_words += 1
        new, n_states = n_states, n_states + 1
        states[new, 0], states[new, 1] = -1, -1
        states[new, LINK], states[new, LENGTH] = 0, k + 1
        at, last = last, new
        while at >= 0 and states[at, symbol] < 0:
            states[at, symbol] = new
            at = states[at, LINK]
        if at < 0:
            continue
        old = states[at, symbol]
        if states[old, LENGTH] == states[at, LENGTH] + 1:
            states[new, LINK] = old
            continue
        cut, n_states = n_states, n_states + 1
        _clone(states, old, cut, at, symbol)
        states[new, LINK] = cut
        # If the word so far is among those that were parted, what follows it is still the same.
    return n_words + (here > 0)


def count_words(symbols: npt.ArrayLike) -> int:
    """Count the words of a series of two symbols.

    Parameters
    ----------
    symbols : array_like, shape (n_samples,)
        0 or 1, or False and True.

    Returns
    -------
    int
        Words of the exhaustive history of Lempel & Ziv 1976, doi 10.1109/TIT.1976.1055501, as
        Kaspar & Schuster 1987, doi 10.1103/PhysRevA.36.842, count them.

    Examples
    --------
    Theirs: 0 · 001 · 10 · 100 · 1000 · 101.

    >>> count_words([int(c) for c in "0001101001000101"])
    6
    """
    series = np.ascontiguousarray(symbols, np.uint8)
    return int(_count_words(series, np.empty((2 * series.shape[0] + 1, N_COLUMNS), np.int64)))


def lempel_ziv(symbols: npt.ArrayLike) -> float:
    """Measure Lempel-Ziv complexity: words over those of as long a series by chance.

    Parameters
    ----------
    symbols : array_like, shape (n_samples,)
        0 or 1, or False and True.

    Returns
    -------
    float
        n_words log2(N) / N; NaN for fewer than 2 symbols.

    Examples
    --------
    >>> lempel_ziv([int(c) for c in "0001101001000101"])
    1.5
    """
    n = len(np.atleast_1d(symbols))
    return count_words(symbols) * math.log2(n) / n if n > 1 else math.nan
