"""How much harder or easier than the game each of its directions is for this person.

Beside the game's own staircase (`balance_arcade.games.staircase`) runs one for each direction. It
holds the distance of a direction from the game's difficulty: a weak side is asked for less, a
strong one for more, and the mean of all is the game's own number. The weighted up-down rule is the
same (Kaernbach 1991, doi:10.3758/BF03214307) with half of its step, because a direction comes once
in several trials; the size and the widest distance are ours.

A direction is known by the trial's own number ``success_NAME_share``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from balance_arcade.games.contract import TrialResult
from balance_arcade.games.staircase import DOWN, TARGET_SUCCESS

STEP: Final = DOWN / 2.0
MOST: Final = 0.18
"""No direction is farther than this from the game's difficulty: three steps of the game's own."""

DIRECTIONS: Final = (
    "forward",
    "forward_right",
    "right",
    "back_right",
    "back",
    "back_left",
    "left",
    "forward_left",
)
"""Names of the eight directions, clockwise from forward."""

_BEFORE: Final = "success_"
_AFTER: Final = "_share"


def direction_of(trial: TrialResult) -> str:
    """Direction of a trial; empty where the game has none.

    Examples
    --------
    >>> direction_of(TrialResult(0, True, 0.3, True, {"success_left_share": 1.0}))
    'left'
    """
    for name in trial.metrics:
        if name.startswith(_BEFORE) and name.endswith(_AFTER):
            return name[len(_BEFORE) : -len(_AFTER)]
    return ""


class DirectionLevels:
    """Distances of the directions of one game from its difficulty.

    Parameters
    ----------
    distances : mapping of str to float, optional
        What is known, by direction.
    used : bool
        The game follows them. In the first game of a person they are only learnt: its level is
        still being looked for.

    Attributes
    ----------
    used : bool
        As given.

    Examples
    --------
    >>> levels = DirectionLevels()
    >>> levels.learn(TrialResult(0, False, 0.3, True, {"success_left_share": 0.0}))
    >>> levels.learn(TrialResult(1, True, 0.3, True, {"success_right_share": 1.0}))
    >>> {name: round(level, 3) for name, level in levels.at(0.3).items()}
    {'left': 0.28, 'right': 0.32}
    """

    def __init__(self, distances: Mapping[str, float] | None = None, *, used: bool = False) -> None:
        self.used = used
        self._distances = {name: _capped(value) for name, value in (distances or {}).items()}

    def go_on(self) -> DirectionLevels:
        """Return the levels for the next game, which follows what this one has learnt."""
        return DirectionLevels(self._distances, used=True)

    def learn(
        self, trial: TrialResult, *, target: float = TARGET_SUCCESS, frozen: bool = False
    ) -> None:
        """Take a graded trial in; one without a direction, or while all is frozen, is none."""
        name = direction_of(trial)
        if not name or frozen or not trial.graded:
            return
        change = STEP * (1.0 - target) / target if trial.success else -STEP
        self._distances[name] = _capped(self._distances.get(name, 0.0) + change)

    def at(self, difficulty: float, minimum: float = 0.0, maximum: float = 1.0) -> dict[str, float]:
        """Difficulty of each known direction.

        Parameters
        ----------
        difficulty : float
            Of the game.
        minimum, maximum : float
            Range that the therapist allows; it holds for every direction.
        """
        if not self._distances:
            return {}
        # About their mean: what is common to all is the game's own staircase's business.
        mean = sum(self._distances.values()) / len(self._distances)
        return {
            name: min(maximum, max(minimum, difficulty + value - mean))
            for name, value in self._distances.items()
        }


def distances_of(levels: Mapping[str, float], difficulty: float) -> dict[str, float]:
    """Undo `DirectionLevels.at`: distances from a game's difficulty.

    Examples
    --------
    >>> distances_of({"left": 0.25}, 0.5)
    {'left': -0.25}
    """
    return {name: level - difficulty for name, level in levels.items()}


def _capped(distance: float) -> float:
    return min(MOST, max(-MOST, distance))
