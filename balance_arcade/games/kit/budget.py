"""A frame's time for making pictures: what does not fit into it is made in the frames that follow.

The first frame of a scene makes its words and shapes, up to 60 ms of processor time. On a busy
computer that takes as long as many frames, and nothing moves meanwhile. With a budget it is made in
pieces: each frame makes pictures until the budget is used up, and goes back to what stood on the
screen; what was made is kept, so that each frame gets further.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Final

import pygame

FRAME_S: Final = 0.006
"""Processor time in which a frame begins new pictures."""


class LaterError(BaseException):
    """The frame's time is used up; not an `Exception`, so that a game does not catch it by habit.

    Raised before a picture is made, never in the middle of one.
    """


class Budget:
    """Time that is left for making pictures.

    Parameters
    ----------
    seconds : float
        Processor time of this thread. The first picture is always made.

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

    def __init__(self, seconds: float = FRAME_S) -> None:
        self._end_s = time.thread_time() + seconds
        self._n_made = self._depth = 0

    @contextlib.contextmanager
    def in_use(self) -> Iterator[None]:
        """Let every picture that is made meanwhile be made on this budget."""
        token = _present.set(self)
        try:
            yield
        finally:
            _present.reset(token)

    def make(self, make: Callable[[], pygame.Surface]) -> pygame.Surface:
        """Make a picture, and the ones within it, if there is time to begin it.

        Raises
        ------
        LaterError
            There is none.
        """
        if self._depth == 0 and self._n_made > 0 and time.thread_time() >= self._end_s:
            raise LaterError
        self._depth += 1
        try:
            picture = make()
        finally:
            self._depth -= 1
        self._n_made += 1
        return picture


_present: ContextVar[Budget | None] = ContextVar("budget", default=None)


def make_in_time(make: Callable[[], pygame.Surface]) -> pygame.Surface:
    """Make a picture on the budget in use; at once where there is none."""
    budget = _present.get()
    return make() if budget is None else budget.make(make)
