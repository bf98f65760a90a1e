"""Words and rules of Flamingo Ladder.

Events beside the common ones: ``game.stand_left`` and ``game.stand_right`` (on which leg),
``game.one_leg`` (the board sees it), ``game.rung_reached``, ``game.both_down`` (``why``: ``touch``,
``load`` or ``moved``), ``game.rung_waits`` (the time is over), ``game.ladder_climbed``.
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

HOLD: Final = LevelAxis("hold", "s", 2.0, 14.0, line=(2.0, 12.0))
ROOM: Final = LevelAxis("room to sway", "mm", 40.0, 4.5, line=(40.0, 7.0))
LIMIT: Final = LevelAxis("time limit", "holds", 2.5, 1.25)

CLOSED: Final = "eyes-closed"
FOAM: Final = "foam"
FOAM_CLOSED: Final = "foam-eyes-closed"
EYES_CLOSED: Final = frozenset({CLOSED, FOAM_CLOSED})
ON_FOAM: Final = frozenset({FOAM, FOAM_CLOSED})

_LISTEN: Final = msgid("Once up, close your eyes and listen.")

KEPT: Final = Keepsake(
    "flower",
    msgid("A new flower floats on your lagoon"),
    (
        (0.100, 0.600),
        (0.880, 0.620),
        (0.200, 0.700),
        (0.800, 0.740),
        (0.060, 0.780),
        (0.940, 0.800),
        (0.160, 0.860),
        (0.840, 0.880),
        (0.280, 0.800),
        (0.720, 0.820),
        (0.240, 0.930),
        (0.770, 0.940),
        (0.360, 0.900),
        (0.640, 0.910),
        (0.440, 0.950),
        (0.560, 0.940),
        (0.900, 0.500),
        (0.820, 0.450),
        (0.120, 0.480),
        (0.920, 0.920),
    ),
)

SPEC: Final = GameSpec(
    name="flamingo-ladder",
    title="Flamingo Ladder",
    purpose="Standing on one leg, for longer and more calmly, left and right compared",
    reads="place in the standing foot, unsmoothed, and the load",
    instruction="Stand like the flamingo. Climb the ladder.",
    safety_class="C",
    needs_limits=True,
    default_seconds=300.0,
    scenery="lagoon at low tide",
    scenes=("salt flats", "palm lagoon"),
    looks=("first light", "moonlight"),
    axes=(HOLD, ROOM, LIMIT),
    event_words={
        "game.stand_left": "Stand on your left",
        "game.stand_right": "Stand on your right",
        "game.one_leg": "Now let the water grow calm",
        "game.rung_reached": "One rung higher. Both down",
        "game.both_down": "Both down. Rest a moment",
        "game.rung_waits": "The rung waits. Both down",
        "game.ladder_climbed": "The whole ladder is climbed",
    },
    cues={
        "game.stand_left": Tone((0, 5), 0.8, spread_s=0.14, volume=0.4),
        "game.stand_right": Tone((3, 8), 0.8, spread_s=0.14, volume=0.4),
        "game.one_leg": "swell",
        "game.rung_reached": "reward",
        "game.both_down": "gentle",
        "game.rung_waits": "gentle",
        "game.ladder_climbed": "whole",
    },
    root_hz=196.0,
    bed=Bed(mode=2, beats_a_minute=44.0, timbre="string"),
    keepsake=KEPT,
    movement="one_leg",
    modes=(
        GameMode("eyes-open", "eyes open, on the firm board"),
        GameMode(CLOSED, "eyes closed, on the firm board", instruction=_LISTEN),
        GameMode(FOAM, "eyes open, with foam on the board"),
        GameMode(FOAM_CLOSED, "eyes closed, with foam on the board", instruction=_LISTEN),
    ),
)

GAME: Final = GameEntry(
    spec=SPEC,
    model="balance_arcade.games.flamingo_ladder.model:Model",
    view="balance_arcade.games.flamingo_ladder.view:View",
    contract=1,
)
