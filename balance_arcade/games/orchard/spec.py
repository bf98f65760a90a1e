"""Words and rules of Orchard.

Events beside the common ones: ``game.fruit_falls``, ``game.fruit_caught``, ``game.fruit_missed``,
``game.rotten_caught``, ``game.rotten_passed``.
"""

from __future__ import annotations

from typing import Final

from balance_arcade.core.words import msgid
from balance_arcade.games.bed import Bed
from balance_arcade.games.contract import GameSpec, LevelAxis
from balance_arcade.games.entry import GameEntry
from balance_arcade.games.keepsake import Keepsake

REACH: Final = LevelAxis("reach", "share of own limit", 0.30, 0.90)
FALL: Final = LevelAxis("fall time", "s", 4.5, 1.0, line=(4.0, 1.0))
BASKET: Final = LevelAxis("basket half width", "share of own limit", 0.28, 0.06, line=(0.18, 0.06))
ROTTEN: Final = LevelAxis("rotten fruit", "share of fruit", 0.0, 0.2)

KEPT: Final = Keepsake(
    "tree",
    msgid("A new tree stands in your orchard"),
    (
        (0.130, 0.700),
        (0.870, 0.665),
        (0.240, 0.665),
        (0.760, 0.700),
        (0.185, 0.700),
        (0.815, 0.665),
        (0.340, 0.665),
        (0.660, 0.700),
        (0.295, 0.700),
        (0.705, 0.665),
        (0.090, 0.665),
        (0.910, 0.700),
        (0.400, 0.700),
        (0.600, 0.665),
        (0.050, 0.665),
        (0.950, 0.700),
        (0.450, 0.700),
        (0.550, 0.665),
        (0.150, 0.755),
        (0.850, 0.755),
    ),
)

SPEC: Final = GameSpec(
    name="orchard",
    title="Orchard",
    purpose="Shifting weight from side to side, in time",
    reads="x: place to the side, as a share of the own limit",
    instruction="Bring the basket under the ripe fruit.",
    safety_class="A",
    needs_limits=True,
    seated=True,
    default_seconds=120.0,
    scenery="terraced hills at dusk",
    scenes=("olive coast", "blossom valley"),
    looks=("autumn", "moonlight"),
    axes=(REACH, FALL, BASKET, ROTTEN),
    event_words={
        "game.fruit_falls": "A fruit comes loose",
        "game.fruit_falls.rotten": "A spoilt one: let it pass",
        "game.fruit_caught": "Into the basket",
        "game.fruit_missed": "It lands in soft grass",
        "game.rotten_caught": "That one goes to the birds",
    },
    cues={
        "game.fruit_falls": "appear",
        "game.fruit_falls.rotten": "wood",
        "game.fruit_caught": "reward",
        "game.fruit_missed": "gentle",
        "game.rotten_caught": "gentle",
    },
    root_hz=196.0,
    bed=Bed(mode=0, beats_a_minute=56.0, timbre="string"),
    keepsake=KEPT,
    movement="sideways",
)

GAME: Final = GameEntry(
    spec=SPEC,
    model="balance_arcade.games.orchard.model:Model",
    view="balance_arcade.games.orchard.view:View",
    contract=1,
)
