"""A helper who lets a simulated person go: marks the release of a test that nobody watches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from balance_arcade.core.adverse import RELEASE
from balance_arcade.core.events import Command, Phase
from balance_arcade.core.samples import CopSample

if TYPE_CHECKING:
    from balance_arcade.app.live_session import LiveSession

HOLDS_S: Final = 3.0
"""So long the person leans before the helper lets go, on the board's clock."""

BY: Final = "simulated helper"


class SimulatedHelper:
    """Feeds a session, and marks a release so long after each trial's beginning.

    Parameters
    ----------
    session : LiveSession
        Of a simulated person; a real one is let go by a real hand.
    """

    def __init__(self, session: LiveSession) -> None:
        self._session = session
        self._begun_s: float | None = None
        self._n_trials = 0

    def __call__(self, sample: CopSample) -> None:
        """Feed a sample, and let go where it is time."""
        self._session.feed((sample,))
        run = self._session.run
        # A guided test alone says so; a game has no stage of this name.
        stage = getattr(run.model, "stage", None)
        in_trial = run.phase is Phase.PLAY and getattr(stage, "name", "") == "TRIAL"
        if not in_trial:
            self._begun_s = None
        elif self._begun_s is None:
            self._begun_s = sample.t_s
        elif sample.t_s - self._begun_s >= HOLDS_S:
            self._begun_s = float("inf")
            self._n_trials += 1
            mark = Command(f"{BY} {self._n_trials}", "mark", {"text": RELEASE}, by=BY)
            self._session.order(mark)
