"""Orders that change what is played next: the same game once more, or without this one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from balance_arcade.core.events import Phase

if TYPE_CHECKING:
    from balance_arcade.session.flow import SessionFlow

REPEATED: Final = "Broken off by order, to be played once more."
SKIPPED: Final = "Left out by order."


class OnceMore:
    """Repeats a game, or leaves one out.

    Parameters
    ----------
    flow : SessionFlow
        The session.

    Attributes
    ----------
    skipping : bool
        A game was left out: its result, its questions and the rest after it are passed over.
    """

    def __init__(self, flow: SessionFlow) -> None:
        self._flow = flow
        self._repeated_index = -1
        self.skipping = False

    def repeat(self) -> str:
        """Play the game under way, or the one just played, once more and next.

        Play under way is ended, and its result is shown and kept: what was played is never
        forgotten. Difficulty goes on from there, and the course of the game is another.

        Returns
        -------
        str
            Why it is refused; empty where it is not.
        """
        flow = self._flow
        if flow.activity.place is not None:
            return "the sets of a training programme are played as planned"
        if flow.rest_again:
            return "the game goes on after this rest"
        if flow.activity.name in flow.failed_names:
            return "the game could not go on"
        if flow.after.choice is not None:
            flow.after.order_game(flow.activity.name)
            return ""
        if self._repeated_index == flow.activity_index:
            return "it is played once more already"
        self._repeated_index = flow.activity_index
        place = flow.activity_index + 1
        before, behind = flow.plan.activities[:place], flow.plan.activities[place:]
        # The plan is a value that others hold too, so a longer one takes its place.
        longer = (*before, flow.activity, *behind)
        flow.plan = msgspec.structs.replace(flow.plan, activities=longer)
        flow.tell("session.repeat", {"game": flow.activity.name})
        if flow.phase in {Phase.PLAY, Phase.PAUSED}:
            flow.go(Phase.RESULT, REPEATED)
        return ""

    def skip(self) -> None:
        """Leave out the game under way or about to begin, and go on to the next one."""
        flow = self._flow
        flow.tell("session.skip", {"game": flow.activity.name})
        flow.go(Phase.RESULT, SKIPPED)
        self.skipping = True
