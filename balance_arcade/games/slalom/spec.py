"""Words and rules of Slalom.

Events beside the common ones: ``game.run_start``, ``game.gate``, ``game.gate_passed``,
``game.gate_beside``, ``game.run_end``.
"""

from __future__ import annotations

from typing import Final

from balance_arcade.core.words import msgid
from balance_arcade.games.bed import Bed
from balance_arcade.games.contract import GameSpec, LevelAxis
from balance_arcade.games.entry import GameEntry
from balance_arcade.games.keepsake import Keepsake
from balance_arcade.games.sounds import Tone

TEMPO: Final = LevelAxis("time to the next gate", "s", 3.4, 0.80)
WIDTH: Final = LevelAxis("half gate", "share of own limit", 0.30, 0.10)
REACH: Final = LevelAxis("lateral reach", "share of own limit", 0.32, 0.90)
UNEVEN: Final = LevelAxis("uneven spacing", "share of tempo", 0.0, 0.25)

KEPT: Final = Keepsake(
    "lamp",
    msgid("A new light warms your slope"),
    (
        (0.100, 0.300),
        (0.900, 0.340),
        (0.150, 0.620),
        (0.840, 0.660),
        (0.060, 0.800),
        (0.940, 0.860),
        (0.200, 0.460),
        (0.800, 0.220),
        (0.040, 0.500),
        (0.960, 0.520),
        (0.120, 0.920),
        (0.880, 0.940),
        (0.170, 0.160),
        (0.850, 0.440),
        (0.080, 0.100),
        (0.930, 0.200),
        (0.200, 0.780),
        (0.810, 0.800),
        (0.030, 0.660),
        (0.970, 0.680),
    ),
)

SPEC: Final = GameSpec(
    name="slalom",
    title="Slalom",
    purpose="Fast shifts of weight from side to side, at a tempo",
    reads="x: place to the side, as a share of the own limit",
    instruction="Glide through each gate, left and right.",
    safety_class="B",
    needs_limits=True,
    seated=True,
    default_seconds=120.0,
    scenery="snow slope in the morning",
    scenes=("dunes", "glacier"),
    looks=("sunset", "moonlight"),
    axes=(TEMPO, WIDTH, REACH, UNEVEN),
    event_words={
        "game.run_start": "A new run",
        "game.gate": "The next gate",
        "game.gate_passed": "Through the gate",
        "game.gate_beside": "The next gate comes",
        "game.run_end": "The run is done",
    },
    cues={
        "game.run_start": Tone((0, 3, 5), 0.6, spread_s=0.12, volume=0.35),
        "game.gate": Tone((5,), 0.35, volume=0.3),
        "game.gate_passed": Tone((7, 8), 0.6, spread_s=0.05, volume=0.45),
        "game.gate_beside": Tone((0,), 0.5, volume=0.3),
        "game.run_end": "reward",
    },
    root_hz=261.63,
    movement="sideways",
    bed=Bed(mode=2, beats_a_minute=64.0, timbre="string"),
    keepsake=KEPT,
)

GAME: Final = GameEntry(
    spec=SPEC,
    model="balance_arcade.games.slalom.model:Model",
    view="balance_arcade.games.slalom.view:View",
    contract=1,
)
