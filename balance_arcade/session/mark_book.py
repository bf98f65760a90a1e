"""The marks that were set, so that one can be withdrawn; what was marked is never deleted."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from balance_arcade.core.adverse import refused_mark, told_by_mark
from balance_arcade.core.events import Command, Scalar

WITHDRAWN: Final = "session.mark_withdrawn"
"""Event: a mark that was told before holds no longer. Both stand in the recording."""

MAX_MARKS: Final = 1000
"""Marks that can be withdrawn. Policy when full: the oldest can be withdrawn no more."""

Told = tuple[str, dict[str, Scalar]]


def mark_id(order_id: str) -> str:
    """Name a mark by the order that made it, so that a replay names it alike.

    Whoever orders may write anything into an id, so that it does not go on as it came.

    Examples
    --------
    >>> mark_id("a1")
    'f55ff16f66f4'
    """
    return hashlib.sha256(order_id.encode("utf-8", "surrogatepass")).hexdigest()[:12]


class MarkBook:
    """Marks by their names, the oldest first.

    Examples
    --------
    >>> book = MarkBook()
    >>> book.take(Command("a1", "mark", {"text": "talked"}))
    (('session.mark', {'text': 'talked', 'mark': 'f55ff16f66f4'}), '')
    >>> book.take(Command("a2", "undo", {}, "tablet"))[0]
    ('session.mark_withdrawn', {'mark': 'f55ff16f66f4', 'text': 'talked', 'by': 'tablet'})
    >>> book.take(Command("a3", "undo"))
    (None, 'there is no mark to withdraw')
    """

    def __init__(self) -> None:
        self._marks: dict[str, str] = {}

    def take(self, command: Command) -> tuple[Told | None, str]:
        """Carry out ``mark`` or ``undo``.

        Parameters
        ----------
        command : Command
            ``mark`` with ``text`` or ``adverse``; ``undo`` with ``mark``, the name of one, or
            without, for the newest that still holds.

        Returns
        -------
        tuple of str and dict, or None
            Kind and details of the event to tell.
        str
            Why it is refused; empty where it is not.
        """
        if command.name == "undo":
            return self._withdraw(command)
        if why := refused_mark(command.args):
            return None, why
        kind, data = told_by_mark(command.args, command.by)
        name = mark_id(command.id)
        self._marks[name] = str(data.get("kind") or data["text"])
        if len(self._marks) > MAX_MARKS:
            del self._marks[next(iter(self._marks))]
        return (kind, {**data, "mark": name}), ""

    def _withdraw(self, command: Command) -> tuple[Told | None, str]:
        name = command.args.get("mark")
        if name is None:
            name = next(reversed(self._marks), "")
        if not isinstance(name, str) or name not in self._marks:
            known = command.args.get("mark") is not None
            return None, _unknown() if known else "there is no mark to withdraw"
        data: dict[str, Scalar] = {"mark": name, "text": self._marks.pop(name), "by": command.by}
        return (WITHDRAWN, data), ""

    def follow(self, other: MarkBook) -> None:
        """Take over the marks of a session that has ended, so that they can still be withdrawn."""
        self._marks |= other._marks


def _unknown() -> str:
    return "that mark is withdrawn already, or was set before this program was started"


def withdrawn_marks(events: list[tuple[str, Mapping[str, Scalar]]]) -> frozenset[str]:
    """Names of the marks that events withdraw.

    Examples
    --------
    >>> sorted(withdrawn_marks([("session.mark", {"mark": "a"}), (WITHDRAWN, {"mark": "a"})]))
    ['a']
    """
    return frozenset(str(data.get("mark")) for kind, data in events if kind == WITHDRAWN)
