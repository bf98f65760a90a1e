"""Which notes the bed of a place has: pure, seeded, and led by how the game goes.

Bar ``k`` depends on the bed, the key, the seed, ``k`` and the trials that were heard before it is
asked for, and on nothing else. Success opens the music (more notes, wider and higher, up to a
limit); a miss thins it a little and never turns it dark. The pace of the trials moves the tempo by
a tenth at most.
"""

from __future__ import annotations

import itertools
from collections import deque
from dataclasses import dataclass
from typing import Final

from balance_arcade.games.bed import Bed
from balance_arcade.games.chance import Chance
from balance_arcade.games.sounds import HIGHEST_HZ, note_hz

BEATS: Final = 4
"""Beats a bar; a melody may also fall between two."""

START_OPEN: Final = 0.35
LEAST_OPEN: Final = 0.2
_OPENS: Final = 0.18
_CLOSES: Final = 0.06

EVEN_PACE_S: Final = 8.0
"""Trials that end so far apart leave the tempo as it is."""

PACES: Final = (0.92, 0.96, 1.0, 1.04, 1.08)
"""Few, so that waves of equal length are made once."""

LOWEST_HZ: Final = 98.0
_CHORDS: Final = ((0, 3), (0, 2), (-2, 1), (0, 3), (-1, 2), (1, 3))
"""Two notes of the hum, in degrees from home; any two fit."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note of a bar.

    Attributes
    ----------
    start_s : float
        From the bar's beginning.
    freq_hz : float
        Pitch.
    seconds : float
        How long it rings.
    strength : float
        0 to 1.
    place : float
        -1 left to 1 right.
    is_hum : bool
        Of the hum under the melody.
    """

    start_s: float
    freq_hz: float
    seconds: float
    strength: float
    place: float
    is_hum: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes
    ----------
    index : int
        From 0.
    seconds : float
        Length; notes may ring on beyond it.
    notes : tuple of Note
        What begins in it.
    """

    index: int
    seconds: float
    notes: tuple[Note, ...]


class Score:
    """Makes one bar after the other.

    Parameters
    ----------
    bed : Bed
        Mode and tempo.
    root_hz : float
        Key of the game.
    seed : int
        Equal seed and equal trials give equal notes.

    Examples
    --------
    >>> Score(Bed(), 196.0, 1).bar() == Score(Bed(), 196.0, 1).bar()
    True
    """

    def __init__(self, bed: Bed, root_hz: float, seed: int) -> None:
        self._bed, self._root_hz, self._seed = bed, root_hz, seed
        self._index = 0
        self._degree = bed.mode + 5
        self._ends_s: deque[float] = deque(maxlen=5)
        self.openness = START_OPEN

    def hear(self, t_s: float, *, success: bool) -> None:
        """Take the end of a trial, at a time on any clock that does not jump."""
        self._ends_s.append(t_s)
        if success:
            self.openness += (1.0 - self.openness) * _OPENS
        else:
            self.openness = max(LEAST_OPEN, self.openness * (1.0 - _CLOSES))

    @property
    def pace(self) -> float:
        """What the tempo is multiplied by: one of `PACES`."""
        gaps = [after - before for before, after in itertools.pairwise(self._ends_s)]
        if len(gaps) < 2:
            return 1.0
        mean_s = sum(gaps) / len(gaps)
        if mean_s < 0.5 * EVEN_PACE_S:
            return PACES[4]
        steps = (1.5 * EVEN_PACE_S, 1.1 * EVEN_PACE_S, 0.9 * EVEN_PACE_S)
        return PACES[sum(mean_s < step for step in steps)]

    def bar(self) -> Bar:
        """Return the next bar, as what was heard so far would have it."""
        chance = Chance(self._seed, f"music {self._index}")
        beat_s = 60.0 / (self._bed.beats_a_minute * self.pace)
        seconds = BEATS * beat_s
        notes = (*self._hum(chance, seconds), *self._melody(chance, beat_s))
        bar = Bar(self._index, seconds, notes)
        self._index += 1
        return bar

    def _hum(self, chance: Chance, seconds: float) -> list[Note]:
        # Home in every other bar, so that the ear never loses it.
        chord = _CHORDS[0] if self._index % 2 == 0 else _CHORDS[chance.below(len(_CHORDS))]
        return [
            Note(0.0, self._pitch(self._bed.mode - 5 + degree), 1.5 * seconds, 0.8, place, True)
            for degree, place in zip(chord, (-0.35, 0.35), strict=True)
        ]

    def _melody(self, chance: Chance, beat_s: float) -> list[Note]:
        notes = []
        likely = 0.18 + 0.42 * self.openness
        widest = 2 + round(4 * self.openness)
        for half in range(2 * BEATS):
            # All chance is drawn whether it is used or not: success changes how many notes there
            # are, and never which come afterwards.
            sounds = chance.yes(likely if half % 2 == 0 else 0.4 * likely * self.openness)
            step, place = chance.below(5) - 2, chance.between(-0.5, 0.5)
            strength, longer = chance.between(0.55, 1.0), chance.yes(0.3)
            if sounds:
                self._degree = self._led_back(self._degree + step, widest)
                length_s = (4.0 if longer else 2.5) * beat_s
                pitch = self._pitch(self._degree)
                notes.append(Note(0.5 * half * beat_s, pitch, length_s, strength, place))
        return notes

    def _led_back(self, degree: int, widest: int) -> int:
        """Keep the melody about home: what went too far is as far on the other side."""
        home = self._bed.mode + 3
        if degree > home + widest:
            return home + widest - 1
        return home - 2 if degree < home - 3 else degree

    def _pitch(self, degree: int) -> float:
        """Frequency of a degree, in the octave that is heard well and is not sharp."""
        freq_hz = note_hz(self._root_hz, degree)
        while freq_hz < LOWEST_HZ:
            freq_hz *= 2.0
        while freq_hz > 0.5 * HIGHEST_HZ:
            freq_hz *= 0.5
        return freq_hz
