"""Pairs of moments of a series: how far apart they are, where they recur, how they part again.

A moment is three samples, `delay` apart (delay embedding, Takens 1981, doi 10.1007/BFb0091924). All
pairs as many samples apart are taken together: each squared difference then serves three pairs,
and the compiler takes several pairs at a time.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.core.kernel import inner_kernel, kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]

# Pairs that are looked at as one, a byte each, before they are looked at singly.
WORD = 8
# Loops go over so many pairs at a time to the end: the compiler's loop for the rest of one of its
# own steps takes longer than two more of them.
ROW = 32
# Of the pairs of a lag that are looked at for a sample, every so-manieth one.
THINNED = 4


class Scratch(NamedTuple):
    """Room to work in, for series of up to so many samples; none of it need be cleared.

    Attributes
    ----------
    flags, words : numpy.ndarray, shape (2, n_flags) and (2, n_flags // 8)
        Marks of two lags, as bytes and, the same memory, as words of eight.
    found : numpy.ndarray, shape (n_found,)
        Distances that are looked for; one place more than can be.
    """

    flags: Bytes
    words: Words
    found: Floats

    @classmethod
    def of(cls, n_samples: int, share: float = 1.0) -> Scratch:
        """Make room.

        Parameters
        ----------
        n_samples : int
            Of the longest series.
        share : float
            Of all pairs, how many may be found.

        Examples
        --------
        >>> scratch = Scratch.of(750)
        >>> scratch.flags[1, :8] = 0
        >>> int(scratch.words[1, 0])
        0
        """
        flags = np.empty((2, ROW * (n_samples // ROW + 2)), np.uint8)
        n_found = math.ceil(share * n_samples * max(n_samples - 1, 0) / 2.0)
        return cls(flags, flags.view(np.uint64), np.empty(n_found + 1))


@inner_kernel
def _padded(series: Floats, n: int) -> Floats:
    """Copy the first n values, with more than a row of NaN behind them: near to nothing."""
    out = np.empty(n + 2 * ROW)
    for i in range(n):
        out[i] = series[i]
    for i in range(n, out.shape[0]):
        out[i] = math.nan
    return out


@inner_kernel
def _whole_rows(n: int) -> int:
    """Round up to whole rows."""
    return (n + ROW - 1) & -ROW


@inner_kernel
def _squares(
    padded: Floats, lag: int, delay: int, n_pairs: int, steps: Floats, out: Floats
) -> None:
    """Squared distances of moments i and i + lag, for i below n_pairs; `steps` is scratch.

    The last row is filled up with NaN.
    """
    # Slices, because the compiler takes several places at a time only where it sees that none of
    # them counts from the end.
    later = padded[lag:]
    n = _whole_rows(n_pairs)
    for i in range(_whole_rows(n + 2 * delay)):
        step = later[i] - padded[i]
        steps[i] = step * step
    second, third = steps[delay:], steps[2 * delay :]
    for i in range(n):
        out[i] = steps[i] + second[i] + third[i]


@inner_kernel
def _mark(squares: Floats, n_pairs: int, high: float, flags: Bytes) -> None:
    """Set the bytes of what is not beyond `high`, and clear those of two words behind the end."""
    n = _whole_rows(n_pairs)
    for i in range(n):
        flags[i] = squares[i] <= high
    for i in range(n, n + 2 * WORD):
        flags[i] = 0


@kernel
def some_squares(series: Floats, delay: int, every: int, found: Floats) -> int:
    """Take squared distances of pairs spread over all, as many as there is room for.

    Parameters
    ----------
    series : numpy.ndarray, shape (n_samples,)
        Evenly sampled.
    delay : int
        Samples between the three of a moment.
    every : int
        Pairs of every so-manieth lag, from the half of it on, and of those every fourth.
    found : numpy.ndarray
        What they go into.

    Returns
    -------
    int
        How many there are.
    """
    n = series.shape[0] - 2 * delay
    n_found, k = 0, 0
    for lag in range((every + 1) // 2, n, every):
        # Successive pairs of a lag are alike, so that a few of them tell as much.
        for i in range(k, n - lag, THINNED):
            if n_found == found.shape[0]:
                return n_found
            first = series[i + lag] - series[i]
            second = series[i + delay + lag] - series[i + delay]
            third = series[i + 2 * delay + lag] - series[i + 2 * delay]
            found[n_found] = first * first + second * second + third * third
            n_found += 1
        # The next lag goes on where this one ends.
        k = (k - (n - lag)) % THINNED
    return n_found


@kernel
def squares_between(
    series: Floats,
    delay: int,
    low: float,
    high: float,
    flags: Bytes,
    words: Words,
    found: Floats,
) -> tuple[int, int]:
    """Count the pairs whose squared distance is below `low`, and find those up to `high`.

    Parameters
    ----------
    series, delay
        As `some_squares`.
    low, high : float
        Squared distances, both among those given.
    flags, words, found
        Of `Scratch`, a row of the first two. Into `found` go the squared distances between, as
        many as there is room for.

    Returns
    -------
    int
        Pairs below.
    int
        Pairs between, also where there is no room for them.
    """
    last = found.shape[0] - 1
    n = series.shape[0] - 2 * delay
    padded = _padded(series, series.shape[0])
    steps, squares = np.empty(padded.shape[0]), np.empty(padded.shape[0])
    below, k = 0, 0
    for lag in range(1, n):
        _squares(padded, lag, delay, n - lag, steps, squares)
        _mark(squares, n - lag, high, flags)
        for w in range((n - lag + WORD - 1) // WORD):
            if words[w] == 0:
                continue
            # Without a branch, because nobody can foresee where it goes: what is not kept is
            # written over.
            for i in range(WORD * w, WORD * w + WORD):
                found[min(k, last)] = squares[i]
                is_below = squares[i] < low
                below += is_below
                k += np.int64(flags[i]) - is_below
    return below, k


@inner_kernel
def _first_byte(word: np.uint64) -> int:
    """Place of the lowest byte of a word that is 1, where every byte is 0 or 1."""
    lowest = word & ~(word - np.uint64(1))
    # `multiply` and not `*`: plain Python would warn of the overflow that is meant here.
    return int(np.multiply(lowest, np.uint64(0x0001020304050607)) >> np.uint64(56))


@inner_kernel
def _end_diagonals(words: Words, m: int, diagonals: Ints) -> tuple[int, int]:
    """Count the lines of one diagonal by their lengths; returns the longest and their sum."""
    longest, total, edge, inside = 0, 0, 0, 0
    before = np.uint64(0)
    for w in range(m // WORD + 1):
        # Bytes that differ from the one before: where a line begins or has ended, in turn.
        edges = words[w] ^ (words[w] << np.uint64(8) | before)
        before = words[w] >> np.uint64(56)
        while edges != 0:
            place = WORD * w + _first_byte(edges)
            edges &= edges - np.uint64(1)
            run = (place - edge) * inside
            # Where a line begins nothing is counted: a branch would be guessed wrong too often.
            diagonals[run] += inside
            longest = max(longest, run)
            total += run
            edge = place
            inside = 1 - inside
    return longest, total


@inner_kernel
def _end_verticals(
    now: Words, was: Words, flags: Bytes, m: int, lag: int, since: Ints, verticals: Ints
) -> None:
    """Count the vertical lines that end before this lag, and keep where others begin."""
    for w in range(m // WORD + 1):
        changed = now[w] ^ was[w]
        while changed != 0:
            i = WORD * w + _first_byte(changed)
            changed &= changed - np.uint64(1)
            # A line that begins here ends nothing.
            verticals[lag - since[i]] += 1 - np.int64(flags[i])
            since[i] = lag


@kernel
def recurrence_lines(
    series: Floats, delay: int, square: float, n_apart: int, flags: Bytes, words: Words
) -> tuple[Ints, Ints, Ints, int, int]:
    """Lengths of the lines of a recurrence plot, on one side of its main diagonal.

    Parameters
    ----------
    series, delay
        As `squares_between`.
    square : float
        Squared distance up to which two moments are recurrent.
    n_apart : int
        Lag below which a diagonal does not count for the longest one.
    flags, words
        Of `Scratch`, both rows.

    Returns
    -------
    numpy.ndarray, shape (n_moments + 1,)
        Diagonal lines of each length.
    numpy.ndarray, shape (n_moments + 1,)
        Vertical lines of each length.
    numpy.ndarray, shape (n_moments + 1,)
        Recurrent pairs at each lag.
    int
        The longest diagonal line from lag `n_apart` on.
    int
        Pairs within half of the distance.
    """
    n = series.shape[0] - 2 * delay
    padded = _padded(series, series.shape[0])
    steps, squares = np.empty(padded.shape[0]), np.empty(padded.shape[0])
    diagonals, verticals = np.empty(n + 1, np.int64), np.empty(n + 1, np.int64)
    per_lag, since = np.empty(n + 1, np.int64), np.empty(n + 1, np.int64)
    for i in range(n + 1):
        diagonals[i] = verticals[i] = per_lag[i] = since[i] = 0
    now, was, now_words, was_words = flags[0], flags[1], words[0], words[1]
    for i in range(now.shape[0]):
        now[i] = 0
    longest, n_half, quarter = 0, 0, square / 4.0
    for lag in range(1, n + 1):
        m = n - lag
        now, was, now_words, was_words = was, now, was_words, now_words
        _squares(padded, lag, delay, m, steps, squares)
        _mark(squares, m, square, now)
        for i in range(_whole_rows(m)):
            n_half += squares[i] <= quarter
        # What is behind the end is not recurrent: there a line ends at the plot's border.
        _end_verticals(now_words, was_words, now, m, lag, since, verticals)
        run, per_lag[lag] = _end_diagonals(now_words, m, diagonals)
        if lag >= n_apart:
            longest = max(longest, run)
    return diagonals, verticals, per_lag, longest, n_half


@kernel
def neighbours_apart(series: Floats, delay: int, n_apart: int, n_follow: int) -> Floats:
    """Squared distances of each moment from its nearest neighbour, and of both later on.

    Parameters
    ----------
    series, delay
        As `squares_between`.
    n_apart : int
        A neighbour is farther away in time than so many samples. Of equally near ones the first.
    n_follow : int
        Moments that both are followed, themselves included.

    Returns
    -------
    numpy.ndarray, shape (n_follow, n_moments)
        Infinite where a moment has no neighbour.
    """
    n = series.shape[0] - 2 * delay - n_follow + 1
    padded = _padded(series, n + 2 * delay)
    room = padded.shape[0]
    steps, squares = np.empty(room), np.empty(room)
    best, nearest = np.empty(room), np.empty(room, np.int64)
    for i in range(room):
        best[i] = math.inf
        nearest[i] = -1
    for lag in range(n_apart + 1, n):
        _squares(padded, lag, delay, n - lag, steps, squares)
        m = _whole_rows(n - lag)
        # Later neighbours come in order of time and the first of equals stays ...
        for i in range(m):
            is_nearer = squares[i] < best[i]
            best[i] = squares[i] if is_nearer else best[i]
            nearest[i] = i + lag if is_nearer else nearest[i]
        # ... earlier ones come backwards, and each is before all that came so far.
        later_best, later_nearest = best[lag:], nearest[lag:]
        for i in range(m):
            is_nearer = squares[i] <= later_best[i]
            later_best[i] = squares[i] if is_nearer else later_best[i]
            later_nearest[i] = i if is_nearer else later_nearest[i]
    out = np.empty((n_follow, n))
    for s in range(n_follow):
        for i in range(n):
            out[s, i] = math.inf
            if nearest[i] >= 0:
                square = 0.0
                for d in range(3):
                    at = s + d * delay
                    step = series[nearest[i] + at] - series[i + at]
                    square += step * step
                out[s, i] = square
    return out
