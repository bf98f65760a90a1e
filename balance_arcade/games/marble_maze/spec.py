"""Words and rules of Marble Maze.

Events beside the common ones: ``game.cup_lit``, ``game.cup_filled``, ``game.cup_dims``,
``game.wall_touch``, ``game.nudge``, ``game.tray_done``.
"""

from __future__ import annotations

from typing import Final

from balance_arcade.core.words import msgid
from balance_arcade.games.bed import Bed
from balance_arcade.games.contract import GameSpec, LevelAxis
from balance_arcade.games.entry import GameEntry
from balance_arcade.games.keepsake import Keepsake

FULL_TILT: Final = LevelAxis("lean for full tilt", "share of own limit", 0.45, 0.75)
SPEED: Final = LevelAxis("top speed", "cells/s", 0.6, 2.4, line=(0.6, 1.8))
WALL: Final = LevelAxis("wall thickness", "cells", 0.08, 0.24)
FIRM: Final = LevelAxis("touch that counts", "share of top speed", 1.00, 0.15, line=(1.0, 0.25))
PACE: Final = LevelAxis("time for a cell of the way", "s", 6.5, 1.3, line=(6.5, 2.0))

KEPT: Final = Keepsake(
    "marble",
    msgid("A new marble lies on your table"),
    (
        (0.100, 0.900),
        (0.180, 0.940),
        (0.280, 0.910),
        (0.400, 0.945),
        (0.520, 0.915),
        (0.640, 0.945),
        (0.740, 0.905),
        (0.840, 0.940),
        (0.930, 0.890),
        (0.050, 0.935),
        (0.260, 0.075),
        (0.360, 0.110),
        (0.460, 0.070),
        (0.560, 0.105),
        (0.660, 0.075),
        (0.330, 0.950),
        (0.580, 0.950),
        (0.790, 0.890),
        (0.230, 0.885),
        (0.460, 0.895),
    ),
)

SPEC: Final = GameSpec(
    name="marble-maze",
    title="Marble Maze",
    purpose="Graded weight shift in two dimensions, planning",
    reads="x and y: place, as a share of the own limit; its distance is the tilt",
    instruction="Tilt the tray. Roll into the bright cup.",
    safety_class="B",
    needs_limits=True,
    seated=True,
    default_seconds=210.0,
    scenery="wooden tray",
    scenes=("garden table", "rug"),
    looks=("cherry", "slate"),
    axes=(FULL_TILT, SPEED, WALL, FIRM, PACE),
    event_words={
        "game.cup_lit": "A cup shines",
        "game.cup_filled": "Into the cup",
        "game.cup_dims": "Another cup shines",
        "game.wall_touch": "Wood",
        "game.tray_done": "A new tray",
    },
    cues={
        "game.cup_lit": "appear",
        "game.cup_filled": "reward",
        "game.cup_dims": "gentle",
        "game.wall_touch": "wood",
        "game.tray_done": "whole",
    },
    root_hz=174.614,
    bed=Bed(mode=0, beats_a_minute=60.0, timbre="wood"),
    keepsake=KEPT,
    sounds_at="goal",  # Its events lie in cells of the tray, not in the unit disc.
)

GAME: Final = GameEntry(
    spec=SPEC,
    model="balance_arcade.games.marble_maze.model:Model",
    view="balance_arcade.games.marble_maze.view:View",
    contract=1,
)
