"""Words and rules of Calm Lantern.

Events beside the common ones: ``game.lantern_lit``, ``game.firefly_near``, ``game.flame_steady``,
``game.firefly_lit``, ``game.firefly_away``, ``game.swarm``.
"""

from __future__ import annotations

from typing import Final

from balance_arcade.core.words import msgid
from balance_arcade.games.bed import Bed
from balance_arcade.games.contract import GameSpec, LevelAxis
from balance_arcade.games.entry import GameEntry
from balance_arcade.games.keepsake import Keepsake
from balance_arcade.games.sounds import Tone

CALM: Final = LevelAxis("calm", "share of own quiet sway", 2.6, 0.4)
SPELL: Final = LevelAxis("spell", "s", 3.0, 6.0)
LIMIT: Final = LevelAxis("time limit", "spells", 2.1, 1.3)

KEPT: Final = Keepsake(
    "lantern",
    msgid("A new lantern floats on your lake"),
    (
        (0.220, 0.600),
        (0.780, 0.600),
        (0.120, 0.700),
        (0.880, 0.700),
        (0.300, 0.660),
        (0.700, 0.660),
        (0.200, 0.800),
        (0.800, 0.800),
        (0.060, 0.600),
        (0.940, 0.600),
        (0.340, 0.760),
        (0.660, 0.760),
        (0.270, 0.900),
        (0.730, 0.900),
        (0.420, 0.860),
        (0.580, 0.860),
        (0.150, 0.920),
        (0.850, 0.920),
        (0.360, 0.560),
        (0.640, 0.560),
    ),
)

SPEC: Final = GameSpec(
    name="calm-lantern",
    title="Calm Lantern",
    purpose="Quiet stance: less sway than one's own, for a spell at a time",
    reads="how fast the unsmoothed centre of pressure moves, as a share of the own quiet sway",
    instruction="Let the flame grow still. Fireflies come.",
    safety_class="A",
    needs_limits=False,
    seated=True,
    default_seconds=210.0,
    scenery="night pond",
    scenes=("mountain lake", "canal"),
    looks=("first light", "moonlight"),
    axes=(CALM, SPELL, LIMIT),
    event_words={
        "game.lantern_lit": "The lantern knows you now",
        "game.firefly_near": "A firefly comes near",
        "game.firefly_near.hidden": "The flame hides. Stay calm",
        "game.flame_steady": "The flame is steady",
        "game.firefly_lit": "A firefly lights up",
        "game.firefly_away": "Another one will come",
        "game.swarm": "The pond is full of light",
    },
    cues={
        "game.lantern_lit": "touch",
        "game.firefly_near": Tone((7,), 0.9, attack_s=0.12, volume=0.3),
        "game.flame_steady": "swell",
        "game.firefly_lit": Tone((2, 5, 7), 1.6, spread_s=0.16, volume=0.55),
        "game.firefly_away": "gentle",
        "game.swarm": "whole",
    },
    root_hz=174.61,
    bed=Bed(mode=4, beats_a_minute=44.0, timbre="warm"),
    keepsake=KEPT,
    movement="still",
)

GAME: Final = GameEntry(
    spec=SPEC,
    model="balance_arcade.games.calm_lantern.model:Model",
    view="balance_arcade.games.calm_lantern.view:View",
    contract=1,
)
