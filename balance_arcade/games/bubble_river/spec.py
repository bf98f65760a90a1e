"""Words and rules of Bubble River.

Events beside the common ones: ``game.leaf_drifts``, ``game.beat``, ``game.leaf_near``,
``game.leaf_followed``, ``game.leaf_rests``.
"""

from __future__ import annotations

from typing import Final

from balance_arcade.core.words import msgid
from balance_arcade.games.bed import Bed
from balance_arcade.games.contract import GameSpec, LevelAxis
from balance_arcade.games.entry import GameEntry
from balance_arcade.games.keepsake import Keepsake
from balance_arcade.games.modes import GameMode
from balance_arcade.games.sounds import Tone

SIDEWAYS: Final = "sideways"
FORWARD: Final = "forward"

REACH: Final = LevelAxis("reach", "share of own limit", 0.52, 0.75)
SWING: Final = LevelAxis("turn to either side of the front", "deg", 75.0, 130.0)
BEAT: Final = LevelAxis("time between two beats", "s", 6.0, 1.4)
PACE: Final = LevelAxis("pace", "turns a minute", 2.0, 7.0)
BAND: Final = LevelAxis("band", "share of own limit", 0.34, 0.17)
BEAT_REACH: Final = LevelAxis("reach to a beat", "share of own limit", 0.60, 0.75)
BEAT_BAND: Final = LevelAxis("band to a beat", "share of own limit", 0.46, 0.17)
BEAT_SHARE: Final = LevelAxis("time in the band, each half of a swing", "share of it", 0.22, 0.70)
SHARE: Final = LevelAxis("time in the band", "share of the stretch", 0.45, 0.70)

KEPT: Final = Keepsake(
    "flower",
    msgid("A new lily opens on your river"),
    (
        (0.100, 0.460),
        (0.880, 0.500),
        (0.210, 0.600),
        (0.780, 0.660),
        (0.060, 0.620),
        (0.950, 0.580),
        (0.150, 0.760),
        (0.850, 0.800),
        (0.240, 0.420),
        (0.750, 0.460),
        (0.050, 0.820),
        (0.940, 0.880),
        (0.280, 0.880),
        (0.700, 0.900),
        (0.200, 0.930),
        (0.800, 0.940),
        (0.400, 0.930),
        (0.580, 0.940),
        (0.130, 0.300),
        (0.890, 0.320),
    ),
)

SPEC: Final = GameSpec(
    name="bubble-river",
    title="Bubble River",
    purpose="Following something that moves, with leans in all directions",
    reads="x and y: place, as a share of the own limit",
    instruction="Let the bubble follow the leaf.",
    safety_class="B",
    needs_limits=True,
    seated=True,
    default_seconds=240.0,
    scenery="a slow river among reeds",
    scenes=("autumn pool", "lotus night"),
    looks=("first light", "autumn"),
    axes=(REACH, SWING, PACE, BAND, BEAT, BEAT_REACH, BEAT_BAND, SHARE, BEAT_SHARE),
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
    bed=Bed(mode=3, beats_a_minute=45.0, timbre="reed"),
    keepsake=KEPT,
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
