"""Chance that is the same on every machine and with every version of Python.

Python promises that ``random.Random(n).random()`` keeps its sequence for ever, and promises
nothing of the kind for ``shuffle`` or ``uniform``; NumPy keeps its bit streams but not what
``Generator`` makes of them. So everything here is built on ``random()`` alone.
"""

from __future__ import annotations

import hashlib
import random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A seeded source of chance with a name, so that two games of one seed do not run alike.

    Parameters
    ----------
    seed : int
        The session's seed.
    name : str
        What it is for.

    Examples
    --------
    >>> Chance(1, "orchard").between(0.0, 1.0) == Chance(1, "orchard").between(0.0, 1.0)
    True
    >>> sorted(Chance(1, "orchard").shuffled([1, 2, 3]))
    [1, 2, 3]
    """

    def __init__(self, seed: int, name: str) -> None:
        # Python's own `hash` of a text differs from process to process.
        digest = hashlib.sha256(f"{name}/{seed}".encode()).digest()
        self._random = random.Random(int.from_bytes(digest[:8], "little"))  # noqa: S311 - a game

    def yes(self, probability: float) -> bool:
        """Say yes with a probability."""
        return self._random.random() < probability

    def between(self, low: float, high: float) -> float:
        """Draw evenly from ``[low, high)``."""
        return low + (high - low) * self._random.random()

    def below(self, n_choices: int) -> int:
        """Draw a whole number from 0 to ``n_choices - 1``."""
        return min(int(self._random.random() * n_choices), n_choices - 1)

    def shuffled(self, items: list[T]) -> list[T]:
        """Return the items in another order (Fisher and Yates)."""
        mixed = list(items)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.below(last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed
