"""Words and rules of Bubble River.

Events beside the common ones: ``game.leaf_drifts``, ``game.leaf_near``, ``game.leaf_followed``,
``game.leaf_rests``.
"""

from __future__ import annotations

from typing import Final

from balance_arcade.games.contract import GameSpec, LevelAxis
from balance_arcade.games.entry import GameEntry
from balance_arcade.games.sounds import Tone

REACH: Final = LevelAxis("reach", "share of own limit", 0.50, 0.75)
SWING: Final = LevelAxis("turn to either side of the front", "deg", 90.0, 130.0)
PACE: Final = LevelAxis("pace", "turns a minute", 2.5, 7.0)
BAND: Final = LevelAxis("band", "share of own limit", 0.30, 0.17)
SHARE: Final = LevelAxis("time in the band", "share of the stretch", 0.50, 0.70)

SPEC: Final = GameSpec(
    name="bubble-river",
    title="Bubble River",
    purpose="Following something that moves, with leans in all directions",
    instruction="Let the bubble follow the leaf.",
    safety_class="B",
    needs_limits=True,
    default_seconds=240.0,
    scenery="a slow river among reeds",
    axes=(REACH, SWING, PACE, BAND, SHARE),
    event_words={
        "game.leaf_drifts": "The leaf drifts",
        "game.leaf_near": "Bubble beside the leaf",
        "game.leaf_followed": "The leaf was followed",
        "game.leaf_rests": "The leaf rests",
    },
    cues={
        "game.leaf_drifts": "appear",
        "game.leaf_near": "touch",
        "game.leaf_followed": Tone((0, 3, 5, 8), 1.2, spread_s=0.14, volume=0.5),
        "game.leaf_rests": "gentle",
    },
    root_hz=196.0,
    sounds_at="goal",
)

GAME: Final = GameEntry(
    spec=SPEC,
    model="balance_arcade.games.bubble_river.model:Model",
    view="balance_arcade.games.bubble_river.view:View",
    contract=1,
)
