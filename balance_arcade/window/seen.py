"""Tells the session which of its phases have been seen, and when a game's picture is ready."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Final

from balance_arcade.core.events import Phase
from balance_arcade.core.inputs import WAIT
from balance_arcade.window.gallery import MAX_VIEWS

if TYPE_CHECKING:
    from balance_arcade.games.run import GameRun
    from balance_arcade.window.director import Director
    from balance_arcade.window.screen import ScreenModel

LONGEST_WAIT_S: Final = 20.0
"""A picture that is not ready so long after its instruction came up is done without."""

_BEFORE_PLAY: Final = frozenset({Phase.INSTRUCT, Phase.COUNTDOWN})
_log = logging.getLogger(__name__)


class SeenPhases:
    """Lets the session's clock run once a phase is on the screen.

    Instruction and countdown also wait for the picture of the game that they lead to.

    Parameters
    ----------
    run : GameRun
        Its session waits from now on for what is told here.
    director : Director
        Knows which pictures are ready.
    """

    def __init__(self, run: GameRun, director: Director) -> None:
        self._machine, self._director, self._inputs = run.machine, director, run.inputs
        self._entry = -1
        self._goes_on = False
        self._since_s = math.nan
        self._done_without = -1
        # Scenery of games that come later does not get in the way of the first scene.
        self._has_shown = False
        self._inputs.note(WAIT)
        self._machine.wait_to_be_seen()

    def look(self, screen: ScreenModel) -> None:
        """Take note of what the next frame shows, before it is drawn."""
        machine, phase = self._machine, screen.state.phase
        index = machine.activity_index
        names = [game.name for game in machine.plan.activities[index : index + MAX_VIEWS]]
        resting = phase is Phase.PLAY
        if self._has_shown:
            self._director.want(names, marked=bool(screen.mark), resting=resting)
        # The state was taken before; an order from a station may have changed the phase since.
        self._entry = machine.entry if machine.phase is phase else -1
        self._goes_on = phase not in _BEFORE_PLAY or self._is_ready(names[0], index, screen.now_s)

    def _is_ready(self, name: str, index: int, now_s: float) -> bool:
        if self._director.is_ready(name) or self._done_without == index:
            self._since_s = math.nan
            return True
        if math.isnan(self._since_s):
            self._since_s = now_s
        if now_s - self._since_s < LONGEST_WAIT_S:
            return False
        self._done_without = index
        _log.warning(
            "the picture of %s is not ready after %.0f s; the game goes on without its scenery",
            *(name, LONGEST_WAIT_S),
        )
        return True

    def shown(self) -> None:
        """Take note that the frame is on the screen."""
        self._has_shown = True
        if self._goes_on and self._entry >= 0:
            self._inputs.seen(self._entry)
            self._machine.shown(self._entry)
