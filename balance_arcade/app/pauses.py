"""Keeps a session's pauses for its summary."""

from __future__ import annotations

from balance_arcade.core.events import Event, Phase
from balance_arcade.core.source import NullSink
from balance_arcade.reports.summary import PauseNote

MAX_PAUSES = 1000


class PauseLog(NullSink):
    """A `StreamSink` that notes when play paused, for how long and why.

    Holds 1000 pauses; later ones are not kept, as nobody would read them.
    """

    def __init__(self) -> None:
        self.notes: list[PauseNote] = []
        self._since_s = 0.0
        self._reason = ""

    def on_event(self, event: Event) -> None:
        """Note the end of a pause."""
        if event.kind != "session.phase":
            return
        if event.data.get("to") == Phase.PAUSED:
            self._since_s = event.t_s
            self._reason = str(event.data.get("reason", ""))
        elif event.data.get("from") == Phase.PAUSED and len(self.notes) < MAX_PAUSES:
            self.notes.append(PauseNote(self._since_s, event.t_s - self._since_s, self._reason))
