"""Words and rules of a test's part, made from its table.

Events beside the common ones: ``game.ready_KIND`` with the words of the next trial. The trials'
``game.trial_start`` and ``game.trial_end`` carry what scoring needs: ``index``, ``condition``,
``task``, ``practice``, at the end ``stop`` (empty where the trial was carried through) and
``held_s``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from balance_arcade.assess.guidance import PREFIX, GuidedPart, GuidedTrial
from balance_arcade.assess.guided_tests import guided_part, owner_of
from balance_arcade.core.words import msgid
from balance_arcade.games.contract import GameSpec, Movement
from balance_arcade.games.entry import GameEntry
from balance_arcade.games.sounds import Tone

READY_S: Final = 5.0
"""Words of a trial stand so long before it begins; its last seconds are counted down."""

REST_S: Final = 3.0
MOST_S: Final = 3600.0

_MOVEMENTS: Final[dict[str, Movement]] = {
    "stance": "still",
    "lean": "all",
    "shift": "sideways",
    "one_leg": "one_leg",
    "jump": "land",
    "drop": "land",
    "rise": "still",
    "release": "forward",
}
_OVER: Final = Tone((0, 4), 0.9, spread_s=0.2, volume=0.5)

THANKS: Final = msgid("Thank you. Rest a moment.")
"""The same after every trial: a test is neither won nor lost."""


def is_guided(name: str) -> bool:
    """Whether an activity is a part of a test and no game.

    Examples
    --------
    >>> is_guided("assess-mctsib-foam"), is_guided("orchard")
    (True, False)
    """
    return name.startswith(PREFIX)


def ready_kind(trial: GuidedTrial) -> str:
    """Kind of the event that says a trial's words.

    Examples
    --------
    >>> ready_kind(GuidedTrial("stance", "Stand.", 10.0, "eo_firm"))
    'game.ready_eo_firm'
    """
    return "game.ready_" + trial.condition.lower().replace(" ", "_").replace(".", "_")


@lru_cache(maxsize=64)
def _entry(part: GuidedPart, purpose: str) -> GameEntry:
    spec = GameSpec(
        name=part.name,
        title=part.title,
        purpose=purpose,
        instruction=part.instruction,
        safety_class=part.safety_class,
        needs_limits=part.needs_limits,
        # Every game has a time; a part of a test is planned without one, and ends by itself.
        default_seconds=MOST_S,
        scenery="quiet room",
        axes=(),
        event_words={"success": "", "failure": ""},
        # Closed eyes hear when it begins and when it is over.
        cues={
            "game.trial_start": Tone((7,), 0.5, volume=0.5),
            "success": _OVER,
            "failure": _OVER,
        },
        root_hz=261.63,
        movement=_MOVEMENTS[part.trials[0].kind],
        seated=part.seated,
        leaves_board=any(trial.leaves_board for trial in part.trials),
    )
    return GameEntry(
        spec=spec,
        model="balance_arcade.games.guided.model:Model",
        view="balance_arcade.games.guided.view:View",
        contract=1,
    )


def guided_entry(name: str) -> GameEntry:
    """Entry of a test's part, as the registry of games gives it for a game.

    Raises
    ------
    ConfigError
        No test has such a part.
    """
    return _entry(guided_part(name), owner_of(name).purpose)
