"""Says what a session without a window waits for, so that nobody looks at a still terminal."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, Protocol

from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.events import Phase, SessionState

AFTER_S: Final = 2.0
"""What passes sooner on the wall's clock needs no words; a board read as fast as it goes does."""

_WAITS_FOR: Final = {
    Phase.SELF_CHECK: "for a sound signal of the board",
    Phase.ZERO: "until the board stands empty and still",
    Phase.STEP_ON: "for a person on the board",
    Phase.SETTLE: "until the person stands still",
    Phase.CENTRE: "while the person stands still",
    Phase.LIMITS: "for the person to lean in all directions",
    Phase.PAUSED: "in a pause",
}


class _Run(Protocol):
    """As much of a run as is looked at."""

    @property
    def phase(self) -> Phase: ...

    def state(self) -> SessionState: ...


class WaitingWords:
    """Tells once a stay what a phase waits for.

    Parameters
    ----------
    run : GameRun
        Looked at, never changed.
    say : callable
        Takes a line.
    clock : Clock, optional
        The wall's; the machine's own otherwise.
    """

    def __init__(self, run: _Run, say: Callable[[str], None], clock: Clock | None = None) -> None:
        self._run, self._say = run, say
        self._clock = clock or MonotonicClock()
        self._phase: Phase | None = None
        self._since_s = math.nan
        self._said = False

    def look(self) -> None:
        """Look at the session; to be called again and again."""
        now_s = self._clock.now_ns() / 1e9
        phase = self._run.phase
        if phase is not self._phase:
            self._phase, self._since_s, self._said = phase, now_s, False
        # The phases that are not in the table end by themselves.
        what = _WAITS_FOR.get(phase)
        if what is None or self._said or now_s - self._since_s < AFTER_S:
            return
        self._said = True
        reason = self._run.state().reason
        self._say(f"Waiting {what}{f': {reason}' if reason else '.'}")
