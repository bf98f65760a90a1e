"""Lily Pond: lean to a bud, stay with it, and it opens."""

from balance_arcade.games.contract import GameSpec, LevelAxis
from balance_arcade.games.entry import GameEntry
from balance_arcade.games.sounds import Tone

REACH = LevelAxis("reach", "share of own limit", 0.30, 0.80)
RADIUS = LevelAxis("bud radius", "share of own limit", 0.26, 0.14)
HOLD = LevelAxis("hold", "s", 0.6, 1.8)
LIMIT = LevelAxis("time limit", "s", 12.0, 6.0)

SPEC = GameSpec(
    name="lily-pond",
    title="Lily Pond",
    purpose="Slow leans in all directions, and staying there",
    instruction="Bring your light to the bud. Stay.",
    safety_class="B",
    needs_limits=True,
    seated=True,
    default_seconds=90.0,
    scenery="a pond at night",
    axes=(REACH, RADIUS, HOLD, LIMIT),
    event_words={
        "game.bud_rises": "A bud rises",
        "game.bud_reached": "Stay with it",
        "game.lily_opens": "It opens",
        "game.bud_sinks": "Another one will come",
    },
    cues={
        "game.bud_rises": Tone((5, 7), 0.7, spread_s=0.12, volume=0.35),
        "game.bud_reached": "swell",
        "game.lily_opens": Tone((0, 3, 5, 8), 1.4, spread_s=0.14, volume=0.6),
        "game.bud_sinks": "gentle",
    },
    root_hz=207.65,
    catalogue="lily_pond:catalogues",
)

GAME = GameEntry(
    spec=SPEC,
    model="lily_pond.model:Model",
    view="lily_pond.view:View",
    contract=1,
)
