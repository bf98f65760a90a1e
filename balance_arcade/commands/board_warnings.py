"""A board's own warnings, said to a person once each while a command runs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from balance_arcade.commands.output import note


class BoardWarnings:
    """Says each kind of warning once.

    Examples
    --------
    >>> warnings = BoardWarnings()
    >>> warnings.new(["2 samples are torn.", "The cell does not move."])
    ['2 samples are torn.', 'The cell does not move.']
    >>> warnings.new(["3 samples are torn."])
    []
    """

    def __init__(self) -> None:
        self._told: set[str] = set()

    def new(self, warnings: Iterable[str]) -> list[str]:
        """Return the warnings that differ from all before in more than a number."""
        found = []
        for text in warnings:
            kind = re.sub(r"\d+(\.\d+)?", "#", text)
            if kind not in self._told:
                self._told.add(kind)
                found.append(text)
        return found

    def tell(self, warnings: Iterable[str]) -> None:
        """Say the new ones on stderr."""
        for text in self.new(warnings):
            note(f"Warning: {text}")
