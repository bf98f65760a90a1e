"""Words and rules of Marble Maze.

Events beside the common ones: ``game.cup_lit``, ``game.cup_filled``, ``game.cup_dims``,
``game.wall_touch``, ``game.nudge``, ``game.tray_done``.
"""

from __future__ import annotations

from typing import Final

from balance_arcade.games.contract import GameSpec, LevelAxis
from balance_arcade.games.entry import GameEntry

FULL_TILT: Final = LevelAxis("lean for full tilt", "share of own limit", 0.45, 0.75)
SPEED: Final = LevelAxis("top speed", "cells/s", 0.6, 1.8)
WALL: Final = LevelAxis("wall thickness", "cells", 0.08, 0.24)
FIRM: Final = LevelAxis("touch that counts", "share of top speed", 1.00, 0.25)
PACE: Final = LevelAxis("time for a cell of the way", "s", 6.5, 2.0)

SPEC: Final = GameSpec(
    name="marble-maze",
    title="Marble Maze",
    purpose="Graded weight shift in two dimensions, planning",
    instruction="Tilt the tray. Roll into the bright cup.",
    safety_class="B",
    needs_limits=True,
    default_seconds=210.0,
    scenery="wooden tray",
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
    sounds_at="goal",  # Its events lie in cells of the tray, not in the unit disc.
)

GAME: Final = GameEntry(
    spec=SPEC,
    model="balance_arcade.games.marble_maze.model:Model",
    view="balance_arcade.games.marble_maze.view:View",
    contract=1,
)
