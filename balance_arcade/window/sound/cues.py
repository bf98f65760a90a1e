"""The sounds that there are, with their words, and which of them an event of a game makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from balance_arcade.core.events import Event
from balance_arcade.core.words import msgid
from balance_arcade.games.contract import GameSpec
from balance_arcade.games.sounds import DEFAULT_WORDS, Tone, cue_keys
from balance_arcade.window.sound import tones
from balance_arcade.window.sound.lean import N_NOTES
from balance_arcade.window.sound.tones import Wave

N_STREAK: Final = 6
"""Notes of a streak of successes: one higher with each, and the highest for all that follow."""

STREAK_AFTER_S: Final = 0.3
"""So long after a success its streak is heard, when the game's own sound has risen."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One sound.

    Attributes
    ----------
    name : str
        Short name; the cache's key.
    caption : str
        Words that stand on the screen while it sounds.
    volume : float
        0 to 1.
    tone : Tone or None
        Notes of a sound that a game describes; None for the house's own.
    """

    name: str
    caption: str
    volume: float = 0.6
    tone: Tone | None = None


CUES: Final = {
    cue.name: cue
    for cue in (
        Cue("appear", msgid("Something lights up"), 0.40),
        Cue("touch", msgid("There"), 0.40),
        Cue("swell", msgid("Hold"), 0.50),
        Cue("reward", msgid("Well held"), 0.70),
        Cue("whole", msgid("All complete"), 0.75),
        Cue("gentle", msgid("On we go"), 0.30),
        Cue("wood", msgid("Wood"), 0.30),
        Cue("step-off", msgid("Please wait, hold the rail"), 0.85),
        Cue("count", msgid("Get ready"), 0.50),
        Cue("go", msgid("Off we go"), 0.60),
        Cue("result", msgid("Well done"), 0.70),
        Cue("pulse", msgid("Nearer"), 0.25),
        Cue("rest", msgid("Time to rest"), 0.50),
        *(Cue(f"streak-{step}", msgid("Well done"), 0.35) for step in range(N_STREAK)),
        Cue("lean-end", msgid("That is far enough"), 0.50),
        *(Cue(f"lean-{step}", msgid("Further"), 0.50) for step in range(N_NOTES)),
    )
}


def cues_of(spec: GameSpec) -> dict[str, Cue]:
    """Sounds of a game by the name that `balance_arcade.games.sounds.cue_key` gives an event.

    The words are the game's; empty where it has none for the event, which leaves the screen as it
    is.

    Examples
    --------
    >>> from balance_arcade.games.registry import game_spec
    >>> cues_of(game_spec("star-reach"))["game.star_held"].caption
    'The star joins in'
    """
    found: dict[str, Cue] = {}
    for key, sound in spec.cues.items():
        # A game's own words first; only a trial's end has any of the house.
        words = spec.event_words.get(key, DEFAULT_WORDS.get(key, ""))
        if isinstance(sound, Tone):
            # By game and event: two games' own tones must not share a place in the cache.
            found[key] = Cue(f"{spec.name} {key}", words, sound.volume, sound)
        else:
            found[key] = Cue(sound, words, CUES[sound].volume)
    return found


def streak_cue(n_successes: int) -> Cue | None:
    """Sound of so many successes in a row; None for the first, which has the game's own.

    Examples
    --------
    >>> streak_cue(1), streak_cue(2).name, streak_cue(50).name
    (None, 'streak-0', 'streak-5')
    """
    return CUES[f"streak-{min(n_successes - 2, N_STREAK - 1)}"] if n_successes > 1 else None


def cue_for(spec: GameSpec, event: Event) -> Cue | None:
    """Sound of an event in a game; None for events without one.

    Examples
    --------
    >>> from balance_arcade.games.registry import game_spec
    >>> cue_for(game_spec("star-reach"), Event(0.0, "game.star_held")).name
    'reward'
    >>> cue_for(game_spec("star-reach"), Event(0.0, "game.trial_start")) is None
    True
    """
    key = next((key for key in cue_keys(event.kind, event.data) if key in spec.cues), None)
    return cues_of(spec)[key] if key is not None else None


def synthesise_cue(cue: Cue, root_hz: float) -> Wave:
    """Wave of a cue of the house or of a game; the same every time."""
    tone = cue.tone
    if tone is None:
        return synthesise(cue.name, root_hz)
    return tones.chord(
        root_hz, tone.notes, tone.seconds, spread_s=tone.spread_s, attack_s=tone.attack_s
    )


def synthesise(name: str, root_hz: float) -> Wave:
    """Wave of a cue of the house in a key; the same every time.

    Raises
    ------
    KeyError
        There is no such cue.
    """
    # Short signals an octave up: a laptop's loudspeakers hardly give the root.
    high = 2.0 * root_hz
    if name.removeprefix("lean-").isdigit():
        # A slow rise: notes 0.45 s apart then flow into one another.
        note_hz = tones.note_hz(root_hz, int(name.removeprefix("lean-")))
        return tones.tone(note_hz, 0.8, attack_s=0.14, decay=2.0)
    if name.startswith("streak-"):
        note_hz = tones.note_hz(high, int(name.removeprefix("streak-")))
        note = tones.tone(note_hz, 0.9, attack_s=0.05, partials=(1.0, 0.1))
        return tones.laid([(STREAK_AFTER_S, note, 1.0)])
    makers = {
        "appear": lambda: tones.tone(tones.note_hz(high, 2), 0.55, attack_s=0.05),
        "touch": lambda: tones.tone(tones.note_hz(high, 0), 0.45, attack_s=0.03),
        "swell": lambda: tones.swelling_fifth(root_hz),
        "reward": lambda: tones.chord(root_hz, (0, 3, 5, 7), 1.5, spread_s=0.05),
        "whole": lambda: tones.chord(root_hz, (0, 2, 3, 5, 7, 10), 2.2, spread_s=0.16),
        "gentle": lambda: tones.tone(root_hz, 0.6, attack_s=0.08, partials=(1.0, 0.1)),
        "wood": lambda: tones.knock(root_hz, 0.16),
        "step-off": lambda: tones.laid(
            [(0.0, tones.hard_knock(130.0), 1.0), (0.30, tones.hard_knock(110.0), 1.0)]
        ),
        "count": lambda: tones.tone(high, 0.35),
        "go": lambda: tones.chord(high, (0, 3), 0.9),
        "result": lambda: tones.chord(root_hz, (0, 2, 3, 5), 1.8, spread_s=0.22),
        "pulse": lambda: tones.tone(tones.note_hz(high, 1), 0.14, attack_s=0.02, partials=(1.0,)),
        "lean-end": lambda: tones.chord(root_hz, (7, 5), 1.0, spread_s=0.18, attack_s=0.08),
        "rest": lambda: tones.chord(root_hz, (3, 0), 1.6, spread_s=0.5),
    }
    return makers[name]()
