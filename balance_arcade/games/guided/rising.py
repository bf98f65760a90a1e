"""Follows rising from a chair: seated before the tone, then up and down, counted by the load.

The chair stands beside the board and only the feet are on it, so that a load of less than half of
the body weight is somebody who sits. The same counter scores the record.
"""

from __future__ import annotations

import math
from typing import Final, Literal

from balance_arcade.assess.guidance import GuidedTrial
from balance_arcade.assess.sit_to_stand import NOT_DONE, RiseCounter
from balance_arcade.core.board import Stance
from balance_arcade.core.events import Scalar
from balance_arcade.core.words import msgid
from balance_arcade.games.contract import ControlInput

SIT_DOWN: Final = msgid("Sit down. Keep both feet on the board.")


class RiseWatch:
    """One trial of rising, five times or for a time.

    Parameters
    ----------
    trial : GuidedTrial
        With the number of rises that ends it; 0 for a set time.

    Examples
    --------
    >>> watch = RiseWatch(GuidedTrial("rise", "Rise.", 30.0, "30 s"))
    >>> watch.prepare(ControlInput(0.0, 0.0, 0.0, load_frac=0.2)), watch.n_rises
    ('ready', 0)
    """

    shown = ""

    def __init__(self, trial: GuidedTrial) -> None:
        self._trial = trial
        self._counter = RiseCounter()
        self._now_s = self._tone_s = math.nan

    @property
    def n_rises(self) -> int:
        """Rises since the tone."""
        return len(self._counter.spans)

    @property
    def words(self) -> str:
        """To sit down, until the load says so."""
        return "" if self._counter.sitting else SIT_DOWN

    def stance(self, *, begun: bool) -> Stance:
        """On the chair; from the tone on up and down."""
        return "rise" if begun else "sit"

    def prepare(self, control: ControlInput) -> Literal["wait", "anew", "ready"]:
        """Wait until the person sits, as long as it takes."""
        self.push(control)
        return "ready" if self._counter.sitting else "anew"

    def begin(self) -> None:
        """Count from here on."""
        self._tone_s, self._counter = self._now_s, RiseCounter()

    def push(self, control: ControlInput) -> None:
        """Take each sample once, at its own time."""
        if control.t_s == self._now_s or math.isnan(control.load_frac):
            return
        self._now_s = control.t_s
        self._counter.push(control.t_s, control.load_frac)

    def mark(self, text: str) -> bool:
        """Hear nothing: marks mean nothing here."""
        del text
        return False

    def ending(self) -> str | None:
        """End with the last rise, or with the time."""
        n_asked, is_late = self._trial.n_rises, self._now_s - self._tone_s >= self._trial.seconds
        if n_asked:
            return "" if self.n_rises >= n_asked else (NOT_DONE if is_late else None)
        return "" if is_late else None

    def facts(self) -> dict[str, Scalar]:
        """Say how many rises were counted."""
        return {"n_rises": self.n_rises}
