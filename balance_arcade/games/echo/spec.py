"""Words and rules of Echo.

Events beside the common ones: one for each bell, shown and rung (``shown`` tells which),
``game.listen``, ``game.your_turn``, ``game.echo_whole``, ``game.echo_fades``.
"""

from __future__ import annotations

from typing import Final

from balance_arcade.core.words import msgid
from balance_arcade.games.bed import Bed
from balance_arcade.games.contract import GameSpec, LevelAxis
from balance_arcade.games.entry import GameEntry
from balance_arcade.games.keepsake import Keepsake
from balance_arcade.games.sounds import Tone

LENGTH: Final = LevelAxis("sequence length", "bells", 2.0, 6.0)
REACH: Final = LevelAxis("reach", "share of own limit", 0.60, 0.80)
RADIUS: Final = LevelAxis("bell radius", "share of own limit", 0.38, 0.13)
PACE: Final = LevelAxis("time for each bell to be heard", "s", 1.1, 0.5)
LIMIT: Final = LevelAxis("time for each bell to be rung", "s", 14.0, 0.80)
STRIKE: Final = LevelAxis("stay until a bell rings", "s", 1.0, 0.3)

KEPT: Final = Keepsake(
    "flower",
    msgid("A new flower glows in your clearing"),
    (
        (0.402, 0.784),
        (0.346, 0.118),
        (0.467, 0.816),
        (0.302, 0.204),
        (0.698, 0.204),
        (0.533, 0.816),
        (0.275, 0.307),
        (0.654, 0.118),
        (0.598, 0.784),
        (0.265, 0.420),
        (0.598, 0.056),
        (0.654, 0.722),
        (0.275, 0.533),
        (0.533, 0.024),
        (0.698, 0.636),
        (0.302, 0.636),
        (0.467, 0.024),
        (0.346, 0.722),
        (0.402, 0.056),
    ),
)

SPEC: Final = GameSpec(
    name="echo",
    title="Echo",
    purpose="Remembering and reaching: cognitive load beside posture",
    reads="x and y: place, as a share of the own limit",
    instruction="Listen to the bells. Then ring them.",
    safety_class="B",
    needs_limits=True,
    seated=True,
    default_seconds=300.0,
    scenery="forest clearing at night",
    scenes=("courtyard", "sand garden"),
    looks=("autumn", "moonlight"),
    axes=(LENGTH, REACH, RADIUS, PACE, LIMIT, STRIKE),
    event_words={
        "game.listen": "Listen",
        "game.bell_far": "The far bell",
        "game.bell_right": "The right bell",
        "game.bell_near": "The near bell",
        "game.bell_left": "The left bell",
        "game.your_turn": "Now ring them",
        "game.echo_whole": "The clearing answers",
        "game.echo_fades": "Other bells will ring",
    },
    cues={
        "game.listen": Tone((-5,), 0.6, volume=0.3),
        "game.bell_left": Tone((2, 7), 1.0, attack_s=0.012, volume=0.5),
        "game.bell_near": Tone((0, 5), 1.0, attack_s=0.012, volume=0.5),
        "game.bell_right": Tone((3, 8), 1.0, attack_s=0.012, volume=0.5),
        "game.bell_far": Tone((5, 10), 1.0, attack_s=0.012, volume=0.5),
        "game.your_turn": "appear",
        "game.echo_whole": "whole",
        "game.echo_fades": "gentle",
    },
    root_hz=220.0,
    bed=Bed(mode=4, beats_a_minute=46.0, timbre="reed"),
    keepsake=KEPT,
)

GAME: Final = GameEntry(
    spec=SPEC,
    model="balance_arcade.games.echo.model:Model",
    view="balance_arcade.games.echo.view:View",
    contract=1,
)
