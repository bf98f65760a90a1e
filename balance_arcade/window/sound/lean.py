"""The lean pass to be heard: soft notes that rise with the lean, and come softly to an end."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

N_NOTES: Final = 8
PERIOD_S: Final = 0.45
"""From one note to the next; each rings for longer, so that they flow into each other."""

QUIETEST: Final = 0.35
"""Strength of the lowest note, before anybody leans; the highest one's is 1."""

_SIDE: Final = 0.6


class LeanNote(NamedTuple):
    """What is heard of a lean.

    Attributes
    ----------
    step : int
        0 to 7: which note of the scale, from the game's root up.
    strength : float
        Loudness, `QUIETEST` to 1.
    """

    step: int
    strength: float


def lean_note(share: float) -> LeanNote | None:
    """Turn the share of a direction that is reached into a note.

    Parameters
    ----------
    share : float
        0 at the middle, 1 at the end of the petal on the screen; what lies beyond is taken as the
        nearest of these.

    Returns
    -------
    LeanNote or None
        Neither pitch nor loudness ever falls while the share rises; None for NaN, where there is
        nobody to be heard.

    Examples
    --------
    >>> lean_note(0.0), lean_note(0.5)
    (LeanNote(step=0, strength=0.35), LeanNote(step=4, strength=0.675))
    >>> lean_note(1.7)
    LeanNote(step=7, strength=1.0)
    """
    if math.isnan(share):
        return None
    share = min(1.0, max(0.0, share))
    # A share of exactly 1 belongs to the highest note and not to one above it.
    step = min(N_NOTES - 1, math.floor(share * N_NOTES))
    return LeanNote(step, QUIETEST + (1.0 - QUIETEST) * share)


def lean_place(direction: int) -> float:
    """Where a direction is heard, -1 left to 1 right; never wholly in one ear.

    Examples
    --------
    >>> round(lean_place(2), 3), round(lean_place(0), 3), round(lean_place(6), 3)
    (0.6, 0.0, -0.6)
    """
    return _SIDE * math.sin(math.radians(45.0 * direction))


class LeanEnd(NamedTuple):
    """A lean is over, and the way back begins.

    Attributes
    ----------
    furthest_mm : float
        How far it went.
    """

    furthest_mm: float


class LeanListener:
    """Says frame by frame what of a lean pass is to be heard.

    It has no clock: the screen's time is passed in.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Hear nothing of the lean under way: it was interrupted, or there is none."""
        self._direction = -1
        self._furthest_mm = 0.0
        self._next_s = 0.0

    def hear(
        self, direction: int, reach_mm: float, full_mm: float, now_s: float
    ) -> LeanNote | LeanEnd | None:
        """Return what begins to sound now.

        Parameters
        ----------
        direction : int
            Asked for, 0 to 7; -1 on the way back.
        reach_mm, full_mm : float
            How far the lean is in that direction, and what fills the petal; NaN for nobody.
        now_s : float
            Time of the screen.
        """
        before, self._direction = self._direction, direction
        if direction < 0:
            # Once, in the first frame of the way back.
            return LeanEnd(self._furthest_mm) if before >= 0 else None
        if direction != before:
            self._furthest_mm, self._next_s = 0.0, now_s
        self._furthest_mm = max(self._furthest_mm, reach_mm)
        if now_s < self._next_s:
            return None
        self._next_s = now_s + PERIOD_S
        return lean_note(reach_mm / full_mm)
