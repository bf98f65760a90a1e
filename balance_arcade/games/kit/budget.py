"""A frame's time for making pictures: what does not fit into it is made in the frames that follow.

The first frame of a scene makes its words and shapes, up to 60 ms of processor time. On a busy
computer that takes as long as many frames, and nothing moves meanwhile. With a budget it is made in
pieces: each frame makes pictures until the budget is used up, and goes back to what stood on the
screen; what was made is kept, so that each frame gets further.

A picture may ask for others while it is made, for its parts. It is then given up where a part no
longer fits, and begun again in the next frame, which finds the parts that are there already.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Final

import pygame

FRAME_S: Final = 0.004
"""Processor time in which a frame begins new pictures."""


class LaterError(BaseException):
    """The frame's time is used up; not an `Exception`, so that a game does not catch it by habit.

    Raised where a picture is asked for that is not there, also by a picture that is being made.
    """


class Budget:
    """Time that is left for making pictures.

    Parameters
    ----------
    seconds : float
        Processor time of this thread. The first picture that is made without asking for another
        one is always made, so that every frame gets further.
    now_s : callable
        Clock of that time.

    Examples
    --------
    >>> budget = Budget(0.0)
    >>> with budget.in_use():
    ...     first = make_in_time(lambda: pygame.Surface((1, 1), 0, 32))
    ...     try:
    ...         second = make_in_time(lambda: pygame.Surface((1, 1), 0, 32))
    ...     except LaterError:
    ...         print("later")
    later
    """

    def __init__(
        self, seconds: float = FRAME_S, *, now_s: Callable[[], float] = time.thread_time
    ) -> None:
        self._now_s = now_s
        self._end_s = now_s() + seconds
        self._n_made = 0

    @contextlib.contextmanager
    def in_use(self) -> Iterator[None]:
        """Let every picture that is made meanwhile be made on this budget."""
        token = _present.set(self)
        try:
            yield
        finally:
            _present.reset(token)

    def make(self, make: Callable[[], pygame.Surface]) -> pygame.Surface:
        """Make a picture, if there is time to begin it.

        Raises
        ------
        LaterError
            There is none, or none for a picture within it.
        """
        if self._n_made > 0:
            self.look()
        picture = make()
        self._n_made += 1
        return picture

    def look(self) -> None:
        """Look whether there is still time; between two steps, the first of which is kept.

        Raises
        ------
        LaterError
            There is none.
        """
        if self._now_s() >= self._end_s:
            raise LaterError


_present: ContextVar[Budget | None] = ContextVar("budget", default=None)


def make_in_time(make: Callable[[], pygame.Surface]) -> pygame.Surface:
    """Make a picture on the budget in use; at once where there is none."""
    budget = _present.get()
    return make() if budget is None else budget.make(make)


def look_at_time() -> None:
    """Go on if the budget in use has time left, or where there is none.

    Raises
    ------
    LaterError
        There is none left.
    """
    budget = _present.get()
    if budget is not None:
        budget.look()
