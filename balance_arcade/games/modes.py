"""Ways in which one game may be played: a mode has a name, and what it asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

USUAL: Final = "usual"
"""What a therapist calls the mode that a game is played in where nothing is set."""

NAME: Final = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
MOST_LETTERS: Final = 24


class GameMode(msgspec.Struct, frozen=True):
    """One way of playing a game.

    Attributes
    ----------
    name : str
        As a therapist sets it: small letters, digits and hyphens.
    meaning : str
        What is done in it, for the therapist.
    instruction : str
        What the patient reads instead of the game's own; at most eight words, empty for the same.
    movement : str
        What the person does, as in `balance_arcade.games.contract.GameSpec`; empty for the same.
    standing : bool
        It is done on the feet alone, though the game may be played seated.

    Raises
    ------
    ValueError
        The name is none, or the instruction has more than eight words.

    Examples
    --------
    >>> GameMode("squat", "squats with an even load", "Dip and rise, deck level.").name
    'squat'
    """

    name: str
    meaning: str
    instruction: str = ""
    movement: str = ""
    standing: bool = False

    def __post_init__(self) -> None:
        if self.name == USUAL or len(self.name) > MOST_LETTERS or not re.match(NAME, self.name):
            raise ValueError(f"{self.name[:40]!r} is no name for a mode.")
        if len(self.instruction.split()) > 8:
            raise ValueError(f"The instruction of mode {self.name} has more than eight words.")


def check_modes(game: str, modes: Sequence[GameMode]) -> None:
    """Refuse two modes of one name.

    Raises
    ------
    ValueError
        Two modes of the game have one name.
    """
    names = [mode.name for mode in modes]
    if len(set(names)) < len(names):
        raise ValueError(f"Two modes of {game} have one name: {', '.join(names)}.")


def is_stood(modes: Sequence[GameMode], name: str) -> bool:
    """Whether the mode of a name is done on the feet alone.

    Examples
    --------
    >>> is_stood((GameMode("squat", "squats", standing=True),), "squat"), is_stood((), "")
    (True, False)
    """
    return any(mode.standing for mode in modes if mode.name == name)
