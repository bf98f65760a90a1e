"""Words and rules of Star Reach React.

Events beside the common ones: ``game.wait``, ``game.left_early``, ``game.light``,
``game.light_reached``, ``game.light_fades``.
"""

from __future__ import annotations

from typing import Final

from balance_arcade.games.contract import GameSpec, LevelAxis
from balance_arcade.games.entry import GameEntry
from balance_arcade.games.sounds import Tone

LIMIT: Final = LevelAxis("time allowed", "s", 3.0, 0.50)
REACH: Final = LevelAxis("reach", "share of own limit", 0.35, 0.85)
RADIUS: Final = LevelAxis("light radius", "share of own limit", 0.22, 0.10)
DIRECTIONS: Final = LevelAxis("directions, 4 from level 0.35 and 8 from 0.70", "lights", 2.0, 8.0)
DISTRACTORS: Final = LevelAxis("another shape, from level 0.70", "share of lights", 0.0, 0.5)

SPEC: Final = GameSpec(
    name="star-reach-react",
    title="Star Reach React",
    purpose="Reacting fast to the direction that lights up",
    instruction="Wait in the middle. Follow the new star.",
    safety_class="B",
    needs_limits=True,
    default_seconds=180.0,
    scenery="night sky before dawn",
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
)

GAME: Final = GameEntry(
    spec=SPEC,
    model="balance_arcade.games.react.model:Model",
    view="balance_arcade.games.react.view:View",
    contract=1,
)
