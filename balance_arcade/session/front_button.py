"""What the button at a board's front means in a session: ready, or resume."""

from __future__ import annotations

from typing import Final

from balance_arcade.core.events import Command, CommandName, Phase
from balance_arcade.session.machine import SessionMachine

GIVER: Final = "board-button"
"""Whoever reads the orders of a session sees by this that nobody else gave one."""

READY: Final[dict[Phase, CommandName]] = {
    Phase.INSTRUCT: "start",
    Phase.REST: "start",
    Phase.RESULT: "next",
}
"""Phases that wait for somebody who is ready, and the order that says so."""


def order_of_press(machine: SessionMachine, number: int) -> Command | None:
    """Return the order that a press of the button stands for.

    Parameters
    ----------
    machine : SessionMachine
        The session as it stands.
    number : int
        Which press it is, so that each is carried out once.

    Returns
    -------
    Command or None
        Ready is ``start`` or, where the person chooses, ``next``: the card that is looked at.
        While paused it is ``resume`` with ``steady``: whoever presses a button moves, so that the
        session goes on by itself once the person stands steadily, and not at the press. None
        where the button means nothing: nothing waits for it, or the rest must not be cut short.
    """
    phase = machine.phase
    if machine.away or (phase is Phase.REST and machine.rests_from_long_play):
        return None
    if phase is Phase.PAUSED:
        return Command(f"{GIVER}-{number}", "resume", {"steady": True}, GIVER)
    name = READY.get(phase)
    return None if name is None else Command(f"{GIVER}-{number}", name, {}, GIVER)
