"""Words and rules of Star Reach.

Events beside the common ones: ``game.home_reached``, ``game.star_lit``, ``game.star_reached``,
``game.hold_lost``, ``game.star_held``, ``game.star_dims``, ``game.constellation``.
"""

from __future__ import annotations

from typing import Final

from balance_arcade.core.words import msgid
from balance_arcade.games.bed import Bed
from balance_arcade.games.contract import GameSpec, LevelAxis
from balance_arcade.games.entry import GameEntry
from balance_arcade.games.keepsake import Keepsake

REACH: Final = LevelAxis("reach", "share of own limit", 0.30, 0.90)
RADIUS: Final = LevelAxis("star radius", "share of own limit", 0.24, 0.06)
HOLD: Final = LevelAxis("hold", "s", 0.8, 2.5)
LIMIT: Final = LevelAxis("time limit", "s", 10.0, 1.5)

KEPT: Final = Keepsake(
    "constellation",
    msgid("A new constellation stays in your sky"),
    (
        (0.100, 0.700),
        (0.640, 0.100),
        (0.240, 0.720),
        (0.730, 0.130),
        (0.100, 0.110),
        (0.280, 0.090),
        (0.620, 0.800),
        (0.730, 0.760),
        (0.920, 0.800),
        (0.360, 0.800),
        (0.110, 0.810),
        (0.240, 0.820),
        (0.500, 0.820),
        (0.820, 0.800),
        (0.370, 0.130),
        (0.300, 0.640),
    ),
)

SPEC: Final = GameSpec(
    name="star-reach",
    title="Star Reach",
    purpose="Leaning to one's own limits in eight directions, and holding",
    reads="x and y: place, as a share of the own limit",
    instruction="Guide your light to the star. Hold.",
    safety_class="B",
    needs_limits=True,
    seated=True,
    default_seconds=210.0,
    scenery="night sky",
    scenes=("desert night", "northern night"),
    looks=("northern lights", "rose"),
    axes=(REACH, RADIUS, HOLD, LIMIT),
    event_words={
        "game.home_reached": "Back at the middle",
        "game.star_lit": "A star lights up",
        "game.star_lit.hidden": "Your light hides: feel the way",
        "game.star_reached": "Hold",
        "game.star_held": "The star joins in",
        "game.star_dims": "The star dims",
        "game.constellation": "The constellation is whole",
    },
    cues={
        "game.home_reached": "touch",
        "game.star_lit": "appear",
        "game.star_lit.hidden": "appear",
        "game.star_reached": "swell",
        "game.star_held": "reward",
        "game.star_dims": "gentle",
        "game.constellation": "whole",
    },
    root_hz=220.0,
    bed=Bed(mode=3, beats_a_minute=48.0, timbre="glass"),
    keepsake=KEPT,
)

GAME: Final = GameEntry(
    spec=SPEC,
    model="balance_arcade.games.star_reach.model:Model",
    view="balance_arcade.games.star_reach.view:View",
    contract=1,
)
