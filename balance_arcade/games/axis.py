"""What difficulty changes in a game: one number of its rules, from an easy end to a hard one."""

from __future__ import annotations

from typing import Final

import msgspec

GENTLE_TO: Final = 0.05
STEEP_FROM: Final = 0.8
"""Difficulties between which an axis with a line of its own follows it; our own choice."""


class LevelAxis(msgspec.Struct, frozen=True):
    """One thing that gets harder with difficulty.

    Attributes
    ----------
    name, unit : str
        What changes, and in what unit (``share of own limit``, ``s``).
    easy, hard : float
        Value at difficulty 0 and at difficulty 1; straight in between.
    line : tuple of float, optional
        Ends of the line that is followed between `GENTLE_TO` and `STEEP_FROM`, where it leads to
        other ends than ``easy`` and ``hard``: below and above, straight ways lead there. So the
        lowest rungs of a ladder may be easier, and the highest harder, and those between stay as
        they were.

    Examples
    --------
    >>> LevelAxis("fall time", "s", 4.0, 1.5).at(0.5)
    2.75
    >>> bent = LevelAxis("fall time", "s", 6.0, 1.0, line=(4.0, 2.0))
    >>> [round(bent.at(level), 2) for level in (0.0, 0.05, 0.5, 0.8, 0.9, 1.0)]
    [6.0, 3.9, 3.0, 2.4, 1.7, 1.0]
    """

    name: str
    unit: str
    easy: float
    hard: float
    line: tuple[float, float] | None = None

    def at(self, difficulty: float) -> float:
        """Value at a difficulty of 0 to 1."""
        if self.line is None:
            return self.easy + (self.hard - self.easy) * difficulty
        first, last = self.line
        way = last - first
        if difficulty < GENTLE_TO:
            bend = first + way * GENTLE_TO
            return self.easy + (bend - self.easy) * (difficulty / GENTLE_TO)
        if difficulty > STEEP_FROM:
            bend = first + way * STEEP_FROM
            return bend + (self.hard - bend) * (difficulty - STEEP_FROM) / (1.0 - STEEP_FROM)
        return first + way * difficulty
