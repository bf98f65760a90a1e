"""Marks of a therapist: a plain one is told, an adverse event also pauses what is under way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from balance_arcade.core.adverse import refused_mark, sentence, told_by_mark
from balance_arcade.core.events import Command, Scalar

if TYPE_CHECKING:
    from balance_arcade.session.machine import SessionMachine


def take_mark(
    command: Command, tell: Callable[[str, dict[str, Scalar]], None], machine: SessionMachine
) -> str:
    """Carry out ``mark``.

    Parameters
    ----------
    command : Command
        With ``text``; with ``adverse`` it is an adverse event.
    tell : callable
        ``tell(kind, data)`` passes an event on, with the time of the samples.
    machine : SessionMachine
        Paused by an adverse event until somebody orders it to go on: first somebody looks at the
        person.

    Returns
    -------
    str
        ``accepted``, or ``rejected: `` and why.
    """
    why = refused_mark(command.args)
    if why:
        return f"rejected: {why}"
    tell(*told_by_mark(command.args, command.by))
    kind = command.args.get("adverse")
    if kind is not None:
        # Where nothing is under way there is nothing to pause, and the mark holds all the same.
        machine.command("pause", {"why": sentence(str(kind))})
    return "accepted"
