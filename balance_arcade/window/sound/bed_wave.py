"""Turns the bars of a score into samples, in chunks of one second that join without a seam."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import Final

import numpy as np
import numpy.typing as npt

from balance_arcade.games.bed import TIMBRES
from balance_arcade.window.sound.score import Bar, Note, Score
from balance_arcade.window.sound.tones import RATE_HZ, Wave, tone

Stereo = npt.NDArray[np.float32]

BLOCK: Final = 256
"""The mixer takes a sound up where a block of its own begins: chunks are whole blocks."""

CHUNK: Final = 172 * BLOCK
"""Samples a chunk, 0.998 s."""

PEAK: Final = 0.030
"""Nothing of the bed is ever larger (-30.5 dB of full scale): the softest cue of play has 0.047."""

_LEVEL: Final = 0.0165
"""Amplitude of one full note; some timbres fill more of it than others."""

MAX_WAVES: Final = 48
"""Waves that are kept, at most some 0.5 MB each."""

# Partials, attack in seconds, how many times e a note falls over its length, and its level.
_MADE_OF: Final[dict[str, tuple[tuple[float, ...], float, float, float]]] = {
    "warm": ((1.0, 0.30, 0.06), 0.30, 1.6, 1.0),
    "glass": ((1.0, 0.04, 0.16), 0.05, 3.2, 1.1),
    "reed": ((1.0, 0.06, 0.26, 0.03, 0.08), 0.16, 1.2, 0.85),
    "wood": ((1.0, 0.0, 0.12), 0.02, 6.0, 1.2),
    "string": ((1.0, 0.34, 0.18, 0.08), 0.02, 4.0, 1.15),
}
_HUM: Final = ((1.0, 0.18, 0.05), 1.2, 0.4, 0.5)


class BedRenderer:
    """Samples of a score without end.

    Parameters
    ----------
    score : Score
        The notes.
    timbre : str
        What they are made of.

    Examples
    --------
    >>> from balance_arcade.games.bed import Bed
    >>> chunk = BedRenderer(Score(Bed(), 196.0, 1), "warm").chunk()
    >>> chunk.shape, bool(abs(chunk).max() <= PEAK)
    ((44032, 2), True)
    """

    def __init__(self, score: Score, timbre: str) -> None:
        if timbre not in TIMBRES:
            raise ValueError(f"There is no timbre {timbre!r}.")
        self._score, self._timbre = score, timbre
        self._waves: OrderedDict[tuple[float, float, bool], npt.NDArray[np.float32]] = OrderedDict()
        # What is mixed so far from the next chunk on; the first `_n_whole` samples are complete.
        self._mix: Stereo = np.zeros((0, 2), np.float32)
        self._n_whole = 0

    def chunk(self) -> Stereo:
        """Return the next `CHUNK` samples, shape (CHUNK, 2), within -`PEAK` and `PEAK`."""
        while self._n_whole < CHUNK:
            self._add(self._score.bar())
        chunk, self._mix = self._mix[:CHUNK], self._mix[CHUNK:]
        self._n_whole -= CHUNK
        # Hardly touched below a third of the peak; it bends what would stand out, and never clips.
        bent: Stereo = np.float32(PEAK) * np.tanh(chunk / np.float32(PEAK))
        return bent

    def _add(self, bar: Bar) -> None:
        first = self._n_whole
        self._n_whole += round(bar.seconds * RATE_HZ)
        waves = [(first + round(n.start_s * RATE_HZ), self._wave(n), n) for n in bar.notes]
        n_needed = max(self._n_whole, *(start + wave.size for start, wave, _ in waves))
        if n_needed > len(self._mix):
            more = np.zeros((n_needed - len(self._mix), 2), np.float32)
            self._mix = np.concatenate((self._mix, more))
        for start, wave, note in waves:
            level = _LEVEL * note.strength
            angle = (note.place + 1.0) * math.pi / 4.0
            part = self._mix[start : start + wave.size]
            part[:, 0] += wave * np.float32(level * math.cos(angle))
            part[:, 1] += wave * np.float32(level * math.sin(angle))

    def _wave(self, note: Note) -> npt.NDArray[np.float32]:
        # Rounded to a twentieth of a second: notes of a pace share their wave.
        key = (note.freq_hz, round(20.0 * note.seconds) / 20.0, note.is_hum)
        wave = self._waves.get(key)
        if wave is None:
            wave = self._waves[key] = self._made(*key)
            if len(self._waves) > MAX_WAVES:
                self._waves.popitem(last=False)
        self._waves.move_to_end(key)
        return wave

    def _made(self, freq_hz: float, seconds: float, is_hum: bool) -> npt.NDArray[np.float32]:
        partials, attack_s, decay, level = _HUM if is_hum else _MADE_OF[self._timbre]
        made: Wave = tone(freq_hz, seconds, attack_s=attack_s, partials=partials, decay=decay)
        # A hum ends as slowly as it began: bars flow into one another.
        n_out = made.size // 3
        made[made.size - n_out :] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, n_out + 1) / n_out)
        return (level * made).astype(np.float32)
