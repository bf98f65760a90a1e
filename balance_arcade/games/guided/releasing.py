"""Follows a release: the person leans into a helper's hands, who lets go and marks it.

No tone says when: the release is to come unannounced. The mark comes from a hand, a key or a
station, and is as late as they are; scoring looks for the first movement about it.
"""

from __future__ import annotations

import math
from typing import Literal

from balance_arcade.assess.guidance import GuidedTrial
from balance_arcade.assess.push_release import NO_RELEASE
from balance_arcade.core.adverse import RELEASE
from balance_arcade.core.board import Stance
from balance_arcade.core.events import Scalar
from balance_arcade.games.contract import ControlInput


class ReleaseWatch:
    """One trial of push and release.

    Parameters
    ----------
    trial : GuidedTrial
        With how long the release is waited for, and for how long the person is followed after it.

    Examples
    --------
    >>> watch = ReleaseWatch(GuidedTrial("release", "Lean.", 30.0, "back", after_s=8.0))
    >>> watch.begin(); watch.mark("release"), watch.mark("talked")
    (True, False)
    """

    shown = words = ""

    def __init__(self, trial: GuidedTrial) -> None:
        self._trial = trial
        self._now_s = self._begun_s = self._released_s = math.nan

    def stance(self, *, begun: bool) -> Stance:
        """On both feet; once let go, wherever the feet have to be."""
        return "recover" if begun and not math.isnan(self._released_s) else "both"

    def prepare(self, control: ControlInput) -> Literal["wait", "anew", "ready"]:
        """Nothing is waited for."""
        self._now_s = control.t_s
        return "ready"

    def begin(self) -> None:
        """Take the trial as begun."""
        self._begun_s = self._now_s

    def push(self, control: ControlInput) -> None:
        """Follow the clock."""
        self._now_s = control.t_s

    def mark(self, text: str) -> bool:
        """Take the first mark of a release."""
        if text != RELEASE or not math.isnan(self._released_s):
            return False
        self._released_s = self._now_s
        return True

    def ending(self) -> str | None:
        """End so long after the release, or where none came."""
        if not math.isnan(self._released_s):
            return "" if self._now_s - self._released_s >= self._trial.after_s else None
        return NO_RELEASE if self._now_s - self._begun_s >= self._trial.seconds else None

    def facts(self) -> dict[str, Scalar]:
        """Say when it was marked, on the board's clock."""
        return {} if math.isnan(self._released_s) else {"released_s": self._released_s}
