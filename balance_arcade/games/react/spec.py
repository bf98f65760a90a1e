"""Words and rules of Star Reach React.

Events beside the common ones: ``game.wait``, ``game.left_early``, ``game.light``,
``game.light_reached``, ``game.light_fades``.
"""

from __future__ import annotations

from typing import Final

from balance_arcade.core.words import msgid
from balance_arcade.games.bed import Bed
from balance_arcade.games.contract import GameSpec, LevelAxis
from balance_arcade.games.entry import GameEntry
from balance_arcade.games.keepsake import Keepsake
from balance_arcade.games.sounds import Tone

LIMIT: Final = LevelAxis("time allowed", "s", 3.0, 0.50)
REACH: Final = LevelAxis("reach", "share of own limit", 0.35, 0.85)
RADIUS: Final = LevelAxis("light radius", "share of own limit", 0.22, 0.10)
DIRECTIONS: Final = LevelAxis("directions, 4 from level 0.35 and 8 from 0.70", "lights", 2.0, 8.0)
DISTRACTORS: Final = LevelAxis("another shape, from level 0.70", "share of lights", 0.0, 0.5)

KEPT: Final = Keepsake(
    "star",
    msgid("A new star shines in your sky"),
    (
        (0.140, 0.220),
        (0.860, 0.300),
        (0.240, 0.120),
        (0.780, 0.160),
        (0.100, 0.450),
        (0.900, 0.520),
        (0.200, 0.660),
        (0.800, 0.700),
        (0.300, 0.800),
        (0.700, 0.820),
        (0.060, 0.120),
        (0.920, 0.740),
        (0.160, 0.820),
        (0.840, 0.860),
        (0.400, 0.100),
        (0.600, 0.090),
        (0.040, 0.660),
        (0.960, 0.400),
        (0.280, 0.300),
        (0.740, 0.420),
        (0.500, 0.860),
        (0.260, 0.500),
        (0.380, 0.860),
        (0.620, 0.870),
    ),
)

SPEC: Final = GameSpec(
    name="star-reach-react",
    title="Star Reach React",
    purpose="Reacting fast to the direction that lights up",
    reads="x and y: place, as a share of the own limit; the unsmoothed one for the reaction time",
    instruction="Wait in the middle. Follow the new star.",
    safety_class="B",
    needs_limits=True,
    seated=True,
    default_seconds=180.0,
    scenery="night sky before dawn",
    scenes=("above the roofs", "night at sea"),
    looks=("northern lights", "rose"),
    axes=(LIMIT, REACH, RADIUS, DIRECTIONS, DISTRACTORS),
    event_words={
        "game.wait": "Wait for the star",
        "game.left_early": "Once more from the middle",
        "game.light": "A star lights up",
        "game.light_reached": "The star shines",
        "game.light_fades": "Another star will come",
    },
    cues={
        "game.wait": "touch",
        "game.left_early": Tone((0,), 0.5, volume=0.3),
        "game.light": Tone((5, 7), 0.5, spread_s=0.06, attack_s=0.012, volume=0.55),
        "game.light_reached": "reward",
        "game.light_fades": "gentle",
    },
    root_hz=246.94,
    bed=Bed(mode=1, beats_a_minute=58.0, timbre="glass"),
    keepsake=KEPT,
)

GAME: Final = GameEntry(
    spec=SPEC,
    model="balance_arcade.games.react.model:Model",
    view="balance_arcade.games.react.view:View",
    contract=1,
)
