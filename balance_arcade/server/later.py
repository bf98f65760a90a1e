"""Questions whose answer comes later: samples from files, and pictures of the patient's screen."""

from __future__ import annotations

from balance_arcade.server.control import Reply, Request
from balance_arcade.server.history import History
from balance_arcade.server.pictures import PICTURE, Pictures

LATER = ("recorded", PICTURE)


class LaterAnswers:
    """Gives each such question to who answers it, and collects the answers.

    Parameters
    ----------
    history : History
        Answers ``recorded``.
    pictures : Pictures
        Answers ``picture``.
    """

    def __init__(self, history: History, pictures: Pictures) -> None:
        self._history, self._pictures = history, pictures

    def ask(self, envelope: list[bytes], request: Request) -> Reply | None:
        """Take a question; return None once it waits, else its answer."""
        if request.cmd == PICTURE:
            return self._pictures.ask(envelope, request)
        return self._history.ask(envelope, request)

    def take(self) -> list[tuple[list[bytes], bytes]]:
        """Return the answers that are ready, each with the envelope of its asker."""
        return [*self._history.take(), *self._pictures.take()]
