"""Choosing among cards by leaning: sideways to look, forward and hold to choose; pure."""

from __future__ import annotations

from typing import Final

HOLD_S: Final = 1.5
LOOK: Final = 0.45
"""Lean to the side, as a share of the person's reach, that looks at the next card."""
BACK: Final = 0.25
"""Lean below which the next look counts again."""
CHOOSE: Final = 0.40
"""Lean forward that holds the choice."""
REPEAT_S: Final = 1.4
"""A lean that stays looks on at this pace."""


class LeanChoice:
    """Which card is looked at and how long it was held, moved by lean and time.

    Parameters
    ----------
    n_cards : int
        At least one.
    start : int
        The card that is looked at first, from 0.
    repeat_s : float
        A lean that stays looks on at this pace.

    Attributes
    ----------
    index : int
        The card that is looked at, from 0.
    someone : bool
        Somebody stands on the board.
    chosen : int or None
        The card that was chosen; None before.

    Raises
    ------
    ValueError
        No card.

    Examples
    --------
    >>> choice = LeanChoice(3)
    >>> choice.lean(0.8, 0.0, 0.1)
    >>> choice.lean(0.0, 0.9, 1.6)
    >>> choice.chosen
    1
    """

    def __init__(self, n_cards: int, *, start: int = 0, repeat_s: float = REPEAT_S) -> None:
        if n_cards < 1:
            raise ValueError("A choice needs at least one card.")
        self._n_cards, self._repeat_s = n_cards, repeat_s
        self.index = start
        self.someone = False
        self.chosen: int | None = None
        self._held_s = 0.0
        self._side_s = 0.0
        self._armed = True

    @property
    def held(self) -> float:
        """Share of the hold that chooses the card, 0 to 1."""
        return min(1.0, self._held_s / HOLD_S)

    def look(self, step: int) -> None:
        """Look at the next (+1) or the one before (-1); the ends do not wrap for leaning."""
        index = min(self._n_cards - 1, max(0, self.index + step))
        if index != self.index:
            self.index, self._held_s = index, 0.0

    def look_on(self) -> None:
        """Look at the next card, from the last to the first: for one switch."""
        self.index, self._held_s = (self.index + 1) % self._n_cards, 0.0

    def choose(self) -> None:
        """Choose the card that is looked at."""
        self.chosen = self.index

    def leave(self, dt_s: float) -> None:
        """Nobody stands there: what was held runs out."""
        self.someone = False
        self._held_s = max(0.0, self._held_s - 2.0 * dt_s)

    def lean(self, x: float, y: float, dt_s: float) -> None:
        """Take the lean (personal unit disc, x right, y forward) of the last ``dt_s`` seconds."""
        self.someone = True
        # Between BACK and LOOK nothing changes, so that sway about the threshold does not leaf
        # through the cards.
        if abs(x) < BACK:
            self._armed, self._side_s = True, 0.0
        # The larger of the two directions counts; a diagonal lean never looks and chooses at once.
        if abs(x) >= LOOK and abs(x) > y:
            self._side_s += dt_s
            if self._armed or self._side_s >= self._repeat_s:
                self._armed, self._side_s = False, 0.0
                self.look(1 if x > 0.0 else -1)
        if y >= CHOOSE and y > abs(x):
            self._held_s += dt_s
            if self._held_s >= HOLD_S:
                self.choose()
        else:
            # It runs out twice as fast as it fills: a short wobble costs little, leaning away takes
            # it back.
            self._held_s = max(0.0, self._held_s - 2.0 * dt_s)
