"""A simulated person on a board: ``sim:?seed=1&profile=healthy``.

From the inside out: `plane` (one plane of the body), `lean` (what it does on purpose), `profiles`
(who it is), `body` (both planes of one person), `presence` and `cells` (on and off the board, onto
four cells), `stream` (numbered samples) and `board` (paced by a clock). The figures and what they
were held against stand in ``docs/simulated-person.md``.
"""

from __future__ import annotations

from collections.abc import Sequence

from balance_arcade.core.clock import Clock
from balance_arcade.hw.address import BoardAddress
from balance_arcade.hw.registry import BoardRow
from balance_arcade.hw.sim.board import SimBoard
from balance_arcade.hw.sim.profiles import PROFILES
from balance_arcade.hw.sim.settings import sim_settings

__all__ = ["PROFILES", "SimBoard", "find_boards", "open_sim_board"]


def open_sim_board(address: BoardAddress, *, clock: Clock | None = None) -> SimBoard:
    """Put a simulated person on a board.

    Parameters
    ----------
    address : BoardAddress
        ``sim:`` with the options of `balance_arcade.hw.sim.settings.sim_settings`.
    clock : Clock, optional
        What paces the samples; the machine's by default.

    Returns
    -------
    SimBoard

    Raises
    ------
    ConfigError
        An option is unknown or does not fit.
    """
    return SimBoard(sim_settings(address), clock=clock)


def find_boards() -> Sequence[BoardRow]:
    """List the simulated person, which is always available."""
    profiles = ", ".join(PROFILES)
    return [BoardRow("sim:", "Simulated person", "simulated", f"profile={profiles}")]
