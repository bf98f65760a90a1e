"""What a guide follows live, trial by trial: a jump, a drop, rises from a chair, a release.

A watch looks at the load before the tone (may it sound yet?) and after it (is the trial over, and
why?), and says the facts that scoring needs. Tests of stance, leaning and swaying need none.
"""

from __future__ import annotations

from typing import Literal, Protocol

from balance_arcade.assess.guidance import GuidedTrial
from balance_arcade.core.board import Stance
from balance_arcade.core.events import Scalar
from balance_arcade.games.contract import ControlInput
from balance_arcade.games.guided.dropping import DropWatch
from balance_arcade.games.guided.jumping import JumpWatch
from balance_arcade.games.guided.releasing import ReleaseWatch
from balance_arcade.games.guided.rising import RiseWatch

Readiness = Literal["wait", "anew", "ready"]
"""Before the tone: not yet, for a while at most; not yet, and the words begin anew; it may."""


class Watch(Protocol):
    """Follows one trial."""

    @property
    def words(self) -> str:
        """What is to be read before the tone instead of the trial's words; empty for those."""

    @property
    def shown(self) -> str:
        """Result for the person to see; empty where there is none."""

    def stance(self, *, begun: bool) -> Stance:
        """How the person is wanted, before the tone and since."""

    def prepare(self, control: ControlInput) -> Readiness:
        """Follow the load before the tone."""

    def begin(self) -> None:
        """Take the tone as having sounded."""

    def push(self, control: ControlInput) -> None:
        """Follow the load since the tone."""

    def mark(self, text: str) -> bool:
        """Hear a therapist's mark; return whether it meant something."""

    def ending(self) -> str | None:
        """Tell how the trial ends now: None not yet, empty by itself, else the reason."""

    def facts(self) -> dict[str, Scalar]:
        """Say what belongs to the end of the trial."""


def watch_of(trial: GuidedTrial) -> Watch | None:
    """Make the watch of a trial; None for one that the clock ends.

    Examples
    --------
    >>> watch_of(GuidedTrial("stance", "Stand.", 10.0, "eo_firm")) is None
    True
    """
    if trial.kind == "jump":
        return JumpWatch(trial)
    if trial.kind == "drop":
        return DropWatch(trial)
    if trial.kind == "rise":
        return RiseWatch(trial)
    return ReleaseWatch(trial) if trial.kind == "release" else None
