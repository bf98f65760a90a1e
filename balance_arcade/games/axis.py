"""What difficulty changes in a game: one number of its rules, from an easy end to a hard one."""

from __future__ import annotations

from typing import Final

import msgspec

STEEP_FROM: Final = 0.8
"""Difficulty from which an axis with a steep end leaves its straight line; our own choice."""


class LevelAxis(msgspec.Struct, frozen=True):
    """One thing that gets harder with difficulty.

    Attributes
    ----------
    name, unit : str
        What changes, and in what unit (``share of own limit``, ``s``).
    easy, hard : float
        Value at difficulty 0 and at difficulty 1; straight in between.
    heads_for : float, optional
        Of an axis with a steep end: where the straight line from ``easy`` would lead. It is
        followed up to `STEEP_FROM`, and from there another one leads to ``hard``. So the top of a
        ladder gets harder and the rungs below stay as they were.

    Examples
    --------
    >>> LevelAxis("fall time", "s", 4.0, 1.5).at(0.5)
    2.75
    >>> steep = LevelAxis("fall time", "s", 4.0, 1.0, heads_for=2.0)
    >>> [round(steep.at(level), 2) for level in (0.5, 0.8, 0.9, 1.0)]
    [3.0, 2.4, 1.7, 1.0]
    """

    name: str
    unit: str
    easy: float
    hard: float
    heads_for: float | None = None

    def at(self, difficulty: float) -> float:
        """Value at a difficulty of 0 to 1."""
        end = self.hard if self.heads_for is None else self.heads_for
        if self.heads_for is None or difficulty <= STEEP_FROM:
            return self.easy + (end - self.easy) * difficulty
        bend = self.easy + (end - self.easy) * STEEP_FROM
        share = (difficulty - STEEP_FROM) / (1.0 - STEEP_FROM)
        return bend + (self.hard - bend) * share
