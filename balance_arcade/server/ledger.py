"""Which samples of one start of a publisher are held, by their numbers; no socket, no clock."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

from balance_arcade.core.samples import SampleFlag

MAX_HOLES = 1024
"""Stretches that may be missing at a time. Policy when full: the oldest is declared a gap."""

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class SampleLedger:
    """Keeps account of samples: received, replayed, declared missing, or still to be fetched.

    Every number from the first to the newest is one of the four, so that
    ``n_span == n_received + n_replayed + n_declared + n_missing`` always holds.

    Parameters
    ----------
    from_start : bool
        The samples before the first one that came count as missing too, from number 0 on.

    Attributes
    ----------
    n_received : int
        Samples that came over the stream.
    n_replayed : int
        Samples that were fetched later, from memory or from the recording.
    n_declared : int
        Numbers that nobody has: gaps at the board, and what was not recorded.

    Examples
    --------
    >>> ledger = SampleLedger()
    >>> ledger.take(np.array([0, 1, 2])).tolist()
    [True, True, True]
    >>> ledger.take(np.array([7, 8])).tolist(), ledger.missing()
    ([True, True], [(3, 6)])
    >>> ledger.take(np.array([3, 4, 7]), replayed=True).tolist()
    [True, True, False]
    >>> ledger.declare(5, 6)
    >>> ledger.n_span, ledger.n_received, ledger.n_replayed, ledger.n_declared, ledger.n_missing
    (9, 5, 2, 2, 0)
    """

    def __init__(self, *, from_start: bool = False) -> None:
        self.n_received = 0
        self.n_replayed = 0
        self.n_declared = 0
        # First and last number of each stretch that is settled, in order, never touching.
        self._firsts: list[int] = [-1] if from_start else []
        self._lasts: list[int] = [-1] if from_start else []
        self._from_start = from_start

    @property
    def newest(self) -> int:
        """Greatest number that came; -1 before the first."""
        return self._lasts[-1] if self._lasts else -1

    @property
    def n_span(self) -> int:
        """Numbers from the first to the newest."""
        if not self._lasts:
            return 0
        return self._lasts[-1] - self._firsts[0] + (0 if self._from_start else 1)

    @property
    def n_missing(self) -> int:
        """Numbers that are still to be fetched."""
        return sum(last - first + 1 for first, last in self.missing())

    def missing(self) -> list[tuple[int, int]]:
        """Return first and last number of every stretch that is missing, oldest first."""
        return [
            (last + 1, first - 1)
            for last, first in zip(self._lasts[:-1], self._firsts[1:], strict=True)
        ]

    def take(
        self,
        seqs: Ints,
        flags: Ints | None = None,
        *,
        follows: bool = False,
        replayed: bool = False,
    ) -> Bools:
        """Take samples in.

        Parameters
        ----------
        seqs, flags : ndarray of int, shape (n_samples,)
            Numbers in rising order, and flags; before a sample that is marked so, the numbers up
            to its forerunner are a gap of the board.
        follows : bool
            Nothing was lost between these and the newest ones before.
        replayed : bool
            They were fetched later.

        Returns
        -------
        ndarray of bool, shape (n_samples,)
            True where a sample was not held before.
        """
        if not len(seqs):
            return np.zeros(0, np.bool_)
        newest = self.newest
        is_new = ~self._held(seqs)
        starts = np.flatnonzero(np.diff(seqs) != 1) + 1
        for run in np.split(seqs, starts):
            self._settle(int(run[0]), int(run[-1]))
        n_new = int(is_new.sum())
        if replayed:
            self.n_replayed += n_new
        else:
            self.n_received += n_new
        if flags is not None:
            self._declare_gaps(seqs, flags, newest if follows else None)
        self._bound()
        return is_new

    def _declare_gaps(self, seqs: Ints, flags: Ints, newest: int | None) -> None:
        gap = (flags & int(SampleFlag.GAP_BEFORE)) != 0
        for row in np.flatnonzero(gap).tolist():
            before = int(seqs[row - 1]) if row else newest
            if before is not None and before >= 0:
                self.declare(before + 1, int(seqs[row]) - 1)

    def declare(self, first: int, last: int) -> None:
        """Say that nobody has what is missing of ``first`` to ``last``."""
        for hole in self.missing():
            begin, end = max(hole[0], first), min(hole[1], last)
            if begin <= end:
                self.n_declared += end - begin + 1
                self._settle(begin, end)

    def _held(self, seqs: Ints) -> Bools:
        if not self._firsts:
            return np.zeros(len(seqs), np.bool_)
        if seqs[0] > self._lasts[-1]:  # The usual case: all of it is new.
            return np.zeros(len(seqs), np.bool_)
        at = np.searchsorted(np.array(self._firsts), seqs, side="right") - 1
        held: Bools = (at >= 0) & (seqs <= np.array(self._lasts)[np.maximum(at, 0)])
        return held

    def _settle(self, first: int, last: int) -> None:
        """Join a stretch with those that it touches."""
        firsts, lasts = self._firsts, self._lasts
        if firsts and first == lasts[-1] + 1:  # The usual case.
            lasts[-1] = last
            return
        # Those from `begin` on end at or behind the number before ours, those before `end` begin at
        # or before the number behind it.
        begin = bisect_right(lasts, first - 2)
        end = bisect_right(firsts, last + 1)
        if begin < end:
            first, last = min(first, firsts[begin]), max(last, lasts[end - 1])
        firsts[begin:end] = [first]
        lasts[begin:end] = [last]

    def _bound(self) -> None:
        while len(self._firsts) > MAX_HOLES + 1:
            first, last = self._lasts[0] + 1, self._firsts[1] - 1
            self.n_declared += last - first + 1
            self._settle(first, last)
