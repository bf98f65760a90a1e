"""Where and in what light a game is seen: other places, and other times of day and year.

A place is painted once, as its painter has it, and then seen through a look: each colour of the
picture becomes a mixture of its three. A look never makes anything brighter, so whatever stands out
from a place does so in each of its looks.
"""

from __future__ import annotations

from typing import Final, NamedTuple

Mixture = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]

LOOKS: Final[dict[str, Mixture]] = {
    "moonlight": ((0.28, 0.26, 0.10), (0.20, 0.44, 0.14), (0.22, 0.42, 0.42)),
    "autumn": ((0.64, 0.46, 0.02), (0.22, 0.58, 0.06), (0.08, 0.10, 0.70)),
    "first light": ((0.86, 0.10, 0.24), (0.10, 0.72, 0.10), (0.26, 0.16, 0.72)),
    "sunset": ((0.98, 0.16, 0.12), (0.22, 0.64, 0.08), (0.18, 0.16, 0.66)),
    "northern lights": ((0.34, 0.10, 0.08), (0.22, 0.50, 0.30), (0.20, 0.34, 0.52)),
    "rose": ((0.70, 0.18, 0.32), (0.24, 0.52, 0.14), (0.26, 0.12, 0.70)),
    "cherry": ((0.88, 0.16, 0.06), (0.18, 0.56, 0.06), (0.14, 0.20, 0.56)),
    "slate": ((0.40, 0.26, 0.12), (0.34, 0.36, 0.16), (0.34, 0.34, 0.42)),
}
"""Share of red, green and blue in each of red, green and blue, by name."""


class Sight(NamedTuple):
    """What a visit shows.

    Attributes
    ----------
    scene : str
        One of the game's `GameSpec.scenes`; empty for its first place.
    look : str
        One of `LOOKS`; empty as painted.
    """

    scene: str = ""
    look: str = ""


def sight_of_visit(scenes: tuple[str, ...], looks: tuple[str, ...], n_visits: int) -> Sight:
    """Place and light of a visit: one place after the other, then all in the next light.

    Parameters
    ----------
    scenes, looks : tuple of str
        Those of the game beside the first place, and beside the light in which it is painted.
    n_visits : int
        How often the person has been there before.

    Examples
    --------
    >>> [sight_of_visit(("lake",), ("autumn",), n).scene for n in range(4)]
    ['', 'lake', '', 'lake']
    >>> [sight_of_visit(("lake",), ("autumn",), n).look for n in range(5)]
    ['', '', 'autumn', 'autumn', '']
    """
    in_turn, where = divmod(n_visits, 1 + len(scenes))
    return Sight(("", *scenes)[where], ("", *looks)[in_turn % (1 + len(looks))])


def check_looks(game: str, looks: tuple[str, ...]) -> None:
    """Refuse looks that there are not.

    Raises
    ------
    ValueError
        One is unknown.
    """
    for look in looks:
        if look not in LOOKS:
            raise ValueError(f"{game} has a look {look!r}; there are {', '.join(LOOKS)}.")


def check_scenes(game: str, scenes: tuple[str, ...]) -> None:
    """Refuse places that cannot be told apart by their names.

    Raises
    ------
    ValueError
        A name is empty, or stands there twice.
    """
    if not all(scenes) or len(set(scenes)) < len(scenes):
        raise ValueError(
            f"The scenes of {game} need names of their own, not {', '.join(scenes)!r}."
        )
