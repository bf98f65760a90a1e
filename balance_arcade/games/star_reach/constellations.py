"""Constellations of our own sky: eight stars each, named once the last one is held."""

from __future__ import annotations

from typing import Final

import msgspec

from balance_arcade.core.words import msgid

N_STARS: Final = 8


class Constellation(msgspec.Struct, frozen=True):
    """A picture of eight stars.

    Attributes
    ----------
    name : str
        Read out when it is whole.
    stars : tuple of tuple of float
        Places in a square from -1 to 1, x to the right and y up, in the order they are earned.
    lines : tuple of tuple of int
        Pairs of stars that are joined once both are there.
    """

    name: str
    stars: tuple[tuple[float, float], ...]
    lines: tuple[tuple[int, int], ...]


# fmt: off
CONSTELLATIONS: Final = (
    Constellation(
        msgid("The Heron"),
        (
            (-0.7, 0.8), (-0.4, 0.7), (-0.2, 0.3), (0.1, 0.0),
            (0.7, -0.1), (0.1, -0.4), (0.0, -0.9), (0.3, -0.9),
        ),
        ((0, 1), (1, 2), (2, 3), (3, 4), (3, 5), (5, 6), (5, 7)),
    ),
    Constellation(
        msgid("The Lantern"),
        (
            (0.0, 0.9), (0.0, 0.6), (-0.4, 0.4), (0.4, 0.4),
            (-0.5, -0.4), (0.5, -0.4), (0.0, -0.1), (0.0, -0.8),
        ),
        ((0, 1), (1, 2), (1, 3), (2, 4), (3, 5), (4, 7), (5, 7), (1, 6)),
    ),
    Constellation(
        msgid("The Kite"),
        (
            (0.0, 0.9), (-0.5, 0.4), (0.5, 0.4), (0.0, -0.2),
            (0.1, -0.4), (-0.1, -0.6), (0.1, -0.8), (0.0, -1.0),
        ),
        ((0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7)),
    ),
    Constellation(
        msgid("The Ferry"),
        (
            (-0.9, -0.2), (-0.6, -0.6), (0.6, -0.6), (0.9, -0.2),
            (-0.2, -0.2), (-0.2, 0.8), (0.5, 0.2), (-0.2, 0.3),
        ),
        ((0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (4, 7), (7, 5), (5, 6), (6, 7)),
    ),
    Constellation(
        msgid("The Pear Tree"),
        (
            (0.0, -0.9), (0.0, -0.4), (-0.5, 0.0), (0.5, 0.0),
            (-0.7, 0.5), (0.7, 0.5), (0.0, 0.3), (0.0, 0.9),
        ),
        ((0, 1), (1, 2), (1, 3), (2, 4), (3, 5), (1, 6), (4, 7), (5, 7)),
    ),
    Constellation(
        msgid("The Bell"),
        (
            (0.0, 0.9), (-0.3, 0.6), (0.3, 0.6), (-0.4, -0.1),
            (0.4, -0.1), (-0.7, -0.5), (0.7, -0.5), (0.0, -0.8),
        ),
        ((0, 1), (0, 2), (1, 3), (2, 4), (3, 5), (4, 6), (5, 6), (5, 7), (6, 7)),
    ),
)
# fmt: on
"""All of them; a session goes through them in an order of its own."""
