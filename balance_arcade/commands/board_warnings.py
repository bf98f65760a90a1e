"""A board's own warnings, said to a person once each while a command runs."""

from __future__ import annotations

from collections.abc import Iterable

from balance_arcade.commands.output import note
from balance_arcade.core.new_warnings import NewWarnings


class BoardWarnings:
    """Says each kind of warning once."""

    def __init__(self) -> None:
        self._new = NewWarnings()

    def tell(self, warnings: Iterable[str]) -> None:
        """Say the new ones on stderr."""
        for text in self._new.take(warnings):
            note(f"Warning: {text}")
