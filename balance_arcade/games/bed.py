"""What the place of a game sounds like between its events: a calm bed of notes, told by numbers.

The notes themselves come of chance with a seed (`balance_arcade.window.sound.score`), so a place
never sounds the same twice and the same session always does. They are notes of the scale that the
game's cues use, begun at another degree: five modes, and none that a cue could clash with.
"""

from __future__ import annotations

import zlib
from typing import Final

import msgspec

N_MODES: Final = 5
"""One for each degree of the pentatonic scale to be at home on."""

SLOWEST_BPM: Final = 40.0
FASTEST_BPM: Final = 72.0
"""Beats a minute: no faster than a resting heart."""

TIMBRES: Final = {
    "warm": "a hum with few overtones, slow to rise",
    "glass": "a struck bowl that rings long",
    "reed": "a soft pipe with uneven overtones",
    "wood": "a bar of wood, short and dry",
    "string": "a plucked string",
}
"""What the notes may be made of, and what each is like."""


class Bed(msgspec.Struct, frozen=True):
    """Music of a game's place.

    Attributes
    ----------
    mode : int
        Degree of the major pentatonic scale that is home, 0 to 4: 0 is bright, 4 is wistful.
    beats_a_minute : float
        40 to 72; play that is quicker or slower moves it by a tenth at most.
    timbre : str
        What the notes are made of, one of `TIMBRES`.

    Raises
    ------
    ValueError
        A number is out of its range, or there is no such timbre.

    Examples
    --------
    >>> Bed(mode=4, beats_a_minute=48.0, timbre="glass").mode
    4
    >>> Bed(timbre="trumpet")
    Traceback (most recent call last):
    ...
    ValueError: A bed is made of warm, glass, reed, wood, string, not 'trumpet'.
    """

    mode: int = 0
    beats_a_minute: float = 52.0
    timbre: str = "warm"

    def __post_init__(self) -> None:
        """Refuse what cannot be played."""
        if not 0 <= self.mode < N_MODES:
            raise ValueError(f"A bed's mode must lie from 0 to {N_MODES - 1}, not {self.mode}.")
        if not SLOWEST_BPM <= self.beats_a_minute <= FASTEST_BPM:
            raise ValueError(
                f"A bed must have {SLOWEST_BPM:g} to {FASTEST_BPM:g} beats a minute,"
                f" not {self.beats_a_minute:g}."
            )
        if self.timbre not in TIMBRES:
            raise ValueError(f"A bed is made of {', '.join(TIMBRES)}, not {self.timbre!r}.")


def bed_for(game: str, bed: Bed | None) -> Bed:
    """Bed of a game: its own, or one that is always the same for its name.

    Examples
    --------
    >>> bed_for("pond", None) == bed_for("pond", None) != bed_for("mill", None)
    True
    """
    if bed is not None:
        return bed
    # Not `hash`: Python's own differs from process to process.
    number = zlib.crc32(game.encode())
    return Bed(
        mode=number % N_MODES,
        beats_a_minute=46.0 + number // N_MODES % 13,
        timbre=tuple(TIMBRES)[number // 65 % len(TIMBRES)],
    )
