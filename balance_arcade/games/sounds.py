"""What a game may sound like: the house's named tones, or notes told by plain numbers.

A game's spec says which sound belongs to which kind of event. Nothing is synthesised here: the
window does that, softly and below 2 kHz whatever a game asks for, so that a game can be quiet and
dull but never sharp or startling.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import msgspec

from balance_arcade.core.events import Scalar
from balance_arcade.core.words import msgid

PENTATONIC: Final = (0, 2, 4, 7, 9)
"""Semitones of the major pentatonic scale: any two of its notes fit together."""

CEILING_HZ: Final = 2_000.0
"""Older ears hear little above; nothing is synthesised there."""

HIGHEST_HZ: Final = 0.9 * CEILING_HZ
"""Notes lie below."""

MIN_ATTACK_S: Final = 0.012
"""Shortest rise of a tone: nothing clicks or startles."""

MAX_SECONDS: Final = 3.0
MAX_NOTES: Final = 8

LOWEST_ROOT_HZ: Final = 100.0
HIGHEST_ROOT_HZ: Final = 440.0
DEFAULT_ROOT_HZ: Final = 196.0

TONES: Final = {
    "appear": "one clear note: something has come",
    "touch": "one short note: arrived",
    "swell": "a note whose fifth swells up to it: hold",
    "reward": "a soft chord: well done",
    "whole": "a chord played upwards: all of it is complete",
    "gentle": "one low note: never mind",
    "wood": "a knock on low wood",
}
"""Tones of the house that a game may choose by name, and what each is like."""

TRIAL_END: Final = "game.trial_end"
SUCCESS: Final = "success"
FAILURE: Final = "failure"
"""A trial's end is looked up under these two words instead of under its kind."""


class Tone(msgspec.Struct, frozen=True):
    """A sound of a game's own, told by numbers.

    Attributes
    ----------
    notes : tuple of int
        One to eight degrees of the major pentatonic scale above the game's root: 0 is the root, 5
        its octave, -5 the octave below.
    seconds : float
        How long each note rings, 0.1 to 3.
    spread_s : float
        Time from one note to the next; 0 plays them together.
    attack_s : float
        How long each takes to rise, at least 0.012.
    volume : float
        0 to 1; the house's own tones lie between 0.3 and 0.75.

    Raises
    ------
    ValueError
        A number is out of its range.

    Examples
    --------
    Two drops, the second one higher:

    >>> Tone((0, 3), 0.6, spread_s=0.15).seconds
    0.6
    >>> Tone((), 0.6)
    Traceback (most recent call last):
    ...
    ValueError: A tone must have 1 to 8 notes, not 0.
    """

    notes: tuple[int, ...]
    seconds: float = 0.8
    spread_s: float = 0.0
    attack_s: float = 0.045
    volume: float = 0.5

    def __post_init__(self) -> None:
        if not 1 <= len(self.notes) <= MAX_NOTES:
            raise ValueError(f"A tone must have 1 to {MAX_NOTES} notes, not {len(self.notes)}.")
        ranges = (
            ("seconds", 0.1, MAX_SECONDS),
            ("spread_s", 0.0, 1.0),
            ("attack_s", MIN_ATTACK_S, 1.0),
            ("volume", 0.0, 1.0),
        )
        for name, low, high in ranges:
            value = getattr(self, name)
            if not low <= value <= high:
                raise ValueError(f"A tone's {name} must lie from {low:g} to {high:g}, not {value}.")
        # The last note begins after all the others, and rings as long as each.
        whole_s = self.seconds + self.spread_s * (len(self.notes) - 1)
        if whole_s > MAX_SECONDS:
            raise ValueError(f"A tone must be over after {MAX_SECONDS:g} s, not {whole_s:g} s.")


def note_hz(root_hz: float, degree: int) -> float:
    """Frequency of a degree of the pentatonic scale; 5 is the octave.

    Examples
    --------
    >>> note_hz(220.0, 0), note_hz(220.0, 5)
    (220.0, 440.0)
    """
    # Floor division: degrees below the root fall into lower octaves with the same notes.
    octave, step = divmod(degree, len(PENTATONIC))
    return float(root_hz * 2.0 ** (octave + PENTATONIC[step] / 12.0))


def cue_key(kind: str, data: Mapping[str, Scalar]) -> str:
    """Name under which a spec holds the sound and the words of an event.

    Examples
    --------
    >>> cue_key("game.star_lit", {}), cue_key("game.trial_end", {"success": True})
    ('game.star_lit', 'success')
    """
    if kind != TRIAL_END:
        return kind
    return SUCCESS if data.get("success") else FAILURE


def cue_keys(kind: str, data: Mapping[str, Scalar]) -> tuple[str, ...]:
    """Names under which a spec may hold the sound and the words of an event, the narrowest first.

    An event that says something is so (``hidden=True``) is asked for as ``KIND.hidden`` before it
    is asked for as ``KIND``.

    Examples
    --------
    >>> cue_keys("game.star_lit", {"hidden": True, "direction": "right"})
    ('game.star_lit.hidden', 'game.star_lit')
    >>> cue_keys("game.trial_end", {"success": True})
    ('success',)
    """
    if kind == TRIAL_END:
        return (cue_key(kind, data),)
    return (*(f"{kind}.{name}" for name, value in data.items() if value is True), kind)


def default_cues() -> dict[str, str | Tone]:
    """Sounds of a game that says nothing of sounds: each trial's end is heard."""
    return {SUCCESS: "reward", FAILURE: "gentle"}


DEFAULT_WORDS: Final = {SUCCESS: msgid("Well done"), FAILURE: msgid("On we go")}
"""Captions for those sounds where the game has none."""


def check_cues(game: str, cues: Mapping[str, str | Tone], root_hz: float) -> None:
    """Refuse sounds that cannot be made.

    Raises
    ------
    ValueError
        An unknown tone, a root out of range, or a note above the ceiling.
    """
    if not LOWEST_ROOT_HZ <= root_hz <= HIGHEST_ROOT_HZ:
        raise ValueError(
            f"The root of {game} must lie from {LOWEST_ROOT_HZ:g} to {HIGHEST_ROOT_HZ:g} Hz,"
            f" not at {root_hz:g} Hz."
        )
    for key, sound in cues.items():
        if isinstance(sound, Tone):
            # Each note is checked, as degrees far out overflow to infinity or sink out of hearing.
            top_hz = max(note_hz(root_hz, degree) for degree in sound.notes)
            low_hz = min(note_hz(root_hz, degree) for degree in sound.notes)
            if not (math.isfinite(top_hz) and top_hz < HIGHEST_HZ and low_hz >= 40.0):
                raise ValueError(
                    f"The notes of {game} for {key} must lie from 40 to {HIGHEST_HZ:g} Hz."
                )
        elif sound not in TONES:
            raise ValueError(
                f"{game} asks for the tone {sound!r} for {key}; the house has {', '.join(TONES)}."
            )
