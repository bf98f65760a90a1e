"""Watches what a board tells beside its samples: that it is away, back, and that it was pressed."""

from __future__ import annotations

from typing import Final

from balance_arcade.core.away import Away, FrontButton, Returning, SwitchedOff
from balance_arcade.core.board import Board
from balance_arcade.core.events import Event, Scalar
from balance_arcade.session.away import away_words

AWAY: Final = "board.away"
OTHER: Final = "board.other"
BACK: Final = "board.back"
BUTTON: Final = "board.button"
OFF: Final = "board.off"


class BoardWatch:
    """Looks at a board after each read, in the thread that reads it.

    A board that knows nothing of all this is never away and has no button.

    Parameters
    ----------
    board : Board
        Open.

    Attributes
    ----------
    away : Away or None
        As of the newest look; any thread may read it.
    n_button_presses : int
        Likewise.
    """

    def __init__(self, board: Board) -> None:
        self._board = board
        # Asked once: to find it out costs more than a read.
        self._returning = board if isinstance(board, Returning) else None
        self._button = board if isinstance(board, FrontButton) else None
        self.away: Away | None = None
        self.n_button_presses = self._button.n_button_presses if self._button else 0

    def look(self, t_s: float) -> list[Event]:
        """Return what has happened since the last look, at a time of the board's clock."""
        if self._returning is None and self._button is None:
            return []
        events: list[Event] = []
        if self._returning is not None:
            was, self.away = self.away, self._returning.away
            if self.away is not None or was is not None:
                events += _changes(t_s, was, self.away)
        if self._button is not None:
            n_presses = self._button.n_button_presses
            if n_presses != self.n_button_presses:
                self.n_button_presses = n_presses
                events.append(Event(t_s, BUTTON, {"n_presses": n_presses}))
        return events

    def end(self, t_s: float) -> list[Event]:
        """Return what a closed board says of having been switched off."""
        board = self._board
        words = board.off_words if isinstance(board, SwitchedOff) else ""
        return [Event(t_s, OFF, {"message": words})] if words else []


def _changes(t_s: float, was: Away | None, away: Away | None) -> list[Event]:
    if away is None:
        return [Event(t_s, BACK, {})]
    events = []
    if was is None or was.why != away.why:
        data: dict[str, Scalar] = {"message": away_words(away), "remedy": away.remedy}
        events.append(Event(t_s, AWAY, {**data, "left_s": round(away.left_s, 1)}))
    for who in away.others:
        if was is None or who not in was.others:
            events.append(Event(t_s, OTHER, {"board": who, "message": away_words(away)}))
    return events
