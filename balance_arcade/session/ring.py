"""The last seconds of a stream, for a reader who comes late."""

from __future__ import annotations

from collections import deque
from typing import Generic, Protocol, TypeVar


class Numbered(Protocol):
    """Anything that carries the sample's number."""

    @property
    def seq(self) -> int:
        """Number of the sample."""
        ...


T = TypeVar("T", bound=Numbered)


class Ring(Generic[T]):
    """Keeps the newest items; the oldest make room.

    Parameters
    ----------
    capacity : int
        How many are kept.

    Raises
    ------
    ValueError
        A capacity below 1.

    Examples
    --------
    >>> from balance_arcade.core.samples import ForceSample
    >>> ring = Ring(2)
    >>> for seq in range(3):
    ...     ring.append(ForceSample(seq, 0, 0.0, 1.0, 1.0, 1.0, 1.0))
    >>> [sample.seq for sample in ring.since(-1)]
    [1, 2]
    """

    def __init__(self, capacity: int) -> None:
        if capacity < 1:
            raise ValueError(f"capacity must be at least 1, got {capacity}.")
        self._items: deque[T] = deque(maxlen=capacity)

    def append(self, item: T) -> None:
        """Take an item whose number is greater than all before."""
        self._items.append(item)

    def since(self, seq: int) -> list[T]:
        """Items whose number is greater, oldest first; work grows with their count only."""
        found: list[T] = []
        # From the newest back: mostly a handful of samples is asked for out of thousands.
        for item in reversed(self._items):
            if item.seq <= seq:
                break
            found.append(item)
        found.reverse()
        return found

    def between(self, first_seq: int, last_seq: int) -> list[T]:
        """Items from one number to another, both included, as far as they are kept."""
        return [item for item in self.since(first_seq - 1) if item.seq <= last_seq]
