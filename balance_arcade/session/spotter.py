"""Class C: somebody beside the person is confirmed before each activity, and never by leaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from balance_arcade.core.events import Phase

if TYPE_CHECKING:
    from balance_arcade.session.flow import SessionFlow

AWAITS: Final = "Class C: confirm a spotter or a harness, at the station or with the key F2."
FIRST: Final = "a spotter or a harness has to be confirmed first"
NOT_AWAITED: Final = "no activity waits for a spotter"

BY_FLAG: Final = "flag"
"""Source of a confirmation that was given for a whole run which nobody watches."""


class SpotterGate:
    """Holds an activity of class C at its instruction until a spotter is confirmed.

    A confirmation holds for one activity. Whoever has been away so long that the activity begins
    anew is confirmed anew: nobody knows whether the spotter still stands there.

    Parameters
    ----------
    flow : SessionFlow
        The session.
    """

    def __init__(self, flow: SessionFlow) -> None:
        self._flow = flow
        self._confirmed = -1

    @property
    def is_missing(self) -> bool:
        """Whether the present activity wants a spotter whom nobody has confirmed."""
        flow = self._flow
        return flow.activity.safety_class == "C" and self._confirmed != flow.activity_index

    @property
    def waits(self) -> bool:
        """Whether the session stands at an instruction and waits for the confirmation."""
        return self._flow.phase is Phase.INSTRUCT and self.is_missing

    def enter(self, phase: Phase) -> None:
        """Take note that a phase has begun."""
        flow = self._flow
        if phase is Phase.STEP_ON:
            self._confirmed = -1
        elif self.waits and flow.plan.unwatched:
            self._take(BY_FLAG)
        elif self.waits:
            flow.tell("safety.spotter_awaited", {"game": flow.activity.name})

    def confirm(self, by: str) -> str:
        """Take the word of a station or of the keyboard.

        Parameters
        ----------
        by : str
            Which program gave the order.

        Returns
        -------
        str
            Why it is refused, as a clause; empty where it was taken.
        """
        if not self.waits:
            return NOT_AWAITED
        self._take(by or "order")
        return ""

    def _take(self, source: str) -> None:
        flow = self._flow
        self._confirmed = flow.activity_index
        # The instruction is read from here on: what stood there before was the wait.
        flow.in_phase_s = 0.0
        flow.tell("safety.spotter_confirmed", {"game": flow.activity.name, "source": source})
