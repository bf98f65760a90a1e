"""Words and rules of Ferry Crossing.

Events beside the common ones: ``game.cast_off``, ``game.beat``, ``game.quay_reached``,
``game.hold_lost``, ``game.moored``, ``game.drifts_by``, ``game.round_trip``.
"""

from __future__ import annotations

from typing import Final

from balance_arcade.core.words import msgid
from balance_arcade.games.bed import Bed
from balance_arcade.games.contract import GameSpec, LevelAxis
from balance_arcade.games.entry import GameEntry
from balance_arcade.games.keepsake import Keepsake
from balance_arcade.games.sounds import Tone

REACH: Final = LevelAxis("reach", "share of own limit", 0.62, 0.95)
ZONE: Final = LevelAxis("mooring zone", "share of own limit", 0.43, 0.055)
BEAT: Final = LevelAxis("beat", "s", 2.2, 0.5)
HOLD: Final = LevelAxis("hold", "beats", 0.25, 1.4)

KEPT: Final = Keepsake(
    "lamp",
    msgid("A new lamp lights your river"),
    (
        (0.330, 0.825),
        (0.670, 0.825),
        (0.260, 0.835),
        (0.740, 0.835),
        (0.190, 0.825),
        (0.810, 0.825),
        (0.120, 0.840),
        (0.880, 0.840),
        (0.050, 0.830),
        (0.950, 0.830),
        (0.330, 0.075),
        (0.260, 0.085),
        (0.190, 0.070),
        (0.120, 0.085),
        (0.670, 0.075),
        (0.740, 0.085),
        (0.290, 0.930),
        (0.710, 0.930),
        (0.150, 0.940),
        (0.850, 0.940),
    ),
)

SPEC: Final = GameSpec(
    name="ferry-crossing",
    title="Ferry Crossing",
    purpose="Graded leans forward and backward to a beat, and holding there",
    reads="y: place to the front and behind, as a share of the own limit",
    instruction="Bring the ferry over. Moor before the bell.",
    safety_class="B",
    needs_limits=True,
    seated=True,
    default_seconds=180.0,
    scenery="river from above",
    scenes=("winter river", "sandy river"),
    looks=("autumn", "moonlight"),
    axes=(REACH, ZONE, BEAT, HOLD),
    event_words={
        "game.cast_off": "Cast off",
        "game.cast_off.hidden": "Mist comes. Sail on",
        "game.beat": "The pendulum swings",
        "game.quay_reached": "Stay moored",
        "game.moored": "Moored in time",
        "game.drifts_by": "The ferry sails on",
        "game.round_trip": "There and back again",
    },
    cues={
        "game.cast_off": "appear",
        "game.beat": Tone((-5,), 0.25, attack_s=0.02, volume=0.22),
        "game.quay_reached": "swell",
        "game.moored": Tone((4, 7, 9), 1.4, spread_s=0.12, volume=0.55),
        "game.drifts_by": "gentle",
        "game.round_trip": "whole",
    },
    root_hz=196.0,
    bed=Bed(mode=1, beats_a_minute=50.0, timbre="reed"),
    keepsake=KEPT,
    movement="forward",
)

GAME: Final = GameEntry(
    spec=SPEC,
    model="balance_arcade.games.ferry_crossing.model:Model",
    view="balance_arcade.games.ferry_crossing.view:View",
    contract=1,
)
