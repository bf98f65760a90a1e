"""Tells apart a warning that is new from one whose numbers have only grown."""

from __future__ import annotations

import re
from collections.abc import Iterable


class NewWarnings:
    """Lets each kind of warning pass once.

    Examples
    --------
    >>> warnings = NewWarnings()
    >>> warnings.take(["2 samples are torn.", "The cell does not move."])
    ['2 samples are torn.', 'The cell does not move.']
    >>> warnings.take(["3 samples are torn."])
    []
    """

    def __init__(self) -> None:
        self._told: set[str] = set()

    def take(self, warnings: Iterable[str]) -> list[str]:
        """Return the warnings that differ from all before in more than a number."""
        found = []
        for text in warnings:
            # Decimals too: a rate or a share in a warning changes with each look.
            kind = re.sub(r"\d+(\.\d+)?", "#", text)
            if kind not in self._told:
                self._told.add(kind)
                found.append(text)
        return found
