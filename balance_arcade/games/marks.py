"""Marks of a therapist: a plain one is told, an adverse event also pauses what is under way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from balance_arcade.core.adverse import sentence
from balance_arcade.core.events import Command, Phase, Scalar
from balance_arcade.games.guard import MISBEHAVIOUR
from balance_arcade.session.mark_book import MarkBook

if TYPE_CHECKING:
    from balance_arcade.games.activity import Activity
    from balance_arcade.session.machine import SessionMachine

MARK_ORDERS: Final = frozenset({"mark", "undo"})


def take_mark(
    command: Command,
    tell: Callable[[str, dict[str, Scalar]], None],
    machine: SessionMachine,
    book: MarkBook,
    activity: Activity | None = None,
) -> str:
    """Carry out ``mark`` or ``undo``.

    Parameters
    ----------
    command : Command
        With ``text``; with ``adverse`` it is an adverse event. As of `MarkBook.take`.
    tell : callable
        ``tell(kind, data)`` passes an event on, with the time of the samples.
    machine : SessionMachine
        Paused by an adverse event until somebody orders it to go on: first somebody looks at the
        person. A mark that is withdrawn lets nothing go on by itself.
    book : MarkBook
        The marks of this session.
    activity : Activity, optional
        The game under way: a model with a method ``mark(text)`` hears of it while it is played.

    Returns
    -------
    str
        ``accepted``, or ``rejected: `` and why.
    """
    told, why = book.take(command)
    if told is None:
        return f"rejected: {why}"
    tell(*told)
    kind = command.args.get("adverse")
    if command.name == "mark" and kind is not None:
        # Where nothing is under way there is nothing to pause, and the mark holds all the same.
        machine.command("pause", {"why": sentence(str(kind))})
    elif command.name == "mark" and activity is not None and machine.phase is Phase.PLAY:
        _let_hear(activity, str(command.args.get("text", "")))
    return "accepted"


def _let_hear(activity: Activity, text: str) -> None:
    """Tell a mark to a game that listens; only such a one has it in its digest."""
    hear = getattr(activity.model.raw, "mark", None)
    if hear is None:
        return
    activity.note_mark(text)
    try:
        hear(text)
    except MISBEHAVIOUR as error:
        activity.fail(error)
