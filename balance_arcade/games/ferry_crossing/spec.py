"""Words and rules of Ferry Crossing.

Events beside the common ones: ``game.cast_off``, ``game.beat``, ``game.quay_reached``,
``game.hold_lost``, ``game.moored``, ``game.drifts_by``, ``game.round_trip``.
"""

from __future__ import annotations

from typing import Final

from balance_arcade.games.contract import GameSpec, LevelAxis
from balance_arcade.games.entry import GameEntry
from balance_arcade.games.sounds import Tone

REACH: Final = LevelAxis("reach", "share of own limit", 0.62, 0.95)
ZONE: Final = LevelAxis("mooring zone", "share of own limit", 0.43, 0.055)
BEAT: Final = LevelAxis("beat", "s", 2.2, 0.5)
HOLD: Final = LevelAxis("hold", "beats", 0.25, 1.4)

SPEC: Final = GameSpec(
    name="ferry-crossing",
    title="Ferry Crossing",
    purpose="Graded leans forward and backward to a beat, and holding there",
    instruction="Bring the ferry over. Moor before the bell.",
    safety_class="B",
    needs_limits=True,
    default_seconds=180.0,
    scenery="river from above",
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
    movement="forward",
)

GAME: Final = GameEntry(
    spec=SPEC,
    model="balance_arcade.games.ferry_crossing.model:Model",
    view="balance_arcade.games.ferry_crossing.view:View",
    contract=1,
)
