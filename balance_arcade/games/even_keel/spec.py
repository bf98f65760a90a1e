"""Words and rules of Even Keel.

Events beside the common ones: ``game.by_feel``, ``game.shown``, ``game.lamp``, ``game.level``,
``game.dip``, ``game.rise``, ``game.boat_lies``, ``game.swell``.
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

SQUAT: Final = "squat"
HOLD_SHARE: Final = "hold"

WAY: Final = LevelAxis("way from the own stance to even", "share", 0.50, 1.0)
BAND: Final = LevelAxis("band to either side", "share of the load", 0.030, 0.003)
HOLD: Final = LevelAxis("hold", "s", 2.5, 7.0)
LIMIT: Final = LevelAxis("time beside the hold", "s", 9.0, 3.0)
PRESS: Final = LevelAxis("load beyond even (mode hold)", "share of the load", 0.04, 0.22)
PRESS_BAND: Final = LevelAxis("band (mode hold)", "share of the load", 0.040, 0.005)
SQUAT_BAND: Final = LevelAxis("band (mode squat)", "share of the load", 0.100, 0.030)
SQUAT_LIMIT: Final = LevelAxis("time for a squat (mode squat)", "s", 9.0, 3.5)

KEPT: Final = Keepsake(
    "lamp",
    msgid("A new light shines in your harbour"),
    (
        (0.060, 0.345),
        (0.940, 0.350),
        (0.300, 0.350),
        (0.720, 0.352),
        (0.150, 0.318),
        (0.850, 0.322),
        (0.430, 0.348),
        (0.580, 0.350),
        (0.030, 0.327),
        (0.970, 0.312),
        (0.220, 0.325),
        (0.770, 0.327),
        (0.390, 0.310),
        (0.620, 0.335),
        (0.480, 0.335),
        (0.540, 0.330),
        (0.100, 0.317),
        (0.900, 0.322),
        (0.330, 0.319),
        (0.680, 0.317),
    ),
)

SPEC: Final = GameSpec(
    name="even-keel",
    title="Even Keel",
    purpose="Sharing the load between left and right",
    reads="share of the load on the left; in mode squat the whole load too",
    instruction="Share the load until the boat is level.",
    safety_class="A",
    needs_limits=True,
    default_seconds=180.0,
    scenery="a sailing boat on long swell",
    scenes=("lighthouse coast", "fjord"),
    looks=("sunset", "moonlight"),
    axes=(WAY, BAND, HOLD, LIMIT, PRESS, PRESS_BAND, SQUAT_BAND, SQUAT_LIMIT),
    event_words={
        "game.by_feel": "By feel: share the load",
        "game.shown": "So it was; now by sight",
        "game.lamp": "The lamp shines",
        "game.level": "Stay so",
        "game.dip": "Down it goes",
        "game.rise": "And up again",
        "game.boat_lies": "The boat lies calm",
        "game.swell": "The swell goes on",
    },
    cues={
        "game.by_feel": "wood",
        "game.shown": "appear",
        "game.lamp": "appear",
        "game.level": "swell",
        "game.dip": Tone((3,), 0.5, volume=0.35),
        "game.rise": Tone((5,), 0.5, volume=0.35),
        "game.boat_lies": Tone((0, 4, 7), 1.3, spread_s=0.12, volume=0.5),
        "game.swell": "gentle",
    },
    root_hz=174.61,
    bed=Bed(mode=1, beats_a_minute=42.0, timbre="warm"),
    keepsake=KEPT,
    movement="sideways",
    seated=True,
    modes=(
        GameMode("even", "the load shared evenly, held; by feel first in every other trial"),
        GameMode(
            SQUAT,
            "squats with the load shared evenly all the way down and up",
            instruction=msgid("Dip and rise with a level deck."),
            standing=True,
        ),
        GameMode(
            HOLD_SHARE,
            "a stated share of the load on one side, held: pressing or unloading",
            instruction=msgid("Load the side where the lamp shines."),
        ),
    ),
)

GAME: Final = GameEntry(
    spec=SPEC,
    model="balance_arcade.games.even_keel.model:Model",
    view="balance_arcade.games.even_keel.view:View",
    contract=1,
)
