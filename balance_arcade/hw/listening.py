"""Reads a board for a moment, to hear what it would warn of in a session."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from balance_arcade.core.board import Board
from balance_arcade.core.clock import Clock
from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.hw.finding import Finding

LISTEN_S: Final = 1.8
"""A dead cell is named after a second or two."""

_HINT = "Look at the board before a session: hardware_docs has a page of each board's troubles."


def listen(
    board: Board, seconds: float, clock: Clock, *, name: str, known: Collection[str] = ()
) -> list[Finding]:
    """Read a board, close it, and return what it warns of.

    Parameters
    ----------
    board : Board
        Open; closed here.
    seconds : float
        How long to read.
    clock : Clock
        Ends it.
    name : str
        Name of the findings.
    known : collection of str
        Warnings that are said elsewhere.

    Returns
    -------
    list of Finding
        One a warning; one if the board went away; none of a sound board.
    """
    end_ns = clock.now_ns() + round(seconds * 1e9)
    with board:
        try:
            while (left_s := (end_ns - clock.now_ns()) / 1e9) > 0.0:
                board.read(min(left_s, 0.1))
        except BalanceArcadeError as error:
            return [Finding(name, "fail", error.message, error.hint)]
        found = [text for text in board.health.warnings if text not in known]
    return [Finding(name, "warn", text, _HINT) for text in found]
