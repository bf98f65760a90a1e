"""Small things that stay at a game's place from one session to the next, one for each time played.

What has grown is told by the stars of every game that a person has played
(`balance_arcade.records.person_store.PersonRecord.stars`), so there is nothing else to keep, and
nothing that could be lost or taken away: each time played leaves a thing, and every star of it
makes it fuller. Once all spots are taken, playing makes those that stand there fuller still.

It is scenery: no model knows of it, and no digest.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from typing import Final

import msgspec

from balance_arcade.core.words import msgid

KINDS: Final = {
    "tree": "a small fruit tree, by its foot",
    "lantern": "a paper lantern that floats on water",
    "lamp": "a warm lamp",
    "star": "a star of its own colour",
    "constellation": "a few stars that are joined",
    "flower": "a flower that glows a little",
    "marble": "a glass marble",
    "ring": "rings drawn in chalk on a floor",
}
"""What may be kept, and what each is like; drawn by `balance_arcade.games.scenery.keepsakes`."""

MAX_SPOTS: Final = 24
FULLEST: Final = 4
"""Size of a thing that was played with three stars; one without a star has 1."""

FULLER: Final = msgid("Your place grows fuller")
"""What is said where all spots are taken, and something that stands there has grown."""


class Keepsake(msgspec.Struct, frozen=True):
    """What a game's place keeps, and where.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    words : str
        What is said of a new one on the result, at most eight words.
    spots : tuple of tuple of float
        Places in shares of the picture's width and height from its top left corner, one to 24, in
        the order in which they are taken; behind whatever moves, and away from the goals.

    Raises
    ------
    ValueError
        An unknown kind, too many words, or a spot that is not in the picture.

    Examples
    --------
    >>> Keepsake("tree", "A new tree stands in your orchard", ((0.2, 0.6), (0.8, 0.6))).kind
    'tree'
    """

    kind: str
    words: str
    spots: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        """Refuse what cannot be shown."""
        if self.kind not in KINDS:
            raise ValueError(f"A keepsake is one of {', '.join(KINDS)}, not {self.kind!r}.")
        if not 0 < len(self.words.split()) <= 8:
            raise ValueError("The words of a keepsake must be one to eight.")
        if not 1 <= len(self.spots) <= MAX_SPOTS:
            raise ValueError(f"A keepsake has 1 to {MAX_SPOTS} spots, not {len(self.spots)}.")
        if not all(0.0 <= x <= 1.0 and 0.0 <= y <= 1.0 for x, y in self.spots):
            raise ValueError("The spots of a keepsake lie from 0 to 1.")

    def sizes(self, stars: Sequence[int]) -> tuple[int, ...]:
        """Size of each thing that stands there, 1 to `FULLEST`, in the order of the spots.

        Parameters
        ----------
        stars : sequence of int
            Of every time played, oldest first.

        Examples
        --------
        >>> kept = Keepsake("tree", "A new tree", ((0.2, 0.6), (0.8, 0.6)))
        >>> kept.sizes(()), kept.sizes((0,)), kept.sizes((0, 3)), kept.sizes((0, 3, 2))
        ((), (1,), (1, 4), (3, 4))
        """
        n_spots = len(self.spots)
        sizes: list[int] = []
        for k, won in enumerate(stars):
            size = 1 + min(FULLEST - 1, max(0, won))
            if k < n_spots:
                sizes.append(size)
            else:
                # Never smaller than it was; played again, it has at least grown a little.
                before = sizes[k % n_spots]
                sizes[k % n_spots] = min(FULLEST, max(size, before + 1))
        return tuple(sizes)


class Kept:
    """What stands at one game's place now, for the kit of its view.

    Attributes
    ----------
    keepsake : Keepsake
        What, and where.
    sizes : tuple of int
        Of each thing; replaced when a game was played to its result.
    """

    def __init__(self, keepsake: Keepsake, stars: Sequence[int] = ()) -> None:
        self.keepsake = keepsake
        self._stars = tuple(stars)
        self.sizes = keepsake.sizes(self._stars)

    def add(self, stars: int) -> None:
        """Let one more thing grow."""
        self._stars = (*self._stars, stars)
        self.sizes = self.keepsake.sizes(self._stars)

    @property
    def words(self) -> str:
        """What is said of the thing that grew last."""
        is_new = len(self._stars) <= len(self.keepsake.spots)
        return self.keepsake.words if is_new else FULLER

    @property
    def newest(self) -> int:
        """Number of the thing that grew last; -1 where there is none."""
        return (len(self._stars) - 1) % len(self.keepsake.spots) if self._stars else -1

    @contextlib.contextmanager
    def in_use(self) -> Iterator[None]:
        """Let every kit that is made meanwhile show this for good."""
        token = _present.set(self)
        try:
            yield
        finally:
            _present.reset(token)


_present: ContextVar[Kept | None] = ContextVar("kept", default=None)


def present_kept() -> Kept | None:
    """Return what a kit made now shows; None for nothing."""
    return _present.get()
