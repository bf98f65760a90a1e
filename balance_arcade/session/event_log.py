"""The session's events as log records: everything that a recording holds is in the log as well.

Acquisition, session machine, recorder and games tell what happens by events, and all of these pass
`balance_arcade.session.listeners`. So one function here replaces log calls everywhere.
"""

from __future__ import annotations

import logging
from typing import Final

from balance_arcade.core.adverse import ADVERSE
from balance_arcade.core.events import Event

_log = logging.getLogger(__name__)

FREE_TEXT: Final = frozenset({"text"})
"""Details that a person has typed. They may hold a name, and are never logged."""

_FAULTS: Final = frozenset({"board.lost", "recording.failed", "stream.sink_failed", "game.failed"})
_WARNINGS: Final = frozenset(
    {"board.gap", "board.away", "board.other", "board.disorder", "sound.off", ADVERSE}
)
_ROOMS: Final = ("session.", "safety.", "wellbeing.", "board.", "recording.", "stream.", "sound.")


def level_of(kind: str) -> int:
    """Level of an event's record.

    Faults are errors, lost samples are warnings. What a game tells comes every second: it is for
    debugging only.

    Examples
    --------
    >>> [level_of(kind) for kind in ("board.lost", "board.gap", "session.zero", "game.star_lit")]
    [40, 30, 20, 10]
    """
    if kind in _FAULTS:
        return logging.ERROR
    if kind in _WARNINGS:
        return logging.WARNING
    return logging.INFO if kind.startswith(_ROOMS) else logging.DEBUG


def log_event(event: Event) -> None:
    """Log one event without what a person has typed.

    Parameters
    ----------
    event : Event
        As the listeners get it.
    """
    level = level_of(event.kind)
    # Games tell several events a second, and nobody reads them unless asked for.
    if not _log.isEnabledFor(level):
        return
    said = (
        f"{name}={f'{value:g}' if isinstance(value, float) else value}"
        for name, value in event.data.items()
        if name not in FREE_TEXT
    )
    _log.log(level, "%.3f s %s %s", event.t_s, event.kind, ", ".join(said))
