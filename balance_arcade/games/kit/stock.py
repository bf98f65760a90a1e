"""Pictures painted elsewhere: collected by the process that paints, and used by the one that draws.

A game asks its kit for a picture by a key and says how to make it. Large pictures take most of a
second to make; with a stock of them the kit has them already. A key is the same in both processes
when it prints the same, so keys are made of words and numbers.
"""

from __future__ import annotations

import contextlib
from collections.abc import Hashable, Iterator
from contextvars import ContextVar
from typing import Final

import pygame

WORTH_PX: Final = 40_000
"""Smaller pictures are made in a blink and are not worth the way."""


class Stock:
    """Large pictures by the words of their keys.

    Parameters
    ----------
    collects : bool
        Take in what is made, instead of only giving it out.

    Examples
    --------
    >>> stock = Stock(collects=True)
    >>> stock.take_in(("place", 1), pygame.Surface((300, 200), 0, 32))
    >>> stock.find(("place", 1)).get_size()
    (300, 200)
    """

    def __init__(self, *, collects: bool = False) -> None:
        self.pictures: dict[str, pygame.Surface] = {}
        self.collects = collects
        self._n_under_way = 0

    def take_in(self, key: Hashable, picture: pygame.Surface) -> None:
        """Keep a picture that a view has asked for, if it is large and this stock collects.

        What another picture is made of is not kept: who finds that one never asks for its parts.
        """
        if self._n_under_way or not self.collects:
            return
        if picture.get_width() * picture.get_height() >= WORTH_PX:
            self.pictures[repr(key)] = picture

    @contextlib.contextmanager
    def making(self) -> Iterator[None]:
        """Know that whatever is asked for meanwhile becomes a part of another picture."""
        self._n_under_way += 1
        try:
            yield
        finally:
            self._n_under_way -= 1

    def find(self, key: Hashable) -> pygame.Surface | None:
        """Picture of a key; None where it has to be made."""
        return self.pictures.get(repr(key)) if self.pictures else None

    @contextlib.contextmanager
    def in_use(self) -> Iterator[None]:
        """Let every kit that is made meanwhile use this stock for good."""
        token = _present.set(self)
        try:
            yield
        finally:
            _present.reset(token)


_present: ContextVar[Stock | None] = ContextVar("stock", default=None)


def present_stock() -> Stock | None:
    """Stock that a kit made now uses; None for none."""
    return _present.get()
