"""Which sound belongs to which event, in which game's key, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from balance_arcade.window.sound import tones
from balance_arcade.window.sound.tones import Wave

ROOTS_HZ: Final = {"orchard": 196.0, "star-reach": 220.0, "marble-maze": 174.614}
"""Key of each game; every sound of a game is made from it, so that any two fit."""

DEFAULT_ROOT_HZ: Final = 196.0


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
    """

    name: str
    caption: str
    volume: float = 0.6


CUES: Final = {
    cue.name: cue
    for cue in (
        Cue("appear", "Something lights up", 0.40),
        Cue("touch", "There", 0.40),
        Cue("swell", "Hold", 0.50),
        Cue("reward", "Well held", 0.70),
        Cue("whole", "All complete", 0.75),
        Cue("gentle", "On we go", 0.30),
        Cue("wood", "Wood", 0.30),
        Cue("step-off", "Please wait, hold the rail", 0.85),
        Cue("count", "Get ready", 0.50),
        Cue("go", "Off we go", 0.60),
        Cue("result", "Well done", 0.70),
        Cue("pulse", "Nearer", 0.25),
        Cue("rest", "Time to rest", 0.50),
    )
}

_BY_EVENT: Final = {
    "game.fruit_falls": "appear",
    "game.fruit_caught": "reward",
    "game.fruit_missed": "gentle",
    "game.rotten_caught": "gentle",
    "game.star_lit": "appear",
    "game.star_reached": "swell",
    "game.star_held": "reward",
    "game.star_dims": "gentle",
    "game.constellation": "whole",
    "game.home_reached": "touch",
    "game.cup_lit": "appear",
    "game.cup_filled": "reward",
    "game.cup_dims": "gentle",
    "game.wall_touch": "wood",
    "game.tray_done": "whole",
}


def cue_for(kind: str) -> Cue | None:
    """Sound of an event; None for events without one.

    Examples
    --------
    >>> cue_for("game.star_held").name
    'reward'
    >>> cue_for("game.trial_start") is None
    True
    """
    name = _BY_EVENT.get(kind)
    return CUES[name] if name else None


def synthesise(name: str, root_hz: float) -> Wave:
    """Wave of a cue in a key; the same every time.

    Raises
    ------
    KeyError
        There is no such cue.
    """
    high = 2.0 * root_hz
    makers = {
        "appear": lambda: tones.tone(tones.note_hz(high, 2), 0.55, attack_s=0.05),
        "touch": lambda: tones.tone(tones.note_hz(high, 0), 0.45, attack_s=0.03),
        "swell": lambda: tones.swelling_fifth(root_hz),
        "reward": lambda: tones.chord(root_hz, (0, 3, 5, 7), 1.5, spread_s=0.05),
        "whole": lambda: tones.chord(root_hz, (0, 2, 3, 5, 7, 10), 2.2, spread_s=0.16),
        "gentle": lambda: tones.tone(root_hz, 0.6, attack_s=0.08, partials=(1.0, 0.1)),
        "wood": lambda: tones.knock(root_hz, 0.16),
        "step-off": lambda: tones.laid(
            [(0.0, tones.knock(130.0), 1.0), (0.30, tones.knock(110.0), 1.0)]
        ),
        "count": lambda: tones.tone(high, 0.35),
        "go": lambda: tones.chord(high, (0, 3), 0.9),
        "result": lambda: tones.chord(root_hz, (0, 2, 3, 5), 1.8, spread_s=0.22),
        "pulse": lambda: tones.tone(tones.note_hz(high, 1), 0.14, attack_s=0.02, partials=(1.0,)),
        "rest": lambda: tones.chord(root_hz, (3, 0), 1.6, spread_s=0.5),
    }
    return makers[name]()
