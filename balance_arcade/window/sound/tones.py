"""Tones as arrays: sines with soft ends, everything below 2 kHz, nothing left to chance.

Arrays are mono float64 of shape (n_samples,) at `RATE_HZ`, within -1 and 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from balance_arcade.games.sounds import CEILING_HZ, HIGHEST_HZ, MIN_ATTACK_S, note_hz

__all__ = ["CEILING_HZ", "HEADROOM", "MIN_ATTACK_S", "RATE_HZ", "Wave", "chord", "edges"]
__all__ += ["hard_knock", "knock", "laid", "note_hz", "swelling_fifth", "tone"]

Wave = npt.NDArray[np.float64]

CARRY_HZ: Final = 500.0
"""Laptops' loudspeakers give hardly anything below."""

CARRY: Final = 0.45
"""Strength that a note below has, against its fundamental, in its first harmonic above."""

# Partials of a free bar of wood, by their ratio to the lowest (Euler-Bernoulli beam), see
# Fletcher and Rossing, The Physics of Musical Instruments, 1998.
_BAR: Final = (1.0, 2.76, 5.40, 8.93)

RATE_HZ: Final = 44_100
HEADROOM: Final = 0.5


def tone(
    freq_hz: float,
    seconds: float,
    *,
    attack_s: float = 0.03,
    partials: Sequence[float] = (1.0, 0.22, 0.07),
    decay: float = 3.5,
    carry: float = CARRY,
) -> Wave:
    """One struck note: a few harmonics that rise softly and die away.

    Parameters
    ----------
    freq_hz : float
        Fundamental in hertz.
    seconds : float
        Length.
    attack_s : float
        Time of the rise, at least 12 ms, so that nothing clicks or startles.
    partials : sequence of float
        Strength of the harmonics from the fundamental up; those near 2 kHz are left out.
    decay : float
        How many times e the note falls over its length; 0 keeps it up.
    carry : float
        Least strength of the first harmonic at 500 Hz or above, which stays as long as the
        fundamental: what a small loudspeaker gives of a low note. 0 adds nothing.

    Returns
    -------
    numpy.ndarray
        Shape (n_samples,), peak at most 1.

    Raises
    ------
    ValueError
        The attack is too hard, or the fundamental too high.
    """
    if attack_s < MIN_ATTACK_S:
        msg = f"an attack lasts at least {MIN_ATTACK_S * 1e3:g} ms, not {attack_s * 1e3:g} ms"
        raise ValueError(msg)
    if not 0.0 < freq_hz < HIGHEST_HZ:
        msg = f"notes lie below {HIGHEST_HZ:g} Hz, not at {freq_hz:g} Hz"
        raise ValueError(msg)
    t_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    wave = np.zeros_like(t_s)
    total = 0.0
    strengths = dict(enumerate(partials, start=1))
    # A little above, so that the whole line lies above.
    carrier = math.ceil(1.05 * CARRY_HZ / freq_hz)
    if carry > 0.0 and carrier > 1:
        strengths[carrier] = max(carry, strengths.get(carrier, 0.0))
    for k, strength in strengths.items():
        if k * freq_hz < HIGHEST_HZ:
            # Higher harmonics die sooner, as on a real bar or string; but not the one that carries.
            sooner = 0.0 if k == carrier and carry > 0.0 else 1.5 * (k - 1)
            wave += strength * np.sin(2.0 * np.pi * k * freq_hz * t_s) * np.exp(-sooner * t_s)
            total += strength
    return wave / max(total, 1e-9) * np.exp(-decay * t_s / seconds) * edges(t_s.size, attack_s)


def edges(n_samples: int, attack_s: float, release_s: float = 0.08) -> Wave:
    """Envelope that rises and falls as half a cosine, and stays up in between."""
    envelope = np.ones(n_samples)
    # Rise and fall may take half each: a tone shorter than both still ends at 0.
    n_in = min(n_samples // 2, round(attack_s * RATE_HZ))
    n_out = min(n_samples // 2, round(release_s * RATE_HZ))
    envelope[:n_in] = 0.5 - 0.5 * np.cos(np.pi * np.arange(n_in) / max(1, n_in))
    envelope[n_samples - n_out :] *= 0.5 + 0.5 * np.cos(
        np.pi * np.arange(1, n_out + 1) / max(1, n_out)
    )
    return envelope


def laid(parts: Sequence[tuple[float, Wave, float]]) -> Wave:
    """Lay waves over each other: each with its start in seconds and its strength."""
    n_samples = max(round(start_s * RATE_HZ) + wave.size for start_s, wave, _ in parts)
    whole = np.zeros(n_samples)
    for start_s, wave, strength in parts:
        first = round(start_s * RATE_HZ)
        whole[first : first + wave.size] += strength * wave
    peak = float(np.max(np.abs(whole))) if whole.size else 0.0
    # Only ever softer: parts may add up to more than 1, which would be clipped.
    return whole / peak if peak > 1.0 else whole


def chord(
    root_hz: float,
    degrees: Sequence[int],
    seconds: float,
    *,
    spread_s: float = 0.0,
    attack_s: float = 0.045,
) -> Wave:
    """Several notes, together or one after the other; loud as one."""
    # Powers add up where phases do not agree, so strengths fall with the root.
    each = 1.0 / math.sqrt(len(degrees))
    return laid(
        [
            (k * spread_s, tone(note_hz(root_hz, degree), seconds, attack_s=attack_s), each)
            for k, degree in enumerate(degrees)
        ]
    )


def swelling_fifth(root_hz: float, seconds: float = 1.2) -> Wave:
    """Sound a held goal: a note, and its fifth that swells up to it."""
    low = tone(root_hz, seconds, attack_s=0.12, decay=0.8)
    high = tone(root_hz * 1.5, seconds, attack_s=0.8 * seconds, decay=0.0)
    return laid([(0.0, low, 0.55), (0.0, high, 0.45)])


def knock(freq_hz: float = 150.0, seconds: float = 0.22) -> Wave:
    """Knock on low wood: a short bar note whose second partial is out of tune, as wood's is."""
    return _bar(freq_hz, seconds, (0.8, 0.55, 0.65, 0.3))


def hard_knock(freq_hz: float, seconds: float = 0.22) -> Wave:
    """Knock with a hard stick: low as `knock`, but most of it is heard on a small loudspeaker."""
    return _bar(freq_hz, seconds, (0.7, 0.45, 1.0, 0.65))


def _bar(freq_hz: float, seconds: float, strengths: Sequence[float]) -> Wave:
    """Struck bar of wood: its partials, the upper ones gone in half of the time."""
    parts = []
    for ratio, strength in zip(_BAR, strengths, strict=False):
        part_hz, lasts = ratio * freq_hz, 1.0 if ratio == 1.0 else 0.5
        if part_hz < HIGHEST_HZ:
            wave = tone(
                part_hz,
                seconds * lasts,
                attack_s=MIN_ATTACK_S,
                partials=(1.0,),
                decay=8.0,
                carry=0.0,
            )
            parts.append((0.0, wave, strength))
    return laid(parts)
