"""Says what came of switching a board off, which is done when everything else is over."""

from __future__ import annotations

from balance_arcade.commands.output import note
from balance_arcade.core.events import Event
from balance_arcade.core.source import NullSink
from balance_arcade.session.board_watch import OFF


class BoardOffWords(NullSink):
    """A `StreamSink` that tells the person at the terminal whether the board is off.

    Nobody else is there by then: the board is closed after the session, its recording and its page.
    """

    def on_event(self, event: Event) -> None:
        """Say what came of it."""
        if event.kind == OFF:
            note(str(event.data.get("message", "")))
