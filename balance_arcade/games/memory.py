"""What a view remembers between frames: when things changed, on the model's own time.

A model says how things are; a view wants to know since when, so that things can arrive and leave
gently. All times are game seconds, so equal play gives equal pictures at any frame rate.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Generic, TypeVar

from balance_arcade.games.kit import ease

T = TypeVar("T")


class Fade:
    """Goes gently between off (0) and on (1).

    Parameters
    ----------
    seconds : float
        Time for the whole way.

    Examples
    --------
    >>> fade = Fade(0.5)
    >>> fade.at(0.0, on=True), fade.at(0.25, on=False), fade.at(9.0, on=False)
    (1.0, 0.5, 0.0)
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._value = math.nan
        self._t_s = 0.0

    def at(self, t_s: float, *, on: bool) -> float:
        """Share of it that is on at a time; the first call takes it as it is."""
        goal = 1.0 if on else 0.0
        if math.isnan(self._value):
            self._value = goal
        # A frame may stand a share of a step before the one before it: after a pause.
        step = max(0.0, t_s - self._t_s) / self._seconds
        self._t_s = t_s
        if self._value < goal:
            self._value = min(goal, self._value + step)
        else:
            self._value = max(goal, self._value - step)
        return self._value


class Since(Generic[T]):
    """Knows for how long a value has been what it is.

    Examples
    --------
    >>> since = Since()
    >>> since.age_s(0.0, "home"), since.age_s(2.0, "home"), since.age_s(2.5, "star")
    (0.0, 2.0, 0.0)
    """

    def __init__(self) -> None:
        self._value: T | None = None
        self._t_s = 0.0

    def age_s(self, t_s: float, value: T) -> float:
        """Seconds since the value became what it is."""
        if value != self._value:
            self._value, self._t_s = value, t_s
        return max(0.0, t_s - self._t_s)


@dataclass(frozen=True, slots=True)
class Moment(Generic[T]):
    """Something that happened.

    Attributes
    ----------
    t_s : float
        When.
    what : object
        What the view needs to show it.
    """

    t_s: float
    what: T

    def age_s(self, now_s: float) -> float:
        """Seconds since then."""
        return max(0.0, now_s - self.t_s)


class Moments(Generic[T]):
    """The last few things that happened, each kept for a while.

    Parameters
    ----------
    seconds : float
        How long one is kept.
    at_most : int
        How many are kept; the oldest leave first.
    """

    def __init__(self, seconds: float, at_most: int = 8) -> None:
        self._seconds = seconds
        self._at_most = at_most
        self._kept: list[Moment[T]] = []

    def add(self, t_s: float, what: T) -> None:
        """Remember something."""
        self._kept = [*self._kept, Moment(t_s, what)][-self._at_most :]

    def alive(self, now_s: float) -> list[Moment[T]]:
        """Those that are not over, oldest first."""
        self._kept = [m for m in self._kept if m.age_s(now_s) < self._seconds]
        return self._kept


def bump(age_s: float, seconds: float) -> float:
    """Swell quickly to 1 and fade slowly to 0, for a bloom of light; 0 outside its time.

    Examples
    --------
    >>> bump(0.0, 2.0), round(bump(0.5, 2.0), 6), bump(2.0, 2.0)
    (0.0, 1.0, 0.0)
    """
    share = age_s / seconds
    if not 0.0 < share < 1.0:
        return 0.0
    return ease.in_out(share / 0.25) if share < 0.25 else 1.0 - ease.in_out((share - 0.25) / 0.75)
