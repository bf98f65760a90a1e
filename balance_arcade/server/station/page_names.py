"""What the pages of a station are called when they steer: the station's name, and a number."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

MAX_PAGES: Final = 64
"""Pages whose number is remembered. Policy when full: the one unheard for longest is forgotten."""


class PageNames:
    """Numbers pages in the order in which they first gave an order.

    Parameters
    ----------
    name : str
        Of the station.

    Examples
    --------
    >>> names = PageNames("tablet")
    >>> names.of("c0ffee"), names.of("bead"), names.of("c0ffee"), names.of("")
    ('tablet', 'tablet-2', 'tablet', 'tablet')
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._numbers: OrderedDict[str, int] = OrderedDict()

    def of(self, token: str) -> str:
        """Return the name of the page that steers under a secret name, or the station's."""
        if not token:
            return self.name
        number = self._numbers.get(token)
        if number is None:
            number = self._free_number()
            self._numbers[token] = number
            if len(self._numbers) > MAX_PAGES:
                self._numbers.popitem(last=False)
        self._numbers.move_to_end(token)
        return self.name if number == 1 else f"{self.name}-{number}"

    def _free_number(self) -> int:
        taken = set(self._numbers.values())
        return next(number for number in range(1, len(taken) + 2) if number not in taken)

    def forget(self, token: str) -> None:
        """Let the number of a page that has gone be taken by another."""
        self._numbers.pop(token, None)
