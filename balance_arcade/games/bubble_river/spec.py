"""Words and rules of Bubble River.

Events beside the common ones: ``game.leaf_drifts``, ``game.beat``, ``game.leaf_near``,
``game.leaf_followed``, ``game.leaf_rests``.
"""

from __future__ import annotations

from typing import Final

from balance_arcade.core.words import msgid
from balance_arcade.games.contract import GameSpec, LevelAxis
from balance_arcade.games.entry import GameEntry
from balance_arcade.games.modes import GameMode
from balance_arcade.games.sounds import Tone

SIDEWAYS: Final = "sideways"
FORWARD: Final = "forward"

REACH: Final = LevelAxis("reach", "share of own limit", 0.52, 0.75)
SWING: Final = LevelAxis("turn to either side of the front", "deg", 75.0, 130.0)
BEAT: Final = LevelAxis("time between two beats", "s", 3.6, 1.4)
PACE: Final = LevelAxis("pace", "turns a minute", 2.0, 7.0)
BAND: Final = LevelAxis("band", "share of own limit", 0.34, 0.17)
SHARE: Final = LevelAxis("time in the band", "share of the stretch", 0.45, 0.70)

SPEC: Final = GameSpec(
    name="bubble-river",
    title="Bubble River",
    purpose="Following something that moves, with leans in all directions",
    instruction="Let the bubble follow the leaf.",
    safety_class="B",
    needs_limits=True,
    default_seconds=240.0,
    scenery="a slow river among reeds",
    axes=(REACH, SWING, PACE, BEAT, BAND, SHARE),
    event_words={
        "game.leaf_drifts": "The leaf drifts",
        "game.beat": "The leaf turns",
        "game.leaf_near": "Bubble beside the leaf",
        "game.leaf_followed": "The leaf was followed",
        "game.leaf_rests": "The leaf rests",
    },
    cues={
        "game.leaf_drifts": "appear",
        "game.beat": Tone((5,), 0.5, volume=0.35),
        "game.leaf_near": "touch",
        "game.leaf_followed": Tone((0, 3, 5, 8), 1.2, spread_s=0.14, volume=0.5),
        "game.leaf_rests": "gentle",
    },
    root_hz=196.0,
    sounds_at="goal",
    modes=(
        GameMode("drift", "following a leaf that goes round the front"),
        GameMode(
            SIDEWAYS,
            "rhythmic weight shift from side to side, a tone at each turn",
            instruction=msgid("Left and right with the leaf."),
            movement="sideways",
        ),
        GameMode(
            FORWARD,
            "rhythmic weight shift forward and back, a tone at each turn",
            instruction=msgid("Forward and back with the leaf."),
            movement="forward",
        ),
    ),
)

GAME: Final = GameEntry(
    spec=SPEC,
    model="balance_arcade.games.bubble_river.model:Model",
    view="balance_arcade.games.bubble_river.view:View",
    contract=1,
)
