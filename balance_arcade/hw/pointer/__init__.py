"""A simulated person who leans where a hand points: ``pointer:?profile=healthy``.

So a newcomer plays without a board, and a therapist tries a game before a patient does. `steering`
turns the pointer into a lean, `board` is the open board. The window reads mouse, stick, keys and
touch (`balance_arcade.window.hand`). Weight and sway are the simulated person's, and so is the
mark: what is recorded is SIMULATED and no measurement of the hand.
"""

from __future__ import annotations

from collections.abc import Sequence

from balance_arcade.core.clock import Clock
from balance_arcade.hw.address import BoardAddress
from balance_arcade.hw.pointer.board import PointerBoard
from balance_arcade.hw.registry import BoardRow
from balance_arcade.hw.sim.settings import refuse_path, take_settings

__all__ = ["PointerBoard", "find_boards", "open_pointer_board"]


def open_pointer_board(address: BoardAddress, *, clock: Clock | None = None) -> PointerBoard:
    """Put a person on a board whom a hand steers.

    Parameters
    ----------
    address : BoardAddress
        ``pointer:`` with the options of `balance_arcade.hw.sim.settings.sim_settings`, and
        ``alone=stand`` or ``alone=play``: what the person does while no hand moves.
    clock : Clock, optional
        What paces the samples; the machine's by default.

    Returns
    -------
    PointerBoard

    Raises
    ------
    ConfigError
        An option is unknown or does not fit.

    Examples
    --------
    >>> from balance_arcade.hw.address import parse_address
    >>> with open_pointer_board(parse_address("pointer:?profile=older")) as board:
    ...     board.info.model, board.info.origin
    ('Person at a pointer (older adult)', 'simulated')
    """
    refuse_path(address)
    options = address.reader()
    alone = options.take_choice("alone", ("stand", "play"), default="stand")
    settings = take_settings(address, options)
    options.refuse_unknown()
    return PointerBoard(settings, plays_alone=alone == "play", clock=clock)


def find_boards() -> Sequence[BoardRow]:
    """List the pointer, which is always there."""
    note = "try a game yourself: mouse, gamepad, arrow keys or touch"
    return [BoardRow("pointer:", "Mouse as a board", "simulated", note)]
