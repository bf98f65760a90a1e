"""Jumps of players made of arithmetic: as a game asks for them, or in some clumsy way."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from balance_arcade.games.contract import GameModel
from balance_arcade.hw.sim.jumping import JumpCourse, height_of_beat, hop_course, leap_course

OWN_M: Final = 0.30
"""Height of the highest leap."""

REACT_S: Final = 0.3
STANCES: Final = frozenset({"jump", "hops"})

Load = Callable[[float], float]


class _Jump(NamedTuple):
    """One jump: when it began, its load over body weight by time, and when it is over."""

    begun_s: float
    load: Load
    over_s: float


class _Jumping:
    """What is known of one player: the jump under way, and how many there were."""

    def __init__(self) -> None:
        self.jump: _Jump | None = None
        self.is_asked = False
        self.n_clumsy = 0


_PLAYERS: WeakKeyDictionary[GameModel, _Jumping] = WeakKeyDictionary()


def jumped(model: GameModel, t_s: float, ways: tuple[str, ...] = ("",)) -> float | None:
    """Load over body weight of whoever jumps when a game asks for it; None where nobody jumps.

    Parameters
    ----------
    model : GameModel
        Asks by its ``stance`` and ``goal_jump``.
    t_s : float
        Now, never earlier than the last time.
    ways : tuple of str
        Ways of jumping, one after the other: empty as asked for, or of `CLUMSY`.
    """
    stance = getattr(model, "stance", "both")
    player = _PLAYERS.get(model)
    if player is None:
        if stance not in STANCES:
            return None
        player = _PLAYERS[model] = _Jumping()
    # A jump answers one asking, and the next comes after the stance has been another.
    if stance not in STANCES:
        player.is_asked = False
    jump = player.jump
    if jump is not None and t_s - jump.begun_s < jump.over_s:
        return jump.load(t_s - jump.begun_s)
    if stance not in STANCES:
        return None
    if not player.is_asked:
        player.is_asked = True
        way = ways[player.n_clumsy % len(ways)]
        player.n_clumsy += len(ways) > 1
        player.jump = _made(model, stance, t_s, way)
    return 1.0


def _made(model: GameModel, stance: str, t_s: float, way: str) -> _Jump:
    ask = getattr(model, "goal_jump", None)
    effort, beat_s = (1.0, 0.0) if ask is None else ask()
    begun_s = t_s + REACT_S
    if stance == "hops":
        beat_s = (beat_s or 0.5) * (1.25 if way else 1.0)
        course = hop_course(height_of_beat(beat_s))
    else:
        course = leap_course(OWN_M * effort * _HIGHER.get(way, 1.0))
    load = _CHANGED[way](course) if way in _CHANGED else course.load
    over_s = _OVER_S.get(way, course.over_s)
    return _Jump(begun_s, lambda since_s: 1.0 if since_s < 0.0 else load(since_s), over_s)


def _twice(course: JumpCourse) -> Load:
    """Leave the board once more, at once after the landing."""
    down_s = course.flights_s[0][1]

    def load(since_s: float) -> float:
        after_s = since_s - down_s
        return 0.0 if 0.12 <= after_s < 0.30 else course.load(since_s)

    return load


def _beside(course: JumpCourse) -> Load:
    """Land with one foot beside the board, and step back on later."""
    down_s = course.flights_s[0][1]

    def load(since_s: float) -> float:
        share = 0.55 if down_s <= since_s < course.over_s - 1.0 else 1.0
        return share * course.load(since_s)

    return load


def _off(course: JumpCourse) -> Load:
    """Leave the board and come back two seconds later."""
    up_s = course.flights_s[0][0]

    def load(since_s: float) -> float:
        if since_s < up_s:
            return course.load(since_s)
        return 0.0 if since_s < up_s + 2.0 else 1.0

    return load


def _held(course: JumpCourse) -> Load:
    """Bear on something else in the air, so that the board is not empty."""
    up_s, down_s = course.flights_s[0]

    def load(since_s: float) -> float:
        share = course.load(since_s)
        if not up_s + 0.05 < since_s < down_s - 0.05:
            return share
        # Nobody bears on a rail without a tremble.
        return max(share, 0.10 + 0.06 * math.sin(40.0 * since_s))

    return load


_HIGHER: Final = {"high": 1.6, "low": 0.4}
_CHANGED: Final[dict[str, Callable[[JumpCourse], Load]]] = {
    "twice": _twice,
    "beside": _beside,
    "off": _off,
    "held": _held,
}
_OVER_S: Final = {"off": 5.0}

CLUMSY: Final = ("twice", "low", "high", "beside", "off", "held")
"""Ways of jumping that miss, or that cannot be told."""
