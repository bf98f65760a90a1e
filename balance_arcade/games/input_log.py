"""Keeps what reaches a run beside its samples, until it is written down for a replay."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Final

import msgspec

from balance_arcade.core.inputs import AWAY, BEGIN, BLAME, CHECK, LATE, ORDER, SEEN, SessionInput
from balance_arcade.games.watchdog import GameTooLongError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance_arcade.core.away import Away
    from balance_arcade.core.events import Command
    from balance_arcade.core.source import SoFar
    from balance_arcade.games.activity import Activity
    from balance_arcade.games.run import GameRun

MAX_INPUTS: Final = 4096
"""Inputs kept until they are drained; a fuller queue drops the oldest, and a replay says so."""


class InputLog:
    """Inputs in the order in which they came, each behind the sample that was heard before it.

    Attributes
    ----------
    seq : int
        Number of the newest sample that the run has heard; -1 before the first.
    waiting : deque of SessionInput
        What `drain` would return.

    Examples
    --------
    >>> log = InputLog()
    >>> log.note("silent")
    >>> log.drain()
    [SessionInput(seq=-1, kind='silent', data={})]
    """

    def __init__(self) -> None:
        self.seq = -1
        self.waiting: deque[SessionInput] = deque(maxlen=MAX_INPUTS)
        self._entry = -1
        self._away: tuple[object, ...] = ()

    def note(self, kind: str, data: dict[str, Any] | None = None) -> None:
        """Keep an input that came after the newest sample."""
        self.waiting.append(SessionInput(self.seq, kind, data or {}))

    def order(self, command: Command) -> None:
        """Keep an order with all that it says."""
        self.note(ORDER, msgspec.structs.asdict(command))

    def away(self, away: Away | None) -> None:
        """Keep what a board says while it is away; told again and again, kept once a sample."""
        told = None if away is None else (away.why, away.remedy, round(away.left_s), away.others)
        if (self.seq, told) != self._away:
            self._away = (self.seq, told)
            self.note(AWAY, {} if away is None else msgspec.to_builtins(away))

    def seen(self, entry: int) -> None:
        """Keep that a phase was seen; a window tells so with each of its frames."""
        if entry != self._entry:
            self._entry = entry
            self.note(SEEN, {"entry": entry})

    def blame(self, activity: Activity, error: BaseException) -> None:
        """Keep that the picture of a game failed; only the first fault of a game counts."""
        if activity.model.fault is None:
            self.note(BLAME, {"error": type(error).__name__})

    def broken_off(self, activity: Activity, fault: BaseException) -> None:
        """Keep that a game was ended because it did not come back; other faults come again."""
        if isinstance(fault, GameTooLongError):
            self.note(LATE, {"index": activity.index})

    def drain(self) -> list[SessionInput]:
        """Return the inputs since the last call, oldest first."""
        inputs = list(self.waiting)
        self.waiting.clear()
        return inputs


def begin_input(run: GameRun, so_far: SoFar, fed_seq: int) -> SessionInput:
    """Describe a session that begins, so that it can be set up again.

    Parameters
    ----------
    run : GameRun
        Not fed yet.
    so_far : SoFar
        How far the board had been read.
    fed_seq : int
        Samples up to this one are no part of the session.
    """
    return SessionInput(
        fed_seq,
        BEGIN,
        {
            "seed": run.seed,
            "options": msgspec.to_builtins(run.options),
            "plan": msgspec.to_builtins(run.machine.plan),
            "smoothing": list(so_far.smoothing),
        },
    )


def check_input(seq: int, activities: Sequence[Activity]) -> SessionInput:
    """Give the digest of every game so far."""
    plays = [
        {
            "game": one.name,
            "index": one.index,
            "digest": one.digest,
            "n_steps": one.model.n_steps,
            "trials": one.model.trials,
            "successes": one.model.successes,
        }
        for one in activities
    ]
    return SessionInput(seq, CHECK, {"plays": plays})
